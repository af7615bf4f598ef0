"""Who is missing in a preview: whoever their own calendar asks for, and nobody else (GE-2)."""

from datetime import date
from decimal import Decimal

import pytest

from cadencia.billing import acts, due, generation, pausing
from cadencia.billing.previewing import reading
from cadencia.billing.runs import Wish
from cadencia.billing.scopes import Scope, month
from cadencia.contracts.models import Contract
from cadencia.core.agreement import Pause, PauseMode
from tests.billing.test_kept_previews import a_contract, a_preview, at
from tests.factories import a_company, a_customer, a_draft_contract, a_line, chief

pytestmark = pytest.mark.django_db(transaction=True)

JANUARY = date(2026, 1, 31)
EVERY = "schedule_every", "schedule_unit", "schedule_first"
RHYTHMS = {
    "two months": dict(zip(EVERY, (2, "month", JANUARY), strict=True)),
    "a quarter": dict(zip(EVERY, (1, "quarter", JANUARY), strict=True)),
    "half a year": dict(zip(EVERY, (6, "month", JANUARY), strict=True)),
    "a year": dict(zip(EVERY, (1, "year", JANUARY), strict=True)),
    "in months": {"schedule_months": [1, 4, 7, 10], "schedule_day": 31, "schedule_since": JANUARY},
}


@pytest.fixture
def company():
    return a_company()


@pytest.fixture
def ana(company):
    return a_customer(company)


def billed(company, day):
    generation.generate(Scope(as_of=day), Wish(), by=chief(company.pk), clock=at(day))


def of_month(company, number):
    window = month(2026, number)
    return a_preview(company, Scope(as_of=window.until, window=window))


def missing(kept):
    rows = reading.of_change(kept, ["missing"], by=chief(kept.company_id))
    return [(row.code, row.before_on.isoformat(), row.refusals[0]["code"]) for row in rows]


def test_who_is_not_due_by_their_own_calendar_is_not_missing(company, ana):
    a_contract(ana)
    for fields in RHYTHMS.values():
        a_contract(ana, **fields)
    of_line = a_draft_contract(ana)
    a_line(of_line, unit_price=Decimal("9.00"), months=[1, 7])
    Contract.objects.filter(pk=of_line.pk).update(state="posted")
    due.refresh([of_line.pk], company.pk)
    billed(company, JANUARY)
    assert of_month(company, 2).changes == {"same": 1}


@pytest.mark.parametrize("name", ["a quarter", "in months"])
def test_one_that_stopped_is_missing_in_the_month_in_which_it_would_have_billed(company, ana, name):
    gone = a_contract(ana, **RHYTHMS[name])
    billed(company, JANUARY)
    acts.finish(gone.pk, on=date(2026, 2, 10), by=chief(company.pk))
    assert [missing(of_month(company, number)) for number in (2, 3, 5, 6, 7)] == [[]] * 5
    assert missing(of_month(company, 4)) == [(gone.code, "2026-01-31", "finished")]


def test_a_monthly_one_is_missing_in_the_first_month_and_no_more(company, ana):
    gone = a_contract(ana)
    billed(company, JANUARY)
    acts.finish(gone.pk, on=date(2026, 2, 10), by=chief(company.pk))
    assert missing(of_month(company, 2)) == [(gone.code, "2026-01-31", "finished")]
    assert missing(of_month(company, 3)) == []


def test_as_of_a_day_nobody_is_missing_whose_day_has_not_come(company, ana):
    gone = a_contract(ana)
    billed(company, JANUARY)
    acts.finish(gone.pk, on=date(2026, 2, 10), by=chief(company.pk))
    assert missing(a_preview(company, Scope(as_of=date(2026, 2, 27)))) == []
    assert missing(a_preview(company, Scope(as_of=date(2026, 2, 28)))) == [
        (gone.code, "2026-01-31", "finished")
    ]


def test_a_pause_and_an_end_say_so(company, ana):
    paused, ended, later = a_contract(ana), a_contract(ana), a_contract(ana)
    billed(company, JANUARY)
    pause = Pause(start=date(2026, 2, 1), until=date(2026, 3, 15), mode=PauseMode.SHIFT)
    pausing.pause(paused.pk, pause, by=chief(company.pk))
    pausing.pause(later.pk, pause, by=chief(company.pk))
    Contract.objects.filter(pk=ended.pk).update(withdrawn_on=date(2026, 2, 20))
    Contract.objects.filter(pk=later.pk).update(withdrawn_on=date(2026, 12, 31))
    due.refresh([paused.pk, ended.pk, later.pk], company.pk)
    assert missing(of_month(company, 2)) == [
        (paused.code, "2026-01-31", "paused"),
        (ended.code, "2026-01-31", "ended"),
        (later.code, "2026-01-31", "paused"),
    ]
    assert missing(of_month(company, 3)) == []


def test_what_was_billed_in_advance_or_elsewhere_is_not_asked_for_again(company, ana):
    a_contract(ana)
    billed(company, date(2026, 2, 28))
    assert of_month(company, 2).changes == {}
