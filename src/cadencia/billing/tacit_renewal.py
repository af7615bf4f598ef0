"""Automatic renewal (*tácita*): contracts go on by themselves unless notice was given (R17, LC-5).

The contract is prolonged, so many dates of its schedule at a time, on the day after the last
one for notice. Each prolongation is a row that can be there once; running it again does nothing.
What waits as a draft isn't stale by any of it, so the contract's version stays: an end is the day
before a date of the schedule, and prolonging changes no installment before it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from django.db.models import F, Q
from django.utils.translation import gettext as _

from cadencia.billing import due, telling
from cadencia.billing.gathering import Gathered, gather, masters_of
from cadencia.contracts import services
from cadencia.contracts.models import Contract, Prolongation
from cadencia.contracts.states import State
from cadencia.core import agreement, prolongation
from cadencia.core.course import as_on
from cadencia.core.prolongation import Tacit
from cadencia.parties.access import Actor, Permission, permitted, require
from cadencia.parties.problems import Problem, refuse_if_any

CHUNK = 500
MOST_PERIODS = 10_000
MOST_NOTICE_DAYS = 3650


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How a contract renews itself. Periods are dates of its schedule; None: as many as it has."""

    periods: int | None = None
    notice_days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """A contract that comes to its end, and what happens then.

    `outcome`: renews, notice (given in time: it ends), ends (it doesn't renew by itself) or
    stands (it would renew, but is inactive or its dates don't allow it).
    """

    contract: str
    customer: str
    customer_name: str
    ends_on: date
    notice_until: date | None  # the last day for notice
    new_end: date | None
    outcome: str


def set_automatic(contract_id: int, terms: Terms, *, by: Actor) -> Contract:
    """Have a contract renew itself from its end on.

    :raises NoSuchContract: if the company has no contract of that number.
    :raises ValuesRefused: with all that keeps it from renewing itself.
    """
    with permitted(by, Permission.CONTRACTS):
        contract = services.locked(contract_id, by.company_id)
        refuse_if_any([*_terms_problems(terms), *_problems(contract)])
        contract.renew_automatically = True
        contract.renewal_periods = terms.periods
        contract.notice_days = terms.notice_days
        contract.save(update_fields=["renew_automatically", "renewal_periods", "notice_days"])
        return contract


def set_manual(contract_id: int, *, by: Actor) -> Contract:
    """Have a contract end on its end.

    :raises NoSuchContract: if the company has no contract of that number.
    """
    with permitted(by, Permission.CONTRACTS):
        contract = services.locked(contract_id, by.company_id)
        contract.renew_automatically = False
        contract.save(update_fields=["renew_automatically"])
        return contract


def give_notice(contract_id: int, on: date | None, *, by: Actor) -> Contract:
    """Note that notice was given on a day; None takes it back.

    In time, the contract ends on its end; late, a term later.

    :raises NoSuchContract: if the company has no contract of that number.
    :raises ValuesRefused: if the contract doesn't renew itself.
    """
    with permitted(by, Permission.EVERYDAY):
        contract = services.locked(contract_id, by.company_id)
        if not contract.renew_automatically:
            sentence = _("The contract doesn't renew itself: it needs no notice.")
            refuse_if_any([Problem("contract", sentence)])
        contract.notice_given_on = on
        contract.save(update_fields=["notice_given_on"])
        return contract


def renew_due(today: date, *, by: Actor) -> list[Prolongation]:
    """Prolong all contracts of the company whose notice is over, and return what was done.

    What was missed is caught up, term by term. Five hundred contracts in a transaction.
    """
    require(by, Permission.CONTRACTS)
    done: list[Prolongation] = []
    rest = iter(_ripe(by.company_id, today))
    while chunk := list(islice(rest, CHUNK)):
        with permitted(by, Permission.CONTRACTS):
            done += _renewed(chunk, by.company_id, today)
    return done


def coming(until: date, today: date, *, by: Actor) -> list[Coming]:
    """Return the contracts that come to their end up to a day, the earliest first.

    Those that ended without renewing are left out, and those that another one goes on with once
    it is posted; those that should have renewed are in.
    """
    require(by, Permission.READ)
    mine = Contract.objects.filter(
        company_id=by.company_id, state=State.POSTED.value, ends_on__lte=until
    ).exclude(withdrawn_on__lte=F("ends_on"))
    heirs = Contract.objects.filter(company_id=by.company_id, state=State.POSTED.value)
    mine = mine.exclude(pk__in=heirs.filter(renewed_from__isnull=False).values("renewed_from"))
    mine = mine.filter(Q(renew_automatically=True) | Q(ends_on__gte=today))
    rows = mine.select_related("customer", "template").order_by("ends_on", "code")
    return [_coming(each) for each in rows.iterator(chunk_size=CHUNK)]


# Which ones, and how far


def _ripe(company_id: int, today: date) -> list[int]:
    mine = Contract.objects.filter(
        company_id=company_id,
        renew_automatically=True,
        state=State.POSTED.value,
        is_active=True,
        withdrawn_on=None,
        ends_on__lt=today + timedelta(days=1) * MOST_NOTICE_DAYS,
    )
    ripe = mine.extra(where=["ends_on - notice_days < %s"], params=[today])
    return list(ripe.order_by("pk").values_list("pk", flat=True))


