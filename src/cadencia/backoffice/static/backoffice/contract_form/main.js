// The form of a contract. What is typed is kept as it was typed, in one tree of values with the
// places of the contract file; the server reads it, judges it and works everything out.
//
//   values.js   the tree, and the fields bound to it        grid.js     rows, by keyboard alone
//   panel.js    the details of one row                      live.js     dates, foot, texts
//   proposing.js  what customers and items know             saving.js   saving, two clerks
//   conflicts.js  what the other one changed, at its field
//   keeping.js  what isn't saved stays in the browser       problems.js what is to be mended
//   own_draft.js  which of the tabs it belongs to
import { state, fill, takeTyped, watch } from "./values.js";
import { startGrids } from "./grid.js";
import { startPanels } from "./panel.js";
import { startTabs } from "./tabs.js";
import { startLive } from "./live.js";
import { startProposing } from "./proposing.js";
import { startSaving } from "./saving.js";
import { startKeeping } from "./keeping.js";
import { startModes } from "./modes.js";
import { startVariables } from "./variables.js";
import { startUndoing } from "./undoing.js";

startGrids();
await startKeeping();
const typed = takeTyped();
fill();
startTabs();
startModes();
startPanels();
startVariables();
startProposing({ isNew: typed.has("customer") });
startLive();
startSaving();
startUndoing();
watch();
if (!state.known && document.activeElement === document.body) document.getElementById("cf-customer")?.focus();
document.getElementById("contract-form").dataset.ready = "1";
