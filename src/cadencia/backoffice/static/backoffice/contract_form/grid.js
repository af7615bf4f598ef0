// Grids of rows that work by keyboard alone.
//
//   Enter        the same field of the next row; on the last one a new row
//   ↑ ↓          the same field of the row above or below
//   Ctrl D       what stands above; Ctrl Shift D the whole row once more
//   Alt ↑ ↓      move the row        Alt Enter   its details
//   Ctrl Del     take it out         Ctrl Z      and back again
import { changed, mayEdit, onChange, put, at, root, show, state, valueOf } from "./values.js";
import { markRow } from "./problems.js";
import { openRow } from "./panel.js";

const GROUPS = new WeakMap(); // row -> where it stands, of lines
const IDS = new WeakMap(); // modification -> the number that it has
const ROWS = new WeakMap(); // table row -> row
const grids = [];

export const rowOf = (element) => ROWS.get(element.closest("tr"));
export const rowsOf = (part) => (at(`contract.${part}`) || []);
export const trOf = (row) => grids.map((each) => each.found(row)).find(Boolean);

// Rows of the tree, and what the tree can't hold of them: where they stand, their numbers.
export function adopt(groups, ids) {
  rowsOf("lines").forEach((row, index) => GROUPS.set(row, groups[index] || "current"));
  rowsOf("modifications").forEach((row, index) => ids[index] != null && IDS.set(row, ids[index]));
}
export const groups = () => rowsOf("lines").map((row) => GROUPS.get(row));
export const ids = () => rowsOf("modifications").map((row) => IDS.get(row) ?? null);

export function startGrids() {
  adopt(state.groups, state.form.modification_ids);
  for (const table of root.querySelectorAll("table[data-grid]")) grids.push(new Grid(table));
  for (const button of root.querySelectorAll("[data-add]")) {
    const grid = grids.find((each) => each.name === button.dataset.add);
    button.addEventListener("click", () => grid.add());
  }
  onChange(({ filled }) => filled && grids.forEach((each) => each.render()));
}

let undo = null;
export function undoLast() {
  undo?.();
  undo = null;
}

class Grid {
  constructor(table) {
    this.table = table;
    this.part = table.dataset.grid;
    this.name = table.dataset.group || this.part;
    this.body = table.tBodies[0];
    this.template = root.querySelector(`template[data-row="${this.name}"]`);
    this.none = root.querySelector(`[data-none="${this.name}"]`);
    this.body.addEventListener("input", (event) => this.typed(event));
    this.body.addEventListener("keydown", (event) => this.key(event));
    this.body.addEventListener("click", (event) => this.click(event));
  }

  get mine() {
    const rows = rowsOf(this.part);
    return this.part === "lines" ? rows.filter((row) => GROUPS.get(row) === this.name) : rows;
  }

  found(row) {
    return [...this.body.rows].find((each) => ROWS.get(each) === row);
  }

  render() {
    this.body.replaceChildren(...this.mine.map((row) => this.made(row)));
    this.counted();
  }

  made(row) {
    const tr = this.template.content.firstElementChild.cloneNode(true);
    ROWS.set(tr, row);
    this.shown(tr, row);
    return tr;
  }

  shown(tr, row) {
    for (const each of tr.querySelectorAll("[data-line-keys]")) offerLines(each);
    for (const each of tr.querySelectorAll("[data-name]")) show(each, row[each.dataset.name]);
    mark(tr, row);
  }

  counted() {
    [...this.body.rows].forEach((tr, index) => (tr.querySelector("[data-place]").textContent = index + 1));
    const isEmpty = !this.body.rows.length && this.table.tBodies.length === 1;
    this.none.hidden = !isEmpty;
    this.table.parentElement.hidden = isEmpty;
    const count = root.querySelector(`[data-count="${this.name}"]`);
    if (count) count.textContent = this.mine.length || "";
    const scheduled = root.querySelector('[data-count="scheduled"]');
    const parts = ["modifications", "reviews", "pauses", "moves"];
    if (scheduled) scheduled.textContent = parts.reduce((sum, part) => sum + rowsOf(part).length, 0) || "";
  }

  typed(event) {
    const control = event.target.closest("[data-name]");
    if (!control) return;
    const row = rowOf(control);
    row[control.dataset.name] = valueOf(control);
    mark(control.closest("tr"), row);
    changed({ row, name: control.dataset.name, part: this.part, control, detail: event.detail });
  }

  click(event) {
    const row = event.target.closest("tr") && rowOf(event.target);
    if (event.target.closest("[data-remove]")) this.remove(row);
    const opener = event.target.closest("[data-open-row]");
    if (opener) openRow(this.part, row, opener.dataset.openRow || "", mayEdit(this.name));
  }

  // A new row below `row`, or at the end; the first field of it is ready to be typed in.
  add(row = null, values = {}) {
    if (!mayEdit(this.name)) return;
    const fresh = structuredClone({ ...this.fresh(), ...values });
    this.insert(fresh, row ? rowsOf(this.part).indexOf(row) + 1 : rowsOf(this.part).length);
    this.found(fresh)?.querySelector("input, select")?.focus();
    return fresh;
  }

