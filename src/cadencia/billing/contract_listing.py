"""The list of contracts: a page of them, with what each bills next (GE-3, LC-4).

Which contracts stand on the page is decided by the database, from what is kept; what they bill
next is calculated, by the one calculation, for the page alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from django.db import transaction

from cadencia.billing import refusals
from cadencia.billing.contract_filters import (
    ContractFilter,
    Restriction,
    Standing,
    restriction,
)
from cadencia.billing.gathering import gather, masters_of
from cadencia.billing.models import Refusal
from cadencia.billing.querying import Row, rows_named
from cadencia.core.up_next import NOTHING, UpNext, up_next
from cadencia.parties.access import Actor, Permission, require

PAGE = 50
MOST_COUNTED = 10_000
MOST_PAGES = 400


class Order(StrEnum):
    """By what the list is sorted; the amount isn't among it, being calculated for a page only."""

    CODE = "code"
    CUSTOMER = "customer"
    NEXT = "next"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A contract in the list. `currency` is that of what it bills."""

    id: int
    code: str
    reference: str
    customer_id: int
    customer_code: str
    customer: str
    kind: str
    project: str
    standing: Standing
    is_posted: bool
    is_active: bool
    document_type: str
    starts_on: date | None
    ends_on: date | None
    generation: str
    is_unconfirmed: bool
    is_paused: bool
    renews: bool
    refusal: str = ""  # why the last run left it aside
    currency: str = ""
    next: UpNext = NOTHING

    @property
    def is_due(self) -> bool:
        """Whether something is really owed."""
        return self.next.due > 0 and self.standing is Standing.ACTIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class DueCount:
    """How many contracts may have something due; more than that if `is_more`."""

    contracts: int
    is_more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractPage:
    """A page of the list. `count` goes no further than `MOST_COUNTED`: more if `is_more`.

    `due` is how many of all that the filter names may have something due; None if not asked.
    """

    contracts: tuple[Listed, ...]
    number: int
    count: int
    is_more: bool
    has_next: bool
    is_wide: bool  # the search found more than it looks at
    due: DueCount | None = None


_IDS = {
    Order.CODE: """
SELECT c.id FROM contracts_contract c WHERE {where}
ORDER BY c.code {way} LIMIT %(limit)s OFFSET %(offset)s""",
    Order.CUSTOMER: """
SELECT c.id FROM contracts_contract c JOIN parties_customer u ON u.id = c.customer_id
WHERE {where} AND u.company_id = %(company)s
ORDER BY parties_plain(u.name) {way}, u.id {way}, c.code LIMIT %(limit)s OFFSET %(offset)s""",
    Order.NEXT: """
SELECT c.id FROM billing_contractdue d JOIN contracts_contract c ON c.id = d.contract_id
WHERE {where} AND d.company_id = %(company)s AND d.look_from IS NOT NULL
ORDER BY d.look_from {way}, d.bill_to_id {way}, d.contract_id {way}
LIMIT %(limit)s OFFSET %(offset)s""",
}
_WITHOUT_NEXT = """
SELECT c.id FROM contracts_contract c WHERE {where} AND NOT EXISTS (
    SELECT FROM billing_contractdue d WHERE d.contract_id = c.id AND d.look_from IS NOT NULL)
