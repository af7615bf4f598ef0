"""Import of customers with their bank accounts, and of their delivery addresses."""

from collections.abc import Sequence
from typing import Any

from cadencia.billing.importing import master_values
from cadencia.billing.importing.work import Work
from cadencia.catalog.models import PriceList
from cadencia.interchange.tables.records import Record
from cadencia.parties import checks, services
from cadencia.parties.identification import plain_iban
from cadencia.parties.models import Address, BankAccount, Customer
from cadencia.parties.saving import save_by_key

KIND = "customers"
_IBAN_SEPARATOR = ","


def import_customers(work: Work) -> None:
    """Create or change customers: first themselves, then who pays for whom."""
    records = work.records(KIND)
    codes = [each.data.get("code") for each in (*records, *work.lacking(KIND))]
    before: dict[Any, Customer] = {
        each.code: each
        for each in Customer.objects.filter(
            company=work.company, code__in=[code for code in codes if code]
        )
    }
    lists = set(PriceList.objects.filter(company=work.company).values_list("code", flat=True))
    rows, sound, wrong = [], [], []
    for record in records:
        row = _row(record, before.get(record.data["code"]))
        if _is_sound(record, row, lists, work):
            rows.append(row)
            sound.append(record)
        else:
            work.broken(KIND).add(record.data["code"])
            wrong.append(record)
    for record in work.lacking(KIND):
        _is_sound(record, _row(record, before.get(record.data.get("code"))), lists, work)
        wrong.append(record)
    work.count(KIND, rows, before)
    services.save_customers(work.company, _changed(rows, before), by=work.by, at=work.at)
    customers = _customers(work)
    for record in wrong:
        _has_payer(record, customers, work)
    _set_payers(sound, customers, work)
    _add_accounts(sound, customers, work)


def import_addresses(work: Work) -> None:
    """Create or change delivery addresses."""
    customers = _customers(work)
    rows = []
    for record in work.records("addresses"):
        customer = _customer(record, customers, work)
        if customer is not None:
            rows.append({"customer_id": customer.pk, **master_values.values(record)})
    for record in work.lacking("addresses"):
        _customer(record, customers, work)
    key = ("customer_id", "label")
    work.count_keyed("addresses", rows, Address, key)
    save_by_key(Address, work.company, rows, key=key, unique=key)


def _customer(record: Record, customers: dict[str, Customer], work: Work) -> Customer | None:
    code = record.data.get("customer")
    if code not in customers and code not in work.broken(KIND):
        work.findings.refuse("customer_unknown", record, "customer", name=code)
    return customers.get(str(code))


def _row(record: Record, before: Customer | None) -> dict[str, Any]:
    row = master_values.values(record)
    kept = before.payment_terms if before else {}
    terms = master_values.payment_terms(record, kept)
    if terms is not None:
        row["payment_terms"] = terms
    return row


def _is_sound(record: Record, row: dict[str, Any], lists: set[str], work: Work) -> bool:
    before = len(work.findings.found)
    work.findings.refuse_values(checks.customer_problems(work.company, row), record)
    for iban in _ibans(record):
        work.findings.refuse_values(checks.iban_problems(iban), record)
    price_list = row.get("price_list")
    if price_list and price_list not in lists:
        work.findings.refuse("price_list_unknown", record, "price_list", name=price_list)
    return len(work.findings.found) == before


def _changed(rows: Sequence[dict[str, Any]], before: dict[str, Customer]) -> list[dict[str, Any]]:
    """Return the rows that are new or differ from what is kept, each customer once."""
    found = {}
    for row in rows:
        kept = before.get(row["code"])
        if kept is None or any(getattr(kept, name) != value for name, value in row.items()):
            found[row["code"]] = row
    return list(found.values())


def _set_payers(records: Sequence[Record], customers: dict[str, Customer], work: Work) -> None:
    rows = []
    for record in records:
        if "bill_to" not in record.data:
            continue
        customer, payer = customers[record.data["code"]], None
        if code := record.data["bill_to"]:
            payer = customers.get(code)
            if not _has_payer(record, customers, work) or payer is None:
                continue
        if customer.bill_to_id != (payer.pk if payer else None):
            rows.append({"code": customer.code, "bill_to": payer})
    if rows:
        services.save_customers(work.company, rows, by=work.by, at=work.at)


def _has_payer(record: Record, customers: dict[str, Customer], work: Work) -> bool:
    """Say whether the payer that a customer names, if any, is another customer."""
    code = record.data.get("bill_to")
    is_itself = bool(code) and code == record.data.get("code")
    is_unknown = bool(code) and code not in customers and code not in work.broken(KIND)
    if is_itself:
        work.findings.refuse("bills_itself", record, "bill_to")
    elif is_unknown:
        work.findings.refuse("customer_unknown", record, "bill_to", name=code)
    return not is_itself and not is_unknown


def _add_accounts(records: Sequence[Record], customers: dict[str, Customer], work: Work) -> None:
    wanted = [
        (customers[record.data["code"]], plain_iban(iban))
        for record in records
        for iban in _ibans(record)
    ]
    if not wanted:
        return
    known = set(BankAccount.objects.filter(company=work.company).values_list("customer_id", "iban"))
    new = {
        (customer.pk, iban): BankAccount(company=work.company, customer=customer, iban=iban)
        for customer, iban in wanted
        if (customer.pk, iban) not in known
    }
    BankAccount.objects.bulk_create(new.values(), batch_size=1000)


def _ibans(record: Record) -> list[str]:
    """Return the accounts of a customer; several are separated by commas."""
    given = str(record.data.get("iban") or "")
    return [each.strip() for each in given.split(_IBAN_SEPARATOR) if each.strip()]


def _customers(work: Work) -> dict[str, Customer]:
    return {each.code: each for each in Customer.objects.filter(company=work.company)}
