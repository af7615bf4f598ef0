"""Renewal by hand and clones: drafts linked to what they go on with (R17, AG-7, LC-5)."""

from datetime import date
from decimal import Decimal

import pytest

from cadencia.billing import acts, renewing, succession
from cadencia.billing.models import ContractDue
from cadencia.billing.renewing import Copy
from cadencia.contracts import codes
from cadencia.contracts.models import (
    CodeCounter,
    Contract,
    ContractLine,
    InstallmentMove,
    Pause,
    PriceReview,
    ScheduledModification,
)
from cadencia.core.renewal import Prices
from cadencia.parties import access
from cadencia.parties.access import NotAllowed, Role
from cadencia.parties.problems import ValuesRefused
from tests import factories

pytestmark = pytest.mark.django_db

NEW_YEAR = date(2026, 1, 1)
A_YEAR_ON = date(2027, 1, 31)
NOW = Copy(today=date(2026, 12, 1))


@pytest.fixture
def ana():
    return factories.a_customer(factories.a_company())


@pytest.fixture
def by(ana):
    return access.administrator_of_machine(ana.company_id)


@pytest.fixture
def old(ana, by):
    contract = factories.a_draft_contract(
        ana,
        ("CUOTA <MENSUAL>", "45.00"),
        ends_on=date(2027, 1, 30),
        starts_on=date(2026, 1, 31),
        project="sur",
        mandate="M-1",
        bill_to=factories.a_customer(ana.company, "Luis"),
    )
    return acts.post(contract.pk, on=NEW_YEAR, by=by)


def problems(refused):
    return [each.path for each in refused.value.problems]


def clerk(company_id, role=Role.CLERK):
    return access.Actor(company_id=company_id, permissions=access.GRANTS[role])


class TestRenewing:
    def test_a_draft_goes_on_with_the_old_one(self, old, by):
        new = renewing.renew(old.pk, A_YEAR_ON, NOW, by=by)
        assert (new.state, new.renewed_from, renewing.heir_of(old)) == ("draft", old, new)
        assert (new.starts_on, new.schedule_first, new.ends_on) == (
            date(2027, 1, 31),
            date(2027, 1, 31),
            date(2028, 1, 30),
        )
        assert (new.project, new.mandate, new.bill_to) == ("sur", "M-1", old.bill_to)
        assert [each.unit_price for each in new.lines.all()] == [Decimal("45.00")]

    def test_nothing_of_the_old_one_changes_before_it_is_posted(self, old, by):
        before = Contract.objects.filter(pk=old.pk).values().get()
        renewing.renew(old.pk, date(2026, 7, 1), NOW, by=by)
        assert Contract.objects.filter(pk=old.pk).values().get() == before

    def test_prices_are_those_in_force(self, old, by):
        factories_of(old, "2026-06-01", unit_price=Decimal("49.00"))
        PriceReview.objects.create(
            company_id=old.company_id,
            contract=old,
            position=0,
            valid_from=date(2026, 5, 1),
            every_months=12,
            percent=Decimal(3),
        )
        new = renewing.renew(old.pk, A_YEAR_ON, NOW, by=by)
        assert new.lines.get().unit_price == Decimal("49.00")
        assert not new.modifications.exists()
        assert [(each.valid_from, each.line_keys) for each in new.reviews.all()] == [
            (date(2027, 5, 1), [])
        ]

    def test_or_as_they_were_typed(self, old, by):
        factories_of(old, "2026-06-01", unit_price=Decimal("49.00"))
        new = renewing.renew(old.pk, A_YEAR_ON, NOW, by=by, prices=Prices.KEPT)
        assert new.lines.get().unit_price == Decimal("45.00")

    def test_what_was_changed_for_good_is_the_lines_own(self, old, by):
        item = factories.an_item(old.company, "ORO")
        factories_of(old, "2026-06-01", item=item, taxes=["IVA10"], discounts=[Decimal(10)])
        line = renewing.renew(old.pk, A_YEAR_ON, NOW, by=by).lines.get()
        assert (line.item, line.taxes, line.discounts) == (item, ["IVA10"], [Decimal(10)])

    def test_one_offs_stay_behind(self, old, by):
        factories.a_line(old, position=2, one_off_on=date(2026, 5, 5), unit_price=Decimal(1))
        assert renewing.renew(old.pk, A_YEAR_ON, NOW, by=by).lines.count() == 1

    def test_a_finished_one_can_be_renewed(self, old, by):
        acts.finish(old.pk, on=A_YEAR_ON, by=by)
        assert renewing.renew(old.pk, A_YEAR_ON, NOW, by=by).state == "draft"


