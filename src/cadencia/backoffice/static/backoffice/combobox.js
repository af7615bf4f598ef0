// A field that offers choices while one types (ARIA combobox with a list).
//
// The field holds the code; beside it stands the name. `change` is told when one is chosen, with
// `event.detail` the whole choice (value, text, detail, id). Without scripts the code is typed.
import { send } from "./asking.js";

const WAIT = 150; // milliseconds after the last key
let serial = 0;
let open = null; // the one whose list is shown

document.addEventListener("focusin", (event) => offersChoices(event.target));

function offersChoices(field) {
  const box = field.closest?.("[data-combobox]");
  if (box && !box.combobox) box.combobox = new Combobox(box);
  return box?.combobox;
}

class Combobox {
  constructor(box) {
    this.box = box;
    this.input = box.querySelector("input");
    this.name = box.querySelector(".o-combobox-text");
    this.id = `o-options-${++serial}`;
    this.choices = [];
    this.at = -1;
    this.asked = 0;
    const set = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false" };
    for (const [name, value] of Object.entries(set)) this.input.setAttribute(name, value);
    this.input.addEventListener("input", (event) => event.detail || this.soon());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.close());
    this.input.addEventListener("click", () => this.list || this.ask());
  }

  // What is shown, or still on its way, answers another text from now on: it can't be chosen.
  soon() {
    this.name.hidden = true;
    this.isLate = true;
    this.takesFirst = false;
    this.asked += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), WAIT);
  }

  async ask() {
    const mine = ++this.asked;
    const address = new URL(this.box.dataset.combobox, location.href);
    address.searchParams.set("q", this.input.value.trim());
    for (const pair of (this.box.dataset.scope || "").split(" ").filter(Boolean)) {
      const [name, field] = pair.split("=");
      const value = this.input.form?.elements[field]?.value;
      if (value) address.searchParams.set(name, value);
    }
    const answer = await send(address).catch(() => null); // what is typed stays
    const found = answer?.ok ? (await answer.json()).results : null;
    if (!found || mine !== this.asked) return;
    if (document.activeElement === this.input) this.show(found);
    else if (this.takesFirst && found.length) this.takeFirstOf(found);
  }

  show(choices) {
    this.close();
    open = this;
    this.choices = choices;
    this.list = document.createElement("ul");
    Object.assign(this.list, { id: this.id, className: "o-options", role: "listbox" });
    this.list.setAttribute("aria-label", this.input.labels?.[0]?.textContent.trim() || this.input.name);
    this.list.append(...(choices.length ? choices.map((each, at) => this.option(each, at)) : [this.none()]));
    (this.input.closest("dialog") || document.body).append(this.list);
    this.place();
    this.input.setAttribute("aria-expanded", "true");
    this.input.setAttribute("aria-controls", this.id);
    this.mark(choices.length && this.input.value ? 0 : -1);
    this.isLate = false;
    if (this.takesFirst && choices.length) this.choose(0);
    this.takesFirst = false;
  }

  // Enter was pressed before the answer came, and whoever pressed it has gone on meanwhile.
  takeFirstOf(choices) {
    this.choices = choices;
    this.takesFirst = false;
    this.choose(0);
  }

  option(choice, at) {
    const line = document.createElement("li");
    Object.assign(line, { id: `${this.id}-${at}`, role: "option", textContent: choice.text });
    if (choice.detail) {
      const small = document.createElement("small");
      small.textContent = choice.detail;
      line.append(small);
    }
    // Before the field loses the focus, and with it the list.
    line.addEventListener("mousedown", (event) => (event.preventDefault(), this.choose(at)));
    return line;
  }

  none() {
    const line = document.createElement("li");
    Object.assign(line, { className: "is-empty", role: "option", textContent: this.box.dataset.none });
    line.setAttribute("aria-disabled", "true");
    return line;
  }

  place() {
    const { left, bottom, top, width } = this.input.getBoundingClientRect();
    const wide = Math.min(Math.max(width, 260), window.innerWidth - 16);
    const style = this.list.style;
    style.width = `${wide}px`;
    style.left = `${Math.min(left, window.innerWidth - wide - 8)}px`;
    const isBelow = window.innerHeight - bottom > Math.min(this.list.offsetHeight, 200);
    style.top = isBelow ? `${bottom + 2}px` : "auto";
    style.bottom = isBelow ? "auto" : `${window.innerHeight - top + 2}px`;
  }

  // What scrolls takes the list along: it may be the page that makes room for the field itself.
  follow() {
    const { bottom, top } = this.input.getBoundingClientRect();
    if (bottom < 0 || top > window.innerHeight) this.close();
    else this.place();
  }

  mark(at) {
    this.at = at;
    this.list.querySelectorAll("li").forEach((each, index) => {
      each.setAttribute("aria-selected", String(index === at));
      if (index === at) each.scrollIntoView({ block: "nearest" });
    });
    if (at < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", `${this.id}-${at}`);
  }

  key(event) {
    const count = this.choices.length;
    if (this.isLate && event.key === "Enter" && this.input.value.trim()) {
      event.preventDefault();
      this.takesFirst = true; // of what is coming
      return;
    }
    if (this.isLate && event.key === "Tab") return; // what is typed stays
    if (event.key === "ArrowDown" && !this.list) return event.preventDefault(), this.ask();
    if (!this.list) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && count) {
      event.preventDefault();
      this.mark((Math.max(this.at + step, step < 0 && this.at <= 0 ? count - 1 : 0) + count) % count);
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    } else if ((event.key === "Enter" || event.key === "Tab") && this.at >= 0) {
      if (event.key === "Enter") event.preventDefault();
      this.choose(this.at);
    }
  }

  choose(at) {
    const choice = this.choices[at];
    this.input.value = choice.value;
    this.name.textContent = choice.text === choice.value ? "" : choice.text;
    this.name.hidden = !this.name.textContent;
    this.close();
    this.asked += 1;
    clearTimeout(this.timer);
    this.isLate = false;
    this.input.dispatchEvent(new CustomEvent("input", { bubbles: true, detail: choice }));
    this.input.dispatchEvent(new CustomEvent("change", { bubbles: true, detail: choice }));
  }

  close() {
    this.list?.remove();
    this.list = null;
    this.choices = [];
    this.at = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    if (open === this) open = null;
  }
}

window.addEventListener("scroll", (event) => {
  if (open && !open.list.contains(event.target)) open.follow();
}, true);

// Whoever was faster than the scripts is in the field already, and may have typed.
const early = offersChoices(document.activeElement);
if (early && early.input.value !== early.input.defaultValue) {
  early.soon();
  early.takesFirst = Boolean(early.box.dataset.entered);
}
