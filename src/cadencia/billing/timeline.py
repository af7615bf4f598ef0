"""The life of a contract with all that happens in it, and what any day would bring (GE-13, GE-14).

Drafts as if they were posted. Installments are those of `life`; here are their documents, and the
dates on which something else begins, changes or ends.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from cadencia.billing import life, preview, why
from cadencia.billing.gathering import gather, masters_of
from cadencia.billing.life import Life, Step
from cadencia.billing.models import Installment, InstallmentDocument
from cadencia.billing.querying import rows
from cadencia.billing.runs import Clock
from cadencia.billing.scopes import Filter, Scope
from cadencia.billing.why import Why
from cadencia.contracts.models import Contract as Contracts
from cadencia.contracts.renewal_models import Prolongation
from cadencia.contracts.services import NoSuchContract
from cadencia.core import pricing
from cadencia.core.agreement import Agreement, Contract
from cadencia.core.drafts import ContractPlan
from cadencia.core.reviews import applications
from cadencia.documents.numbering import printed_number
from cadencia.parties.access import Actor, Permission, require


class What(StrEnum):
    """What happens to a contract besides its installments."""

    STARTS = "starts"
    ENDS = "ends"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"  # reverted, inactive or finished since
    BILLED_UNTIL = "billed_until"  # by another program
    MODIFICATION = "modification"
    REVIEW = "review"
    PRICE = "price"  # of a list, a special price
    LINE = "line"  # in force for a part only
    PAUSE = "pause"
    SCHEDULE = "schedule"
    MOVED = "moved"
    RENEWS = "renews"  # what it renews
    RENEWED = "renewed"  # by another contract
    PROLONGED = "prolonged"  # renewed itself
    NOTICE = "notice"  # the last day for it


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that begins on a day, and lasts until another or (None) doesn't end."""

    what: What
    on: date
    until: date | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