ORDER BY c.code LIMIT %(limit)s OFFSET %(offset)s"""
_WITH_NEXT = """
SELECT count(*) FROM contracts_contract c WHERE {where} AND EXISTS (
    SELECT FROM billing_contractdue d WHERE d.contract_id = c.id AND d.look_from IS NOT NULL)"""
_COUNT = """
SELECT count(*) FROM (SELECT FROM contracts_contract c WHERE {where} LIMIT %(most)s) AS few"""
# How many they are, how many of them may have something due, and the page: all of what is worked
# out once. Of more than `most` nothing but that there are more. Their days are asked for by an
# array, so that an index is gone along once for all.
_OF_FEW = """
WITH few AS MATERIALIZED (
    SELECT c.id, c.code, c.state = 'posted' AND c.is_active AS is_live
    FROM contracts_contract c WHERE {where} LIMIT %(most)s + 1
)
SELECT (SELECT count(*) FROM few)::int,
       (SELECT count(*) FROM billing_contractdue d
        WHERE d.contract_id = ANY(ARRAY(SELECT id FROM few WHERE is_live))
          AND d.company_id = %(company)s AND d.look_from <= %(today)s
          AND (SELECT count(*) FROM few) <= %(most)s)::int,
       ARRAY({page} LIMIT %(limit)s OFFSET %(offset)s)"""
_PAGES_OF_FEW = {
    Order.CODE: """
        SELECT id FROM few WHERE (SELECT count(*) FROM few) <= %(most)s ORDER BY code {way}""",
    Order.CUSTOMER: """
        SELECT c.id FROM contracts_contract c JOIN parties_customer u ON u.id = c.customer_id
        WHERE {where} AND u.company_id = %(company)s AND (SELECT count(*) FROM few) <= %(most)s
        ORDER BY parties_plain(u.name) {way}, u.id {way}, c.code""",
    Order.NEXT: """
        SELECT few.id FROM few LEFT JOIN (
            SELECT d.contract_id, d.look_from, d.bill_to_id FROM billing_contractdue d
            WHERE d.contract_id = ANY(ARRAY(SELECT id FROM few)) AND d.company_id = %(company)s
              AND d.look_from IS NOT NULL) dated ON dated.contract_id = few.id
        WHERE (SELECT count(*) FROM few) <= %(most)s
        ORDER BY look_from {way} NULLS LAST, bill_to_id {way}, contract_id {way}, code""",
}
_DUE = """
SELECT count(*) FROM (
    SELECT FROM billing_contractdue d JOIN contracts_contract c ON c.id = d.contract_id
    WHERE {where} AND d.company_id = %(company)s AND d.look_from <= %(today)s
      AND c.state = 'posted' AND c.is_active LIMIT %(most)s) AS few"""
_DUE_CODES = """
SELECT c.code FROM billing_contractdue d JOIN contracts_contract c ON c.id = d.contract_id
WHERE {where} AND d.company_id = %(company)s AND d.look_from <= %(today)s
  AND c.state = 'posted' AND c.is_active ORDER BY c.code LIMIT %(most)s"""
_CODES = "SELECT c.code FROM contracts_contract c WHERE {where} ORDER BY c.code LIMIT %(most)s"
_DETAILS = """
SELECT c.id, c.code, c.reference, u.id, u.code, u.name, coalesce(k.name, ''), c.project, c.state,
       c.is_active, c.document_type, c.starts_on, least(c.ends_on, c.withdrawn_on), c.generation,
       c.confirm_first AND NOT c.first_confirmed OR c.confirm_last AND NOT c.last_confirmed,
       EXISTS (SELECT FROM contracts_pause p WHERE p.contract_id = c.id
               AND p.start <= %(today)s AND (p.until IS NULL OR p.until >= %(today)s)),
       c.renew_automatically, coalesce(nullif(c.currency, ''), e.currency)
