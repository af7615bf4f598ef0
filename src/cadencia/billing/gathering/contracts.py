"""Contracts with their lines and changes, as agreements."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from cadencia.billing.gathering import arrays, customers, dated_schedules, histories, templates
from cadencia.billing.gathering import lines as line_rows
from cadencia.billing.gathering.masters import Masters, payment_terms, special_prices
from cadencia.billing.gathering.schedules import schedule
from cadencia.billing.gathering.versions import version_of
from cadencia.billing.querying import FEW, Row, asking_about, kept, kept_named
from cadencia.core import commissions, money
from cadencia.core.agreement import (
    Agreement,
    Closing,
    Contract,
    Customer,
    History,
    InstallmentsAre,
    Opening,
    PriceSource,
    Proration,
    Schedule,
    ScheduleChange,
    SpecialPrice,
    StockRelease,
    Timing,
)

# Ten times cheaper than asking the enumeration for each row.
_INSTALLMENTSARE = {each.value: each for each in InstallmentsAre}
_TIMING = {each.value: each for each in Timing}
_OPENING = {each.value: each for each in Opening}
_CLOSING = {each.value: each for each in Closing}
_PRORATION = {each.value: each for each in Proration}
_UNCONFIRMED = ((), ("first",), ("last",), ("first", "last"))
FOLLOWED = 49  # column of the header: the template that the contract follows

_HEADER = f"""
SELECT c.id, c.code, c.reference, c.state, c.is_active, c.generation, c.document_type,
       c.installments_are, c.currency, c.decimals, c.series, c.journal, c.payment_method,
       c.mandate, c.delivery_address, c.payment_terms::text, c.tax_regime, c.price_list_id,
       c.allow_price_updates, c.document_discount, c.expenses, c.withholding, c.stock_release,
       c.starts_on, c.ends_on, c.withdrawn_on, c.bill_withdrawal_day, c.installments,
       c.schedule_every, c.schedule_unit, c.schedule_first, c.schedule_anchor_day,
       c.schedule_months::text, c.schedule_day, c.schedule_since, c.timing, c.opening, c.closing,
       c.proration, c.split_on_change, c.business_day, c.lead_days, c.billed_until,
       {version_of("c", "t")}, c.customer_id,
       coalesce(c.bill_to_id, u.bill_to_id, c.customer_id),
       c.contact, c.documents_are, (c.confirm_first AND NOT c.first_confirmed)::int
       + 2 * (c.confirm_last AND NOT c.last_confirmed)::int, t.id,
       coalesce(r.code, ''), c.commission_rate, c.commission_base, r.commission
FROM contracts_contract c JOIN parties_customer u ON u.id = c.customer_id
LEFT JOIN contracts_template t ON t.id = c.template_id AND c.follows_template
LEFT JOIN parties_salesrep r ON r.id = c.sales_rep_id
WHERE c.id = ANY(%s::bigint[]) AND c.company_id = %s ORDER BY c.id
"""  # noqa: S608 - no value in it

_CUSTOMERS = f"""
SELECT {customers.COLUMNS}, snapshot_id, price_list, payment_method, mandate, delivery_address,
       group_contracts
