"""Writing a contract file: the form that reads back as the same values.

Every field is written that isn't at its default, so that a file shows what is special about
a contract; `format`, codes, descriptions and prices always.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum

from cadencia.catalog.formulas import Formula
from cadencia.catalog.standard_taxes import STANDARD_TAXES
from cadencia.core.agreement import (
    Company,
    Contract,
    Customer,
    Every,
    Item,
    LedgerRow,
    Line,
    Move,
    OneOff,
    Pause,
    PriceReview,
    PriceStep,
    Schedule,
    ScheduleChange,
    ScheduledModification,
    SpecialPrice,
)
from cadencia.core.payment_terms import PaymentTerms
from cadencia.core.totals import TaxRate
from cadencia.interchange.answer import plain
from cadencia.interchange.contract_file import ContractFile, FormulaUse, Masters, Stated

Form = dict[str, object]


def text(file: ContractFile) -> str:
    """Return the file's text, indented, ending with a newline."""
    return json.dumps(form(file), ensure_ascii=False, indent=2) + "\n"


def form(file: ContractFile) -> Form:
    """Return the JSON form of a contract file."""
    return _given(
        format=1,
        company=company_form(file.agreement.company),
        customer=customer_form(file.agreement.contract.customer),
        contract=contract_form(file.agreement.contract, file.stated),
        catalog=catalog_form(file.masters),
    )


def company_form(company: Company) -> Form:
    """Return what is under `company`."""
    return _unless(
        Company(holidays="ES-MD" if company.country == "ES" else None),
        company,
        (
            *("name", "country", "currency", "tax_rounding", "prices_include_tax", "holidays"),
            *("max_backdating", "issue_date", "zero_total", "release_each_without_count"),
        ),
    )


def customer_form(customer: Customer) -> Form:
    """Return what is under `customer`."""
    names = ("language", "country", "tax_id", "is_business", "surcharge", "decimals")
    return {
        "code": customer.code,
        "name": customer.name,
        **_unless(Customer(code="", name=""), customer, names),
        **_given(payment_terms=terms_form(customer.payment_terms)),
    }


def terms_form(terms: PaymentTerms | None) -> Form:
    """Return payment terms; nothing for those of one who pays at once."""
    if terms is None:
        return {}
    names = ("days", "months", "month_end", "fixed_days", "business_day")
    parts = [{"percent": plain(each.percent), "days": each.days} for each in terms.parts]
    return {**_unless(PaymentTerms(), terms, names), **_given(parts=parts)}


def contract_form(contract: Contract, stated: Stated) -> Form:
    """Return what is under `contract`, without what customer and company decide."""
    withholding = contract.withholding
    return {
        "code": contract.code,
        **_given(
            kind=stated.kind,
            project=stated.project,
            price_list=stated.price_list,
            currency=stated.currency,
            withholding=withholding.code if withholding else None,
            schedule=_schedule(contract.schedule),
        ),
        **({} if stated.decimals is None else {"decimals": stated.decimals}),
        **(
            {}
            if stated.payment_terms is None
            else {"payment_terms": terms_form(stated.payment_terms)}
        ),
        **_unless(_PLAIN_CONTRACT, contract, CONTRACT_NAMES),
        "lines": [
            _line(each, stated.line_formulas.get(place), contract)
            | _quantity(each, stated.quantity_formulas.get(place))
            for place, each in enumerate(contract.lines)
        ],
        **_given(
            modifications=[
                _modification(each, stated.modification_formulas.get(place))
                for place, each in enumerate(contract.modifications)
            ],
            reviews=[_review(each) for each in contract.reviews],
            pauses=[_pause(each) for each in contract.pauses],
            moves=[_move(each) for each in contract.moves],
            schedule_changes=[_schedule_change(each) for each in contract.schedule_changes],
            ledger=[_ledger_row(each) for each in stated.ledger],
        ),
    }


