"""The forecast of stored contracts: what is summed, of which contracts, as the run will bill."""

from datetime import date
from decimal import Decimal

import pytest

from cadencia.billing import due, forecast, generation
from cadencia.billing.forecast import Question
from cadencia.billing.forecast_sums import By, of_form
from cadencia.billing.runs import Wish
from cadencia.billing.scopes import Filter, Scope
from cadencia.contracts.models import Contract
from cadencia.documents.models import Document
from tests.billing.test_run import at
from tests.factories import (
    a_company,
    a_customer,
    a_draft_contract,
    a_line,
    a_posted_contract,
    chief,
)

pytestmark = pytest.mark.django_db(transaction=True)
JANUARY = date(2026, 1, 15)


def a_gym(*names):
    """Members who pay 45.00 and 21 % on the last day of each month from January 2026."""
    company = a_company()
    for name in names:
        member(company, name)
    return company


def member(company, name, **fields):
    contract = a_posted_contract(a_customer(company, name), ("CUOTA <MENSUAL>", "45.00"), **fields)
    due.refresh([contract.pk], company.pk)
    return contract


def asked(company, months=2, by=(By.MONTH,), since=JANUARY, **given):
    question = Question(since=since, months=months, by=by, **given)
    return forecast.forecast(question, by=chief(company.pk))


def billed(found):
    return {key: (each.documents, str(each.total)) for key, each in sorted(found.billed.items())}


def test_by_month_with_the_one_that_has_begun():
    found = asked(a_gym("Ana", "Berta"))
    assert billed(found) == {
        ("2026-01", "EUR"): (2, "108.90"),
        ("2026-02", "EUR"): (2, "108.90"),
    }
    assert found.contracts == 2
    assert (found.totals["EUR"].documents, found.totals["EUR"].total) == (4, Decimal("217.80"))


def test_what_is_owed_from_before_is_billed_in_the_first_month():
    found = asked(a_gym("Ana"), since=date(2026, 3, 10))
    assert billed(found) == {
        ("2026-03", "EUR"): (3, "163.35"),
        ("2026-04", "EUR"): (1, "54.45"),
    }


def test_by_customer_and_month_in_the_order_asked():
    company = a_gym("Ana")
    code = Contract.objects.get().customer.code
    found = asked(company, by=(By.CUSTOMER, By.MONTH))
    assert list(found.billed) == [(code, "2026-01", "EUR"), (code, "2026-02", "EUR")]
    assert found.names == {code: "Ana"}


def test_by_item_the_nets_of_its_lines():
    company = a_gym()
    contract = a_draft_contract(a_customer(company, "Ana"))
    a_line(contract, key="1", position=1, description="A", unit_price=Decimal("10.00"))
    a_line(contract, key="2", position=2, description="B", unit_price=Decimal("5.00"))
    contract.state = "posted"
    contract.save()
    due.refresh([contract.pk], company.pk)
    found = asked(company, months=1, by=(By.ITEM,))
    assert {key: each.net for key, each in found.billed.items()} == {("", "EUR"): Decimal("15.00")}
    assert set(found.cash) == {("EUR",)}


def test_cash_is_by_the_month_of_payment():
    company = a_gym()
    member(company, "Ana", payment_terms={"days": 30})
    found = asked(company)
    assert {key: str(amount) for key, amount in found.cash.items()} == {
        ("2026-03", "EUR"): "108.90"  # 31 January + 30 and 28 February + 30
    }


def test_of_some_contracts():
    company = a_gym("Ana", "Berta")
    code = Contract.objects.order_by("pk").last().code
    assert asked(company, months=1, only=Filter(contracts=(code,))).contracts == 1


def test_drafts_only_if_asked_and_never_inactive_ones():
    company = a_gym()
    a_draft_contract(a_customer(company, "Ana"))
    a_line(Contract.objects.get(), description="CUOTA", unit_price=Decimal("10.00"))
    member(company, "Berta", is_active=False)
    assert asked(company, months=1).contracts == 0
    assert asked(company, months=1, drafts=True).contracts == 1


@pytest.mark.parametrize(
    ("fields", "months"),
    [
        ({}, 14),
        ({"notice_given_on": date(2026, 12, 31)}, 12),
        ({"notice_given_on": date(2027, 1, 1)}, 14),  # a day too late
    ],
)
def test_contracts_that_renew_themselves_go_on(fields, months):
    company = a_gym()
    given = {"renew_automatically": True, "notice_days": 30, "ends_on": date(2027, 1, 30)}
    member(company, "Ana", **given, **fields)
    found = asked(company, months=14)
    assert found.totals["EUR"].documents == months
    assert asked(company, months=14, renewals=False).totals["EUR"].documents == 12


def test_a_contract_that_cannot_be_billed_is_named():
    company = a_gym()
    contract = member(company, "Ana")
    Contract.objects.filter(pk=contract.pk).update(state="draft")
    contract.lines.update(unit_price=Decimal("-45.00"))
    Contract.objects.filter(pk=contract.pk).update(state="posted")
    (parked,) = asked(company).parked
    assert (parked.contract, parked.code) == (contract.code, "negative_total")
    assert parked.due_on == date(2026, 1, 31)


def test_it_is_what_the_runs_bill():
    company = a_gym("Ana", "Berta", "Carla")
    expected = asked(company, months=3, since=date(2026, 1, 1))
    for month in (date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)):
        generation.generate(Scope(as_of=month), Wish(), by=chief(company.pk), clock=at(month))
    issued = Document.objects.filter(company=company)
    sums = {}
    for each in issued:
        documents, total = sums.get((f"{each.issue_date:%Y-%m}", "EUR"), (0, Decimal(0)))
        sums[f"{each.issue_date:%Y-%m}", "EUR"] = (documents + 1, total + each.total)
    assert billed(expected) == {key: (n, str(total)) for key, (n, total) in sorted(sums.items())}


def test_two_processes_are_one():
    company = a_gym("Ana", "Berta", "Carla")
    question = Question(since=JANUARY, by=(By.CUSTOMER, By.MONTH))
    alone = forecast.forecast(question, by=chief(company.pk), processes=1)
    assert forecast.forecast(question, by=chief(company.pk), processes=2) == alone
    for processes in (1, 2):
        with forecast.meanwhile(question, by=chief(company.pk), processes=processes) as made:
            assert made() == alone
    assert of_form(alone.form()) == alone


def test_a_helper_that_fails_is_told(settings):
    settings.FORECAST_WORKER = "cadencia.no_such_module"
    company = a_gym("Ana")
    with pytest.raises(forecast.HelperFailed):
        forecast.forecast(Question(since=JANUARY), by=chief(company.pk), processes=2)
