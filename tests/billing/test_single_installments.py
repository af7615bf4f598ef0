"""Skipping one installment, moving one, and moving the schedule with it (R4, SC-4, SC-8)."""

import pytest

from cadencia.billing import moving, skipping
from cadencia.billing.acts import Drafts, DraftsWait
from cadencia.billing.models import Installment
from cadencia.contracts.models import Contract, InstallmentMove
from cadencia.parties.access import CredentialsWanted, NotAllowed
from cadencia.parties.problems import ValuesRefused
from tests import factories
from tests.billing.everyday_world import (
    a_member,
    chief,
    codes,
    day,
    generate,
    ledger,
    look_from,
    nets,
    someone,
)

pytestmark = pytest.mark.django_db


def skip(contract, due_on, reason="No vino", **given):
    return skipping.skip(contract.pk, day(due_on), reason=reason, by=chief(contract), **given)


def unskip(contract, due_on, **given):
    return skipping.unskip(contract.pk, day(due_on), by=chief(contract), **given)


class TestSkipping:
    def test_the_next_one_keeps_its_number(self):
        mine = a_member(installments=3)
        row = skip(mine, "2026-01-31")
        assert (row.number, row.state, row.reason) == (1, "skipped", "No vino")
        assert look_from(mine) == "2026-02-28"
        generate(mine, "2026-12-31")
        assert [each.split()[1] for each in ledger(mine)] == ["skipped", "billed", "billed"]

    def test_a_later_one_leaves_those_before_it_owed_on_their_days(self):
        mine = a_member(installments=4)
        skip(mine, "2026-03-31")
        assert ledger(mine) == ["1:2026-01-31 due", "2:2026-02-28 due", "3:2026-03-31 skipped"]
        assert look_from(mine) == "2026-01-31"
        generate(mine, "2026-02-27")
        assert ledger(mine)[:2] == ["1:2026-01-31 billed", "2:2026-02-28 due"]
        generate(mine, "2026-12-31")
        assert [each.split()[1] for each in ledger(mine)] == [
            *("billed", "billed"), "skipped", "billed",
        ]  # fmt: skip

    def test_the_rest_of_a_divided_price_goes_to_the_others(self):
        mine = a_member(installments=4)
        draft = factories.a_draft_contract(mine.customer, installments=4)
        factories.a_line(draft, unit_price=100, price_split="divided")
        Contract.objects.filter(pk=draft.pk).update(state="posted")
        skip(draft, "2026-02-28")
        generate(draft, "2026-12-31")
        assert nets(draft) == "33.33 33.33 33.34"

    def test_a_reason_and_an_installment_are_asked_for_at_once(self):
        mine = a_member()
        with pytest.raises(ValuesRefused) as refused:
            skip(mine, "2026-01-30", reason=" ")
        assert codes(refused) == ["reason", "due_on"]
        assert ledger(mine) == []

    def test_one_that_is_billed_isnt(self):
        mine = a_member()
        generate(mine, "2026-01-31")
        with pytest.raises(ValuesRefused):
            skip(mine, "2026-01-31")

    def test_one_in_a_draft_is_once_that_is_deleted(self):
        mine = a_member()
        generate(mine, "2026-01-31", issue=False)
        with pytest.raises(DraftsWait):
            skip(mine, "2026-01-31")
        skip(mine, "2026-01-31", waiting=Drafts.DELETE)
        assert ledger(mine) == ["1:2026-01-31 skipped"]

    def test_a_one_off_line_by_its_key(self):
        mine = a_member()
        factories.a_line(mine, position=2, unit_price=5, one_off_on=day("2026-01-31"))
        skip(mine, "2026-01-31", line="l2")
        generate(mine, "2026-01-31")
        assert nets(mine) == "45.00"
        unskip(mine, "2026-01-31", line="l2")
        generate(mine, "2026-01-31")
        assert nets(mine) == "45.00 5.00"

    def test_a_line_that_is_not_there(self):
        mine = a_member()
        with pytest.raises(ValuesRefused) as refused:
            skip(mine, "2026-01-31", line="nada")
        assert codes(refused) == ["line"]


@pytest.mark.parametrize("year", ["0001", "1899", "2200", "9999"])
def test_years_that_no_agreement_has(year):
    mine = a_member()
    for act in (
        lambda: skip(mine, f"{year}-01-31"),
        lambda: move(mine, "2026-01-31", f"{year}-01-31"),
    ):
        with pytest.raises(ValuesRefused):
            act()


