// The list by the keyboard: / searches, arrows or j and k go through the rows, Enter opens, the
// point or the menu key offers what can be done, x ticks.

const form = document.querySelector("[data-rows]");
const rows = () => [...document.querySelectorAll("[data-row]")];
const search = document.querySelector("[data-search]");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.target.closest("input:not([type=checkbox]), select, textarea, [contenteditable]")) {
    if (event.key === "ArrowDown" && event.target === search && rows().length) go(event, rows()[0]);
    return;
  }
  if (event.key === "/") return go(event, search, () => search.select());
  const row = event.target.closest("[data-row]");
  const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
  if (step && !event.target.closest("details")) return move(event, row, step);
  if (!row || event.target.closest("a, button, summary")) return;
  if (event.key === "Enter") location.assign(row.dataset.open);
  else if (event.key === "." || event.key === "ContextMenu") go(event, row, () => row.querySelector("[data-menu]").click());
  else if (event.key === "x") tick(event, row);
});

function go(event, element, then) {
  event.preventDefault();
  element?.focus();
  then?.();
}

function move(event, row, step) {
  const all = rows();
  if (!all.length) return;
  const at = row ? all.indexOf(row) + step : step > 0 ? 0 : all.length - 1;
  const next = all[Math.max(0, Math.min(at, all.length - 1))];
  go(event, next, () => next.scrollIntoView({ block: "nearest" }));
}

function tick(event, row) {
  const box = row.querySelector("[name=chosen]");
  if (!box) return;
  event.preventDefault();
  box.checked = !box.checked;
  told();
}

form?.addEventListener("change", (event) => {
  if (event.target.matches("[data-all]")) {
    for (const each of form.querySelectorAll("[name=chosen]")) each.checked = event.target.checked;
  }
  told();
});

// Those ticked are acted on; without any, all that the filter names.
function told() {
  const chosen = form.querySelectorAll("[name=chosen]:checked");
  for (const row of rows()) row.classList.toggle("is-chosen", Boolean(row.querySelector("[name=chosen]:checked")));
  const some = form.querySelector("[data-chosen-some]");
  if (!some) return;
  some.hidden = !chosen.length;
  form.querySelector("[data-chosen-none]").hidden = Boolean(chosen.length);
  form.querySelector("[data-count]").textContent = chosen.length;
}

// Coming back by the browser's button, boxes are as they were left.
window.addEventListener("pageshow", () => form && told());
