// What renews itself every second isn't renewed under a pressed mouse: the click would be lost.

let pressed = null;

document.addEventListener("pointerdown", (event) => (pressed = event.target), true);
for (const name of ["pointerup", "pointercancel"]) {
  document.addEventListener(name, () => setTimeout(() => (pressed = null)), true); // after the click
}

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const isByItself = detail.requestConfig.elt.matches("[hx-trigger^=every]");
  if (isByItself && pressed && detail.target.contains(pressed)) detail.shouldSwap = false;
});
