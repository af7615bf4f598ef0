"""What a customer owes as far as the books know, and what comes (MO-1)."""

from datetime import date
from decimal import Decimal

import pytest

from cadencia.billing import crediting, customer_account
from cadencia.billing.masters import NoSuchMaster
from cadencia.parties.models import Customer
from cadencia.payments import services as payments
from cadencia.payments.services import Received
from tests.billing.test_document_list import FEBRUARY, TODAY, at, billed
from tests.factories import A_MOMENT, a_company, a_customer, a_draft_document, chief, issue

pytestmark = pytest.mark.django_db(transaction=True)

NOTHING, ONE = Decimal(0), Decimal("54.45")


def balance(customer, today=TODAY):
    (found,) = customer_account.balances(customer.pk, today=today, by=chief(customer.company_id))
    return found.invoices, found.outstanding, found.overdue, found.in_favor


def test_issued_and_not_paid_is_owed_and_overdue_after_its_day() -> None:
    company = a_company()
    january, february = billed(company, "Ana")
    ana, by = Customer.objects.get(pk=january.bill_to_id), chief(company.pk)
    assert balance(ana) == (2, 2 * ONE, 2 * ONE, NOTHING)
    assert balance(ana, today=FEBRUARY) == (2, 2 * ONE, ONE, NOTHING)
    (payment,) = payments.record([january.pk], Received(on=TODAY), at=A_MOMENT, by=by)
    assert balance(ana) == (1, ONE, ONE, NOTHING)
    crediting.credit(february.pk, crediting.Wish(reason="Error"), by=by, clock=at(TODAY))
    assert balance(ana) == (0, NOTHING, NOTHING, NOTHING)
    payments.undo(payment, at=A_MOMENT, by=by)
    assert balance(ana) == (1, ONE, ONE, NOTHING)


def test_what_is_credited_after_it_was_paid_is_the_customers() -> None:
    company = a_company()
    january, _february = billed(company, "Ana")
    ana, by = Customer.objects.get(pk=january.bill_to_id), chief(company.pk)
    payments.record([january.pk], Received(on=TODAY), at=A_MOMENT, by=by)
    crediting.credit(january.pk, crediting.Wish(reason="Error"), by=by, clock=at(TODAY))
    assert balance(ana) == (1, ONE, ONE, ONE)


def test_the_whole_of_it_and_of_nobody_else() -> None:
    company = a_company()
    january, _february = billed(company, "Ana", "Bernardo")[:2]
    ana, by = Customer.objects.get(pk=january.bill_to_id), chief(company.pk)
    found = customer_account.account_of(ana.pk, today=date(2026, 3, 15), by=by)
    assert {each.document.bill_to_id for each in found.documents} == {ana.pk}
    assert found.contract_count == 1
    assert found.coming is not None
    assert found.coming.next.installment.theoretical_on == date(2026, 3, 31)
    assert found.coming.next.total == ONE
    nobody = a_customer(company)
    empty = customer_account.account_of(nobody.pk, today=TODAY, by=by)
    assert (empty.balances, empty.documents, empty.contracts, empty.coming) == ((), (), (), None)
    stranger = a_customer(a_company())
    with pytest.raises(NoSuchMaster):
        customer_account.account_of(stranger.pk, today=TODAY, by=by)
    with pytest.raises(NoSuchMaster):
        customer_account.balances(stranger.pk, today=TODAY, by=by)


def test_currencies_are_never_added_up() -> None:
    company = a_company()
    ana = a_customer(company)
    issue(a_draft_document(ana), 1)
    issue(a_draft_document(ana, currency="USD"), 2)
    by = chief(company.pk)
    found = customer_account.balances(ana.pk, today=TODAY, by=by)
    assert [each.currency for each in found] == ["EUR", "USD"]
