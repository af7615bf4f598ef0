// The details of one row, in a panel at the side; what is typed there is in the row at once.
import { changed, forbid, onChange, show, showParameters, state, valueOf } from "./values.js";
import { offerLines, refresh, rowsOf } from "./grid.js";
import { problemsOf, showAt } from "./problems.js";
import { send } from "../asking.js";

const PANELS = { lines: "cf-line", modifications: "cf-modification" };
let open = null; // {dialog, row, part}
let asked = 0;

export const openedRow = () => open?.row;

export function startPanels() {
  for (const [part, id] of Object.entries(PANELS)) {
    const dialog = document.getElementById(id);
    if (!dialog) continue; // a template has no modifications
    dialog.addEventListener("input", (event) => typed(dialog, part, event));
    dialog.addEventListener("click", (event) => clicked(dialog, event));
    dialog.addEventListener("close", closed);
    dialog.addEventListener("keydown", (event) => {
      const isField = event.key === "Enter" && event.target.matches("input, select");
      if (isField && event.target.getAttribute("aria-expanded") !== "true") event.preventDefault();
    });
  }
  onChange(({ row, shown }) => shown && row === open?.row && fillPanel());
}

export function openRow(part, row, focused, mayEdit) {
  const dialog = document.getElementById(PANELS[part]);
  if (!dialog) return;
  open = { dialog, row, part, before: document.activeElement };
  dialog.querySelector("[data-which]").textContent = rowsOf(part).indexOf(row) + 1;
  fillPanel();
  for (const each of dialog.querySelectorAll("[data-name]")) forbid(each, !mayEdit);
  dialog.showModal();
  const field = focused && dialog.querySelector(`[data-name="${focused}"]`);
  const target = field || dialog.querySelector("[data-name=description]");
  (target.matches("input, select, textarea") ? target : target.querySelector("input, button"))?.focus();
}

function fillPanel() {
  const { dialog, row } = open;
  const mine = problemsOf(row);
  for (const each of dialog.querySelectorAll("[data-line-keys]")) offerLines(each);
  for (const each of dialog.querySelectorAll("[data-name]")) {
    show(each, row[each.dataset.name]);
    showAt(each, mine[each.dataset.name]);
  }
  outdated(dialog);
  dialog.dispatchEvent(new CustomEvent("cf-filled", { detail: row }));
}

// The result shown, or on its way, is of other values.
function outdated(dialog) {
  asked += 1;
  dialog.querySelector("[data-formula-result]").textContent = "";
  dialog.querySelector("[data-accept]").hidden = true;
}

function typed(dialog, part, event) {
  const control = event.target.closest("[data-name]");
  if (!control || !open) return;
  const { name } = control.dataset;
  open.row[name] = valueOf(control);
  if (name.startsWith("formula")) outdated(dialog);
  if (name === "formula" || name === "quantity_formula") {
    const fields = dialog.querySelector(`[data-formula="${name}"]`);
    if (fields) showParameters(fields, open.row[fields.dataset.name] || {});
  }
  refresh(open.row);
  changed({ row: open.row, name, part, control, detail: event.detail });
}

function clicked(dialog, event) {
  const evaluate = event.target.closest("[data-evaluate]");
  if (evaluate) evaluated(dialog);
  if (event.target.closest("[data-accept]")) accept(dialog);
  const every = event.target.closest("[data-every]");
  if (every) chooseEvery(every.closest("[data-type=months]"), Number(every.dataset.every));
}

// Every third or sixth month from the first one marked, else from the contract's first (LN-3).
export function chooseEvery(group, step) {
  const boxes = [...group.querySelectorAll("input")];
  const typedFirst = state.form.contract.schedule.first || state.form.contract.starts_on || "";
  const first = boxes.findIndex((box) => box.checked);
  const own = Number(typedFirst.match(/^\d{1,2}\D(\d{1,2})\D/)?.[1] || 1) - 1;
  const from = first >= 0 ? first : own;
  boxes.forEach((box, month) => (box.checked = (month - from + 12) % step === 0));
  boxes[0].dispatchEvent(new Event("input", { bubbles: true }));
}

async function evaluated(dialog) {
  const { row } = open;
  const mine = ++asked;
  const body = JSON.stringify({ name: row.formula, amount: row.formula_amount, parameters: row.formula_parameters });
  const answer = await send(state.addresses.formula, { method: "POST", body, headers: { "Content-Type": "application/json" } });
  const told = await answer?.json();
  if (!told || mine !== asked) return;
  const output = dialog.querySelector("[data-formula-result]");
  output.textContent = told.result ?? told.problem;
  output.classList.toggle("o-problem", !told.result);
  dialog.querySelector("[data-accept]").hidden = !told.result;
}

function accept(dialog) {
  const { row, part } = open;
  row.unit_price = dialog.querySelector("[data-formula-result]").textContent;
  if (part === "lines") row.price_source = "fixed";
  refresh(row);
  fillPanel();
  changed({ row, name: "unit_price", part });
}

function closed() {
  const { before, row } = open || {};
  open = null;
  refresh(row);
  before?.focus?.();
}