class Documented(NamedTuple):
    """A document of an installment. `number` is empty while it is a draft."""

    id: int
    number: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Billed:
    """An installment with its documents. `is_due`: its day has come and it isn't settled.

    `reason` is why somebody skipped it.
    """

    step: Step
    is_due: bool
    documents: tuple[Documented, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The whole life of a contract, oldest first."""

    contract_id: int
    life: Life
    installments: tuple[Billed, ...]
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """What a day would bring if it were today: why, and the documents of a run."""

    on: date
    why: Why
    plan: ContractPlan | None  # None: nothing is billed


def timeline(contract_id: int, *, today: date, until: date | None = None, by: Actor) -> Timeline:
    """Return the life of a contract up to a day: its end, or 36 months ahead if it has none.

    :raises NotAllowed: if the actor may not read.
    :raises NoSuchContract: if the company has no such contract.
    """
    found = life.life(contract_id, today=today, until=until, by=by)
    agreement = gather([contract_id], masters_of(by.company_id))[0].agreement
    row = Contracts.objects.select_related("renewed_from").get(
        pk=contract_id, company_id=by.company_id
    )
    events = [*_agreed(agreement, found.until), *_noted(row), *_renewals(row)]
    return Timeline(
        contract_id=contract_id,
        life=found,
        installments=tuple(_installments(contract_id, found, today)),
        events=tuple(sorted(events, key=lambda each: (each.on, each.what))),
    )


def what_if(contract_id: int, on: date, *, by: Actor, clock: Clock) -> WhatIf:
    """Return what would be billed of a contract if today were another day, and why or why not.

    :raises NotAllowed: if the actor may not read.
    :raises NoSuchContract: if the company has no such contract.
    """
    require(by, Permission.READ)
    row = Contracts.objects.filter(pk=contract_id, company_id=by.company_id).first()
    if row is None:
        raise NoSuchContract(contract_id)
    is_posted = row.state == "posted" and row.is_active
    as_posted = () if is_posted or row.state in ("finished", "void") else (contract_id,)
    scope = Scope(as_of=on, only=Filter(contracts=(row.code,)))
    plans = [
        plan
        for _gathered, plan in preview.plans(scope, by=by, clock=clock, drafts=as_posted)
        if plan.installments or plan.refusals
    ]
    return WhatIf(
        on=on,
        why=why.why(row.code, on, as_of=on, by=by),
        plan=plans[-1] if plans else None,
    )


# Installments


def _installments(contract_id: int, found: Life, today: date) -> Iterator[Billed]:
    documents, reasons = _documents(contract_id), _reasons(contract_id)
    lead = timedelta(days=found.contract.lead_days)
    for step in found.steps:
        key = step.due_on, step.kind, step.number
        is_open = step.state == "to_come" and not found.as_posted
        yield Billed(
            step=step,
            is_due=is_open and step.theoretical_on - lead <= today,
            documents=tuple(documents.get(key, ())) if step.state != "to_come" else (),
            reason=reasons.get(key, "") if step.state == "skipped" else "",
        )


_Key = tuple[date, str, int | None]


def _documents(contract_id: int) -> Mapping[_Key, Sequence[Documented]]:
    """The documents of the contract's installments: one query, however many there are."""
    found: dict[_Key, list[Documented]] = {}
    links = InstallmentDocument.objects.filter(
        installment__contract_id=contract_id, installment__replaced=False
    ).order_by("document_id")
    found_rows: Any = links.values_list(
        "installment__due_on",
        "installment__kind",
        "installment__number",
        "document_id",
        "document__kind",
        "document__series__pattern",
        "document__series__code",
        "document__fiscal_year",
        "document__number",
    )
    for due_on, kind, number, *document in found_rows:
        found.setdefault((due_on, kind, number), []).append(_documented(*document))
    return found


def _documented(  # noqa: PLR0913 - a row of the query
    document_id: int, kind: str, pattern: str, series: str, year: int | None, number: int | None
) -> Documented:
    printed = ""
    if year is not None and number is not None:
        printed = printed_number(pattern, series=series, year=year, number=number)
    return Documented(document_id, printed, kind)


def _reasons(contract_id: int) -> Mapping[_Key, str]:
    mine = Installment.objects.filter(contract_id=contract_id, replaced=False).exclude(reason="")
    return {
        (due_on, kind, number): reason
        for due_on, kind, number, reason in mine.values_list("due_on", "kind", "number", "reason")
    }


# What else happens


def _agreed(agreement: Agreement, until: date) -> Iterator[Event]:
    """Yield what the agreement says by date."""
    contract = agreement.contract
    yield from _bounds(contract)
    for pause in contract.pauses:
        facts = {"mode": str(pause.mode)}
        yield Event(what=What.PAUSE, on=pause.start, until=pause.until, facts=facts)
    for move in contract.moves:
        yield Event(what=What.MOVED, on=move.due_on, facts={"to": move.to})
    for change in contract.schedule_changes:
        yield Event(what=What.SCHEDULE, on=change.valid_from, facts={"schedule": change.schedule})
    yield from _modifications(contract)
    yield from _reviews(contract, until)
    yield from _lines(agreement, until)


def _bounds(contract: Contract) -> Iterator[Event]:
    for what, day in (
        (What.STARTS, contract.starts_on),
        (What.ENDS, contract.ends_on),
        (What.WITHDRAWN, contract.withdrawn_on),
        (What.BILLED_UNTIL, contract.billed_until),
    ):
        if day is not None:
            yield Event(what=what, on=day)


def _modifications(contract: Contract) -> Iterator[Event]:
    names = {line.key: line.description or line.item or "" for line in contract.lines}
    for each in contract.modifications:
        facts = {
            "effect": str(each.effect),
            "times": str(each.times),
            "line": names.get(each.line, "") if each.line is not None else "",
            "item": each.item or "",
            "description": each.description or "",
            "quantity": each.quantity,
            "unit_price": each.unit_price,
            "discounts": each.discounts,
            "price_split": each.price_split,
        }
        yield Event(what=What.MODIFICATION, on=each.valid_from, until=each.valid_until, facts=facts)


def _reviews(contract: Contract, until: date) -> Iterator[Event]:
    """Yield each day on which prices are reviewed, up to a day."""
    seen = set()
    for line in contract.lines:
        for each in applications(contract, line, until):
            key = each.on, each.review
            if key not in seen:
                seen.add(key)
                facts = {"percent": each.review.percent, "index": each.review.index}
                yield Event(what=What.REVIEW, on=each.on, facts=facts)


def _lines(agreement: Agreement, until: date) -> Iterator[Event]:
    """Yield lines that are in force for a part only, and when the prices of lists change."""
    contract, priced = agreement.contract, set()
    for line in contract.lines:
        name = line.description or line.item or ""
        if line.one_off is None and (line.valid_from or line.valid_until):
            on = line.valid_from or contract.starts_on or line.valid_until
            assert on is not None  # noqa: S101 - one of the two is there
            yield Event(what=What.LINE, on=on, until=line.valid_until, facts={"line": name})
        for day in pricing.price_changes(contract, agreement.catalog, line):
            if day <= until:
                priced.add((day, line.item or ""))
    for day, item in priced:
        yield Event(what=What.PRICE, on=day, facts={"item": item})


def _noted(row: Contracts) -> Iterator[Event]:
    if row.stopped_on is not None and (row.state != "posted" or not row.is_active):
        yield Event(what=What.STOPPED, on=row.stopped_on, facts={"state": row.state})
    if row.renew_automatically and row.ends_on is not None and row.state == "posted":
        yield Event(
            what=What.NOTICE,
            on=row.ends_on - timedelta(days=row.notice_days),
            facts={"given_on": row.notice_given_on},
        )


def _renewals(row: Contracts) -> Iterator[Event]:
    before = row.renewed_from
    begins = row.starts_on or row.schedule_first or row.created_on
    if before is not None and begins is not None:
        yield Event(what=What.RENEWS, on=begins, facts={"contract": before.code, "id": before.pk})
    heirs = rows(
        "SELECT id, code, coalesce(starts_on, schedule_first, created_on)"
        " FROM contracts_contract WHERE renewed_from_id = %s AND state <> 'void'",
        row.pk,
    )
    for number, code, on in heirs:
        if on is not None:
            yield Event(what=What.RENEWED, on=on, facts={"contract": code, "id": number})
    for each in Prolongation.objects.filter(contract=row).order_by("previous_end"):
        yield Event(what=What.PROLONGED, on=each.renewed_on, facts={"ends_on": each.ends_on})
