"""The foot of a contract (*pie*): what its lines come to if one document billed them all (LN-10).

One-off lines never count; those with months of their own count whatever the month. What every
line comes to by itself is told too, so that whoever types it sees it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from cadencia.core import pricing
from cadencia.core.agreement import Agreement, Key, Line
from cadencia.core.business_days import every_weekday
from cadencia.core.course import course, effective_end, in_force
from cadencia.core.desk import Desk, desk, line_taxes
from cadencia.core.modifications import Terms, terms_on
from cadencia.core.money import EXACT, round_half_up
from cadencia.core.pricing import PriceMissing
from cadencia.core.reviews import IndexValueMissing
from cadencia.core.totals import TotalLine, Totals, document_totals

ZERO = Decimal(0)


class LineAmount(NamedTuple):
    """What a line comes to: `gross` before discounts, `net` after all of them (R8).

    Without a price in force, or of a metered quantity, it isn't known: None.
    """

    unit_price: Decimal | None
    gross: Decimal | None
    net: Decimal | None
    counts: bool  # in the foot


@dataclass(frozen=True, slots=True, kw_only=True)
class Footer:
    """The foot as of a day. `gross` less `discounts` is what the lines' nets add up to.

    `is_whole` says that every line that counts has an amount.
    """

    on: date
    gross: Decimal
    discounts: Decimal
    totals: Totals
    lines: Mapping[Key, LineAmount]
    is_whole: bool


def footer(agreement: Agreement, today: date) -> Footer:
    """Return the foot of a contract on the day `reference_day` gives for today."""
    at = desk(agreement, every_weekday)
    on = reference_day(agreement, today)
    amounts = {line.key: _amount(at, line, on) for line in agreement.contract.lines}
    counted = list(_counted(at, amounts))
    gross = round_half_up(sum((each.gross or ZERO for _, each in counted), ZERO), _decimals(at))
    net = sum((each.net or ZERO for _, each in counted), ZERO)
    return Footer(
        on=on,
        gross=gross,
        discounts=EXACT.subtract(gross, net),
        totals=_totals(at, counted),
        lines=amounts,
        is_whole=all(each.net is not None for each in amounts.values() if each.counts),
    )


def reference_day(agreement: Agreement, today: date) -> date:
    """Return today, or the nearest day on which the contract runs."""
    contract = agreement.contract
    of = course(contract)
    begin = contract.starts_on or (None if of is None else of.since)
    end = effective_end(contract)
    day = today if begin is None else max(today, begin)
    return day if end is None or day <= end else end


def _amount(at: Desk, line: Line, on: date) -> LineAmount:
    """What a line comes to on the day, or on the nearest one on which it is in force."""
    contract = at.agreement.contract
    counts = line.one_off is None and in_force(line, contract, on)
    day = _own_day(line, on)
    if line.one_off is None and contract.modifications:
        terms = terms_on(contract, line, day, frozenset())
    else:
        terms = Terms(line, ("line", line.key))
    try:
        price, _ = pricing.unit_price(contract, at.agreement.catalog, terms, day)
    except (PriceMissing, IndexValueMissing):
        return LineAmount(None, None, None, counts)
    if line.usage is not None or not line.quantity_known:
        return LineAmount(price, None, None, counts)
    return _priced(at, terms.line, price, counts=counts)


def _priced(at: Desk, line: Line, price: Decimal, *, counts: bool) -> LineAmount:
    contract = at.agreement.contract
    net = pricing.net(
        quantity=line.quantity,
        price=price,
        discounts=line.discounts,
        document_discount=contract.document_discount,
        factor=None,
        decimals=contract.decimals,
    )
    gross = round_half_up(EXACT.multiply(line.quantity, price), contract.decimals)
    return LineAmount(price, gross, net, counts)


def _own_day(line: Line, on: date) -> date:
    if line.one_off is not None and line.one_off.on is not None:
        return line.one_off.on
    if line.valid_from is not None and on < line.valid_from:
        return line.valid_from
    if line.valid_until is not None and on > line.valid_until:
        return line.valid_until
    return on


def _counted(at: Desk, amounts: Mapping[Key, LineAmount]) -> Iterator[tuple[Line, LineAmount]]:
    for line in at.agreement.contract.lines:
        amount = amounts[line.key]
        if amount.counts and amount.net is not None:
            yield line, amount


def _totals(at: Desk, counted: list[tuple[Line, LineAmount]]) -> Totals:
    company, contract = at.agreement.company, at.agreement.contract
    return document_totals(
        [
            TotalLine(each.net or ZERO, line_taxes(at, line, line.item), line.withheld)
            for line, each in counted
        ],
        decimals=contract.totals_decimals,
        expenses=contract.expenses if counted else ZERO,
        surcharge_applies=contract.customer.surcharge,
        withholding_rate=contract.withholding.rate if contract.withholding else ZERO,
        rounding="line" if company.tax_rounding == "line" else "document",
        prices_include_tax=company.prices_include_tax,
    )


def _decimals(at: Desk) -> int:
    return at.agreement.contract.decimals
