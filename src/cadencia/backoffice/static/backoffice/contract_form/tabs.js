// Tabs in one bar (ARIA): arrows go along it; which one is open stands in the address.
const bar = document.querySelector(".cf-tabs");
const tabs = [...(bar?.querySelectorAll("[role=tab]") || [])]; // a template has none

export function startTabs() {
  bar.addEventListener("click", (event) => {
    const tab = event.target.closest("[role=tab]");
    if (tab) openTab(tab.dataset.tab, { push: true });
  });
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const to = { Home: 0, End: tabs.length - 1 }[event.key];
    if (!step && to === undefined) return;
    event.preventDefault();
    const at = tabs.indexOf(document.activeElement);
    const tab = tabs[to ?? (at + step + tabs.length) % tabs.length];
    openTab(tab.dataset.tab, { push: false });
    tab.focus();
  });
  window.addEventListener("popstate", () => openTab(wanted()));
  openTab(wanted());
}

const wanted = () => new URLSearchParams(location.search).get("tab") || "header";

export function openTab(name, { push = null } = {}) {
  const tab = tabs.find((each) => each.dataset.tab === name) || tabs[0];
  if (!tab) return;
  for (const each of tabs) {
    const is = each === tab;
    each.setAttribute("aria-selected", String(is));
    each.tabIndex = is ? 0 : -1;
    document.getElementById(each.getAttribute("aria-controls")).hidden = !is;
  }
  tab.scrollIntoView({ block: "nearest", inline: "nearest" });
  load(document.getElementById(tab.getAttribute("aria-controls")));
  if (push !== null) remember(tab.dataset.tab, push);
}

function remember(name, push) {
  const address = new URL(location.href);
  if (name === "header") address.searchParams.delete("tab");
  else address.searchParams.set("tab", name);
  if (address.href === location.href) return;
  if (push) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
}

// Documents, follow-up and history are read when they are first looked at; in vain, once more.
document.addEventListener("htmx:afterRequest", ({ target, detail }) => {
  if (target.dataset?.loaded && !detail.successful) delete target.dataset.loaded;
});
function load(panel) {
  if (!panel.dataset.address || panel.dataset.loaded) return;
  panel.dataset.loaded = "1";
  const ask = () => window.htmx.ajax("GET", panel.dataset.address, { source: panel, target: panel, swap: "innerHTML" });
  if (window.htmx) ask();
  else window.addEventListener("load", ask, { once: true });
}
