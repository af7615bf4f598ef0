"""The rows of a kept preview, as COPY reads them: what a list shows of contracts and documents."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from cadencia.billing import grouped
from cadencia.billing.bounds import passed
from cadencia.billing.copying import copy, numbers, optional, text
from cadencia.billing.gathering import Gathered
from cadencia.core import comparing, fingerprint
from cadencia.core.comparing import Before, Change
from cadencia.core.drafts import ContractPlan, DraftDocument

CONTRACTS = (
    "company_id, preview_id, contract_id, place, bill_to_id, code, customer_code, customer_name,"
    " installments, digest, excluded, refusals, alerts, change, net, net_before, before_on"
)
DOCUMENTS = (
    "company_id, preview_id, place, contract_id, contract_ids, is_selected, document_type, series,"
    " currency, operation_date, due_dates, numbers, net, total, payable, joint_digest"
)

Pair = tuple[Gathered, ContractPlan]
Places = Mapping[int, int]
"""By contract: its turn in the run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What all rows of a kept preview share; `series` are the default ones by kind."""

    company_id: int
    preview_id: int
    series: Mapping[str, str]
    since: date  # the first day of the period before
    everyone: bool  # contracts of a customer on one document, whatever it prefers
    bounds: Mapping[str, Decimal]  # the company's safety bounds (R16)


Order = tuple[int, list[date], list[int], str, str]
"""Where a document stands in the list: its contract's turn, due dates, numbers, kind, series."""

Listed = tuple[Order, str]
"""A row of a document, with where it stands."""


@dataclass(slots=True)
class Rows:
    """Rows to be written, and what they add to the fingerprint."""

    contracts: list[str] = field(default_factory=list)
    documents: list[Listed] = field(default_factory=list)
    digests: list[int] = field(default_factory=list)

    def write(self) -> None:
        """Write them, in the transaction that is open.

        The list is in the order of the ids. A document that is left out or taken in again is
        written anew, with all of its contract, and must stay where it stood.
        """
        copy("billing_previewcontract", CONTRACTS, self.contracts)
        in_order = sorted(self.documents, key=lambda each: each[0])
        copy("billing_previewdocument", DOCUMENTS, [row for _, row in in_order])


def rows_of(
    stamp: Stamp,
    pairs: Sequence[Pair],
    places: Places,
    before: Mapping[int, Before],
    excluded: Mapping[int, frozenset[date]],
) -> Rows:
    """Return the rows of what contracts would bill; all of a customer that share documents."""
    found = Rows()
    sound = [(gathered, plan) for gathered, plan in pairs if not plan.refusals]
    joint = grouped.joined(sound, everyone=stamp.everyone)
    shared = {id(share.document) for one in joint for share in one.shares}
    for gathered, plan in pairs:
        number, place = gathered.contract_id, places[gathered.contract_id]
        out = excluded.get(number, frozenset())
        if not (plan.installments or plan.refusals or out):
            continue
        digest = 0 if plan.refusals else fingerprint.digest(plan)
        found.digests.append(digest)
        told = _compared((gathered, plan), before.get(number), stamp.since)
        row = _contract(stamp, (gathered, plan), (place, digest, out), told)
        found.contracts.append(row)
        for each in plan.documents:
            if id(each) not in shared:
                found.documents.append(_document(stamp, place, (gathered, plan), each))
    for one in joint:
        found.digests.append(one.digest)
        found.documents.append(_joint(stamp, places, sound, one))
    return found


def deselected(
    stamp: Stamp,
    pairs: Sequence[Pair],
    places: Places,
    excluded: Mapping[int, frozenset[date]],
) -> Iterator[Listed]:
    """Yield the rows of documents that are left out, as they would be if they weren't."""
    pairs = [each for each in pairs if not each[1].refusals]
    joint = grouped.joined(pairs, everyone=stamp.everyone)
    plans = dict(_by_contract(pairs))
    shared = {id(share.document) for one in joint for share in one.shares}
    for gathered, plan in pairs:
        out = excluded.get(gathered.contract_id, frozenset())
        for each in plan.documents:
            if id(each) not in shared and out & set(_due_dates(plan, each)):
                place = places[gathered.contract_id]
                yield _document(stamp, place, (gathered, plan), each, is_selected=False)
    for one in joint:
        if any(_is_out(share, plans, excluded) for share in one.shares):
            yield _joint(stamp, places, pairs, one, is_selected=False)


