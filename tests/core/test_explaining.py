"""Why something is or isn't billed on a day (R4, GE-14), cause by cause.

Each answer is a table: one reason to a row, its code, its line, its values.
"""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadencia.core.agreement import Company, ScheduleChange
from cadencia.core.business_days import every_weekday
from cadencia.core.drafts import Refusal
from cadencia.core.explaining import explain
from cadencia.core.planning import plan
from cadencia.core.reasons import VERDICTS, Books, Verdict
from tests.core.builders import (
    addition,
    agreed,
    catalog,
    contract,
    day,
    divided,
    in_months,
    item,
    ledger,
    line,
    monthly,
    move,
    one_off,
    review,
    row,
    said,
    shift,
    skip,
    weekly,
)

BILLS = ("bills", "bills_line")


def answered(of, on, as_of=None, rows=(), refusal=None, **around):
    """Return the reasons; as of the day itself unless said otherwise."""
    return explain(
        agreed(of, **around),
        day(on),
        as_of=day(as_of or on),
        is_business_day=every_weekday,
        books=Books(rows=tuple(rows), refusal=refusal),
    )


def told(of, on, as_of=None, *, bills=False, **around):
    """Return the reasons as a table, without what would be billed unless asked for."""
    found = answered(of, on, as_of, **around)
    return "\n".join(spelled(each) for each in found if bills or each.code not in BILLS)


def spelled(reason):
    code = reason.code if reason.line is None else f"{reason.code} [{reason.line}]"
    return " ".join((code, *(f"{name}={text(value)}" for name, value in reason.values)))


def text(value):
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)


class TestDue:
    def test_the_day_before_its_day_and_after(self):
        of = contract(installments=12)
        on_its_day = said(
            """
            due number=2 of=12 kind=regular due_on=2026-02-01 ask_on=2026-02-01
              period_from=2026-02-01 period_until=2026-02-28
            pending_before count=1 oldest=2026-01-01
            """
        ).replace("\nperiod_from", " period_from")
        assert told(of, "2026-02-01") == on_its_day
        assert told(of, "2026-02-01", as_of="2026-02-02") == on_its_day
        assert told(of, "2026-02-01", as_of="2026-01-31").startswith("not_yet number=2 of=12")

    def test_what_it_will_bill(self):
        of = contract(line("a", "30.00"), line("b", "5.00", quantity=2))
        assert told(of, "2026-01-01", bills=True).splitlines()[1:] == [
            "bills document_type=invoice total=40.00 currency=EUR lines=2",
            "bills_line [a] description=Line a quantity=1 unit_price=30.00 net=30.00"
            " explanation=price: contract",
            "bills_line [b] description=Line b quantity=2 unit_price=5.00 net=10.00"
            " explanation=price: contract",
        ]

    def test_lead_days_ask_earlier(self):
        of = contract(lead_days=5)
        assert "not_yet" in told(of, "2026-01-01", as_of="2025-12-26")
        found = told(of, "2026-01-01", as_of="2025-12-27")
        assert found.startswith("due number=1 kind=regular due_on=2026-01-01 ask_on=2025-12-27")
        assert "lead_days=5" in found

    def test_a_part_of_a_divided_price_is_the_one_that_the_run_would_bill(self):
        of = contract(divided("a", "100.00"), installments=3)
        found = answered(of, "2026-03-01", as_of="2026-01-01")
        parts = [each for each in found if each.code == "bills_line"]
        assert [each.value("net") for each in parts] == [Decimal("33.34")]
        assert parts[0].value("explanation") == ("price: contract", "part: 3 of 3 of 100.00")

    def test_an_opening(self):
        of = contract(starts_on="2025-12-20", opening="prorated")
        found = told(of, "2025-12-20", bills=True)
        assert found.startswith("due number=0 kind=opening due_on=2025-12-20")
        assert "net=11.61" in found  # 30.00 x 12 / 31

    def test_the_closing_in_arrears_falls_on_the_day_after_the_end(self):
        of = contract(timing="arrears", ends_on="2026-02-10")
        assert told(of, "2026-02-11").startswith("due number=3 kind=closing due_on=2026-02-11")

    def test_an_added_item_is_named_by_its_modification(self):
        of = contract(modifications=(addition("2026-02-01", price="5.00"),))
        assert "bills_line [add] description=Line add" in told(of, "2026-02-01", bills=True)

    def test_a_total_of_zero_makes_no_document(self):
        of = contract(line("a", "0.00"))
        assert told(of, "2026-01-01").endswith("\nzero_total")

    def test_a_total_of_zero_makes_one_where_the_company_says_so(self):
        of = contract(line("a", "0.00"))
        found = told(of, "2026-01-01", bills=True, company=Company(zero_total="document"))
        assert "bills document_type=invoice total=0.00" in found


