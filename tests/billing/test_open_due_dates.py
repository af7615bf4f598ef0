"""What waits to be paid is read from its own index, which follows all that settles it (MO-1)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cadencia.billing import crediting, doctor, due, generation, issuing, voiding
from cadencia.billing.document_list import listing
from cadencia.billing.document_list.asked import DocumentFilter
from cadencia.billing.runs import Wish
from cadencia.billing.scopes import Scope
from cadencia.documents.models import Document, DocumentDueDate
from cadencia.parties import behind_wall
from cadencia.payments import services as payments
from cadencia.payments.models import Payment, PaymentPart
from cadencia.payments.services import Received
from tests.billing.test_document_list import FEBRUARY, JANUARY, TODAY, billed, ids
from tests.billing.test_kept_previews import at
from tests.factories import A_MOMENT, a_company, a_customer, a_posted_contract, chief

pytestmark = pytest.mark.django_db(transaction=True)

HALVES = {"parts": [{"percent": "50", "days": 0}, {"percent": "50", "days": 30}]}


@pytest.fixture
def company():
    return a_company()


@pytest.fixture(autouse=True)
def what_is_marked_is_what_doctor_works_out():
    yield
    assert {each.name for each in doctor.examine(at=A_MOMENT)} == set()


def settled(document):
    dates = DocumentDueDate.objects.filter(document=document).order_by("position")
    return list(dates.values_list("settled", flat=True))


def pay_part(document, amount):
    payment = Payment.objects.create(
        company_id=document.company_id, customer_id=document.bill_to_id, paid_on=TODAY,
        amount=Decimal(amount), currency="EUR", created_at=A_MOMENT,
    )  # fmt: skip
    PaymentPart.objects.create(
        company_id=document.company_id, payment=payment, document=document, position=1,
        amount=Decimal(amount),
    )  # fmt: skip
    return payment


def test_paid_in_parts_undone_and_paid_again(company):
    january, _ = billed(company, "Ana")
    assert settled(january) == [False]
    pay_part(january, "50.00")
    assert settled(january) == [False]
    last = pay_part(january, "4.45")
    assert settled(january) == [True]
    payments.undo(last.pk, at=A_MOMENT, by=chief(company.pk))
    assert settled(january) == [False]
    payments.record([january.pk], Received(on=TODAY), at=A_MOMENT, by=chief(company.pk))
    assert settled(january) == [True]


def in_halves(company, *names, on=JANUARY):
    """Bill 100.00 of the end of January, half due on the day of issue and half a month later."""
    for name in names:
        customer = a_customer(company, name, payment_terms=HALVES)
        contract = a_posted_contract(customer, ("CUOTA", "100.00"))
        due.refresh([contract.pk], company.pk)
    by = chief(company.pk)
    generation.generate(Scope(as_of=JANUARY), Wish(), by=by, clock=at(on))
    return list(Document.objects.filter(company=company).order_by("number"))


def test_each_half_is_settled_by_itself_and_the_document_is_listed_once(company):
    (document,) = in_halves(company, "Ana")
    assert ids(company, payment="unpaid") == [document.pk]
    pay_part(document, "60.50")
    assert settled(document) == [True, False]
    assert ids(company, payment="unpaid") == [document.pk]
    assert ids(company, payment="overdue") == [document.pk]  # since the 2nd of March
    in_time = DocumentFilter(today=FEBRUARY, payment="overdue")
    assert listing.page(in_time, many=9, by=chief(company.pk))[0] == []


def test_what_a_credit_note_takes_back_settles_both_halves_until_it_is_void(company):
    (document,) = in_halves(company, "Ana")
    by = chief(company.pk)
    wish = crediting.Wish(reason="Error", what="amount", amount=Decimal("121.00"))
    draft = crediting.credit(document.pk, replace(wish, issue=False), by=by, clock=at(TODAY))
    assert settled(document) == [False, False]
    issuing.issue_one(draft.pk, by=by, clock=at(TODAY))
    assert settled(document) == [True, True]
    void(draft)
    assert settled(document) == [False, False]


def void(document):
    wish = voiding.VoidWish(reason="Error", on=TODAY, delivered=False, gives_back=False)
    voiding.void(document.pk, wish, by=chief(document.company_id), at=at(TODAY)())


def test_void_it_asks_for_nothing(company):
    january, february = billed(company, "Ana")
    void(february)
    assert (settled(january), settled(february)) == ([False], [True])
    assert ids(company, payment="unpaid") == [january.pk]


@pytest.mark.parametrize("payment", ["unpaid", "overdue"])
@pytest.mark.parametrize("many", [1, 2, 3])
def test_pages_of_what_waits_make_the_whole_list(company, payment, many):
    one, two, three, four = billed(company, "Ana", "Bernardo")
    more = in_halves(company, "Carmen", "Diego", on=FEBRUARY)
    by = chief(company.pk)
    payments.record([two.pk], Received(on=TODAY), at=A_MOMENT, by=by)
    crediting.credit(three.pk, crediting.Wish(reason="Error"), by=by, clock=at(TODAY))
    expected = [more[-1].pk, more[-2].pk, four.pk, one.pk]
    asked = DocumentFilter(today=date(2026, 4, 15), payment=payment)
    read, after = [], ""
    while after is not None:
        some, after = listing.page(asked, after=after, many=many, by=by)
        read += [each.document.pk for each in some]
    assert read == expected
    (total,) = listing.totals(asked, by=by, most=4)
    assert total.documents == 4


def test_with_other_filters_and_behind_the_wall(company):
    one, two, three, four = billed(company, "Ana", "Bernardo")
    other = a_company()
    billed(other, "Ana")
    with behind_wall.of(company.pk):
        assert ids(company, payment="unpaid") == [four.pk, three.pk, two.pk, one.pk]
        mine = [each for each in (four, two) if each.bill_to == four.bill_to]
        assert ids(company, payment="unpaid", text="bernardo") == [
            each.pk for each in (four, three, two, one) if each.bill_to.name == "Bernardo"
        ]
        assert ids(company, payment="overdue", until=JANUARY) == [two.pk, one.pk]
        assert ids(company, payment="unpaid", kinds=("credit_note",)) == []
        assert ids(company, payment="unpaid", customers=(mine[0].bill_to.code,)) != []
        assert ids(other, payment="unpaid") == []


def test_the_list_asks_the_same_whatever_was_paid(company, django_assert_num_queries):
    several = billed(company, "Ana", "Bernardo", "Carmen")
    by = chief(company.pk)
    asked = DocumentFilter(today=TODAY, payment="unpaid")
    with CaptureQueriesContext(connection) as before:
        listing.page(asked, many=9, by=by)
    numbers = [each.pk for each in several[:-1]]
    payments.record(numbers, Received(on=TODAY), at=A_MOMENT, by=by)
    with django_assert_num_queries(len(before)):
        assert len(listing.page(asked, many=9, by=by)[0]) == 1
