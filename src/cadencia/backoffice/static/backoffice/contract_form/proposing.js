// Choosing a customer or an item fills in what they know (AG-3, SM-2). What was typed stays.
import { send } from "../asking.js";
import { at, changed, onChange, put, root, show, state } from "./values.js";
import { refresh, rowOf } from "./grid.js";
import { openedRow } from "./panel.js";

let customer = ""; // the code that was asked about
const coming = new Set(); // proposals on their way

// Saving waits for what customers and items know: it belongs to what is saved.
export const proposals = () => Promise.allSettled(coming);
export const areComing = () => coming.size > 0;

function comes(proposal) {
  coming.add(proposal);
  proposal.catch(() => {}).finally(() => coming.delete(proposal)); // what is typed stays
}
const proposed = new WeakMap(); // row -> what an item gave it

export function startProposing({ isNew }) {
  customer = isNew ? "" : at("customer");
  if (at("customer")) comes(askCustomer(at("customer").trim(), { fills: isNew }));
  const field = document.getElementById("cf-customer");
  field.addEventListener("change", () => comes(askCustomer(field.value.trim(), { fills: true })));
  startItems();
  for (const button of root.querySelectorAll("[data-new]")) onTheSpot(button);
}

export function startItems() {
  document.addEventListener("change", (event) => {
    const control = event.target.closest('[data-name="item"]');
    if (control) comes(itemChosen(control));
  });
}

async function askCustomer(code, { fills }) {
  if (fills && code === customer) return;
  customer = code;
  const address = new URL(state.addresses.customer, location.href);
  address.searchParams.set("code", code);
  const answer = await send(address);
  const known = answer?.ok && (await answer.json());
  if (!known || at("customer").trim() !== code) return;
  const name = document.querySelector("#cf-customer + .o-combobox-text");
  name.textContent = known.name || "";
  name.hidden = !known.name;
  suggest("cf-contacts", known.contacts);
  suggest("cf-addresses", known.addresses);
  for (const each of root.querySelectorAll('[data-path^="contract."]')) {
    each.placeholder = known.left?.[each.dataset.path.slice("contract.".length)] ?? each.dataset.placeholder ?? "";
  }
  if (!fills || !known.code) return;
  give("details.sales_rep", known.sales_rep);
  give("contract.contact", known.contacts?.[0]);
}

function suggest(id, values = []) {
  document.getElementById(id).replaceChildren(...values.map((each) => new Option(each, each)));
}

function give(path, value) {
  if (!value || at(path)) return;
  put(path, value);
  const control = root.querySelector(`[data-path="${path}"]`);
  show(control, value);
  changed({ path });
}

async function itemChosen(control) {
  const part = control.closest("dialog")?.dataset.part || control.closest("table").dataset.grid;
  const row = control.closest("dialog") ? openedRow() : rowOf(control);
  const address = new URL(state.addresses.item, location.href);
  const asked = { code: control.value.trim(), customer: at("customer"), quantity: row.quantity };
  const also = { price_list: at("contract.price_list"), on: at("contract.starts_on") || at("contract.schedule.first") };
  for (const [name, value] of Object.entries({ ...asked, ...also })) address.searchParams.set(name, value || "");
  const answer = asked.code ? await send(address) : null;
  const known = answer?.ok ? await answer.json() : {};
  if (!known.code || row.item.trim() !== known.code) return;
  take(row, known, part);
  refresh(row);
  changed({ row, part, name: "item", shown: true });
}

// What an item gave before is replaced by what the next one gives; what was typed is not.
function take(row, known, part) {
  const before = proposed.get(row) || {};
  const follows = at("contract.allow_price_updates") && part === "lines";
  const given = { description: known.description, unit_price: follows ? "" : known.price ?? "" };
  if (part === "lines") given.price_source = follows ? "current" : "fixed";
  for (const [name, value] of Object.entries(given)) {
    if (!row[name] || row[name] === before[name] || name === "price_source") row[name] = value;
  }
  if (row.taxes === state.line.taxes || row.taxes === before.taxes) row.taxes = "";
  if (!row.account || row.account === before.account) row.account = known.account || "";
  proposed.set(row, { ...given, account: known.account, taxes: "" });
  if (part === "lines" && known.every && !at("contract.schedule.first")) rhythm(known);
}

function rhythm({ every, unit }) {
  if (at("contract.schedule.kind") !== "every") return;
  for (const [name, value] of [["every", String(every)], ["unit", unit]]) {
    put(`contract.schedule.${name}`, value);
    show(root.querySelector(`[data-path="contract.schedule.${name}"]`), value);
  }
}

// A customer, or who answers for the debt, made without leaving the form (AG-8).
function onTheSpot(button) {
  const name = `new-${button.dataset.new}`;
  const dialog = document.getElementById(`cf-${name}`);
  button.addEventListener("click", () => openNew(dialog));
  dialog.querySelector("[data-cancel]").addEventListener("click", () => dialog.close());
  dialog.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    create(dialog, state.addresses[name]);
  });
}

function openNew(dialog) {
  dialog.querySelector("form").reset();
  const field = document.getElementById(dialog.dataset.field);
  const isKnown = !field.parentElement.querySelector(".o-combobox-text").hidden;
  const first = dialog.querySelector("input");
  if (field.value.trim() && !isKnown) first.value = field.value.trim();
  for (const each of dialog.querySelectorAll(".o-problem")) each.hidden = true;
  dialog.showModal();
  first.focus();
}

async function create(dialog, address) {
  const values = Object.fromEntries(new FormData(dialog.querySelector("form")));
  const options = { method: "POST", body: JSON.stringify({ values }), headers: { "Content-Type": "application/json" } };
  if (dialog.dataset.sent) return; // Enter twice makes no second one
  dialog.dataset.sent = "1";
  const answer = await send(address, options).catch(() => undefined);
  delete dialog.dataset.sent;
  if (answer === null) return;
  const told = answer ? await answer.json() : { problems: [nothingSaid(dialog)] };
  for (const field of dialog.querySelectorAll(".o-field")) {
    const problem = (told.problems || []).find((each) => each.path === field.querySelector("input").name);
    const sentence = field.querySelector(".o-problem");
    sentence.textContent = problem?.message || "";
    sentence.hidden = !problem;
  }
  if (!answer?.ok) {
    dialog.querySelector(".o-problem:not([hidden])")?.closest(".o-field").querySelector("input").focus();
    return;
  }
  dialog.close();
  chosen(document.getElementById(dialog.dataset.field), told);
}

// The server gave no answer: that is told at the first field, where the eye is.
const nothingSaid = (dialog) => ({ path: dialog.querySelector(".o-field input").name, message: root.dataset.failed });

function chosen(field, { value, name }) {
  put(field.dataset.path, value);
  field.value = value;
  const text = field.parentElement.querySelector(".o-combobox-text");
  text.textContent = name;
  text.hidden = !name;
  changed({ path: field.dataset.path });
  if (field.dataset.path === "customer") comes(askCustomer(value, { fills: true }));
  field.focus();
}

onChange(({ filled }) => filled && (customer = at("customer")));
