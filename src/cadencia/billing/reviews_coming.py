"""Price reviews that act in the coming days: which contracts, and their prices before and after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cadencia.billing import refusals
from cadencia.billing.gathering import Gathered, gather, masters_of
from cadencia.billing.querying import rows
from cadencia.contracts.models import ContractLine
from cadencia.core.dates import add_months
from cadencia.core.recurrence import ONE_DAY
from cadencia.core.repricing import price_on
from cadencia.parties.access import Actor, Permission, require

PAGE = 50

_REVIEWS = """
SELECT r.contract_id, c.code, r.valid_from, r.every_months
FROM contracts_pricereview r JOIN contracts_contract c ON c.id = r.contract_id
WHERE r.company_id = %s AND c.state = 'posted' AND c.is_active AND r.valid_from <= %s
  AND (r.every_months IS NOT NULL OR r.valid_from >= %s)
  AND (least(c.ends_on, c.withdrawn_on) IS NULL OR least(c.ends_on, c.withdrawn_on) >= %s)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPrice:
    """A line's unit price the day before the review and on its day; `missing` says why none."""

    line: str
    description: str
    before: Decimal | None
    after: Decimal | None
    calculation: tuple[str, ...]
    missing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComingReview:
    """A contract whose prices are reviewed on a day."""

    contract_id: int
    contract: str
    customer: str
    on: date
    currency: str
    prices: tuple[NewPrice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewsPage:
    """A page of them, the nearest first; `count` is how many there are."""

    reviews: tuple[ComingReview, ...]
    count: int
    number: int
    has_next: bool


def coming_reviews(*, today: date, until: date, number: int = 1, by: Actor) -> ReviewsPage:
    """Return the reviews that act from today to a day, both included, the nearest first.

    A repeating one is told once, with its next date. Prices are worked out for the page alone.
    """
    require(by, Permission.READ)
    found = _dates(by.company_id, today, until)
    number = max(1, number)
    shown = found[(number - 1) * PAGE : number * PAGE]
    return ReviewsPage(
        reviews=tuple(_priced(shown, by.company_id)),
        count=len(found),
        number=number,
        has_next=len(found) > number * PAGE,
    )


def next_date(valid_from: date, every_months: int | None, today: date) -> date | None:
    """Return the first day from today on, today included, that a review acts; None if none.

    >>> next_date(date(2025, 1, 31), 12, date(2026, 2, 1))
    datetime.date(2027, 1, 31)
    >>> next_date(date(2025, 1, 1), None, date(2026, 1, 1)) is None
    True
    """
    if valid_from >= today:
        return valid_from
    if every_months is None:
        return None
    months = (today.year - valid_from.year) * 12 + today.month - valid_from.month
    step = max(1, months // every_months)
    while add_months(valid_from, step * every_months) < today:
        step += 1
    return add_months(valid_from, step * every_months)


Dated = tuple[date, str, int]


def _dates(company_id: int, today: date, until: date) -> list[Dated]:
    nearest: dict[int, Dated] = {}
    for contract, code, valid_from, every_months in rows(_REVIEWS, company_id, until, today, today):
        on = next_date(valid_from, every_months, today)
        if (
            on is not None
            and on <= until
            and (contract not in nearest or on < nearest[contract][0])
        ):
            nearest[contract] = (on, code, contract)
    return sorted(nearest.values())


def _priced(shown: Sequence[Dated], company_id: int) -> list[ComingReview]:
    if not shown:
        return []
    masters = masters_of(company_id)
    ids = sorted(each[2] for each in shown)
    found = {each.contract_id: each for each in gather(ids, masters)}
    keys = dict(ContractLine.objects.filter(contract_id__in=ids).values_list("pk", "key"))
    return [_review(found[number], on, keys) for on, _code, number in shown]


def _review(gathered: Gathered, on: date, keys: dict[int, str]) -> ComingReview:
    contract = gathered.agreement.contract
    prices = []
    for line in contract.lines:
        if line.one_off is not None or (line.valid_until is not None and line.valid_until < on):
            continue
        before = price_on(gathered.agreement, line.key, on, on - ONE_DAY)
        after = price_on(gathered.agreement, line.key, on, on)
        if before.price == after.price and after.missing is None:
            continue
        prices.append(
            NewPrice(
                line=keys.get(int(line.key), ""),
                description=line.description,
                before=before.price,
                after=after.price,
                calculation=after.explanation,
                missing="" if after.missing is None else refusals.told(after.missing),
            )
        )
    return ComingReview(
        contract_id=gathered.contract_id,
        contract=contract.code,
        customer=contract.customer.name,
        on=on,
        currency=contract.currency,
        prices=tuple(prices),
    )