def _by_contract(pairs: Sequence[Pair]) -> Iterator[tuple[int, ContractPlan]]:
    return ((gathered.contract_id, plan) for gathered, plan in pairs)


def _is_out(
    share: grouped.Share,
    plans: Mapping[int, ContractPlan],
    excluded: Mapping[int, frozenset[date]],
) -> bool:
    number = share.gathered.contract_id
    return bool(excluded.get(number, frozenset()) & set(_due_dates(plans[number], share.document)))


Told = tuple[Change | str, Decimal | None, Before | None]


def _compared(pair: Pair, before: Before | None, since: date) -> Told:
    gathered, plan = pair
    if not plan.installments:
        return "", None, before
    net = comparing.net_of(comparing.last_lines(plan))
    contract = gathered.agreement.contract
    return comparing.change(plan, before, of=contract, since=since), net, before


def _contract(stamp: Stamp, pair: Pair, found: tuple[int, int, frozenset[date]], told: Told) -> str:
    (gathered, plan), (place, digest, excluded), (change, net, before) = pair, found, told
    contract = gathered.agreement.contract
    alerts = passed(plan, before.prices if before else {}, stamp.bounds)
    values = (
        stamp.company_id, stamp.preview_id, gathered.contract_id, place, gathered.bill_to_id,
        text(contract.code), text(contract.customer.code), text(contract.customer.name),
        len(plan.installments), fingerprint.written(digest), numbers(sorted(excluded)),
        text(json.dumps([_refusal(each) for each in plan.refusals], ensure_ascii=False)),
        numbers(alerts), str(change), optional(net), optional(before.net if before else None),
        optional(before.due_on if before else None),
    )  # fmt: skip
    return "\t".join([str(each) for each in values])


def _refusal(each: object) -> dict[str, object]:
    names = ("code", "message", "fields", "values", "due_on")
    found = {name: getattr(each, name) for name in names}
    due_on = found["due_on"]
    return {**found, "due_on": str(due_on) if due_on else None, "values": dict(found["values"])}


def _document(
    stamp: Stamp, place: int, pair: Pair, each: DraftDocument, *, is_selected: bool = True
) -> Listed:
    gathered, plan = pair
    due_dates = _due_dates(plan, each)
    own = gathered.contract_id
    held: Held = (own, [own], due_dates, _numbers(plan, each), "")
    return _row(stamp, place, each, held, is_selected=is_selected)


def _joint(
    stamp: Stamp,
    places: Places,
    pairs: Sequence[Pair],
    one: grouped.One,
    *,
    is_selected: bool = True,
) -> Listed:
    plans = dict(_by_contract(pairs))
    shares = [(each.gathered.contract_id, each.document) for each in one.shares]
    due_dates = sorted({day for number, each in shares for day in _due_dates(plans[number], each)})
    first = shares[0][0]
    digest = fingerprint.written(one.digest)
    held: Held = (first, [number for number, _ in shares], due_dates, [], digest)
    return _row(stamp, places[first], one.document, held, is_selected=is_selected)


Held = tuple[int, list[int], list[date], list[int], str]
"""The first contract and all of them, due dates and numbers, the digest of a joint document."""


def _row(stamp: Stamp, place: int, each: DraftDocument, held: Held, *, is_selected: bool) -> Listed:
    first, contracts, due_dates, installments, digest = held
    key, foot = each.key, each.totals
    series = key.series or stamp.series.get(key.document_type, "")
    values = (
        stamp.company_id, stamp.preview_id, place, first, numbers(contracts),
        "t" if is_selected else "f", key.document_type,
        text(series), key.currency,
        each.theoretical_on, numbers(due_dates), numbers(installments),
        foot.net, foot.total, foot.payable, digest,
    )  # fmt: skip
    order: Order = (place, due_dates, installments, key.document_type, series)
    return order, "\t".join([str(value) for value in values])


def _due_dates(plan: ContractPlan, document: DraftDocument) -> list[date]:
    return sorted({plan.installments[place].due_on for place in document.installments})


def _numbers(plan: ContractPlan, document: DraftDocument) -> list[int]:
    found = [plan.installments[place].number for place in document.installments]
    return sorted(each for each in found if each is not None)
