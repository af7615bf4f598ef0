"""The kept table of a forecast as rows for the page, for its plot, and for a spreadsheet."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from cadencia.backoffice.overview import months as names_of
from cadencia.backoffice.overview.plots import Plot, Series
from cadencia.billing import refusals, why_sentences
from cadencia.billing.forecast_sums import By
from cadencia.billing.forecast_table import LATER
from cadencia.interchange.tables import writing
from cadencia.interchange.tables.safe_text import defuse

ZERO = Decimal(0)
MOST_SHOWN = 200  # rows on the page; a file has all


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row: what it is of, and a value for each column, the last one their sum."""

    title: str
    detail: str
    currency: str
    values: Sequence[Decimal | None]


def columns(table: Mapping[str, Any], measure: str) -> list[str]:
    """Return the months that have a column, and `later` where something is paid after them."""
    found = list(table["months"])
    if measure == "cash" and any(LATER in each["cells"] for each in table["totals"]):
        found.append(LATER)
    return found


def lines(table: Mapping[str, Any], measure: str) -> list[Line]:
    """Return the rows of the groups, with many the largest ones first."""
    shown = columns(table, measure)
    return [_line(row, _title(table, row), shown, measure) for row in table["rows"]]


def totals(table: Mapping[str, Any], measure: str) -> list[Line]:
    """Return the sums, one for each currency."""
    shown = columns(table, measure)
    return [_line(row, (_("Total"), ""), shown, measure) for row in table["totals"]]


def largest(found: Sequence[Line]) -> list[Line]:
    """Return the rows of the page: all, or the largest of them in their order."""
    if len(found) <= MOST_SHOWN:
        return list(found)
    ranked = sorted(found, key=lambda each: -abs(each.values[-1] or ZERO))[:MOST_SHOWN]
    kept = {id(each) for each in ranked}
    return [each for each in found if id(each) in kept]


def plot(table: Mapping[str, Any], measure: str, currency: str) -> Plot | None:
    """Return the sums of a currency by month as a plot; none where they are no money."""
    if measure == "documents":
        return None
    shown = columns(table, measure)
    for row in totals(table, measure):
        if row.currency == currency:
            values = [value or ZERO for value in row.values[:-1]]
            return Plot(
                name="forecast",
                title=_("Forecast"),
                currency=currency,
                labels=[names_of.named(each) for each in shown],
                series=[Series(title=_("Forecast"), tone="accent", values=values)],
            )
    return None


def parked(table: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the contracts that can't be billed, with the reason in words."""
    for each in table["cannot_be_billed"]:
        values = dict(each["values"])
        yield {**each, "sentence": refusals.sentence(each["code"], each["message"], values)}


def sheet(table: Mapping[str, Any], measure: str, title: str) -> writing.Table:
    """Return the whole table as a sheet; text that looks like a formula is made harmless."""
    headings = [title, _("Name"), _("Currency")]
    headings += [names_of.named(each) for each in columns(table, measure)]
    rows = [*lines(table, measure), *totals(table, measure)]
    return writing.Table(
        name=_("Forecast"),
        headings=(*headings, _("Total")),
        rows=[
            (defuse(each.title), defuse(each.detail), each.currency, *each.values) for each in rows
        ],
    )


def _line(
    row: Mapping[str, Any], title: tuple[str, str], shown: Sequence[str], measure: str
) -> Line:
    values = [_value(row["cells"].get(month), measure) for month in shown]
    return Line(
        title=title[0],
        detail=title[1],
        currency=row["currency"],
        values=[*values, sum((each or ZERO for each in values), ZERO)],
    )


def _value(cell: Mapping[str, Any] | None, measure: str) -> Decimal | None:
    if cell is None or measure not in cell:
        return None
    return Decimal(cell[measure]) or None


def _title(table: Mapping[str, Any], row: Mapping[str, Any]) -> tuple[str, str]:
    """Return what a row is of: a code and a name, or one of them."""
    if row["group"] is None:
        return _("The others together"), ""
    if not row["group"]:
        return _("All contracts"), ""
    value = str(row["group"][0])
    match table["by"][0]:
        case By.CUSTOMER:
            return value, str(table["names"].get(value, ""))
        case By.TYPE:
            return _(why_sentences.DOCUMENT_TYPES[value]).capitalize(), ""
        case _:
            return value or _("Without one"), ""
