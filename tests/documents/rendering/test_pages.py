"""The page as the customer reads it: its text, its pages, and what kind of PDF it is."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO

import pypdf
import pytest

from cadencia.documents.rendering import LANGUAGES, LanguageNotPrinted, render, render_many
from cadencia.documents.rendering.page_words import words_in
from cadencia.documents.rendering.printable import (
    AccentNotAColor,
    DueDate,
    Format,
    Kind,
    PageStyle,
    Paper,
    Party,
    Payment,
    PricesWithoutTotals,
    PrintedTotals,
    Rectification,
    Rectified,
    SumsDoNotHold,
    TaxGroup,
)
from tests.documents.rendering.sample_documents import (
    a_complete_invoice,
    a_line,
    a_long_invoice,
    an_invoice,
    pages_of,
    text_of,
)

A_MANDATE = Payment(
    method="Domiciliación", debited_account="ES9121000418450200051332", mandate_reference="M-17"
)


class TestGoldenText:
    @pytest.mark.parametrize("language", ["es", "en"])
    def test_a_complete_invoice(self, golden, language):
        text = text_of(render(a_complete_invoice(), language=language))
        golden(f"page_complete_invoice_{language}.txt", text + "\n")

    def test_a_draft(self, golden):
        draft = an_invoice(
            number=None,
            payment=A_MANDATE,
            operation_on=date(2026, 2, 23),
            due_dates=(DueDate(due_on=date(2026, 3, 30), amount=Decimal("36.29")),),
        )
        golden("page_draft_es.txt", text_of(render(draft, language="es")) + "\n")

    def test_a_delivery_note_without_prices(self, golden):
        note = a_complete_invoice(
            kind=Kind.NON_BILLABLE_DELIVERY_NOTE,
            shows_prices=False,
            totals=None,
            payment=None,
            qr=None,
            deliver_to=Party(name="Nave 3", address=("Calle Sur, 8", "29004 Málaga")),
        )
        golden("page_delivery_note_es.txt", text_of(render(note, language="es")) + "\n")

    def test_a_corrective_duplicate_in_yen(self, golden):
        credit = an_invoice(
            kind=Kind.CREDIT_NOTE,
            number="R-0003",
            currency="JPY",
            decimals=0,
            is_duplicate=True,
            rectifies=(Rectified(number="2026-0001", issued_on=date(2026, 2, 28)),),
            rectification_reason="Devolución",
            tax_in_euros=Decimal("-4.82"),
            lines=(a_line(quantity=Decimal(-3), unit_price=Decimal(1250), net=Decimal(-3750)),),
            totals=PrintedTotals(
                net=Decimal(-3750),
                taxes=(
                    TaxGroup(
                        name="IVA", base=Decimal(-3750), rate=Decimal(21), amount=Decimal(-788)
                    ),
                ),
                total=Decimal(-4538),
                payable=Decimal(-4538),
            ),
        )
        golden("page_corrective_es.txt", text_of(render(credit, language="es")) + "\n")

    @pytest.mark.parametrize("language", ["es", "en"])
    def test_a_corrective_by_substitution(self, golden, language):
        """It must also say by how much it corrects (RD 1619/2012 art. 15.5)."""
        corrective = an_invoice(
            kind=Kind.CREDIT_NOTE,
            number="R-2026-000004",
            rectifies=(Rectified(number="F-2026-000041", issued_on=date(2026, 1, 31)),),
            rectification=Rectification(
                by_substitution=True, base=Decimal("-30.00"), tax=Decimal("-6.30")
            ),
            rectification_reason="Descuento acordado",
            due_dates=(),
            payment=None,
        )
        name = f"page_substitution_{language}.txt"
        golden(name, text_of(render(corrective, language=language)) + "\n")


class TestWhatThePageSays:
    def test_the_account_of_a_mandate_is_never_whole(self):
        text = text_of(render(an_invoice(payment=A_MANDATE), language="es"))
        assert "ES91 •••• 1332" in text
        assert "0418" not in text

    def test_the_operation_date_shows_only_if_it_is_another(self):
        same = an_invoice(operation_on=date(2026, 2, 28))
        other = an_invoice(operation_on=date(2026, 2, 27))
        assert "Fecha de operación" not in text_of(render(same, language="es"))
        assert "27/02/2026" in text_of(render(other, language="es"))

    @pytest.mark.parametrize(("language", "word"), [("es", "BORRADOR"), ("en", "DRAFT")])
    def test_a_draft_says_so_on_every_page(self, language, word):
        draft = replace(a_long_invoice(lines=60), number=None)
        pages = pages_of(render(draft, language=language))
        assert len(pages) > 1
        assert all(word in page for page in pages)

    @pytest.mark.parametrize(("language", "word"), [("es", "ANULADO"), ("en", "VOID")])
    def test_a_void_document_says_so(self, language, word):
        assert word in text_of(render(an_invoice(is_void=True), language=language))

    @pytest.mark.parametrize("kind", Kind)
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_kind_has_its_name(self, kind, language):
        document = an_invoice(kind=kind)
        text = text_of(render(document, language=language))
        assert words_in(language)[kind] in text.replace(" \n", " ")

    def test_a_company_names_its_own_type(self):
        text = text_of(render(an_invoice(heading="Crédito fiscal"), language="es-SV"))
        assert "Crédito fiscal" in text

    def test_markup_is_printed_as_it_was_typed(self):
        typed = '#panic("x") *b* _i_ $x$ `r` <l> @ref // c \\ [y] = h'
        text = text_of(render(an_invoice(notes=typed), language="es"))
        assert typed in text

    def test_one_due_date_stands_at_the_top(self):
        one = an_invoice(due_dates=(DueDate(due_on=date(2026, 3, 30), amount=Decimal("36.29")),))
        assert "Vencimiento 30/03/2026" in text_of(render(one, language="es")).replace("\n", " ")


class TestManyLines:
    def test_200_lines_are_all_there_once_in_order_and_the_header_repeats(self):
        pages = pages_of(render(a_long_invoice(lines=200), language="es"))
        text = "\n".join(pages)
        starts = [text.index(f"Local {number:03}") for number in range(1, 201)]
        assert starts == sorted(starts)
        assert text.count("Local ") == 200
        lines_pages = [page for page in pages if "Local " in page]
        assert all("Concepto" in page and "Cantidad" in page for page in lines_pages)
        assert f"Página {len(pages)} de {len(pages)}" in pages[-1]

    def test_a_long_name_leaves_room_for_the_number_above_the_next_pages(self):
        invoice = a_long_invoice(lines=60)
        name = "Compañía Internacional de Servicios Integrales y Mantenimientos Generales, S.A.U."
        long = replace(invoice, recipient=replace(invoice.recipient, name=name * 2))
        pages = pages_of(render(long, language="es"))
        assert all(f"Factura {invoice.number} ·" in page for page in pages[1:])

    def test_a_row_is_not_broken_between_pages(self):
        pages = pages_of(render(a_long_invoice(lines=200), language="es"))
        for number in range(9, 201, 9):
            where = [page for page in pages if f"Texto {number:03}." in page]
            assert len(where) == 1
            assert f"Local {number:03}" in where[0]

    def test_a_text_taller_than_a_page_goes_on_over_the_next(self):
        endless = an_invoice(lines=(a_line(extra_text="palabra " * 2500 + "fin"), a_line()))
        pages = pages_of(render(endless, language="es"))
        assert len(pages) > 2
        assert "\n".join(pages).count("palabra") == 2500
        assert sum("36,29" in page for page in pages) == 1


class TestKindOfFile:
    def test_it_is_a_pdf_a_3b_with_title_author_and_language(self):
        reader = pypdf.PdfReader(BytesIO(render(an_invoice(), language="es")))
        metadata = reader.xmp_metadata.rdf_root.toxml()
        assert "<pdfaid:part>3</pdfaid:part>" in metadata
        assert "<pdfaid:conformance>B</pdfaid:conformance>" in metadata
        assert reader.metadata.title == "Factura 2026-0001"
        assert reader.metadata.author == "Mantenimientos del Mediterráneo, S.L."
        assert reader.metadata.creation_date.date() == date(2026, 2, 28)
        assert reader.trailer["/Root"]["/Lang"] == "es"

    def test_the_same_document_gives_the_same_bytes(self):
        once, again = render_many([(a_complete_invoice(), "es"), (a_complete_invoice(), "es")])
        assert once == again

    def test_fonts_travel_inside(self):
        reader = pypdf.PdfReader(BytesIO(render(an_invoice(), language="es")))
        names = {str(font["/BaseFont"]) for font in _fonts(reader)}
        assert names
        assert all(re.fullmatch(r"/[A-Z]{6}\+Inter-(Regular|SemiBold).*", name) for name in names)

    @pytest.mark.parametrize(
        ("paper", "points"), [(Paper.A4, (595, 842)), (Paper.LETTER, (612, 792))]
    )
    def test_the_sheet_is_the_one_chosen(self, paper, points):
        style = PageStyle(paper=paper, format=Format.COMPACT, accent="#7a1f3d")
        box = (
            pypdf.PdfReader(BytesIO(render(an_invoice(style=style), language="es")))
            .pages[0]
            .mediabox
        )
        assert (round(box.width), round(box.height)) == points


class TestRefusals:
    @pytest.mark.parametrize(
        ("total", "payable"), [("36.28", "36.28"), ("36.29", "36.28"), ("29.99", "29.99")]
    )
    def test_sums_that_do_not_hold_are_never_printed(self, total, payable):
        taxes = (
            TaxGroup(name="IVA", base=Decimal("29.99"), rate=Decimal(21), amount=Decimal("6.30")),
        )
        with pytest.raises(SumsDoNotHold):
            PrintedTotals(
                net=Decimal("29.99"), taxes=taxes, total=Decimal(total), payable=Decimal(payable)
            )

    def test_prices_without_totals(self):
        with pytest.raises(PricesWithoutTotals):
            an_invoice(totals=None)

    @pytest.mark.parametrize("accent", ["red", "#12345", "#1234567", '"+panic()+"'])
    def test_an_accent_that_is_not_a_color(self, accent):
        with pytest.raises(AccentNotAColor):
            PageStyle(accent=accent)

    def test_a_language_without_words(self):
        with pytest.raises(LanguageNotPrinted):
            render(an_invoice(), language="eu")


def test_every_language_has_the_same_words():
    assert set(words_in("es")) == set(words_in("en"))


def _fonts(reader):
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            yield font.get_object()
