"""Renewal: the draft that goes on with a contract (R17)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import count, islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadencia.core import pricing, renewal
from cadencia.core.agreement import Catalog, Every, Line, PriceSource, Times, Unit
from cadencia.core.modifications import Terms
from cadencia.core.recurrence import ONE_DAY, date_at
from cadencia.core.renewal import NothingToRenew, Prices, RenewedTooEarly
from tests.core.builders import (
    agreed,
    asked,
    billed,
    catalog,
    contract,
    day,
    divided,
    each,
    in_months,
    item,
    line,
    modification,
    monthly,
    one_off,
    review,
    said,
    skip,
    weekly,
)


def renewed(of, on, prices=Prices.IN_FORCE, around=None):
    return renewal.renewed(of, around or Catalog(), day(on), prices)


def posted(of):
    return replace(of, state="posted")


def price(of):
    return " ".join(f"{each.unit_price}" for each in of.lines)


class TestFirstDate:
    @pytest.mark.parametrize(
        ("on", "first"),
        [
            ("2026-12-31", "2027-01-01"),
            ("2027-01-01", "2027-01-01"),
            ("2027-01-02", "2027-02-01"),
        ],
    )
    def test_the_first_of_the_old_anchor_on_or_after_the_day(self, on, first):
        new = renewed(contract(schedule=monthly("2026-01-01")), on)
        assert (new.starts_on, new.schedule.first) == (day(on), day(first))

    def test_an_anchor_of_31_comes_back_after_a_short_month(self):
        new = renewed(contract(schedule=monthly("2026-01-31")), "2027-02-10")
        assert new.schedule == monthly("2027-02-28", anchor_day=31)
        assert asked(posted(new), until="2027-04-30") == said(
            """
            1 2027-02-28 regular 2027-02-28..2027-03-30
            2 2027-03-31 regular 2027-03-31..2027-04-29
            3 2027-04-30 regular 2027-04-30..2027-05-30
            """
        )

    def test_a_leap_day_keeps_its_anchor(self):
        new = renewed(contract(schedule=each("year", "2024-02-29")), "2025-01-01")
        assert new.schedule == each("year", "2025-02-28", anchor_day=29)

    def test_weeks_keep_the_weekday(self):
        new = renewed(contract(schedule=weekly("2026-01-07", every=2)), "2026-02-05")
        assert new.schedule == weekly("2026-02-18", every=2)

    def test_chosen_months_are_asked_for_from_their_first(self):
        of = contract(schedule=in_months(3, 9, on=31, since="2026-01-01"))
        assert renewed(of, "2026-04-01").schedule == in_months(3, 9, on=31, since="2026-09-30")

    def test_dates_before_the_old_start_were_none_of_its_own(self):
        of = contract(
            line(valid_from="2026-05-01"), schedule=monthly("2020-01-01"), starts_on="2026-04-10"
        )
        assert renewed(of, "2027-05-01").lines[0].valid_from == date(2027, 5, 1)


class TestDuration:
    @pytest.mark.parametrize(
        ("start", "end", "on", "new_end"),
        [
            ("2026-01-01", "2026-12-31", "2027-01-01", "2027-12-31"),
            ("2026-01-31", "2027-01-30", "2027-01-31", "2028-01-30"),
            ("2024-02-29", "2025-02-27", "2025-02-28", "2026-02-27"),
            ("2026-01-15", "2026-12-31", "2027-01-01", "2027-12-17"),
            ("2026-01-01", "2026-12-31", "2026-07-01", "2027-06-30"),
            ("2026-03-01", "2026-05-31", "2026-06-01", "2026-08-31"),
        ],
    )
    def test_the_same_duration_in_months_and_days(self, start, end, on, new_end):
        of = contract(schedule=monthly(start), starts_on=start, ends_on=end)
        assert renewed(of, on).ends_on == day(new_end)

    def test_by_weeks_the_same_days(self):
        of = contract(schedule=weekly("2026-01-05"), ends_on="2026-02-01")
        assert renewed(of, "2026-02-02").ends_on == date(2026, 3, 1)

    def test_the_same_count(self):
        assert renewed(contract(installments=12), "2027-01-01").installments == 12

    def test_without_end_it_has_none(self):
        assert renewed(contract(withdrawn_on="2026-06-30"), "2026-07-01").ends_on is None


class TestValidity:
    def test_dates_of_lines_move_as_the_first_date_does(self):
        of = contract(line(valid_from="2026-03-01", valid_until="2026-05-31"))
        new = renewed(of, "2027-01-01").lines[0]
        assert (new.valid_from, new.valid_until) == (date(2027, 3, 1), date(2027, 5, 31))

    @pytest.mark.parametrize(
        ("until", "on", "moved"),
        [
            ("2026-04-30", "2026-02-01", "2026-05-31"),  # the end of a month stays one
            ("2026-02-28", "2028-01-01", "2028-02-29"),
            ("2026-04-15", "2026-02-01", "2026-05-15"),
        ],
    )
    def test_the_end_of_a_month_stays_one(self, until, on, moved):
        assert renewed(contract(line(valid_until=until)), on).lines[0].valid_until == day(moved)

    def test_a_date_of_the_schedule_stays_one(self):
        of = contract(line(valid_from="2026-02-28"), schedule=monthly("2026-01-31"))
        assert renewed(of, "2026-02-28").lines[0].valid_from == date(2026, 3, 31)


class TestPrices:
    def test_those_in_force_with_reviews(self):
        of = contract(line(price="100.00"), reviews=(review("2026-07-01", "3"),))
        assert price(renewed(of, "2026-06-30")) == "100.00"
        assert price(renewed(of, "2026-07-01")) == "103.00"

    def test_or_kept_as_typed(self):
        of = contract(
            line(price="100.00"),
            reviews=(review("2026-07-01", "3"),),
            modifications=(modification("2026-03-01", unit_price="120.00"),),
        )
        assert price(renewed(of, "2027-01-01", Prices.KEPT)) == "100.00"

    def test_a_price_modified_for_good_is_the_new_one(self):
        of = contract(modifications=(modification("2026-03-01", unit_price="49.00"),))
        new = renewed(of, "2027-01-01")
        assert (price(new), new.modifications) == ("49.00", ())

    def test_what_was_changed_for_good_stays_changed(self):
        change = modification("2026-03-01", description="Oro", quantity="2", discounts=("10",))
        new = renewed(contract(modifications=(change,)), "2027-01-01").lines[0]
        assert (new.description, new.quantity, new.discounts) == ("Oro", 2, (Decimal(10),))

    @pytest.mark.parametrize(("on", "found"), [("2026-08-31", "25.00"), ("2026-09-01", "30.00")])
    def test_a_price_that_ends_counts_on_its_last_day(self, on, found):
        promotion = modification("2026-06-01", "2026-08-31", unit_price="25.00")
        assert price(renewed(contract(modifications=(promotion,)), on)) == found

    def test_the_price_of_another_item_for_a_while_does_not(self):
        lent = modification("2026-06-01", "2026-12-31", item="LENT", unit_price="1.00")
        new = renewed(contract(modifications=(lent,)), "2026-08-01")
        assert (price(new), new.lines[0].item) == ("30.00", None)

    def test_what_happens_once_does_not(self):
        once = modification("2026-06-01", unit_price="1.00", times=Times.FIRST)
        assert price(renewed(contract(modifications=(once,)), "2026-08-01")) == "30.00"

    def test_a_price_looked_up_anew_stays_so(self):
        looked_up = line(price=None, item="X", price_source=PriceSource.CATALOG)
        new = renewed(contract(looked_up), "2026-08-01", around=catalog(item()))
        assert (new.lines[0].price_source, price(new)) == (PriceSource.CATALOG, "None")

    def test_the_catalogs_price_of_a_fixed_line_is_settled_once_reviewed(self):
        of = contract(line(price=None, item="X"), reviews=(review("2026-07-01", "3"),))
        around = catalog(item(price="10.00"))
        assert price(renewed(of, "2026-06-30", around=around)) == "None"
        assert price(renewed(of, "2026-07-01", around=around)) == "10.30"


class TestReviews:
    YEARLY = {"every_months": 12}

    def test_they_go_on_with_their_next_date(self):
        of = contract(reviews=(review("2026-07-01", "3", **self.YEARLY),))
        assert renewed(of, "2027-01-01").reviews == (review("2027-07-01", "3", **self.YEARLY),)
        assert renewed(of, "2026-07-01").reviews == (review("2027-07-01", "3", **self.YEARLY),)
        assert renewed(of, "2026-06-30").reviews == of.reviews

    def test_one_that_acted_once_is_over(self):
        assert renewed(contract(reviews=(review("2026-07-01", "3"),)), "2027-01-01").reviews == ()

    def test_an_index_is_measured_from_the_month_it_last_acted_in(self):
        of = contract(reviews=(review("2026-07-01", index="IPC", base="2025-07", **self.YEARLY),))
        around = catalog(indexes={"IPC": {"2025-07": "100", "2026-07": "104"}})
        assert renewed(of, "2027-01-01", around=around).reviews == (
            review("2027-07-01", index="IPC", base="2026-07", **self.YEARLY),
        )

    def test_on_prices_looked_up_anew_they_go_on_as_they_were(self):
        looked_up = line("b", price=None, item="X", price_source=PriceSource.CATALOG)
        of = contract(line("a"), looked_up, reviews=(review("2026-07-01", "3", **self.YEARLY),))
        assert renewed(of, "2027-01-01", around=catalog(item())).reviews == (
            review("2026-07-01", "3", lines=("b",), **self.YEARLY),
            review("2027-07-01", "3", lines=("a",), **self.YEARLY),
        )


class TestWhatStaysBehind:
    def test_one_offs_pauses_and_modifications(self):
        of = contract(
            line(),
            one_off(),
            pauses=(skip("2026-02-01"),),
            modifications=(modification("2027-03-01", unit_price="9.00"),),
            withdrawn_on="2026-12-31",
            billed_until="2026-03-01",
        )
        new = renewed(of, "2027-01-01")
        assert [each.key for each in new.lines] == ["a"]
        assert (new.pauses, new.modifications, new.withdrawn_on) == ((), (), None)
        assert (new.state, new.billed_until) == ("draft", None)
        assert renewal.left_behind(of, day("2027-01-01")) == of.modifications

    def test_a_price_to_divide_is_divided_again(self):
        new = renewed(contract(divided(), installments=3), "2027-01-01")
        assert billed(posted(new), until="2027-12-31") == said(
            """
            2027-01-01 a 2027-01-01..2027-01-31 33.33
            2027-02-01 a 2027-02-01..2027-02-28 33.33
            2027-03-01 a 2027-03-01..2027-03-31 33.34
            """
        )


class TestRefused:
    def test_one_off_lines_alone_are_nothing_to_renew(self):
        with pytest.raises(NothingToRenew):
            renewed(contract(one_off(), schedule=None), "2027-01-01")

    def test_a_mask_without_beginning_has_no_length(self):
        with pytest.raises(NothingToRenew):
            renewed(contract(schedule=in_months(1)), "2027-01-01")

    @pytest.mark.parametrize("on", ["2025-12-31", "2026-01-01"])
    def test_not_before_it_began(self, on):
        with pytest.raises(RenewedTooEarly) as refused:
            renewed(contract(), on)
        assert refused.value.began == date(2026, 1, 1)


def test_in_arrears_what_lies_before_the_day_is_the_old_ones():
    #      1/6          1/7      15/7   1/8          1/9
    #  ----|------------|--------|------|------------|
    #            old            D    new, first period cut
    of = contract(schedule=monthly("2026-01-01"), timing="arrears")
    new = posted(renewed(of, "2026-07-15"))
    assert asked(new, until="2026-09-30") == said(
        """
        1 2026-08-01 regular 2026-07-15..2026-07-31
        2 2026-09-01 regular 2026-08-01..2026-08-31
        """
    )


# What always holds

firsts = st.dates(date(2020, 1, 1), date(2028, 12, 31))
units = st.sampled_from(list(Unit))


@given(firsts, units, st.integers(1, 3), st.integers(1, 4000))
def test_the_new_dates_are_those_of_the_old_grid(first, unit, interval, days):
    of = contract(schedule=Every(interval=interval, unit=unit, first=first))
    on = date.fromordinal(first.toordinal() + days)
    new = renewal.renewed(of, Catalog(), on, Prices.IN_FORCE).schedule
    old = (date_at(of.schedule, k) for k in count())
    following = list(islice((each for each in old if each >= on), 5))
    assert [date_at(new, k) for k in range(5)] == following


@given(firsts, st.integers(1, 60), st.integers(1, 4000))
def test_a_duration_of_whole_months_stays_one(first, months, days):
    first = first.replace(day=min(first.day, 28))
    end = renewal.after(first, renewal.Length(months, 0)) - ONE_DAY
    of = contract(schedule=Every(interval=1, unit=Unit.MONTH, first=first), ends_on=str(end))
    on = date.fromordinal(first.toordinal() + days)
    found = renewal.renewed(of, Catalog(), on, Prices.IN_FORCE).ends_on
    assert found == renewal.after(on, renewal.Length(months, 0)) - ONE_DAY


@given(st.integers(0, 40), st.integers(1, 600), st.integers(1, 24))
def test_reviews_act_on_the_draft_as_they_would_have_on_the_old_one(months, days, every):
    start = renewal.after(date(2026, 1, 1), renewal.Length(months, 0))
    of = contract(line(price="100.00"), reviews=(review(str(start), "3", every_months=every),))
    on = date.fromordinal(date(2026, 1, 1).toordinal() + days)
    new = renewal.renewed(of, Catalog(), on, Prices.IN_FORCE)
    later = date(2031, 1, 1)
    assert _price_on(new, later) == _price_on(of, later)


def _price_on(of, on):
    first: Line = of.lines[0]
    return pricing.unit_price(of, agreed(of).catalog, Terms(first, ("line", "a")), on)[0]
