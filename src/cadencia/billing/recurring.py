"""Recurring revenue of a company: now, at the end of each month, and what changed it (US-1).

Contracts are gathered in chunks and added up as they come; a contract and its renewals are one.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any, NamedTuple

from cadencia.billing.gathering import Masters, arrays, gather, masters_of
from cadencia.billing.querying import rows
from cadencia.core.agreement import Agreement
from cadencia.core.dates import add_months
from cadencia.core.forecast import going_on
from cadencia.core.prolongation import Tacit
from cadencia.core.recurring_revenue import Movement, Revenue, movement, revenue
from cadencia.parties.access import Actor, Permission, require

log = logging.getLogger(__name__)

CHUNK = 500
ZERO = Decimal(0)

# Void ones never brought anything, drafts don't yet.
_CONTRACTS = """
SELECT id, renewed_from_id FROM contracts_contract
WHERE company_id = %s AND state IN ('posted', 'finished') ORDER BY id
"""
_FACTS = """
SELECT c.id, coalesce(k.name, ''), c.stopped_on, c.renew_automatically, c.renewal_periods,
       c.notice_days, c.notice_given_on
FROM contracts_contract c LEFT JOIN contracts_contractkind k ON k.id = c.kind_id
WHERE c.id = ANY(%s::bigint[]) AND c.company_id = %s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Which months: so many before that of `today`, it, and so many after.

    Each counts as it stands on its last day; that of `today` as it stands today.
    """

    today: date
    back: int = 12
    ahead: int = 12

    def days(self) -> list[date]:
        """Return the day of each month, and first that of the month before them."""
        first = self.today.replace(day=1)
        months = range(-self.back - 1, self.ahead + 1)
        ends = [add_months(first, n + 1) - timedelta(days=1) for n in months]
        ends[self.back + 1] = self.today
        return ends


@dataclass(slots=True)
class Month:
    """The recurring revenue of a month in a currency, and what changed it since the one before."""

    revenue: Decimal = ZERO
    contracts: int = 0
    movement: Movement = field(default_factory=Movement)
    kinds: dict[str, Decimal] = field(default_factory=dict)  # by kind of contract; '': none


Months = dict[tuple[str, str], Month]  # (currency, 2026-01)


class Recurring(NamedTuple):
    """Recurring revenue by month, and the codes of contracts that could not be reckoned."""

    months: Months
    left_out: list[str]


def recurring(span: Span, *, by: Actor) -> Recurring:
    """Return the recurring revenue of the company by currency and month.

    Contracts that renew themselves go on, unless notice was given in time. One with an unforeseen
    error never stops the others: it is named.

    :raises NotAllowed: if the actor may not read.
    """
    require(by, Permission.READ)
    known = rows(_CONTRACTS, by.company_id)
    sums = _Sums(span.days(), _chains(dict(known)))
    masters = masters_of(by.company_id)
    ids = [row[0] for row in known]
    left_out: list[str] = []
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        for contract_id, found in _looked_at(part, masters, sums.days, left_out):
            sums.take(contract_id, found)
    sums.add_chains()
    return Recurring(sums.months, left_out)


class _Of(NamedTuple):
    """What a contract brings on each of the days, and its life."""

    currency: str
    kind: str
    begins: date
    ends: date | None
    amounts: list[Decimal]


class _Sums:
    """What contracts bring, added up by month; those that renew each other wait for one another."""

    def __init__(self, days: Sequence[date], chains: Mapping[int, int]) -> None:
        self.days = days
        self.steps = [(f"{day:%Y-%m}", before, day) for before, day in pairwise(days)]
        self.chains = chains
        self.months: Months = {}
        self.waiting: dict[tuple[int, str], list[_Of]] = {}

    def take(self, contract_id: int, found: _Of) -> None:
        """Take in a contract."""
        chain = self.chains.get(contract_id)
        if chain is None:
            self._add([found], found.amounts)
        else:
            self.waiting.setdefault((chain, found.currency), []).append(found)

    def add_chains(self) -> None:
        """Add the contracts that waited, each with its renewals as one."""
        for chain in self.waiting.values():
            every = zip(*(each.amounts for each in chain), strict=True)
            self._add(chain, [sum(amounts, ZERO) for amounts in every])

    def _add(self, chain: Sequence[_Of], totals: Sequence[Decimal]) -> None:
        begins = min(each.begins for each in chain)
        ends = [each.ends for each in chain if each.ends is not None]
        over = max(ends) if len(ends) == len(chain) else None
        for place, (name, day_before, day) in enumerate(self.steps):
            before, after = totals[place], totals[place + 1]
            if not before and not after:
                continue
            month = self.months.setdefault((chain[0].currency, name), Month())
            if before != after:
                ended = over is not None and over < day
                began = begins <= day_before
                month.movement += movement(before, after, began=began, ended=ended)
            for each in chain:
                _count(month, each.kind, each.amounts[place + 1])


def _count(month: Month, kind: str, amount: Decimal) -> None:
    if amount:
        month.revenue += amount
        month.contracts += 1
        month.kinds[kind] = month.kinds.get(kind, ZERO) + amount


def _chains(renewed_from: Mapping[int, int | None]) -> dict[int, int]:
    """Return the first contract of each that was renewed or renews another."""
    found: dict[int, int] = {}
    for contract_id in renewed_from:
        first = contract_id
        while (before := renewed_from.get(first)) is not None and before in renewed_from:
            first = before
        if first != contract_id:
            found[contract_id] = found[first] = first
    return found


def _looked_at(
    ids: Sequence[int], masters: Masters, days: Sequence[date], left_out: list[str]
) -> Iterator[tuple[int, _Of]]:
    """Yield the contracts that bring something at some time; add to those left out."""
    facts = {
        row[0]: _Facts(*row[1:]) for row in rows(_FACTS, arrays.written(ids), masters.company_id)
    }
    for each in gather(ids, masters):
        known = facts[each.contract_id]
        try:
            found = _revenue(each.agreement, known, days[-1])
        except Exception:
            code = each.agreement.contract.code
            log.exception("no recurring revenue of contract %s", code)
            left_out.append(code)
            continue
        if found.begins is not None:
            amounts = [found.on(day) for day in days]
            currency = each.agreement.contract.currency
            yield each.contract_id, _Of(currency, known.kind, found.begins, found.ends, amounts)


class _Facts(NamedTuple):
    """What the row says of a contract beside its agreement."""

    kind: str
    stopped_on: date | None
    renews: bool
    periods: int | None
    notice_days: int
    notice_given_on: date | None


def _revenue(agreement: Agreement, known: _Facts, until: date) -> Revenue:
    contract = agreement.contract
    if known.renews and contract.ends_on is not None and contract.state == "posted":
        tacit = Tacit(
            ends_on=contract.ends_on,
            periods=known.periods or 0,
            notice_days=known.notice_days,
            notice_given_on=known.notice_given_on,
        )
        agreement = replace(agreement, contract=going_on(contract, tacit, until))
    return revenue(agreement, until=until, stopped_on=known.stopped_on)


# As it is kept


def form(months: Months) -> list[dict[str, Any]]:
    """Return the months in JSON form, in order of currency and month; amounts as texts."""
    return [
        {
            "currency": currency,
            "month": name,
            "revenue": str(month.revenue),
            "contracts": month.contracts,
            **{what: str(amount) for what, amount in month.movement._asdict().items()},
            "kinds": {kind: str(amount) for kind, amount in sorted(month.kinds.items())},
        }
        for (currency, name), month in sorted(months.items())
    ]
