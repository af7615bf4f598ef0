// The lines of a template: the grid of the contract form inside the template's own form.
//
// The rows stand in one field, as they were typed, and are sent with the rest.
import { changed, fill, limit, lines, onChange, root, state } from "./values.js";
import { startGrids } from "./grid.js";
import { startPanels } from "./panel.js";
import { startLive } from "./live.js";
import { areComing, proposals, startItems } from "./proposing.js";
import { startVariables } from "./variables.js";
import { startUndoing } from "./undoing.js";
import { showProblems } from "./problems.js";

const form = root.closest("form");
const field = form.querySelector('input[name="lines"]');

document.body.dataset.cfMode = "advanced";
startGrids();
readHeader();
fill();
limit();
startPanels();
startVariables();
startItems();
startUndoing();
onChange(() => (field.value = JSON.stringify(lines())));
form.addEventListener("input", headerTyped);
form.addEventListener("change", headerTyped);
form.addEventListener("submit", whenAllIsKnown, true);
startLive();
if (state.problems.length) showProblems(state.problems);
root.dataset.ready = "1";

// What an item knows is on its way: it belongs to what is saved.
async function whenAllIsKnown(event) {
  if (!areComing()) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  await proposals();
  form.requestSubmit(event.submitter);
}

// What the template says besides its lines is tried out with them.
function headerTyped(event) {
  if (root.contains(event.target)) return;
  readHeader();
  changed({ path: "header" });
}

function readHeader() {
  const header = {};
  for (const [name, value] of new FormData(form)) {
    if (name !== "lines" && name !== "csrfmiddlewaretoken") (header[name] ??= []).push(value);
  }
  state.form.header = header;
  state.form.contract.price_list = header.price_list?.[0] || "";
}
