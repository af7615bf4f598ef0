// Rows below a form: another is made of the template, one is taken out.
import "./copying.js";

let serial = Date.now() % 100000;

document.addEventListener("click", (event) => {
  const add = event.target.closest("[data-add-row]");
  if (add) addRow(add.closest("[data-rows]"));
  const remove = event.target.closest("[data-remove-row]");
  if (remove) removeRow(remove.closest(".o-form-row"));
});

// Enter in the last row makes another, elsewhere it goes to the next one.
document.addEventListener("keydown", (event) => {
  const row = event.target.closest?.(".o-form-row");
  if (!row || event.key !== "Enter" || event.target.tagName !== "INPUT" || event.defaultPrevented) return;
  event.preventDefault();
  const next = row.nextElementSibling;
  if (!next) return addRow(row.closest("[data-rows]"));
  next.querySelector("input:not([type=hidden]), select")?.focus();
});

function addRow(part) {
  const made = part.querySelector("template").innerHTML.replaceAll("__n__", ++serial);
  const list = part.querySelector(".o-rows-list");
  list.insertAdjacentHTML("beforeend", made);
  list.lastElementChild.querySelector("input:not([type=hidden]), select")?.focus();
}

// What is there already is marked, so that the server knows; what was only typed is taken away.
function removeRow(row) {
  const next = row.nextElementSibling || row.previousElementSibling;
  if (row.querySelector("input[name$='-id']").value) {
    row.querySelector("input[name$='-gone']").value = "on";
    row.hidden = true;
  } else {
    row.remove();
  }
  next?.querySelector("input:not([type=hidden])")?.focus();
}

// `/` leads to the search of a list.
document.addEventListener("keydown", (event) => {
  const search = document.querySelector("input[type=search]#q");
  if (event.key !== "/" || !search || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable], dialog")) return;
  event.preventDefault();
  search.focus();
  search.select();
});
