// Asking what to bill: only the dates of the choice of days are shown. The preview: lines that
// open and close, all of a page ticked at once, filters that send themselves.

function showDays(group) {
  const chosen = group.querySelector("input:checked")?.value;
  for (const each of document.querySelectorAll("[data-of]")) each.hidden = each.dataset.of !== chosen;
}

for (const group of document.querySelectorAll("[data-days]")) {
  group.addEventListener("change", () => showDays(group));
  showDays(group);
}

document.addEventListener("change", (event) => {
  const { target } = event;
  if (target.matches("[data-sends]")) target.form.requestSubmit();
  if (!target.matches("[data-all]")) return;
  for (const each of target.form.querySelectorAll("[name=ticked]")) each.checked = target.checked;
});

// The box above shows what the page has: all ticked, none, or some.
function showAll() {
  for (const all of document.querySelectorAll("[data-all]")) {
    const boxes = [...all.form.querySelectorAll("[name=ticked]")];
    const ticked = boxes.filter((each) => each.checked).length;
    all.checked = ticked > 0 && ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  }
}
showAll();
document.addEventListener("htmx:afterSettle", showAll);

// While a tick is on its way the preview rests: what were ticked meanwhile would be lost with the
// documents that are drawn anew, and what were generated would be something else than what is seen.
let ticked = null;
const isChoosing = ({ target }) => target.id === "g-choose";
document.addEventListener("htmx:beforeRequest", (event) => {
  if (!isChoosing(event)) return;
  ticked = document.activeElement?.id;
  rest(true);
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (!isChoosing(event) || event.detail.successful) return;
  event.target.reset(); // the boxes say again what the server holds
  rest(false);
  showAll();
  notTaken(event.target, document.getElementById("o-sign-in")?.dataset.failed);
});
document.addEventListener("htmx:afterSettle", () => {
  if (ticked) document.getElementById(ticked)?.focus();
  ticked = null;
});

function rest(is) {
  const preview = document.getElementById("g-preview");
  preview.inert = is;
  preview.setAttribute("aria-busy", String(is));
}

function notTaken(form, text) {
  form.querySelector("[data-failed]")?.remove();
  const note = document.createElement("p");
  Object.assign(note, { className: "o-note", textContent: text || "" });
  Object.assign(note.dataset, { tone: "bad", failed: "1" });
  note.setAttribute("role", "alert");
  form.prepend(note);
}

// The lines are asked for once; from then on the same button shows and hides them.
document.addEventListener("click", (event) => {
  const button = event.target.closest(".g-open");
  if (!button) return;
  event.preventDefault();
  const lines = button.closest("tbody").querySelector(".g-lines");
  if (lines) lines.hidden = !lines.hidden;
  button.setAttribute("aria-expanded", lines ? String(!lines.hidden) : "true");
});

// Delivery notes: a tick for each invoice takes its notes along, one above takes all.
document.addEventListener("change", (event) => {
  const { target } = event;
  if (target.matches("[data-all-groups]")) {
    for (const each of target.form.querySelectorAll("[data-group] input")) each.checked = target.checked;
  } else if (target.matches("[data-group-tick]")) {
    for (const each of target.closest("[data-group]").querySelectorAll("[name=notes]")) each.checked = target.checked;
  }
});
