"""A renewal ends the contract before it, and voided gives that its end back (R17)."""

from datetime import date

import pytest

from cadencia.billing import acts, doctor, renewing, skipping, succession
from cadencia.billing.acts import Drafts
from cadencia.billing.missing import Missed
from cadencia.billing.renewing import Copy
from cadencia.billing.succession import OldEnd, PredecessorHasDrafts, Voiding
from cadencia.config.clock import now
from cadencia.contracts.models import Contract, Succession
from tests import factories
from tests.billing.everyday_world import a_member, chief, day, generate, ledger, look_from

pytestmark = pytest.mark.django_db

JULY = day("2026-07-01")


@pytest.fixture
def old():
    """A year of fees on the last day of each month, from January 2026."""
    return a_member(starts_on="2026-01-31", ends_on="2027-01-30")


@pytest.fixture
def renewal(old):
    """From July 31 on, posted: the old one ends on July 30."""
    how = Copy(today=JULY, code="NUEVO")
    new = renewing.renew(old.pk, day("2026-07-31"), how, by=chief(old))
    return acts.post(new.pk, on=JULY, by=chief(old))


def ends(contract):
    contract.refresh_from_db()
    return None if contract.ends_on is None else contract.ends_on.isoformat()


def void(renewal, on="2026-07-15", **how):
    renewed = Voiding(on=day(on), **how)
    return acts.void(renewal.pk, by=chief(renewal), renewed=renewed)


def is_healthy():
    return [each.name for each in doctor.examine(at=now()) if each.name != "triggers"] == []


class TestGivenBack:
    def test_the_end_and_what_is_looked_at(self, old, renewal):
        generate(old, "2026-06-30")
        assert ends(old) == "2026-07-30"
        assert look_from(old) is None
        void(renewal)
        assert (ends(old), look_from(old)) == ("2027-01-30", "2026-07-31")
        assert is_healthy()

    def test_it_bills_on_as_if_it_had_not_been_renewed(self, old, renewal):
        generate(old, "2026-06-30")
        void(renewal)
        generate(old, "2026-08-31")
        assert ledger(old)[-2:] == ["7:2026-07-31 billed", "8:2026-08-31 billed"]
        assert is_healthy()

    def test_what_was_drafted_before_is_stale(self, old, renewal):
        before = Contract.objects.get(pk=old.pk).version
        void(renewal)
        assert Contract.objects.get(pk=old.pk).version == before + 1

    def test_one_without_end_has_none_again(self):
        old = a_member(starts_on="2026-01-31")
        how = Copy(today=JULY, code="NUEVO")
        new = renewing.renew(old.pk, day("2026-07-31"), how, by=chief(old))
        acts.post(new.pk, on=JULY, by=chief(old))
        assert ends(old) == "2026-07-30"
        void(new)
        assert ends(old) is None

    def test_it_renews_itself_again(self, old):
        Contract.objects.filter(pk=old.pk).update(renew_automatically=True)
        how = Copy(today=JULY, code="NUEVO")
        new = renewing.renew(old.pk, day("2026-07-31"), how, by=chief(old))
        acts.post(new.pk, on=JULY, by=chief(old))
        assert not Contract.objects.get(pk=old.pk).renew_automatically
        void(new)
        assert Contract.objects.get(pk=old.pk).renew_automatically

    def test_also_by_one_that_is_a_draft_again(self, old, renewal):
        acts.revert(renewal.pk, on=JULY, by=chief(old))
        void(renewal)
        assert ends(old) == "2027-01-30"

    def test_once(self, old, renewal):
        void(renewal)
        assert not Succession.objects.exists()

    def test_a_row_put_aside_counts_again(self, old):
        skipping.skip(old.pk, day("2026-09-30"), reason="Vacaciones", by=chief(old))
        how = Copy(today=JULY, code="NUEVO")
        new = renewing.renew(old.pk, day("2026-07-31"), how, by=chief(old))
        acts.post(new.pk, on=JULY, by=chief(old))
        assert ledger(old)[-1] == "6:2026-06-30 due"
        void(new)
        assert ledger(old)[-1] == "9:2026-09-30 skipped"
        assert is_healthy()


class TestMissedMeanwhile:
    """The renewal of 31 July is voided on 15 September: July's and August's passed."""

    def test_told_before(self, old, renewal):
        generate(old, "2026-06-30")
        found = succession.would_go_on(renewal.pk, on=day("2026-09-15"), by=chief(old))
        assert (found.contract, found.previous_end) == (old.code, day("2027-01-30"))
        assert found.missed == (day("2026-07-31"), day("2026-08-31"))

    def test_skipped_unless_chosen(self, old, renewal):
        generate(old, "2026-06-30")
        void(renewal, on="2026-09-15")
        assert ledger(old)[-2:] == ["7:2026-07-31 skipped", "8:2026-08-31 skipped"]
        assert look_from(old) == "2026-09-30"

    def test_or_owed(self, old, renewal):
        generate(old, "2026-06-30")
        void(renewal, on="2026-09-15", missed=Missed.DUE)
        assert look_from(old) == "2026-07-31"
        assert is_healthy()


class TestNotGivenBack:
    def test_if_it_is_to_be_kept(self, old, renewal):
        void(renewal, old_end=OldEnd.KEEP)
        assert ends(old) == "2026-07-30"

    def test_if_nothing_is_said(self, old, renewal):
        acts.void(renewal.pk, by=chief(old))
        assert ends(old) == "2026-07-30"

    def test_if_somebody_changed_it_since(self, old, renewal):
        Contract.objects.filter(pk=old.pk).update(ends_on=date(2026, 5, 31))
        assert succession.would_go_on(renewal.pk, on=JULY, by=chief(old)) is None
        void(renewal)
        assert ends(old) == "2026-05-31"

    def test_if_it_was_never_posted(self, old):
        how = Copy(today=JULY, code="NUEVO")
        new = renewing.renew(old.pk, day("2026-07-31"), how, by=chief(old))
        void(new)
        assert ends(old) == "2027-01-30"

    def test_refused_while_drafts_of_the_old_one_wait(self, old, renewal):
        generate(old, "2026-06-30", issue=False)
        with pytest.raises(PredecessorHasDrafts):
            void(renewal)
        assert Contract.objects.get(pk=renewal.pk).state == "posted"

    def test_drafts_of_the_renewal_are_deleted_as_ever(self, old, renewal):
        generate(old, "2026-06-30")
        generate(old, "2026-07-31", issue=False)
        with pytest.raises(acts.DraftsWait):
            acts.void(renewal.pk, by=chief(old), waiting=Drafts.REFUSE)
        void(renewal)
        assert ends(old) == "2027-01-30"


class TestPostedAgain:
    def test_from_another_day_it_moves_the_end_that_it_gave(self, old, renewal):
        acts.revert(renewal.pk, on=JULY, by=chief(old))
        Contract.objects.filter(pk=renewal.pk).update(starts_on=day("2026-08-31"))
        acts.post(renewal.pk, on=JULY, by=chief(old))
        assert ends(old) == "2026-08-30"
        void(renewal)
        assert ends(old) == "2027-01-30"


class TestWalls:
    def test_another_company_knows_nothing_of_it(self, renewal):
        stranger = factories.chief(factories.a_company().pk)
        assert succession.would_go_on(renewal.pk, on=JULY, by=stranger) is None