class TestContract:
    @pytest.mark.parametrize("state", ["draft", "void", "finished"])
    def test_its_state_comes_first(self, state):
        of = contract(state=state)
        assert told(of, "2026-01-01").splitlines()[0] == state
        assert told(of, "2026-01-15").splitlines()[0] == state

    def test_a_draft_tells_what_it_would_bill(self):
        found = told(contract(state="draft"), "2026-01-01", bills=True)
        assert "\ndue number=1" in found
        assert "\nbills document_type=invoice total=30.00" in found

    @pytest.mark.parametrize("state", ["void", "finished"])
    def test_what_is_closed_for_good_owes_nothing(self, state):
        assert told(contract(state=state), "2026-02-01") == state
        assert told(contract(state=state), "2026-02-02") == (
            f"{state}\nno_date before=2026-02-01 after=2026-03-01"
        )

    def test_inactive(self):
        assert told(contract(active=False), "2026-01-01").startswith("inactive\ndue number=1")

    def test_manual_generation_waits_for_the_button(self):
        of = contract(generation="manual")
        assert told(of, "2026-01-01").startswith("manual\ndue number=1")
        assert told(of, "2026-01-01", as_of="2025-12-31").startswith("not_yet number=1")
        assert "manual" not in told(of, "2026-01-15")


class TestNoDate:
    def test_it_names_the_dates_before_and_after(self):
        of = contract(schedule=monthly("2026-01-31"))
        found = told(of, "2026-02-15", as_of="2026-01-01")
        assert found == "no_date before=2026-01-31 after=2026-02-28"

    def test_the_first_and_the_last_have_one_neighbor(self):
        of = contract(schedule=monthly("2026-01-31"), installments=2)
        assert told(of, "2026-01-30") == said(
            """
            before_first first=2026-01-31 opening=none
            no_date after=2026-01-31
            """
        )
        assert told(of, "2026-03-01", as_of="2026-01-01") == said(
            """
            count_reached count=2 last=2026-02-28
            no_date before=2026-02-28
            """
        )

    def test_month_not_chosen(self):
        of = contract(schedule=in_months(1, 7, on=15, since="2026-01-01"))
        assert told(of, "2026-03-15", as_of="2026-01-01") == said(
            """
            month_not_chosen months=1,7
            nearest before=2026-01-15 after=2026-07-15
            """
        )
        assert told(of, "2026-07-14", as_of="2026-01-01") == (
            "no_date before=2026-01-15 after=2026-07-15"
        )

    def test_one_off_lines_only(self):
        of = contract(one_off("x", "2026-03-10"), schedule=None)
        assert told(of, "2026-03-09") == "no_schedule"
        assert told(of, "2026-03-10").startswith("due [x] kind=one_off due_on=2026-03-10")


