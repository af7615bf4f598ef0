"""The explanation of a stored contract, in words (GE-14), in Spanish and in English."""

import re
from datetime import date
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.utils import translation

from cadencia.billing import explained_steps, why_sentences
from cadencia.billing.models import Refusal
from cadencia.billing.why import NoSuchContract, why
from cadencia.core.reasons import VERDICTS, Verdict
from cadencia.documents.models import DocumentVoid
from tests.factories import (
    A_MOMENT,
    a_company,
    a_customer,
    a_draft_contract,
    a_draft_document,
    a_line,
    a_link,
    a_posted_contract,
    an_installment,
    an_issued_document,
    an_item,
    chief,
)

pytestmark = pytest.mark.django_db

JANUARY, FEBRUARY, MARCH = date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)
PLACES = re.compile(r"%\(\w+\)s")
CATALOG = Path(why_sentences.__file__).parent.parent / "locale/es/LC_MESSAGES/django.po"


@pytest.fixture
def ana():
    return a_customer(a_company(code="GIM", name="Gimnasio"), "Ana")


@pytest.fixture(autouse=True)
def spanish():
    with translation.override("es"):
        yield


def sentences(contract, on, as_of=None):
    found = why(contract.code, on, as_of=as_of or on, by=chief(contract.company_id))
    return [each.sentence.replace("\xa0", " ") for each in found.causes]


class TestDue:
    def test_pending_with_its_document(self, ana):
        contract = a_posted_contract(ana, ("CUOTA <MENSUAL>", "45.00"), installments=12)
        assert sentences(contract, FEBRUARY) == [
            "Pendiente: la cuota 2 de 12, del 28/02/2026, se puede facturar desde el 28/02/2026.",
            "Hace este documento: factura de 54,45 €.",
            "· CUOTA Febrero: 45,00 €",
            "Pendientes de antes de ese día: 1; la más antigua, del 31/01/2026.",
        ]

    def test_in_english(self, ana):
        contract = a_posted_contract(ana, ("FEE", "45.00"))
        with translation.override("en"):
            assert sentences(contract, JANUARY) == [
                "Pending: installment 1 of 31 Jan 2026 can be billed from 31 Jan 2026 on.",
                "It makes this document: invoice of €54.45.",
                "· FEE: €45.00",
            ]

    def test_not_yet(self, ana):
        contract = a_posted_contract(ana, ("CUOTA", "45.00"), lead_days=10)
        found = why(contract.code, MARCH, as_of=date(2026, 3, 20), by=chief(contract.company_id))
        assert found.verdict is Verdict.WAITING
        assert found.causes[0].sentence == (
            "Todavía no: la cuota 3, del 31/03/2026, se facturará a partir del 21/03/2026, con 10"
            " días de antelación."
        )

    def test_every_line_by_its_own_key(self, ana):
        contract = a_posted_contract(ana, ("CUOTA", "45.00"))
        found = why(contract.code, JANUARY, as_of=JANUARY, by=chief(contract.company_id))
        assert [each.line for each in found.causes if each.code == "bills_line"] == ["l1"]


class TestLedger:
    def test_billed_in_an_issued_document(self, ana):
        contract = a_posted_contract(ana, ("CUOTA", "45.00"))
        a_link(an_installment(contract), an_issued_document(ana, 41))
        assert sentences(contract, JANUARY) == [
            "Ya se facturó la cuota 1, del 31/01/2026, en factura F-2026-000041 del 31/01/2026."
        ]

    def test_billed_in_a_draft(self, ana):
        contract = a_posted_contract(ana, ("CUOTA", "45.00"))
        draft = a_draft_document(ana)
        a_link(an_installment(contract), draft)
        assert sentences(contract, JANUARY) == [
            f"Ya se facturó la cuota 1, del 31/01/2026, en un borrador (factura, id {draft.pk})."
        ]

    def test_billed_without_a_document(self, ana):
        contract = a_posted_contract(ana, ("CUOTA", "0.00"))
        an_installment(contract)
        assert sentences(contract, JANUARY)[0].endswith(
            "No hizo documento, porque su total era cero."
        )

    def test_skipped_with_its_reason(self, ana):
        contract = a_posted_contract(ana, ("CUOTA", "45.00"))
        an_installment(contract, state="skipped", reason="Obras en el local.")
        assert sentences(contract, JANUARY) == [
            "Se omitió la cuota 1, del 31/01/2026. El motivo anotado: Obras en el local."
        ]

    def test_reopened_tells_which_document_it_was(self, ana):
        contract = a_posted_contract(ana, ("CUOTA", "45.00"))
        document = an_issued_document(ana, 41)
        a_link(an_installment(contract, state="reopened"), document)
        DocumentVoid.objects.create(
            company_id=ana.company_id, document=document, voided_on=FEBRUARY, reason="Error",
            created_at=A_MOMENT,
        )  # fmt: skip
        found = sentences(contract, JANUARY)
        assert found[0].startswith("Pendiente: la cuota 1")
        assert found[1] == (
            "Se facturó en factura F-2026-000041 del 31/01/2026, con anulación el 28/02/2026 y"
            " está reabierta: se puede facturar de nuevo."
        )

    def test_a_row_that_was_replaced_is_not_told(self, ana):
        contract = a_posted_contract(ana, ("CUOTA", "45.00"))
        an_installment(contract, state="reopened", replaced=True)
        an_installment(contract, state="skipped")
        assert sentences(contract, JANUARY) == ["Se omitió la cuota 1, del 31/01/2026."]

    def test_a_one_off_line_that_was_billed(self, ana):
        contract = a_draft_contract(ana)
        line = a_line(contract, description="Llave", one_off_on=date(2026, 3, 10))
        row = an_installment(
            contract, None, due_on=date(2026, 3, 10), theoretical_on=date(2026, 3, 10),
            kind="one_off", contract_line=line,
        )  # fmt: skip
        a_link(row, an_issued_document(ana, 7))
        assert sentences(contract, date(2026, 3, 10))[0] == (
            "Ya se facturó la línea puntual «Llave», del 10/03/2026, en factura F-2026-000007 del"
            " 31/01/2026."
        )


