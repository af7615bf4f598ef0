// What was typed and not saved is kept in the browser until its owner signs out.
document.addEventListener("submit", (event) => {
  if (!event.target.action?.endsWith("/sign-out/")) return;
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith("cadencia:draft:")) localStorage.removeItem(key);
  }
});