class TestStartAndEnd:
    def test_before_the_start(self):
        of = contract(starts_on="2026-02-01")
        assert told(of, "2026-01-01") == "before_start starts_on=2026-02-01\nnearest" + (
            " after=2026-02-01"
        )
        assert told(of, "2026-02-01").startswith("due number=1")

    def test_between_the_start_and_the_first_date(self):
        of = contract(starts_on="2025-12-10", opening="prorated")
        assert told(of, "2025-12-25", as_of="2025-12-01") == said(
            """
            before_first first=2026-01-01 opening=prorated
            no_date before=2025-12-10 after=2026-01-01
            """
        )

    def test_after_the_end_but_not_on_it(self):
        of = contract(ends_on="2026-03-01")
        assert told(of, "2026-03-01").startswith("due number=3")
        assert told(of, "2026-04-01", as_of="2026-01-01") == said(
            """
            after_end ends_on=2026-03-01
            nearest before=2026-03-01
            pending_before count=1 oldest=2026-01-01
            """
        )

    def test_in_arrears_the_day_after_the_end_still_belongs_to_it(self):
        of = contract(timing="arrears", ends_on="2026-02-10", installments=2)
        assert told(of, "2026-02-11", as_of="2025-01-01") == said(
            """
            count_reached count=2 last=2026-02-01
            no_date before=2026-02-01
            """
        )
        assert "after_end" in told(of, "2026-02-12")

    def test_withdrawn(self):
        of = contract(withdrawn_on="2026-02-15", ends_on="2026-12-31")
        assert told(of, "2026-03-01", as_of="2025-01-01") == said(
            """
            withdrawn on=2026-02-15
            nearest before=2026-02-01
            """
        )

    def test_the_day_of_withdrawal_is_asked_about(self):
        of = contract(withdrawn_on="2026-02-01")
        assert told(of, "2026-02-01", as_of="2025-01-01") == said(
            """
            withdrawal_day on=2026-02-01
            nearest before=2026-01-01
            """
        )
        billed = contract(withdrawn_on="2026-02-01", bill_withdrawal_day=True)
        assert told(billed, "2026-02-01").startswith("due number=2")

    def test_count_reached(self):
        of = contract(installments=2)
        assert told(of, "2026-02-01").startswith("due number=2")
        assert told(of, "2026-03-01", as_of="2025-01-01") == said(
            """
            count_reached count=2 last=2026-02-01
            nearest before=2026-02-01
            """
        )

    def test_count_reached_by_the_ledger(self):
        of = contract(installments=2)
        history = ledger(row(1, "2025-11-01"), row(2, "2025-12-01"))
        assert told(of, "2026-01-01", history=history) == said(
            """
            count_reached count=2 last=2025-12-01
            nearest before=2025-12-01
            """
        )


class TestLines:
    def test_expired(self):
        of = contract(line("a"), line("b", valid_until="2026-01-31"))
        assert "line_expired" not in told(of, "2026-01-01")
        assert told(of, "2026-02-01").splitlines()[1] == (
            "line_expired [b] valid_until=2026-01-31 reference_on=2026-02-01"
        )

    def test_on_its_last_day_it_is_not_expired_yet(self):
        of = contract(line("a"), line("b", valid_until="2026-02-10"))
        assert "line_expired" not in told(of, "2026-02-10")
        assert "line_expired [b]" in told(of, "2026-02-11")

    def test_not_yet_valid(self):
        of = contract(line("a"), line("b", valid_from="2026-02-02"))
        assert told(of, "2026-02-01").splitlines()[1] == (
            "line_not_yet_valid [b] valid_from=2026-02-02 reference_on=2026-02-01"
        )

    def test_in_arrears_the_reference_date_is_the_day_before(self):
        of = contract(line("a"), line("b", valid_from="2026-02-01"), timing="arrears")
        assert told(of, "2026-02-01").splitlines()[1] == (
            "line_not_yet_valid [b] valid_from=2026-02-01 reference_on=2026-01-31"
        )
        assert "line_not_yet" not in told(of, "2026-03-01")

    def test_other_months_than_this_one(self):
        of = contract(line("a"), line("b", months=(3, 9)))
        assert told(of, "2026-02-01").splitlines()[1] == "line_other_months [b] months=3,9"
        assert "line_other" not in told(of, "2026-03-01")

    def test_another_day_of_its_month(self):
        of = contract(line("a"), line("b", months=(1,)), schedule=weekly("2026-01-05"))
        assert told(of, "2026-01-12", as_of="2026-01-01").splitlines()[1] == (
            "line_other_day [b] day=2026-01-05"
        )

    def test_none_in_force(self):
        of = contract(line("a", valid_until="2026-01-31"))
        assert told(of, "2026-02-01", as_of="2025-01-01") == said(
            """
            no_line_in_force reference_on=2026-02-01
            line_expired [a] valid_until=2026-01-31 reference_on=2026-02-01
            nearest before=2026-01-01
            """
        )

    def test_in_arrears_nothing_was_in_force_before_the_start(self):
        of = contract(timing="arrears", starts_on="2026-02-01", schedule=monthly("2026-01-01"))
        assert told(of, "2026-02-01", as_of="2025-01-01") == said(
            """
            no_line_in_force reference_on=2026-01-31
            line_before_start [a] starts_on=2026-02-01 reference_on=2026-01-31
            nearest after=2026-03-01
            """
        )

    def test_a_period_without_a_day(self):
        of = contract(
            timing="arrears", starts_on="2026-02-01", opening="prorated", schedule=monthly()
        )
        assert told(of, "2026-02-01", as_of="2025-01-01").startswith(
            "period_without_day starts_on=2026-02-01\n"
        )

    def test_a_divided_line_is_not_in_the_opening(self):
        of = contract(
            line("a"), divided("b"), starts_on="2025-12-10", opening="prorated", installments=3
        )
        assert told(of, "2025-12-10").splitlines()[-1] == "line_divided [b]"

    def test_a_line_with_months_is_not_in_the_opening(self):
        of = contract(line("a"), line("b", months=(12,)), starts_on="2025-12-10", opening="full")
        assert told(of, "2025-12-10").splitlines()[-1] == "line_own_dates [b]"

    def test_on_a_date_of_its_own_a_line_with_months_is_alone(self):
        of = contract(line("a"), line("b", months=(2,)), schedule=monthly("2026-01-10", every=3))
        found = told(of, "2026-02-10")
        assert found.startswith("due kind=line_only due_on=2026-02-10")
        assert "\nline_needs_schedule_date [a]" in found


