// What the form would bill as it stands: the next dates, the foot, each line's amount and text.
import { send } from "../asking.js";
import { at, changed, onChange, put, root, show, state, tree } from "./values.js";
import { ids, rowsOf, trOf } from "./grid.js";
import { chooseEvery, openedRow } from "./panel.js";

const WAIT = 350; // milliseconds after the last key
let timer = null;
let asked = 0;
let askedEnd = 0;
let told = {};

export const textOf = (row) => told[row?.key];

export function startLive() {
  onChange(({ path, filled }) => {
    if (path?.startsWith("details.") && !filled) return;
    clearTimeout(timer);
    timer = setTimeout(ask, filled ? 0 : WAIT);
  });
  for (const each of root.querySelectorAll("[data-offer]")) {
    each.querySelector("button").addEventListener("click", () => take(each));
  }
  for (const each of root.querySelectorAll("[data-duration]")) each.addEventListener("input", duration);
  ask();
  root.addEventListener("click", (event) => {
    const every = event.target.closest("[data-every]");
    if (!every) return;
    chooseEvery(every.closest("[data-type=months]"), Number(every.dataset.every));
  });
}

async function ask() {
  const mine = ++asked;
  const panels = root.querySelectorAll("[data-live]");
  for (const each of panels) each.setAttribute("aria-busy", "true");
  const form = { ...tree(), modification_ids: ids() };
  const body = JSON.stringify({ form, id: state.id });
  const answer = await fetchQuietly(body).catch(() => null);
  const found = answer?.ok ? await answer.json() : null;
  if (mine !== asked) return; // something else was typed meanwhile
  for (const each of panels) {
    if (found) each.innerHTML = found[each.dataset.live]; // made by our own templates
    each.setAttribute("aria-busy", "false");
  }
  if (!found) return;
  const total = document.querySelector("[data-total]");
  if (total) total.textContent = found.total;
  told = found.lines;
  showLines();
  offer("count", found.count, String(found.count ?? ""), at("contract.installments"));
  offer("end", found.end, found.end, at("contract.ends_on"));
  root.dispatchEvent(new CustomEvent("cf-told", { detail: found }));
}

const fetchQuietly = (body) =>
  send(state.addresses.try, { method: "POST", body, headers: { "Content-Type": "application/json" } });

function showLines() {
  for (const row of rowsOf("lines")) {
    const tr = trOf(row);
    if (!tr) continue;
    const mine = told[row.key] || {};
    tr.querySelector("[data-net]").textContent = mine.net ?? "";
    const text = tr.querySelector("[data-text]");
    const isOther = mine.text && mine.text !== row.description && row.description.includes("<");
    text.textContent = isOther ? mine.text : "";
    text.hidden = !isOther;
    const price = tr.querySelector("[data-name=unit_price]");
    price.placeholder = row.unit_price ? "" : mine.price ?? "";
  }
  for (const each of root.querySelectorAll("[data-template-net]")) {
    each.textContent = told[each.dataset.templateNet]?.net ?? "";
  }
  root.dispatchEvent(new CustomEvent("cf-texts", { detail: openedRow() }));
}

// The count that goes with an end, or the end that goes with a count (SC-3).
function offer(name, value, text, typed) {
  const box = root.querySelector(`[data-offer="${name}"]`);
  if (!box) return;
  box.hidden = value == null || typed?.trim() === text || !state.editable.all;
  box.querySelector("b").textContent = text;
}

function take(box) {
  const path = box.dataset.offer === "count" ? "contract.installments" : "contract.ends_on";
  const value = box.querySelector("b").textContent;
  put(path, value);
  show(root.querySelector(`[data-path="${path}"]`), value);
  box.hidden = true;
  changed({ path });
}

async function duration() {
  const many = root.querySelector("[data-duration=many]").value;
  const unit = root.querySelector("[data-duration=unit]").value;
  const start = at("contract.starts_on") || at("contract.schedule.first") || at("contract.schedule.since");
  if (!many.trim() || !start) return;
  const address = new URL(state.addresses.end, location.href);
  for (const [name, value] of Object.entries({ start, many, unit })) address.searchParams.set(name, value);
  const mine = ++askedEnd;
  const answer = await send(address).catch(() => null);
  const end = answer?.ok && (await answer.json()).end;
  if (!end || mine !== askedEnd) return;
  put("contract.ends_on", end);
  show(root.querySelector('[data-path="contract.ends_on"]'), end);
  changed({ path: "contract.ends_on" });
}

