"""Pausing a contract and going on with it (R4, SC-8)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from cadencia.billing import everyday, missing
from cadencia.billing.acts import Drafts
from cadencia.billing.ledger_rows import live
from cadencia.billing.missing import Missed
from cadencia.billing.objection_sentences import problems
from cadencia.contracts.everyday import Everyday
from cadencia.contracts.models import Contract, Pause
from cadencia.core import agreement, pausing
from cadencia.core.absence import horizon
from cadencia.core.agreement import Kind, LedgerState, PauseMode
from cadencia.core.course import spans
from cadencia.core.objecting import Objection, objection
from cadencia.core.sequence import slots
from cadencia.parties.access import Actor
from cadencia.parties.problems import refuse_if_any

A_DAY = timedelta(days=1)
SHOWN = 24
BILLED = (LedgerState.BILLED.value, LedgerState.LINKED.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused:
    """A pause as it stands, and what it does to which due dates.

    `skipped` are dates to come that it skips, the first ones; `billed` are dates in it that
    were billed before: the pause doesn't change them.
    """

    start: date
    until: date | None
    mode: PauseMode
    skipped: tuple[date, ...]
    billed: tuple[date, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """A contract that goes on from a day; `missed` are the due dates that passed in the pause."""

    on: date
    missed: tuple[date, ...]
    settled: Missed


def pause(
    contract_id: int,
    wanted: agreement.Pause,
    *,
    by: Actor,
    waiting: Drafts = Drafts.REFUSE,
) -> Paused:
    """Leave a stretch of the contract without billing, both ends included.

    Without `until` it lasts until the contract is resumed.

    :raises ValuesRefused: if it overlaps another one, or what was numbered speaks against it.
    """
    with everyday.changing(contract_id, Everyday.PAUSE, by=by, waiting=waiting) as contract:
        everyday.check_days(start=wanted.start, until=wanted.until)
        found, _masters = everyday.gathered(contract)
        refuse_if_any(problems(pausing.objections(found.agreement, wanted)))
        _write(contract, wanted)
        return _told(contract, wanted)


def change_pause(
    contract_id: int,
    start: date,
    wanted: agreement.Pause,
    *,
    by: Actor,
    waiting: Drafts = Drafts.REFUSE,
) -> Paused:
    """Give the pause that begins on `start` other days or another mode.

    What it skipped already stays skipped; a shift is only changed beyond what it numbered.

    :raises ValuesRefused: if there is no such pause, or it can't be changed so.
    """
    with everyday.changing(contract_id, Everyday.PAUSE, by=by, waiting=waiting) as contract:
        everyday.check_days(start=wanted.start, until=wanted.until)
        before = _known(contract, start, "instead_of")
        found, _masters = everyday.gathered(contract)
        wrong = pausing.objections(found.agreement, wanted, instead_of=before)
        refuse_if_any(problems(wrong))
        Pause.objects.filter(contract=contract, start=start).delete()
        _write(contract, wanted)
        return _told(contract, wanted)


def remove_pause(
    contract_id: int, start: date, *, by: Actor, waiting: Drafts = Drafts.REFUSE
) -> None:
    """Take the pause away that begins on `start`; what it skipped already stays skipped.

    :raises ValuesRefused: if there is no such pause, or later numbers rest on it.
    """
    with everyday.changing(contract_id, Everyday.PAUSE, by=by, waiting=waiting) as contract:
        before = _known(contract, start)
        found, _masters = everyday.gathered(contract)
        refuse_if_any(problems(pausing.objections_to_removal(found.agreement, before)))
        Pause.objects.filter(contract=contract, start=start).delete()


def resume(
    contract_id: int,
    on: date,
    *,
    by: Actor,
    missed: Missed = Missed.SKIP,
    waiting: Drafts = Drafts.REFUSE,
) -> Resumed:
    """Go on with a paused contract from a day on: the pause ends the day before.

    The due dates that passed in it are skipped, or owed if so chosen: then the pause is taken
    back, except for what was skipped already.

    :raises ValuesRefused: if the contract isn't paused on that day.
    """
    with everyday.changing(contract_id, Everyday.RESUME, by=by, waiting=waiting) as contract:
        everyday.check_days(on=on)
        before = _current(contract, on)
        passed = missed_in_pause(contract, before, on)
        after = agreement.Pause(start=before.start, until=on - A_DAY, mode=before.mode)
        goes = missed is Missed.DUE or on <= before.start
        found, _masters = everyday.gathered(contract)
        if goes:
            refuse_if_any(problems(pausing.objections_to_removal(found.agreement, before)))
        else:
            wrong = pausing.objections(found.agreement, after, instead_of=before)
            refuse_if_any(problems(wrong))
        rows = Pause.objects.filter(contract=contract, start=before.start)
        rows.delete() if goes else rows.update(until=after.until)
        return Resumed(on=on, missed=passed, settled=missed)


def missed_in_pause(contract: Contract, pause: agreement.Pause, on: date) -> tuple[date, ...]:
    """Return the due dates before `on` that the pause skips and the ledger has no row of."""
    if pause.mode is not PauseMode.SKIP:
        return ()
    waiting = missing.missed_since(contract, since=date.min, on=on)
    return tuple(each.due_on for each in waiting if spans(pause, each.due_on))


def _known(contract: Contract, start: date, named: str = "start") -> agreement.Pause:
    """The pause that begins on a day, which the caller calls `named`."""
    found = Pause.objects.filter(contract=contract, start=start).first()
    if found is None:
        refuse_if_any(problems([objection(named, "no_pause", date=start)]))
    assert found is not None  # noqa: S101 - refused above
    return _value(found)


def _current(contract: Contract, on: date) -> agreement.Pause:
    """The pause that the day ends: the one it lies in, or that ended the day before."""
    every = [_value(each) for each in Pause.objects.filter(contract=contract).order_by("start")]
    for each in every:
        if spans(each, on):
            return each
    refused: list[Objection] = [objection("on", "not_paused", date=on)]
    refuse_if_any(problems(refused))
    raise AssertionError  # refused above


def _value(row: Pause) -> agreement.Pause:
    return agreement.Pause(start=row.start, until=row.until, mode=PauseMode(row.mode))


def _write(contract: Contract, wanted: agreement.Pause) -> None:
    Pause.objects.create(
        company_id=contract.company_id,
        contract=contract,
        start=wanted.start,
        until=wanted.until,
        mode=wanted.mode.value,
    )


def _told(contract: Contract, wanted: agreement.Pause) -> Paused:
    rows = [each for each in live(contract.pk) if each.kind != Kind.ONE_OFF.value]
    billed = [each for each in rows if each.state in BILLED and spans(wanted, each.due_on)]
    return Paused(
        start=wanted.start,
        until=wanted.until,
        mode=wanted.mode,
        skipped=tuple(islice(_skipped(contract, wanted), SHOWN)),
        billed=tuple(each.due_on for each in billed),
    )


def _skipped(contract: Contract, wanted: agreement.Pause) -> Iterator[date]:
    at = everyday.desk_of(contract)
    if at.course is None:
        return
    history = at.agreement.history
    until = wanted.until or horizon(at.course, wanted.start)
    for slot in slots(
        at.course, after=history.last_due_on, number=history.last_number, until=until
    ):
        if slot.skipped and spans(wanted, slot.due_on):
            yield slot.due_on
