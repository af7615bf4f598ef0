"""Acts tried and taken back: what they would do is what they do (LC-2)."""

from datetime import date
from decimal import Decimal

import pytest

from cadencia.billing import acts, installments_to_choose, pausing, rehearsing, retrying, skipping
from cadencia.billing.models import Installment, Refusal
from cadencia.billing.rehearsing import Fate
from cadencia.billing.reviews_coming import coming_reviews, next_date
from cadencia.contracts.models import Contract, PriceReview
from cadencia.core.agreement import Pause, PauseMode
from cadencia.parties.access import NotAllowed
from cadencia.parties.problems import ValuesRefused
from tests import factories
from tests.billing.everyday_world import a_member, chief, someone

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 15)


def lines(rehearsed):
    return [
        f"{(each.after or each.before).installment.due_on:%d/%m} {each.fate}"
        for each in rehearsed.lines()
    ]


class TestRehearsing:
    def test_what_a_pause_takes_away_is_told_and_nothing_is_written(self):
        member = a_member()
        wanted = Pause(start=date(2026, 4, 1), until=date(2026, 4, 30), mode=PauseMode.SKIP)
        found = rehearsing.rehearse(
            member.pk,
            lambda by: pausing.pause(member.pk, wanted, by=by),
            today=TODAY,
            by=chief(member),
        )
        assert found.answer.skipped == (date(2026, 4, 30),)
        assert lines(found)[:3] == ["31/03 same", "30/04 gone", "31/05 same"]
        assert not Contract.objects.get(pk=member.pk).pauses.exists()
        assert not Installment.objects.exists()

    def test_what_is_due_before_and_after(self):
        member = a_member()
        found = rehearsing.rehearse(
            member.pk,
            lambda by: skipping.skip(member.pk, date(2026, 1, 31), reason="Cortesía", by=by),
            today=TODAY,
            by=chief(member),
        )
        assert (found.before.due, found.before.due_total) == (2, Decimal("108.90"))
        assert (found.after.due, found.after.due_total) == (1, Decimal("54.45"))

    def test_credentials_are_not_wanted_but_the_role_is(self):
        member = a_member()
        found = rehearsing.rehearse(
            member.pk,
            lambda by: acts.void(member.pk, by=by),
            today=TODAY,
            by=someone(member, "manager"),
        )
        assert found.after.standing == "void"
        assert {each.fate for each in found.lines()} == {Fate.GONE}
        assert Contract.objects.get(pk=member.pk).state == "posted"
        with pytest.raises(NotAllowed):
            rehearsing.rehearse(
                member.pk,
                lambda by: acts.void(member.pk, by=by),
                today=TODAY,
                by=someone(member, "clerk"),
            )

    def test_what_the_act_refuses_is_refused(self):
        member = a_member()
        with pytest.raises(ValuesRefused):
            rehearsing.rehearse(
                member.pk,
                lambda by: skipping.skip(member.pk, date(2026, 1, 30), reason="x", by=by),
                today=TODAY,
                by=chief(member),
            )


class TestInstallmentsToChoose:
    def test_to_come_and_skipped(self):
        member = a_member()
        skipping.skip(member.pk, date(2026, 1, 31), reason="x", by=chief(member))
        coming = installments_to_choose.to_come(member.pk, today=TODAY, by=chief(member))
        assert [each.due_on.isoformat() for each in coming[:2]] == ["2026-02-28", "2026-03-31"]
        assert coming[0].total == Decimal("54.45")
        (skipped,) = installments_to_choose.skipped(member.pk, by=chief(member))
        assert (skipped.due_on, skipped.number) == (date(2026, 1, 31), 1)


class TestLookingAgain:
    def test_forgets_the_error_of_what_could_be_billed(self):
        member = a_member()
        Refusal.objects.create(
            contract=member, company=member.company, code="x", message="m", at=factories.A_MOMENT
        )
        looked = retrying.look_again(today=TODAY, by=chief(member))
        assert looked == (1, 1)
        assert not Refusal.objects.exists()

    def test_wants_the_right_to_generate(self):
        member = a_member()
        with pytest.raises(NotAllowed):
            retrying.look_again(today=TODAY, by=someone(member, "auditor"))


class TestReviewsComing:
    @pytest.mark.parametrize(
        ("since", "months", "today", "found"),
        [
            ("2026-05-01", None, "2026-05-01", "2026-05-01"),
            ("2026-05-01", None, "2026-05-02", None),
            ("2025-01-31", 1, "2026-02-28", "2026-02-28"),
            ("2025-01-31", 1, "2026-03-01", "2026-03-31"),
            ("2024-02-29", 12, "2026-02-28", "2026-02-28"),
            ("2024-02-29", 12, "2026-03-01", "2027-02-28"),
        ],
    )
    def test_next_date(self, since, months, today, found):
        day = next_date(date.fromisoformat(since), months, date.fromisoformat(today))
        assert day == (date.fromisoformat(found) if found else None)

    @pytest.mark.parametrize(("until", "count"), [("2026-04-30", 0), ("2026-05-01", 1)])
    def test_prices_of_the_day_before_and_of_the_day(self, until, count):
        member = a_member()
        PriceReview.objects.create(
            company=member.company, contract=member, position=1, valid_from=date(2025, 5, 1),
            every_months=12, percent=Decimal(10),
        )  # fmt: skip
        page = coming_reviews(today=TODAY, until=date.fromisoformat(until), by=chief(member))
        assert page.count == count
        if count:
            (price,) = page.reviews[0].prices
            assert (price.before, price.after) == (Decimal("49.5"), Decimal("54.45"))
