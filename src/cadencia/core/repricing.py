"""The price of a line from a day on, before and after a change that is only thought of (R8).

Price reviews and bulk acts show what they would do before they do it. Prices come from the
functions that drafting asks, so that what is shown is what will be billed.
"""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from cadencia.core import pricing
from cadencia.core.agreement import Agreement, Key, Kind, Line, Times
from cadencia.core.business_days import IsBusinessDay
from cadencia.core.desk import desk
from cadencia.core.drafts import Refusal
from cadencia.core.modifications import Terms, terms_on
from cadencia.core.money import EXACT, round_half_up
from cadencia.core.planning import upcoming
from cadencia.core.reviews import IndexValueMissing
from cadencia.core.sequence import Slot

HUNDRED = Decimal(100)
LEAST_DECIMALS = 2  # a price is rounded to cents at most


class LinePrice(NamedTuple):
    """The unit price of a line in the first installment that a change can reach.

    Without a price, `missing` says why: an index value that isn't published yet.
    """

    terms: Terms
    due_on: date
    reference_on: date
    price: Decimal | None
    explanation: tuple[str, ...]
    missing: Refusal | None = None

    @property
    def line(self) -> Line:
        """The line, with the modifications in force."""
        return self.terms.line


def prices_from(
    agreement: Agreement, since: date, *, until: date, is_business_day: IsBusinessDay
) -> list[LinePrice]:
    """Return each recurring line with its price in its first installment from `since` on.

    That is the first one that is not billed yet and is judged on `since` or later, due up to
    `until`; lines that no such installment bills are left out. What acts only once is not
    looked at: the price is the one that repeats.
    """
    at = desk(agreement, is_business_day)
    wanted = {each.key for each in agreement.contract.lines if each.one_off is None}
    found: list[LinePrice] = []
    for slot in upcoming(at, until=until):
        if not wanted:
            break
        reference_on = _judged_on(slot, since, cut=agreement.contract.split_on_change)
        if reference_on is None:
            continue
        for line in slot.lines:
            if line.key in wanted:
                wanted.discard(line.key)
                found.append(price_on(agreement, line.key, slot.due_on, reference_on))
    return found


def price_on(agreement: Agreement, key: Key, due_on: date, reference_on: date) -> LinePrice:
    """Return the price of a line on a reference date, for the installment due on `due_on`."""
    contract = agreement.contract
    line = next(each for each in contract.lines if each.key == key)
    once = {each.key for each in contract.modifications if each.times is Times.FIRST}
    terms = terms_on(contract, line, reference_on, once)
    try:
        price, why = pricing.unit_price(contract, agreement.catalog, terms, reference_on)
    except (IndexValueMissing, pricing.PriceMissing) as error:
        return LinePrice(terms, due_on, reference_on, None, (), _missing(error, reference_on))
    return LinePrice(terms, due_on, reference_on, price, why)


def raised(price: Decimal, percent: Decimal, decimals: int | None = None) -> Decimal:
    """Return the price changed by a percent, half up to `decimals`.

    Without `decimals` to those it is written with, cents at least: 45.00 and 3 % are 46.35,
    0.1234 and 3 % are 0.1271.
    """
    change = EXACT.add(HUNDRED, percent).scaleb(-2)
    return round_half_up(EXACT.multiply(price, change), _decimals(price, decimals))


def increased(price: Decimal, amount: Decimal, decimals: int | None = None) -> Decimal:
    """Return the price changed by an amount, half up to `decimals`; nothing lost if not given."""
    exact = EXACT.add(price, amount)
    return exact if decimals is None else round_half_up(exact, decimals)


def _decimals(price: Decimal, decimals: int | None) -> int:
    if decimals is not None:
        return decimals
    exponent = price.as_tuple().exponent
    return max(LEAST_DECIMALS, -exponent if isinstance(exponent, int) else 0)


def _judged_on(slot: Slot, since: date, *, cut: bool) -> date | None:
    """The day whose price the installment shows; None if it is judged before `since`."""
    if slot.skipped or slot.kind is Kind.ONE_OFF:
        return None
    if slot.reference_on >= since:
        return slot.reference_on
    return since if cut and slot.period.until >= since else None


def _missing(error: Exception, reference_on: date) -> Refusal:
    if isinstance(error, IndexValueMissing):
        return Refusal(
            code="index_value_missing",
            message=f"The index {error.index} has no value for {error.month}: import it.",
            values=(("index", error.index), ("month", error.month)),
        )
    item = error.item if isinstance(error, pricing.PriceMissing) else None
    return Refusal(
        code="price_missing",
        message=f"The item {item} has no price on {reference_on}: give it one.",
        values=(("item", str(item)), ("date", reference_on.isoformat())),
    )
