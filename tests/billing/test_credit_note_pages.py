"""The pages of credit notes, from what is stored to the paper (RD 1619/2012 art. 15)."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from cadencia.billing import crediting
from cadencia.billing.crediting import Wish
from cadencia.core.corrective import Method
from cadencia.core.credited import Pick
from cadencia.documents.models import Document, DocumentTax
from cadencia.documents.printed_rows import gather
from cadencia.documents.printing import look_of, printable
from cadencia.documents.rendering import render
from tests import factories
from tests.documents.rendering.sample_documents import text_of

pytestmark = pytest.mark.django_db

FEBRUARY = datetime(2026, 2, 10, 9, 0, tzinfo=UTC)


@pytest.fixture
def invoice():
    """Return an invoice of two lines at two rates, with a contract and a covered period."""
    gym = factories.a_company(
        name="Gimnasio Fuerte", legal_name="Gimnasio Fuerte, S.L.", tax_id="B84230176",
        address="Calle de Bravo Murillo, 120", postal_code="28020", city="Madrid",
        province="Madrid",
    )  # fmt: skip
    ana = factories.a_customer(
        gym, "Ana Ruiz", tax_id="12345678Z", address="Calle Mayor, 3", postal_code="28013",
        city="Madrid", province="Madrid",
    )  # fmt: skip
    document = two_lines(ana)
    factories.issue(document, 41)
    return document


def two_lines(customer):
    series = factories.Series.objects.get(company=customer.company_id, kind="invoice")
    document = Document.objects.create(
        company_id=customer.company_id, kind="invoice", series=series,
        operation_date=date(2026, 1, 31), bill_to=customer, recipient=customer.snapshot,
        currency="EUR", decimals=2, net=Decimal("140.00"), tax_total=Decimal("25.00"),
        total=Decimal("165.00"), payable=Decimal("165.00"), rank_contract="CT-9",
    )  # fmt: skip
    period = {"period_start": date(2026, 1, 31), "period_until": date(2026, 2, 27)}
    factories.DocumentLine.objects.bulk_create(
        factories.DocumentLine(
            company_id=document.company_id, document=document, position=position,
            description=said, quantity=Decimal(quantity), unit_price=Decimal(price),
            net=Decimal(net), taxes=[tax], tax_rates=[Decimal(rate)], **period,
        )
        for position, (said, quantity, price, net, tax, rate) in enumerate(
            (
                ("CUOTA GIMNASIO Febrero", 1, "100.00", "100.00", "IVA21", 21),
                ("Batidos", 4, "10.00", "40.00", "IVA10", 10),
            ),
            start=1,
        )
    )  # fmt: skip
    DocumentTax.objects.bulk_create(
        DocumentTax(
            company_id=document.company_id, document=document, position=position, tax="IVA",
            rate=Decimal(rate), base=Decimal(base), amount=Decimal(amount),
        )
        for position, (rate, base, amount) in enumerate(
            ((21, "100.00", "21.00"), (10, "40.00", "4.00")), start=1
        )
    )  # fmt: skip
    return document


def credited(document, **wish):
    return crediting.credit(
        document.pk,
        Wish(reason="Devolución de la mercancía", **wish),
        by=factories.chief(document.company_id),
        clock=lambda: FEBRUARY,
    )


def page_of(document):
    company = document.company
    company.refresh_from_db()
    (source,) = gather(company, [document.pk], day=FEBRUARY.date())
    return render(printable(source, look_of(company), language="es"), language="es")


def test_by_differences(invoice, golden):
    note = credited(invoice, what="lines", picks=(Pick(1), Pick(2, quantity=Decimal(3))))
    golden("page_credit_differences_es.txt", text_of(page_of(note)) + "\n")


def test_by_substitution(invoice, golden):
    note = credited(
        invoice,
        what="lines",
        picks=(Pick(2, quantity=Decimal(3)),),
        method=Method.SUBSTITUTION,
    )
    golden("page_credit_substitution_es.txt", text_of(page_of(note)) + "\n")
