// Basic and advanced editing (AG-10): basic hides, and never loses.
import { send } from "../asking.js";
import { at, onChange, root, state } from "./values.js";

const button = document.querySelector("[data-mode-switch]");

export function startModes() {
  button?.addEventListener("click", () => set(root.dataset.mode === "basic" ? "advanced" : "basic"));
  root.querySelector("[data-mode-switch-only]").addEventListener("click", () => set("advanced"));
  root.addEventListener("cf-mode", tell);
  onChange(({ filled, path }) => (filled || path) && tell());
  tell();
}

function set(mode) {
  root.dataset.mode = mode;
  tell();
  send(state.addresses.editing, { method: "POST", body: new URLSearchParams({ mode }) });
}

function tell() {
  const isAdvanced = root.dataset.mode === "advanced";
  document.body.dataset.cfMode = root.dataset.mode;
  if (button) {
    button.setAttribute("aria-pressed", String(isAdvanced));
    button.querySelector("[data-text]").textContent = isAdvanced ? button.dataset.advanced : button.dataset.basic;
  }
  const used = inUse();
  const note = root.querySelector(".cf-hidden-in-use");
  note.hidden = isAdvanced || !used;
  const text = note.querySelector("[data-text]");
  text.textContent = used === 1 ? text.dataset.one : text.dataset.many.replace("%s", used);
}

// Hidden fields that say something else than usual.
const USUAL = new Set(["", "0", "-1", "documents", "advance", "none", "full", "actual", "as_is", "domestic"]);
function inUse() {
  const hidden = root.querySelectorAll('.cf-header-tab [data-level="advanced"] [data-path]');
  return [...hidden].filter((each) => {
    const value = at(each.dataset.path);
    return value === true || (typeof value === "string" && !USUAL.has(value.trim()));
  }).length;
}