def factories_of(contract, start, **fields):
    return ScheduledModification.objects.create(
        company_id=contract.company_id,
        contract=contract,
        line=contract.lines.get(),
        position=0,
        valid_from=date.fromisoformat(start),
        **fields,
    )


class TestRefused:
    def test_a_draft_isnt_renewed(self, ana, by):
        draft = factories.a_draft_contract(ana, ("CUOTA", "45.00"))
        with pytest.raises(ValuesRefused) as refused:
            renewing.renew(draft.pk, A_YEAR_ON, NOW, by=by)
        assert problems(refused) == ["contract"]

    def test_nor_one_twice(self, old, by):
        renewing.renew(old.pk, A_YEAR_ON, NOW, by=by)
        with pytest.raises(ValuesRefused) as refused:
            renewing.renew(old.pk, A_YEAR_ON, NOW, by=by)
        assert problems(refused) == ["contract"]

    def test_but_again_if_the_first_was_voided(self, old, by):
        acts.void(renewing.renew(old.pk, A_YEAR_ON, NOW, by=by).pk, by=by)
        assert renewing.renew(old.pk, A_YEAR_ON, NOW, by=by).renewed_from == old

    def test_not_before_it_began(self, old, by):
        with pytest.raises(ValuesRefused) as refused:
            renewing.renew(old.pk, date(2026, 1, 31), NOW, by=by)
        assert problems(refused) == ["on"]

    def test_not_from_a_day_that_is_billed_beyond(self, old, by):
        factories.an_installment(old, 7, due_on=date(2026, 7, 31))
        with pytest.raises(ValuesRefused) as refused:
            renewing.renew(old.pk, date(2026, 7, 31), NOW, by=by)
        assert problems(refused) == ["on"]
        assert renewing.renew(old.pk, date(2026, 8, 1), NOW, by=by).starts_on == date(2026, 8, 1)

    def test_all_at_once(self, old, by):
        renewing.renew(old.pk, A_YEAR_ON, Copy(today=NEW_YEAR, code="B"), by=by)
        with pytest.raises(ValuesRefused) as refused:
            renewing.renew(old.pk, A_YEAR_ON, Copy(today=NEW_YEAR, code="B"), by=by)
        assert problems(refused) == ["contract", "code"]

    def test_without_the_permission(self, old):
        with pytest.raises(NotAllowed):
            renewing.renew(old.pk, A_YEAR_ON, NOW, by=clerk(old.company_id, Role.AUDITOR))

    def test_a_century_too_far_is_a_sentence(self, old, by):
        with pytest.raises(ValuesRefused) as refused:
            renewing.renew(old.pk, date(9999, 12, 31), NOW, by=by)
        assert problems(refused) == ["on"]