def _renewed(contract_ids: Sequence[int], company_id: int, today: date) -> list[Prolongation]:
    """Prolong what is still ripe once it is locked; in order, as the run's workers lock."""
    rows = {
        each.pk: each
        for each in Contract.objects.select_for_update(no_key=True)
        .filter(pk__in=contract_ids, company_id=company_id, renew_automatically=True)
        .filter(state=State.POSTED.value, is_active=True, withdrawn_on=None)
        .order_by("pk")
    }
    made = [
        new
        for each in gather(sorted(rows), masters_of(company_id))
        for new in _prolongations(rows[each.contract_id], each, today)
    ]
    Prolongation.objects.bulk_create(made)
    for new in made:  # the last one of a contract counts
        rows[new.contract_id].ends_on = new.ends_on
    touched = {new.contract_id for new in made}
    Contract.objects.bulk_update([rows[each] for each in sorted(touched)], ["ends_on"])
    due.refresh(sorted(touched), company_id)
    telling.prolonged(company_id, made)
    return made


def _prolongations(row: Contract, gathered: Gathered, today: date) -> Iterator[Prolongation]:
    contract = _at_its_end(gathered.agreement.contract)
    tacit = _tacit(row, contract)
    if tacit is None or contract.schedule is None:
        return
    before = tacit.ends_on
    for end in prolongation.ends_to_come(contract.schedule, tacit, today):
        yield Prolongation(
            company_id=row.company_id,
            contract=row,
            previous_end=before,
            ends_on=end,
            periods=tacit.periods,
            renewed_on=today,
        )
        before = end


def _at_its_end(contract: agreement.Contract) -> agreement.Contract:
    """Return the contract with the schedule of its last day, with which it goes on (R4)."""
    return contract if contract.ends_on is None else as_on(contract, contract.ends_on)


def _tacit(row: Contract, contract: agreement.Contract) -> Tacit | None:
    """How the contract renews itself; None if its dates don't let it."""
    if contract.schedule is None or contract.ends_on is None or contract.installments is not None:
        return None
    if not prolongation.is_aligned(contract.schedule, contract.ends_on):
        return None
    periods = row.renewal_periods or _own_periods(row, contract)
    if periods < 1:
        return None
    return Tacit(
        ends_on=contract.ends_on,
        periods=periods,
        notice_days=row.notice_days,
        notice_given_on=row.notice_given_on,
    )


def _own_periods(row: Contract, contract: agreement.Contract) -> int:
    """As many as it had before it was prolonged for the first time."""
    first = Prolongation.objects.filter(contract=row).order_by("previous_end").first()
    return prolongation.own_periods(contract) if first is None else first.periods


def _coming(row: Contract) -> Coming:
    gathered = gather([row.pk], masters_of(row.company_id))[0]
    contract = gathered.agreement.contract
    assert row.ends_on is not None  # noqa: S101 - asked for contracts with an end
    tacit = _tacit(row, contract) if row.renew_automatically else None
    new_end = None
    if tacit is None:
        outcome = "stands" if row.renew_automatically else "ends"
    elif prolongation.is_in_time(tacit):
        outcome = "notice"
    else:
        outcome = "renews" if row.is_active else "stands"
        assert contract.schedule is not None  # noqa: S101 - `_tacit` asked for it
        new_end = prolongation.prolonged(contract.schedule, tacit.ends_on, tacit.periods)
    return Coming(
        contract=row.code,
        customer=row.customer.code,
        customer_name=row.customer.name,
        ends_on=row.ends_on,
        notice_until=prolongation.last_day_for_notice(row.ends_on, row.notice_days)
        if row.renew_automatically
        else None,
        new_end=new_end,
        outcome=outcome,
    )


# What keeps a contract from renewing itself


def _terms_problems(terms: Terms) -> list[Problem]:
    problems = []
    if terms.periods is not None and not 1 <= terms.periods <= MOST_PERIODS:
        sentence = _("Write how many installments it goes on for, from 1 to %(most)s.")
        problems.append(Problem("renewal_periods", sentence % {"most": MOST_PERIODS}))
    if not 0 <= terms.notice_days <= MOST_NOTICE_DAYS:
        sentence = _("Write the days of notice, from 0 to %(most)s.")
        problems.append(Problem("notice_days", sentence % {"most": MOST_NOTICE_DAYS}))
    return problems


def _problems(row: Contract) -> list[Problem]:
    contract = _at_its_end(gather([row.pk], masters_of(row.company_id))[0].agreement.contract)
    problems = []
    if row.state in (State.FINISHED.value, State.VOID.value):
        sentence = _("It is finished or void: nothing is billed of it any more.")
        problems.append(Problem("contract", sentence))
    if contract.installments is not None:
        sentence = _("A contract of so many installments can't go on: give it an end instead.")
        problems.append(Problem("installments", sentence))
    if contract.schedule is None:
        problems.append(Problem("schedule", _("It has no schedule to go on with.")))
    if contract.ends_on is None:
        problems.append(Problem("ends_on", _("It has no end: it goes on anyway.")))
    elif contract.schedule is not None:
        problems += _end_problems(contract, contract.schedule, contract.ends_on)
    return problems


def _end_problems(
    contract: agreement.Contract, schedule: agreement.Schedule, end: date
) -> list[Problem]:
    problems = []
    if not prolongation.is_aligned(schedule, end):
        before, after = prolongation.aligned_ends(schedule, end)
        sentence = _("It must end the day before an installment: on %(before)s or %(after)s.")
        days = {"before": before.isoformat(), "after": after.isoformat()}
        problems.append(Problem("ends_on", sentence % days))
    recurring = [line for line in contract.lines if line.one_off is None]
    if recurring and all(line.valid_until and line.valid_until <= end for line in recurring):
        sentence = _("All its lines end with it: leave the end of a line empty.")
        problems.append(Problem("lines", sentence))
    return problems
