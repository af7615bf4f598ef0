"""Scheduled modifications of contracts, posted ones too: seen first, added, changed, removed.

What is billed never changes. A modification may begin on a date that is billed already: it acts
from the next installment on, and the preview says which. One that would never act is refused.
One that has billed something keeps all that explains it: only its end can be changed, not to
before the last installment that it billed, and it can't be removed (SM-3, R7).

A posted contract asks for the permission and for credentials given again (R14); a draft is
edited by whoever edits contracts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Max
from django.utils.translation import gettext as _

from cadencia.billing import due, modification_forms, telling
from cadencia.billing.acts import Drafts, settle_drafts
from cadencia.billing.gathering import Gathered, Masters, gather, masters_of
from cadencia.billing.importing.fields import Json
from cadencia.billing.modification_forms import NEW, Form, Read
from cadencia.billing.querying import rows
from cadencia.contracts import services
from cadencia.contracts.models import Contract, ContractLine, ScheduledModification
from cadencia.contracts.states import State
from cadencia.core.agreement import Agreement, Key
from cadencia.core.outlook import (
    Ahead,
    acts_from,
    outlook,
    with_modification,
    without_modification,
)
from cadencia.core.recurrence import LAST_DATE
from cadencia.parties.access import Actor, Permission, permitted, require
from cadencia.parties.problems import Problem, ValuesRefused

SHOWN = 3  # installments of a preview, unless asked
HORIZON = timedelta(days=3 * 366)  # how far a preview looks for the first installment reached
A_YEAR = timedelta(days=366)

# The last reference date on which the modification, or one that hid it, billed something.
_LAST_BILLED = """
SELECT max(CASE WHEN c.timing = 'arrears' THEN i.period_until ELSE i.due_on END)
FROM contracts_scheduledmodification m
JOIN contracts_contract c ON c.id = m.contract_id
JOIN billing_installment i ON i.contract_id = c.id AND i.state = 'billed' AND NOT i.replaced
JOIN billing_installmentdocument d ON d.installment_id = i.id
JOIN documents_documentline l ON l.document_id = d.document_id AND l.installment_id = i.id
WHERE m.id = %s AND c.id = %s AND c.company_id = %s
  AND (l.modification_id = m.id OR l.modification_id IS NOT NULL AND l.contract_line_id = m.line_id
       AND l.period_until >= m.valid_from AND l.period_start <= coalesce(m.valid_until, 'infinity'))
