// The manual at the side of the screen: F1 or `?` opens the page that explains it. Links between
// pages stay inside; without scripts the same link leads to the page.
import { send } from "./asking.js";

const dialog = document.getElementById("o-help");
const link = document.querySelector("a[data-help]");
const body = dialog?.querySelector("[data-help-body]");

let asked = 0; // the page asked for last is the one that is shown

async function show(address) {
  const mine = ++asked;
  const answer = await send(address).catch(() => null);
  if (answer === null) return;
  const text = await answer.text();
  if (mine !== asked) return; // another was asked for, or the help closed
  body.innerHTML = text;
  dialog.querySelector("[data-help-page]").href = address;
  if (!dialog.open) dialog.showModal();
  const anchor = decodeURIComponent(new URL(address, window.location.href).hash.slice(1));
  const heading = anchor && body.querySelector(`#${CSS.escape(anchor)}`);
  if (heading) heading.scrollIntoView();
  else dialog.scrollTop = 0;
  body.focus({ preventScroll: true });
}

function isTyping(target) {
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

function inHelp(anchor) {
  const address = new URL(anchor.href, window.location.href);
  return address.origin === window.location.origin && address.pathname.startsWith("/help/");
}

if (dialog && link) {
  document.addEventListener("keydown", (event) => {
    const asks = event.key === "F1" || (event.key === "?" && !isTyping(event.target));
    if (!asks || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    if (dialog.open) dialog.close();
    else show(link.href);
  });
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(link.href);
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-help-close]")) dialog.close();
    const anchor = event.target.closest("a[href]");
    if (!anchor || anchor.hasAttribute("data-help-page") || event.ctrlKey || event.metaKey) return;
    const within = anchor.getAttribute("href");
    if (within.startsWith("#")) {
      event.preventDefault();
      body.querySelector(`#${CSS.escape(decodeURIComponent(within.slice(1)))}`)?.scrollIntoView();
    } else if (inHelp(anchor)) {
      event.preventDefault();
      show(anchor.href);
    }
  });
  dialog.addEventListener("close", () => (asked += 1));
  dialog.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-help-search]");
    if (!form) return;
    event.preventDefault();
    show(`${form.action}?${new URLSearchParams(new FormData(form))}`);
  });
}
