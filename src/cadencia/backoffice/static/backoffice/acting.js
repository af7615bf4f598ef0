// Forms that act: asked about first, never sent twice, and never lost with the session.
//
//   data-credentials   the act wants the credentials again, and they don't hold now
//   data-confirm="…"   a sentence to say yes to (`data-confirm-title`, `data-confirm-button`)
//   data-keeps         what is typed must not be lost: the session is looked at first
import { giveCredentials, sessionHolds } from "./asking.js";

const agreed = new WeakSet();
const asking = new WeakSet();

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented || form.hasAttribute("hx-post")) return;
  if (agreed.has(form)) {
    agreed.delete(form);
    return once(form, event);
  }
  const { confirm, credentials, keeps } = form.dataset;
  if (confirm === undefined && credentials === undefined && keeps === undefined) return once(form, event);
  event.preventDefault();
  if (asking.has(form)) return; // a second click while the first is asked about
  asking.add(form);
  const button = event.submitter;
  const may = await maySend(form, button).catch(() => failed(form));
  asking.delete(form);
  if (!may) return;
  agreed.add(form);
  form.requestSubmit(button);
});

async function maySend(form, button) {
  const { confirm, credentials, keeps } = form.dataset;
  if (confirm !== undefined && !(await confirmed(form, button))) return false;
  if (keeps !== undefined && !(await sessionHolds())) return false;
  return credentials === undefined || giveCredentials();
}

// The server doesn't answer: nothing is sent, and what was typed stays.
function failed(form) {
  form.querySelector(":scope > [data-failed]")?.remove();
  const note = document.createElement("p");
  Object.assign(note, { className: "o-note", textContent: document.getElementById("o-sign-in")?.dataset.failed });
  Object.assign(note.dataset, { tone: "bad", failed: "1" });
  note.setAttribute("role", "alert");
  form.prepend(note);
  return false;
}

// A second click while the first is on its way does nothing.
function once(form, event) {
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  event.submitter?.classList.add("is-working");
}
window.addEventListener("pageshow", () => {
  for (const each of document.querySelectorAll("form[data-sent]")) delete each.dataset.sent;
  for (const each of document.querySelectorAll(".is-working")) each.classList.remove("is-working");
});

function confirmed(form, button) {
  const dialog = document.getElementById("o-confirm");
  dialog.querySelector("h2").textContent = form.dataset.confirmTitle || "";
  dialog.querySelector("[data-text]").textContent = form.dataset.confirm;
  const yes = dialog.querySelector("[value=yes]");
  yes.textContent = form.dataset.confirmButton || (button || form.querySelector("button:not([type=button])")).textContent.trim();
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}