def test_before_the_first_date_of_another_schedule():
    change = ScheduleChange(valid_from=date(2026, 2, 20), schedule=monthly("2026-03-15"))
    of = contract(schedule_changes=(change,))
    found = told(of, "2026-03-01", as_of="2025-01-01")
    assert found.splitlines()[0] == "schedule_changes begins=2026-03-01 first=2026-03-15"
    assert told(of, "2026-02-01", as_of="2025-01-01").startswith("not_yet")
    assert told(of, "2026-03-15", as_of="2025-01-01").startswith("not_yet")


class TestPauses:
    def test_a_pause_that_skips_until_its_last_day(self):
        of = contract(pauses=(skip("2026-02-01", "2026-03-01"),))
        paused = "paused number={} due_on={} since=2026-02-01 until=2026-03-01"
        for number, on in ((2, "2026-02-01"), (3, "2026-03-01")):
            assert told(of, on, as_of="2025-01-01") == paused.format(number, on)
        assert told(of, "2026-01-01").startswith("due number=1")
        assert told(of, "2026-04-01").startswith("due number=4")

    def test_one_without_end(self):
        of = contract(pauses=(skip("2026-02-01"),))
        assert told(of, "2026-05-01", as_of="2025-01-01") == (
            "paused number=5 due_on=2026-05-01 since=2026-02-01"
        )

    def test_a_pause_that_shifts(self):
        of = contract(pauses=(shift("2026-02-01", "2026-03-31"),))
        assert told(of, "2026-03-01", as_of="2025-01-01") == said(
            """
            paused_shift since=2026-02-01 until=2026-03-31
            nearest before=2026-01-01 after=2026-04-01
            """
        )

    def test_one_that_shifts_for_ever(self):
        of = contract(pauses=(shift("2026-02-01"),), schedule=weekly("2026-01-01"))
        assert told(of, "2026-02-05", as_of="2025-01-01") == said(
            """
            paused_shift since=2026-02-01
            nearest before=2026-01-29
            """
        )


