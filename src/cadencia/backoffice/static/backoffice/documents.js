// The list of documents by keyboard: `/` to the search, arrows or j and k along the rows, Enter
// opens. A filter that is chosen sends itself.

const search = document.getElementById("id_q");
const links = [...document.querySelectorAll("[data-rows] tbody .o-main-link")];

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target.closest("input, select, textarea, dialog, [contenteditable]")) return;
  const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
  if (event.key === "/" && search) {
    event.preventDefault();
    search.select();
  } else if (step && links.length) {
    event.preventDefault();
    const at = links.indexOf(document.activeElement);
    links[at < 0 ? 0 : Math.min(Math.max(at + step, 0), links.length - 1)].focus();
  }
});

// What is ticked can be printed or sent; the bar says how many, and is there when some are.
const bar = document.getElementById("chosen");
const boxes = [...document.querySelectorAll("[data-rows] [name=document]")];
const all = document.querySelector("[data-tick-all]");

function count() {
  if (!bar) return;
  const ticked = boxes.filter((each) => each.checked).length;
  bar.hidden = !ticked;
  bar.querySelector("[data-count]").textContent = ticked;
  all.checked = ticked === boxes.length;
  all.indeterminate = ticked > 0 && ticked < boxes.length;
}

document.addEventListener("change", (event) => {
  if (event.target === all) for (const each of boxes) each.checked = all.checked;
  if (event.target === all || event.target.name === "document") count();
});
window.addEventListener("pageshow", count); // the browser ticks again what was ticked

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-filters] select")) event.target.form.requestSubmit();
});
