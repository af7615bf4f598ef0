"""Moving one installment to another day, alone or with the schedule that follows (R4, SC-4).

Alone, only its theoretical date moves. With the schedule (*and the anchor*) the contract is
reverted, edited and posted again in one step, which asks for what reverting asks for.
"""

from dataclasses import dataclass
from datetime import date
from itertools import islice

from cadencia.billing import acts, everyday
from cadencia.billing.acts import Drafts
from cadencia.billing.ledger_rows import live, values
from cadencia.billing.models import Installment
from cadencia.billing.objection_sentences import problems
from cadencia.billing.skipping import single_on
from cadencia.contracts import services
from cadencia.contracts.everyday import Everyday
from cadencia.contracts.models import Contract, InstallmentMove, ScheduleChange
from cadencia.core import anchoring, singling
from cadencia.core.agreement import Every, Schedule
from cadencia.core.course import schedule_on
from cadencia.core.desk import Desk, theoretical_on
from cadencia.core.recurrence import LAST_DATE
from cadencia.core.sequence import slots
from cadencia.core.singling import Single
from cadencia.parties.access import Actor, Permission
from cadencia.parties.problems import Problem, refuse_if_any

SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """An installment that was moved: its theoretical date is `on` after the business-day rule.

    `following` are the next due dates of the contract, this one included.
    """

    due_on: date
    to: date
    on: date
    following: tuple[date, ...]


def move(
    contract_id: int,
    due_on: date,
    to: date,
    *,
    by: Actor,
    waiting: Drafts = Drafts.REFUSE,
) -> Moved:
    """Bill the installment due on a date on another day; it keeps all else (R4).

    Moved to its own due date it is moved back.

    :raises ValuesRefused: if it isn't to be billed, or the day lies past a neighbor's.
    """
    with everyday.changing(contract_id, Everyday.MOVE, by=by, waiting=waiting) as contract:
        everyday.check_days(to=to)
        at, found, unfit = single_on(contract, due_on)
        if found is not None:
            unfit += problems(singling.objections_to_move(at, found, to))
        refuse_if_any(unfit)
        _write(contract, due_on, to)
        at = everyday.desk_of(contract)
        on = theoretical_on(at, due_on)
        rows = Installment.objects.filter(contract=contract, due_on=due_on, replaced=False)
        rows.filter(state__in=("due", "reopened")).update(theoretical_on=on)
        return Moved(due_on=due_on, to=to, on=on, following=_following(at))


def move_schedule(  # noqa: PLR0913 - what moves where, when it is done, who, and the drafts
    contract_id: int,
    due_on: date,
    to: date,
    *,
    on: date,
    by: Actor,
    waiting: Drafts = Drafts.REFUSE,
) -> Moved:
    """Count the schedule anew from `to`, where its next installment moves; `on` is today.

    The days between what is billed and the new first period aren't billed. The contract is
    reverted and posted again, with every check of posting.

    :raises ValuesRefused: if it isn't the next installment, or a day would be billed twice.
    :raises PostingRefused: if the contract can't be posted with the moved schedule.
    """
    permission = Permission.REVERT
    with everyday.changing(
        contract_id, Everyday.MOVE, by=by, waiting=waiting, permission=permission
    ) as contract:
        found, wrong = schedule_problems(contract, due_on, to)
        refuse_if_any(wrong)
        assert found is not None  # noqa: S101 - refused above
        was_active = contract.is_active
        services.revert(contract.pk, contract.company_id, on=on)
        InstallmentMove.objects.filter(contract=contract, due_on__gte=due_on).delete()
        _write_schedule(contract, to)
        posted = services.post(contract.pk, contract.company_id, check=acts.posting_problems)
        if was_active:
            services.resumed(posted)
        else:
            services.deactivate(contract.pk, contract.company_id, on=on)
        at = everyday.desk_of(contract)
        return Moved(due_on=due_on, to=to, on=theoretical_on(at, to), following=_following(at))


def schedule_problems(
    contract: Contract, due_on: date, to: date
) -> tuple[Single | None, list[Problem]]:
    """Return the installment that would move the schedule, and all that speaks against it."""
    everyday.check_days(to=to)
    at, found, unfit = single_on(contract, due_on)
    if found is not None:
        rows = values(live(contract.pk))
        unfit += problems(anchoring.objections(at.agreement.contract, found, rows, to))
    return found, unfit


def _write(contract: Contract, due_on: date, to: date) -> None:
    if to == due_on:
        InstallmentMove.objects.filter(contract=contract, due_on=due_on).delete()
        return
    InstallmentMove.objects.update_or_create(
        company_id=contract.company_id, contract=contract, due_on=due_on, defaults={"to": to}
    )


def _write_schedule(contract: Contract, to: date) -> None:
    agreed = schedule_on(everyday.gathered(contract)[0].agreement.contract, to)
    assert agreed is not None  # noqa: S101 - objected to otherwise
    ScheduleChange.objects.filter(contract=contract).delete()  # what was to come is agreed anew
    columns = _columns(anchoring.anchored(agreed, to))
    Contract.objects.filter(pk=contract.pk, company_id=contract.company_id).update(**columns)


def _columns(schedule: Schedule) -> dict[str, object]:
    if isinstance(schedule, Every):
        return {"schedule_first": schedule.first, "schedule_anchor_day": schedule.anchor_day}
    return {"schedule_day": schedule.day, "schedule_since": schedule.since}


def _following(at: Desk) -> tuple[date, ...]:
    if at.course is None:
        return ()
    history = at.agreement.history
    found = slots(at.course, after=history.last_due_on, number=history.last_number, until=LAST_DATE)
    return tuple(slot.due_on for slot in islice(found, SHOWN))
