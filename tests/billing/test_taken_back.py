"""What is left to be paid of an invoice, whatever corrected it or stands in its place (GE-9)."""

from decimal import Decimal

import pytest

from cadencia.billing import contract_documents, crediting, customer_account, figures
from cadencia.billing.document_list import listing
from cadencia.billing.document_list.asked import DocumentFilter
from cadencia.billing.models import Installment
from cadencia.core.corrective import Method
from cadencia.documents.corrections import taken_back
from cadencia.documents.models import DocumentLine
from tests.billing.test_document_list import TODAY, at, billed, ids
from tests.factories import a_company, a_customer, a_draft_document, chief, issue

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def january():
    """An invoice of 54.45, and another of February that nothing corrects."""
    return billed(a_company(), "Ana")[0]


def credit(document, **wish):
    return crediting.credit(
        document.pk,
        crediting.Wish(reason="Error", **wish),
        by=chief(document.company_id),
        clock=at(TODAY),
    )


def left(document):
    """Return what the list, the customer's account and the contract's tab say that is left."""
    company, customer = document.company, document.bill_to_id
    by = chief(company.pk)
    (row,) = [
        each
        for each in listing.page(DocumentFilter(today=TODAY), many=100, by=by)[0]
        if each.document.pk == document.pk
    ]
    (account,) = customer_account.balances(customer, today=TODAY, by=by)
    contract = Installment.objects.filter(links__document=document).get().contract_id
    documents = contract_documents.documents_of(contract, as_of=TODAY, by=by)
    (mine,) = [each for each in documents if each.id == document.pk]
    is_found = document.pk in ids(company, payment="unpaid")
    assert is_found == (document.pk in ids(company, payment="overdue")) == (row.left > 0)
    assert (mine.days_overdue > 0) == (row.left > 0)
    assert account.outstanding == row.left + Decimal("54.45")  # of February
    assert account.in_favor == 0
    return str(row.left)


def test_credited_wholly_it_is_settled_and_by_a_part_it_is_not(january) -> None:
    assert left(january) == "54.45"
    credit(january, what="amount", amount=Decimal("20.00"))
    assert left(january) == "34.45"
    credit(january, what="amount", amount=Decimal("34.45"))
    assert left(january) == "0"


def test_what_is_left_of_one_replaced_is_still_asked_for(january) -> None:
    credit(january, what="amount", amount=Decimal("20.00"), method=Method.SUBSTITUTION)
    assert left(january) == "34.45"


def test_crediting_what_stands_in_its_place_settles_it(january) -> None:
    instead = credit(january, what="amount", amount=Decimal("20.00"), method=Method.SUBSTITUTION)
    last = credit(instead)
    assert left(january) == "0"
    contract = Installment.objects.filter(links__document=january).get().contract
    assert last.pk in ids(january.company, contract=contract.code)
    by = chief(january.company_id)
    found = contract_documents.documents_of(contract.pk, as_of=TODAY, by=by)
    assert [each.relation for each in found if each.id in (instead.pk, last.pk)] == [
        "corrective"
    ] * 2


def test_data_set_right_leave_all_of_it(january) -> None:
    instead = credit(january, what="data", method=Method.SUBSTITUTION)
    assert left(january) == "54.45"
    credit(instead, what="amount", amount=Decimal("4.45"))
    assert left(january) == "50.00"


def test_a_draft_takes_nothing_back(january) -> None:
    credit(january, issue=False)
    assert left(january) == "54.45"


def test_tax_withheld_is_not_given_back() -> None:
    """121.00 with 15.00 withheld asks for 106.00; credited wholly, nobody has 15.00 in favor."""
    customer = a_customer(a_company())
    draft = a_draft_document(
        customer,
        withholding_rate=Decimal(15),
        withholding=Decimal("15.00"),
        payable=Decimal("106.00"),
    )
    DocumentLine.objects.filter(document=draft).update(withheld=True)
    issue(draft, 1)
    credit(draft)
    assert taken_back([draft.pk]) == {draft.pk: Decimal("106.00")}


def test_billed_is_less_what_was_taken_back_of_what_replaced_it(january) -> None:
    by = chief(january.company_id)

    def billed_in(month):
        told = figures.worked_out(today=TODAY, clock=at(TODAY), by=by)["billed"]
        return next((each["net"] for each in told if each["month"] == month), None)

    instead = credit(january, what="data", method=Method.SUBSTITUTION)
    assert (billed_in("2026-01"), billed_in("2026-03")) == ("45.00", "0.00")
    credit(instead)
    assert billed_in("2026-03") == "-45.00"
