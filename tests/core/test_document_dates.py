from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadencia.core import document_dates
from cadencia.core.document_dates import issue_date

TODAY = date(2026, 3, 20)
days = st.dates(date(2026, 1, 1), date(2026, 6, 30))
maybe = st.none() | days


@pytest.mark.parametrize(
    ("theoretical", "issued"),
    [
        (date(2026, 3, 19), date(2026, 3, 19)),
        (date(2026, 3, 20), date(2026, 3, 20)),
        (date(2026, 3, 21), TODAY),  # after the day of issue
        (date(2026, 3, 6), date(2026, 3, 6)),
        (date(2026, 3, 5), date(2026, 3, 5)),  # 15 days back
        (date(2026, 3, 4), TODAY),
    ],
)
def test_the_day_of_issue_and_the_backdating(theoretical, issued):
    assert issue_date(theoretical_on=theoretical, day_of_issue=TODAY) == issued
    run = issue_date(theoretical_on=date(2026, 1, 1), day_of_issue=TODAY, fixed=theoretical)
    assert run == issued


@pytest.mark.parametrize(
    ("max_backdating", "theoretical", "issued"),
    [
        (0, date(2026, 3, 20), date(2026, 3, 20)),
        (0, date(2026, 3, 19), TODAY),
        (31, date(2026, 2, 17), date(2026, 2, 17)),
        (31, date(2026, 2, 16), TODAY),
    ],
)
def test_a_company_chooses_how_far_back(max_backdating, theoretical, issued):
    found = issue_date(
        theoretical_on=theoretical, day_of_issue=TODAY, max_backdating=max_backdating
    )
    assert found == issued


@pytest.mark.parametrize(
    ("last", "issued"),
    [(9, date(2026, 3, 10)), (10, date(2026, 3, 10)), (11, TODAY)],
)
def test_dates_of_a_series_never_go_back(last, issued):
    found = issue_date(
        theoretical_on=date(2026, 3, 10),
        day_of_issue=TODAY,
        last_issued_on=date(2026, 3, last),
    )
    assert found == issued


@pytest.mark.parametrize(
    ("closed", "issued"),
    [(9, date(2026, 3, 10)), (10, TODAY), (11, TODAY)],
)
def test_a_closed_period_takes_nothing_more(closed, issued):
    found = issue_date(
        theoretical_on=date(2026, 3, 10),
        day_of_issue=TODAY,
        closed_until=date(2026, 3, closed),
    )
    assert found == issued


def test_a_company_may_always_date_on_the_day_of_issue():
    found = issue_date(theoretical_on=date(2026, 3, 18), day_of_issue=TODAY, policy="issue_day")
    assert found == TODAY


def test_the_date_of_a_run_goes_before_the_companys_choice():
    found = issue_date(
        theoretical_on=date(2026, 3, 18),
        day_of_issue=TODAY,
        policy="issue_day",
        fixed=date(2026, 3, 15),
    )
    assert found == date(2026, 3, 15)


@pytest.mark.parametrize(
    ("last", "closed", "is_open"),
    [
        (date(2026, 3, 20), None, True),
        (date(2026, 3, 21), None, False),
        (None, date(2026, 3, 19), True),
        (None, date(2026, 3, 20), False),
        (None, None, True),
    ],
)
def test_whether_anything_can_be_issued_today(last, closed, is_open):
    assert document_dates.is_open(TODAY, last, closed) is is_open


def test_terms_count_from_the_later_date():
    early, late = date(2026, 3, 1), date(2026, 3, 20)
    count_from = document_dates.terms_count_from
    assert count_from(issued_on=late, theoretical_on=early) == late
    assert count_from(issued_on=early, theoretical_on=late) == late


limits = st.fixed_dictionaries(
    {
        "last_issued_on": maybe,
        "closed_until": maybe,
        "max_backdating": st.integers(0, 60),
        "fixed": maybe,
    }
)


@given(days, days, limits)
def test_a_document_bears_the_date_wanted_or_the_day_of_issue(theoretical, today, within):
    found = issue_date(theoretical_on=theoretical, day_of_issue=today, **within)
    assert found <= today
    assert found in (today, within["fixed"] or theoretical)
    assert (today - found).days <= within["max_backdating"]
    if found != today:
        last, closed = within["last_issued_on"], within["closed_until"]
        assert document_dates.is_open(found, last, closed)
