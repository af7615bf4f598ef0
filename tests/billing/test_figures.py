"""The figures of a company: what waits, what was billed and will be; and how they are kept."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from cadencia.billing import (
    crediting,
    due,
    figures,
    forecast,
    forecast_table,
    kept_answers,
    kept_task,
)
from cadencia.billing.forecast import Question
from cadencia.billing.forecast_sums import By
from cadencia.billing.models import KeptAnswer, Refusal
from cadencia.contracts.models import Contract, PriceReview
from cadencia.core.credited import Pick
from cadencia.documents.models import DocumentVoid
from cadencia.parties import behind_wall
from cadencia.parties.access import NotAllowed
from tests.billing.test_run import at, generate
from tests.factories import (
    a_company,
    a_customer,
    a_draft_contract,
    a_draft_document,
    a_posted_contract,
    an_issued_document,
    chief,
)

pytestmark = pytest.mark.django_db(transaction=True)
MARCH = date(2026, 3, 10)
A_MOMENT = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


def member(company, name="Ana", price="45.00", **fields):
    contract = a_posted_contract(a_customer(company, name), ("CUOTA <MENSUAL>", price), **fields)
    due.refresh([contract.pk], company.pk)
    return contract


def reviewed(company, valid_from, every_months=None):
    PriceReview.objects.create(
        company=company, contract=member(company), position=1, valid_from=valid_from,
        every_months=every_months, percent=3,
    )  # fmt: skip


def counted(company, today=MARCH):
    return figures.counts(today=today, by=chief(company.pk))


def test_what_waits_is_counted(django_assert_num_queries):
    company = a_company()
    member(company)
    member(company, schedule_first=date(2026, 3, 11))  # tomorrow
    member(company, is_active=False)
    a_draft_contract(a_customer(company, "Ana"))
    waits = member(company, confirm_first=True)
    Refusal.objects.create(company=company, contract=waits, code="x", message="x", at=A_MOMENT)
    member(company, ends_on=date(2026, 5, 9))  # 60 days
    member(company, ends_on=date(2026, 5, 10))
    member(company, ends_on=date(2026, 3, 9))  # over
    member(company, ends_on=date(2026, 3, 31), renew_automatically=True)
    a_draft_document(a_customer(company, "Ana"))
    member(a_company())
    with django_assert_num_queries(3):
        found = counted(company)
    assert (found.drafts, found.active, found.unconfirmed, found.parked) == (1, 7, 1, 1)
    assert (found.expiring, found.renewing, found.draft_documents) == (1, 1, 1)
    assert found.due == 6
    assert found.near == date(2026, 5, 9)


@pytest.mark.parametrize(
    ("valid_from", "every", "comes"),
    [
        ("2026-03-09", None, 0),
        ("2026-03-10", None, 1),  # today
        ("2026-03-11", None, 1),
        ("2026-05-09", None, 1),
        ("2026-05-10", None, 0),
        ("2025-04-01", None, 0),
        ("2025-04-01", 12, 1),
        ("2025-03-09", 12, 0),
        ("2025-03-10", 12, 1),
        ("2025-03-11", 12, 1),
        ("2024-05-10", 12, 0),
        ("2024-05-09", 12, 1),
        ("2020-01-31", 1, 1),
        ("2026-01-31", 3, 1),  # 30 April
        ("2027-05-09", 12, 0),
    ],
)
def test_reviews_that_come_within_sixty_days(valid_from, every, comes):
    company = a_company()
    reviewed(company, date.fromisoformat(valid_from), every)
    assert counted(company).reviews == comes


def test_figures_are_those_of_the_run_and_the_forecast():
    company = a_company()
    member(company)
    member(company, "Berta", "10.00")
    january = date(2026, 1, 31)
    generate(company, january)
    found = figures.worked_out(today=MARCH, clock=at(MARCH), by=chief(company.pk))
    assert found["on"] == "2026-03-10"
    assert found["due"] == {
        "contracts": 2, "installments": 2, "documents": 2, "refusals": 0,
        "totals": {"EUR": "66.55"},
    }  # fmt: skip
    assert found["billed"] == [
        {"currency": "EUR", "month": "2026-01", "documents": 2, "net": "55.00", "total": "66.55"}
    ]
    (forecast_in_euros,) = found["forecast"]
    first = forecast_in_euros["cells"]["2026-03"]
    assert (first["documents"], first["net"]) == (4, "110.00")
    assert first["cash"] == "133.10"  # what fell due before is in it
    assert len(forecast_in_euros["cells"]) == 12
    assert found["recurring"][-1]["revenue"] == "55.00"


def test_billed_is_less_what_was_corrected_and_without_what_was_voided():
    company = a_company()
    ana = a_customer(company, "Ana")
    kept, voided = an_issued_document(ana, 41), an_issued_document(ana, 42)
    DocumentVoid.objects.create(
        company=company, document=voided, voided_on=MARCH, reason="x", created_at=A_MOMENT
    )
    wish = crediting.Wish(
        reason="x", what="lines", picks=(Pick(position=1, net=Decimal("30.00")),), issue=True
    )
    crediting.credit(kept.pk, wish, by=chief(company.pk), clock=at(MARCH))
    found = figures.worked_out(today=MARCH, clock=at(MARCH), by=chief(company.pk))["billed"]
    assert [(each["month"], each["documents"], each["net"]) for each in found] == [
        ("2026-01", 1, "100.00"),
        ("2026-03", 0, "-30.00"),
    ]


def test_only_one_works_a_question_out_at_a_time():
    by = chief(a_company().pk)
    later = A_MOMENT + timedelta(minutes=1)
    assert kept_answers.read("figures", "", at=A_MOMENT, by=by) == kept_answers.NOTHING
    assert kept_answers.begin("figures", "", at=A_MOMENT, by=by)
    assert not kept_answers.begin("figures", "", at=later, by=by)
    assert kept_answers.read("figures", "", at=later, by=by).is_waiting
    dead = A_MOMENT + timedelta(minutes=16)
    assert not kept_answers.read("figures", "", at=dead, by=by).is_waiting
    kept_answers.keep("figures", "", {"a": 1}, at=later, by=by)
    kept = kept_answers.read("figures", "", at=A_MOMENT, by=by)
    assert (kept.answer, kept.made_at, kept.is_waiting) == ({"a": 1}, later, False)
    again = later + timedelta(seconds=1)
    assert kept_answers.begin("figures", "", at=again, by=by)
    assert not kept_answers.begin("figures", "", at=again + timedelta(minutes=15), by=by)
    assert kept_answers.begin("figures", "", at=again + timedelta(minutes=16), by=by)


def test_one_that_failed_may_be_asked_for_again_and_the_old_answer_stays():
    by = chief(a_company().pk)
    kept_answers.begin("figures", "", at=A_MOMENT, by=by)
    kept_answers.keep("figures", "", {"a": 1}, at=A_MOMENT, by=by)
    kept_answers.begin("figures", "", at=A_MOMENT + timedelta(hours=1), by=by)
    kept_answers.fail("figures", "", "ZeroDivisionError", by=by)
    kept = kept_answers.read("figures", "", at=A_MOMENT, by=by)
    assert (kept.answer, kept.failed, kept.is_waiting) == ({"a": 1}, "ZeroDivisionError", False)
    assert kept_answers.begin("figures", "", at=A_MOMENT + timedelta(hours=1), by=by)


def test_answers_are_forgotten_after_a_month_unasked():
    by = chief(a_company().pk)
    kept_answers.begin("figures", "", at=A_MOMENT, by=by)
    kept_answers.forget_old(at=A_MOMENT + timedelta(days=30))
    assert KeptAnswer.objects.count() == 1
    kept_answers.forget_old(at=A_MOMENT + timedelta(days=31))
    assert KeptAnswer.objects.count() == 0


def test_jobs_keep_figures_and_forecasts(settings):
    settings.CLOCK = "tests.billing.test_figures.a_clock"
    company = a_company()
    member(company)
    by = chief(company.pk)
    kept_task.work_out_figures(company_id=company.pk)
    kept = kept_answers.read(figures.WHAT, "", at=A_MOMENT, by=by)
    assert (kept.answer["due"]["contracts"], kept.made_at) == (1, A_MOMENT)
    question = Question(since=MARCH, months=2, by=(By.KIND, By.MONTH))
    kept_task.work_out_forecast(company_id=company.pk, question=question.form())
    kept = kept_answers.read(forecast_table.WHAT, forecast_table.key(question), at=A_MOMENT, by=by)
    assert kept.answer == forecast_table.table(forecast.forecast(question, by=by), question)


def a_clock():
    return A_MOMENT


def test_what_goes_wrong_in_a_job_is_told(settings):
    settings.CLOCK = "tests.billing.test_figures.a_clock"
    company = a_company()
    settings.FORECAST_WORKER = "cadencia.no_such_module"
    question = Question(since=MARCH, months=2, by=(By.MONTH,))
    form = {**question.form(), "by": ["nothing"]}
    with pytest.raises(ValueError, match="nothing"):
        kept_task.work_out_forecast(company_id=company.pk, question=form)


def test_figures_are_worked_out_behind_the_wall_too():
    company = a_company()
    member(company)
    member(a_company(), price="99.00")
    by = chief(company.pk)
    with behind_wall.of(company.pk):
        assert figures.is_small(by=by)
        found = figures.worked_out(today=MARCH, clock=at(MARCH), by=by)
        assert kept_answers.begin("figures", "", at=A_MOMENT, by=by)
        kept_answers.keep("figures", "", found, at=A_MOMENT, by=by)
        assert counted(company).due == 1
    assert found["due"]["totals"] == {"EUR": "108.90"}


def test_old_figures_are_those_of_another_day_or_before_a_run():
    company = a_company()
    by = chief(company.pk)

    def is_old(made_at, made_on="2026-03-10"):
        return figures.is_old(made_at, made_on, today=MARCH, at=A_MOMENT, by=by)

    assert is_old(None, "")
    assert not is_old(A_MOMENT - timedelta(minutes=15))
    assert is_old(A_MOMENT - timedelta(minutes=16))
    assert is_old(A_MOMENT, "2026-03-09")
    member(company)
    generate(company, MARCH)  # at ten
    assert is_old(A_MOMENT)


def test_who_may_not_read_sees_nothing():
    by = chief(a_company().pk)
    nobody = type(by)(company_id=by.company_id, permissions=frozenset())
    for ask in (
        lambda: figures.counts(today=MARCH, by=nobody),
        lambda: figures.worked_out(today=MARCH, clock=at(MARCH), by=nobody),
        lambda: kept_answers.read("figures", "", at=A_MOMENT, by=nobody),
    ):
        with pytest.raises(NotAllowed):
            ask()


def test_a_forecast_is_a_row_for_each_group_and_a_column_for_each_month(monkeypatch):
    company = a_company()
    for name, price in (("Ana", "45.00"), ("Berta", "10.00"), ("Carla", "7.00")):
        member(company, name, price)
    question = Question(since=MARCH, months=2, by=(By.CUSTOMER, By.MONTH))
    found = forecast.forecast(question, by=chief(company.pk))
    table = forecast_table.table(found, question)
    codes = list(Contract.objects.order_by("pk").values_list("customer__code", flat=True))
    assert table["months"] == ["2026-03", "2026-04"]
    assert [row["group"] for row in table["rows"]] == sorted([code] for code in codes)
    ana = next(row for row in table["rows"] if row["group"] == [codes[0]])
    assert ana["cells"]["2026-04"] == {
        "documents": 1, "net": "45.00", "total": "54.45", "cash": "54.45",
    }  # fmt: skip
    assert list(ana["cells"]) == ["2026-03", "2026-04"]
    assert ana["total"]["documents"] == 4  # January and February are owed in March
    assert table["totals"][0]["total"]["net"] == "248.00"
    assert table["names"][codes[0]] == "Ana"
    monkeypatch.setattr(forecast_table, "MOST_ROWS", 1)
    short = forecast_table.table(found, question)
    assert (len(short["rows"]), short["others"]) == (2, 2)
    assert short["rows"][1]["group"] is None
    assert Decimal(short["rows"][1]["total"]["net"]) == Decimal("68.00")


def test_small_forecasts_are_made_at_once():
    company = a_company()
    member(company)
    assert forecast_table.is_quick(Question(since=MARCH), by=chief(company.pk))


def test_what_is_paid_after_the_last_month_has_a_column_of_its_own():
    company = a_company()
    member(company, payment_terms={"days": 60}, schedule_first=date(2026, 3, 31))
    question = Question(since=MARCH, months=1, by=(By.MONTH,))
    found = forecast.forecast(question, by=chief(company.pk))
    (line,) = forecast_table.table(found, question)["totals"]
    assert line["cells"]["later"] == {"documents": 0, "net": "0", "total": "0", "cash": "54.45"}
