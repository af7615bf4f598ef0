"""Voiding an issued document with a reason: its number stays, what it billed may come back."""

from datetime import UTC, date, datetime

import pytest

from cadencia.billing import crediting, voiding
from cadencia.billing.crediting import NoSuchDocument, Wish
from cadencia.billing.voiding import VoidWish
from cadencia.documents.following_models import Correction
from cadencia.documents.models import Document, DocumentVoid
from cadencia.parties.access import GRANTS, Actor, CredentialsWanted, NotAllowed, Role
from cadencia.parties.problems import ValuesRefused
from tests import factories
from tests.factories import chief

pytestmark = pytest.mark.django_db

MARCH = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


@pytest.fixture
def invoice():
    return factories.an_issued_document(factories.a_customer(factories.a_company()), 41)


def void(document, reason="Prueba", **wish):
    values = {"on": date(2026, 3, 10), "delivered": False, "gives_back": False, **wish}
    return voiding.void(
        document.pk, VoidWish(reason=reason, **values), by=chief(document.company_id), at=MARCH
    )


def refusals(document, **wish):
    with pytest.raises(ValuesRefused) as refused:
        void(document, **wish)
    return [each.path for each in refused.value.problems]


def test_its_number_stays_with_the_reason(invoice):
    void(invoice, reason=" Emitida por error ")
    mark = DocumentVoid.objects.get(document=invoice)
    assert (mark.reason, mark.voided_on) == ("Emitida por error", date(2026, 3, 10))
    assert Document.objects.get(pk=invoice.pk).number == 41


def test_its_installments_come_back_if_asked(invoice):
    contract = factories.a_posted_contract(invoice.bill_to, ("CUOTA", "100.00"))
    row = factories.an_installment(contract)
    factories.a_link(row, invoice)
    assert void(invoice, gives_back=True) == frozenset({contract.pk})
    row.refresh_from_db()
    assert row.state == "reopened"


def test_or_stay_billed(invoice):
    contract = factories.a_posted_contract(invoice.bill_to, ("CUOTA", "100.00"))
    row = factories.an_installment(contract)
    factories.a_link(row, invoice)
    assert void(invoice) == frozenset()
    row.refresh_from_db()
    assert row.state == "billed"


def test_in_spain_not_once_the_customer_has_it(invoice):
    assert refusals(invoice, delivered=True) == ["delivered"]


def test_elsewhere_as_the_company_says():
    for chosen, country, fine in (
        ("", "GT", True),
        ("never", "GT", False),
        ("always", "ES", False),
    ):
        company = factories.a_company(country=country, voiding=chosen)
        document = factories.an_issued_document(factories.a_customer(company), 1)
        if fine:
            void(document, delivered=True)
        else:
            assert refusals(document, delivered=True) in (["document"], ["delivered"])


def test_all_of_it_is_said_at_once(invoice):
    void(invoice)
    assert refusals(invoice, reason=" ", on=date(2026, 1, 30), delivered=True) == [
        "document", "delivered", "reason", "on",
    ]  # fmt: skip


def test_what_is_credited_is_credited_to_the_end(invoice):
    crediting.credit(
        invoice.pk, Wish(reason="x"), by=chief(invoice.company_id), clock=lambda: MARCH
    )
    assert refusals(invoice) == ["document"]


def test_a_voided_credit_note_leaves_the_invoice_as_it_was(invoice):
    by = chief(invoice.company_id)
    note = crediting.credit(invoice.pk, Wish(reason="x"), by=by, clock=lambda: MARCH)
    void(note)
    assert not Correction.objects.get(document=note).stands
    again = crediting.credit(invoice.pk, Wish(reason="x"), by=by, clock=lambda: MARCH)
    assert (again.number, str(again.total)) == (2, "-121.00")


def test_a_credit_note_that_gave_installments_back_stays(invoice):
    by = chief(invoice.company_id)
    wish = Wish(reason="x", gives_back=True)
    note = crediting.credit(invoice.pk, wish, by=by, clock=lambda: MARCH)
    assert refusals(note) == ["document"]


def test_it_wants_the_permission_and_credentials_given_again(invoice):
    wish = VoidWish(reason="x", on=date(2026, 3, 10), delivered=False, gives_back=False)
    clerk = Actor(company_id=invoice.company_id, permissions=GRANTS[Role.CLERK])
    with pytest.raises(NotAllowed):
        voiding.void(invoice.pk, wish, by=clerk, at=MARCH)
    manager = Actor(company_id=invoice.company_id, permissions=GRANTS[Role.MANAGER])
    with pytest.raises(CredentialsWanted):
        voiding.void(invoice.pk, wish, by=manager, at=MARCH)


def test_another_company_has_no_such_document(invoice):
    wish = VoidWish(reason="x", on=date(2026, 3, 10), delivered=False, gives_back=False)
    with pytest.raises(NoSuchDocument):
        voiding.void(invoice.pk, wish, by=chief(factories.a_company().pk), at=MARCH)
