"""Where each cent of a document comes from, in words (GE-16)."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from cadencia.billing.due import refresh
from cadencia.billing.explained_steps import SENTENCES, step
from cadencia.billing.finding_documents import NoSuchDocument, SeveralDocuments, find_document
from cadencia.billing.generation import generate
from cadencia.billing.line_explanation import explain_document, explain_foot
from cadencia.billing.runs import Wish
from cadencia.billing.scopes import Scope
from cadencia.billing.why import why
from cadencia.contracts.models import Contract, PriceReview, ScheduledModification
from cadencia.documents.models import Document, DocumentLine, DocumentTax, Series
from cadencia.documents.rendering.figures import figures_in
from tests.factories import (
    a_company,
    a_customer,
    a_draft_contract,
    a_draft_document,
    a_line,
    a_link,
    a_posted_contract,
    an_installment,
    an_issued_document,
    chief,
)

JANUARY = date(2026, 1, 31)
IN_APRIL = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def spanish():
    with translation.override("es"):
        yield


@pytest.fixture
def ana():
    return a_customer(a_company(code="GIM", name="Gimnasio"), "Ana")


def a_document(customer, **line):
    """Return a drafted invoice whose only line is changed as given."""
    document = a_draft_document(customer)
    changes = {
        name: Decimal(each) if isinstance(each, str) else each for name, each in line.items()
    }
    DocumentLine.objects.filter(document=document).update(**changes)
    return document


def explained(document):
    return explain_document(document, by=chief(document.company_id)).lines[0]


@pytest.mark.django_db
class TestProduct:
    def test_a_whole_one(self, ana):
        found = explained(a_document(ana))
        assert found.calculation == "1 × 100,00 = 100,00"
        assert found.adds_up

    def test_with_two_discounts(self, ana):
        document = a_draft_document(ana, "26.00")
        DocumentLine.objects.filter(document=document).update(
            quantity=3, unit_price=Decimal("10.138"), discounts=[Decimal(10), Decimal(5)]
        )
        found = explained(document)  # 3 x 10.138 x 0.9 x 0.95 = 26.00397
        assert (
            found.calculation
            == "3 × 10,138 × (1 - 10\xa0%) × (1 - 5\xa0%) = 26,00397, que se redondea a 26,00"
        )
        assert found.adds_up

    def test_prorated(self, ana):
        document = a_draft_document(ana, "31.00")
        DocumentLine.objects.filter(document=document).update(
            unit_price=Decimal("80.09"), explanation=["price: contract", "proration: 12/31"]
        )
        found = explained(document)  # 80.09 x 12 / 31 = 31.0025806...
        assert found.calculation == "1 × 80,09 × 12/31 = 31,00258065, que se redondea a 31,00"
        assert found.factor == "12/31"
        assert found.adds_up

    def test_one_that_gives_something_else_is_told(self, ana):
        document = a_draft_document(ana, "31.00")
        DocumentLine.objects.filter(document=document).update(unit_price=Decimal("31.01"))
        found = explained(document)
        assert found.calculation == "1 × 31,01 = 31,01, pero el documento dice 31,00"
        assert not found.adds_up


@pytest.mark.django_db
class TestWhereFrom:
    def test_the_contract_the_installment_and_the_period(self, ana):
        contract = a_posted_contract(ana, ("CUOTA", "100.00"), code="CT-1")
        row = an_installment(contract, 3)
        document = a_document(
            ana, contract_id=contract.pk, installment_id=row.pk, explanation=["price: catalog"],
            period_start=JANUARY, period_until=date(2026, 2, 27),
        )  # fmt: skip
        a_link(row, document)
        assert [each.sentence for each in explained(document).steps] == [
            "El precio unitario es el del catálogo.",
            "Cuota 3 del contrato CT-1, que vence el 31/01/2026.",
            "Cubre los días del 31/01/2026 al 27/02/2026.",
        ]

    def test_nothing_of_another_company_is_told(self, ana):
        other = a_posted_contract(a_customer(a_company()), ("CUOTA", "1.00"), code="SECRET")
        document = a_document(ana, contract_id=other.pk, installment_id=an_installment(other).pk)
        assert explained(document).contract == ""
        assert explained(document).steps == ()


@pytest.mark.parametrize(
    ("noted", "sentence"),
    [
        ("price: contract", "El precio unitario es el pactado en el contrato."),
        (
            "price: contract, formula Kilos",
            "El precio unitario es el pactado en el contrato; salió de la fórmula Kilos.",
        ),
        ("price: catalog", "El precio unitario es el del catálogo."),
        ("price: special price", "El precio unitario es el precio especial del cliente."),
        (
            "price: price list from 2.500000",
            "El precio unitario es el de la tarifa, a partir de 2,5 unidades.",
        ),
        ("price: formula Kilos", "El precio unitario es el que da la fórmula Kilos."),
        (
            "price: modification 2026-02-01",
            "El precio unitario es el de la modificación programada desde el 01/02/2026.",
        ),
        (
            "review: 2027-01-01 3.00000000 %",
            "La revisión de precios del 01/01/2027 lo cambió en un 3\xa0%.",
        ),
        (
            "review: 2027-01-01 IPC general 103.20 / 100.00",
            "La revisión de precios del 01/01/2027 aplicó el índice IPC general: 103,2 / 100.",
        ),
        (
            "modification: 7",
            "La modificación programada desde el 01/05/2026 cambia la línea.",
        ),
        (
            "once: 7",
            "La modificación programada desde el 01/05/2026, que actúa una sola vez, también actúa"
            " aquí.",
        ),
        (
            "part: 3 of 12 of 1000.00",
            "Es la parte 3 de 12 de un precio de 1.000,00; los céntimos sobrantes van a las últimas"
            " partes.",
        ),
        (
            "document discount: 5.00 %",
            "El último descuento, del 5\xa0%, es el de todo el documento.",
        ),
        (
            "proration: 12/31",
            "Factura solo una parte de los días: 12/31 del precio entero.",
        ),
        (
            "stock: bills the service CUOTA",
            "La mercancía se mueve con otra cuota: esta factura el servicio CUOTA.",
        ),
        (
            "usage: 150 in 2 until 2026-01-31",
            "La cantidad es lo consumido hasta el 31/01/2026: 150, en 2 lecturas.",
        ),
        ("quantity: formula m2", "La cantidad es lo que da la fórmula m2."),
        ("credit: line 2 of F-2026-000007", "Corrige la línea 2 de F-2026-000007."),
        ("credit: F-2026-000007", "Corrige F-2026-000007."),
        (
            "installments: 3",
            "Factura 3 cuotas de una vez, en la única factura de la venta.",
        ),
    ],
)
def test_each_note_is_a_sentence(noted, sentence):
    found = step(noted, figures_in("es"), {7: date(2026, 5, 1)})
    assert found.sentence == sentence
    assert f"{found.code}: {found.detail}" == noted


@pytest.mark.parametrize(
    "noted", ["weather: fine", "no colon", "modification: 8", "review: soon 3 %", "part: k of n"]
)
def test_what_is_not_understood_is_shown_as_it_stands(noted):
    assert step(noted, figures_in("es"), {7: date(2026, 5, 1)}).sentence == noted


def test_every_sentence_has_a_case_here():
    with open(__file__, encoding="utf-8") as opened:
        cases = opened.read()
    noted = re.findall(r'"([a-z ]+: [^"]+)"', cases)
    assert [each for each in SENTENCES if not any(re.fullmatch(each, n) for n in noted)] == []


@pytest.mark.django_db
class TestFoot:
    def test_taxes_rounded_line_by_line_are_no_product(self):
        document = Document(
            currency="EUR", decimals=2, net=Decimal("0.06"), tax_total=Decimal("0.02"),
            total=Decimal("0.08"), payable=Decimal("0.08"),
        )  # fmt: skip
        tax = DocumentTax(tax="IVA", rate=Decimal(21), base=Decimal("0.06"), amount=Decimal("0.02"))
        assert explain_foot(document, [tax]) == (
            "IVA 21\xa0%, base 0,06: 0,02, con redondeo línea por línea",
            "Total: 0,06 + 0,02 = 0,08\xa0€",
        )

    def test_tax_and_total(self, ana):
        assert explain_document(a_draft_document(ana), by=chief(ana.company_id)).foot == (
            "IVA: 21\xa0% de 100,00 = 21,00",
            "Total: 100,00 + 21,00 = 121,00\xa0€",
        )

    def test_surcharge_withholding_and_an_exemption(self):
        document = Document(
            currency="EUR", decimals=2, net=Decimal("110.00"), tax_total=Decimal("21.00"),
            surcharge_total=Decimal("5.20"), total=Decimal("136.20"), expenses=Decimal("10.00"),
            withholding_rate=Decimal(15), withholding=Decimal("15.00"), payable=Decimal("121.20"),
        )  # fmt: skip
        taxes = (
            DocumentTax(
                tax="IVA", rate=Decimal(21), base=Decimal("100.00"), amount=Decimal("21.00"),
                surcharge_rate=Decimal("5.2"), surcharge=Decimal("5.20"),
            ),
            DocumentTax(
                tax="EXENTO", rate=Decimal(0), base=Decimal("10.00"), amount=Decimal("0.00"),
                exemption="E1",
            ),
        )  # fmt: skip
        assert explain_foot(document, taxes) == (
            "El neto incluye 10,00 de gastos.",
            "IVA: 21\xa0% de 100,00 = 21,00",
            "IVA, recargo de equivalencia: 5,2\xa0% de 100,00 = 5,20",
            "EXENTO: 0\xa0% de 10,00 = 0,00 (E1)",
            "Total: 110,00 + 21,00 + 5,20 = 136,20\xa0€",
            "A pagar, menos la retención del 15\xa0%: 136,20 - 15,00 = 121,20\xa0€",
        )


@pytest.mark.django_db
class TestFinding:
    @pytest.mark.parametrize("written", ["F-2026-000041", " f-2026-000041 ", "F-2026-41"])
    def test_by_its_printed_number(self, ana, written):
        document = an_issued_document(ana, 41)
        if written == "F-2026-41":
            with pytest.raises(NoSuchDocument):
                find_document(written, by=chief(ana.company_id))
        else:
            assert find_document(written, by=chief(ana.company_id)) == document

    def test_by_a_pattern_of_its_own(self, ana):
        Series.objects.filter(company=ana.company, code="F").update(
            pattern="{year:02d}/{series}.{number}"
        )
        document = an_issued_document(ana, 41)
        assert find_document("26/F.41", by=chief(ana.company_id)) == document
        with pytest.raises(NoSuchDocument):
            find_document("27/F.41", by=chief(ana.company_id))

    def test_a_draft_by_its_id(self, ana):
        draft = a_draft_document(ana)
        assert find_document(str(draft.pk), by=chief(ana.company_id)) == draft

    def test_not_that_of_another_company(self, ana):
        document = an_issued_document(ana, 41)
        other = a_company().pk
        for written in ("F-2026-000041", str(document.pk), "", "9" * 40, "½"):
            with pytest.raises(NoSuchDocument):
                find_document(written, by=chief(other))

    def test_two_series_that_print_the_same(self, ana):
        Series.objects.filter(company=ana.company, code__in="FA").update(pattern="{year}-{number}")
        first = an_issued_document(ana, 41)
        notes = Series.objects.get(company=ana.company, code="A")
        second = an_issued_document(ana, 41, series=notes, kind="delivery_note")
        with pytest.raises(SeveralDocuments) as refused:
            find_document("2026-41", by=chief(ana.company_id))
        assert set(refused.value.ids) == {first.pk, second.pk}


@pytest.mark.django_db(transaction=True)
def test_all_that_a_run_bills_can_be_worked_out_again(ana):
    """Proration, discounts, a review, a divided price and a modification, three times each."""
    contract = a_draft_contract(
        ana, code="CT-9", starts_on=date(2026, 1, 12), opening="prorated", installments=3,
        document_discount=Decimal("2.5"),
    )  # fmt: skip
    a_line(contract, position=1, unit_price=Decimal("45.33"), discounts=[Decimal("3.3")])
    a_line(contract, position=2, unit_price=Decimal("100.00"), price_split="divided")
    third = a_line(contract, position=3, quantity=Decimal("2.5"), unit_price=Decimal("9.999"))
    ScheduledModification.objects.create(
        company_id=ana.company_id, contract=contract, position=1, line=third,
        valid_from=date(2026, 2, 1), quantity=Decimal(7),
    )  # fmt: skip
    PriceReview.objects.create(
        company_id=ana.company_id, contract=contract, position=1, valid_from=date(2026, 3, 1),
        percent=Decimal("3.1"),
    )  # fmt: skip
    Contract.objects.filter(pk=contract.pk).update(state="posted")
    refresh([contract.pk], ana.company_id)
    by = chief(ana.company_id)
    generate(Scope(as_of=date(2026, 4, 1)), Wish(), by=by, clock=lambda: IN_APRIL)
    found = [
        explain_document(each, by=chief(each.company_id))
        for each in Document.objects.order_by("operation_date", "pk")
    ]
    assert [len(each.lines) for each in found] == [2, 3, 3, 3]  # no divided price in the opening
    assert all(line.adds_up for each in found for line in each.lines)
    last = {line.position: line for line in found[-1].lines}
    assert [each.code for each in last[2].steps] == [
        "price",
        "review",
        "part",
        "installment",
        "period",
    ]
    assert last[1].calculation == (
        "1 × 46,73523 × (1 - 3,3\xa0%) × (1 - 2,5\xa0%) = 44,06314322, que se redondea a 44,06"
    )
    assert [each.code for each in last[3].steps][:4] == [
        "price", "review", "modification", "document discount"
    ]  # fmt: skip
    assert found[0].lines[0].factor == "19/31"
    told = why("CT-9", date(2026, 3, 31), as_of=date(2026, 4, 1), by=chief(ana.company_id))
    assert told.causes[0].sentence.startswith("Ya se facturó la cuota 3, del 31/03/2026, en ")
