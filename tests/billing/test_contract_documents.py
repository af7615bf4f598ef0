"""The documents of a contract, with their days of credit and overdue (GE-11)."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from cadencia.billing import associating, existing_sales
from cadencia.billing.contract_documents import Relation, Standing, documents_of
from cadencia.contracts.services import NoSuchContract
from cadencia.documents.models import DocumentVoid
from cadencia.parties.access import administrator_of_machine
from tests import factories

pytestmark = pytest.mark.django_db

MOMENT = datetime(2026, 3, 15, 10, tzinfo=UTC)
TODAY = date(2026, 3, 15)


@pytest.fixture
def contract():
    ana = factories.a_customer(factories.a_company())
    return factories.a_posted_contract(ana, ("CUOTA", "100.00"))


@pytest.fixture
def by(contract):
    return administrator_of_machine(contract.company_id)


def generated(contract, number=1, **fields):
    document = factories.an_issued_document(contract.customer, number, **fields)
    factories.a_link(factories.an_installment(contract), document)
    return document


def listed(contract, by, as_of=TODAY):
    return documents_of(contract.pk, as_of=as_of, by=by)


@pytest.mark.parametrize(
    ("as_of", "overdue"),
    [(date(2026, 1, 31), 0), (date(2026, 2, 1), 1), (date(2026, 3, 15), 43)],
)
def test_a_generated_one_says_all_of_itself(contract, by, as_of, overdue):
    document = generated(contract)
    (found,) = listed(contract, by, as_of)
    assert (found.relation, found.standing, found.kind) == (
        Relation.GENERATED,
        Standing.ISSUED,
        "invoice",
    )
    assert found.number.endswith("-2026-000001")
    assert (found.id, found.on, found.total) == (
        document.pk,
        date(2026, 1, 31),
        Decimal("121.00"),
    )
    assert (found.installments, found.credit_days, found.due_on) == ((1,), 0, date(2026, 1, 31))
    assert found.days_overdue == overdue


def test_a_void_one_is_never_overdue(contract, by):
    DocumentVoid.objects.create(
        company_id=contract.company_id, document=generated(contract), reason="x",
        voided_on=MOMENT.date(), created_at=MOMENT,
    )  # fmt: skip
    (found,) = listed(contract, by)
    assert (found.standing, found.days_overdue) == (Standing.VOID, 0)


def test_drafts_first_then_the_newest(contract, by):
    generated(contract)
    draft = factories.a_draft_document(contract.customer)
    factories.a_link(factories.an_installment(contract, 2, due_on=date(2026, 2, 28)), draft)
    assert [each.standing for each in listed(contract, by)] == [Standing.DRAFT, Standing.ISSUED]
    assert listed(contract, by)[0].number is None


def test_associated_and_listed_ones(contract, by):
    sale = factories.an_issued_document(contract.customer, 900)
    associating.associate(
        associating.Asked(contract_id=contract.pk, document=sale.pk), at=MOMENT, by=by
    )
    written = existing_sales.Written(
        customer=contract.customer.code, number="F-7", issue_date=date(2026, 2, 1),
        total=Decimal("50.00"),
    )  # fmt: skip
    external = existing_sales.register(written, at=MOMENT, by=by)
    made = associating.associate(
        associating.Asked(contract_id=contract.pk, external_sale=external.pk, only_listed=True),
        at=MOMENT,
        by=by,
    )
    found = listed(contract, by)
    assert [(each.relation, each.number, each.installments) for each in found] == [
        (Relation.LISTED, "F-7", ()),
        (Relation.LINKED, found[1].number, (1,)),
    ]
    associating.undo(made.pk, at=MOMENT, by=by)
    assert len(listed(contract, by)) == 1


def test_another_company_sees_nothing(contract):
    generated(contract)
    other = administrator_of_machine(factories.a_company().pk)
    with pytest.raises(NoSuchContract):
        listed(contract, other)
