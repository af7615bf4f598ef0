from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadencia.core.business_days import every_weekday
from cadencia.core.payment_terms import (
    DueDate,
    PaymentPart,
    PaymentTerms,
    due_dates,
    due_dates_of_parts,
)


def due(terms, counted_from, amount="100.00", decimals=2):
    found = due_dates(terms, counted_from, Decimal(amount), decimals, every_weekday)
    return " ".join(f"{each.on.isoformat()}:{each.amount}" for each in found)


def parts(text):
    pairs = (each.split("@") for each in text.split())
    return tuple(PaymentPart(Decimal(percent), int(days)) for percent, days in pairs)


class TestOneDueDate:
    @pytest.mark.parametrize(
        ("terms", "counted_from", "on"),
        [
            (PaymentTerms(), date(2026, 1, 31), "2026-01-31"),
            (PaymentTerms(days=30), date(2026, 1, 31), "2026-03-02"),
            (PaymentTerms(months=1), date(2026, 1, 31), "2026-02-28"),
            (PaymentTerms(months=1, days=1), date(2026, 1, 31), "2026-03-01"),
            (PaymentTerms(days=30, month_end=True), date(2026, 1, 15), "2026-02-28"),
            (PaymentTerms(month_end=True), date(2026, 2, 28), "2026-02-28"),
            (PaymentTerms(fixed_days=(10, 25)), date(2026, 1, 9), "2026-01-10"),
            (PaymentTerms(fixed_days=(10, 25)), date(2026, 1, 10), "2026-01-10"),
            (PaymentTerms(fixed_days=(25, 10)), date(2026, 1, 11), "2026-01-25"),
            (PaymentTerms(fixed_days=(25, 10)), date(2026, 1, 5), "2026-01-10"),
            (PaymentTerms(fixed_days=(25, 10)), date(2026, 1, 26), "2026-02-10"),
            (PaymentTerms(fixed_days=(10, 25)), date(2026, 1, 26), "2026-02-10"),
            (PaymentTerms(fixed_days=(10, 25)), date(2026, 12, 26), "2027-01-10"),
            (PaymentTerms(fixed_days=(31,)), date(2026, 2, 3), "2026-02-28"),
            (PaymentTerms(fixed_days=(31,)), date(2026, 4, 30), "2026-04-30"),
            (PaymentTerms(fixed_days=(30, 31)), date(2026, 1, 31), "2026-01-31"),
            (
                PaymentTerms(days=60, month_end=True, fixed_days=(10,)),
                date(2026, 1, 5),
                "2026-04-10",
            ),
            (PaymentTerms(business_day="next"), date(2026, 2, 28), "2026-03-02"),
            (PaymentTerms(business_day="previous"), date(2026, 3, 1), "2026-02-27"),
            (PaymentTerms(fixed_days=(28,), business_day="next"), date(2026, 2, 2), "2026-03-02"),
        ],
    )
    def test_months_then_days_then_month_end_then_fixed_days_then_business_day(
        self, terms, counted_from, on
    ):
        assert due(terms, counted_from) == f"{on}:100.00"


