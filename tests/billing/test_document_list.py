"""Documents found, listed, added up, exported and read whole; and a draft deleted."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from cadencia.billing import crediting, deleting_drafts, due, generation
from cadencia.billing.document_list import exporting, listing, reading
from cadencia.billing.document_list.asked import DocumentFilter
from cadencia.billing.models import Installment
from cadencia.billing.runs import Wish
from cadencia.billing.scopes import Scope
from cadencia.documents.models import Document
from cadencia.parties import behind_wall
from cadencia.parties.models import Company
from cadencia.payments import services as payments
from cadencia.payments.services import Received
from tests.billing.test_kept_previews import at
from tests.factories import A_MOMENT, a_company, a_customer, a_posted_contract, chief

pytestmark = pytest.mark.django_db(transaction=True)
JANUARY, FEBRUARY = date(2026, 1, 31), date(2026, 2, 28)
TODAY = date(2026, 3, 15)
TAX_IDS = ("12345678Z", "00000000T", "87654321X")


def billed(company: Company, *names: str) -> list[Document]:
    """Bill 45.00 of January and of February to each; the documents in order of number."""
    for name, tax_id in zip(names, TAX_IDS, strict=False):
        customer = a_customer(company, name, tax_id=tax_id)
        contract = a_posted_contract(customer, ("CUOTA", "45.00"))
        due.refresh([contract.pk], company.pk)
    by = chief(company.pk)
    for day in (JANUARY, FEBRUARY):
        generation.generate(Scope(as_of=day), Wish(), by=by, clock=at(day))
    return list(Document.objects.filter(company=company).order_by("fiscal_year", "number"))


def ids(company: Company, **asked: object) -> list[int]:
    wanted = DocumentFilter(today=TODAY, **asked)  # type: ignore[arg-type]
    found, _ = listing.page(wanted, after="", many=100, by=chief(company.pk))
    return [each.document.pk for each in found]


def test_each_filter_finds_its_own() -> None:
    company = a_company()
    one, two, three, four = billed(company, "Ana", "Bernardo")
    draft = Document.objects.get(pk=four.pk)
    customer = one.bill_to
    contract = Installment.objects.filter(links__document=one).get().contract.code
    own = sorted([each.pk for each in (one, two, three, four) if each.bill_to == customer])
    assert sorted(ids(company, customers=(customer.code,))) == own
    assert sorted(ids(company, contract=contract)) == own
    assert sorted(ids(company, text="ana")) == own
    assert sorted(ids(company, text=customer.tax_id.lower())) == own
    assert ids(company, text="f-2026-000002") == [two.pk]
    assert sorted(ids(company, start=FEBRUARY)) == sorted([three.pk, four.pk])
    assert sorted(ids(company, until=JANUARY)) == sorted([one.pk, two.pk])
    assert ids(company, kinds=("credit_note",)) == []
    assert ids(company, run=one.run_id, text="#" + str(one.pk)) == [one.pk]
    assert ids(company, state="draft") == []
    assert draft.number == 4


def test_the_latest_stand_first_across_series_and_drafts_before_all() -> None:
    company = a_company()
    january, february = billed(company, "Ana")
    by = chief(company.pk)
    note = crediting.credit(january.pk, crediting.Wish(reason="Error"), by=by, clock=at(TODAY))
    contract = a_posted_contract(a_customer(company), ("CUOTA", "1.00"))
    due.refresh([contract.pk], company.pk)
    generation.generate(Scope(as_of=JANUARY), Wish(issue=False), by=by, clock=at(TODAY))
    draft = Document.objects.get(company=company, number=None)
    assert ids(company) == [draft.pk, note.pk, february.pk, january.pk]


@pytest.mark.parametrize("many", [1, 2, 3, 4])
def test_pages_of_any_length_make_the_whole_list(many: int) -> None:
    company = a_company()
    billed(company, "Ana", "Bernardo")
    by = chief(company.pk)
    first = Document.objects.filter(company=company).earliest("number")
    crediting.credit(first.pk, crediting.Wish(reason="Error"), by=by, clock=at(TODAY))
    contract = a_posted_contract(a_customer(company), ("CUOTA", "1.00"))
    due.refresh([contract.pk], company.pk)
    generation.generate(Scope(as_of=FEBRUARY), Wish(issue=False), by=by, clock=at(TODAY))
    whole, after, asked = ids(company), "", DocumentFilter(today=TODAY)
    read: list[int] = []
    while after is not None:
        some, after = listing.page(asked, after=after, many=many, by=by)
        read += [each.document.pk for each in some]
    assert read == whole
    assert len(read) == 7


def test_a_page_goes_on_where_the_one_before_ended() -> None:
    company = a_company()
    billed(company, "Ana", "Bernardo")
    asked, by = DocumentFilter(today=TODAY), chief(company.pk)
    first, after = listing.page(asked, after="", many=3, by=by)
    second, end = listing.page(asked, after=after, many=3, by=by)
    assert (len(first), len(second), end) == (3, 1, None)
    assert len({each.document.pk for each in (*first, *second)}) == 4


def test_paid_unpaid_and_overdue() -> None:
    company = a_company()
    january, february = billed(company, "Ana")
    by = chief(company.pk)
    payments.record([january.pk], Received(on=TODAY), at=A_MOMENT, by=by)
    assert ids(company, payment="paid") == [january.pk]
    assert ids(company, payment="unpaid") == [february.pk]
    assert ids(company, payment="overdue") == [february.pk]
    early = DocumentFilter(today=FEBRUARY, payment="overdue")
    assert listing.page(early, after="", many=9, by=by)[0] == []
    (row,) = listing.page(DocumentFilter(today=TODAY, payment="unpaid"), after="", many=9, by=by)[0]
    assert (row.left, row.is_overdue, row.paid) == (Decimal("54.45"), True, Decimal(0))


def test_what_is_credited_wholly_asks_for_nothing_more() -> None:
    company = a_company()
    january, _ = billed(company, "Ana")
    by = chief(company.pk)
    note = crediting.credit(january.pk, crediting.Wish(reason="Error"), by=by, clock=at(TODAY))
    assert january.pk not in ids(company, payment="unpaid")
    found, _ = listing.page(DocumentFilter(today=TODAY), after="", many=9, by=by)
    (row,) = [each for each in found if each.document.pk == january.pk]
    assert (row.credited, row.left, row.due_on) == (Decimal("54.45"), Decimal(0), None)
    read = reading.read(january.pk, today=TODAY, by=by)
    assert [each.document.pk for each in read.corrections] == [note.pk]
    back = reading.read(note.pk, today=TODAY, by=by)
    assert back.correction is not None
    assert back.correction.original_id == january.pk


def test_totals_are_those_of_the_filter_and_bounded() -> None:
    company = a_company()
    billed(company, "Ana", "Bernardo")
    asked, by = DocumentFilter(today=TODAY), chief(company.pk)
    (found,) = listing.totals(asked, by=by, most=None) or []
    assert (found.documents, found.state, str(found.net), str(found.total)) == (
        4, "issued", "180.00", "217.80",
    )  # fmt: skip
    assert listing.totals(asked, by=by, most=3) is None
    assert listing.totals(asked, by=by, most=4) is not None


def test_an_export_reads_as_what_was_listed_and_holds_no_formula() -> None:
    company = a_company()
    billed(company, "=1+1")
    asked, by = DocumentFilter(today=TODAY, until=JANUARY), chief(company.pk)
    lines = exporting.export(asked, "csv", by=by).decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "F-2026-000001" in lines[1]
    assert ";54,45;" in lines[1]
    assert ";'=1+1;" in lines[1]
    book = openpyxl.load_workbook(io.BytesIO(exporting.export(asked, "xlsx", by=by)))
    assert book.active is not None
    assert book.active.max_row == 2
    with pytest.raises(exporting.TooManyToExport):
        exporting.export(DocumentFilter(today=TODAY), "csv", by=by, most=1)


def test_pages_cost_the_same_however_many_there_are(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    company = a_company()
    billed(company, "Ana", "Bernardo", "Carmen")
    with django_assert_max_num_queries(8):
        assert len(ids(company)) == 6


class TestDeletingADraft:
    def test_its_installment_is_due_again(self) -> None:
        company = a_company()
        contract = a_posted_contract(a_customer(company), ("CUOTA", "45.00"))
        due.refresh([contract.pk], company.pk)
        by = chief(company.pk)
        generation.generate(Scope(as_of=JANUARY), Wish(issue=False), by=by, clock=at(JANUARY))
        draft = Document.objects.get(company=company)
        assert deleting_drafts.delete_draft(draft.pk, by=by) == {contract.pk}
        assert not Document.objects.filter(company=company).exists()
        assert Installment.objects.get(contract=contract).state == "reopened"
        generation.generate(Scope(as_of=JANUARY), Wish(), by=by, clock=at(JANUARY))
        assert Document.objects.get(company=company).number == 1

    def test_an_issued_one_is_not_deleted(self) -> None:
        company = a_company()
        january, _ = billed(company, "Ana")
        with pytest.raises(crediting.NotADraft):
            deleting_drafts.delete_draft(january.pk, by=chief(company.pk))

    def test_another_companys_is_not_found(self) -> None:
        company, other = a_company(), a_company()
        january, _ = billed(company, "Ana")
        with pytest.raises(crediting.NoSuchDocument):
            deleting_drafts.delete_draft(january.pk, by=chief(other.pk))
        with pytest.raises(reading.NoSuchDocument):
            reading.read(january.pk, today=TODAY, by=chief(other.pk))


def test_it_all_works_behind_the_wall() -> None:
    company = a_company()
    january, _ = billed(company, "Ana")
    by = chief(company.pk)
    with behind_wall.of(company.pk):
        assert len(ids(company, payment="overdue", text="ana")) == 2
        assert reading.read(january.pk, today=TODAY, by=by).lines[0].contract is not None
        assert exporting.export(DocumentFilter(today=TODAY), "csv", by=by)
