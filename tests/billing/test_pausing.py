"""Pausing, changing a pause, and going on (R4, SC-8)."""

import pytest

from cadencia.billing import pausing
from cadencia.billing.acts import Drafts, DraftsWait
from cadencia.billing.missing import Missed
from cadencia.contracts.models import Pause
from cadencia.contracts.services import NoSuchContract
from cadencia.contracts.states import ContractIsFinished, NotPosted
from cadencia.core import agreement
from cadencia.core.agreement import PauseMode
from cadencia.documents.models import Document
from cadencia.parties.access import NotAllowed
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
    someone,
)

pytestmark = pytest.mark.django_db


def a_pause(start, until=None, mode="skip"):
    return agreement.Pause(start=day(start), until=until and day(until), mode=PauseMode(mode))


def pause(contract, *wanted, **given):
    return pausing.pause(contract.pk, a_pause(*wanted), by=chief(contract), **given)


class TestPausing:
    def test_what_it_skips_is_told_and_counts(self):
        mine = a_member(installments=4)
        told = pause(mine, "2026-02-01", "2026-03-31")
        assert [str(each) for each in told.skipped] == ["2026-02-28", "2026-03-31"]
        generate(mine, "2026-12-31")
        assert ledger(mine) == [
            "1:2026-01-31 billed",
            "2:2026-02-28 skipped",
            "3:2026-03-31 skipped",
            "4:2026-04-30 billed",
        ]

    def test_a_shift_keeps_the_count(self):
        mine = a_member(installments=2)
        assert pause(mine, "2026-02-01", "2026-03-31", "shift").skipped == ()
        generate(mine, "2026-12-31")
        assert ledger(mine) == ["1:2026-01-31 billed", "2:2026-04-30 billed"]

    def test_what_was_billed_in_it_is_told_and_stays(self):
        mine = a_member()
        generate(mine, "2026-02-28")
        told = pause(mine, "2026-02-01", "2026-03-31")
        assert [str(each) for each in told.billed] == ["2026-02-28"]
        generate(mine, "2026-04-30")
        assert [each.split()[1] for each in ledger(mine)] == [
            *("billed", "billed"), "skipped", "billed",
        ]  # fmt: skip

    def test_the_look_goes_on_where_it_was(self):
        mine = a_member()
        pause(mine, "2026-01-01", "2026-03-31", "shift")
        assert look_from(mine) == "2026-04-30"

    def test_the_version_tells_that_it_changed(self):
        mine = a_member()
        pause(mine, "2026-03-01")
        before = mine.version
        mine.refresh_from_db()
        assert mine.version == before + 1

    def test_overlapping_it_writes_nothing(self):
        mine = a_member()
        pause(mine, "2026-03-01")
        with pytest.raises(ValuesRefused) as refused:
            pause(mine, "2026-05-01", "2026-05-31")
        assert codes(refused) == ["start"]
        assert Pause.objects.count() == 1


class TestWhoAndWhen:
    def test_a_clerk_may_and_an_auditor_may_not(self):
        mine = a_member()
        with pytest.raises(NotAllowed):
            pausing.pause(mine.pk, a_pause("2026-03-01"), by=someone(mine, "auditor"))
        pausing.pause(mine.pk, a_pause("2026-03-01"), by=someone(mine, "clerk"))

    def test_another_company_has_no_such_contract(self):
        mine, other = a_member(), factories.a_company()
        with pytest.raises(NoSuchContract):
            pausing.pause(mine.pk, a_pause("2026-03-01"), by=factories.chief(other.pk))

    @pytest.mark.parametrize(
        ("state", "refusal"), [("draft", NotPosted), ("finished", ContractIsFinished)]
    )
    def test_only_a_posted_contract_is_paused(self, state, refusal):
        ana = factories.a_customer(factories.a_company())
        draft = factories.a_draft_contract(ana, state=state)
        with pytest.raises(refusal):
            pause(draft, "2026-03-01")

    def test_waiting_drafts_are_asked_about(self):
        mine = a_member()
        generate(mine, "2026-02-28", issue=False)
        with pytest.raises(DraftsWait):
            pause(mine, "2026-02-01", "2026-02-28")
        pause(mine, "2026-02-01", "2026-02-28", waiting=Drafts.DELETE)
        assert not Document.objects.exists()
        generate(mine, "2026-02-28")
        assert ledger(mine) == ["1:2026-01-31 billed", "2:2026-02-28 skipped"]


