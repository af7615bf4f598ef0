// Asking the server: `send` is `fetch` with our marks. Where the session has ended, or the
// credentials are wanted again, a dialog asks, and then the same request is made once more.

const SIGNED_OUT = "X-Office-Signed-Out";
const CREDENTIALS = "X-Office-Credentials";

export function csrfToken() {
  const found = document.querySelector("input[name=csrfmiddlewaretoken]");
  if (found) return found.value;
  return JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";
}

export function keepToken(token) {
  for (const each of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) each.value = token;
  document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
}

function once(address, options) {
  const headers = new Headers(options.headers || {});
  headers.set("X-Office-Script", "1");
  if ((options.method || "GET") !== "GET") headers.set("X-CSRFToken", csrfToken());
  return fetch(address, { ...options, headers, credentials: "same-origin" });
}

// Resolves to the answer; to null if somebody closed the dialog instead.
export async function send(address, options = {}) {
  const answer = await once(address, options);
  if (answer.headers.has(SIGNED_OUT)) return (await signInAgain()) ? send(address, options) : null;
  if (answer.headers.has(CREDENTIALS)) return (await giveCredentials()) ? send(address, options) : null;
  return answer;
}

export const giveCredentials = () => askIn("o-credentials");
export const signInAgain = () => askIn("o-sign-in");

// Asks to sign in if the session has ended; resolves to whether one may go on.
export async function sessionHolds() {
  const dialog = document.getElementById("o-sign-in");
  if (!dialog) return true;
  const answer = await once(dialog.dataset.session, {});
  return answer.status === 401 ? signInAgain() : true;
}

let asking = null; // several requests at once ask once

function askIn(id) {
  asking ??= inDialog(document.getElementById(id)).finally(() => (asking = null));
  return asking;
}

function inDialog(dialog) {
  const form = dialog.querySelector("form");
  const problem = form.querySelector("[role=alert]");
  const close = new AbortController();
  const before = document.activeElement;
  form.reset();
  problem.hidden = true;
  return new Promise((resolve) => {
    const end = (result) => {
      close.abort();
      dialog.close();
      before?.focus?.();
      resolve(result);
    };
    const options = { signal: close.signal };
    dialog.addEventListener("cancel", (event) => (event.preventDefault(), end(false)), options);
    form.querySelector("[data-cancel]")?.addEventListener("click", () => end(false), options);
    form.addEventListener(
      "submit",
      async (event) => {
        event.preventDefault();
        const refused = await prove(dialog, form);
        if (refused === "") return end(true);
        problem.textContent = refused;
        problem.hidden = false;
        form.querySelector("input[type=password]").select();
      },
      options,
    );
    dialog.showModal();
    form.querySelector("input[type=password]").focus();
  });
}

// Returns what is wrong, as a sentence; nothing where it is right.
async function prove(dialog, form) {
  const submit = form.querySelector("[type=submit]");
  submit.disabled = true;
  try {
    const answer = await once(dialog.dataset.address, { method: "POST", body: new FormData(form) });
    const told = answer.status === 204 ? {} : await answer.json();
    if (told.csrf) keepToken(told.csrf);
    const code = form.querySelector(".o-if-code");
    if (told.code && code) code.hidden = false;
    return answer.ok ? "" : told.problem;
  } catch {
    return dialog.dataset.failed;
  } finally {
    submit.disabled = false;
  }
}

// HTMX asks by itself: what it was refused for one of these reasons is asked again.
document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = csrfToken();
});
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, requestConfig } = event.detail;
  const dialog = xhr.getResponseHeader(SIGNED_OUT)
    ? "o-sign-in"
    : xhr.getResponseHeader(CREDENTIALS) && "o-credentials";
  if (!dialog) {
    if (xhr.status === 422) event.detail.shouldSwap = true; // a form with its problems
    return;
  }
  event.detail.shouldSwap = false;
  askIn(dialog).then((proved) => {
    if (!proved) return;
    const { verb, path, elt, target, parameters } = requestConfig;
    window.htmx.ajax(verb, path, { source: elt, target, values: parameters });
  });
});
