// A line that was taken out can be put back, until something else is done with the rows.
import { onChange } from "./values.js";
import { undoLast } from "./grid.js";

const notes = document.getElementById("cf-notes");

export function startUndoing() {
  document.addEventListener("keydown", (event) => {
    const isUndo = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z";
    if (!isUndo || !notes.querySelector("[data-undone]")) return;
    event.preventDefault();
    undoLast();
  });
  onChange(({ removed, undone, rows, filled }) => {
    if (removed) offerUndo();
    else if (undone || rows || filled) notes.querySelector("[data-undone]")?.remove();
  });
}

function offerUndo() {
  notes.querySelector("[data-undone]")?.remove();
  const note = document.getElementById("cf-undo").content.firstElementChild.cloneNode(true);
  note.dataset.undone = "1";
  note.querySelector("[data-undo]").addEventListener("click", undoLast);
  notes.append(note);
}