FROM parties_customer WHERE id = ANY(%s::bigint[]) AND company_id = %s
"""  # noqa: S608 - names of our own


@dataclass(slots=True)
class Party:
    """A customer as a value, and what the row alone knows."""

    customer: Customer
    terms_text: str
    snapshot_id: int | None
    price_list: str
    payment_method: str
    mandate: str
    delivery_address: str
    groups: bool


@dataclass(slots=True)
class Gathered:
    """A contract as an agreement, with what recording its documents needs."""

    contract_id: int
    agreement: Agreement
    version: int
    bill_to_id: int
    bill_to_code: str
    recipient_id: int | None
    language: str
    terms_text: str | None  # None: those of the bill-to customer
    documents_are: str  # draft or issued
    groups: bool  # whoever is billed wants several contracts on one document
    open_rows: Mapping[tuple[date, str, int | None], int]  # (due, kind, one-off line) -> row id
    commission: commissions.Terms  # what lines that say nothing of it take


@dataclass(frozen=True, slots=True)
class _Parts:
    """What belongs to a contract in other tables, by contract."""

    lines: Mapping[int, tuple[Any, ...]]
    modifications: Mapping[int, tuple[Any, ...]]
    reviews: Mapping[int, tuple[Any, ...]]
    pauses: Mapping[int, tuple[Any, ...]]
    moves: Mapping[int, tuple[Any, ...]]
    schedule_changes: Mapping[int, tuple[ScheduleChange, ...]]
    taken: Mapping[tuple[int, int], date]  # from when on a follower takes a schedule
    schedules: Mapping[int, tuple[Schedule | None, tuple[ScheduleChange, ...]]]  # of templates


def gather(contract_ids: Sequence[int], masters: Masters) -> list[Gathered]:
    """Return the contracts with all that their calculation looks at, in order of id."""
    headers = asking_about(contract_ids)(_HEADER, arrays.written(contract_ids), masters.company_id)
    if not headers:
        return []
    ids = [row[0] for row in headers]
    parties = _parties({row[44] for row in headers} | {row[45] for row in headers}, masters)
    has = _has(ids)
    parts = _parts(ids, has, masters)
    followers = {row[0]: row[FOLLOWED] for row in headers if row[FOLLOWED] is not None}
    if followers:
        parts = _joined(parts, followers, masters)
    billed = ids if has.installments else []
    history = histories.histories(billed, parts.lines, parts.modifications)
    special = _special(headers, parts, masters)
    return [_gathered(row, parties, parts, history, special, masters) for row in headers]


_TABLES = (
    "contracts_schedulechange",
    "contracts_scheduledmodification",
    "contracts_pricereview",
    "contracts_pause",
    "contracts_installmentmove",
    "billing_installment",
)
_HAS = "SELECT " + ", ".join(  # noqa: S608 - names of our own
    f"EXISTS (SELECT 1 FROM {table} WHERE contract_id = ANY(%(ids)s::bigint[]))"  # noqa: S608
    for table in _TABLES
)
_ANY = "SELECT " + ", ".join(  # noqa: S608 - names of our own
    f"EXISTS (SELECT 1 FROM {table})"  # noqa: S608 - names of our own
    for table in _TABLES
)


class _Has(NamedTuple):
    """Which tables have any row of the contracts: of the others nothing need be asked."""

    schedule_changes: bool = True
    modifications: bool = True
    reviews: bool = True
    pauses: bool = True
    moves: bool = True
    installments: bool = True


def _has(ids: list[int]) -> _Has:
    """Ask once for few contracts, which mostly have little.

    Many have something of each, unless nobody has: not everybody pauses contracts or moves dates.
    """
    if len(ids) > FEW:
        return _Has(*kept(_ANY)[0])
    return _Has(*kept_named(_HAS, {"ids": arrays.written(ids)})[0])


def _parts(ids: list[int], has: _Has, masters: Masters) -> _Parts:
    dated = dated_schedules.own(ids) if has.schedule_changes else dated_schedules.NOTHING
    return _Parts(
        lines=line_rows.lines(ids, masters),
        modifications=line_rows.modifications(ids, masters) if has.modifications else {},
        reviews=line_rows.reviews(ids, masters) if has.reviews else {},
        pauses=line_rows.pauses(ids) if has.pauses else {},
        moves=line_rows.moves(ids) if has.moves else {},
        schedule_changes=dated.changes,
        taken=dated.taken,
        schedules={},
    )


def _joined(parts: _Parts, followers: Mapping[int, int], masters: Masters) -> _Parts:
    """What followers read of their templates, beside what is their own."""
    past = dated_schedules.stretches(followers)
    over = {
        contract: past.get(contract) or (dated_schedules.Stretch(template, None, None),)
        for contract, template in followers.items()
    }
    asked = {part.template for each in over.values() for part in each if part.template}
    found = templates.followed(asked, masters)
    own = templates.Joined(parts.lines, parts.modifications, parts.reviews)
    all_of_it = templates.joined(over, found, own)
    read = {template: (each.schedule, each.schedules) for template, each in found.items()}
    return replace(
        parts,
        lines=all_of_it.lines,
        modifications=all_of_it.modifications,
        reviews=all_of_it.reviews,
        schedules=dated_schedules.followed(over, read, parts.taken),
    )


def _special(
    headers: list[Row], parts: _Parts, masters: Masters
) -> Mapping[int, Mapping[str, tuple[SpecialPrice, ...]]]:
    """Special prices, of the customers only whose contracts look at them."""
    if not masters.has_special_prices:
        return {}
    asking = {
        row[44]
        for row in headers
        if row[18] or any(_looks_up(line) for line in parts.lines.get(row[0], ()))
    }
    return special_prices(masters.company_id, asking, masters.item_codes) if asking else {}


def _looks_up(line: Any) -> bool:
    return line.price_source is PriceSource.CURRENT


def _gathered(  # noqa: PLR0913 - one row joined with what was read for all
    row: Row,
    parties: Mapping[int, Party],
    parts: _Parts,
    history: Mapping[int, histories.Known],
    special: Mapping[int, Mapping[str, tuple[SpecialPrice, ...]]],
    masters: Masters,
) -> Gathered:
    contract_id = row[0]
    party, payer = parties[row[44]], parties[row[45]]
    known = history.get(contract_id)
    contract = _contract(row, party, payer, parts, masters)
    price_list = row[17]
    if price_list is None and party.price_list:
        price_list = masters.price_list_ids.get(party.price_list)
    agreement = Agreement(
        company=masters.company,
        contract=contract,
        catalog=masters.catalog(price_list, special.get(row[44], {})),
        history=known.history if known else History(),
    )
    terms_text = row[15]
    if terms_text is None and payer is not party:
        terms_text = party.terms_text
    return Gathered(
        contract_id=contract_id,
        agreement=agreement,
        version=row[43],
        bill_to_id=row[45],
        bill_to_code=payer.customer.code,
        recipient_id=payer.snapshot_id,
        language=party.customer.language,
        terms_text=terms_text,
        documents_are=row[47] or masters.documents_are,
        groups=payer.groups,
        open_rows=known.open_rows if known else {},
        commission=commissions.terms(*row[50:54]),
    )


def _contract(row: Row, party: Party, payer: Party, parts: _Parts, masters: Masters) -> Contract:
    contract_id, customer = row[0], party.customer
    currency = row[8].strip() or masters.company.currency
    decimals = customer.decimals if row[9] is None else row[9]
    return Contract(
        code=row[1],
        customer=customer,
        reference=row[2],
        state=row[3],
        active=row[4],
        generation=row[5],
        document_type=row[6],
        installments_are=_INSTALLMENTSARE[row[7]],
        currency=currency,
        decimals=decimals,
        totals_decimals=min(decimals, money.currency_decimals(currency)),
        series=row[10] or None,
        journal=row[11] or None,
        bill_to=None if payer is party else payer.customer.code,
        contact=row[46] or None,
        payment_method=row[12] or party.payment_method or None,  # AG-3: the customer's, unless said
        mandate=row[13] or party.mandate or None,
        delivery_address=row[14] or party.delivery_address or None,
        payment_terms=customer.payment_terms if row[15] is None else payment_terms(row[15]),
        tax_regime=row[16],
        allow_price_updates=row[18],
        document_discount=row[19],
        expenses=row[20],
        withholding=masters.tax(row[21]) if row[21] else None,
        stock_release=StockRelease(row[22]) if row[22] else None,
        lines=parts.lines.get(contract_id, ()),
        modifications=parts.modifications.get(contract_id, ()),
        reviews=parts.reviews.get(contract_id, ()),
        pauses=parts.pauses.get(contract_id, ()),
        moves=parts.moves.get(contract_id, ()),
        unconfirmed=_UNCONFIRMED[row[48]] if row[48] and masters.holds_unconfirmed else (),
        **_when(row, parts),
    )


def _when(row: Row, parts: _Parts) -> dict[str, Any]:
    """What the contract says of dates."""
    agreed, changes = schedule(row[28:35]), parts.schedule_changes.get(row[0], ())
    if agreed is None:
        agreed, changes = parts.schedules.get(row[0], (None, ()))
    return {
        "starts_on": row[23],
        "ends_on": row[24],
        "withdrawn_on": row[25],
        "bill_withdrawal_day": row[26],
        "installments": row[27],
        "schedule": agreed,
        "schedule_changes": changes,
        "timing": _TIMING[row[35]],
        "opening": _OPENING[row[36]],
        "closing": _CLOSING[row[37]],
        "proration": _PRORATION[row[38]],
        "split_on_change": row[39],
        "business_day": row[40],
        "lead_days": row[41],
        "billed_until": row[42],
    }


def _parties(ids: Collection[int], masters: Masters) -> dict[int, Party]:
    return {
        row[0]: Party(customers.customer(row), row[customers.TERMS], *row[customers.REST :])
        for row in asking_about(ids)(_CUSTOMERS, arrays.written(ids), masters.company_id)
    }
