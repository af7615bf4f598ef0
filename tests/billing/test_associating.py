"""An existing sale in the place of an installment, or only listed (GE-8)."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from cadencia.billing import acts, associating, doctor, existing_sales, generation, one_contract
from cadencia.billing.associating import Asked, DifferenceNotAccepted, NoSuchAssociation
from cadencia.billing.association_models import Association
from cadencia.billing.existing_sales import Written
from cadencia.billing.models import ContractDue, Installment
from cadencia.billing.runs import Wish
from cadencia.billing.scopes import Scope
from cadencia.contracts.models import Contract
from cadencia.contracts.services import NoSuchContract
from cadencia.documents.models import Document, DocumentVoid
from cadencia.parties.access import (
    GRANTS,
    Actor,
    CredentialsWanted,
    NotAllowed,
    Role,
    administrator_of_machine,
)
from cadencia.parties.problems import ValuesRefused
from tests import factories

pytestmark = pytest.mark.django_db

MARCH = datetime(2026, 3, 15, 10, tzinfo=UTC)  # 31 January and 28 February are pending


@pytest.fixture
def company():
    return factories.a_company()


@pytest.fixture
def by(company):
    return administrator_of_machine(company.pk)


@pytest.fixture
def ana(company):
    return factories.a_customer(company)


@pytest.fixture
def contract(ana, by):
    return posted(factories.a_draft_contract(ana, ("CUOTA", "100.00")), by)


@pytest.fixture
def sale(ana):
    return factories.an_issued_document(ana, 900)  # 100.00 + 21.00


def posted(draft, by):
    return acts.post(draft.pk, on=date(2026, 1, 1), by=by)


def associate(contract, sale=None, *, by, **asked):
    if sale is not None:
        asked["document"] = sale.pk
    return associating.associate(Asked(contract_id=contract.pk, **asked), at=MARCH, by=by)


def refused(contract, sale=None, *, by, **asked):
    with pytest.raises(ValuesRefused) as wrong:
        associate(contract, sale, by=by, **asked)
    return [f"{each.path}: {each.message}" for each in wrong.value.problems]


def an_external(ana, by, number="F-77", total="121.00", **fields):
    written = Written(
        customer=ana.code,
        number=number,
        issue_date=date(2026, 2, 1),
        total=Decimal(total),
        **fields,
    )
    return existing_sales.register(written, at=MARCH, by=by)


def ledger(contract):
    rows = Installment.objects.filter(contract=contract, replaced=False).order_by("due_on")
    return " ".join(f"{each.number}:{each.due_on:%m-%d}:{each.state}" for each in rows)


def generate(company):
    return generation.generate(
        Scope(as_of=MARCH.date()), Wish(), by=factories.chief(company.pk), clock=lambda: MARCH
    )


def pending(contract, by):
    as_of = MARCH.date()
    found = one_contract.pending_of(contract.company_id, contract.code, as_of=as_of, by=by)
    return [each.due_on.isoformat() for each in found.installments]


def is_healthy():
    # Numbers given in tests don't move their counter.
    ignored = {"counters", "numbers_without_gap", "dates_follow_numbers", "triggers"}
    return [each.name for each in doctor.examine(at=MARCH) if each.name not in ignored] == []


class TestInThePlaceOfAnInstallment:
    def test_the_oldest_pending_unless_another_is_named(self, contract, sale, by):
        made = associate(contract, sale, by=by)
        assert ledger(contract) == "1:01-31:linked"
        assert (made.expected, made.total) == (Decimal("121.00"), Decimal("121.00"))
        assert pending(contract, by) == ["2026-02-28"]
        assert ContractDue.objects.get(contract=contract).look_from == date(2026, 2, 28)
        assert is_healthy()

    def test_it_is_not_billed_any_more(self, company, contract, sale, by):
        associate(contract, sale, by=by)
        assert generate(company).documents == 1
        assert ledger(contract) == "1:01-31:linked 2:02-28:billed"

    def test_one_to_come_and_those_before_it_stay_owed(self, company, contract, sale, by):
        associate(contract, sale, by=by, due_on=date(2026, 3, 31))
        assert ledger(contract) == "1:01-31:due 2:02-28:due 3:03-31:linked"
        assert generate(company).documents == 2
        assert is_healthy()

    def test_a_one_off_by_its_line(self, ana, sale, by):
        draft = factories.a_draft_contract(ana, ("CUOTA", "45.00"))
        factories.a_line(
            draft, position=2, unit_price=Decimal("100.00"), one_off_on=date(2026, 2, 10)
        )
        mine = posted(draft, by)
        associate(mine, sale, by=by, due_on=date(2026, 2, 10), line="l2")
        assert pending(mine, by) == ["2026-01-31", "2026-02-28"]

    def test_a_reopened_one_keeps_its_row(self, company, contract, sale, by):
        factories.an_installment(contract, state="reopened")
        associate(contract, sale, by=by)
        assert ledger(contract) == "1:01-31:linked"
        assert Installment.objects.count() == 1

    def test_the_version_is_counted_up(self, contract, sale, by):
        associate(contract, sale, by=by)
        assert Contract.objects.get().version == contract.version + 1

    def test_drafts_that_wait_are_asked_about(self, company, contract, sale, by):
        generation.generate(
            Scope(as_of=MARCH.date()),
            Wish(issue=False),
            by=factories.chief(company.pk),
            clock=lambda: MARCH,
        )
        with pytest.raises(acts.DraftsWait):
            associate(contract, sale, by=by)
        asked = Asked(contract_id=contract.pk, document=sale.pk)
        associating.associate(asked, at=MARCH, by=by, waiting=acts.Drafts.DELETE)
        assert ledger(contract) == "1:01-31:linked 2:02-28:reopened"


class TestADifference:
    def test_it_is_told_and_accepted(self, ana, by, sale):
        mine = posted(factories.a_draft_contract(ana, ("CUOTA", "90.00")), by)
        with pytest.raises(DifferenceNotAccepted) as told:
            associate(mine, sale, by=by)
        assert (told.value.expected, told.value.total, told.value.difference) == (
            Decimal("108.90"),
            Decimal("121.00"),
            Decimal("12.10"),
        )
        assert not Association.objects.exists()
        associate(mine, sale, by=by, accept_difference=True)
        assert ledger(mine) == "1:01-31:linked"

    def test_it_is_shown_before(self, ana, by, sale):
        mine = posted(factories.a_draft_contract(ana, ("CUOTA", "90.00")), by)
        asked = Asked(contract_id=mine.pk, document=sale.pk)
        assert associating.difference(asked, at=MARCH, by=by) == (
            Decimal("108.90"),
            Decimal("121.00"),
        )
        assert ledger(mine) == ""


class TestADividedPrice:
    def test_the_part_counts_as_billed(self, company, ana, by):
        draft = factories.a_draft_contract(ana, installments=3)
        factories.a_line(draft, unit_price=Decimal("300.00"), price_split="divided")
        mine = posted(draft, by)
        associate(mine, factories.an_issued_document(ana, 900), by=by)
        one_contract.generate_one(
            company.pk,
            one_contract.Asked(contract=mine.code, as_of=MARCH.date(), count=2),
            Wish(),
            by=by,
            clock=lambda: MARCH,
        )
        generated = Document.objects.filter(run_id__isnull=False)
        assert [each.net for each in generated] == [Decimal("100.00"), Decimal("100.00")]

    def test_undone_it_is_billed_again(self, company, ana, by):
        draft = factories.a_draft_contract(ana, installments=2)
        factories.a_line(draft, unit_price=Decimal("200.00"), price_split="divided")
        mine = posted(draft, by)
        made = associate(mine, factories.an_issued_document(ana, 900), by=by)
        associating.undo(made.pk, at=MARCH, by=by)
        generate(company)
        generated = Document.objects.filter(run_id__isnull=False)
        assert [each.net for each in generated] == [Decimal("100.00"), Decimal("100.00")]


class TestOnlyListed:
    def test_it_takes_no_ones_place(self, contract, sale, by):
        made = associate(contract, sale, by=by, only_listed=True)
        assert (made.installment, made.expected) == (None, None)
        assert pending(contract, by) == ["2026-01-31", "2026-02-28"]

    def test_once(self, contract, sale, by):
        associate(contract, sale, by=by, only_listed=True)
        assert refused(contract, sale, by=by, only_listed=True) == [
            "document: Ya está asociado: deshaga eso primero."
        ]

    def test_undone(self, contract, sale, by):
        made = associate(contract, sale, by=by, only_listed=True)
        associating.undo(made.pk, at=MARCH, by=by)
        associate(contract, sale, by=by)
        assert ledger(contract) == "1:01-31:linked"


class TestUndoing:
    def test_the_installment_is_owed_again_with_its_number(self, company, contract, sale, by):
        made = associate(contract, sale, by=by)
        undone = associating.undo(made.pk, at=MARCH, by=by)
        assert undone.undone_at == MARCH
        assert ledger(contract) == "1:01-31:reopened"
        assert generate(company).documents == 2
        assert is_healthy()

    def test_once(self, contract, sale, by):
        made = associate(contract, sale, by=by)
        associating.undo(made.pk, at=MARCH, by=by)
        with pytest.raises(NoSuchAssociation):
            associating.undo(made.pk, at=MARCH, by=by)

    def test_the_sale_is_free_again(self, contract, sale, by):
        associating.undo(associate(contract, sale, by=by).pk, at=MARCH, by=by)
        associate(contract, sale, by=by)
        assert Association.objects.count() == 2


class TestExternalSales:
    def test_one_of_another_program_takes_the_place_too(self, contract, ana, by):
        associate(contract, external_sale=an_external(ana, by).pk, by=by)
        assert ledger(contract) == "1:01-31:linked"

    def test_all_that_is_wrong_with_it_at_once(self, company, by):
        written = Written(
            customer="NOBODY",
            number=" ",
            issue_date=date(2027, 1, 1),
            total=Decimal("1.1234567"),
            kind="work_order",
            currency="euro",
        )
        with pytest.raises(ValuesRefused) as wrong:
            existing_sales.register(written, at=MARCH, by=by)
        assert sorted(each.path for each in wrong.value.problems) == [
            "currency",
            "customer",
            "issue_date",
            "kind",
            "number",
            "total",
        ]

    def test_a_number_is_registered_once(self, ana, by):
        an_external(ana, by)
        with pytest.raises(ValuesRefused):
            an_external(ana, by)


class TestWhatIsRefused:
    def test_all_at_once(self, company, by):
        luis = factories.a_customer(company, "Luis")
        mine = posted(factories.a_draft_contract(luis, ("CUOTA", "100.00")), by)
        other = factories.a_customer(company, "Ana")
        draft = factories.a_draft_document(other, currency="USD", kind="work_order")
        assert refused(mine, draft, by=by, due_on=date(2026, 2, 3)) == [
            "document: Es de otro cliente: elija uno del cliente del contrato.",
            "document: Es un borrador: emítalo antes.",
            "document: Está en USD y el contrato en EUR: elija uno en EUR.",
            "document: No es una venta: elija una factura o un albarán.",
            "due_on: El contrato no tiene ninguna cuota por facturar el 03/02/2026. La anterior"
            " es del 31/01/2026.",
        ]

    def test_a_void_one(self, contract, sale, by):
        DocumentVoid.objects.create(
            company_id=contract.company_id, document=sale, voided_on=MARCH.date(), reason="x",
            created_at=MARCH,
        )  # fmt: skip
        assert refused(contract, sale, by=by) == ["document: Está anulado: elija uno en vigor."]

    def test_one_that_bills_an_installment_already(self, company, contract, by):
        generate(company)
        document = Document.objects.order_by("number").first()
        assert refused(contract, document, by=by, due_on=date(2026, 3, 31)) == [
            f"document: Ya factura una cuota del contrato {contract.code}."
        ]

    def test_one_that_stands_for_another_installment(self, contract, sale, by):
        associate(contract, sale, by=by)
        assert refused(contract, sale, by=by) == [
            "document: Ya está asociado: deshaga eso primero."
        ]

    def test_one_that_stands_for_one_of_another_contract(self, ana, contract, sale, by):
        associate(contract, sale, by=by)
        other = posted(factories.a_draft_contract(ana, ("CUOTA", "100.00")), by)
        assert len(refused(other, sale, by=by)) == 1
        associate(other, sale, by=by, only_listed=True)

    def test_the_database_refuses_it_too(self, ana, contract, sale, by):
        associate(contract, sale, by=by)
        other = posted(factories.a_draft_contract(ana, ("CUOTA", "100.00")), by)
        with pytest.raises(Exception, match="billing_association_document_once"):
            Association.objects.create(
                company_id=contract.company_id, contract=other, document=sale, total=1,
                installment=factories.an_installment(other, state="linked"), created_at=MARCH,
            )  # fmt: skip

    def test_nothing_pending(self, ana, by, sale):
        draft = factories.a_draft_contract(
            ana, ("CUOTA", "100.00"), schedule_every=1, schedule_unit="month",
            schedule_first=date(2026, 5, 31),
        )  # fmt: skip
        mine = posted(draft, by)
        assert refused(mine, sale, by=by) == [
            "due_on: No hay nada pendiente: indique la fecha de una cuota futura."
        ]

    def test_an_installment_that_is_settled(self, contract, sale, ana, by):
        associate(contract, sale, by=by)
        other = factories.an_issued_document(ana, 2)
        found = refused(contract, other, by=by, due_on=date(2026, 1, 31))
        assert [each.split(":")[0] for each in found] == ["due_on"]

    def test_no_sale_or_two(self, contract, ana, sale, by):
        assert len(refused(contract, by=by)) == 1
        both = {"external_sale": an_external(ana, by).pk}
        assert len(refused(contract, sale, by=by, **both)) == 1

    def test_a_draft_contract(self, ana, sale, by):
        draft = factories.a_draft_contract(ana, ("CUOTA", "100.00"))
        with pytest.raises(Exception, match=draft.code):
            associate(draft, sale, by=by)


class TestWhoMay:
    def test_a_clerk_may_not(self, contract, sale):
        clerk = Actor(
            company_id=contract.company_id, permissions=GRANTS[Role.CLERK], gave_credentials=True
        )
        with pytest.raises(NotAllowed):
            associate(contract, sale, by=clerk)

    def test_a_manager_gives_credentials_again(self, contract, sale):
        manager = Actor(company_id=contract.company_id, permissions=GRANTS[Role.MANAGER])
        with pytest.raises(CredentialsWanted):
            associate(contract, sale, by=manager)

    def test_another_companys_document_is_an_unknown_one(self, contract, by):
        theirs = factories.an_issued_document(factories.a_customer(factories.a_company()))
        unknown = refused(contract, by=by, document=10**12)
        assert refused(contract, theirs, by=by) == unknown

    def test_another_companys_contract_is_an_unknown_one(self, contract, sale):
        other = administrator_of_machine(factories.a_company().pk)
        with pytest.raises(NoSuchContract):
            associate(contract, sale, by=other)

    def test_the_database_holds_the_wall(self, contract):
        theirs = factories.an_issued_document(factories.a_customer(factories.a_company()))
        with pytest.raises(Exception, match="billing_association_document_id_wall"):
            Association.objects.create(
                company_id=contract.company_id, contract=contract, document=theirs, total=1,
                created_at=MARCH,
            )  # fmt: skip
