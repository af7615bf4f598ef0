// What isn't saved is kept in this browser, by company, user, contract and tab; it is there again
// after the session has ended or the page was closed, until it is saved, discarded, or one signs out.
import { fill, onChange, root, state, tree } from "./values.js";
import { adopt, groups, ids } from "./grid.js";
import { ownKey } from "./own_draft.js";

const WAIT = 400; // milliseconds after the last change
let key = state.keep;
let timer = null;
let pristine = "";
let leaving = false;

export const isDirty = () => snapshot() !== pristine;
const snapshot = () => JSON.stringify(tree());

export async function startKeeping() {
  key = await ownKey(state.keep).catch(() => key);
  if (!state.known) state.once = onceKey();
  pristine = snapshot();
  state.base = structuredClone(tree());
  recover();
  onChange(({ filled }) => {
    if (filled) return;
    clearTimeout(timer);
    timer = setTimeout(keep, WAIT);
    status();
  });
  window.addEventListener("beforeunload", (event) => {
    if (leaving || !isDirty()) return;
    keep();
    event.preventDefault();
  });
  window.addEventListener("pagehide", () => !leaving && isDirty() && keep());
  setTimeout(status);
}

export function keep() {
  clearTimeout(timer);
  if (leaving) return; // it is saved: what comes late is of no use any more
  if (!isDirty()) return forget();
  const kept = { at: new Date().toISOString(), known: state.known, once: state.once, opened: state.opened, base: state.base, form: tree(), groups: groups(), ids: ids() };
  try {
    localStorage.setItem(key, JSON.stringify(kept));
  } catch {
    // The browser keeps nothing: leaving the page still asks.
  }
}

export function forget() {
  clearTimeout(timer);
  localStorage.removeItem(key);
}

// Once it is saved one may leave.
export function saved() {
  leaving = true;
  forget();
}

function recover() {
  const address = new URL(location.href);
  if (address.searchParams.has("fresh")) return;
  const kept = whatIsKept();
  if (!kept) return;
  Object.assign(state, { form: kept.form, known: kept.known, opened: kept.opened, base: kept.base });
  state.once = kept.once ?? state.once;
  adopt(kept.groups, kept.ids);
  const note = document.getElementById("cf-recovered").content.firstElementChild.cloneNode(true);
  note.querySelector("[data-moment]").textContent = new Date(kept.at).toLocaleString(state.language);
  note.querySelector("[data-discard]").addEventListener("click", () => {
    saved();
    location.reload();
  });
  document.getElementById("cf-notes").append(note);
}

// A new form is saved under a key of its own: sent again because no answer came, it stays one
// contract. Made here and not by the server: a page that is gone back to is another form.
function onceKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (each) => each.toString(16).padStart(2, "0")).join("");
}

function whatIsKept() {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null; // not ours, or the browser keeps nothing
  }
}

// Another form takes the place of the one typed: mine and somebody else's, joined.
export function takeOver({ form, known, base, groups: places }) {
  Object.assign(state, { form, known, base });
  adopt(places, form.modification_ids);
  fill();
  keep();
  status();
}

export function status(which = null) {
  const box = document.querySelector("[data-status]");
  const dirty = isDirty();
  box.textContent = box.dataset[which || (dirty ? "dirty" : "clean")] || "";
  box.classList.toggle("is-dirty", dirty);
  if (!state.known && !dirty) box.textContent = "";
  for (const each of document.querySelectorAll("[data-save]")) each.disabled = !dirty;
  root.dataset.dirty = dirty ? "1" : "";
}
