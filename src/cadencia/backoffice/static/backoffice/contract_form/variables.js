// *Insert a variable* at the cursor, and what the text reads on the first installment (TX-4).
import { root, state } from "./values.js";
import { textOf } from "./live.js";
import { openedRow } from "./panel.js";

let last = null; // the text that was typed in last

export function startVariables() {
  document.addEventListener("focusin", (event) => {
    if (event.target.matches?.("[data-variables]")) last = event.target;
  });
  for (const list of document.querySelectorAll("[data-variables-list]")) {
    list.append(...state.variables.map((name) => button(name)));
  }
  root.addEventListener("cf-texts", showResult);
  document.getElementById("cf-line").addEventListener("cf-filled", showResult);
}

function button(name) {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", textContent: `<${name}>`, className: "cf-variable" });
  made.addEventListener("mousedown", (event) => event.preventDefault()); // the cursor stays
  made.addEventListener("click", () => insert(made));
  return made;
}

function insert(made) {
  const dialog = made.closest("dialog");
  const inside = dialog || root.querySelector(".cf-panel:not([hidden])");
  const field = last && inside.contains(last) ? last : inside.querySelector("[data-variables]");
  if (!field || field.disabled) return;
  const { selectionStart: from, selectionEnd: to } = field;
  field.setRangeText(made.textContent, from ?? field.value.length, to ?? field.value.length, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  made.closest("details")?.removeAttribute("open");
  field.focus();
}

function showResult() {
  const row = openedRow();
  const box = document.querySelector("#cf-line [data-result]");
  const told = textOf(row);
  const texts = [told?.text, told?.extra].filter(Boolean).join(" — ");
  box.hidden = !texts || !`${row?.description}${row?.extra_text}`.includes("<");
  box.querySelector("b").textContent = texts;
}
