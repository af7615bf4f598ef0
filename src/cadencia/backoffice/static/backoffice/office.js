// What every page has. Pieces add modules of their own and import from these.
import "./asking.js";
import "./acting.js";
import "./fields.js";
import "./combobox.js";
import "./menus.js";
import "./renewing.js";
import "./drafts.js";
import "./help.js";
