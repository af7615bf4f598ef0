// What is to be mended: at its field, on the row, on the tab, and all of it at the top.
import { root } from "./values.js";
import { rowsOf, trOf, groups } from "./grid.js";
import { openTab } from "./tabs.js";

const wrong = new Map(); // row -> {field: sentence}
const notes = document.getElementById("cf-notes");

export const problemsOf = (row) => wrong.get(row) || {};

export function clearProblems() {
  wrong.clear();
  notes.querySelector("[data-problems]")?.remove();
  for (const each of root.querySelectorAll("[aria-invalid]")) each.removeAttribute("aria-invalid");
  for (const each of root.querySelectorAll(".o-problem")) each.hidden = true;
  for (const each of document.querySelectorAll(".cf-tab-problem")) each.hidden = true;
}

// `problems` are {path, message}; places of rows are those of the tree when it was sent.
export function showProblems(problems) {
  clearProblems();
  const placed = problems.map((each) => ({ ...each, ...place(each.path) }));
  for (const each of placed) note(each);
  for (const row of wrong.keys()) markRow(trOf(row), row);
  for (const tab of document.querySelectorAll(".cf-tabs [data-tab]")) countOf(tab, placed);
  tell(placed);
  placed.find(({ control }) => control) ? goTo(placed[0]) : notes.scrollIntoView({ block: "nearest" });
}

const ROW = /^contract\.(lines|modifications|reviews|pauses|moves)\.(\d+)\.?(.*)$/;
const RESPONSIBLE = ["responsible", "sales_rep", "commission_rate", "commission_base", "responsible_party", "notes"]
  .map((name) => `details.${name}`);

function place(path) {
  const found = path.match(ROW);
  if (found) {
    const [, part, index, name] = found;
    const row = rowsOf(part)[Number(index)];
    const tab = part === "lines" ? groups()[Number(index)] || "current" : "scheduled";
    return { part, row, name, tab };
  }
  const control = root.querySelector(`[data-path="${CSS.escape(path)}"]`);
  if (RESPONSIBLE.includes(path)) return { control, tab: "responsible" };
  if (path.startsWith("contract.lines")) return { tab: "current" };
  if (path.startsWith("contract.modifications")) return { tab: "scheduled" };
  return { control, tab: "header" };
}

function note({ control, row, name, message }) {
  if (row) wrong.set(row, { ...problemsOf(row), [name.split(".")[0] || "description"]: message });
  else if (control) showAt(control, message);
}

export function showAt(control, message) {
  const box = control.closest(".o-field, td");
  const sentence = box?.querySelector(".o-problem");
  if (!sentence) return;
  sentence.textContent = message || "";
  sentence.hidden = !message;
  if (message) control.setAttribute("aria-invalid", "true");
  else control.removeAttribute("aria-invalid");
  if (message && control.closest("[data-level=advanced]")) showAdvanced();
}

export function markRow(tr, row) {
  if (!tr) return;
  const mine = problemsOf(row);
  const shown = new Set();
  for (const control of tr.querySelectorAll("[data-name]")) {
    if (mine[control.dataset.name]) shown.add(control.dataset.name);
    showAt(control, mine[control.dataset.name]);
  }
  tr.classList.toggle("has-problem", Object.keys(mine).some((name) => !shown.has(name)));
}

function countOf(tab, placed) {
  const mine = placed.filter((each) => each.tab === tab.dataset.tab).length;
  const mark = tab.querySelector(".cf-tab-problem");
  mark.textContent = mine;
  mark.hidden = !mine;
}

function tell(placed) {
  if (!placed.length) return;
  const made = document.getElementById("cf-problems").content.firstElementChild.cloneNode(true);
  made.dataset.problems = "1";
  const title = made.querySelector("[data-title]");
  title.textContent = placed.length === 1 ? title.dataset.one : title.dataset.many.replace("%s", placed.length);
  made.querySelector("ul").append(...placed.map((each) => lineOf(each)));
  notes.prepend(made);
}

function lineOf(each) {
  const line = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = `${called(each)}${each.message}`;
  button.addEventListener("click", () => goTo(each));
  line.append(button);
  return line;
}

function called({ part, row, name, control }) {
  if (!row) {
    const label = control && root.querySelector(`label[for="${control.id}"]`);
    return label ? `${label.firstChild.textContent.trim()}: ` : "";
  }
  const index = rowsOf(part).indexOf(row) + 1;
  const dialog = document.getElementById(part === "lines" ? "cf-line" : "cf-modification");
  const field = dialog?.querySelector(`[data-name="${name.split(".")[0]}"]`);
  const label = field && dialog.querySelector(`[for="${field.id}"], #${field.id}-label`);
  const what = part === "lines" ? row.description || row.item || index : index;
  return `${what}${label ? ` · ${label.firstChild.textContent.trim()}` : ""}: `;
}

async function goTo({ control, row, part, name, tab }) {
  openTab(tab, { push: false });
  if (control) return control.focus();
  const tr = row && trOf(row);
  const field = tr?.querySelector(`[data-name="${name.split(".")[0]}"]`);
  if (field && field.offsetParent) return field.focus();
  if (row && (part === "lines" || part === "modifications")) {
    const { openRow } = await import("./panel.js");
    openRow(part, row, name.split(".")[0], true);
  }
}

export function showAdvanced() {
  root.dataset.mode = "advanced";
  root.dispatchEvent(new CustomEvent("cf-mode"));
}
