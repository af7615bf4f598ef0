"""What the database refuses of documents, whoever writes them."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from cadencia.documents.models import (
    Document,
    DocumentDueDate,
    DocumentLine,
    DocumentTax,
    DocumentVoid,
    SeriesCounter,
)
from cadencia.parties.models import PartySnapshot
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return factories.a_customer(factories.a_company())


@pytest.fixture
def draft(ana):
    return factories.a_draft_document(ana)


@pytest.fixture
def issued(ana):
    return factories.an_issued_document(ana)


def refused(by: str):
    return pytest.raises(IntegrityError, match=by)


class TestAnIssuedDocumentNeverChanges:
    @pytest.mark.parametrize(
        "change",
        [
            {"total": Decimal("121.01"), "payable": Decimal("121.01")},
            {"number": 2},
            {"number": None, "fiscal_year": None, "issue_date": None, "issued_at": None},
            {"language": "en"},
            {"contract_reference": "x"},
        ],
    )
    def test_its_header_stays(self, issued, change):
        with refused("settled"):
            Document.objects.filter(pk=issued.pk).update(**change)

    def test_it_is_not_deleted(self, issued):
        with connection.cursor() as cursor, refused("settled"):
            cursor.execute("DELETE FROM documents_document WHERE id = %s", [issued.pk])

    @pytest.mark.parametrize("model", [DocumentLine, DocumentTax])
    def test_its_lines_and_taxes_stay(self, issued, model):
        with refused("is issued"), transaction.atomic():
            model.objects.filter(document=issued).update(position=9)
        with refused("is issued"), transaction.atomic():
            model.objects.filter(document=issued).delete()

    def test_nothing_is_added(self, issued):
        with refused("issued"), transaction.atomic():
            factories.a_document_line(issued, position=2, net=Decimal(0))
        with refused("issued"), transaction.atomic():
            DocumentTax.objects.create(
                company_id=issued.company_id, document=issued, position=2, tax="IVA",
                rate=Decimal(0), base=Decimal(0), amount=Decimal(0),
            )  # fmt: skip

    def test_a_line_of_another_document_does_not_move_in(self, ana, issued):
        draft = factories.a_draft_document(ana)
        with refused("settled"):
            DocumentLine.objects.filter(document=draft).update(document=issued, position=2)

    def test_its_due_dates_are_written_once(self, issued):
        with refused("settled"), transaction.atomic():
            DocumentDueDate.objects.update(amount=F("amount"))
        with refused("settled"), transaction.atomic():
            DocumentDueDate.objects.all().delete()
        with refused("due dates refused"), transaction.atomic():
            DocumentDueDate.objects.create(
                company_id=issued.company_id, document=issued, position=2,
                due_on=date(2026, 3, 1), amount=issued.payable, **factories.place_of(issued),
            )  # fmt: skip

    def test_its_due_dates_say_its_own_number(self, draft):
        factories.issue(draft, 1)
        with refused("of another number"):
            DocumentDueDate.objects.create(
                company_id=draft.company_id, document=draft, position=1,
                due_on=date(2026, 3, 1), amount=draft.payable,
                **(factories.place_of(draft) | {"number": 2}),
            )  # fmt: skip

    def test_its_due_dates_change_in_nothing_but_in_being_settled(self, issued):
        DocumentDueDate.objects.update(settled=True)
        with refused("settled"), transaction.atomic():
            DocumentDueDate.objects.update(settled=False, number=2)

    def test_its_voiding_stays(self, issued):
        void = DocumentVoid.objects.create(
            company_id=issued.company_id, document=issued, voided_on=date(2026, 2, 1),
            reason="Duplicada", created_at=factories.A_MOMENT,
        )  # fmt: skip
        with refused("settled"):
            DocumentVoid.objects.filter(pk=void.pk).update(reason="Otra")

    def test_what_it_prints_of_the_parties_stays(self, issued):
        with refused("kept as it was"), transaction.atomic():
            PartySnapshot.objects.filter(pk=issued.recipient_id).update(data={"name": "Otra"})
        with connection.cursor() as cursor, refused("foreign key constraint"):
            cursor.execute("DELETE FROM parties_partysnapshot WHERE id = %s", [issued.recipient_id])


class TestADraftMayChange:
    def test_it_is_deleted_children_first(self, draft):
        DocumentLine.objects.filter(document=draft).delete()
        DocumentTax.objects.filter(document=draft).delete()
        Document.objects.filter(pk=draft.pk).delete()
        assert not Document.objects.exists()

    def test_it_has_no_due_dates_yet(self, draft):
        with refused("is a draft"):
            DocumentDueDate.objects.create(
                company_id=draft.company_id, document=draft, position=1,
                due_on=date(2026, 1, 31), amount=draft.payable, series_id=draft.series_id,
                fiscal_year=2026, number=1,
            )  # fmt: skip


class TestTotalsAddUp:
    @pytest.mark.parametrize(
        "header",
        [
            {"total": Decimal("121.01"), "payable": Decimal("121.01")},
            {"payable": Decimal("120.99")},
            {"withholding": Decimal("15.00")},
            {"net": Decimal("100.001"), "total": Decimal("121.001"), "payable": Decimal("121.001")},
            {"decimals": 7},
            {"fiscal_year": 2026},
            {"number": 0},
        ],
    )
    def test_a_header_that_contradicts_itself_is_refused(self, draft, header):
        with refused("violates check constraint|drafted"):
            Document.objects.filter(pk=draft.pk).update(**header)

    def test_not_a_number_is_no_amount(self, draft):
        with connection.cursor() as cursor, refused("rounded"):
            cursor.execute("UPDATE documents_document SET net='NaN', total='NaN', payable='NaN'")

    def test_withholding_lowers_what_is_payable(self, ana):
        document = factories.a_draft_document(
            ana, withholding=Decimal("15.00"), payable=Decimal("106.00")
        )
        assert document.pk

    def test_lines_add_up_to_the_net(self, ana):
        with refused("add up to 100.00"):
            factories.a_draft_document(ana, net="101.00", line_net="100.00")

    def test_expenses_are_part_of_the_net(self, ana):
        with refused("lines refused"), transaction.atomic():
            factories.a_draft_document(ana, expenses=Decimal("10.00"))
        factories.a_draft_document(ana, line_net="90.00", expenses=Decimal("10.00"))

    def test_lines_with_more_decimals_are_rounded_half_up(self, draft):
        DocumentLine.objects.filter(document=draft).delete()
        with refused("lines refused"), transaction.atomic():
            factories.a_document_line(draft, net=Decimal("99.9949"))
        with refused("lines refused"), transaction.atomic():
            factories.a_document_line(draft, net=Decimal("100.005"))
        factories.a_document_line(draft, net=Decimal("99.995"))

    def test_gross_lines_are_not_compared_with_the_net(self, draft):
        DocumentLine.objects.filter(document=draft).delete()
        Document.objects.filter(pk=draft.pk).update(prices_include_tax=True)
        factories.a_document_line(draft, net=Decimal("121.00"))

    def test_all_lines_come_at_once(self, draft):
        with refused("lines refused"):
            factories.a_document_line(draft, position=2, net=Decimal("1.00"))

    def test_taxes_add_up(self, draft):
        DocumentTax.objects.filter(document=draft).delete()
        with refused("taxes refused"):
            DocumentTax.objects.create(
                company_id=draft.company_id, document=draft, position=1, tax="IVA",
                rate=Decimal(21), base=Decimal(100), amount=Decimal("20.99"),
            )  # fmt: skip

    def test_due_dates_add_up_to_what_is_payable(self, draft):
        factories.issue(draft, 1)
        with refused("due dates refused"):
            DocumentDueDate.objects.create(
                company_id=draft.company_id, document=draft, position=1,
                due_on=date(2026, 1, 31), amount=Decimal("120.99"), **factories.place_of(draft),
            )  # fmt: skip


class TestIssuing:
    def test_a_number_comes_with_its_year_date_moment_and_issuer(self, draft):
        with refused("issued_or_not"), transaction.atomic():
            Document.objects.filter(pk=draft.pk).update(number=1)
        with refused("issued_or_not"), transaction.atomic():
            Document.objects.filter(pk=draft.pk).update(
                fiscal_year=2026, issue_date=date(2026, 1, 31), issued_at=factories.A_MOMENT,
                issuer=draft.company.issuer_snapshot,
            )  # fmt: skip

    def test_a_number_is_given_once_in_a_series_and_year(self, ana, issued):
        with refused("documents_document_number"):
            factories.an_issued_document(ana, number=1)

    def test_the_same_number_of_another_year_is_another(self, ana, issued):
        factories.an_issued_document(ana, number=1, operation_date=date(2027, 1, 31))

    @pytest.mark.parametrize("model", [DocumentLine, DocumentTax])
    def test_a_document_that_lost_a_part_is_not_issued(self, draft, model):
        model.objects.filter(document=draft).delete()
        with refused("can't be issued"):
            factories.issue(draft, 1)

    def test_a_document_is_drafted_before_it_is_issued(self, ana):
        with refused("must be drafted"):
            factories.a_draft_document(
                ana, number=1, fiscal_year=2026, issue_date=date(2026, 1, 31),
                issued_at=factories.A_MOMENT, issuer=ana.company.issuer_snapshot,
            )  # fmt: skip


class TestCounters:
    @pytest.fixture
    def counter(self, issued):
        return SeriesCounter.objects.create(
            company_id=issued.company_id, series_id=issued.series_id, fiscal_year=2026,
            last_number=7, last_date=date(2026, 1, 31),
        )  # fmt: skip

    @pytest.mark.parametrize(
        "back", [{"last_number": 6}, {"last_date": date(2026, 1, 30)}, {"fiscal_year": 2027}]
    )
    def test_a_counter_never_goes_back(self, counter, back):
        with refused("settled"):
            SeriesCounter.objects.filter(pk=counter.pk).update(**back)

    def test_a_counter_that_has_counted_stays(self, counter):
        with refused("settled"):
            counter.delete()

    def test_a_counter_goes_on(self, counter):
        SeriesCounter.objects.filter(pk=counter.pk).update(
            last_number=8, last_date=date(2026, 1, 31)
        )


class TestTheWall:
    def test_a_document_prints_its_own_customer(self, ana):
        luis = factories.a_customer(ana.company, "Luis")
        with refused("recipient_id_wall"):
            factories.a_draft_document(ana, recipient=luis.snapshot)

    def test_a_document_is_billed_to_a_customer_of_its_company(self, ana):
        stranger = factories.a_customer(factories.a_company(), "Eva")
        with refused("wall"):
            factories.a_draft_document(ana, bill_to=stranger, recipient=stranger.snapshot)

    def test_a_line_belongs_to_its_documents_company(self, draft):
        other = factories.a_company()
        with refused("wall"):
            DocumentLine.objects.create(
                company=other, document=draft, position=2, description="x",
                quantity=Decimal(1), unit_price=Decimal(0), net=Decimal(0),
            )  # fmt: skip
