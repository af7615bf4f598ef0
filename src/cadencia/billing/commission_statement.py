"""What sales representatives earned in a period, by the lines of issued documents (AG-4)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils.translation import gettext as _

from cadencia.core.commissions import Base, Billed, commission, margin_of, net_of
from cadencia.documents.numbering import printed_number
from cadencia.parties.access import Actor, Permission, require
from cadencia.parties.models import SalesRep
from cadencia.parties.problems import Problem, refuse_if_any

ZERO = Decimal(0)

# A percent that a line doesn't say is that of its representative's card. The cost of an item is in
# the company's currency, and zero stands for none known. A credit gives units back if it keeps
# the price of the line that it corrects: otherwise it credits an amount.
_LINES = """
SELECT l.id, l.agent, coalesce(r.name, ''), d.currency, d.id, d.kind, s.pattern, s.code,
       d.fiscal_year, d.number, d.issue_date, b.code, b.name, coalesce(c.code, ''), l.description,
       coalesce(l.commission, r.commission), coalesce(c.commission_base, ''),
       CASE WHEN i.cost > 0 AND d.currency = w.currency THEN i.cost END,
       l.quantity, l.unit_price, l.discounts, l.net, l.tax_rates, d.prices_include_tax, d.decimals,
       d.kind = 'invoice' OR EXISTS (
           SELECT FROM documents_correction k
           JOIN documents_documentline o ON o.document_id = k.original_id
           WHERE k.document_id = d.id AND o.item_id = l.item_id AND o.unit_price = l.unit_price
             AND o.discounts = l.discounts)
FROM documents_document d
JOIN documents_documentline l ON l.document_id = d.id
JOIN documents_series s ON s.id = d.series_id
JOIN parties_customer b ON b.id = d.bill_to_id
JOIN parties_company w ON w.id = d.company_id
LEFT JOIN contracts_contract c ON c.id = l.contract_id AND c.company_id = d.company_id
LEFT JOIN catalog_item i ON i.id = l.item_id AND i.company_id = d.company_id
LEFT JOIN parties_salesrep r ON r.company_id = d.company_id AND r.code = l.agent
WHERE d.company_id = %(company)s AND d.kind IN ('invoice', 'credit_note') AND d.number IS NOT NULL
  AND d.issue_date BETWEEN %(since)s AND %(until)s AND l.agent <> ''
  AND (%(agent)s = '' OR l.agent = %(agent)s) AND coalesce(l.commission, r.commission) <> 0
  AND NOT EXISTS (SELECT FROM documents_documentvoid v WHERE v.document_id = d.id)
"""
_BY_WHOM = "ORDER BY l.agent, d.currency, d.issue_date, d.id, l.position"
_PAGE = "AND l.id > %(after)s ORDER BY l.id LIMIT %(limit)s"

LONGEST = 366  # days of a statement
MOST_LINES = 200_000  # that a statement holds, also those of its file
_AT_ONCE = 1000  # lines that are read into memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Earning:
    """A line of a document that somebody earns by.

    `net` is without taxes, `counted` what `rate` (percent) is taken of: None, and nothing earned,
    where that is the margin and no cost of the item is known. Of a credit note all is negative.
    """

    line_id: int
    agent: str
    name: str
    currency: str
    document_id: int
    kind: str
    number: str
    issued_on: date
    customer: str
    customer_name: str
    contract: str
    description: str
    net: Decimal
    base: Base
    counted: Decimal | None
    rate: Decimal
    amount: Decimal


@dataclass(slots=True, kw_only=True)
class Total:
    """What a representative earned in a currency; `without_cost` lines could not be counted."""

    agent: str
    name: str
    currency: str
    lines: int = 0
    net: Decimal = ZERO
    amount: Decimal = ZERO
    without_cost: int = 0

    def add(self, line: Earning) -> None:
        """Count one line more."""
        self.lines += 1
        self.net += line.net
        self.amount += line.amount
        self.without_cost += line.counted is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """The commissions of documents issued from `since` to `until`, both included.

    The totals count all lines; `left_out` of them, the last, aren't among `lines`.
    """

    since: date
    until: date
    totals: tuple[Total, ...]
    lines: tuple[Earning, ...]
    left_out: int


def statement(
    since: date, until: date, *, by: Actor, agent: str = "", most: int = MOST_LINES
) -> Statement:
    """Return who earned what by the documents issued between two days, both included.

    Invoices and credit notes count, by their issue date; drafts and void ones don't. `agent` is
    the code of one representative, or empty for all. At most `most` lines are held.

    :raises ValuesRefused: if the days are the wrong way round or more than a year, or there is no
        such representative.
    """
    require(by, Permission.READ)
    refuse_if_any(_wrong(since, until, agent, by))
    totals: dict[tuple[str, str], Total] = {}
    held: list[Earning] = []
    for each in _read(_BY_WHOM, _asked(since, until, agent, by)):
        total = Total(agent=each.agent, name=each.name, currency=each.currency)
        totals.setdefault((each.agent, each.currency), total).add(each)
        if len(held) < most:
            held.append(each)
    count = sum(each.lines for each in totals.values())
    return Statement(
        since=since,
        until=until,
        totals=tuple(totals.values()),
        lines=tuple(held),
        left_out=count - len(held),
    )


def page(  # noqa: PLR0913 - what a page is asked by
    since: date, until: date, *, by: Actor, agent: str = "", after: int = 0, limit: int
) -> list[Earning]:
    """Return the next lines of a statement, in order of `line_id`: at most `limit` after one.

    :raises ValuesRefused: as `statement` does.
    """
    require(by, Permission.READ)
    refuse_if_any(_wrong(since, until, agent, by))
    asked = {**_asked(since, until, agent, by), "after": after, "limit": limit}
    return list(_read(_PAGE, asked))


def _read(which: str, asked: Mapping[str, Any]) -> Iterator[Earning]:
    """Yield lines as they come: a year of a large company isn't held in memory."""
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(f"{_LINES} {which}", asked)
        while some := cursor.fetchmany(_AT_ONCE):
            yield from (_earning(_Row(*row)) for row in some)


