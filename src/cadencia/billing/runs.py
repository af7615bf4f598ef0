"""The life of a run: started or joined, cancelled, found again (GE-10, R16)."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from cadencia.billing.models import BillingRun, RunCancel, RunExclusion
from cadencia.billing.portions import LEAST, STEPS
from cadencia.billing.scopes import Scope, candidates, scope_of
from cadencia.parties.access import Actor, Permission, permitted, require

CHUNK = 4000  # contracts; fewer where there are few: see `portions`
LAST = 2  # chunks that are cut finer, so that workers end together
FINER, HALF = 4, 2  # how much finer: in a large run, in a small one
RUN_LOCK = 0x0CADE
Clock = Callable[[], datetime]
OPEN = ("drafting", "issuing", "undoing")

_CUT = """
WITH found AS MATERIALIZED ({candidates}),
ordered AS (
    SELECT contract_id, bill_to_id,
           (row_number() OVER (ORDER BY bill_to_id, contract_id) - 1) AS place,
           count(*) OVER (PARTITION BY bill_to_id) AS mates
    FROM found
),
size AS (
    SELECT most, many, most / CASE WHEN most = %(chunk)s THEN %(finer)s ELSE %(half)s END AS fine,
           CASE WHEN many > 2 * %(last)s * most THEN many - %(last)s * most ELSE many END AS whole
    FROM (SELECT least(%(chunk)s, greatest(%(least)s, count(*) / %(steps)s)) AS most,
                 count(*) AS many FROM found) AS counted
),
placed AS (
    SELECT contract_id, bill_to_id, most, many, fine, whole,
           CASE WHEN mates > most THEN place
                ELSE min(place) OVER (PARTITION BY bill_to_id) END AS at
    FROM ordered, size
),
numbered AS (
    SELECT contract_id, bill_to_id,
           CASE WHEN at < whole THEN at / most
                ELSE many / most + 1 + (at - whole) / greatest(fine, 1) END AS n
    FROM placed
)
INSERT INTO billing_runchunk
    (company_id, run_id, n, from_bill_to, from_contract, to_bill_to, to_contract, state,
     contracts, documents, installments, refusals, totals, digest, contract_ids, alerts, error)
SELECT %(company)s, %(run)s, n, min(bill_to_id), min(contract_id), max(bill_to_id),
       max(contract_id), 'open', count(*), 0, 0, 0, '{{}}', '',
       array_agg(contract_id ORDER BY contract_id), '{{}}', ''