class TestLedger:
    def test_billed(self):
        rows = (row(1, "2026-01-01"),)
        assert told(contract(), "2026-01-01", rows=rows, history=ledger(*rows)) == (
            "billed number=1 kind=regular due_on=2026-01-01"
        )

    @pytest.mark.parametrize("state", ["skipped", "linked"])
    def test_skipped_and_linked(self, state):
        rows = (row(1, "2026-01-01", state),)
        assert told(contract(), "2026-01-01", rows=rows, history=ledger(*rows)) == (
            f"{state} number=1 kind=regular due_on=2026-01-01"
        )

    def test_what_was_billed_stays_so_when_the_contract_is_finished(self):
        rows = (row(1, "2026-01-01"),)
        found = told(contract(state="finished"), "2026-01-01", rows=rows, history=ledger(*rows))
        assert found == "billed number=1 kind=regular due_on=2026-01-01\nfinished"

    def test_reopened(self):
        rows = (row(1, "2026-01-01", "reopened"),)
        found = told(contract(), "2026-01-01", rows=rows, history=ledger(*rows)).splitlines()
        assert found[0].startswith("due number=1")
        assert found[1] == "reopened number=1 due_on=2026-01-01"

    def test_passed_over_by_a_run(self):
        rows = (row(1, "2026-01-01", "due"), row(2, "2026-02-01"))
        found = told(contract(), "2026-01-01", rows=rows[:1], history=ledger(*rows)).splitlines()
        assert found[0].startswith("due number=1")
        assert found[1] == "passed_over number=1 due_on=2026-01-01"

    def test_a_row_that_the_schedule_has_no_date_for(self):
        """It is owed all the same, unless no line is in force on it."""
        rows = (row(1, "2026-01-15", "reopened"),)
        found = told(contract(), "2026-01-15", rows=rows, history=ledger(*rows)).splitlines()
        assert found[0].startswith("due number=1")
        assert found[1] == "reopened number=1 due_on=2026-01-15"
        later = contract(line(valid_from="2026-02-01"))
        assert told(later, "2026-01-15", rows=rows, history=ledger(*rows)) == (
            "row_off_schedule number=1 due_on=2026-01-15"
        )

    def test_billed_by_another_program(self):
        of = contract(billed_until="2026-02-01")
        assert told(of, "2026-02-01") == "billed_elsewhere number=2 until=2026-02-01"
        assert told(of, "2026-03-01").startswith("due number=3")

    def test_before_the_end_of_the_ledger_nothing_new_is_asked_for(self):
        history = ledger(row(1, "2026-03-01"))
        assert told(contract(), "2026-02-01", history=history) == "never_asked last=2026-03-01"

    def test_a_line_that_another_document_bills_still(self):
        rows = (row(1, "2026-01-01", "reopened"),)
        still = {(day("2026-01-01"), rows[0].kind): frozenset({"b"})}
        found = told(
            contract(line("a"), line("b")),
            "2026-01-01",
            rows=rows,
            history=ledger(*rows, still_billed=still),
        )
        assert found.splitlines()[-1] == "line_still_billed [b]"


class TestMoved:
    def test_asked_about_its_due_date(self):
        of = contract(moves=(move("2026-02-01", "2026-02-10"),))
        found = told(of, "2026-02-01").splitlines()
        assert found[0].startswith("not_yet number=2 kind=regular due_on=2026-02-01")
        assert "ask_on=2026-02-10" in found[0]
        assert found[1] == "moved number=2 due_on=2026-02-01 to=2026-02-10"

    def test_asked_about_the_day_it_was_moved_to(self):
        of = contract(moves=(move("2026-02-01", "2026-02-10"),))
        found = told(of, "2026-02-10").splitlines()
        assert found[0].startswith("due number=2 kind=regular due_on=2026-02-01")
        assert found[1] == "moved_here number=2 due_on=2026-02-01 to=2026-02-10"

    def test_moved_far_ahead_in_a_yearly_contract(self):
        of = contract(
            schedule=monthly("2026-01-01", every=12), moves=(move("2027-01-01", "2026-06-01"),)
        )
        assert "moved_here number=2 due_on=2027-01-01" in told(of, "2026-06-01")

    def test_the_next_business_day(self):
        of = contract(business_day="next")  # 1 February 2026 is a Sunday
        for on in ("2026-02-01", "2026-02-02"):
            found = told(of, on, as_of="2026-02-02").splitlines()
            assert found[0].startswith("due number=2 kind=regular due_on=2026-02-01")
            assert found[1] == "business_day day=2026-02-01 to=2026-02-02 rule=next"


