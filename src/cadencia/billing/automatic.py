"""Billing by the scheduler what is set to automatic, on its date (GE-5).

Each day, from the company's hour on, a run as of that day bills all automatic contracts that
have something due: days without a run are caught up, each installment with its own date. What
is set to manual waits for a clerk. A run that a safety bound stops stays drafted, and the day
says so until someone takes note.
"""

import logging
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from cadencia.billing import generation, issuing
from cadencia.billing.automatic_models import AutomaticDay
from cadencia.billing.models import BillingRun
from cadencia.billing.runs import AnotherRunIsOpen, Clock, Wish
from cadencia.billing.scopes import Filter, Scope
from cadencia.core.dates import civil_date
from cadencia.core.numbering import DayNotOpen
from cadencia.parties.access import Actor, Permission, permitted, require_in
from cadencia.parties.models import Company

log = logging.getLogger(__name__)

ENDED = ("done", "stopped")
ONLY_AUTOMATIC = Filter(generation="automatic")
_CANT_ISSUE = (DayNotOpen, issuing.IssuerUnknown, issuing.ClockWentBack)


def scheduler(company_id: int) -> Actor:
    """Return the scheduler as the one who bills."""
    return Actor(
        company_id=company_id,
        permissions=frozenset({Permission.READ, Permission.GENERATE}),
        channel="job",
    )


def companies_waiting(at: datetime) -> list[int]:
    """Return the companies whose hour has come today and that aren't billed yet."""
    chosen = Company.objects.filter(automatic_generation=True).order_by("pk")
    waiting = []
    for company in chosen.only("pk", "time_zone", "automatic_hour"):
        local = at.astimezone(ZoneInfo(company.time_zone))
        ended = AutomaticDay.objects.filter(company=company, on=local.date(), state__in=ENDED)
        if local.hour >= company.automatic_hour and not ended.exists():
            waiting.append(company.pk)
    return waiting


def scope_of(today: date) -> Scope:
    """Return what the scheduler bills on a day."""
    return Scope(as_of=today, only=ONLY_AUTOMATIC)


def bill(
    company_id: int, *, by: Actor, clock: Clock, again: bool = False, workers: int | None = None
) -> AutomaticDay:
    """Bill what is automatic and due today, once a day; a day that was cut short goes on.

    `again` bills also if today has ended already: what came due or was mended since. Nothing is
    issued that a safety bound asks about, whoever asks.

    :raises AnotherRunIsOpen: if a run of another scope is open; the day waits.
    """
    require_in(by, company_id, Permission.GENERATE)
    company = Company.objects.defer("logo").get(pk=company_id)
    day = _day(company, clock)
    if day.state in ENDED and not again:
        return day
    day = _begun(day, company, by, clock)
    if day.state == "failed" or day.run_id is None:
        return day
    many = workers or company.automatic_workers
    try:
        run = generation.carry_on(day.run_id, by=by, clock=clock, workers=many)
    except _CANT_ISSUE as error:  # the day is another one meanwhile, or was closed
        return _ended(day, "failed", {"refused": type(error).__name__}, clock)
    return _told(day, run, clock)


def begin(company_id: int, *, by: Actor, clock: Clock) -> AutomaticDay:
    """Open the run of what is automatic and due today, for a job to carry on; see `bill`.

    :raises AnotherRunIsOpen: if a run of another scope is open.
    """
    require_in(by, company_id, Permission.GENERATE)
    company = Company.objects.defer("logo").get(pk=company_id)
    return _begun(_day(company, clock), company, by, clock)


def alerts(company_id: int, *, by: Actor) -> list[AutomaticDay]:
    """Return the days that stopped or failed and that nobody has taken note of, newest first."""
    require_in(by, company_id, Permission.READ)
    found = AutomaticDay.objects.filter(
        company_id=company_id, state__in=("stopped", "failed"), seen_at=None
    )
    return list(found.order_by("-on"))


def take_note(days: Iterable[int], *, by: Actor, at: datetime) -> int:
    """Mark alerts as seen; return how many were not yet."""
    with permitted(by, Permission.GENERATE):
        mine = AutomaticDay.objects.filter(
            company_id=by.company_id, pk__in=list(days), seen_at=None
        )
        return mine.update(seen_at=at)


def _day(company: Company, clock: Clock) -> AutomaticDay:
    day, _created = AutomaticDay.objects.get_or_create(
        company_id=company.pk,
        on=civil_date(clock(), company.time_zone),
        defaults={"started_at": clock()},
    )
    return day


def _begun(day: AutomaticDay, company: Company, by: Actor, clock: Clock) -> AutomaticDay:
    """Open the day's run or join it; the day fails if nothing can be issued on it."""
    wish = Wish(issue=company.documents_are == "issued")
    try:
        if wish.issue:
            issuing.refuse_unless_open(by=by, clock=clock)
        started = generation.begin(scope_of(day.on), wish, by=by, clock=clock)
    except AnotherRunIsOpen as error:
        _ended(day, "going", {"another_run": error.run_id}, clock)
        raise
    except _CANT_ISSUE as error:
        return _ended(day, "failed", {"refused": type(error).__name__}, clock)
    day.run_id = started.run_id
    return _ended(day, "going", None, clock)


def _told(day: AutomaticDay, run: BillingRun, clock: Clock) -> AutomaticDay:
    day.run_id = run.pk
    if run.state == "drafted" and run.stop_reason:
        log.warning("automatic run %s is drafted and asks before it issues", run.pk)
        return _ended(day, "stopped", run.stop_reason, clock)
    if run.state not in ("issued", "drafted"):  # someone asked it to stop
        return _ended(day, "stopped", {"left": run.state}, clock)
    return _ended(day, "done", None, clock)


def _ended(
    day: AutomaticDay, state: str, reason: dict[str, Any] | None, clock: Clock
) -> AutomaticDay:
    if state == "failed":
        log.error("company %s can't be billed on %s: %s", day.company_id, day.on, reason)
    if (day.state, day.reason) != (state, reason):
        day.seen_at = None
    day.state, day.reason = state, reason
    day.finished_at = None if state == "going" else clock()
    day.save()
    return day
