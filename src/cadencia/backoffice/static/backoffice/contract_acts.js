// Acts on a contract in a dialog: a link marked `data-act` opens it, what is filled in shows at
// once what the act would do, and what is refused stays in the dialog. Without this script the
// same links lead to pages.
import { send } from "./asking.js";

const WAIT = 250; // milliseconds after the last key
const dialog = document.getElementById("o-act");
let anchor = null; // where the menu was opened from
let timer = 0;
let asked = 0;
let opened = 0;

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-act]");
  if (link && dialog && plain(event)) {
    event.preventDefault();
    openAct(link.href, link);
  }
  if (event.target.closest("[data-act-cancel]") && dialog?.open) {
    event.preventDefault();
    dialog.close();
  }
  if (event.target === dialog) dialog.close(); // beside it
});

const plain = (event) => !(event.ctrlKey || event.metaKey || event.shiftKey || event.button);

export async function openAct(address, from) {
  const mine = ++opened;
  const answer = await send(address).catch(() => undefined);
  if (answer === null || mine !== opened) return; // somebody said no, or opened another
  if (!answer?.ok) return location.assign(address); // the page tells what is wrong
  const text = await answer.text();
  if (mine !== opened) return;
  if (!dialog.open) anchor = from || document.activeElement;
  show(text);
}

function show(html) {
  dialog.innerHTML = html;
  const menu = dialog.querySelector("[data-act-menu]");
  dialog.classList.toggle("is-menu", Boolean(menu));
  if (!dialog.open) dialog.showModal();
  place(menu);
  const first = dialog.querySelector(menu ? ".act-item" : "input:not([type=hidden]), select, textarea, [type=submit]");
  (dialog.querySelector("[aria-invalid=true]") || first)?.focus();
}

// A menu opens beside what it is of; a dialog in the middle.
function place(menu) {
  const isAnchored = Boolean(menu && anchor?.isConnected && innerWidth > 600);
  dialog.classList.toggle("is-anchored", isAnchored);
  dialog.style.top = dialog.style.left = "";
  if (!isAnchored) return;
  const { right, bottom } = anchor.getBoundingClientRect();
  const { width, height } = dialog.getBoundingClientRect();
  dialog.style.left = `${Math.max(8, Math.min(right - width, innerWidth - width - 8))}px`;
  dialog.style.top = `${Math.max(8, Math.min(bottom + 4, innerHeight - height - 8))}px`;
}

dialog?.addEventListener("close", () => {
  opened += 1;
  dialog.replaceChildren();
  if (anchor?.isConnected) anchor.focus();
});

dialog?.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const items = [...dialog.querySelectorAll("[data-act-menu] :is(a, summary).act-item")];
  if (!step || !items.length) return;
  event.preventDefault();
  const at = items.indexOf(document.activeElement);
  items[(at + step + items.length) % items.length].focus();
});

// What it would do, asked anew whenever something is filled in.

for (const name of ["input", "change"]) {
  document.addEventListener(name, (event) => {
    const form = event.target.closest("[data-act-form]");
    if (!form?.querySelector("[data-act-effect]")) return;
    clearTimeout(timer);
    timer = setTimeout(() => look(form), WAIT);
  });
}

async function look(form) {
  const mine = ++asked;
  const place = form.querySelector("[data-act-effect]");
  const address = new URL(form.action);
  for (const [name, value] of new FormData(form)) {
    if (!["csrfmiddlewaretoken", "next", "expect"].includes(name)) address.searchParams.append(name, value);
  }
  address.searchParams.set("effect", "1");
  place.classList.add("is-waiting");
  const answer = await send(address).catch(() => null);
  const text = answer?.ok ? await answer.text() : ""; // rather nothing than what isn't so any more
  if (mine !== asked || !form.isConnected) return;
  place.classList.remove("is-waiting");
  place.innerHTML = text;
}

// Before the page's own handling of forms, which would leave the page.
document.addEventListener(
  "submit",
  async (event) => {
    const form = event.target.closest?.("[data-act-form]");
    if (!form || !dialog?.contains(form)) return;
    event.preventDefault();
    event.stopPropagation();
    if (form.dataset.sent) return;
    form.dataset.sent = "1";
    const button = event.submitter;
    button?.classList.add("is-working");
    if (await sent(form)) return; // it is done, and the next page on its way
    delete form.dataset.sent;
    button?.classList.remove("is-working");
  },
  true,
);

// Says whether it is done, and so must not be sent again.
async function sent(form) {
  clearTimeout(timer);
  asked += 1;
  form.querySelector("[data-act-effect]")?.classList.remove("is-waiting");
  const body = new FormData(form);
  const isRead = form.method === "get";
  const address = new URL(form.action);
  if (isRead) for (const [name, value] of body) address.searchParams.set(name, value);
  const answer = await send(address, isRead ? {} : { method: "POST", body }).catch(() => undefined);
  if (answer === undefined) problem(form, dialog.dataset.failed);
  if (!answer) return false;
  const to = answer.headers.get("HX-Redirect");
  if (to) {
    if (new URL(to, location.href).href === location.href) location.reload();
    else location.assign(to);
    return true;
  }
  const text = await answer.text();
  if (answer.ok || answer.status === 422) show(text);
  else problem(form, text || dialog.dataset.failed);
  return false;
}

function problem(form, sentence) {
  form.querySelector(":scope > [data-failed]")?.remove();
  const note = document.createElement("p");
  Object.assign(note, { className: "o-note", role: "alert", textContent: sentence });
  note.dataset.tone = "bad";
  note.dataset.failed = "1";
  form.prepend(note);
}