FROM contracts_contract c JOIN parties_customer u ON u.id = c.customer_id
JOIN parties_company e ON e.id = c.company_id
LEFT JOIN contracts_contractkind k ON k.id = c.kind_id
WHERE c.company_id = %(company)s AND c.id = ANY(%(ids)s)"""


def page_of(  # noqa: PLR0913 - which, how sorted, which page, when, who
    asked: ContractFilter,
    *,
    order: Order = Order.CODE,
    is_descending: bool = False,
    number: int = 1,
    with_due: bool = False,
    today: date,
    by: Actor,
) -> ContractPage:
    """Return a page of the contracts that the filter names; the first is number 1.

    With `with_due` also how many of them may have something due (`due_count`): the filter is
    worked out once for both.

    A constant number of queries, whatever the company has. A number beyond `MOST_PAGES` or below
    1 is taken for the nearest that there may be.
    """
    require(by, Permission.READ)
    number = max(1, min(number, MOST_PAGES))
    way = Way(order, "DESC" if is_descending else "ASC", (number - 1) * PAGE)
    with transaction.atomic():  # one, or behind the wall each query would have its own
        restricted = restriction(asked, by.company_id)
        many, due, ids = _found(restricted, way, today, with_due=with_due)
        contracts = _listed(ids[:PAGE], today, by.company_id)
    return ContractPage(
        contracts=tuple(contracts),
        number=number,
        count=min(many, MOST_COUNTED),
        is_more=many > MOST_COUNTED or restricted.is_wide,
        has_next=len(ids) > PAGE and number < MOST_PAGES,
        is_wide=restricted.is_wide,
        due=_due_count(due) if with_due else None,
    )


def due_count(asked: ContractFilter, *, today: date, by: Actor) -> DueCount:
    """Return how many of the contracts may have something due (GE-3).

    It is what a run would look at: for a few of them the calculation may find that their day
    hasn't come yet.
    """
    require(by, Permission.READ)
    with transaction.atomic():
        restricted = restriction(asked, by.company_id)
        return _due_count(_found(restricted, None, today, with_due=True)[1])


def due_codes(asked: ContractFilter, *, today: date, most: int, by: Actor) -> list[str]:
    """Return the codes of the contracts that may have something due, `most` of them at most."""
    require(by, Permission.READ)
    return _texts(_DUE_CODES, restriction(asked, by.company_id), today=today, most=most)


def codes(asked: ContractFilter, *, most: int, by: Actor) -> list[str]:
    """Return the codes of the contracts that the filter names, `most` of them at most."""
    require(by, Permission.READ)
    return _texts(_CODES, restriction(asked, by.company_id), most=most)


class Way(NamedTuple):
    """By what contracts are sorted, ASC or DESC, and how many of them stand before the page."""

    order: Order
    way: str
    offset: int


def _found(
    restricted: Restriction, way: Way | None, today: date, *, with_due: bool
) -> tuple[int, int, list[int]]:
    """How many are named, how many of them may have something due, and the ids of a page.

    Both numbers go no further than `MOST_COUNTED` and one. The ids are those of the page and of
    one contract more, if there is one; without a way none.
    """
    if not restricted.is_everything:
        many, due, ids = _of_few(restricted, way or Way(Order.CODE, "ASC", 0), today)
        if many <= MOST_COUNTED:
            return many, due, ids
    else:
        many = _number(_COUNT, restricted, most=MOST_COUNTED + 1) if way else 0
    due = _number(_DUE, restricted, today=today, most=MOST_COUNTED + 1) if with_due else 0
    return many, due, _ids(restricted, way) if way else []


def _of_few(restricted: Restriction, way: Way, today: date) -> tuple[int, int, list[int]]:
    """The same of a filter, worked out once; if it names too many, only that it does."""
    page = _PAGES_OF_FEW[way.order].format(where=restricted.sql, way=way.way)
    written = _OF_FEW.format(where=restricted.sql, page=page)
    said = {"most": MOST_COUNTED, "limit": PAGE + 1, "offset": way.offset, "today": today}
    ((many, due, ids),) = rows_named(written, {**restricted.parameters, **said})
    return many, due, ids


def _due_count(found: int) -> DueCount:
    return DueCount(contracts=min(found, MOST_COUNTED), is_more=found > MOST_COUNTED)


def _ids(restricted: Restriction, way: Way) -> list[int]:
    """The ids of a page and of one contract more, if there is one, along an index."""
    order, offset = way.order, way.offset
    found = _column(_IDS[order], restricted, way=way.way, limit=PAGE + 1, offset=offset)
    if order is not Order.NEXT or len(found) > PAGE:
        return found
    # Those without a date to come stand last, whichever way the others are sorted.
    before = offset + len(found) if found else _number(_WITH_NEXT, restricted)
    rest = max(0, offset - before)
    return found + _column(_WITHOUT_NEXT, restricted, limit=PAGE + 1 - len(found), offset=rest)


def _number(query: str, restricted: Restriction, **parameters: Any) -> int:
    return int(_rows(query, restricted, **parameters)[0][0])


def _column(query: str, restricted: Restriction, **parameters: Any) -> list[int]:
    return [row[0] for row in _rows(query, restricted, **parameters)]


def _texts(query: str, restricted: Restriction, **parameters: Any) -> list[str]:
    return [row[0] for row in _rows(query, restricted, **parameters)]


def _rows(query: str, restricted: Restriction, *, way: str = "", **parameters: Any) -> list[Row]:
    written = query.format(where=restricted.sql, way=way)
    return rows_named(written, {**restricted.parameters, **parameters})


def _listed(ids: Sequence[int], today: date, company_id: int) -> list[Listed]:
    """The contracts of these ids in this order, with what they bill next."""
    asked = {"company": company_id, "ids": list(ids), "today": today}
    found = {row[0]: _of_row(row) for row in rows_named(_DETAILS, asked)}
    living = [each.id for each in found.values() if _may_bill(each)]
    coming = _coming(living, today, company_id)
    parked = _parked(ids, company_id)
    return [
        replace(found[each], next=coming.get(each, NOTHING), refusal=parked.get(each, ""))
        for each in ids
        if each in found
    ]


def _of_row(row: Row) -> Listed:
    state, is_active = row[8], row[9]
    return Listed(
        id=row[0],
        code=row[1],
        reference=row[2],
        customer_id=row[3],
        customer_code=row[4],
        customer=row[5],
        kind=row[6],
        project=row[7],
        standing=standing_of(state, is_active=is_active),
        is_posted=state in ("posted", "finished"),
        is_active=state == "posted" and is_active,
        document_type=row[10],
        starts_on=row[11],
        ends_on=row[12],
        generation=row[13],
        is_unconfirmed=row[14],
        is_paused=row[15],
        renews=row[16],
        currency=row[17],
    )


def standing_of(state: str, *, is_active: bool) -> Standing:
    """Return where a contract stands."""
    if state != "posted":
        return Standing(state)
    return Standing.ACTIVE if is_active else Standing.INACTIVE


def _may_bill(each: Listed) -> bool:
    return each.standing in (Standing.DRAFT, Standing.ACTIVE)


def _coming(ids: Sequence[int], today: date, company_id: int) -> Mapping[int, UpNext]:
    if not ids:
        return {}
    masters = masters_of(company_id)
    return {
        each.contract_id: up_next(
            each.agreement, as_of=today, is_business_day=masters.is_business_day
        )
        for each in gather(sorted(ids), masters)
    }


def _parked(ids: Sequence[int], company_id: int) -> Mapping[int, str]:
    found = Refusal.objects.filter(company_id=company_id, contract_id__in=ids)
    return {
        each.contract_id: refusals.sentence(each.code, each.message, each.details) for each in found
    }
