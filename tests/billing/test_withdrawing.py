"""Withdrawing on a day, what was billed beyond, and taking it back (R1, AG-9)."""

import pytest

from cadencia.billing import skipping, withdrawing
from cadencia.billing.missing import Missed
from cadencia.contracts import termination
from cadencia.core.agreement import Closing
from cadencia.parties.access import NotAllowed
from cadencia.parties.problems import ValuesRefused
from tests.billing.everyday_world import (
    a_member,
    chief,
    codes,
    day,
    generate,
    ledger,
    look_from,
    someone,
)

pytestmark = pytest.mark.django_db


def withdraw(contract, on, **given):
    return withdrawing.withdraw(contract.pk, day(on), by=chief(contract), **given)


def take_back(contract, on, **given):
    return withdrawing.take_back(contract.pk, on=day(on), by=chief(contract), **given)


class TestWithdrawing:
    @pytest.mark.parametrize(
        ("on", "bill_day", "last"),
        [
            ("2026-02-27", False, "2026-01-31"),
            ("2026-02-28", False, "2026-01-31"),
            ("2026-02-28", True, "2026-02-28"),
            ("2026-03-01", False, "2026-02-28"),
        ],
    )
    def test_nothing_after_it_is_billed(self, on, bill_day, last):
        mine = a_member()
        withdraw(mine, on, bill_day=bill_day)
        generate(mine, "2026-12-31")
        assert ledger(mine)[-1].split()[0].split(":")[1] == last
        assert look_from(mine) is None

    def test_before_its_first_date_nothing_is(self):
        mine = a_member()
        withdraw(mine, "2026-01-15")
        assert look_from(mine) is None

    def test_another_day_takes_the_place_of_the_first(self):
        mine = a_member()
        withdraw(mine, "2026-02-10")
        withdraw(mine, "2026-04-10")
        generate(mine, "2026-12-31")
        assert len(ledger(mine)) == 3

    def test_in_arrears_the_rest_is_closed(self):
        mine = a_member(timing="arrears", closing="prorated", starts_on="2025-12-31")
        skipping.skip(mine.pk, day("2026-04-30"), reason="Vacaciones", by=chief(mine))
        withdraw(mine, "2026-02-14")
        generate(mine, "2026-12-31")
        assert ledger(mine) == ["1:2026-01-31 billed", "2:2026-02-15 billed"]

    def test_refused_before_the_start_and_after_the_end(self):
        mine = a_member(starts_on="2026-01-10", ends_on="2026-06-30")
        for on in ("2026-01-09", "2026-06-30"):
            with pytest.raises(ValuesRefused) as refused:
                withdraw(mine, on)
            assert codes(refused) == ["on"]
        withdraw(mine, "2026-01-10")
        withdraw(mine, "2026-06-29")

    def test_with_a_reason_of_the_list(self):
        mine = a_member()
        termination.save_reason("MUD", "Mudanza", by=chief(mine))
        withdraw(mine, "2026-03-01", reason="mud")
        mine.refresh_from_db()
        assert mine.termination_reason.name == "Mudanza"
        with pytest.raises(ValuesRefused) as refused:
            withdraw(mine, "2026-04-01", reason="NADA")
        assert codes(refused) == ["reason"]
        take_back(mine, "2026-02-01")
        mine.refresh_from_db()
        assert mine.termination_reason is None

    def test_a_clerk_may_and_an_auditor_may_not(self):
        mine = a_member()
        with pytest.raises(NotAllowed):
            withdrawing.withdraw(mine.pk, day("2026-03-01"), by=someone(mine, "auditor"))
        withdrawing.withdraw(mine.pk, day("2026-03-01"), by=someone(mine, "clerk"))


class TestBilledBeyond:
    """Billed until 31 March (whose period ends on 29 April), withdrawn on 14 March."""

    @pytest.fixture
    def mine(self):
        mine = a_member(closing="prorated")
        generate(mine, "2026-03-31")
        return mine

    def test_each_document_with_what_to_credit(self, mine):
        told = withdraw(mine, "2026-03-14")
        # 28 February to 30 March are 31 days, of which 15 are kept: 45 x 15/31 = 21.77
        assert [(str(each.credit), each.is_whole) for each in told.beyond] == [
            ("23.23", False),
            ("45.00", True),
        ]
        assert [str(each.document.operation_date) for each in told.beyond] == [
            "2026-02-28",
            "2026-03-31",
        ]

    def test_whole_periods_only(self, mine):
        withdraw(mine, "2026-03-14")
        found = withdrawing.billed_beyond(mine.pk, closing=Closing.FULL, by=chief(mine))
        assert [str(each.credit) for each in found] == ["45.00"]

    def test_nothing_if_the_end_lies_beyond_all(self, mine):
        assert withdraw(mine, "2026-04-29").beyond == ()

    def test_drafts_are_not_credited(self):
        mine = a_member()
        generate(mine, "2026-01-31")
        told = withdraw(mine, "2026-01-15")
        assert len(told.beyond) == 1
        assert told.beyond[0].installments == (mine.ledger.get().pk,)


class TestTakingItBack:
    @pytest.fixture
    def withdrawn(self):
        mine = a_member()
        generate(mine, "2026-01-31")
        withdraw(mine, "2026-02-10")
        return mine

    def test_what_passed_meanwhile_is_skipped(self, withdrawn):
        told = take_back(withdrawn, "2026-04-15")
        assert [str(each) for each in told.missed] == ["2026-02-28", "2026-03-31"]
        assert look_from(withdrawn) == "2026-04-30"
        assert ledger(withdrawn) == [
            "1:2026-01-31 billed",
            "2:2026-02-28 skipped",
            "3:2026-03-31 skipped",
        ]

    def test_or_owed(self, withdrawn):
        take_back(withdrawn, "2026-04-15", missed=Missed.DUE)
        assert look_from(withdrawn) == "2026-02-28"

    def test_on_the_next_day_nothing_was_missed(self, withdrawn):
        assert take_back(withdrawn, "2026-02-11").missed == ()
        assert look_from(withdrawn) == "2026-02-28"

    def test_rows_beyond_it_count_again(self):
        mine = a_member()
        skipping.skip(mine.pk, day("2026-03-31"), reason="Vacaciones", by=chief(mine))
        withdraw(mine, "2026-02-10")
        assert ledger(mine) == ["1:2026-01-31 due"]
        take_back(mine, "2026-02-11")
        assert ledger(mine) == ["1:2026-01-31 due", "2:2026-02-28 due", "3:2026-03-31 skipped"]
        withdraw(mine, "2026-02-10")
        withdraw(mine, "2026-03-10")
        assert ledger(mine) == ["1:2026-01-31 due", "2:2026-02-28 due"]

    def test_a_closing_that_is_billed_is_credited_first(self):
        mine = a_member(timing="arrears", closing="prorated", starts_on="2025-12-31")
        withdraw(mine, "2026-02-14")
        generate(mine, "2026-02-15")
        for act in (lambda: take_back(mine, "2026-03-01"), lambda: withdraw(mine, "2026-03-01")):
            with pytest.raises(ValuesRefused) as refused:
                act()
            assert codes(refused) == ["on"]

    def test_days_that_nothing_bills_any_more_are_told(self):
        mine = a_member(closing="prorated")
        withdraw(mine, "2026-02-10")
        generate(mine, "2026-01-31")
        (period,) = take_back(mine, "2026-02-11").unbilled
        assert (str(period.start), str(period.until)) == ("2026-02-11", "2026-02-27")

    def test_one_that_is_not_withdrawn(self):
        with pytest.raises(ValuesRefused):
            take_back(a_member(), "2026-02-11")
