// Menus (`details.o-menu`) close by Escape, by a click elsewhere, and go by the arrows.

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
