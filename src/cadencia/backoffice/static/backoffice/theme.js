// Before anything is drawn: "auto" becomes what the machine prefers, and follows it.
(() => {
  const root = document.documentElement;
  if (root.dataset.theme !== "auto") return;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const follow = () => {
    root.classList.toggle("dark", dark.matches);
    root.classList.toggle("light", !dark.matches);
  };
  dark.addEventListener("change", follow);
  follow();
})();
