// What is done before the page's scripts are there waits for them and is done then, once. Else a
// form would be sent without asking first, or twice; a click would be lost, and so would a filter
// that sends itself. Where there are no scripts this isn't there either: links and forms do it all.
(() => {
  const TAKEN = "button[type=button], button[hx-get], button[hx-post], a[hx-get], a[data-act], a[data-help]";
  const LATE = "#contract-form:not([data-ready])"; // it begins when it knows what this tab keeps
  const LONGEST = 5000; // milliseconds
  const waiting = new Map(); // what was clicked or sent -> how it is done
  const told = new Set(); // fields that were filled in

  const heard = { click: clicked, submit: sent, input: filled, change: filled, keydown: keyed };
  for (const [name, hear] of Object.entries(heard)) addEventListener(name, hear, true);
  // The scripts have run by then, some of them as listeners of the same event.
  addEventListener("DOMContentLoaded", () => setTimeout(whenAllHasBegun));

  function whenAllHasBegun() {
    const late = document.querySelector(LATE);
    if (!late) return done();
    new MutationObserver(done).observe(late, { attributeFilter: ["data-ready"] });
    setTimeout(done, LONGEST); // it never begins: what else is on the page goes on
  }

  function clicked(event) {
    const found = event.target.closest?.(TAKEN);
    if (!found || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    waits(event, found, () => found.click());
  }

  function sent(event) {
    const { target: form, submitter } = event;
    if (form.method !== "post") return;
    submitter?.classList.add("is-working");
    waits(event, form, () => {
      submitter?.classList.remove("is-working");
      form.requestSubmit(submitter);
    });
  }

  // Enter chooses the first of what is found, also where it was pressed before anything is.
  function keyed(event) {
    const box = event.key === "Enter" && event.target.closest?.("[data-combobox]");
    if (!box || box.combobox || !event.target.value.trim()) return;
    event.preventDefault();
    box.dataset.entered = "1";
  }

  function waits(event, what, act) {
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting.delete(what); // the last one counts: another button may have been pressed
    waiting.set(what, act);
  }

  function filled(event) {
    told.add(event.target);
  }

  function done() {
    if (document.documentElement.dataset.ready) return;
    for (const [name, hear] of Object.entries(heard)) removeEventListener(name, hear, true);
    document.documentElement.dataset.ready = "1";
    for (const each of told) each.dispatchEvent(new Event("change", { bubbles: true }));
    for (const [what, act] of waiting) if (what.isConnected) act();
  }
})();