class TestParts:
    @pytest.mark.parametrize(
        ("percents", "amount", "expected"),
        [
            ("30@0 70@30", "54.45", "2026-01-15:16.34 2026-02-14:38.11"),
            ("30@0 50@30", "100.00", "2026-01-15:30.00 2026-02-14:70.00"),
            ("33.33@0 33.33@30 33.34@60", "100.01",
             "2026-01-15:33.33 2026-02-14:33.33 2026-03-16:33.35"),
            ("50@0 50@30", "-0.01", "2026-01-15:-0.01"),
            ("100@0 0@30", "10.00", "2026-01-15:10.00"),
            ("80@0 80@30 0@60", "10.00", "2026-01-15:8.00 2026-02-14:2.00"),
            ("50@10 50@20", "0.00", "2026-02-04:0.00"),
        ],
    )  # fmt: skip
    def test_the_last_takes_the_rest(self, percents, amount, expected):
        assert due(PaymentTerms(parts=parts(percents)), date(2026, 1, 15), amount) == expected

    def test_many_small_parts_never_give_back(self):
        terms = PaymentTerms(parts=parts("10@0 " * 10))
        assert due(terms, date(2026, 1, 15), "0.05") == " ".join(["2026-01-15:0.01"] * 5)

    def test_the_days_of_a_part_take_the_place_of_the_terms_days(self):
        terms = PaymentTerms(months=1, days=99, month_end=True, parts=parts("50@0 50@10"))
        assert due(terms, date(2026, 1, 20)) == "2026-02-28:50.00 2026-03-31:50.00"

    def test_a_currency_without_cents(self):
        terms = PaymentTerms(parts=parts("50@0 50@0"))
        assert due(terms, date(2026, 1, 20), "101", 0) == "2026-01-20:51 2026-01-20:50"


percent_parts = st.builds(
    PaymentPart, st.integers(0, 12000).map(lambda n: Decimal(n).scaleb(-2)), st.integers(0, 120)
)


@given(
    st.lists(percent_parts, max_size=12),
    st.integers(-(10**12), 10**12),
    st.integers(0, 4),
    st.dates(date(2020, 1, 1), date(2040, 1, 1)),
)
def test_due_dates_add_up_and_never_change_sign(each, unscaled, decimals, counted_from):
    amount = Decimal(unscaled).scaleb(-decimals)
    found = due_dates(
        PaymentTerms(parts=tuple(each)), counted_from, amount, decimals, every_weekday
    )
    assert sum(one.amount for one in found) == amount
    assert all(one.amount * amount >= 0 for one in found)
    assert all(one.on >= counted_from for one in found)


terms_of_all_kinds = st.builds(
    PaymentTerms,
    days=st.integers(0, 180),
    months=st.integers(0, 12),
    month_end=st.booleans(),
    fixed_days=st.lists(st.integers(1, 31), max_size=3).map(tuple),
    business_day=st.sampled_from(("as_is", "next")),
)


@given(terms_of_all_kinds, st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(1, 40))
def test_no_customer_pays_before_the_term_and_later_invoices_are_never_due_earlier(
    terms, counted_from, later
):
    def on(day):
        return due_dates(terms, day, Decimal(1), 2, every_weekday)[0].on

    assert on(counted_from) >= counted_from
    assert on(date.fromordinal(counted_from.toordinal() + later)) >= on(counted_from)


class TestSeveralInstallments:
    @pytest.mark.parametrize(
        ("terms", "issued_on", "expected"),
        [
            # Issued between both: the first counts from the issue, the second from its own date.
            (PaymentTerms(), date(2026, 3, 15), "2026-03-15:60.00 2026-04-01:30.00"),
            (PaymentTerms(days=30), date(2026, 3, 15), "2026-04-14:60.00 2026-05-01:30.00"),
            # Issued after both: one due date.
            (PaymentTerms(days=30), date(2026, 4, 2), "2026-05-02:90.00"),
            # Issued before both.
            (PaymentTerms(), date(2026, 2, 1), "2026-03-01:60.00 2026-04-01:30.00"),
            (
                PaymentTerms(parts=parts("50@0 50@31")),
                date(2026, 2, 1),
                "2026-03-01:30.00 2026-04-01:45.00 2026-05-02:15.00",
            ),
        ],
    )
    def test_each_part_counts_from_its_own_date(self, terms, issued_on, expected):
        found = due_dates_of_parts(
            terms,
            (DueDate(date(2026, 3, 1), Decimal("60.00")), DueDate(date(2026, 4, 1), Decimal(30))),
            issued_on,
            2,
            every_weekday,
        )
        assert " ".join(f"{each.on}:{each.amount:.2f}" for each in found) == expected
