"""Import of taxes, items, formulas, indexes and price lists."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from cadencia.billing.importing import master_values
from cadencia.billing.importing.work import Work
from cadencia.billing.index_series import used_months
from cadencia.catalog import checks, formulas, services
from cadencia.catalog.models import Formula, IndexValue, Item, PriceListEntry, SpecialPrice, Tax
from cadencia.interchange.tables.records import Record
from cadencia.parties.models import Customer
from cadencia.parties.problems import Problem, Values
from cadencia.parties.saving import save_by_key

_A_MONTH, _ONE = "2026-01", Decimal(1)  # stand where a field can't be read: nothing is wrong there


def import_taxes(work: Work) -> None:
    """Create or change taxes."""
    rows = _checked(work, "taxes", checks.tax_problems)
    before = _kept(Tax, work)
    work.count("taxes", rows, before)
    services.save_taxes(work.company, rows, by=work.by)


def import_items(work: Work) -> None:
    """Create or change items."""
    known = checks.tax_codes(work.company) | work.broken("taxes")
    rows = _checked(work, "items", lambda each: checks.item_problems(each, known))
    usable = checks.tax_codes(work.company)
    rows = [each for each in rows if usable.issuperset(each.get("taxes") or ())]
    work.count("items", rows, _kept(Item, work))
    services.save_items(work.company, rows, by=work.by)


def import_formulas(work: Work) -> None:
    """Create or change formulas."""
    rows = []
    for record in (*work.records("formulas"), *work.lacking("formulas")):
        values = {
            "name": record.data.get("name", ""),
            "expression": record.data.get("expression", ""),
            "parameters": record.data.get("parameters") or [],
        }
        found = checks.formula_problems(**values)
        if len(values["expression"]) > formulas.LONGEST_EXPRESSION and not found:
            found = [Problem("expression", str(formulas.LONGEST_EXPRESSION))]
        work.findings.refuse_values(found, record)
        if not found and not record.lacks:
            rows.append(values)
    work.count("formulas", rows, _kept(Formula, work, "name"), key="name")
    save_by_key(Formula, work.company, rows, key=("name",))


def import_indexes(work: Work) -> None:
    """Add or change values of index series."""
    series: dict[str, dict[str, Decimal]] = {}
    records: dict[tuple[str, str], Record] = {}
    for record in (*work.records("indexes"), *work.lacking("indexes")):
        month = record.data.get("month", _A_MONTH)
        value = Decimal(record.data.get("value", "1"))
        found = [
            *(Problem("month", each.message) for each in checks.index_problems({month: _ONE})),
            *(Problem("value", each.message) for each in checks.index_problems({_A_MONTH: value})),
        ]
        work.findings.refuse_values(found, record)
        if not found and not record.lacks:
            series.setdefault(record.data["name"], {})[month] = value
            records[record.data["name"], month] = record
    before = _index_values(work) if series else {}
    _refuse_used(work, before)
    for name, values in series.items():
        for month, value in values.items():
            work.tally("indexes", before.get((name, month)), value, records[name, month])
        services.save_index(work.company, name, values, by=work.by)


def _refuse_used(work: Work, before: dict[tuple[str, str], Decimal]) -> None:
    """Note values that would change though something was billed with them."""
    used = used_months(work.company.pk) if before else {}
    for record in work.records("indexes"):
        name, month = record.data["name"], record.data["month"]
        known = before.get((name, month))
        if known not in (None, Decimal(record.data["value"])) and month in used.get(name, ()):
            sentence = _("Reviews have billed with %(value)s: keep it (or use cadencia index).")
            problem = Problem("value", sentence % {"value": f"{known:f}"})
            work.findings.refuse_values([problem], record)


def import_price_lists(work: Work) -> None:
    """Create price lists, and create or change their prices."""
    records = work.records("price_lists")
    codes = sorted({record.data["list"] for record in records})
    lists = services.save_price_lists(work.company, [{"code": code} for code in codes], by=work.by)
    ids = {each.code: each.pk for each in lists}
    items = _items(work)
    rows = []
    for record in records:
        item = _item(record, items, work)
        values = _list_price(record)
        is_sound = _is_sound(checks.price_problems(values), record, work)
        if is_sound and item is not None:
            rows.append({"price_list_id": ids[record.data["list"]], "item_id": item, **values})
    for record in work.lacking("price_lists"):
        _item(record, items, work)
        _is_sound(checks.price_problems(_list_price(record)), record, work)
    key = ("price_list_id", "item_id", "min_quantity", "valid_from")
    work.count_keyed("price_lists", rows, PriceListEntry, key)
    services.save_price_list_entries(work.company, rows, by=work.by)


def import_special_prices(work: Work) -> None:
    """Create or change customers' own prices."""
    items = _items(work)
    customers = dict(Customer.objects.filter(company=work.company).values_list("code", "id"))
    rows = []
    for record in (*work.records("special_prices"), *work.lacking("special_prices")):
        code = record.data.get("customer")
        customer = customers.get(str(code))
        if customer is None and code not in work.broken("customers"):
            work.findings.refuse("customer_unknown", record, "customer", name=code)
        item = _item(record, items, work)
        values = {"customer_id": customer, "item_id": item, **_price(record, "special_prices")}
        is_sound = _is_sound(checks.price_problems(values), record, work) and not record.lacks
        if is_sound and item is not None and customer is not None:
            rows.append(values)
    key = ("customer_id", "item_id", "valid_from")
    work.count_keyed("special_prices", rows, SpecialPrice, key)
    services.save_special_prices(work.company, rows, by=work.by)