  fresh() {
    if (this.part !== "lines") return state.rows[this.part];
    return { ...state.line, key: newKey() };
  }

  insert(row, index) {
    if (!at(`contract.${this.part}`)) put(`contract.${this.part}`, []);
    if (this.part === "lines") GROUPS.set(row, this.name);
    rowsOf(this.part).splice(index, 0, row);
    const next = this.mine[this.mine.indexOf(row) + 1];
    this.body.insertBefore(this.made(row), next ? this.found(next) : null);
    this.counted();
    changed({ rows: true });
  }

  remove(row) {
    if (!row || !mayEdit(this.name)) return;
    const rows = rowsOf(this.part);
    const index = rows.indexOf(row);
    const tr = this.found(row);
    const near = tr.nextElementSibling || tr.previousElementSibling;
    rows.splice(index, 1);
    tr.remove();
    this.counted();
    near?.querySelector("input, select")?.focus();
    undo = () => {
      this.insert(row, Math.min(index, rowsOf(this.part).length));
      this.found(row).querySelector("input, select").focus();
      changed({ undone: true });
    };
    changed({ rows: true, removed: true });
  }

  move(row, step) {
    if (!mayEdit(this.name)) return;
    const other = this.mine[this.mine.indexOf(row) + step];
    if (!other) return;
    const rows = rowsOf(this.part);
    const [from, to] = [rows.indexOf(row), rows.indexOf(other)];
    [rows[from], rows[to]] = [rows[to], rows[from]];
    const focused = document.activeElement;
    const [tr, near] = [this.found(row), this.found(other)];
    if (step < 0) near.before(tr);
    else near.after(tr);
    focused.focus();
    this.counted();
    changed({ rows: true });
  }

  key(event) {
    const control = event.target.closest("[data-name]");
    if (!control || event.defaultPrevented) return;
    const act = this.act(event, control);
    if (!act) return;
    event.preventDefault();
    act();
  }

  act(event, control) {
    const { key, ctrlKey, altKey, shiftKey } = event;
    const row = rowOf(control);
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (altKey && step) return () => this.move(row, step);
    if (altKey && key === "Enter") return () => openRow(this.part, row, "", mayEdit(this.name));
    if (ctrlKey && key === "Delete") return () => this.remove(row);
    if (ctrlKey && shiftKey && key.toLowerCase() === "d") return () => this.again(row);
    if (ctrlKey && key.toLowerCase() === "d") return () => this.copyDown(control, row);
    if (ctrlKey || altKey) return null;
    const isText = control.tagName === "INPUT" && control.type === "text";
    const hasList = control.getAttribute("aria-expanded") === "true";
    if (key === "Enter" && control.tagName !== "BUTTON" && !hasList) return () => this.go(control, row, 1, true);
    if (step && isText && !control.closest(".o-combobox")) return () => this.go(control, row, step, false);
    return null;
  }

  go(control, row, step, makes) {
    const next = this.mine[this.mine.indexOf(row) + step];
    if (next) this.found(next).querySelector(`[data-name="${control.dataset.name}"]`).focus();
    else if (makes) this.add();
  }

  again(row) {
    this.add(row, { ...row, ...(this.part === "lines" ? { key: newKey() } : {}) });
  }

  copyDown(control, row) {
    const above = this.mine[this.mine.indexOf(row) - 1];
    if (!above || control.disabled) return;
    const { name } = control.dataset;
    row[name] = structuredClone(above[name]);
    show(control, row[name]);
    changed({ row, name, part: this.part, control, copied: true });
  }
}

// A row that was changed elsewhere (in its panel, by a proposal) is shown anew.
export function refresh(row) {
  const tr = trOf(row);
  if (!tr) return;
  for (const each of tr.querySelectorAll("[data-name]")) {
    if (each !== document.activeElement) show(each, row[each.dataset.name]);
    else if (valueOf(each) !== (row[each.dataset.name] ?? "")) showTo(each, row[each.dataset.name]);
  }
  mark(tr, row);
}

// Whoever is in the field already types over what is proposed, as if they came into it now.
function showTo(control, value) {
  show(control, value);
  if (control.matches("input[type=text], textarea")) control.select();
}

// Lines are named by their keys, which nobody has to look at.
export function newKey() {
  const taken = new Set([...rowsOf("lines").map((row) => row.key), ...(state.taken || [])]);
  let number = taken.size + 1;
  while (taken.has(`L${number}`)) number += 1;
  return `L${number}`;
}

export function offerLines(select) {
  const chosen = select.value;
  const options = rowsOf("lines").map((row) => new Option(row.description || row.item || row.key, row.key));
  select.replaceChildren(new Option("–", ""), ...options);
  select.value = chosen;
}

// What a row has that its grid doesn't show.
const HIDDEN = ["extra_text", "series", "document_type", "mandate", "delivery_address", "formula", "commission", "lot", "serial", "location", "valid_from", "valid_until", "quantity_formula"];
function mark(tr, row) {
  const marks = tr.querySelector("[data-marks]");
  if (marks) marks.textContent = HIDDEN.filter((name) => row[name]).length || "";
  markRow(tr, row);
}
