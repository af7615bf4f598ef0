"""The recurring revenue of a company: months, what changed them, renewals as one."""

from datetime import date
from decimal import Decimal

import pytest

from cadencia.billing import recurring
from cadencia.billing.recurring import Span
from cadencia.contracts.models import Contract, ContractKind, PriceReview
from tests.factories import a_company, a_customer, a_draft_contract, a_posted_contract, chief

pytestmark = pytest.mark.django_db
MARCH = date(2026, 3, 10)


def member(company, name="Ana", price="45.00", **fields):
    return a_posted_contract(a_customer(company, name), ("CUOTA", price), **fields)


def asked(company, today=MARCH, back=2, ahead=2):
    span = Span(today=today, back=back, ahead=ahead)
    return recurring.recurring(span, by=chief(company.pk)).months


def told(months):
    """Return a row for each month: revenue, contracts, new, up, down, lost."""
    return [
        " ".join([name, str(of.revenue), str(of.contracts), *map(str, of.movement)])
        for (_, name), of in sorted(months.items())
    ]


def test_the_days_that_months_are_judged_on():
    days = Span(today=MARCH, back=1, ahead=1).days()
    assert [day.isoformat() for day in days] == [
        "2026-01-31", "2026-02-28", "2026-03-10", "2026-04-30",
    ]  # fmt: skip


def test_new_up_and_lost_by_month():
    company = a_company()
    raised = member(company, "Ana")  # from 31 January
    PriceReview.objects.create(
        company=company, contract=raised, position=1, valid_from=date(2026, 4, 1), percent=10
    )
    member(company, "Berta", "30.00", ends_on=date(2026, 2, 28), schedule_first=date(2026, 2, 1))
    member(company, "Carla", "7.00", schedule_first=date(2026, 3, 11))
    a_draft_contract(a_customer(company, "Dora"), ("CUOTA", "99.00"))
    assert told(asked(company)) == [
        "2026-01 45.00 1 45.00 0 0 0",
        "2026-02 75.00 2 30.00 0 0 0",
        "2026-03 45.00 1 0 0 0 30.00",  # on the 10th: Carla begins tomorrow
        "2026-04 56.50 2 7.00 4.50 0 0",
        "2026-05 56.50 2 0 0 0 0",
    ]


def test_a_contract_and_its_renewal_are_one():
    company = a_company()
    first = member(company, schedule_first=date(2026, 1, 1), ends_on=date(2026, 2, 28))
    member(
        company,
        price="50.00",
        schedule_first=date(2026, 3, 1),
        renewed_from=first,
    )
    assert told(asked(company)) == [
        "2026-01 45.00 1 45.00 0 0 0",
        "2026-02 45.00 1 0 0 0 0",
        "2026-03 50.00 1 0 5.00 0 0",
        "2026-04 50.00 1 0 0 0 0",
        "2026-05 50.00 1 0 0 0 0",
    ]


def test_finished_and_inactive_ones_are_lost_since_the_day():
    company = a_company()
    stopped = {"stopped_on": date(2026, 2, 10)}
    for name, fields in (("Ana", {"state": "finished"}), ("Berta", {"is_active": False})):
        contract = member(company, name, schedule_first=date(2026, 1, 1))
        Contract.objects.filter(pk=contract.pk).update(**stopped, **fields)
    assert told(asked(company)) == [
        "2026-01 90.00 2 90.00 0 0 0",
        "2026-02 0 0 0 0 0 90.00",
    ]


def test_those_that_renew_themselves_go_on():
    company = a_company()
    given = {"schedule_first": date(2026, 1, 1), "ends_on": date(2026, 3, 31)}
    member(company, "Ana", **given, renew_automatically=True)
    member(company, "Berta", **given)
    assert [row.split()[1] for row in told(asked(company))] == [
        "90.00", "90.00", "90.00", "45.00", "45.00",
    ]  # fmt: skip


def test_by_kind_and_currency_and_never_of_another_company():
    company = a_company()
    kind = ContractKind.objects.create(company=company, name="Cuota")
    member(company, kind=kind)
    member(company, price="10.00")
    member(company, price="8.00", currency="USD")
    member(a_company())
    months = asked(company)
    assert months["EUR", "2026-03"].kinds == {"Cuota": Decimal("45.00"), "": Decimal("10.00")}
    assert months["USD", "2026-03"].revenue == Decimal("8.00")
    assert recurring.form(months)[2] == {
        "currency": "EUR", "month": "2026-03", "revenue": "55.00", "contracts": 2,
        "new": "0", "up": "0", "down": "0", "lost": "0",
        "kinds": {"": "10.00", "Cuota": "45.00"},
    }  # fmt: skip


def test_one_that_fails_is_named_and_the_others_are_reckoned(monkeypatch):
    """No contract that can be kept makes it fail: the error is put in its way."""
    company = a_company()
    member(company, name="Ana", price="45.00", code="BUENO")
    member(company, name="Luis", price="10.00", code="MALO")
    reckon = recurring.revenue

    def failing(agreement, **when):
        if agreement.contract.code == "MALO":
            raise ZeroDivisionError
        return reckon(agreement, **when)

    monkeypatch.setattr(recurring, "revenue", failing)
    found = recurring.recurring(Span(today=MARCH, back=0, ahead=0), by=chief(company.pk))
    assert found.left_out == ["MALO"]
    assert found.months["EUR", "2026-03"].revenue == Decimal("45.00")


def test_each_month_is_the_one_before_and_what_changed():
    company = a_company()
    for n in range(12):
        member(
            company, price=f"{n + 5}.00", schedule_first=date(2026, n + 1, 5), installments=n + 1
        )
    months = asked(company, back=3, ahead=20)
    before = Decimal(0)
    for _, of in sorted(months.items()):
        new, up, down, lost = of.movement
        assert before + new + up - down - lost == of.revenue
        before = of.revenue
    assert before > 0


def test_the_queries_do_not_grow_with_the_contracts(django_assert_max_num_queries):
    company = a_company()
    for n in range(30):
        member(company, f"C{n}")
    with django_assert_max_num_queries(25):
        asked(company)
