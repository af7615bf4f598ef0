// Menus (`details.o-menu`) close by Escape, by a click elsewhere, and go by the arrows. One within
// what scrolls would be cut off there: it stands over the page, beside its button, in the window.

const EDGE = 8; // pixels to the edge of the window
const GAP = 4;

function place(menu) {
  const list = menu.querySelector(".o-menu-list");
  const button = menu.querySelector("summary").getBoundingClientRect();
  list.style.position = "fixed";
  list.style.maxWidth = `${innerWidth - 2 * EDGE}px`;
  list.style.inset = "0 auto auto 0"; // so that nothing but the window limits its size
  const { width, height } = list.getBoundingClientRect();
  const below = button.bottom + GAP + height <= innerHeight - EDGE;
  const top = below ? button.bottom + GAP : button.top - GAP - height;
  list.style.top = `${Math.max(top, EDGE)}px`;
  list.style.left = `${Math.max(Math.min(button.left, innerWidth - EDGE - width), EDGE)}px`;
}

function placeOpen() {
  document.querySelectorAll(".o-scroll details.o-menu[open]").forEach(place);
}

document.addEventListener("toggle", placeOpen, true); // it doesn't bubble
document.addEventListener("scroll", placeOpen, { capture: true, passive: true });
window.addEventListener("resize", placeOpen);

document.addEventListener("click", (event) => {
  for (const each of document.querySelectorAll("details.o-menu[open]")) {
    if (!each.contains(event.target)) each.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details.o-menu");
  if (!menu?.open) return;
  if (event.key === "Escape") {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const items = [...menu.querySelectorAll(":is(a[href], button):not(:disabled)")];
  const at = items.indexOf(document.activeElement);
  items.at((at + step + items.length) % items.length)?.focus();
  event.preventDefault();
});