"""


class NoSuchModification(Exception):
    """The contract has no scheduled modification of that number."""


class NotModifiable(Exception):
    """The contract is finished or void: nothing is billed of it any more."""

    def __init__(self, contract: str, state: str) -> None:
        super().__init__(contract, state)
        self.contract = contract
        self.state = state


class HasBilled(Exception):
    """The modification has billed something, the last time on `last`; give it an end instead."""

    def __init__(self, modification_id: int, last: date) -> None:
        super().__init__(modification_id, last)
        self.last = last


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a modification would do: the installments from the first that it reaches.

    `acts_from` is the due date of that one, None if it reaches none within three years.
    """

    contract: str
    currency: str
    acts_from: date | None
    before: tuple[Ahead, ...]
    after: tuple[Ahead, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheduled:
    """A modification as it is listed; `billed_last` is the last date on which it billed."""

    id: int
    form: dict[str, Json]
    billed_last: date | None


def listed(contract_id: int, *, by: Actor) -> list[Scheduled]:
    """Return the modifications of a contract, in order of their beginning.

    :raises NoSuchContract: if the company has none of that number.
    """
    require(by, Permission.READ)
    contract = _known(contract_id, by)
    masters = masters_of(by.company_id)
    found = ScheduledModification.objects.filter(contract=contract).select_related("line")
    return [
        Scheduled(
            id=each.pk,
            form=modification_forms.written(each, masters),
            billed_last=_last_billed(contract, each.pk),
        )
        for each in found.order_by("valid_from", "position", "pk")
    ]


def preview_add(
    contract_id: int, form: Form, *, today: date, by: Actor, most: int = SHOWN
) -> Change:
    """Return what a new modification would do; writes nothing.

    :raises ValuesRefused: with all that is wrong with it.
    """
    require(by, Permission.READ)
    at = _looked_at(_known(contract_id, by), by)
    found = _read_new(form, at, today)
    return _change(at, with_modification(at.agreement, found.change), found.change.key, most)


def preview_change(  # noqa: PLR0913 - which one, what, as of when, who, how much is shown
    contract_id: int, modification_id: int, form: Form, *, today: date, by: Actor, most: int = SHOWN
) -> Change:
    """Return what changing some fields of a modification would do; writes nothing.

    :raises ValuesRefused: with all that is wrong with it.
    :raises HasBilled: if it has billed something and more than its end is to change.
    """
    require(by, Permission.READ)
    contract = _known(contract_id, by)
    at, row = _looked_at(contract, by), _row(contract, modification_id)
    found = _read_changed(row, form, at, today)
    return _change(at, with_modification(at.agreement, found.change), row.pk, most)


def preview_remove(
    contract_id: int, modification_id: int, *, by: Actor, most: int = SHOWN
) -> Change:
    """Return what removing a modification would do; writes nothing.

    :raises HasBilled: if it has billed something.
    """
    require(by, Permission.READ)
    contract = _known(contract_id, by)
    at, row = _looked_at(contract, by), _row(contract, modification_id)
    _refuse_billed(contract, row)
    return _change(at, without_modification(at.agreement, row.pk), row.pk, most)


def add(
    contract_id: int, form: Form, *, today: date, by: Actor, waiting: Drafts = Drafts.REFUSE
) -> int:
    """Schedule a modification, and return the number of its row.

    :raises ValuesRefused: with all that is wrong with it.
    :raises DraftsWait: if drafts made from the contract wait, and nothing else was chosen.
    """
    contract = _known(contract_id, by)
    with permitted(by, _permission(contract)):
        contract, touched = _locked(contract, by, waiting)
        found = _read_new(form, _looked_at(contract, by), today)
        mine = ScheduledModification.objects.filter(contract=contract)
        last = mine.aggregate(last=Max("position"))["last"]
        position = 0 if last is None else last + 1
        row = ScheduledModification.objects.create(
            company_id=by.company_id, contract=contract, position=position, **found.columns
        )
        _done(contract, touched)
        return row.pk


def change(  # noqa: PLR0913 - which one, what, as of when, who, and what of the drafts
    contract_id: int,
    modification_id: int,
    form: Form,
    *,
    today: date,
    by: Actor,
    waiting: Drafts = Drafts.REFUSE,
) -> None:
    """Change the given fields of a modification; null takes a field away.

    :raises ValuesRefused: with all that is wrong with it.
    :raises HasBilled: if it has billed something and more than its end is to change.
    :raises DraftsWait: if drafts made from the contract wait, and nothing else was chosen.
    """
    contract = _known(contract_id, by)
    with permitted(by, _permission(contract)):
        contract, touched = _locked(contract, by, waiting)
        row = _row(contract, modification_id)
        found = _read_changed(row, form, _looked_at(contract, by), today)
        ScheduledModification.objects.filter(pk=row.pk).update(**found.columns)
        _done(contract, touched)


def remove(
    contract_id: int, modification_id: int, *, by: Actor, waiting: Drafts = Drafts.REFUSE
) -> None:
    """Take a modification away that has billed nothing.

    :raises HasBilled: if it has; give it an end instead.
    :raises DraftsWait: if drafts made from the contract wait, and nothing else was chosen.
    """
    contract = _known(contract_id, by)
    with permitted(by, _permission(contract)):
        contract, touched = _locked(contract, by, waiting)
        row = _row(contract, modification_id)
        _refuse_billed(contract, row)
        row.delete()
        _done(contract, touched)


# Looking


@dataclass(frozen=True, slots=True)
class _Looked:
    """A contract as the calculation sees it, and the rows of its lines by key."""

    gathered: Gathered
    masters: Masters
    keys: dict[str, int]

    @property
    def agreement(self) -> Agreement:
        return self.gathered.agreement


def _known(contract_id: int, by: Actor) -> Contract:
    try:
        return Contract.objects.get(pk=contract_id, company_id=by.company_id)
    except Contract.DoesNotExist:
        raise services.NoSuchContract(contract_id) from None


def _row(contract: Contract, modification_id: int) -> ScheduledModification:
    found = ScheduledModification.objects.filter(contract=contract, pk=modification_id)
    row = found.select_related("line").first()
    if row is None:
        raise NoSuchModification(modification_id)
    return row


def _looked_at(contract: Contract, by: Actor) -> _Looked:
    masters = masters_of(by.company_id)
    (gathered,) = gather([contract.pk], masters)
    lines = ContractLine.objects.filter(contract=contract)
    return _Looked(gathered, masters, dict(lines.values_list("key", "pk")))


def _read_new(form: Form, at: _Looked, today: date) -> Read:
    found = modification_forms.read(form, NEW, at.keys, (at.gathered, at.masters))
    _refuse_never(at, found, today)
    return found


def _read_changed(row: ScheduledModification, form: Form, at: _Looked, today: date) -> Read:
    before = modification_forms.written(row, at.masters)
    last = _last_billed(row.contract, row.pk)
    form = modification_forms.merged(before, form)
    found = modification_forms.read(form, row.pk, at.keys, (at.gathered, at.masters))
    if last is None:
        _refuse_never(at, found, today)
        return found
    other = {name for name in {*before, *form} - {"until"} if before.get(name) != form.get(name)}
    if other:
        raise HasBilled(row.pk, last)
    if found.change.valid_until is not None and found.change.valid_until < last:
        sentence = _("It billed the installment of %(date)s: end it on that day or later.")
        raise ValuesRefused([Problem("until", sentence % {"date": last.isoformat()})])
    return found


def _refuse_never(at: _Looked, found: Read, today: date) -> None:
    """Refuse a modification whose dates lie where everything is billed, or beyond the end."""
    contract = at.agreement.contract
    ends = (contract.installments, contract.ends_on, contract.withdrawn_on)
    if contract.state == State.DRAFT or (found.change.valid_until is None and not any(ends)):
        return
    last = found.change.valid_until
    until = LAST_DATE if last is None else max(today, last) + HORIZON
    day = acts_from(
        at.agreement, found.change, until=until, is_business_day=at.masters.is_business_day
    )
    if day is None and last is None:
        sentence = _("No installment is left to be billed from this day on: the contract ends.")
        raise ValuesRefused([Problem("from", sentence)])
    if day is None:
        sentence = _("No installment is left to be billed between these dates: give later ones.")
        raise ValuesRefused([Problem("until", sentence)])


def _refuse_billed(contract: Contract, row: ScheduledModification) -> None:
    last = _last_billed(contract, row.pk)
    if last is not None:
        raise HasBilled(row.pk, last)


def _last_billed(contract: Contract, modification_id: int) -> date | None:
    found = rows(_LAST_BILLED, modification_id, contract.pk, contract.company_id)
    return found[0][0] if found else None


def _change(at: _Looked, then: Agreement, key: Key, most: int) -> Change:
    """Both outlooks from the first installment that either form of the modification reaches."""
    is_business_day = at.masters.is_business_day
    days = [
        day
        for of in (at.agreement, then)
        for each in of.contract.modifications
        if each.key == key
        and (
            day := acts_from(
                of, each, until=each.valid_from + HORIZON, is_business_day=is_business_day
            )
        )
    ]
    first = min(days, default=None)
    before, after = (
        outlook(
            each,
            since=first,
            until=first + A_YEAR,
            most=most,
            is_business_day=is_business_day,
        )
        if first
        else ()
        for each in (at.agreement, then)
    )
    contract = at.agreement.contract
    return Change(
        contract=contract.code,
        currency=contract.currency,
        acts_from=first,
        before=before,
        after=after,
    )


# Doing


def _permission(contract: Contract) -> Permission:
    if contract.state == State.DRAFT:
        return Permission.CONTRACTS
    return Permission.MODIFICATIONS


def _locked(contract: Contract, by: Actor, waiting: Drafts) -> tuple[Contract, Sequence[int]]:
    """Lock the contract, settle the drafts made from it, and look at its state again."""
    touched = settle_drafts(contract.pk, by.company_id, waiting) | {contract.pk}
    locked = services.locked(contract.pk, by.company_id)
    require(by, _permission(locked))
    if locked.state not in (State.DRAFT, State.POSTED):
        raise NotModifiable(locked.code, locked.state)
    return locked, sorted(touched)


def _done(contract: Contract, touched: Sequence[int]) -> None:
    """What was drafted before is stale, and the contract may have to be looked at earlier."""
    Contract.objects.filter(pk=contract.pk).update(version=F("version") + 1)
    due.refresh(touched, contract.company_id)
    telling.modified(contract)
