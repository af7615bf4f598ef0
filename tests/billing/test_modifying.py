"""Scheduled modifications of contracts that are posted: seen, added, changed, removed (SM-3)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from cadencia.billing import acts, generation, line_explanation, modifying, undoing
from cadencia.billing.models import ContractDue
from cadencia.billing.runs import Wish
from cadencia.billing.scopes import Scope
from cadencia.catalog import services as catalog
from cadencia.contracts import services
from cadencia.contracts.models import Contract, ScheduledModification
from cadencia.documents.models import DocumentLine
from cadencia.parties.access import GRANTS, Actor, CredentialsWanted, NotAllowed, Role
from cadencia.parties.problems import ValuesRefused
from tests import factories
from tests.factories import chief

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 15)
RISE = {"line": "l1", "from": "2026-07-01", "unit_price": "54.00"}


@pytest.fixture
def company():
    return factories.a_company()


@pytest.fixture
def boss(company):
    return factories.chief(company.pk)


@pytest.fixture
def posted(company, boss):
    """45.00 on the last day of each month from 31 January 2026."""
    ana = factories.a_customer(company)
    draft = factories.a_draft_contract(ana, ("CUOTA <MENSUAL>", "45.00"))
    return acts.post(draft.pk, on=date(2026, 1, 1), by=boss)


def billed(contract, until, *, issue=True):
    clock = lambda: factories.A_MOMENT.replace(  # noqa: E731
        year=until.year, month=until.month, day=until.day
    )
    wish = Wish(issue=issue)
    return generation.generate(Scope(as_of=until), wish, by=chief(contract.company_id), clock=clock)


def amounts(ahead):
    return " ".join(
        f"{each.installment.due_on}:{made.totals.net}" for each in ahead for made in each.documents
    )


def problems(call, *arguments, **named):
    with pytest.raises(ValuesRefused) as refused:
        call(*arguments, **named)
    return {each.path: each.message for each in refused.value.problems}


class TestSeenFirst:
    def test_the_installments_from_the_first_reached_before_and_after(self, posted, boss):
        found = modifying.preview_add(posted.pk, RISE, today=TODAY, by=boss, most=2)
        assert found.acts_from == date(2026, 7, 31)
        assert amounts(found.before) == "2026-07-31:45.00 2026-08-31:45.00"
        assert amounts(found.after) == "2026-07-31:54.00 2026-08-31:54.00"
        assert not ScheduledModification.objects.exists()

    def test_an_end_and_what_comes_after_it(self, posted, boss):
        form = {**RISE, "until": "2026-07-31"}
        found = modifying.preview_add(posted.pk, form, today=TODAY, by=boss, most=2)
        assert amounts(found.after) == "2026-07-31:54.00 2026-08-31:45.00"

    def test_a_date_billed_already_acts_from_the_next(self, posted, boss):
        billed(posted, TODAY)
        form = {**RISE, "from": "2026-01-01"}
        found = modifying.preview_add(posted.pk, form, today=TODAY, by=boss)
        assert found.acts_from == date(2026, 3, 31)

    def test_removing_shows_what_comes_back(self, posted, boss):
        number = modifying.add(posted.pk, RISE, today=TODAY, by=boss)
        found = modifying.preview_remove(posted.pk, number, by=boss, most=1)
        assert (amounts(found.before), amounts(found.after)) == (
            "2026-07-31:54.00",
            "2026-07-31:45.00",
        )

    def test_changing_shows_from_the_earlier_of_both_dates(self, posted, boss):
        number = modifying.add(posted.pk, RISE, today=TODAY, by=boss)
        later = {"from": "2026-08-01"}
        found = modifying.preview_change(posted.pk, number, later, today=TODAY, by=boss, most=2)
        assert amounts(found.before) == "2026-07-31:54.00 2026-08-31:54.00"
        assert amounts(found.after) == "2026-07-31:45.00 2026-08-31:54.00"


class TestAdding:
    def test_it_bills_what_was_shown(self, posted, boss):
        modifying.add(posted.pk, {**RISE, "from": "2026-02-01"}, today=TODAY, by=boss)
        billed(posted, TODAY)
        prices = DocumentLine.objects.order_by("id").values_list("unit_price", flat=True)
        assert list(prices) == [Decimal("45.00"), Decimal("54.00")]
        assert Contract.objects.get(pk=posted.pk).version == posted.version + 1

    def test_three_choices_an_addition_once_apart(self, posted, boss):
        form = {
            **{"effect": "add", "document": "separate", "times": "first", "from": "2026-02-01"},
            **{"description": "Matrícula", "unit_price": "20.00", "taxes": ["IVA21"]},
        }
        modifying.add(posted.pk, form, today=TODAY, by=boss)
        billed(posted, date(2026, 4, 1))
        texts = DocumentLine.objects.order_by("document", "position")
        found = [(each.document_id, each.description) for each in texts]
        assert sum(text == "Matrícula" for _, text in found) == 1
        assert len({document for document, _ in found}) == 4

    def test_a_formula_is_kept_as_a_price_with_its_origin(self, company, posted, boss):
        catalog.create_formula(
            company, "km", "amount * 0.26 + base", ["base"], by=chief(company.pk)
        )
        form = {
            **{"line": "l1", "from": "2026-04-01", "formula": "km", "formula_amount": "100"},
            "formula_parameters": {"base": "10"},
        }
        number = modifying.add(posted.pk, form, today=TODAY, by=boss)
        row = ScheduledModification.objects.get(pk=number)
        assert (row.unit_price, row.formula.name) == (Decimal("36.00"), "km")
        catalog.create_formula(company, "km", "amount * 2 + base", ["base"], by=chief(company.pk))
        billed(posted, date(2026, 4, 30))
        assert DocumentLine.objects.order_by("-id")[0].unit_price == Decimal("36.00")

    def test_all_problems_at_once_each_with_its_field(self, posted, boss):
        form = {"line": "l9", "from": "soon", "unit_price": "cheap", "color": "red"}
        found = problems(modifying.add, posted.pk, form, today=TODAY, by=boss)
        assert {"from", "unit_price", "color"} <= set(found)
        found = problems(modifying.add, posted.pk, {**RISE, "line": "l9"}, today=TODAY, by=boss)
        assert set(found) == {"line"}

    def test_the_same_field_from_the_same_day_twice(self, posted, boss):
        modifying.add(posted.pk, RISE, today=TODAY, by=boss)
        assert set(problems(modifying.add, posted.pk, RISE, today=TODAY, by=boss)) == {"from"}
        assert ScheduledModification.objects.count() == 1

    def test_one_that_would_never_act(self, posted, boss):
        billed(posted, TODAY)
        form = {**RISE, "from": "2026-01-01", "until": "2026-03-30"}
        assert set(problems(modifying.add, posted.pk, form, today=TODAY, by=boss)) == {"until"}
        modifying.add(posted.pk, {**form, "until": "2026-03-31"}, today=TODAY, by=boss)

    def test_one_that_changes_nothing(self, posted, boss):
        form = {"line": RISE["line"], "from": "2026-12-01", "until": "2026-12-31"}
        assert set(problems(modifying.add, posted.pk, form, today=TODAY, by=boss)) == {"unit_price"}

    def test_one_that_begins_after_the_end_would_never_act(self, company, boss):
        luis = factories.a_customer(company, "Luis")
        draft = factories.a_draft_contract(luis, ("CUOTA", "45.00"), installments=12)
        posted = acts.post(draft.pk, on=date(2026, 1, 1), by=boss)
        form = {"line": posted.lines.get().key, "unit_price": "54.00"}
        late = {**form, "from": "2029-12-01"}
        assert set(problems(modifying.add, posted.pk, late, today=TODAY, by=boss)) == {"from"}
        modifying.add(posted.pk, {**form, "from": "2026-12-01"}, today=TODAY, by=boss)

    def test_an_addition_that_asks_for_an_earlier_date_is_looked_at(self, company, boss):
        luis = factories.a_customer(company, "Luis")
        draft = factories.a_draft_contract(luis)
        factories.a_line(draft, unit_price=Decimal(5), valid_from=date(2026, 9, 1))
        posted = acts.post(draft.pk, on=date(2026, 1, 1), by=boss)
        assert ContractDue.objects.get(contract=posted).look_from == date(2026, 9, 30)
        form = {"effect": "add", "from": "2026-04-01", "description": "x", "unit_price": "5.00"}
        modifying.add(posted.pk, form, today=TODAY, by=boss)
        assert ContractDue.objects.get(contract=posted).look_from == date(2026, 4, 30)

    def test_waiting_drafts_are_asked_about(self, posted, boss):
        billed(posted, TODAY, issue=False)
        with pytest.raises(acts.DraftsWait):
            modifying.add(posted.pk, RISE, today=TODAY, by=boss)
        form = {**RISE, "from": "2026-01-01"}
        modifying.add(posted.pk, form, today=TODAY, by=boss, waiting=acts.Drafts.DELETE)
        found = modifying.preview_add(
            posted.pk, {**RISE, "from": "2026-02-02"}, today=TODAY, by=boss
        )
        assert amounts(found.before)[:16] == "2026-02-28:54.00"


class TestChangingAndRemoving:
    @pytest.fixture
    def number(self, posted, boss):
        return modifying.add(posted.pk, {**RISE, "from": "2026-02-01"}, today=TODAY, by=boss)

    def test_before_it_has_billed_anything_may_change(self, posted, boss, number):
        modifying.change(posted.pk, number, {"unit_price": "60.00"}, today=TODAY, by=boss)
        billed(posted, TODAY)
        assert DocumentLine.objects.order_by("-id")[0].unit_price == Decimal("60.00")

    def test_after_it_has_billed_only_its_end_changes(self, posted, boss, number):
        billed(posted, TODAY)
        with pytest.raises(modifying.HasBilled) as refused:
            modifying.change(posted.pk, number, {"unit_price": "60.00"}, today=TODAY, by=boss)
        assert refused.value.last == date(2026, 2, 28)
        early = {"until": "2026-02-27"}
        assert set(problems(modifying.change, posted.pk, number, early, today=TODAY, by=boss)) == {
            "until"
        }
        modifying.change(posted.pk, number, {"until": "2026-02-28"}, today=TODAY, by=boss)
        billed(posted, date(2026, 4, 1))
        assert DocumentLine.objects.order_by("-id")[0].unit_price == Decimal("45.00")

    def test_it_is_removed_only_while_it_has_billed_nothing(self, posted, boss, number):
        billed(posted, TODAY)
        with pytest.raises(modifying.HasBilled):
            modifying.remove(posted.pk, number, by=boss)
        other = modifying.add(posted.pk, RISE, today=TODAY, by=boss)
        modifying.remove(posted.pk, other, by=boss)
        assert [each.id for each in modifying.listed(posted.pk, by=boss)] == [number]

    def test_one_hidden_by_a_later_one_has_billed_too(self, posted, boss, number):
        modifying.add(posted.pk, {**RISE, "from": "2026-02-15"}, today=TODAY, by=boss)
        billed(posted, TODAY)
        with pytest.raises(modifying.HasBilled):
            modifying.remove(posted.pk, number, by=boss)

    def test_they_are_listed_as_they_were_typed(self, posted, boss, number):
        billed(posted, TODAY)
        (found,) = modifying.listed(posted.pk, by=boss)
        assert found.form == {"line": "l1", "from": "2026-02-01", "unit_price": "54.00"}
        assert found.billed_last == date(2026, 2, 28)


class TestTwoThatActOnce:
    """Both begin to in the installment of 31 March: they act there together, and never again."""

    TWICE = {"line": "l1", "from": "2026-03-01", "times": "first", "quantity": "2"}
    CHEAPER = {"line": "l1", "from": "2026-03-10", "times": "first", "discounts": ["10"]}

    @pytest.fixture
    def both(self, posted, boss):
        for form in (self.TWICE, self.CHEAPER):
            modifying.add(posted.pk, form, today=TODAY, by=boss)
        return posted

    def nets(self):
        lines = DocumentLine.objects.order_by("period_start")
        return " ".join(f"{each.net:.2f}" for each in lines)

    def test_in_separate_runs(self, both):
        for until in (date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31)):
            billed(both, until)
        assert self.nets() == "45.00 45.00 81.00 45.00 45.00"

    def test_in_one_run(self, both):
        billed(both, date(2026, 5, 31))
        assert self.nets() == "45.00 45.00 81.00 45.00 45.00"

    def test_both_are_told_of_the_line(self, both):
        billed(both, date(2026, 3, 31))
        line = DocumentLine.objects.get(net=Decimal("81.00"))
        told = line_explanation.explain_document(line.document, by=chief(line.document.company_id))
        said = " ".join(step.sentence for each in told.lines for step in each.steps)
        assert "01/03/2026" in said
        assert "10/03/2026" in said

    def test_a_draft_undone_lets_both_act_again(self, both):
        run = billed(both, date(2026, 3, 31), issue=False)
        undoing.undo(run.pk, by=chief(both.company_id), clock=lambda: factories.A_MOMENT)
        billed(both, date(2026, 4, 30))
        assert self.nets() == "45.00 45.00 81.00 45.00"


class TestWho:
    def test_a_posted_contract_asks_for_the_permission_and_credentials(self, posted, boss):
        clerk = Actor(company_id=boss.company_id, permissions=GRANTS[Role.CLERK])
        with pytest.raises(NotAllowed):
            modifying.add(posted.pk, RISE, today=TODAY, by=clerk)
        with pytest.raises(CredentialsWanted):
            modifying.add(posted.pk, RISE, today=TODAY, by=replace(boss, gave_credentials=False))

    def test_a_draft_is_edited_by_who_edits_contracts(self, company, boss):
        draft = factories.a_draft_contract(factories.a_customer(company), ("CUOTA", "45.00"))
        clerk = Actor(company_id=boss.company_id, permissions=GRANTS[Role.CLERK])
        modifying.add(draft.pk, RISE, today=TODAY, by=clerk)

    def test_another_company_knows_nothing_of_it(self, posted):
        stranger = factories.chief(factories.a_company().pk)
        with pytest.raises(services.NoSuchContract):
            modifying.add(posted.pk, RISE, today=TODAY, by=stranger)

    def test_not_a_void_contract(self, posted, boss):
        acts.void(posted.pk, by=boss)
        with pytest.raises(modifying.NotModifiable):
            modifying.add(posted.pk, RISE, today=TODAY, by=boss)