class TestPostingARenewal:
    def test_the_old_one_ends_the_day_before(self, old, by):
        new = renewing.renew(old.pk, date(2026, 7, 1), NOW, by=by)
        acts.post(new.pk, on=NEW_YEAR, by=by)
        old.refresh_from_db()
        assert (old.ends_on, old.state, old.version) == (date(2026, 6, 30), "posted", 3)

    def test_unless_it_ends_earlier(self, old, by):
        new = renewing.renew(old.pk, date(2027, 6, 1), NOW, by=by)
        acts.post(new.pk, on=NEW_YEAR, by=by)
        old.refresh_from_db()
        assert (old.ends_on, old.version) == (date(2027, 1, 30), 2)

    def test_what_is_pending_stays_with_the_old_one(self, old, by):
        new = renewing.renew(old.pk, date(2026, 3, 1), NOW, by=by)
        acts.post(new.pk, on=date(2026, 4, 15), by=by)
        assert ContractDue.objects.get(contract=old).look_from == date(2026, 1, 31)
        assert ContractDue.objects.get(contract=new).look_from == date(2026, 3, 31)

    def test_drafts_made_from_the_old_one_are_settled_first(self, old, by):
        new = renewing.renew(old.pk, date(2026, 7, 1), NOW, by=by)
        factories.a_link(factories.an_installment(old), factories.a_draft_document(old.customer))
        with pytest.raises(succession.PredecessorHasDrafts):
            acts.post(new.pk, on=NEW_YEAR, by=by)
        new.refresh_from_db()
        assert new.state == "draft"


class TestCloning:
    def test_all_lines_modifications_and_reviews(self, old, by):
        factories.a_line(old, position=2, one_off_on=date(2026, 5, 5), unit_price=Decimal(1))
        factories_of_first(old)
        InstallmentMove.objects.create(
            company_id=old.company_id, contract=old, due_on="2026-05-31", to="2026-06-02"
        )
        Pause.objects.create(company_id=old.company_id, contract=old, start="2026-08-01")
        factories.an_installment(old)
        new = renewing.clone(old.pk, NOW, by=by)
        assert (new.state, new.version, new.renewed_from) == ("draft", 1, None)
        assert [each.key for each in new.lines.order_by("position")] == ["l1", "l2"]
        assert new.modifications.get().line == new.lines.get(key="l1")
        assert not new.pauses.exists()
        assert not new.moves.exists()
        assert not new.ledger.exists()
        assert (new.starts_on, new.mandate) == (old.starts_on, "M-1")

    def test_for_another_customer_without_what_is_the_old_ones(self, old, by):
        other = factories.a_customer(old.company, "Eva")
        how = Copy(today=NEW_YEAR, customer=other.code, code="NUEVO")
        new = renewing.clone(old.pk, how, by=by)
        assert (new.customer, new.code) == (other, "NUEVO")
        assert (new.mandate, new.bill_to) == ("", None)

    def test_refused_all_at_once(self, old, by):
        with pytest.raises(ValuesRefused) as refused:
            renewing.clone(old.pk, Copy(today=NEW_YEAR, code=old.code, customer="?"), by=by)
        assert problems(refused) == ["code", "customer"]


def factories_of_first(contract):
    return ScheduledModification.objects.create(
        company_id=contract.company_id,
        contract=contract,
        line=contract.lines.get(key="l1"),
        position=0,
        valid_from=date(2026, 6, 1),
        unit_price=Decimal("49.00"),
    )


class TestCodes:
    def test_one_after_another_stepping_over_those_taken(self, ana):
        factories.a_draft_contract(ana, code="CT-00002")
        found = [codes.propose(by=factories.chief(ana.company_id)) for _ in range(3)]
        assert found == ["CT-00001", "CT-00003", "CT-00004"]

    def test_as_the_company_writes_them(self, ana, by):
        codes.set_pattern("2026/##", by=by)
        CodeCounter.objects.update(last=98)
        found = [codes.propose(by=factories.chief(ana.company_id)) for _ in range(3)]
        assert found == ["2026/99", "2026/100", "2026/101"]

    @pytest.mark.parametrize("pattern", ["", "CT", "#-#", "#" * 41])
    def test_a_pattern_that_wont_do(self, by, pattern):
        with pytest.raises(ValuesRefused):
            codes.set_pattern(pattern, by=by)

    def test_a_copy_takes_the_next_one(self, old, by):
        assert renewing.clone(old.pk, NOW, by=by).code == "CT-00001"
        assert ContractLine.objects.count() == 2
