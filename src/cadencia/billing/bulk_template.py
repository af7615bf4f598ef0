"""Another template for many contracts, from a day on, or none any more (LC-5, AG-6).

What a contract follows changes by date: up to the day before, the lines of the template that it
followed (or its own) rule; from then on those of the new one, judged on the reference date. So
what is caught up later has the price of its own day, and no line is edited.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from cadencia.billing import template_moves, template_schedules
from cadencia.billing.bulk import Around
from cadencia.billing.choosing import Choice
from cadencia.billing.gathering import Gathered, Masters
from cadencia.billing.gathering.dated_schedules import Dated, of_templates
from cadencia.billing.proposals import LeftOut, Proposed, Touched, left_out
from cadencia.billing.template_moves import LINES, LINES_AND_SCHEDULE
from cadencia.contracts.models import Template, TemplateLine
from cadencia.core.agreement import Contract, PriceSplit, Schedule, ScheduleChange
from cadencia.core.course import course
from cadencia.core.recurrence import LAST_DATE, ONE_DAY
from cadencia.core.rescheduling import covered_from, rescheduled
from cadencia.core.sequence import next_due_on
from cadencia.parties.problems import Problem

EARLIEST, LATEST = date(1900, 1, 2), date(2999, 12, 31)


class Target(NamedTuple):
    """A template that contracts are to follow, read once for all of them."""

    id: int
    keys: frozenset[str]  # of its lines
    schedule: Schedule | None
    schedules: tuple[Dated, ...]

    def schedule_on(self, day: date) -> Schedule | None:
        """Return the schedule that is in force on a day."""
        found = self.schedule
        for each in self.schedules:
            if each.change.valid_from <= day:
                found = each.change.schedule
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateWish:
    """The template that contracts follow from `since` on; empty: none any more, at once.

    `targets` is what was read of it when the wish itself was looked at.
    """

    template: str
    since: date | None = None
    targets: list[Target] = field(default_factory=list, compare=False, repr=False)

    @property
    def kind(self) -> str:
        """The kind of the act, as it is kept."""
        return "template"

    def form(self) -> dict[str, Any]:
        """Return the wish in JSON form."""
        said: dict[str, Any] = {"template": self.template}
        return said if self.since is None else {**said, "since": self.since.isoformat()}

    def problems(self, masters: Masters) -> list[Problem]:
        """Return what is wrong with the wish itself."""
        self.targets[:] = _targets(self.template, masters.company_id)
        return list(self._problems())

    def propose(self, gathered: Gathered, around: Around, choice: Choice) -> Proposed:
        """Return what the contract follows before and after, and since when."""
        contract = gathered.agreement.contract
        followed = around.followed.get(gathered.contract_id)
        if not self.template:
            return self._detached(gathered, around, followed)
        (target,) = self.targets
        refused = _keeps(gathered, around, target)
        if refused is not None:
            return (), (refused,)
        since = self._since(gathered)
        reads = gathered.contract_id not in around.own_schedules
        touched = Touched(
            contract_id=gathered.contract_id,
            contract=contract.code,
            customer=contract.customer.name,
            acts_from=since,
            due_on=_first_from(gathered, since, target if reads else None),
            before=followed.code if followed else "",
            after=self.template,
            row=str(followed.id) if followed else "",
        )
        return (touched,), ()

    def write(self, touched: Sequence[Touched], company_id: int) -> list[int | None]:
        """Have the contracts follow it, or have its lines as their own."""
        if not self.template:
            mark = template_moves.detach([each.contract_id for each in touched])
            return [mark for _each in touched]
        moves = [
            (
                each.contract_id,
                int(each.row) if each.row else None,
                (each.acts_from or LAST_DATE) - ONE_DAY,
            )
            for each in touched
        ]
        return list(template_moves.follow(self.targets[0].id, moves, company_id))

    def _problems(self) -> Iterator[Problem]:
        if not self.template:
            return
        if not self.targets:
            yield Problem("template", _("There is no template with this code."))
        if self.since is None:
            yield Problem("since", _("Say from which day on they follow it."))
        elif not EARLIEST <= self.since <= LATEST:
            yield Problem("since", _("Give a day between the years 1900 and 2999."))

    def _since(self, gathered: Gathered) -> date:
        """The day asked for, or the first that nothing billed covers if that is later."""
        agreement = gathered.agreement
        covered = covered_from(agreement.contract, agreement.history)
        asked = self.since or LAST_DATE
        return asked if covered is None else max(asked, covered)

    def _detached(self, gathered: Gathered, around: Around, followed: Any) -> Proposed:
        contract = gathered.agreement.contract
        if followed is None:
            return (), (left_out(contract.code, "", "nothing_to_change"),)
        if gathered.contract_id in around.moved:
            return (), (left_out(contract.code, "", "followed_another"),)
        own = gathered.contract_id in around.own_schedules
        touched = Touched(
            contract_id=gathered.contract_id,
            contract=contract.code,
            customer=contract.customer.name,
            before=followed.code,
            after=LINES if own else LINES_AND_SCHEDULE,
        )
        return (touched,), ()


def _targets(code: str, company_id: int) -> Iterator[Target]:
    """Yield the template of a code, if the company has it."""
    for each in Template.objects.filter(company_id=company_id, code=code) if code else ():
        lines = TemplateLine.objects.filter(template=each)
        yield Target(
            id=each.pk,
            keys=frozenset(lines.values_list("key", flat=True)),
            schedule=template_schedules.schedule_of_row(each),
            schedules=of_templates([each.pk]).get(each.pk, ()),
        )


def _keeps(gathered: Gathered, around: Around, target: Target) -> LeftOut | None:
    """Say why the contract can't follow the template from then on; None if it can."""
    contract, number = gathered.agreement.contract, gathered.contract_id
    followed = around.followed.get(number)
    if followed is not None and followed.id == target.id:
        return left_out(contract.code, "", "nothing_to_change")
    if target.id in around.moved.get(number, ()):
        return left_out(contract.code, "", "followed_before")
    if number not in around.own_schedules and target.schedule is None:
        return left_out(contract.code, "", "template_without_schedule")
    if followed is None and _divides(contract):
        return left_out(contract.code, "", "price_divided")
    own = {around.keys[int(line.key)] for line in contract.lines if int(line.key) in around.keys}
    both = sorted(own & target.keys)
    return left_out(contract.code, both[0], "same_key") if both else None


def _divides(contract: Contract) -> bool:
    """A price that is divided is owed whole: its line can't end before its last part."""
    return any(
        each.price_split is PriceSplit.DIVIDED for each in contract.lines if each.one_off is None
    )


def _first_from(gathered: Gathered, since: date, target: Target | None) -> date | None:
    """The first date on or after a day: of its own schedule, or of the one it will read."""
    contract, history = gathered.agreement.contract, gathered.agreement.history
    agreed = None if target is None else target.schedule_on(since)
    if agreed is not None:
        change = ScheduleChange(valid_from=since, schedule=agreed)
        then = rescheduled(contract, history, change)
        return next((day for day in then.due_on if day >= since), None) if then else None
    of = course(contract)
    if of is None:
        return None
    before = since - ONE_DAY
    after = before if history.last_due_on is None else max(before, history.last_due_on)
    return next_due_on(of, after=after, number=history.last_number)
