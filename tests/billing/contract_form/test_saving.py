"""A contract saved from its form: new, a draft, and what a posted one admits (US-1, LC-2)."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from cadencia.billing import acts, following, templates
from cadencia.billing.acts import Drafts, DraftsWait
from cadencia.billing.contract_form import ChangedMeanwhile, Details, Wanted, read, save
from cadencia.billing.contract_form.saving import Manner, as_wanted, known_of
from cadencia.contracts.models import Contract, ContractLine, ScheduledModification
from cadencia.contracts.services import NoSuchContract
from cadencia.parties.access import GRANTS, Actor, CredentialsWanted, NotAllowed, Role
from cadencia.parties.models import SalesRep
from cadencia.parties.problems import ValuesRefused
from tests import factories
from tests.factories import chief

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 15, 9, 0, tzinfo=UTC)
FEE = {"key": "a", "description": "CUOTA <MENSUAL>", "unit_price": "45.00", "taxes": ["IVA21"]}
MONTHLY = {"every": 1, "unit": "month", "first": "2026-01-31"}


@pytest.fixture
def company():
    return factories.a_company()


@pytest.fixture
def ana(company):
    return factories.a_customer(company)


@pytest.fixture
def manner(company):
    return Manner(by=chief(company.pk), at=AT, language="en")


def made(ana, manner, contract=None, **details):
    wanted = Wanted(
        customer=ana.code,
        contract={"schedule": MONTHLY, "lines": [FEE], **(contract or {})},
        details=Details(**details),
    )
    return save(wanted, manner, contract_id=None, known=None)


def saved(number, manner, known=None, **changes):
    now = read(number, by=manner.by)
    save(as_wanted(now, **changes), manner, contract_id=number, known=known)
    return read(number, by=manner.by)


def paths(refused):
    return [each.path for each in refused.value.problems]


class TestNew:
    def test_is_a_draft_with_its_details_and_the_next_code(self, company, ana, manner):
        SalesRep.objects.create(company=company, code="V1", name="Vera")
        number = made(ana, manner, notes="Llamar", sales_rep="V1", documents_are="draft")
        found = read(number, by=manner.by)
        assert (found.state, found.code[:3], found.customer) == ("draft", "CT-", ana.code)
        assert found.details == Details(notes="Llamar", sales_rep="V1", documents_are="draft")
        assert found.contract["lines"] == [FEE]

    def test_all_problems_are_named_at_once(self, ana, manner):
        with pytest.raises(ValuesRefused) as refused:
            made(
                ana,
                manner,
                {"lead_days": "x", "lines": [{**FEE, "unit_price": "a"}]},
                sales_rep="Z",
            )
        assert set(paths(refused)) == {
            "contract.lead_days", "contract.lines.0.unit_price", "sales_rep",
        }  # fmt: skip
        assert not Contract.objects.exists()

    def test_without_a_customer_the_rest_is_told_too(self, manner):
        wanted = Wanted(customer="", contract={"lines": [{**FEE, "quantity": "-1"}]})
        with pytest.raises(ValuesRefused) as refused:
            save(wanted, manner, contract_id=None, known=None)
        assert paths(refused) == ["customer", "contract.lines.0.quantity"]

    def test_may_follow_a_template(self, ana, manner):
        form = {"code": "GYM", "schedule": MONTHLY, "lines": [{**FEE, "key": "fee"}]}
        templates.create(form, by=manner.by)
        wanted = Wanted(customer=ana.code, contract={"template": "GYM", "reference": "Mine"})
        number = save(wanted, manner, contract_id=None, known=None)
        found = read(number, by=manner.by)
        assert (found.follows.code, len(found.follows.lines)) == ("GYM", 1)
        assert found.contract.get("lines") is None
        assert found.follows.schedule == MONTHLY

    def test_an_auditor_saves_nothing(self, ana, manner):
        auditor = Actor(company_id=ana.company_id, permissions=GRANTS[Role.AUDITOR])
        with pytest.raises(NotAllowed):
            made(ana, replace(manner, by=auditor))


class TestDraft:
    def test_what_the_form_leaves_as_it_was_stays(self, ana, manner):
        number = made(ana, manner, {"lead_days": 3, "document_discount": "2.5"})
        before = read(number, by=manner.by)
        after = saved(number, manner, contract={"reference": "New"})
        assert after.contract == {**before.contract, "reference": "New"}
        assert after.version == before.version + 1

    def test_what_the_form_leaves_out_has_its_usual_value(self, ana, manner):
        number = made(ana, manner, {"lead_days": 3})
        after = saved(number, manner, contract={"lead_days": None})
        assert "lead_days" not in after.contract

    def test_lines_keep_their_rows(self, ana, manner):
        number = made(ana, manner)
        row = ContractLine.objects.get(contract=number)
        new = {"key": "b", "description": "Otra", "unit_price": "1"}
        saved(number, manner, contract={"lines": [new, {**FEE, "quantity": "2"}]})
        lines = list(ContractLine.objects.filter(contract=number).order_by("position"))
        assert [(each.key, each.quantity) for each in lines] == [("b", 1), ("a", 2)]
        assert lines[1].pk == row.pk

    def test_a_follower_keeps_its_template_and_gets_none_of_its_lines(self, ana, manner):
        form = {"code": "GYM", "schedule": MONTHLY, "lines": [{**FEE, "key": "fee"}]}
        templates.create(form, by=manner.by)
        number = following.make_contract(
            "GYM", ana.code, {}, today=date(2026, 1, 1), by=manner.by
        ).pk
        after = saved(number, manner, contract={"reference": "Mine", "lines": [FEE]})
        assert (after.follows.code, after.contract["lines"]) == ("GYM", [FEE])
        contract = Contract.objects.get(pk=number)
        assert contract.schedule_every is None
        assert contract.follows_template

    def test_of_another_company_does_not_exist(self, ana, manner):
        number = made(ana, manner)
        other = factories.a_company()
        with pytest.raises(NoSuchContract):
            read(number, by=chief(other.pk))


class TestTwoClerks:
    def test_the_second_is_refused_and_told_how_it_stands(self, ana, manner):
        number = made(ana, manner)
        known = known_of(read(number, by=manner.by))
        saved(number, manner, contract={"reference": "First"})
        with pytest.raises(ChangedMeanwhile) as refused:
            saved(number, manner, known=known, contract={"reference": "Second"})
        assert refused.value.now.contract["reference"] == "First"

    def test_notes_are_never_overwritten_either(self, ana, manner):
        number = made(ana, manner)
        known = known_of(read(number, by=manner.by))
        saved(number, manner, details={"notes": "First"})
        with pytest.raises(ChangedMeanwhile):
            saved(number, manner, known=known, details={"notes": "Second"})

    def test_details_that_only_they_changed_stay_theirs(self, ana, manner):
        number = made(ana, manner)
        before = read(number, by=manner.by)
        saved(number, manner, details={"notes": "Theirs"})
        mine = as_wanted(before, contract={"reference": "Mine"})
        save(mine, manner, contract_id=number, known=known_of(before))
        after = read(number, by=manner.by)
        assert (after.contract["reference"], after.details.notes) == ("Mine", "Theirs")


@pytest.fixture
def posted(ana, manner):
    number = made(ana, manner, {"schedule": {**MONTHLY, "first": "2027-01-31"}})
    acts.post(number, on=date(2026, 3, 15), by=manner.by)
    return number


class TestPosted:
    def test_details_change_without_reverting(self, posted, manner):
        after = saved(
            posted, manner, contract={"payment_method": "Transferencia"}, details={"notes": "x"}
        )
        assert (after.contract["payment_method"], after.details.notes) == ("Transferencia", "x")
        assert after.state == "posted"

    def test_one_off_lines_come_change_and_go(self, posted, manner):
        once = {"key": "x", "description": "Visita", "unit_price": "30", "one_off_on": "2027-02-10"}
        after = saved(posted, manner, contract={"lines": [FEE, once]})
        assert after.contract["lines"][1] == once
        after = saved(posted, manner, contract={"lines": [FEE, {**once, "unit_price": "35"}]})
        assert after.contract["lines"][1]["unit_price"] == "35"
        after = saved(posted, manner, contract={"lines": [FEE]})
        assert after.contract["lines"] == [FEE]

    def test_modifications_come_change_and_go(self, posted, manner):
        change = {"line": "a", "from": "2027-06-01", "unit_price": "49"}
        after = saved(posted, manner, contract={"modifications": [change]})
        (number,) = after.modification_ids
        after = saved(posted, manner, contract={"modifications": [{**change, "unit_price": "50"}]})
        assert after.modification_ids == (number,)
        assert ScheduledModification.objects.get(pk=number).unit_price == 50
        after = saved(posted, manner, contract={"modifications": None})
        assert after.modification_ids == ()

    def test_modifications_ask_for_the_credentials_again(self, posted, ana, manner):
        clerk = Actor(company_id=ana.company_id, permissions=GRANTS[Role.MANAGER])
        change = {"line": "a", "from": "2027-06-01", "unit_price": "49"}
        with pytest.raises(CredentialsWanted):
            saved(posted, replace(manner, by=clerk), contract={"modifications": [change]})

    def test_what_only_a_draft_admits_is_named_field_by_field(self, posted, manner):
        dear = {**FEE, "unit_price": "99"}
        with pytest.raises(ValuesRefused) as refused:
            saved(
                posted,
                manner,
                contract={"lines": [dear], "lead_days": 2, "payment_method": "Giro"},
            )
        assert paths(refused) == ["contract.lead_days", "contract.lines.0.unit_price"]
        assert Contract.objects.get(pk=posted).payment_method == ""

    def test_all_problems_of_its_acts_are_told_at_once_and_nothing_is_done(self, posted, manner):
        lines = [
            FEE,
            {"key": "x", "description": "Bien", "unit_price": "1", "one_off_on": "2027-02-10"},
            {"key": "y", "description": "Mal", "unit_price": "?", "one_off_on": "2027-02-10"},
        ]
        change = {"line": "nobody", "from": "2027-06-01", "unit_price": "49"}
        with pytest.raises(ValuesRefused) as refused:
            saved(posted, manner, contract={"lines": lines, "modifications": [change]})
        assert paths(refused) == [
            "contract.lines.2.unit_price", "contract.modifications.0.line",
        ]  # fmt: skip
        assert ContractLine.objects.filter(contract=posted).count() == 1

    def test_drafts_that_wait_are_asked_about(self, ana, manner):
        number = made(ana, manner)
        acts.post(number, on=date(2026, 3, 15), by=manner.by)
        document = factories.a_draft_document(ana)
        row = factories.an_installment(Contract.objects.get(pk=number))
        factories.a_link(row, document)
        with pytest.raises(DraftsWait):
            saved(number, manner, contract={"payment_method": "Giro"})
        keep = replace(manner, waiting=Drafts.KEEP)
        assert saved(number, keep, contract={"payment_method": "Giro"})
