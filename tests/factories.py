"""A company, a customer, an item, a contract, in as few words as a test has to say.

    company = a_company()
    contract = a_posted_contract(a_customer(company, "Ana"), ("CUOTA", "45.00"))

Every function takes further fields of the model by name.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from django.db.models import QuerySet

from cadencia.billing.companies import open_company
from cadencia.billing.models import Installment, InstallmentDocument
from cadencia.catalog.models import Item
from cadencia.contracts.models import Contract, ContractLine
from cadencia.contracts.states import State
from cadencia.documents.models import (
    Document,
    DocumentDueDate,
    DocumentLine,
    DocumentTax,
    Series,
    SeriesCounter,
)
from cadencia.parties import services as parties
from cadencia.parties.access import Actor, administrator_of_machine
from cadencia.parties.models import Company, Customer

A_MOMENT = datetime(2026, 1, 1, 9, 0, tzinfo=UTC)
A_CODE: Callable[[], int] = count(1).__next__
MONTHLY = {"schedule_every": 1, "schedule_unit": "month", "schedule_first": date(2026, 1, 31)}

Said = tuple[str, str]
"""A line as description and unit price."""


def a_company(**fields: Any) -> Company:
    code = f"E{A_CODE()}"
    return open_company({"code": code, "name": f"Empresa {code}", **fields}, at=A_MOMENT)


def chief(company_id: int) -> Actor:
    """Return who may do everything in a company, credentials given again."""
    return administrator_of_machine(company_id)


def a_customer(company: Company, name: str = "Ana", **fields: Any) -> Customer:
    code = f"C{A_CODE()}"
    values = {"code": code, "name": name, **fields}
    return parties.create_customer(company, values, by=chief(company.pk), at=A_MOMENT)


def an_item(company: Company, code: str = "CUOTA", **fields: Any) -> Item:
    values = {"price": Decimal("45.00"), "is_recurrent": True, "taxes": ["IVA21"], **fields}
    return Item.objects.create(company=company, code=code, **values)


def a_draft_contract(customer: Customer, *lines: Said, **fields: Any) -> Contract:
    """Return a contract of monthly lines from 31 January 2026, not posted yet."""
    schedule = {} if "schedule_months" in fields or "schedule_every" in fields else MONTHLY
    values = {"code": f"CT-{A_CODE()}", **schedule, **fields}
    contract = Contract.objects.create(company=customer.company, customer=customer, **values)
    for position, (description, price) in enumerate(lines, start=1):
        a_line(contract, position=position, description=description, unit_price=Decimal(price))
    return contract


def a_posted_contract(customer: Customer, *lines: Said, **fields: Any) -> Contract:
    """Return such a contract, posted without any check and unknown to the ledger of dues."""
    contract = a_draft_contract(customer, *lines, **fields)
    contract.state = State.POSTED.value
    contract.save(update_fields=["state"])
    return contract


def agreed_anew(contracts: QuerySet[Contract], **columns: Any) -> None:
    """Change what the database keeps of posted contracts, as if they had been posted so."""
    ids = list(contracts.values_list("pk", flat=True))
    mine = Contract.objects.filter(pk__in=ids)
    for change in ({"state": "draft"}, columns, {"state": "posted"}):
        mine.update(**change)


def a_line(contract: Contract, *, position: int = 1, **fields: Any) -> ContractLine:
    values = {"key": f"l{position}", "description": "CUOTA", "taxes": ["IVA21"], **fields}
    return ContractLine.objects.create(
        company_id=contract.company_id, contract=contract, position=position, **values
    )


def a_draft_document(
    customer: Customer, net: str = "100.00", *, line_net: str | None = None, **fields: Any
) -> Document:
    """Return a drafted invoice of one line with IVA at 21 %; `net` ends in .00."""
    tax = (Decimal(net) * 21 / 100).quantize(Decimal("0.01"))
    total = Decimal(net) + tax
    series = Series.objects.get(company=customer.company_id, kind="invoice", is_default=True)
    values = {
        "kind": "invoice",
        "series": series,
        "operation_date": date(2026, 1, 31),
        "bill_to": customer,
        "recipient": customer.snapshot,
        "currency": "EUR",
        "decimals": 2,
        "net": Decimal(net),
        "tax_total": tax,
        "total": total,
        "payable": total,
        **fields,
    }
    document = Document.objects.create(company_id=customer.company_id, **values)
    a_document_line(document, net=Decimal(line_net or net))
    DocumentTax.objects.create(
        company_id=customer.company_id, document=document, position=1, tax="IVA",
        rate=Decimal(21), base=Decimal(net), amount=tax,
    )  # fmt: skip
    return document


def a_document_line(document: Document, *, position: int = 1, **fields: Any) -> DocumentLine:
    values = {
        "description": "CUOTA",
        "quantity": Decimal(1),
        "unit_price": Decimal("100.00"),
        "net": Decimal("100.00"),
        "taxes": ["IVA21"],
        **fields,
    }
    return DocumentLine.objects.create(
        company_id=document.company_id, document=document, position=position, **values
    )


def an_issued_document(customer: Customer, number: int = 1, **fields: Any) -> Document:
    """Return such an invoice with its number, issued on its operation date, due that day."""
    document = a_draft_document(customer, **fields)
    issue(document, number)
    DocumentDueDate.objects.create(
        company_id=document.company_id, document=document, position=1,
        due_on=document.issue_date, amount=document.payable, **place_of(document),
    )  # fmt: skip
    return document


def place_of(document: Document) -> dict[str, Any]:
    """Where an issued document stands in the order of numbers, as its due dates say it too."""
    return {
        "series_id": document.series_id,
        "fiscal_year": document.fiscal_year,
        "number": document.number,
    }


def issue(document: Document, number: int) -> None:
    """Give the document its number, as an UPDATE would; counters are not moved."""
    Document.objects.filter(pk=document.pk).update(
        number=number,
        fiscal_year=document.operation_date.year,
        issue_date=document.operation_date,
        issued_at=A_MOMENT,
        issuer=document.company.issuer_snapshot,
    )
    document.refresh_from_db()


def counters_follow(company: Company) -> None:
    """Have the counters of the series go on after the company's documents, as issuing does."""
    numbered = Document.objects.filter(company=company, number__isnull=False)
    for series, year in set(numbered.values_list("series", "fiscal_year")):
        last = numbered.filter(series=series, fiscal_year=year).latest("number")
        SeriesCounter.objects.update_or_create(
            company=company,
            series_id=series,
            fiscal_year=year,
            defaults={"last_number": last.number, "last_date": last.issue_date},
        )


def an_installment(contract: Contract, number: int | None = 1, **fields: Any) -> Installment:
    values = {
        "due_on": date(2026, 1, 31),
        "theoretical_on": date(2026, 1, 31),
        "kind": "regular",
        "state": "billed",
        **fields,
    }
    return Installment.objects.create(
        company_id=contract.company_id, contract=contract, number=number, **values
    )


def a_link(installment: Installment, document: Document) -> InstallmentDocument:
    return InstallmentDocument.objects.create(
        company_id=installment.company_id, installment=installment, document=document
    )
