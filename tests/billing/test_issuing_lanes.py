"""Several batches are numbered at once: each from how the one before it is going to end."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from django.db import connection, connections, transaction

from cadencia.billing import (
    closing,
    doctor,
    generation,
    issuing,
    issuing_lanes,
    issuing_locks,
    runs,
)
from cadencia.billing.issuing_locks import ClockWentBack
from cadencia.billing.models import BillingRun
from cadencia.billing.runs import Wish
from cadencia.billing.scopes import Scope
from cadencia.contracts.models import Contract
from cadencia.core.numbering import DayNotOpen
from cadencia.documents.models import Document, DocumentDueDate, Series, SeriesCounter
from cadencia.parties.models import Company
from cadencia.webhooks.models import Endpoint, Event
from tests import factories
from tests.billing.ranked_runs import (
    BATCH,
    NET_30,
    a_company_of,
    clock,
    document_of,
    numbers,
    ranked,
    somebody_waits,
)
from tests.factories import chief

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = [
    *("Ana", "Bea", "Cid", "Dan", "Eva", "Fer", "Gil"),
    *("Hugo", "Ines", "Juan", "Kira", "Leo", "Mar"),
]
ALL = list(range(1, len(NAMES) + 1))


@pytest.fixture(autouse=True)
def batches_of_two(monkeypatch):
    monkeypatch.setattr(closing, "BATCH", BATCH)


@pytest.fixture
def company():
    return a_company_of(NAMES)


@pytest.fixture
def run(company):
    """Return a run that is drafted, its documents ranked: seven batches."""
    return ranked(company)


def issue(run, *, clock=clock, workers=2):
    generation.issue(run.pk, by=chief(run.company_id), clock=clock, workers=workers)


def issued(run, **how):
    issue(run, **how)
    assert BillingRun.objects.get(pk=run.pk).state == "issued"
    assert [each.name for each in doctor.examine(at=clock()) if each.name != "triggers"] == []


@pytest.fixture
def turns(monkeypatch):
    """Return the first ranks of the batches that lanes committed, and of those done in turn."""
    by_lanes, in_turn = [], []
    take, begin = issuing_lanes._take_turn, issuing.issue_next

    def took(at, batch, *rest):
        take(at, batch, *rest)
        by_lanes.append(batch.first)

    def began(at, *rest):
        in_turn.append(BillingRun.objects.get(pk=at.run_id).issued_rank + 1)
        return begin(at, *rest)

    monkeypatch.setattr(issuing_lanes, "_take_turn", took)
    monkeypatch.setattr(issuing, "issue_next", began)
    return by_lanes, in_turn


@contextmanager
def before_the_turn_of(monkeypatch, first, act):
    """Do something once the batch with this first rank is written, before it looks about."""
    take, done = issuing_lanes._take_turn, []

    def meddled(at, batch, *rest):
        if batch.first == first and not done:
            done.append(None)
            act()
        take(at, batch, *rest)

    with monkeypatch.context() as patched:
        patched.setattr(issuing_lanes, "_take_turn", meddled)
        yield
    assert done


@contextmanager
def once_read(monkeypatch, first, act):
    """Do something between the reading of a batch and the writing of its numbers."""
    read, done = issuing_lanes.issuing_turns.unlocked, []
    batch = issuing_lanes.issuing_turns.batch

    def meddled(documents):
        found = read(documents)
        run = BillingRun.objects.get()
        if documents == batch(run.pk, first) and not done:
            done.append(None)
            act()
        return found

    with monkeypatch.context() as patched:
        patched.setattr(issuing_lanes.issuing_turns, "unlocked", meddled)
        yield
    assert done


def elsewhere(act):
    """Do it on another connection, and wait until it is done."""

    def alone():
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(alone).result(20)


# Nobody else is about


@pytest.mark.parametrize("workers", [2, 3, 9])
def test_all_batches_go_by_lanes_and_numbers_follow_the_ranks(run, turns, workers):
    issued(run, workers=workers)
    assert turns == ([1, 3, 5, 7, 9, 11, 13], [14])  # in turn only the end
    assert numbers() == ALL
    assert DocumentDueDate.objects.count() == len(ALL)
    at = list(Document.objects.order_by("number").values_list("issued_at", flat=True))
    assert at == sorted(at)


def test_one_worker_alone_issues_in_turn(run, turns):
    issued(run, workers=1)
    assert turns == ([], [1, 3, 5, 7, 9, 11, 13, 14])


def test_a_run_of_one_batch_is_issued_in_turn(company, turns, monkeypatch):
    monkeypatch.setattr(closing, "BATCH", 2000)
    issued(ranked(company))
    assert turns == ([], [1, 14])


def test_what_is_written_is_what_one_worker_writes(company):
    """Two months by lanes and in turn: the same numbers, dates and due dates."""

    def written(month, workers):
        scope, by = Scope(as_of=month), chief(company.pk)
        at = datetime(month.year, month.month, month.day, 10, tzinfo=UTC)
        run = generation.generate(scope, Wish(issue=False), by=by, clock=lambda: at)
        closing.approve(run.pk, by=by, clock=lambda: at)
        issue(run, clock=lambda: at, workers=workers)
        mine = Document.objects.filter(run_id=run.pk)
        assert set(mine.values_list("issue_date", flat=True)) == {month}
        found = DocumentDueDate.objects.filter(document__in=mine).order_by("number")
        return [(each.number, each.amount, each.due_on - month) for each in found]

    first, second = written(date(2026, 1, 31), 2), written(date(2026, 2, 28), 1)
    after = len(ALL)
    assert [(number + after, *rest) for number, *rest in first] == second


def test_two_series_in_a_batch_have_their_own_numbers(company, turns):
    other = Series.objects.create(company=company, code="Z", kind="invoice", name="Otra")
    odd = Contract.objects.filter(customer__name__in=NAMES[1::2])
    factories.agreed_anew(odd, series=other.code)
    issued(ranked(company))
    assert len(turns[0]) == 7
    by_series = {
        each: sorted(Document.objects.filter(series=each).values_list("number", flat=True))
        for each in set(Document.objects.values_list("series_id", flat=True))
    }
    assert sorted(map(len, by_series.values())) == [6, 7]
    assert all(found == list(range(1, len(found) + 1)) for found in by_series.values())


def test_who_listens_is_told_in_the_order_of_the_numbers(company, run):
    Endpoint.objects.create(
        company=company, url="https://example.com/", salt="0" * 64, created_at=clock()
    )
    issued(run)
    told = Event.objects.filter(kind="document.issued").order_by("pk")
    assert [each["number"] for event in told for each in event.data] == ALL


# A draft isn't as it was


def test_a_draft_edited_meanwhile_is_numbered_as_it_is_now(run, turns, monkeypatch):
    eva = document_of("Eva")

    def edited():
        Document.objects.filter(pk=eva.pk).update(payment_terms=NET_30)

    with once_read(monkeypatch, 5, lambda: elsewhere(edited)):
        issued(run)
    assert numbers() == ALL
    assert DocumentDueDate.objects.get(document=eva).due_on == date(2026, 3, 2)
    assert turns[1] == [5, 14]  # by lanes again after it


def test_a_draft_deleted_meanwhile_leaves_no_gap(run, turns, monkeypatch):
    eva = document_of("Eva")
    with once_read(monkeypatch, 5, lambda: elsewhere(eva.delete)):
        issue(run)
    assert numbers() == ALL[:-1]
    assert turns[1] == [5, 14]


def test_a_draft_whose_contract_has_changed_stays_a_draft(run, turns):
    factories.agreed_anew(Contract.objects.filter(customer__name="Eva"), version=2)
    issue(run)
    assert len(turns[0]) == 7
    assert sorted(numbers(), key=str) == sorted([*ALL[:-1], None], key=str)
    assert document_of("Eva").number is None


def test_a_draft_held_by_somebody_is_waited_for_in_turn(run, turns, monkeypatch):
    """A lane gives up on it and holds nothing; whoever holds it changes it, and that counts."""
    eva = document_of("Eva")
    holds, asks_in_turn = threading.Event(), threading.Event()
    in_turn = issuing.turns.locked

    def locked(documents):
        asks_in_turn.set()
        return in_turn(documents)

    def holds_it():
        with transaction.atomic():
            Document.objects.filter(pk=eva.pk).update(payment_terms=NET_30)
            holds.set()
            assert asks_in_turn.wait(20)
        connections.close_all()

    monkeypatch.setattr(issuing.turns, "locked", locked)
    other = threading.Thread(target=holds_it)
    other.start()
    assert holds.wait(10)
    issued(run)
    other.join(10)
    assert (numbers(), turns[1]) == (ALL, [5, 14])
    assert DocumentDueDate.objects.get(document=eva).due_on == date(2026, 3, 2)


# Somebody issues meanwhile


def test_a_document_issued_by_hand_in_between_has_its_own_number(company, run, turns, monkeypatch):
    """It waits until the lane gives up, and takes the number that the lane had foretold."""
    mine = factories.a_draft_document(factories.a_customer(company, "Zoe"))

    def issues():
        issuing.issue_one(mine.pk, by=chief(company.pk), clock=clock)
        connections.close_all()

    other = threading.Thread(target=issues)

    def begins_and_has_the_issuers_lock():
        other.start()
        assert any(somebody_waits() for _ in range(100_000))  # for the lane's uncommitted number

    with before_the_turn_of(monkeypatch, 5, begins_and_has_the_issuers_lock):
        issued(run)
    other.join(10)
    mine.refresh_from_db()
    assert mine.number == 5
    assert sorted(numbers()) == [*ALL, len(ALL) + 1]
    assert turns[1] == [5, 14]


def test_a_document_of_another_series_issued_later_than_a_lane_says_of_itself(
    company, run, turns, monkeypatch
):
    other = Series.objects.create(company=company, code="Z", kind="invoice", name="Otra")
    mine = factories.a_draft_document(factories.a_customer(company, "Zoe"), series=other)
    seconds = count()

    def ticking():
        return clock() + timedelta(seconds=next(seconds))

    def issues():
        elsewhere(lambda: issuing.issue_one(mine.pk, by=chief(company.pk), clock=ticking))

    with before_the_turn_of(monkeypatch, 5, issues):
        issued(run, clock=ticking)
    assert turns[1] == [5, 14]
    of_the_run = Document.objects.exclude(pk=mine.pk).order_by("number")
    at = list(of_the_run.values_list("issued_at", flat=True))
    assert at == sorted(at)
    mine.refresh_from_db()
    assert at[3] < mine.issued_at < at[4]


def test_a_document_of_another_series_issued_earlier_disturbs_nobody(
    company, run, turns, monkeypatch
):
    other = Series.objects.create(company=company, code="Z", kind="invoice", name="Otra")
    mine = factories.a_draft_document(factories.a_customer(company, "Zoe"), series=other)

    def issues():
        elsewhere(lambda: issuing.issue_one(mine.pk, by=chief(company.pk), clock=clock))

    with before_the_turn_of(monkeypatch, 5, issues):
        issued(run)
    assert turns[1] == [14]


def test_two_processes_that_issue_the_same_run_number_each_document_once(company, run):
    def by_lanes():
        issue(run)
        connections.close_all()

    others = [threading.Thread(target=by_lanes) for _ in range(3)]
    for each in others:
        each.start()
    for each in others:
        each.join(60)
    issued(run)
    assert numbers() == ALL


def test_a_draft_of_a_later_batch_issued_by_hand_isnt_numbered_twice(company, run, monkeypatch):
    kira = document_of("Kira")  # in the sixth batch

    def issues():
        elsewhere(lambda: issuing.issue_one(kira.pk, by=chief(company.pk), clock=clock))

    with once_read(monkeypatch, 1, issues):
        issued(run)
    assert sorted(numbers()) == ALL
    assert document_of("Kira").number == 1


def test_a_date_given_in_the_series_meanwhile_counts(company, run, turns, monkeypatch):
    """Of another fiscal year: its number disturbs nobody, its date has to."""
    series = document_of("Ana").series_id
    later = {"fiscal_year": 2027, "last_number": 1, "last_date": date(2027, 1, 2)}

    def dates():
        elsewhere(
            lambda: SeriesCounter.objects.create(company_id=company.pk, series_id=series, **later)
        )

    with before_the_turn_of(monkeypatch, 5, dates), pytest.raises(DayNotOpen):
        issue(run)
    assert turns == ([1, 3], [5])


# The run, the clock and the connection


def test_a_run_that_somebody_else_brought_further_is_left_where_it_is(run, turns, monkeypatch):
    def further():
        elsewhere(lambda: BillingRun.objects.filter(pk=run.pk).update(issued_rank=6))

    with before_the_turn_of(monkeypatch, 5, further):
        issue(run)
    assert turns == ([1, 3, 9, 11, 13], [7, 14])


def test_a_run_set_aside_in_between_stops_with_whole_batches(company, run, monkeypatch):
    def sets_aside():
        elsewhere(lambda: closing.set_aside(run.pk, by=chief(company.pk), clock=clock))

    with before_the_turn_of(monkeypatch, 5, sets_aside):
        issue(run)
    assert BillingRun.objects.get(pk=run.pk).state == "drafted"
    assert sorted(numbers(), key=lambda each: each or 99) == [1, 2, 3, 4] + 9 * [None]
    assert SeriesCounter.objects.get(company=company).last_number == 4
    assert not DocumentDueDate.objects.filter(document__number=None).exists()
    closing.approve(run.pk, by=chief(company.pk), clock=clock)
    issued(run)
    assert numbers() == ALL


def test_a_clock_that_goes_back_stops_it_with_whole_batches(run):
    moments = iter([clock() + timedelta(seconds=1), clock() + timedelta(seconds=2)])

    def back():
        return next(moments, clock())

    with pytest.raises(ClockWentBack):
        issue(run, clock=back)
    assert sorted(numbers(), key=lambda each: each or 99) == [1, 2, 3, 4] + 9 * [None]
    issued(run, clock=lambda: clock() + timedelta(hours=1))
    assert numbers() == ALL


def test_midnight_in_the_middle_changes_the_day(company, run):
    Company.objects.filter(pk=company.pk).update(issue_date_policy="issue_day")
    late = datetime(2026, 1, 31, 22, 30, tzinfo=UTC)
    moments = iter([late, late])
    issue(run, clock=lambda: next(moments, late + timedelta(hours=2)))
    dates = list(Document.objects.order_by("number").values_list("issue_date", flat=True))
    assert dates == 4 * [date(2026, 1, 31)] + 9 * [date(2026, 2, 1)]
    assert numbers() == ALL


def test_a_day_that_isnt_open_is_said_as_in_turn(company, run):
    Company.objects.filter(pk=company.pk).update(closed_until=date(2026, 1, 31))
    with pytest.raises(DayNotOpen):
        issue(run)
    assert numbers() == len(ALL) * [None]


def test_a_lane_whose_connection_is_cut_gives_up_and_a_new_one_goes_on(run, turns, monkeypatch):
    def cut():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    with before_the_turn_of(monkeypatch, 5, cut):
        issued(run)
    assert numbers() == ALL
    assert turns == ([1, 3, 7, 9, 11, 13], [5, 14])


def test_after_each_failure_more_is_done_in_turn_before_lanes_are_tried_again(
    run, turns, monkeypatch
):
    take = issuing_locks.lock_issuer
    main = threading.current_thread()

    def never(company_id, clock):
        if threading.current_thread() is not main:
            raise ClockWentBack
        return take(company_id, clock)

    monkeypatch.setattr(issuing_locks, "lock_issuer", never)
    tries = []
    begin = issuing_lanes._Lanes._begin

    def began(lanes):
        tries.append(BillingRun.objects.get(pk=run.pk).issued_rank + 1)
        begin(lanes)

    monkeypatch.setattr(issuing_lanes._Lanes, "_begin", began)
    issued(run)
    assert turns == ([], [1, 3, 5, 7, 9, 11, 13, 14])
    assert tries == [1, 3, 9]
    assert numbers() == ALL


def test_what_nobody_expects_is_raised_and_all_lanes_end(run, monkeypatch):
    def broken(*_):
        raise KeyError("bug")

    monkeypatch.setattr(issuing_lanes, "_take_turn", broken)
    with pytest.raises(KeyError):
        issue(run)
    assert numbers() == len(ALL) * [None]
    assert not [each for each in threading.enumerate() if each.name.startswith("lane-")]
    assert runs.find(run.pk, by=chief(run.company_id)).state == "issuing"
