// The tree of values, and the fields of the page bound to it.
//
// A field of the header says where it stands (`data-path`), one of a row what it is called
// (`data-name`): its row is found by `rowOf`. Whoever changes the tree by itself calls `changed`.

export const root = document.getElementById("contract-form");
export const state = JSON.parse(document.getElementById("contract-state").textContent);
export const tree = () => state.form;
export const lines = () => state.form.contract.lines;

const watchers = [];
export const onChange = (watcher) => watchers.push(watcher);
export function changed(what = {}) {
  for (const each of watchers) each(what);
}

export function at(path) {
  return path.split(".").reduce((found, name) => found?.[name], state.form);
}

export function put(path, value) {
  const names = path.split(".");
  const last = names.pop();
  names.reduce((found, name) => (found[name] ??= {}), state.form)[last] = value;
}

// What a control holds, by its kind.
export function valueOf(control) {
  if (control.dataset.type === "flag") return control.checked;
  if (control.dataset.type === "months") {
    return [...control.querySelectorAll("input:checked")].map((box) => Number(box.value));
  }
  if (control.dataset.type === "parameters") {
    const pairs = [...control.querySelectorAll("input")].map((each) => [each.dataset.parameter, each.value]);
    return Object.fromEntries(pairs.filter(([, value]) => value.trim()));
  }
  return control.value;
}

export function show(control, value) {
  const { type } = control.dataset;
  if (type === "flag") control.checked = Boolean(value);
  else if (type === "months") showMonths(control, value || []);
  else if (type === "parameters") showParameters(control, value || {});
  else {
    if (control.tagName === "SELECT") offer(control, value ?? "");
    control.value = value ?? "";
  }
}

// What is kept and offered no more stays a choice.
function offer(select, value) {
  if ([...select.options].some((each) => each.value === value)) return;
  select.add(new Option(value.replaceAll("|", " + "), value));
}

function showMonths(control, months) {
  if (control.tagName === "BUTTON") {
    control.textContent = monthsTold(months);
    return;
  }
  for (const box of control.querySelectorAll("input")) box.checked = months.includes(Number(box.value));
}

function monthsTold(months) {
  if (!months.length) return "–";
  if (months.length === 12) return "1–12";
  return months.join(" ");
}

// One field for each parameter of the formula that is chosen, and for those that are kept.
export function showParameters(control, values) {
  const chosen = control.closest("dialog")?.querySelector(`[data-name="${control.dataset.formula}"]`)?.value;
  const known = state.formulas.find((each) => each.name === chosen)?.parameters || [];
  const names = [...new Set([...known, ...Object.keys(values)])];
  control.replaceChildren(
    ...names.map((name) => {
      const label = document.createElement("label");
      label.className = "cf-parameter";
      const input = document.createElement("input");
      Object.assign(input, { type: "text", className: "o-input o-number", value: values[name] || "" });
      input.dataset.parameter = name;
      input.inputMode = "decimal";
      label.append(name, input);
      return label;
    }),
  );
}

const controls = (of) => of.querySelectorAll("[data-path]");

// What was typed before the scripts were there stands in the fields alone: `fill` would wipe it out.
export function takeTyped() {
  const typed = [...controls(root)].filter(isTyped);
  for (const each of typed) put(each.dataset.path, valueOf(each));
  return new Set(typed.map((each) => each.dataset.path));
}

function isTyped(control) {
  if (control.tagName === "SELECT") {
    const said = [...control.options].findIndex((each) => each.defaultSelected);
    return control.selectedIndex !== Math.max(said, 0);
  }
  const fields = control.matches("input, textarea") ? [control] : [...control.querySelectorAll("input")];
  return fields.some((each) =>
    each.type === "checkbox" ? each.checked !== each.defaultChecked : each.value !== each.defaultValue,
  );
}

export function fill() {
  for (const each of controls(root)) show(each, at(each.dataset.path));
  arrange();
  changed({ filled: true });
}

// Which fields stand on the page, by the kind of schedule and whose terms of payment.
function arrange() {
  const kind = at("contract.schedule.kind");
  const own = at("contract.payment_terms.own");
  for (const each of root.querySelectorAll("[data-when]")) {
    each.hidden = each.dataset.when === "terms" ? !own : each.dataset.when !== kind;
  }
}

export function watch() {
  root.addEventListener("input", (event) => {
    const control = event.target.closest("[data-path]");
    if (!control) return;
    put(control.dataset.path, valueOf(control));
    arrange();
    changed({ path: control.dataset.path, control });
  });
  root.addEventListener("submit", (event) => event.preventDefault());
  limit();
  onChange(({ filled, rows }) => (filled || rows) && limit());
}

// What this contract's state or the role doesn't admit can be read, and not changed.
export function limit() {
  const { editable } = state;
  if (editable.all) return;
  const paths = new Set(editable.paths || []);
  for (const each of controls(root)) forbid(each, !paths.has(each.dataset.path));
  for (const each of root.querySelectorAll("[data-add]")) each.hidden = !mayEdit(each.dataset.add);
  for (const table of root.querySelectorAll("[data-grid]")) {
    const may = mayEdit(table.dataset.group || table.dataset.grid);
    for (const each of table.querySelectorAll("[data-name]:not([data-open-row])")) forbid(each, !may);
    for (const each of table.querySelectorAll("[data-remove]")) each.hidden = !may;
  }
  for (const each of root.querySelectorAll("[data-duration], [data-new=customer]")) each.disabled = true;
}

export function mayEdit(what) {
  const { editable } = state;
  if (editable.all) return true;
  if (what === "once") return Boolean(editable.once);
  return what === "modifications" && Boolean(editable.modifications);
}

export function forbid(control, is) {
  if (control.dataset.type === "months" && control.tagName !== "BUTTON") {
    for (const each of control.querySelectorAll("input, button")) each.disabled = is;
  } else if (control.dataset.type === "parameters") {
    for (const each of control.querySelectorAll("input")) each.disabled = is;
  } else control.disabled = is;
}
