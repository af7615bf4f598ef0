"""What a contract file says, with the defaults of the file's page."""

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

DAY = timedelta(days=1)
STANDARD_TAXES = {
    "IVA21": ("IVA", "21", "5.2"),
    "IVA10": ("IVA", "10", "1.4"),
    "IVA4": ("IVA", "4", "0.5"),
    "IVA0": ("IVA", "0", "0"),
    "IGIC7": ("IGIC", "7", "0"),
    "EXENTO": ("EXENTO", "0", "0"),
    "IRPF15": ("IRPF", "15", "0"),
    "IRPF7": ("IRPF", "7", "0"),
    "IRPF19": ("IRPF", "19", "0"),
}
LINE = {
    **{"item": None, "quantity": "1", "unit_price": None, "price_source": None},
    **{"price_split": "same", "discounts": [], "taxes": None, "withheld": True, "months": []},
    **{"valid_from": None, "valid_until": None, "one_off_on": None, "extra_text": ""},
    **{"installment_service": None, "document_type": None, "series": None, "mandate": None},
    **{"payment_method": None, "delivery_address": None, "formula": None},
    **{"formula_amount": None, "formula_parameters": {}, "reference": ""},
}
MODIFICATION = {
    **{"line": None, "effect": "modify", "document": "same", "times": "each", "until": None},
    **{"item": None, "description": None, "quantity": None, "unit_price": None},
    **{"price_split": None, "discounts": None, "taxes": None, "installment_service": None},
    **{"formula": None, "formula_amount": None, "formula_parameters": None},
}
CONTRACT = {
    **{"state": "posted", "active": True, "document_type": "invoice", "series": None},
    **{"installments_are": "documents", "currency": None, "decimals": None, "mandate": None},
    **{"payment_method": None, "delivery_address": None, "payment_terms": None},
    **{"allow_price_updates": False, "starts_on": None, "ends_on": None, "withdrawn_on": None},
    **{"bill_withdrawal_day": False, "installments": None, "schedule": None},
    **{"timing": "advance", "opening": "none", "closing": "full", "proration": "actual"},
    **{"split_on_change": False, "business_day": "as_is", "lead_days": 0},
    **{"billed_until": None, "document_discount": "0", "expenses": "0", "withholding": None},
    **{"stock_release": None, "modifications": [], "reviews": [], "pauses": [], "moves": []},
    **{"ledger": [], "reference": ""},
}
COMPANY = {
    **{"country": "ES", "currency": "EUR", "tax_rounding": "document"},
    **{"prices_include_tax": False, "max_backdating": 15, "issue_date": "theoretical"},
    **{"zero_total": "row"},
}
CUSTOMER = {"language": "es", "surcharge": False, "decimals": 2, "payment_terms": None}


def read(raw):
    """Return the file as names with values: dates are dates, amounts `Decimal`."""
    form = _with(CONTRACT, raw["contract"])
    form.company = _with(COMPANY, raw.get("company", {}))
    # `null` is no holidays; left out they are Madrid's.
    form.company.holidays = raw.get("company", {}).get("holidays", "ES-MD")
    form.customer = _with(CUSTOMER, raw["customer"])
    for name in ("starts_on", "ends_on", "withdrawn_on", "billed_until"):
        setattr(form, name, day(getattr(form, name)))
    form.document_discount, form.expenses = Decimal(form.document_discount), Decimal(form.expenses)
    form.currency = form.currency or form.company.currency
    form.decimals = form.customer.decimals if form.decimals is None else form.decimals
    form.terms = form.payment_terms or form.customer.payment_terms or {}
    _read_catalog(form, raw.get("catalog", {}))
    form.lines = [_line(form, place, each) for place, each in enumerate(form.lines)]
    form.modifications = [_modification(form, each) for each in form.modifications]
    form.reviews = [_with({"every_months": None, "percent": None, "lines": []}, each)
                    for each in form.reviews]  # fmt: skip
    form.pauses = [_with({"until": None}, each) for each in form.pauses]
    for each in [*form.reviews, *form.pauses]:
        each.start = day(getattr(each, "from"))
    for each in form.pauses:
        each.until = day(each.until)
    form.moves = {day(each["due_on"]): day(each["to"]) for each in form.moves}
    form.ledger = [
        _with({"kind": "regular", "state": "billed", "number": None, "line": None}, each)
        for each in form.ledger
    ]
    for each in form.ledger:
        each.due_on = day(each.due_on)
    return form


def day(text):
    return text if text is None or isinstance(text, date) else date.fromisoformat(text)


def on_day(year, month, wanted):
    """Return that day of the month, or its last."""
    return date(year, month, min(wanted, monthrange(year, month)[1]))


def _with(defaults, raw):
    given = {name: value for name, value in raw.items() if value is not None}
    return SimpleNamespace(**{**defaults, **given})


def _read_catalog(form, raw):
    form.items = {
        each["code"]: _with({"price": None, "stocked": False, "cost": "0", "taxes": []}, each)
        for each in raw.get("items", [])
    }
    form.price_list, form.special_prices = (
        [_with({"min_quantity": "1", "from": None, "until": None}, each) for each in raw.get(n, [])]
        for n in ("price_list", "special_prices")
    )
    for each in [*form.price_list, *form.special_prices]:
        each.start, each.until = day(getattr(each, "from")), day(each.until)
    form.formulas = {each["name"]: each["expression"] for each in raw.get("formulas", [])}
    form.indexes = {each["name"]: each["values"] for each in raw.get("indexes", [])}
    form.taxes = dict(STANDARD_TAXES)
    for each in raw.get("taxes", []):
        form.taxes[each["code"]] = (each["tax"], each["rate"], each.get("surcharge", "0"))


def _line(form, place, raw):
    line = _with(LINE, raw)
    line.place, line.is_addition = place, False
    line.quantity = Decimal(line.quantity)
    line.discounts = [Decimal(each) for each in line.discounts]
    line.own_from, line.own_until = day(line.valid_from), day(line.valid_until)
    line.valid_from = line.own_from or form.starts_on or date.min
    # No installment has a reference date beyond the contract's end.
    line.valid_until = line.own_until or date.max
    item = form.items.get(line.item)
    if line.price_source is None:
        line.price_source = "current" if form.allow_price_updates and item else "fixed"
    if line.price_source == "fixed" and line.unit_price is None and line.formula:
        line.unit_price = formula_price(form, line)
    if line.unit_price is not None:
        line.unit_price = Decimal(line.unit_price)
    return line


def _modification(form, raw):
    found = _with(MODIFICATION, raw)
    found.start, found.until = day(getattr(found, "from")), day(found.until)
    if found.quantity is not None:
        found.quantity = Decimal(found.quantity)
    if found.formula:
        found.unit_price = formula_price(form, found)
    if found.unit_price is not None:
        found.unit_price = Decimal(found.unit_price)
    if found.discounts is not None:
        found.discounts = [Decimal(each) for each in found.discounts]
    return found


def formula_price(form, source):
    """Return the formula's price: the files of the comparison use + and * alone."""
    names = {name: Decimal(value) for name, value in (source.formula_parameters or {}).items()}
    names["amount"] = Decimal(source.formula_amount)
    found = Decimal(0)
    for term in form.formulas[source.formula].split("+"):
        product = Decimal(1)
        for factor in (each.strip() for each in term.split("*")):
            product *= names[factor] if factor in names else Decimal(factor)
        found += product
    return Decimal(f"{found.normalize():f}")