FROM numbered GROUP BY n
"""


# The same, but a customer whose contracts share documents is never split, however many it has.
_WHOLE = """WHEN mates > most AND NOT %(group)s AND bill_to_id NOT IN (
               SELECT id FROM parties_customer WHERE company_id = %(company)s AND group_contracts
           ) THEN"""


class AnotherRunIsOpen(Exception):
    """A run of another scope is being drafted or issued."""

    def __init__(self, run_id: int) -> None:
        super().__init__(run_id)
        self.run_id = run_id


class NoSuchRun(Exception):
    """The company has no run of that number."""


class RunNotOpen(Exception):
    """The run can't be cancelled, issued or undone in the state it is in."""

    def __init__(self, run_id: int, state: str) -> None:
        super().__init__(run_id, state)
        self.run_id = run_id
        self.state = state


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How a run is to be done: issued or drafts only, with which expectation."""

    issue: bool = True
    expect: str = ""  # the fingerprint of a preview
    approve: bool = False  # go on although the safety bounds ask
    document_date: date | None = None  # one date for all documents (R5)
    excluded: Sequence[tuple[int, date]] = ()  # contract, due date


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """The run that answers: a new one, or an open one of the same scope that was joined."""

    run_id: int
    joined: bool


def start(scope: Scope, wish: Wish, *, by: Actor, clock: Clock) -> Started:
    """Open a run and cut it into chunks, or join the open one of the same scope (GE-7).

    A run that was killed is resumed by starting it again. The run keeps who asked for it first.

    :raises AnotherRunIsOpen: if a run of another scope is open.
    """
    company_id = by.company_id
    with permitted(by, Permission.GENERATE):
        _lock(company_id)
        opened = BillingRun.objects.filter(company_id=company_id, state__in=OPEN).first()
        if opened is not None:
            if opened.scope_key != _key(scope, wish) or opened.state == "undoing":
                raise AnotherRunIsOpen(opened.pk)
            RunCancel.objects.filter(run_id=opened.pk).delete()
            return Started(run_id=opened.pk, joined=True)
        run = _created(scope, wish, by, clock())
        _cut(run.pk, company_id, scope)
    return Started(run_id=run.pk, joined=False)


def cancel(run_id: int, *, by: Actor, clock: Clock) -> None:
    """Ask a run to stop: its workers see it before their next chunk, and it can be undone.

    :raises NoSuchRun: if the company has none of that number.
    :raises RunNotOpen: if it is not being drafted any more.
    """
    with permitted(by, Permission.GENERATE):
        run = _own(run_id, by.company_id)
        if run.state != "drafting":
            raise RunNotOpen(run_id, run.state)
        RunCancel.objects.get_or_create(
            run_id=run_id, company_id=by.company_id, defaults={"asked_at": clock()}
        )


def go_on(run_id: int, *, by: Actor) -> None:
    """Take back that a run was asked to stop; whoever carries it on goes on where it was.

    :raises NoSuchRun: if the company has none of that number.
    :raises RunNotOpen: if it is not being drafted any more.
    """
    with permitted(by, Permission.GENERATE):
        run = _own(run_id, by.company_id)
        if run.state not in OPEN:
            raise RunNotOpen(run_id, run.state)
        RunCancel.objects.filter(run_id=run_id).delete()


def find(run_id: int, *, by: Actor) -> BillingRun:
    """Return a run of the company.

    :raises NoSuchRun: if there is none.
    """
    require(by, Permission.READ)
    return _own(run_id, by.company_id)


def to_work_on(run_id: int, *, by: Actor) -> BillingRun:
    """Return a run that is to be brought further: by who may draft or who may issue.

    That it is to be drafted, and whether issued, was asked when it was started or approved.

    :raises NoSuchRun: if the company has none of that number.
    """
    require_worker(by)
    return _own(run_id, by.company_id)


def require_worker(by: Actor) -> None:
    """Let those go on who may draft or who may issue.

    :raises NotAllowed: if it is neither.
    """
    issues = Permission.DOCUMENTS in by.permissions
    require(by, Permission.DOCUMENTS if issues else Permission.GENERATE)


def locked(run_id: int, company_id: int) -> BillingRun:
    """Return a run of a company, held until the transaction ends: its state is to change.

    :raises NoSuchRun: if the company has none of that number.
    """
    return _own(run_id, company_id, BillingRun.objects.select_for_update(no_key=True))


def scope_of_run(run: BillingRun) -> Scope:
    """Return what the run was asked for."""
    return scope_of(run.scope, as_of=run.as_of)


def set_state(run_id: int, state: str, **values: Any) -> None:
    """Write a run's state and what changes with it."""
    BillingRun.objects.filter(pk=run_id).update(state=state, **values)


def _own(run_id: int, company_id: int, among: QuerySet[BillingRun] | None = None) -> BillingRun:
    every = BillingRun.objects.all() if among is None else among
    run = every.filter(company_id=company_id, pk=run_id).first()
    if run is None:
        raise NoSuchRun(run_id)
    return run


def _lock(company_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", (RUN_LOCK, company_id))


def _created(scope: Scope, wish: Wish, by: Actor, now: datetime) -> BillingRun:
    run = BillingRun.objects.create(
        company_id=by.company_id,
        scope=scope.form(),
        scope_key=_key(scope, wish),
        as_of=scope.as_of if scope.window is None else scope.window.until,
        range_from=scope.window.start if scope.window else None,
        range_until=scope.window.until if scope.window else None,
        expect=wish.expect,
        issue=wish.issue,
        options={
            "approve": wish.approve,
            "document_date": wish.document_date.isoformat() if wish.document_date else None,
        },
        user_id=by.user_id,
        started_at=now,
    )
    RunExclusion.objects.bulk_create(
        RunExclusion(company_id=by.company_id, run=run, contract_id=contract, due_on=due_on)
        for contract, due_on in sorted(set(wish.excluded))
    )
    return run


def _key(scope: Scope, wish: Wish) -> str:
    """Two runs are the same if they bill the same and leave it in the same state."""
    left_out = sorted((contract, due_on.isoformat()) for contract, due_on in wish.excluded)
    return f"{scope.key()} {'issue' if wish.issue else 'draft'} {json.dumps(left_out)}"


def _cut(run_id: int, company_id: int, scope: Scope) -> None:
    """Cut the run into chunks; only a customer with more contracts than fit is split."""
    query, parameters = candidates(scope, company_id)
    with connection.cursor() as cursor:
        cut = _CUT.replace("WHEN mates > most THEN", _WHOLE)
        values = {**parameters, "run": run_id, "group": scope.group}
        values |= {"chunk": CHUNK, "least": LEAST, "steps": STEPS}
        values |= {"last": LAST, "finer": FINER, "half": HALF}
        cursor.execute(cut.format(candidates=query), values)