class TestTakingASkipBack:
    def test_it_is_owed_again(self):
        mine = a_member()
        skip(mine, "2026-01-31")
        generate(mine, "2026-02-28")
        unskip(mine, "2026-01-31")
        assert ledger(mine) == ["1:2026-01-31 due", "2:2026-02-28 billed"]
        assert look_from(mine) == "2026-01-31"
        generate(mine, "2026-03-01")
        assert ledger(mine)[0] == "1:2026-01-31 billed"

    def test_what_is_not_skipped(self):
        mine = a_member()
        with pytest.raises(ValuesRefused):
            unskip(mine, "2026-01-31")

    def test_a_pause_would_skip_it_again(self):
        mine = a_member()
        mine.pauses.create(company_id=mine.company_id, start=day("2026-01-01"))
        generate(mine, "2026-01-31")
        assert ledger(mine) == ["1:2026-01-31 skipped"]
        with pytest.raises(ValuesRefused):
            unskip(mine, "2026-01-31")


def move(contract, due_on, to, **given):
    return moving.move(contract.pk, day(due_on), day(to), by=chief(contract), **given)


class TestMoving:
    def test_it_waits_for_its_new_day(self):
        mine = a_member()
        told = move(mine, "2026-01-31", "2026-02-10")
        assert (str(told.on), str(told.following[1])) == ("2026-02-10", "2026-02-28")
        assert look_from(mine) == "2026-02-10"
        generate(mine, "2026-02-09")
        assert ledger(mine) == []
        generate(mine, "2026-02-10")
        row = Installment.objects.get()
        assert (str(row.due_on), str(row.theoretical_on)) == ("2026-01-31", "2026-02-10")

    def test_moved_back_it_never_was(self):
        mine = a_member()
        move(mine, "2026-01-31", "2026-02-10")
        move(mine, "2026-01-31", "2026-01-31")
        assert not InstallmentMove.objects.exists()
        assert look_from(mine) == "2026-01-31"

    def test_a_row_that_is_owed_moves_too(self):
        mine = a_member()
        skip(mine, "2026-02-28")
        move(mine, "2026-01-31", "2026-02-20")
        assert str(Installment.objects.get(number=1).theoretical_on) == "2026-02-20"
        assert look_from(mine) == "2026-02-20"

    @pytest.mark.parametrize(
        ("due_on", "to", "field"),
        [
            ("2026-02-28", "2026-04-01", "to"),
            ("2026-02-28", "2026-01-30", "to"),
            ("2026-02-27", "2026-02-28", "due_on"),
            ("2026-01-31", "2026-02-01", "due_on"),
        ],
    )
    def test_refused(self, due_on, to, field):
        mine = a_member()
        generate(mine, "2026-01-31")
        with pytest.raises(ValuesRefused) as refused:
            move(mine, due_on, to)
        assert codes(refused) == [field]
        assert not InstallmentMove.objects.exists()


class TestMovingTheSchedule:
    def move(self, contract, due_on, to, by=None):
        return moving.move_schedule(
            contract.pk, day(due_on), day(to), on=day("2026-02-01"), by=by or chief(contract)
        )

    def test_the_dates_after_it_follow(self):
        mine = a_member(installments=3)
        generate(mine, "2026-01-31")
        told = self.move(mine, "2026-02-28", "2026-03-10")
        assert [str(each) for each in told.following] == ["2026-03-10", "2026-04-10"]
        mine.refresh_from_db()
        assert (mine.state, mine.is_active, mine.stopped_on) == ("posted", True, None)
        generate(mine, "2026-12-31")
        assert ledger(mine) == [
            "1:2026-01-31 billed",
            "2:2026-03-10 billed",
            "3:2026-04-10 billed",
        ]
        assert str(Installment.objects.get(number=2).period_start) == "2026-03-10"

    def test_it_asks_for_what_reverting_asks_for(self):
        mine = a_member()
        with pytest.raises(NotAllowed):
            self.move(mine, "2026-01-31", "2026-02-10", by=someone(mine, "clerk"))
        with pytest.raises(CredentialsWanted):
            self.move(mine, "2026-01-31", "2026-02-10", by=someone(mine, "manager"))
        manager = someone(mine, "manager", gave_credentials=True)
        self.move(mine, "2026-01-31", "2026-02-10", by=manager)
        assert look_from(mine) == "2026-02-10"

    def test_an_inactive_contract_stays_inactive(self):
        mine = a_member()
        Contract.objects.filter(pk=mine.pk).update(is_active=False, stopped_on=day("2026-01-05"))
        self.move(mine, "2026-01-31", "2026-02-10")
        mine.refresh_from_db()
        assert (mine.is_active, str(mine.stopped_on)) == (False, "2026-01-05")

    def test_refused_it_stays_as_it_was(self):
        mine = a_member()
        generate(mine, "2026-01-31")
        with pytest.raises(ValuesRefused) as refused:
            self.move(mine, "2026-02-28", "2026-02-20")
        assert codes(refused) == ["to"]
        mine.refresh_from_db()
        assert (mine.state, str(mine.schedule_first)) == ("posted", "2026-01-31")
