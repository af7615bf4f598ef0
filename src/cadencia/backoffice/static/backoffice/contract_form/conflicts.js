// What the other one changed meanwhile, at each field: outlined, with what stood there before. It
// stays until somebody types there, also in the details of a line and where a grid is drawn anew.
import { onChange, root } from "./values.js";
import { rowsOf, trOf } from "./grid.js";
import { openedRow } from "./panel.js";

const ROW = /^contract\.(lines|modifications|reviews|pauses|moves)\.(\d+)\.?([^.]*)/;
const ofRows = new Map(); // row -> {field: mark}; an empty field is the whole row

export function showConflicts(marks) {
  ofRows.clear();
  for (const each of marks) {
    const found = each.path.match(ROW);
    if (found) {
      const row = rowsOf(found[1])[Number(found[2])];
      if (row) ofRows.set(row, { ...ofRows.get(row), [found[3]]: each });
    } else {
      const path = CSS.escape(each.path);
      const control = root.querySelector(`[data-path="${path}"], [data-path^="${path}."]`);
      if (control) mark(control, each);
    }
  }
  for (const row of ofRows.keys()) markRow(row);
}

for (const panel of document.querySelectorAll("dialog[data-part]")) {
  panel.addEventListener("cf-filled", () => markFields(panel, openedRow()));
}

function markRow(row) {
  const tr = trOf(row);
  if (!tr) return;
  tr.classList.add("cf-meanwhile-row");
  const whole = ofRows.get(row)[""];
  if (whole) tr.title = whole.text;
  markFields(tr, row);
}

function markFields(within, row) {
  const mine = ofRows.get(row) || {};
  for (const control of within.querySelectorAll("[data-name]")) {
    if (mine[control.dataset.name]) mark(control, mine[control.dataset.name]);
    else clear(control);
  }
}

function mark(control, { tone, text }) {
  clear(control);
  control.classList.add(tone === "both" ? "cf-conflict" : "cf-theirs");
  const note = document.createElement("p");
  Object.assign(note, { className: "cf-was", textContent: text });
  control.closest(".o-field, td")?.append(note);
}

function clear(control) {
  control.classList.remove("cf-conflict", "cf-theirs");
  control.closest(".o-field, td")?.querySelector(".cf-was")?.remove();
}

// Somebody has looked at it and typed: it is settled.
onChange(({ control, row, name }) => {
  if (!control?.matches(".cf-conflict, .cf-theirs")) return;
  clear(control);
  const mine = ofRows.get(row);
  if (!mine) return;
  delete mine[name];
  const tr = trOf(row);
  const inGrid = tr?.querySelector(`[data-name="${CSS.escape(name)}"]`);
  if (inGrid) clear(inGrid);
  if (!Object.keys(mine).length) tr?.classList.remove("cf-meanwhile-row");
});