def _asked(since: date, until: date, agent: str, by: Actor) -> dict[str, Any]:
    return {"company": by.company_id, "since": since, "until": until, "agent": agent}


def _wrong(since: date, until: date, agent: str, by: Actor) -> list[Problem]:
    found = []
    if since > until:
        found.append(Problem("until", _("Write a day that isn't before the first one.")))
    elif (until - since).days >= LONGEST:
        found.append(Problem("until", _("Write a day at most a year after the first one.")))
    mine = SalesRep.objects.filter(company_id=by.company_id, code=agent)
    if agent and not mine.exists():
        found.append(Problem("sales_rep", _("There is none of that name in the company.")))
    return found


class _Row(NamedTuple):
    line_id: int
    agent: str
    name: str
    currency: str
    document_id: int
    kind: str
    pattern: str
    series: str
    year: int
    number: int
    issued_on: date
    customer: str
    customer_name: str
    contract: str
    description: str
    rate: Decimal
    base: str
    cost: Decimal | None
    quantity: Decimal
    unit_price: Decimal
    discounts: list[Decimal]
    net: Decimal
    tax_rates: list[Decimal]
    includes_tax: bool
    decimals: int
    gives_units_back: bool


def _earning(row: _Row) -> Earning:
    line = Billed(
        quantity=row.quantity,
        unit_price=row.unit_price,
        discounts=tuple(row.discounts),
        net=row.net,
        tax_rates=tuple(row.tax_rates),
        includes_tax=row.includes_tax,
        decimals=row.decimals,
        gives_units_back=row.gives_units_back,
    )
    # A line with a percent of its own in a contract without commission counts by its net.
    base = Base.MARGIN if row.base == Base.MARGIN else Base.NET
    net = net_of(line)
    counted: Decimal | None = net
    if base is Base.MARGIN:
        counted = None if row.cost is None else margin_of(line, row.cost)
    earned = ZERO if counted is None else counted
    return Earning(
        line_id=row.line_id,
        agent=row.agent,
        name=row.name,
        currency=row.currency,
        document_id=row.document_id,
        kind=row.kind,
        number=printed_number(row.pattern, series=row.series, year=row.year, number=row.number),
        issued_on=row.issued_on,
        customer=row.customer,
        customer_name=row.customer_name,
        contract=row.contract,
        description=row.description,
        net=net,
        base=base,
        counted=counted,
        rate=row.rate,
        amount=commission(earned, row.rate, row.decimals),
    )


def form(found: Statement) -> dict[str, Any]:
    """Return a statement in JSON form: days as YYYY-MM-DD, amounts and percents as texts."""
    return {
        **totals_form(found),
        "lines": [line_form(each) for each in found.lines],
        "left_out": found.left_out,
    }


def totals_form(found: Statement) -> dict[str, Any]:
    """Return its totals alone in JSON form."""
    return {
        "from": found.since.isoformat(),
        "until": found.until.isoformat(),
        "totals": [
            {
                "sales_rep": each.agent,
                "name": each.name,
                "currency": each.currency,
                "lines": each.lines,
                "net": str(each.net),
                "commission": str(each.amount),
                "lines_without_cost": each.without_cost,
            }
            for each in found.totals
        ],
    }


def line_form(each: Earning) -> dict[str, Any]:
    """Return a line in JSON form."""
    return {
        "sales_rep": each.agent,
        "document_id": each.document_id,
        "kind": each.kind,
        "number": each.number,
        "issued_on": each.issued_on.isoformat(),
        "customer": each.customer,
        "contract": each.contract,
        "description": each.description,
        "currency": each.currency,
        "net": str(each.net),
        "base": str(each.base),
        "counted": None if each.counted is None else str(each.counted),
        "rate": f"{each.rate:f}",
        "commission": str(each.amount),
    }
