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

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-filters] select")) event.target.form.requestSubmit();
});