class TestRefused:
    def test_now(self, ana):
        contract = a_draft_contract(ana)
        a_line(contract, item=an_item(ana.company, "AGUA", price=None))
        contract.state = "posted"
        contract.save(update_fields=["state"])
        assert sentences(contract, JANUARY)[0] == (
            "No se puede facturar: el artículo AGUA no tiene precio el 31/01/2026; póngale uno."
        )

    def test_parked_by_the_last_run(self, ana):
        contract = a_posted_contract(ana, ("CUOTA", "45.00"))
        Refusal.objects.create(
            contract=contract, company=ana.company, code="unexpected_error", at=A_MOMENT,
            message="Unexpected error (KeyError): report it.", details={"error": "KeyError"},
        )  # fmt: skip
        found = why(contract.code, JANUARY, as_of=JANUARY, by=chief(contract.company_id))
        assert found.verdict is Verdict.HELD
        assert found.causes[0].sentence == (
            "La última generación apartó el contrato: ha habido un error imprevisto (KeyError);"
            " avise a soporte."
        )

    def test_parked_in_the_words_of_what_was_stored(self, ana):
        contract = a_posted_contract(ana, ("CUOTA", "45.00"))
        Refusal.objects.create(
            contract=contract, company=ana.company, code="series_unknown", at=A_MOMENT,
            message="The series Z is not kept.", details={"series": "Z"},
        )  # fmt: skip
        assert sentences(contract, JANUARY)[0] == (
            "La última generación apartó el contrato: no existe la serie Z; créela o cambie la"
            " del contrato."
        )

    def test_a_negative_total(self, ana):
        contract = a_posted_contract(ana, ("ABONO", "-10.00"))
        assert sentences(contract, JANUARY)[0].endswith(
            "daría -12,10 €; haga un abono en su lugar."
        )


class TestContract:
    def test_of_no_such_code(self, ana):
        a_posted_contract(ana, ("CUOTA", "45.00"), code="CT-2026-7")
        with pytest.raises(NoSuchContract) as refused:
            why("2026-7", JANUARY, as_of=JANUARY, by=chief(ana.company_id))
        assert refused.value.similar == ("CT-2026-7",)

    def test_another_company_does_not_see_it(self, ana):
        contract = a_posted_contract(ana, ("CUOTA", "45.00"))
        with pytest.raises(NoSuchContract):
            why(contract.code, JANUARY, as_of=JANUARY, by=chief(a_company().pk))

    def test_capitals_do_not_matter(self, ana):
        a_posted_contract(ana, ("CUOTA", "45.00"), code="Ana-1")
        assert why("ANA-1", JANUARY, as_of=JANUARY, by=chief(ana.company_id)).contract == "Ana-1"

    def test_a_draft_without_lines(self, ana):
        assert sentences(a_draft_contract(ana), JANUARY)[0].startswith(
            "El contrato está sin postear"
        )

    def test_months_by_their_names(self, ana):
        contract = a_posted_contract(
            ana, ("CUOTA", "45.00"), schedule_months=[1, 7], schedule_day=31,
            schedule_since=JANUARY,
        )  # fmt: skip
        assert sentences(contract, MARCH, as_of=JANUARY)[0] == (
            "Ese mes no es de los del contrato, que son: enero, julio."
        )


class TestSentences:
    def test_each_code_has_one(self):
        codes = {code.partition(":")[0] for code in why_sentences.SENTENCES}
        assert codes == set(VERDICTS)

    def test_each_one_is_said_in_spanish_with_the_same_places(self):
        with CATALOG.open("rb") as opened:
            catalog = read_po(opened, locale="es")
        tables = (why_sentences.SENTENCES, why_sentences.REFUSALS, why_sentences.WHAT)
        texts = [each for table in tables for choices in table.values() for each in choices]
        texts += [*why_sentences.DOCUMENT_TYPES.values(), *explained_steps.SENTENCES.values()]
        assert len(texts) > len(VERDICTS)
        for text in texts:
            spanish = str(catalog[text].string) if text in catalog else ""
            assert spanish, text
            assert sorted(PLACES.findall(spanish)) == sorted(PLACES.findall(text))


def test_the_manual_lists_every_code():
    page = Path(__file__).parents[2] / "docs/manual/es/por-que.md"
    listed = set(re.findall(r"`(\w+)`", page.read_text(encoding="utf-8")))
    assert set(VERDICTS) | {str(each) for each in Verdict} <= listed