def _checked(
    work: Work, kind: str, problems: Callable[[Values], list[Problem]]
) -> list[dict[str, Any]]:
    rows = []
    for record in work.records(kind):
        row = master_values.values(record)
        if _is_sound(_named(problems(row), kind), record, work):
            rows.append(row)
        else:
            work.broken(kind).add(row["code"])
    for record in work.lacking(kind):
        _is_sound(_named(problems(master_values.values(record)), kind), record, work)
    return rows


def _named(problems: list[Problem], kind: str) -> list[Problem]:
    """Return problems that name fields as the files do."""
    _, names = master_values.MODELS[kind]
    by_field = {field: name for name, field in names.items()}
    return [Problem(by_field.get(each.path, each.path), each.message) for each in problems]


def _is_sound(problems: list[Problem], record: Record, work: Work) -> bool:
    by_field = {field: name for name, field in master_values.PRICE.items()}
    work.findings.refuse_values(
        [Problem(by_field.get(each.path, each.path), each.message) for each in problems], record
    )
    return not problems


def _list_price(record: Record) -> dict[str, Any]:
    quantity = record.data.get("min_quantity")
    return {
        "min_quantity": Decimal(1 if quantity is None else quantity),
        **_price(record, "price_lists"),
    }


def _price(record: Record, kind: str) -> dict[str, Any]:
    return {
        field: None if value is None else master_values.convert(kind, name, value)
        for name, field in master_values.PRICE.items()
        for value in (record.data.get(name),)
    }


def _items(work: Work) -> dict[str, int]:
    return dict(Item.objects.filter(company=work.company).values_list("code", "id"))


def _index_values(work: Work) -> dict[tuple[str, str], Decimal]:
    rows = IndexValue.objects.filter(company=work.company)
    return {
        (name, month): value
        for name, month, value in rows.values_list("series__name", "month", "value")
    }


def _item(record: Record, items: dict[str, int], work: Work) -> int | None:
    code = record.data.get("item")
    if code not in items and code not in work.broken("items"):
        work.findings.refuse("item_unknown", record, "item", name=code)
    return items.get(str(code))


def _kept(model: Any, work: Work, key: str = "code") -> dict[str, Any]:
    return {getattr(each, key): each for each in model.objects.filter(company=work.company)}
