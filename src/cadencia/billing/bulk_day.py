"""Another day of the month for many contracts, from a date on (LC-5, R4).

A posted contract's schedule isn't edited: a row says which one rules the periods that begin on
a day or later. What was billed stays; from its first date after the last covered day the new
day acts, and the days between are shown with what is billed of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cadencia.billing import copying
from cadencia.billing.bulk import Around
from cadencia.billing.choosing import Choice
from cadencia.billing.gathering import Gathered, Masters
from cadencia.billing.proposals import LeftOut, Proposed, Touched, left_out
from cadencia.core.agreement import (
    Every,
    InstallmentsAre,
    Opening,
    Schedule,
    ScheduleChange,
)
from cadencia.core.course import schedule_on
from cadencia.core.prolongation import is_aligned
from cadencia.core.rescheduling import (
    Rescheduled,
    covered_from,
    day_of,
    has_day_of_month,
    on_day,
    rescheduled,
)
from cadencia.documents.rendering.figures import figures_in
from cadencia.parties.problems import Problem

LAST_DAY = 31
COLUMNS = (
    "id, company_id, contract_id, valid_from, opening, schedule_every, schedule_unit,"
    " schedule_first, schedule_anchor_day, schedule_months, schedule_day, schedule_since"
)
EARLIEST, LATEST = date(1900, 1, 1), date(2999, 12, 31)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayWish:
    """The day of the month for periods that begin on `since` or later; 31: the last one.

    `opening` says what is billed of the days between the old dates and the new ones; None: as
    each contract says of its start.
    """

    since: date
    day: int
    opening: Opening | None = None

    @property
    def kind(self) -> str:
        """The kind of the act, as it is kept."""
        return "day"

    def form(self) -> dict[str, Any]:
        """Return the wish in JSON form."""
        said: dict[str, Any] = {"since": self.since.isoformat(), "day": self.day}
        return said if self.opening is None else {**said, "opening": self.opening.value}

    def problems(self, masters: Masters) -> list[Problem]:
        """Return what is wrong with the wish itself."""
        found = []
        if not 1 <= self.day <= LAST_DAY:
            found.append(Problem("day", _("Give a day of the month, from 1 to 31.")))
        if not EARLIEST <= self.since <= LATEST:
            found.append(Problem("since", _("Give a day between the years 1900 and 2999.")))
        return found

    def propose(self, gathered: Gathered, around: Around, choice: Choice) -> Proposed:
        """Return the day before and after, and what becomes of the days between."""
        agreement = gathered.agreement
        contract, history = agreement.contract, agreement.history
        refused = _keeps_day(self, gathered, around)
        if refused is not None:
            return (), (refused,)
        covered = covered_from(contract, history)
        since = self.since if covered is None else max(self.since, covered)
        agreed = on_day(contract, self.day, since)
        change = ScheduleChange(valid_from=since, schedule=agreed, opening=self.opening)
        then = rescheduled(contract, history, change)
        if then is None:
            return (), (left_out(contract.code, "", "not_billed", date=since),)
        refused = _cut_by_it(gathered, then, agreed, around)
        if refused is not None:
            return (), (refused,)
        return (self._touched(gathered, change, then),), ()

    def write(self, touched: Sequence[Touched], company_id: int) -> list[int | None]:
        """Write a row for each contract."""
        ids = copying.next_ids("contracts_schedulechange_id_seq", len(touched))
        copied = [
            f"{number}\t{company_id}\t{each.contract_id}\t{each.row}"
            for number, each in zip(ids, touched, strict=True)
        ]
        copying.copy("contracts_schedulechange", COLUMNS, copied)
        return list(ids)

    def _touched(self, gathered: Gathered, change: ScheduleChange, then: Rescheduled) -> Touched:
        contract = gathered.agreement.contract
        return Touched(
            contract_id=gathered.contract_id,
            contract=contract.code,
            customer=contract.customer.name,
            acts_from=then.begins,
            due_on=next((day for day in then.due_on if day >= then.begins), None),
            before=str(day_of(contract, change.valid_from)),
            after=str(self.day),
            calculation=tuple(_told(then)),
            row=_row(change),
        )


def _keeps_day(wish: DayWish, gathered: Gathered, around: Around) -> LeftOut | None:
    """Say why the contract can't have another day; None if it can."""
    contract = gathered.agreement.contract
    if contract.schedule is None:
        return left_out(contract.code, "", "no_schedule")
    if gathered.contract_id not in around.own_schedules:
        return left_out(contract.code, "", "schedule_of_template")
    if contract.installments_are is InstallmentsAre.DUE_DATES:
        return left_out(contract.code, "", "one_sale")
    later = [each.valid_from for each in contract.schedule_changes if each.valid_from >= wish.since]
    if later:
        return left_out(contract.code, "", "schedule_changes", date=later[0])
    if not has_day_of_month(schedule_on(contract, wish.since)):
        return left_out(contract.code, "", "no_day_of_month")
    if day_of(contract, wish.since) == wish.day:
        return left_out(contract.code, "", "nothing_to_change")
    return None


def _cut_by_it(
    gathered: Gathered, then: Rescheduled, agreed: Schedule, around: Around
) -> LeftOut | None:
    """What was agreed about single dates would be about dates that are no more."""
    contract = gathered.agreement.contract
    moved = [each.due_on for each in contract.moves if each.due_on >= then.begins]
    if moved:
        return left_out(contract.code, "", "moved_beyond", date=moved[0])
    ends_on = contract.ends_on
    if gathered.contract_id in around.renewing and ends_on and not is_aligned(agreed, ends_on):
        return left_out(contract.code, "", "end_not_aligned", date=ends_on)
    return None


def _told(then: Rescheduled) -> Iterator[str]:
    """Say in words what becomes of the days between, and when it is billed next."""
    figures = figures_in((get_language() or "en")[:2])
    if then.stretch is not None:
        days = {
            "start": figures.day(then.stretch.start),
            "until": figures.day(then.stretch.until),
            "days": (then.stretch.until - then.stretch.start).days + 1,
        }
        yield {
            Opening.NONE: _("%(start)s to %(until)s (%(days)s days): not billed"),
            Opening.FULL: _("%(start)s to %(until)s (%(days)s days): billed as a whole period"),
            Opening.PRORATED: _("%(start)s to %(until)s (%(days)s days): billed by days"),
        }[then.opening] % days
    if then.due_on:
        dates = ", ".join(figures.day(each) for each in then.due_on)
        yield _("next: %(dates)s") % {"dates": dates}


def _row(change: ScheduleChange) -> str:
    """The change as COPY reads it."""
    agreed = change.schedule
    opening = "" if change.opening is None else change.opening.value
    begin = f"{change.valid_from}\t{opening}"
    if isinstance(agreed, Every):
        anchor = copying.optional(agreed.anchor_day)
        return (
            f"{begin}\t{agreed.interval}\t{agreed.unit.value}\t{agreed.first}\t{anchor}\t{{}}"
            + ("\t\\N\t\\N")
        )
    months = ",".join(str(each) for each in agreed.months)
    return f"{begin}\t\\N\t\t\\N\t\\N\t{{{months}}}\t{agreed.day}\t{copying.optional(agreed.since)}"