class TestChanging:
    def change(self, contract, start, *wanted):
        return pausing.change_pause(contract.pk, day(start), a_pause(*wanted), by=chief(contract))

    def test_a_longer_one(self):
        mine = a_member()
        pause(mine, "2026-02-01", "2026-02-28")
        told = self.change(mine, "2026-02-01", "2026-02-01", "2026-03-31")
        assert [str(each) for each in told.skipped] == ["2026-02-28", "2026-03-31"]

    def test_what_was_skipped_stays_skipped(self):
        mine = a_member()
        pause(mine, "2026-02-01", "2026-04-30")
        generate(mine, "2026-02-28")
        self.change(mine, "2026-02-01", "2026-04-01", "2026-04-30")
        generate(mine, "2026-04-30")
        assert ledger(mine) == [
            "1:2026-01-31 billed",
            "2:2026-02-28 skipped",
            "3:2026-03-31 billed",
            "4:2026-04-30 skipped",
        ]

    def test_a_shift_that_numbered_stays(self):
        mine = a_member(installments=3)
        pause(mine, "2026-02-01", "2026-02-28", "shift")
        generate(mine, "2026-03-31")
        with pytest.raises(ValuesRefused):
            self.change(mine, "2026-02-01", "2026-03-01", "2026-03-31", "shift")
        with pytest.raises(ValuesRefused):
            pausing.remove_pause(mine.pk, day("2026-02-01"), by=chief(mine))
        assert Pause.objects.get().start == day("2026-02-01")

    def test_taken_away_before_it_acted_it_never_was(self):
        mine = a_member()
        pause(mine, "2026-01-01", "2026-02-28", "shift")
        pausing.remove_pause(mine.pk, day("2026-01-01"), by=chief(mine))
        assert look_from(mine) == "2026-01-31"

    def test_one_that_is_not_there(self):
        mine = a_member()
        with pytest.raises(ValuesRefused):
            pausing.remove_pause(mine.pk, day("2026-01-01"), by=chief(mine))


class TestGoingOn:
    """Paused since 1 February; on 15 April it goes on."""

    @pytest.fixture
    def paused(self):
        mine = a_member()
        generate(mine, "2026-01-31")
        pause(mine, "2026-02-01")
        return mine

    def resume(self, contract, on="2026-04-15", **given):
        return pausing.resume(contract.pk, day(on), by=chief(contract), **given)

    def test_what_passed_is_listed_and_skipped(self, paused):
        told = self.resume(paused)
        assert [str(each) for each in told.missed] == ["2026-02-28", "2026-03-31"]
        assert Pause.objects.get().until == day("2026-04-14")
        generate(paused, "2026-04-30")
        assert ledger(paused) == [
            "1:2026-01-31 billed",
            "2:2026-02-28 skipped",
            "3:2026-03-31 skipped",
            "4:2026-04-30 billed",
        ]

    def test_or_owed_if_so_chosen(self, paused):
        self.resume(paused, missed=Missed.DUE)
        assert not Pause.objects.exists()
        generate(paused, "2026-04-15")
        assert [each.split()[1] for each in ledger(paused)] == ["billed"] * 3

    def test_what_a_run_skipped_meanwhile_stays_skipped(self, paused):
        generate(paused, "2026-03-01")
        told = self.resume(paused, missed=Missed.DUE)
        assert [str(each) for each in told.missed] == ["2026-03-31"]
        generate(paused, "2026-04-15")
        assert ledger(paused)[1:] == ["2:2026-02-28 skipped", "3:2026-03-31 billed"]

    def test_a_shift_missed_nothing(self):
        mine = a_member(installments=2)
        generate(mine, "2026-01-31")
        pause(mine, "2026-02-01", None, "shift")
        assert look_from(mine) is None
        assert self.resume(mine).missed == ()
        assert look_from(mine) == "2026-04-30"

    def test_on_the_day_it_begins_it_never_was(self, paused):
        self.resume(paused, on="2026-02-01")
        assert not Pause.objects.exists()

    def test_one_that_is_not_paused(self, paused):
        with pytest.raises(ValuesRefused) as refused:
            self.resume(paused, on="2026-01-31")
        assert codes(refused) == ["on"]
