"""What came of an import, in words and as a file."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cadencia.backoffice.imports.forms import kinds
from cadencia.backoffice.sheet_files import XLSX
from cadencia.billing.import_models import FileImport
from cadencia.interchange.tables import writing
from cadencia.interchange.tables.safe_text import defuse

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": XLSX,
}
STATES = {
    "waiting": (gettext_lazy("Waiting"), "neutral"),
    "checking": (gettext_lazy("Being checked"), "info"),
    "checked": (gettext_lazy("Nothing wrong"), "info"),
    "refused": (gettext_lazy("With problems"), "bad"),
    "importing": (gettext_lazy("Being imported"), "info"),
    "imported": (gettext_lazy("Imported"), "good"),
    "failed": (gettext_lazy("Failed"), "bad"),
}
STAGES = {
    "masters": gettext_lazy("Customers, items and prices"),
    "check": gettext_lazy("Checking contracts"),
    "write": gettext_lazy("Writing contracts"),
    "due": gettext_lazy("Calculating next dates"),
}
OUTCOMES = {
    "new": (pgettext_lazy("one", "New"), "good"),
    "changed": (pgettext_lazy("one", "Changed"), "info"),
}
COLUMNS = ("file", "sheet", "row", "column", "value", "problem", "remedy")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An import as lists and pages show it. `counts`: kind, new, changed, equal."""

    row: FileImport
    state: str
    tone: str
    stage: str
    files: str
    counts: list[tuple[str, int, int, int]]
    is_empty: bool  # nothing would change


def told(row: FileImport) -> Told:
    """Return an import in words."""
    state, tone = STATES[row.state]
    counts = _counts(row.summary)
    return Told(
        row=row,
        state=str(state),
        tone=tone,
        stage=str(STAGES.get(row.stage, "")),
        files=", ".join(str(each["name"]) for each in row.files),
        counts=counts,
        is_empty=not any(new or changed for _, new, changed, _ in counts),
    )


def rows(row: FileImport) -> list[dict[str, Any]]:
    """Return what becomes of each row that is new or changes, as far as it is kept."""
    titles = dict(kinds())
    return [
        {
            **each,
            "what": titles.get(each["kind"], each["kind"]),
            "word": OUTCOMES[each["outcome"]][0],
            "tone": OUTCOMES[each["outcome"]][1],
            "place": " · ".join(filter(None, (each["file"], each["sheet"]))),
        }
        for each in row.summary.get("rows", ())
    ]


def columns(row: FileImport) -> list[str]:
    """Return which columns of the problems hold anything."""
    return [name for name in COLUMNS if any(each.get(name) for each in row.problems)]


def problems_file(row: FileImport, suffix: str, language: str) -> bytes:
    """Return the problems as a sheet; what the files held must not become a formula."""
    names = (_("File"), _("Sheet"), _("Row"), _("Column"), _("Value"))
    sheet = writing.Table(
        name=_("Problems"),
        headings=(*names, _("Problem"), _("How to mend it")),
        rows=[tuple(_safe(each.get(name)) for name in COLUMNS) for each in row.problems],
    )
    if suffix == "csv":
        return writing.csv_file(sheet, locale=language)
    return writing.workbook([sheet], locale=language)


def _counts(summary: dict[str, Any]) -> list[tuple[str, int, int, int]]:
    found = []
    for name, title in kinds():
        new, changed, equal = (
            int(summary.get(what, {}).get(name, 0)) for what in ("created", "updated", "unchanged")
        )
        if new or changed or equal:
            found.append((title, new, changed, equal))
    return found


def _safe(value: Any) -> Any:
    return defuse(value) if isinstance(value, str) else value
