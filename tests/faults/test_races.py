"""Several at once: runs against runs, clerks against runs, a cut connection, a bad clock."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection, connections

from cadencia.billing import closing, generation, issuing, runs, undoing
from cadencia.billing.models import BillingRun
from cadencia.billing.runs import AnotherRunIsOpen, RunNotOpen, Wish
from cadencia.billing.scopes import Scope
from cadencia.core.numbering import DayNotOpen
from cadencia.documents.models import Document, DocumentLine
from tests.factories import chief
from tests.faults import victim
from tests.faults.town import a_town, a_victim, check, is_healthy, month_end, refused

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _small() -> None:
    victim.make_small()


def in_thread(act: Callable[[], Any]) -> Any:
    """Do it with a connection of its own."""
    try:
        return act()
    finally:
        connections.close_all()


def drafted(company: int, day: date) -> int:
    """Draft a run and leave it."""
    started = runs.start(
        Scope(as_of=day), Wish(issue=False), by=chief(company), clock=lambda: victim.moment(day)
    )
    generation.carry_on(started.run_id, by=chief(company), clock=lambda: victim.moment(day))
    return started.run_id


def test_eight_runs_at_once_bill_once() -> None:
    company = a_town(160)
    victims = [a_victim(company, month_end(1), workers=1 + n % 2) for n in range(8)]
    for each in victims:
        said, errors = each.communicate(timeout=180)
        assert said.strip() == "issued", errors
    check(company, contracts=160, installments=1)


def test_a_cut_connection_is_nobodys_fault() -> None:
    company = a_town(120)
    stop = threading.Event()
    cutter = threading.Thread(target=_cut_connections, args=(stop,))
    cutter.start()
    try:
        _until_issued(company, month_end(1))
    finally:
        stop.set()
        cutter.join()
        connection.close()  # it may have been cut just after the run's last question
    assert refused(company) == 0
    check(company, contracts=120, installments=1)


def _until_issued(company: int, day: date) -> None:
    """Ask again while the connection is cut under the run more often than it tries itself."""
    for _ in range(20):
        try:
            victim.generate(company, day)
        except Exception:
            connection.close()
        else:
            return
    pytest.fail("the run never came to its end")


def _cut_connections(stop: threading.Event) -> None:
    """End the connections of the others a few times, as a failing network would."""
    params = connection.get_connection_params()
    wanted = {name: params[name] for name in ("dbname", "user", "host", "port") if params.get(name)}
    with psycopg.connect(**wanted, autocommit=True) as mine:
        for _ in range(5):
            if stop.wait(0.15):
                return
            mine.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                " AND query ILIKE ANY(ARRAY['%documents%', '%billing%'])"
            )


def test_one_contract_in_a_hundred_is_poisoned_and_the_others_are_billed() -> None:
    company = a_town(200)
    with connection.cursor() as cursor:
        # What only the database notices: a total that no column of documents takes.
        cursor.execute("ALTER TABLE contracts_contractline DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE contracts_contractline SET quantity = 999999999999, unit_price = 999999999999"
            " WHERE position = 1 AND contract_id IN (SELECT id FROM contracts_contract"
            " WHERE right(code, 2) = '50')"
        )
        # And what the calculation notices.
        cursor.execute(
            "UPDATE contracts_contractline SET description = 'CUOTA <FIN VIGENCIA>'"
            " WHERE position = 1 AND contract_id IN (SELECT id FROM contracts_contract"
            " WHERE right(code, 2) = '99')"
        )
        cursor.execute("ALTER TABLE contracts_contractline ENABLE TRIGGER USER")
    victim.generate(company, month_end(1))
    assert refused(company) == 4
    check(company, contracts=196, installments=1)


def test_a_line_inserted_while_its_document_is_numbered_waits_or_is_refused() -> None:
    company = a_town(40)
    run = drafted(company, month_end(1))
    document = Document.objects.filter(company_id=company).first()
    assert document is not None
    done = threading.Event()
    intruder = threading.Thread(
        target=in_thread, args=(lambda: _insert_lines(document.pk, company, done),)
    )
    intruder.start()
    closing.approve(run, by=chief(company), clock=lambda: victim.moment(month_end(1)))
    generation.carry_on(run, by=chief(company), clock=lambda: victim.moment(month_end(1)))
    done.set()
    intruder.join()
    assert DocumentLine.objects.filter(document=document).count() == 3
    check(company, contracts=40, installments=1)


def _insert_lines(document: int, company: int, done: threading.Event) -> None:
    """Try to slip a line into the document until it is issued; the totals refuse it too."""
    while not done.is_set():
        try:
            with connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO documents_documentline (company_id, document_id, position,"
                    " description, quantity, unit_price, discounts, net, taxes, withheld,"
                    " explanation) VALUES (%s, %s, 99, 'x', 1, 1, '{}', 1, '{}', true, '{}')",
                    (company, document),
                )
        except Exception:
            connection.close()


@pytest.mark.parametrize("workers", [1, 2])
def test_an_interactive_issue_in_the_same_series_leaves_no_gap(workers: int) -> None:
    company, day = a_town(80), month_end(1)
    (single,) = drafted_alone(company, day, "CT00000007")
    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(
            in_thread,
            lambda: issuing.issue_one(single, by=chief(company), clock=lambda: victim.moment(day)),
        )
        many = pool.submit(in_thread, lambda: victim.generate(company, day, workers))
        one.result(timeout=120)
        assert many.result(timeout=120) == "issued"
    check(company, contracts=80, installments=1)


def test_clerks_who_issue_one_after_the_other_while_batches_go_side_by_side() -> None:
    company, day = a_town(300), month_end(1)
    singles = drafted_alone(company, day, *[f"CT{each:08d}" for each in range(1, 31)])
    run = drafted(company, day)
    closing.approve(run, by=chief(company), clock=lambda: victim.moment(day))

    def by_hand(documents: list[int]) -> None:
        for each in documents:
            issuing.issue_one(each, by=chief(company), clock=lambda: victim.moment(day))

    def by_lanes() -> None:
        generation.issue(run, by=chief(company), clock=lambda: victim.moment(day), workers=3)

    acts = [by_lanes, lambda: by_hand(singles[::2]), lambda: by_hand(singles[1::2])]
    with ThreadPoolExecutor(3) as pool:
        for each in [pool.submit(in_thread, act) for act in acts]:
            each.result(timeout=120)
    check(company, contracts=300, installments=1)


def drafted_alone(company: int, day: date, *contracts: str) -> list[int]:
    """Draft the documents of some contracts, and leave them to be issued by hand."""
    from cadencia.billing.scopes import Filter

    scope = Scope(as_of=day, only=Filter(contracts=contracts))
    started = runs.start(
        scope, Wish(issue=False), by=chief(company), clock=lambda: victim.moment(day)
    )
    generation.carry_on(started.run_id, by=chief(company), clock=lambda: victim.moment(day))
    return list(Document.objects.filter(run_id=started.run_id).values_list("pk", flat=True))


def test_undo_against_issue_one_of_them_wins_whole() -> None:
    company, day = a_town(80), month_end(1)
    run = drafted(company, day)

    def issue() -> str:
        closing.approve(run, by=chief(company), clock=lambda: victim.moment(day))
        state = generation.carry_on(run, by=chief(company), clock=lambda: victim.moment(day)).state
        return "issued" if state == "issued" else "refused"  # undone before its first number

    def undo() -> str:
        undoing.undo(run, by=chief(company), clock=lambda: victim.moment(day))
        return "undone"

    with ThreadPoolExecutor(2) as pool:
        tries = [pool.submit(in_thread, act) for act in (issue, undo)]
        ends = [_end_of(each) for each in tries]
    assert sorted(ends) in (["issued", "refused"], ["refused", "undone"])
    if "undone" in ends:
        assert not Document.objects.filter(company_id=company).exists()
        is_healthy()
        victim.generate(company, day)
    check(company, contracts=80, installments=1)


def _end_of(future: Any) -> str:
    try:
        return str(future.result(timeout=120))
    except (RunNotOpen, undoing.SomethingIssued):
        return "refused"


def test_an_undone_run_is_billed_again_by_the_next() -> None:
    company, day = a_town(60), month_end(1)
    run = drafted(company, day)
    undoing.undo(run, by=chief(company), clock=lambda: victim.moment(day))
    is_healthy()
    victim.generate(company, day)
    check(company, contracts=60, installments=1)


def test_a_clock_that_goes_back_issues_nothing_more() -> None:
    company = a_town(60)
    victim.generate(company, month_end(1))
    run = drafted(company, month_end(2))
    yesterday = victim.moment(month_end(1)) - timedelta(days=1)
    closing.approve(run, by=chief(company), clock=lambda: victim.moment(month_end(2)))
    with pytest.raises((issuing.ClockWentBack, DayNotOpen)):
        generation.carry_on(run, by=chief(company), clock=lambda: yesterday)
    assert Document.objects.filter(company_id=company, number__isnull=False).count() == 60
    generation.carry_on(run, by=chief(company), clock=lambda: victim.moment(month_end(2)))
    check(company, contracts=60, installments=2)


def test_new_year_in_the_middle_of_issuing_starts_the_numbers_anew() -> None:
    company = a_town(60)
    victim.generate(company, month_end(11))
    day = date(2026, 12, 31)
    started = runs.start(
        Scope(as_of=day), Wish(approve=True), by=chief(company), clock=lambda: _late(day)
    )
    generation.draft(started.run_id, by=chief(company), clock=lambda: _late(day))
    assert closing.close(started.run_id, by=chief(company), clock=lambda: _late(day)) == "issuing"
    at = issuing.issuer(BillingRun.objects.get(pk=started.run_id), clock=_midnight(day))
    while issuing.issue_next(at):
        pass
    years = Document.objects.filter(run_id=started.run_id).values_list("fiscal_year", flat=True)
    assert set(years) == {2026}  # the theoretical date still stands after midnight
    check(company, contracts=60, installments=12)


def test_always_the_day_of_issue_changes_year_at_midnight() -> None:
    from cadencia.parties.models import Company

    company = a_town(60)
    Company.objects.filter(pk=company).update(issue_date_policy="issue_day")
    victim.generate(company, month_end(11))
    day = date(2026, 12, 31)
    started = runs.start(
        Scope(as_of=day), Wish(approve=True), by=chief(company), clock=lambda: _late(day)
    )
    generation.draft(started.run_id, by=chief(company), clock=lambda: _late(day))
    closing.close(started.run_id, by=chief(company), clock=lambda: _late(day))
    at = issuing.issuer(BillingRun.objects.get(pk=started.run_id), clock=_midnight(day))
    while issuing.issue_next(at):
        pass
    issued = Document.objects.filter(run_id=started.run_id).order_by("issue_date", "number")
    assert {each.fiscal_year for each in issued} == {2026, 2027}
    assert min(each.number or 0 for each in issued if each.fiscal_year == 2027) == 1
    check(company, contracts=60, installments=12)


def _late(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 22, 30, tzinfo=UTC)


def _midnight(day: date) -> Callable[[], datetime]:
    """A clock that passes midnight in Madrid after the first batch."""
    moments = iter([_late(day), *(_late(day) + timedelta(hours=2, seconds=n) for n in range(99))])
    return lambda: next(moments)


def test_a_run_of_another_scope_waits_for_the_open_one() -> None:
    company = a_town(40)
    runs.start(
        Scope(as_of=month_end(1)),
        Wish(),
        by=chief(company),
        clock=lambda: victim.moment(month_end(1)),
    )
    with pytest.raises(AnotherRunIsOpen):
        victim.generate(company, month_end(2))
    victim_run = a_victim(company, month_end(1))
    # The wish differs (approved), the scope doesn't: it joins and brings it to its end.
    said, errors = victim_run.communicate(timeout=120)
    assert said.strip() in ("issued", "drafted"), errors
