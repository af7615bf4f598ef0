"""How documents, drafts and amounts stand in a table that a bookkeeper can check."""

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import QuerySet

from cadencia.core.drafts import DraftDocument
from cadencia.documents.models import Document, DocumentTax
from cadencia.documents.numbering import printed_number


def of_documents(found: QuerySet[Document]) -> list[str]:
    ordered = found.order_by("series__code", "fiscal_year", "number", "operation_date", "pk")
    return [
        row for each in ordered.select_related("series", "bill_to") for row in of_document(each)
    ]


def of_document(document: Document) -> list[str]:
    taxed = document.tax_total + document.surcharge_total
    foot = f"{amount(document.net)}  {amount(taxed)}  {amount(document.total)}"
    return [
        f"{_number(document)}  {document.bill_to.name}  {foot}",
        *(
            f"    {each.description}  {amount(each.net)}"
            for each in document.lines.order_by("position")
        ),
    ]


def _number(document: Document) -> str:
    if document.number is None or document.fiscal_year is None:
        return f"{document.series.code}-draft  {document.operation_date}"
    printed = printed_number(
        document.series.pattern,
        series=document.series.code,
        year=document.fiscal_year,
        number=document.number,
    )
    return f"{printed}  {document.issue_date}"


def of_tax(tax: DocumentTax) -> str:
    return f"{tax.tax} {tax.rate.normalize():f} % of {amount(tax.base)}  {amount(tax.amount)}"


def of_draft(document: DraftDocument) -> str:
    foot = document.totals
    lines = "; ".join(each.description for each in document.lines)
    return f"{document.theoretical_on}  {document.contract}  {lines}  {amount(foot.total)}"


def of_goods(document: DraftDocument) -> str:
    goods = ", ".join(f"{each.quantity:f} {each.item}" for each in document.stock_moves)
    return (
        f"{document.theoretical_on}  {amount(document.totals.net)}  goods: {goods or 'none'}"
        f"  put aside {amount(document.cost_provisioned)}"
        f"  released {amount(document.cost_released)}"
    )


def amount(value: Decimal) -> str:
    return f"{value.normalize():,.2f}"


def show(rows: Iterable[str]) -> None:
    for row in rows:
        print(row)
