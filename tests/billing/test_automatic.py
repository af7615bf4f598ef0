"""Billing by the scheduler: on its hour, once a day, catching up, stopping where it asks (GE-5)."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection

from cadencia.billing import acts, automatic, automatic_task, runs
from cadencia.billing.automatic_models import AutomaticDay
from cadencia.billing.runs import AnotherRunIsOpen, Wish
from cadencia.billing.scopes import Scope
from cadencia.documents.models import Document
from cadencia.parties.access import GRANTS, Actor, NotAllowed, Role, administrator_of_machine
from cadencia.parties.models import Company
from tests import factories
from tests.api.calling import Program, it_is
from tests.job_queue import empty_queue

__all__ = ["empty_queue"]

pytestmark = pytest.mark.django_db

EARLY = datetime(2026, 3, 15, 4, 30, tzinfo=UTC)  # 5:30 in Madrid
MORNING = datetime(2026, 3, 15, 5, 0, tzinfo=UTC)  # 6:00
NEXT = datetime(2026, 4, 2, 5, 0, tzinfo=UTC)


@pytest.fixture
def company():
    return factories.a_company(automatic_generation=True)


def a_contract(company, **fields):
    draft = factories.a_draft_contract(factories.a_customer(company), ("CUOTA", "45.00"), **fields)
    return acts.post(draft.pk, on=date(2026, 1, 1), by=administrator_of_machine(company.pk))


def bill(company, at=MORNING, **how):
    by = automatic.scheduler(company.pk)
    return automatic.bill(company.pk, by=by, clock=lambda: at, **how)


def issued(company):
    return Document.objects.filter(company=company, number__isnull=False).count()


class TestWhen:
    @pytest.mark.parametrize(("at", "waits"), [(EARLY, False), (MORNING, True)])
    def test_from_the_companys_hour_on(self, company, at, waits):
        assert automatic.companies_waiting(at) == ([company.pk] if waits else [])

    def test_once_a_day(self, company):
        bill(company)
        assert automatic.companies_waiting(MORNING) == []
        assert automatic.companies_waiting(NEXT) == [company.pk]

    def test_not_where_it_is_off(self):
        factories.a_company()
        assert automatic.companies_waiting(MORNING) == []

    def test_a_day_that_failed_is_tried_again(self, company):
        Company.objects.filter(pk=company.pk).update(closed_until=date(2026, 3, 31))
        a_contract(company)
        day = bill(company)
        assert (day.state, day.reason) == ("failed", {"refused": "DayNotOpen"})
        assert automatic.companies_waiting(MORNING) == [company.pk]
        Company.objects.filter(pk=company.pk).update(closed_until=None)
        assert bill(company).state == "done"
        assert issued(company) == 2

    @pytest.mark.parametrize("hour", [-1, 24])
    def test_an_hour_that_there_is_not(self, company, hour):
        with pytest.raises(Exception, match="automatic_hour"):
            Company.objects.filter(pk=company.pk).update(automatic_hour=hour)


class TestWhat:
    def test_days_missed_are_caught_up_each_with_its_date(self, company):
        a_contract(company)
        assert bill(company).state == "done"
        found = Document.objects.filter(company=company).order_by("operation_date")
        assert [each.operation_date.isoformat() for each in found] == ["2026-01-31", "2026-02-28"]

    def test_what_is_manual_waits(self, company):
        a_contract(company, generation="manual")
        a_contract(company)
        bill(company)
        assert issued(company) == 2

    def test_again_bills_nothing_twice(self, company):
        a_contract(company)
        first, second = bill(company), bill(company, again=True)
        assert (first.pk, issued(company)) == (second.pk, 2)

    def test_once_a_day_unless_it_is_asked_for(self, company):
        bill(company)
        a_contract(company)
        bill(company)
        assert issued(company) == 0
        bill(company, again=True)
        assert issued(company) == 2

    def test_drafts_where_the_company_wants_drafts(self, company):
        Company.objects.filter(pk=company.pk).update(documents_are="draft")
        a_contract(company)
        assert bill(company).state == "done"
        assert (issued(company), Document.objects.count()) == (0, 2)


class TestWhatStops:
    def test_a_safety_bound_leaves_drafts_and_an_alert(self, company):
        Company.objects.filter(pk=company.pk).update(max_installments_per_contract=1)
        a_contract(company)
        by = automatic.scheduler(company.pk)
        day = bill(company)
        assert (day.state, list(day.reason)) == ("stopped", ["installments_per_contract"])
        assert (issued(company), Document.objects.count()) == (0, 2)
        assert automatic.alerts(company.pk, by=by) == [day]
        assert automatic.take_note([day.pk], by=by, at=MORNING) == 1
        assert automatic.alerts(company.pk, by=by) == []

    def test_the_next_day_goes_on_with_what_is_due_then(self, company):
        Company.objects.filter(pk=company.pk).update(max_installments_per_contract=1)
        a_contract(company)
        bill(company)
        assert bill(company, NEXT).state == "done"
        assert issued(company) == 1

    def test_another_run_that_is_open_makes_it_wait(self, company):
        a_contract(company)
        other = Scope(as_of=date(2026, 1, 31))
        runs.start(other, Wish(), by=factories.chief(company.pk), clock=lambda: MORNING)
        with pytest.raises(AnotherRunIsOpen):
            bill(company)
        assert AutomaticDay.objects.get().state == "going"
        assert automatic.companies_waiting(MORNING) == [company.pk]

    def test_one_that_was_killed_goes_on(self, company):
        a_contract(company)
        AutomaticDay.objects.create(company=company, on=date(2026, 3, 15), started_at=EARLY)
        runs.start(
            automatic.scope_of(date(2026, 3, 15)),
            Wish(),
            by=factories.chief(company.pk),
            clock=lambda: EARLY,
        )
        assert bill(company).state == "done"
        assert issued(company) == 2

    def test_who_may_not_generate_may_not_have_it_done(self, company):
        auditor = Actor(company_id=company.pk, permissions=GRANTS[Role.AUDITOR])
        with pytest.raises(NotAllowed):
            automatic.bill(company.pk, by=auditor, clock=lambda: MORNING)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("empty_queue")
class TestJobs:
    @pytest.fixture(autouse=True)
    def _clock(self, settings):
        settings.CLOCK = "tests.billing.test_automatic.the_clock"

    def test_one_job_for_each_company_however_often_it_is_looked(self, company):
        factories.a_company(automatic_generation=True)
        for _ in range(3):
            automatic_task.look_for_automatic(timestamp=0)
        assert _jobs("billing.bill_company") == 2

    def test_the_job_bills(self, company):
        a_contract(company)
        automatic_task.bill_company(company_id=company.pk)
        automatic_task.bill_company(company_id=company.pk)
        assert issued(company) == 2

    def test_asked_for_by_the_api_it_is_left_to_a_job(self, company):
        a_contract(company)
        bill(company)
        a_contract(company)
        it_is(date(2026, 3, 15))
        answer = Program(company).post("/automatic/run", {})
        told = answer.json()
        assert (answer.status_code, told["state"], told["run"] > 0) == (202, "going", True)
        assert answer["Location"] == f"/api/v1/runs/{told['run']}"
        assert (issued(company), _jobs("billing.bill_company")) == (2, 1)
        automatic_task.bill_company(company_id=company.pk, again=True)
        assert issued(company) == 4
        assert AutomaticDay.objects.get().run_id == told["run"]

    def test_a_day_on_which_nothing_can_be_issued_is_told_at_once(self, company):
        Company.objects.filter(pk=company.pk).update(closed_until=date(2026, 3, 31))
        it_is(date(2026, 3, 15))
        answer = Program(company).post("/automatic/run", {})
        assert (answer.status_code, answer.json()["state"]) == (200, "failed")
        assert _jobs("billing.bill_company") == 0


def the_clock():
    return MORNING


def _jobs(task):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s", [task])
        return cursor.fetchone()[0]