def catalog_form(masters: Masters) -> Form:
    """Return what is under `catalog`; the standard taxes are there anyway."""
    catalog = masters.catalog
    standard = {tax.code for tax in STANDARD_TAXES}
    return _given(
        items=[_item(each) for each in catalog.items.values()],
        price_list=[_step(each) for steps in catalog.price_list.values() for each in steps],
        special_prices=[
            _special(each) for prices in catalog.special_prices.values() for each in prices
        ],
        formulas=[_formula(each) for each in masters.formulas.values()],
        indexes=[
            {"name": name, "values": {month: plain(value) for month, value in values.items()}}
            for name, values in catalog.indexes.items()
        ],
        taxes=[_tax(each) for each in masters.taxes.values() if each.code not in standard],
    )


CONTRACT_NAMES = (
    *("reference", "state", "active", "generation", "document_type", "installments_are"),
    *("series", "journal", "bill_to", "contact", "payment_method", "mandate"),
    *("delivery_address", "tax_regime", "allow_price_updates", "starts_on", "ends_on"),
    *("withdrawn_on", "bill_withdrawal_day", "installments", "timing", "opening", "closing"),
    *("proration", "split_on_change", "business_day", "lead_days", "billed_until"),
    *("document_discount", "expenses", "stock_release"),
)
LINE_NAMES = (
    *("item", "extra_text", "reference", "quantity", "price_split", "discounts", "withheld"),
    *("months", "valid_from", "valid_until", "installment_service", "document_type", "series"),
    *("mandate", "payment_method", "delivery_address", "account", "agent", "commission"),
    *("location", "lot", "serial"),
)
MODIFICATION_NAMES = (
    *("effect", "document", "times", "item", "description", "quantity", "price_split"),
    *("discounts", "installment_service", "lot", "serial"),
)
_PLAIN_CONTRACT = Contract(code="", customer=Customer(code="", name=""))
_PLAIN_LINE = Line(key="", description="")
_PLAIN_MODIFICATION = ScheduledModification(key=0, valid_from=date.min)


def _schedule(schedule: Schedule | None) -> Form | None:
    if schedule is None:
        return None
    if isinstance(schedule, Every):
        return _given(
            every=schedule.interval,
            unit=schedule.unit.value,
            first=schedule.first.isoformat(),
            anchor_day=schedule.anchor_day,
        )
    return _given(
        months=list(schedule.months),
        day=schedule.day,
        since=schedule.since.isoformat() if schedule.since else None,
    )


def _schedule_change(change: ScheduleChange) -> Form:
    return _given(
        **{"from": change.valid_from.isoformat()},
        opening=change.opening.value if change.opening else None,
        schedule=_schedule(change.schedule),
    )


def _line(line: Line, use: FormulaUse | None, contract: Contract) -> Form:
    refreshed = contract.allow_price_updates and line.item is not None
    usual = "current" if refreshed and use is None else "fixed"
    source = line.price_source.value
    return {
        "key": str(line.key),
        "description": line.description,
        **_given(
            unit_price=None if line.unit_price is None else plain(line.unit_price),
            price_source=None if source == usual else source,
            one_off_on=_one_off(line.one_off),
        ),
        **_taxes(line.taxes),
        **_formula_use(use),
        **_unless(_PLAIN_LINE, line, LINE_NAMES),
    }


def _quantity(line: Line, use: FormulaUse | None) -> Form:
    """Return where the quantity is from, if it isn't the line's own (LN-11)."""
    if line.usage is not None:
        return {"quantity_source": "usage"}
    if use is None:
        return {}
    return {
        "quantity_source": "formula",
        "quantity_formula": use.name,
        "quantity_amount": plain(use.amount),
        **_given(quantity_parameters={name: plain(value) for name, value in use.parameters}),
    }


def _taxes(taxes: tuple[TaxRate, ...] | None) -> Form:
    """Return the codes: none given is the item's, an empty list is untaxed."""
    return {} if taxes is None else {"taxes": [tax.code for tax in taxes]}


