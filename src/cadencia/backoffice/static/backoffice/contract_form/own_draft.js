// One tab, one draft: two tabs of a new contract are two contracts. A tab holds a lock by the name of
// what it keeps, as long as it lives; a draft whose lock nobody holds was left behind, by a tab that
// was closed or a browser that died, and whoever opens such a form next goes on with it.
const TAB = "cadencia:tab";
const PATIENCE = 500; // milliseconds; the page that stood in this tab before may still hold its lock

// Returns the key under which this tab keeps what isn't saved, and takes over what is left behind.
export async function ownKey(prefix) {
  if (!navigator.locks) return prefix; // only where the page came by http from another machine
  let key = `${prefix}:${sessionStorage.getItem(TAB) || renamed()}`;
  if (!(await held(key, PATIENCE))) {
    key = `${prefix}:${renamed()}`; // a copy of another tab has its name too
    await held(key, PATIENCE);
  }
  if (!localStorage.getItem(key)) await takeOver(prefix, key);
  return key;
}

function renamed() {
  const name = crypto.randomUUID();
  sessionStorage.setItem(TAB, name);
  return name;
}

// Resolves to whether the lock is ours now; it is held until the page goes.
function held(key, patience) {
  return new Promise((resolve) => {
    const hold = () => new Promise(() => resolve(true));
    navigator.locks.request(key, { signal: AbortSignal.timeout(patience) }, hold).catch(() => resolve(false));
  });
}

async function takeOver(prefix, key) {
  const alive = new Set((await navigator.locks.query()).held.map(({ name }) => name));
  const left = Object.keys(localStorage).filter((each) => isOf(each, prefix) && !alive.has(each));
  const [latest] = left.sort((one, other) => (keptAt(one) < keptAt(other) ? 1 : -1));
  if (!latest) return;
  localStorage.setItem(key, localStorage.getItem(latest));
  localStorage.removeItem(latest);
}

const isOf = (key, prefix) => key === prefix || key.startsWith(`${prefix}:`);

function keptAt(key) {
  try {
    return JSON.parse(localStorage.getItem(key)).at || "";
  } catch {
    return "";
  }
}