class TestRefused:
    def test_a_price_that_is_missing_now(self):
        of = contract(line("a", None, item="X"), line("b"))
        found = told(of, "2026-01-01", catalog=catalog(item("X", None))).splitlines()
        assert found[0] == (
            "refused refusal=price_missing message=The item X has no price on 2026-01-01:"
            " give it one. fields=catalog.items.0.price due_on=2026-01-01 item=X date=2026-01-01"
        )
        assert found[1].startswith("due number=1")

    def test_another_installment_holds_this_one(self):
        of = contract(
            line("a", "30.00"), reviews=(review("2026-02-01", index="IPC", base="2026-01"),)
        )
        found = told(of, "2026-01-01", as_of="2026-02-01").splitlines()
        assert found[0].startswith("held_by_refusal refusal=index_value_missing")
        assert "due_on=2026-02-01" in found[0]

    def test_a_negative_total_is_not_one_of_zero(self):
        found = told(contract(line("a", "-1.00")), "2026-01-01")
        assert found.startswith("refused refusal=negative_total")
        assert "zero_total" not in found

    def test_a_date_that_is_not_asked_for_yet_would_be_refused(self):
        of = contract(line("a", "-1.00"))
        found = told(of, "2026-01-01", as_of="2025-12-31").splitlines()
        assert found[0].startswith("not_yet number=1")
        assert found[1].startswith("refused refusal=negative_total")

    def test_parked_by_a_run(self):
        stored = Refusal(code="unexpected", message="It broke.")
        found = told(contract(), "2026-01-01", refusal=stored).splitlines()
        assert found[0] == "parked refusal=unexpected message=It broke. fields="

    def test_what_is_mended_since_is_only_told(self):
        stored = Refusal(code="price_missing", message="No price.", due_on=date(2026, 1, 1))
        found = told(contract(), "2026-01-01", refusal=stored).splitlines()
        assert found[0].startswith("due number=1")
        assert found[1].startswith("was_parked refusal=price_missing")


class TestSale:
    def test_the_other_due_dates_come_with_the_first(self):
        of = contract(installments=3, installments_are="due_dates")
        found = told(of, "2026-02-01", as_of="2026-01-01", bills=True).splitlines()
        assert found[0].startswith("due number=2")
        assert found[1] == "part_of_sale number=2 first=2026-01-01"
        assert found[2].startswith("bills document_type=invoice total=90.00")

    def test_once_sold_nothing_else_is_due(self):
        rows = (row(1, "2026-01-01"),)
        of = contract(installments=3, installments_are="due_dates")
        assert told(of, "2026-02-01", history=ledger(*rows)) == "sold number=2"


