"""The documents of a filter as a spreadsheet; what people typed can't be taken for a formula."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cadencia.billing.document_list.asked import DocumentFilter
from cadencia.billing.document_list.listing import Listed, page
from cadencia.interchange.tables import writing
from cadencia.interchange.tables.records import Raw
from cadencia.interchange.tables.safe_text import defuse
from cadencia.parties.access import Actor

MOST = 50_000
_AT_A_TIME = 2000


class TooManyToExport(Exception):
    """More documents than one file takes: narrow the filter. `most` says how many."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


def export(asked: DocumentFilter, form: str, *, by: Actor, most: int = MOST) -> bytes:
    """Return the documents of a filter as `csv` or `xlsx`, in the user's language.

    :raises TooManyToExport: if there are more than `most`.
    """
    language = (get_language() or "es")[:2]
    table = writing.Table(
        name=_("Documents"),
        headings=_headings(),
        rows=[_row(each) for each in _all(asked, by, most)],
    )
    if form == "csv":
        return writing.csv_file(table, locale=language)
    return writing.workbook([table], locale=language)


def _all(asked: DocumentFilter, by: Actor, most: int) -> Iterator[Listed]:
    after: str | None = ""
    count = 0
    while after is not None:
        some, after = page(asked, after=after, many=_AT_A_TIME, by=by)
        count += len(some)
        if count > most:
            raise TooManyToExport(most)
        yield from some


def _headings() -> tuple[str, ...]:
    return (
        _("Kind"),
        _("Series"),
        _("Number"),
        _("State"),
        _("Issue date"),
        _("Operation date"),
        _("Customer"),
        _("Name"),
        _("Tax id"),
        _("Contracts"),
        _("Currency"),
        _("Net"),
        _("Taxes"),
        _("Total"),
        _("Withholding"),
        _("Payable"),
        _("Paid"),
        _("Left to pay"),
        _("Due on"),
        _("Id"),
    )


def _row(each: Listed) -> tuple[Raw, ...]:
    document = each.document
    found: tuple[str | date | Decimal | int | None, ...] = (
        kind_word(document.kind),
        document.series.code,
        each.number,
        state_word(each.state),
        document.issue_date,
        document.operation_date,
        document.bill_to.code,
        str(document.recipient),
        document.bill_to.tax_id,
        " ".join(each.contracts),
        document.currency,
        document.net,
        document.tax_total + document.surcharge_total,
        document.total,
        document.withholding,
        document.payable,
        each.paid,
        each.left,
        each.due_on,
        Decimal(document.pk),
    )
    return tuple(defuse(value) if isinstance(value, str) else value for value in found)


def kind_word(kind: str) -> str:
    """Return the name of a kind of document in the current language."""
    words = {
        "invoice": _("Invoice"),
        "delivery_note": _("Delivery note"),
        "non_billable_delivery_note": _("Non-billable delivery note"),
        "work_order": _("Work order"),
        "credit_note": _("Credit note"),
    }
    return words.get(kind, kind)


def state_word(state: str) -> str:
    """Return the name of a document's state in the current language."""
    return {"draft": _("Draft"), "issued": _("Issued"), "void": _("Void")}.get(state, state)