def _formula_use(use: FormulaUse | None) -> Form:
    if use is None:
        return {}
    return {
        "formula": use.name,
        "formula_amount": plain(use.amount),
        **_given(formula_parameters={name: plain(value) for name, value in use.parameters}),
    }


def _one_off(one_off: OneOff | None) -> str | None:
    if one_off is None:
        return None
    if one_off.with_next:
        return "next"
    if one_off.month is not None:
        return f"{one_off.month[0]:04d}-{one_off.month[1]:02d}"
    return one_off.on.isoformat() if one_off.on else None


def _modification(each: ScheduledModification, use: FormulaUse | None) -> Form:
    return {
        "from": each.valid_from.isoformat(),
        **_given(
            until=_plain_value(each.valid_until),
            line=None if each.line is None else str(each.line),
            unit_price=None if each.unit_price is None else plain(each.unit_price),
        ),
        **_unless(_PLAIN_MODIFICATION, each, MODIFICATION_NAMES),
        **_taxes(each.taxes),
        **_formula_use(use),
    }


def _review(each: PriceReview) -> Form:
    return {
        "from": each.valid_from.isoformat(),
        **_unless(
            PriceReview(valid_from=date.min),
            each,
            ("every_months", "percent", "index", "base"),
        ),
        **_given(lines=[str(key) for key in each.lines]),
    }


def _pause(each: Pause) -> Form:
    until = each.until.isoformat() if each.until else None
    return {"from": each.start.isoformat(), **_given(until=until), "mode": each.mode.value}


def _move(each: Move) -> Form:
    return {"due_on": each.due_on.isoformat(), "to": each.to.isoformat()}


def _ledger_row(each: LedgerRow) -> Form:
    return {
        "number": each.number,
        "due_on": each.due_on.isoformat(),
        "kind": each.kind.value,
        "state": each.state.value,
        **_given(line=None if each.line is None else str(each.line)),
    }


def _item(each: Item) -> Form:
    return {
        "code": each.code,
        **_given(price=None if each.price is None else plain(each.price)),
        "recurrent": each.recurrent,
        **_unless(Item(code=""), each, ("stocked", "cost")),
        **_given(taxes=[tax.code for tax in each.taxes]),
    }


def _step(each: PriceStep) -> Form:
    minimum = None if str(each.min_quantity) == "1" else plain(each.min_quantity)
    return {
        "item": each.item,
        **_given(min_quantity=minimum),
        "price": plain(each.price),
        **_validity(each.valid_from, each.valid_until),
    }


def _special(each: SpecialPrice) -> Form:
    validity = _validity(each.valid_from, each.valid_until)
    return {"item": each.item, "price": plain(each.price), **validity}


def _validity(start: date | None, until: date | None) -> Form:
    return _given(**{"from": _plain_value(start), "until": _plain_value(until)})


def _formula(each: Formula) -> Form:
    return {
        "name": each.name,
        "expression": each.expression,
        **_given(parameters=list(each.parameters)),
    }


def _tax(each: TaxRate) -> Form:
    return {
        "code": each.code,
        "tax": each.tax,
        "rate": plain(each.rate),
        **_given(
            surcharge=plain(each.surcharge) if each.surcharge else None,
            exemption=each.exemption,
            mention=each.mention,
        ),
    }


def _given(**values: object) -> Form:
    """Return what is there: neither None nor empty."""
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}


def _unless(usual: object, value: object, names: tuple[str, ...]) -> Form:
    """Return the named attributes of `value` that differ from those of `usual`."""
    return {
        name: _plain_value(getattr(value, name))
        for name in names
        if _plain_value(getattr(value, name)) != _plain_value(getattr(usual, name))
    }


def _plain_value(value: object) -> object:
    """Return a value as JSON holds it."""
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_plain_value(each) for each in value]
    return dict(value) if isinstance(value, Mapping) else value