class TestOneOffs:
    def test_its_day_has_gone_by(self):
        of = contract(line("a"), one_off("x", "2026-01-10"))
        assert told(of, "2026-01-15", history=ledger(row(1, "2026-01-01"))) == said(
            """
            no_date before=2026-01-01 after=2026-02-01
            one_off_pending [x] since=2026-01-10
            pending_before count=1 oldest=2026-01-10
            """
        )
        assert "one_off" not in told(of, "2026-01-09")

    def test_with_the_next_ordinary_document(self):
        of = contract(line("a"), one_off("x", "next"))
        history = ledger(row(1, "2026-01-01"))
        assert told(of, "2026-01-15", history=history).splitlines()[-1] == (
            "one_off_with_next [x] due_on=2026-02-01"
        )
        assert "due [x] kind=one_off due_on=2026-02-01" in told(of, "2026-02-01", history=history)

    def test_no_next_one_will_come(self):
        of = contract(line("a"), one_off("x", "next"), installments=1)
        history = ledger(row(1, "2026-01-01"))
        assert told(of, "2026-01-15", history=history).splitlines()[-1] == "one_off_waits [x]"

    def test_after_the_end(self):
        of = contract(line("a"), one_off("x", "2026-03-10"), ends_on="2026-02-28")
        assert told(of, "2026-03-10", as_of="2025-01-01").splitlines()[-1] == (
            "one_off_after_end [x] day=2026-03-10 end=2026-02-28"
        )

    def test_outside_its_validity(self):
        early = contract(line("a"), one_off("x", "2025-12-31"), starts_on="2026-01-01")
        assert told(early, "2026-01-15", as_of="2025-01-01").splitlines()[-1] == (
            "one_off_outside [x] day=2025-12-31 since=2026-01-01"
        )
        late = contract(line("a"), one_off("x", "2026-01-11", valid_until="2026-01-10"))
        assert told(late, "2026-01-15", as_of="2025-01-01").splitlines()[-1] == (
            "one_off_outside [x] day=2026-01-11 until=2026-01-10"
        )

    def test_one_that_another_program_billed(self):
        of = contract(one_off("x", "2026-03-10"), schedule=None, billed_until="2026-03-10")
        assert told(of, "2026-03-10") == "billed_elsewhere [x] until=2026-03-10"
        assert told(of, "2026-03-11") == "no_schedule"
        later = contract(one_off("x", "2026-03-11"), schedule=None, billed_until="2026-03-10")
        assert told(later, "2026-03-11").startswith("due [x]")

    def test_billed_already(self):
        rows = (row(None, "2026-03-10", kind="one_off", line="x"),)
        of = contract(line("a"), one_off("x", "2026-03-10"), billed_until="2026-12-31")
        billed = "billed [x] kind=one_off due_on=2026-03-10"
        assert told(of, "2026-03-10", rows=rows, history=ledger(*rows)) == billed
        assert told(of, "2026-03-10", history=ledger(*rows)) == billed


def test_every_code_is_given_in_a_test_of_this_file():
    with open(__file__, encoding="utf-8") as opened:
        written = opened.read()
    states = {"draft", "void", "finished", "skipped", "linked", "inactive"}
    assert [code for code in VERDICTS if code not in written and code not in states] == []


LINES = (
    line("a"),
    line("b", months=(3, 9), valid_until="2026-10-31"),
    line("c", "1.00", valid_from="2026-04-02"),
    one_off("x", "2026-05-05"),
    one_off("y", "next"),
)
SCHEDULES = (
    monthly("2026-01-31"),
    weekly("2026-02-02", every=3),
    in_months(2, 6, on=10, since="2026-01-01"),
)
PAUSES = ((), (skip("2026-03-01", "2026-04-30"),), (shift("2026-06-01", "2026-06-30"),))


@st.composite
def contracts(draw):
    return contract(
        *draw(st.lists(st.sampled_from(LINES), min_size=1, unique_by=lambda each: each.key)),
        schedule=draw(st.sampled_from(SCHEDULES)),
        timing=draw(st.sampled_from(["advance", "arrears"])),
        ends_on=draw(st.sampled_from([None, "2026-08-15"])),
        installments=draw(st.sampled_from([None, 3])),
        lead_days=draw(st.sampled_from([0, 7])),
        business_day=draw(st.sampled_from(["as_is", "next", "previous"])),
        pauses=draw(st.sampled_from(PAUSES)),
    )


DAYS = st.dates(date(2025, 12, 1), date(2027, 1, 31))


@settings(max_examples=60, deadline=None)
@given(contracts(), DAYS)
def test_it_says_due_exactly_where_the_run_bills(of, as_of):
    """On each date that the run bills, the day before it, and the day after."""
    agreement = agreed(of)
    planned = plan(agreement, as_of=as_of, is_business_day=every_weekday)
    billed = [each for each in planned.installments if not each.skipped]
    dates = {on for each in billed for on in (each.due_on, each.theoretical_on)}
    for on in {as_of} | {each + timedelta(days=n) for each in dates for n in (-1, 0, 1)}:
        found = explain(agreement, on, as_of=as_of, is_business_day=every_weekday)
        assert any(each.verdict is Verdict.DUE for each in found) == (on in dates)


@settings(max_examples=200, deadline=None)
@given(contracts(), DAYS, DAYS)
def test_there_is_always_an_answer_and_the_first_reason_decides(of, on, as_of):
    found = explain(agreed(of), on, as_of=as_of, is_business_day=every_weekday)
    assert found
    assert found[0].verdict is not Verdict.DETAIL
