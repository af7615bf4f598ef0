// Saving: one request with all of it. The server tells what is to be mended, who was faster, or
// that drafts wait; session and credentials are asked for by `send` itself.
import { send } from "../asking.js";
import { root, state, tree } from "./values.js";
import { ids } from "./grid.js";
import { clearProblems, showProblems } from "./problems.js";
import { keep, saved, status, takeOver } from "./keeping.js";
import { proposals } from "./proposing.js";
import { showConflicts } from "./conflicts.js";

let busy = false;
const notes = document.getElementById("cf-notes");

export function startSaving() {
  for (const each of document.querySelectorAll("[data-save]")) each.addEventListener("click", () => save());
  document.addEventListener("keydown", (event) => {
    if ((!event.ctrlKey && !event.metaKey) || event.key.toLowerCase() !== "s") return;
    event.preventDefault();
    for (const each of document.querySelectorAll("dialog.cf-side[open]")) each.close();
    save();
  });
  document.addEventListener("click", refuseActs, { capture: true });
  // Come back to by the browser's button, a form that was saved would be saved once more.
  window.addEventListener("pageshow", ({ persisted }) => persisted && root.dataset.leaving && location.reload());
}

// An act is done to what is saved.
function refuseActs(event) {
  if (!root.dataset.dirty || !event.target.closest("a[data-act]")) return;
  event.preventDefault();
  event.stopPropagation();
  fail(root.dataset.unsaved);
}

export async function save(more = {}) {
  if (busy || !root.dataset.dirty) return;
  busy = true;
  keep();
  status("saving");
  try {
    await proposals();
    await sent(more);
  } catch {
    fail();
  } finally {
    busy = false;
    if (!document.querySelector("[data-leaving]")) status();
  }
}

async function sent(more) {
  const form = { ...tree(), modification_ids: ids() };
  const { known, once, base, opened } = state;
  const body = JSON.stringify({ form, known, once, base, opened, ...more });
  const options = { method: "POST", body, headers: { "Content-Type": "application/json" } };
  const answer = await withoutTyping(() => send(state.addresses.save, options));
  if (!answer) return;
  if (answer.status === 403) return fail(await answer.text());
  const told = await answer.json();
  if (answer.ok) return leave(told.address);
  if (told.problems) return showProblems(told.problems);
  if (told.drafts) return askDrafts(told, more);
  if (told.html) return askMeanwhile(told, more);
  fail(told.problem);
}

// What was typed after it was sent would be lost with the page: the form rests until the answer.
async function withoutTyping(act) {
  const before = document.activeElement;
  root.inert = true;
  try {
    return await act();
  } finally {
    root.inert = false;
    if (root.contains(before)) before.focus();
  }
}

function leave(address) {
  saved();
  root.inert = true;
  root.dataset.leaving = "1";
  const tab = new URLSearchParams(location.search).get("tab");
  location.assign(tab ? `${address}?tab=${tab}` : address);
}

function fail(text = root.dataset.failed) {
  notes.querySelector("[data-failed]")?.remove();
  const note = document.createElement("p");
  Object.assign(note, { className: "o-note", textContent: text || root.dataset.failed });
  note.dataset.tone = "bad";
  note.dataset.failed = "1";
  note.setAttribute("role", "alert");
  notes.prepend(note);
}

function chosenIn(dialog) {
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true }));
}

async function askDrafts(told, more) {
  const dialog = document.getElementById("cf-drafts");
  dialog.querySelector("[data-text]").textContent = told.text;
  const waiting = await chosenIn(dialog);
  if (waiting) await sent({ ...more, waiting });
}

// Somebody was faster: join both, keep mine alone, or look first.
async function askMeanwhile(told, more) {
  const dialog = document.getElementById("cf-meanwhile");
  dialog.innerHTML = told.html; // made by our own templates
  const chosen = await chosenIn(dialog);
  if (chosen === "mine") {
    state.known = told.known;
    state.base = told.base;
    await sent(more);
  } else if (chosen === "join") {
    clearProblems();
    takeOver({ form: told.merged, known: told.known, base: told.base, groups: told.groups });
    showConflicts(told.marks);
  }
}
