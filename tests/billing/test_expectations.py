"""What the forecast let expect of a month, and runs that come to much more (R16)."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from cadencia.billing import expectations, forecast
from cadencia.billing.expectations import Usual
from cadencia.billing.forecast import Question
from cadencia.billing.forecast_models import KeptForecast
from cadencia.billing.forecast_sums import By
from cadencia.billing.scopes import Filter
from tests.billing.test_run import a_gym, generate
from tests.factories import chief

pytestmark = pytest.mark.django_db(transaction=True)
DECEMBER, JANUARY = date(2025, 12, 15), date(2026, 1, 31)


def kept(company, since=DECEMBER, **given):
    question = Question(since=since, months=3, **given)
    return expectations.keep(
        company.pk, question, forecast.forecast(question, by=chief(company.pk))
    )


def test_what_was_expected_before_the_month_began():
    company = a_gym(2)
    assert kept(company)
    assert expectations.expected(company.pk, date(2026, 1, 1), JANUARY) == Usual(
        2, {"EUR": Decimal("108.90")}
    )
    assert expectations.expected(company.pk, date(2026, 1, 1), date(2026, 2, 28)) == Usual(
        4, {"EUR": Decimal("217.80")}
    )


def test_a_month_that_no_forecast_reaches_or_that_had_begun():
    company = a_gym(1)
    kept(company)
    assert expectations.expected(company.pk, date(2026, 3, 1), date(2026, 3, 31)) is None
    assert expectations.expected(company.pk, date(2025, 12, 1), date(2025, 12, 31)) is None


def test_the_latest_one_counts_and_one_a_day_is_kept():
    company = a_gym(1)
    kept(company)
    KeptForecast.objects.update(months={"2026-01": {"documents": 7, "totals": {}}})
    kept(company)
    assert KeptForecast.objects.count() == 1
    found = expectations.expected(company.pk, date(2026, 1, 1), JANUARY)
    assert found is not None
    assert found.documents == 1


@pytest.mark.parametrize(
    "given",
    [{"by": (By.CUSTOMER,)}, {"only": Filter(series=("A",))}, {"drafts": True}],
)
def test_one_of_a_part_is_not_kept(given):
    company = a_gym(1)
    assert not kept(company, **given)
    assert not KeptForecast.objects.exists()


def test_a_run_of_ten_times_what_was_expected_is_asked_about():
    """Nothing was billed before: without the forecast nobody would ask."""
    company = a_gym(20)
    kept(company)
    with connection.cursor() as cursor:  # as if another program had written it
        cursor.execute("ALTER TABLE contracts_contractline DISABLE TRIGGER USER")
        cursor.execute("UPDATE contracts_contractline SET unit_price = 450")
        cursor.execute("ALTER TABLE contracts_contractline ENABLE TRIGGER USER")
    run = generate(company, JANUARY)
    assert run.state == "drafted"
    assert run.stop_reason["growth"] == {
        "currency": "EUR", "amount": "10890.00", "expected": "1089.00",
    }  # fmt: skip


def test_a_run_of_what_was_expected_is_not():
    company = a_gym(20)
    kept(company)
    assert generate(company, JANUARY).state == "issued"
