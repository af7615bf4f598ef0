"""What a stored document says on paper: from its rows to the page."""

from datetime import date
from decimal import Decimal

import pytest

from cadencia.documents.models import DocumentLine, DocumentTax, DocumentVoid
from cadencia.documents.printed_rows import gather
from cadencia.documents.printing import look_of, printable, printed_language
from cadencia.documents.rendering.printable import CoveredPeriod, Format, Kind, Paper, SumsDoNotHold
from cadencia.parties.models import Address, BankAccount
from cadencia.parties.snapshots import refresh_issuer
from tests.factories import (
    A_MOMENT,
    a_company,
    a_customer,
    a_draft_document,
    an_issued_document,
    issue,
)

pytestmark = pytest.mark.django_db

TODAY = date(2026, 2, 10)


def page_of(document, *, language="es", day=TODAY):
    company = document.company
    company.refresh_from_db()
    (source,) = gather(company, [document.pk], day=day)
    return printable(source, look_of(company), language=language)


def a_gym(**fields):
    return a_company(
        **{
            "name": "Gimnasio Fuerte",
            "legal_name": "Gimnasio Fuerte, S.L.",
            "tax_id": "B84230176",
            "address": "Calle de Bravo Murillo, 120",
            "postal_code": "28020",
            "city": "Madrid",
            "province": "Madrid",
            "phone": "910000101",
            "email": "hola@gimnasiofuerte.example",
            "registry_text": "Registro Mercantil de Madrid, tomo 24.110, hoja M-433.702",
            **fields,
        }
    )


class TestHead:
    def test_who_issues(self):
        page = page_of(an_issued_document(a_customer(a_gym()), 41))
        assert page.issuer.name == "Gimnasio Fuerte, S.L."
        assert (page.issuer.tax_id_label, page.issuer.tax_id) == ("NIF", "B84230176")
        assert page.issuer.address == ("Calle de Bravo Murillo, 120", "28020 Madrid")
        assert page.issuer.contact == ("Tel. 910000101", "hola@gimnasiofuerte.example")
        assert page.registry_text == "Registro Mercantil de Madrid, tomo 24.110, hoja M-433.702"

    def test_number_and_dates(self):
        page = page_of(an_issued_document(a_customer(a_company()), 41))
        assert page.kind is Kind.INVOICE
        assert page.number == "F-2026-000041"
        assert page.issued_on == page.operation_on == date(2026, 1, 31)
        assert [(each.due_on, each.amount) for each in page.due_dates] == [
            (date(2026, 1, 31), Decimal("121.00"))
        ]

    def test_a_recipient_abroad_has_its_country_in_the_language_of_the_page(self):
        customer = a_customer(
            a_company(),
            "Dupont",
            address="12 rue de la Paix",
            postal_code="75002",
            city="Paris",
            country="FR",
        )
        document = an_issued_document(customer)
        spanish = page_of(document).recipient
        assert spanish.address == ("12 rue de la Paix", "75002 Paris", "Francia")
        assert spanish.tax_id_label == "N.º de identificación fiscal"
        assert page_of(document, language="en").recipient.address[-1] == "France"
        assert page_of(document).issuer.address == ("España",)

    def test_a_province_that_is_not_its_city(self):
        customer = a_customer(a_company(), postal_code="29603", city="Marbella", province="Málaga")
        assert page_of(an_issued_document(customer)).recipient.address == (
            "29603 Marbella (Málaga)",
        )

    def test_what_is_printed_is_what_it_was_when_issued(self):
        company = a_company(name="Antes")
        document = an_issued_document(a_customer(company, "Ana"))
        type(company).objects.filter(pk=company.pk).update(legal_name="Después")
        company.refresh_from_db()
        refresh_issuer(company, at=A_MOMENT)
        assert page_of(document).issuer.name == "Antes"

    def test_references_of_contract_and_customer(self):
        document = an_issued_document(
            a_customer(a_company()), rank_contract="CT-9", contract_reference="PED-7781"
        )
        page = page_of(document)
        assert (page.contract_reference, page.customer_reference) == ("CT-9", "PED-7781")

    def test_a_delivery_address_by_its_label(self):
        customer = a_customer(a_company())
        Address.objects.create(
            company=customer.company, customer=customer, label="Nave 3", address="Calle Sur, 8",
            postal_code="29004", city="Málaga", country="ES",
        )  # fmt: skip
        place = page_of(an_issued_document(customer, delivery_address="Nave 3")).deliver_to
        assert (place.name, place.address) == ("Nave 3", ("Calle Sur, 8", "29004 Málaga"))
        other = page_of(an_issued_document(customer, 2, delivery_address="El almacén"))
        assert (other.deliver_to.name, other.deliver_to.address) == ("El almacén", ())


class TestLines:
    def test_one_period_for_all_stands_at_the_head(self):
        february = {"period_start": date(2026, 2, 1), "period_until": date(2026, 2, 28)}
        document = a_draft_document(a_customer(a_company()))
        DocumentLine.objects.filter(document=document).update(**february)
        page = page_of(document)
        assert page.covers == CoveredPeriod(first=date(2026, 2, 1), last=date(2026, 2, 28))
        assert page.lines[0].covers is None

    def test_periods_that_differ_stand_at_their_lines(self):
        document = a_draft_document(a_customer(a_company()))
        DocumentLine.objects.filter(document=document).update(
            period_start=date(2026, 2, 1), period_until=date(2026, 2, 28)
        )
        DocumentLine.objects.filter(document=document).update(net=Decimal(60))
        DocumentLine.objects.bulk_create(
            [
                DocumentLine(
                    company_id=document.company_id, document=document, position=2,
                    description="Visita", quantity=Decimal(1), unit_price=Decimal(40),
                    net=Decimal(100), period_start=date(2026, 2, 9), period_until=date(2026, 2, 9),
                )
            ]
        )  # fmt: skip
        page = page_of(document)
        assert page.covers is None
        assert page.lines[0].covers == CoveredPeriod(first=date(2026, 2, 1), last=date(2026, 2, 28))
        assert page.lines[1].covers is None  # the day of a one-off is no period

    def test_discounts_and_rates(self):
        document = a_draft_document(a_customer(a_company()))
        DocumentLine.objects.filter(document=document).update(
            discounts=[Decimal(10), Decimal(5)], tax_rates=[Decimal(21)]
        )
        (line,) = page_of(document).lines
        assert line.discounts == (Decimal(10), Decimal(5))
        assert line.tax_rates == (Decimal(21),)


class TestFoot:
    def test_amounts_are_those_of_the_document(self):
        totals = page_of(an_issued_document(a_customer(a_company()))).totals
        assert (totals.net, totals.total, totals.payable) == (
            Decimal("100.00"), Decimal("121.00"), Decimal("121.00"),
        )  # fmt: skip
        (group,) = totals.taxes
        assert (group.name, group.rate, group.base, group.amount) == (
            "IVA", Decimal(21), Decimal("100.00"), Decimal("21.00"),
        )  # fmt: skip
        assert (group.regime, group.surcharge_rate, totals.withholding) == ("", None, None)

    def test_withholding_has_the_base_it_was_taken_from(self):
        document = a_draft_document(
            a_customer(a_company()),
            withholding_rate=Decimal(15), withholding=Decimal("15.00"), payable=Decimal("106.00"),
        )  # fmt: skip
        held = page_of(document).totals.withholding
        assert (held.base, held.rate, held.amount) == (
            Decimal("100.00"), Decimal(15), Decimal("15.00"),
        )  # fmt: skip

    def test_withholding_from_prices_with_tax_inside(self):
        document = a_draft_document(
            a_customer(a_company()), line_net="121.00", prices_include_tax=True,
            withholding_rate=Decimal(15), withholding=Decimal("15.00"), payable=Decimal("106.00"),
        )  # fmt: skip
        DocumentLine.objects.filter(document=document).update(tax_rates=[Decimal(21)])
        assert page_of(document).totals.withholding.base == Decimal("100.00")

    @pytest.mark.parametrize(
        ("tax", "said"),
        [
            ({"tax": "IVA", "regime": "reverse_charge"}, "Inversión del sujeto pasivo"),
            ({"tax": "IVA", "regime": "export"}, "Exenta – art. 21 Ley 37/1992"),
            ({"tax": "EXENTO", "mention": "Exenta – art. 20.Uno.9.º"}, "Exenta – art. 20.Uno.9.º"),
        ],
    )
    def test_what_has_no_rate_says_why_once(self, tax, said):
        page = page_of(_without_tax(tax, said))
        (group,) = page.totals.taxes
        assert (group.rate, group.regime) == (None, said)
        assert page.mentions == ()
        assert page.lines[0].tax_rates == ()

    def test_a_rate_of_zero_is_a_rate(self):
        (group,) = page_of(_without_tax({"tax": "IVA"}, "")).totals.taxes
        assert (group.rate, group.regime) == (Decimal(0), "")

    def test_a_mention_of_no_tax_stands_at_the_foot(self):
        document = an_issued_document(
            a_customer(a_company()), mentions=["Régimen especial del criterio de caja"]
        )
        assert page_of(document).mentions == ("Régimen especial del criterio de caja",)

    @pytest.mark.parametrize(
        ("method", "mandate", "account"),
        [
            ("Transferencia", "", "ES9121000418450200051332"),
            ("", "", "ES9121000418450200051332"),
            ("Domiciliación bancaria", "M-1", ""),
            ("Tarjeta", "", ""),
        ],
    )
    def test_only_who_pays_by_transfer_is_told_an_account(self, method, mandate, account):
        company = a_company()
        BankAccount.objects.create(company=company, iban="ES9121000418450200051332")
        refresh_issuer(company, at=A_MOMENT)
        document = an_issued_document(a_customer(company), payment_method=method, mandate=mandate)
        payment = page_of(document).payment
        assert (payment.method, payment.mandate_reference, payment.pay_to_account) == (
            method, mandate, account,
        )  # fmt: skip


class TestKinds:
    @pytest.mark.parametrize(
        ("kind", "priced"),
        [
            ("invoice", True),
            ("delivery_note", True),
            ("non_billable_delivery_note", False),
            ("work_order", False),
        ],
    )
    def test_which_kinds_show_prices(self, kind, priced):
        page = page_of(a_draft_document(a_customer(a_company()), kind=kind))
        assert page.kind == kind.upper()
        assert (page.shows_prices, page.totals is not None) == (priced, priced)

    def test_only_an_invoice_says_when_and_how_it_is_paid(self):
        customer = a_customer(a_company())
        invoice = page_of(an_issued_document(customer, payment_method="Transferencia"))
        note = page_of(
            an_issued_document(customer, 2, kind="delivery_note", payment_method="Transferencia")
        )
        assert (len(invoice.due_dates), invoice.payment is None) == (1, False)
        assert (len(note.due_dates), note.payment is None) == (0, True)

    def test_a_voided_document_says_so(self):
        document = an_issued_document(a_customer(a_company()))
        DocumentVoid.objects.create(
            company=document.company, document=document, voided_on=TODAY, reason="Prueba",
            created_at=A_MOMENT,
        )  # fmt: skip
        assert page_of(document).is_void


class TestDraft:
    @pytest.mark.parametrize(
        ("day", "issued_on"),
        [
            (date(2026, 1, 30), date(2026, 1, 30)),  # not before it is issued
            (date(2026, 1, 31), date(2026, 1, 31)),
            (date(2026, 2, 15), date(2026, 1, 31)),  # fifteen days back at most
            (date(2026, 2, 16), date(2026, 2, 16)),
        ],
    )
    def test_its_dates_are_proposed(self, day, issued_on):
        page = page_of(a_draft_document(a_customer(a_company())), day=day)
        assert page.is_draft
        assert page.number is None
        assert page.issued_on == issued_on

    def test_its_due_dates_follow_the_terms(self):
        terms = {"days": 30, "months": 0, "month_end": False, "fixed_days": [], "parts": []}
        document = a_draft_document(a_customer(a_company(), payment_terms=terms))
        (due,) = page_of(document, day=date(2026, 2, 1)).due_dates
        assert (due.due_on, due.amount) == (date(2026, 3, 2), Decimal("121.00"))


class TestLook:
    def test_format_paper_and_color(self):
        company = a_company()
        company.page_style = {"format": "compact", "paper": "letter", "accent": "#aa0000"}
        style = look_of(company).style
        assert (style.format, style.paper, style.accent) == (
            Format.COMPACT, Paper.LETTER, "#aa0000",
        )  # fmt: skip

    @pytest.mark.parametrize("style", [{"format": "wide"}, {"paper": "a3"}, {"accent": "red"}])
    def test_a_style_that_is_not_one(self, style):
        company = a_company()
        company.page_style = style
        with pytest.raises(ValueError, match=next(iter(style.values()))):
            look_of(company)

    @pytest.mark.parametrize(
        ("language", "printed"),
        [("es", "es"), ("en", "en"), ("es-GT", "es-GT"), ("fr", "es"), ("", "es"), ("eses", "es")],
    )
    def test_languages(self, language, printed):
        assert printed_language(language) == printed


def test_queries_do_not_grow_with_the_documents(django_assert_max_num_queries):
    company = a_company()
    customer = a_customer(company)
    ids = [an_issued_document(customer, number).pk for number in range(1, 6)]
    with django_assert_max_num_queries(6):
        sources = gather(company, ids[::-1], day=TODAY)
    assert [each.document.pk for each in sources] == ids[::-1]


def test_documents_of_others_are_not_gathered():
    document = an_issued_document(a_customer(a_company()))
    assert gather(a_company(), [document.pk], day=TODAY) == []


def test_sums_that_do_not_hold_are_not_printed():
    document = an_issued_document(a_customer(a_company()))
    (source,) = gather(document.company, [document.pk], day=TODAY)
    source.document.total += 1
    with pytest.raises(SumsDoNotHold):
        printable(source, look_of(document.company), language="es")


def _without_tax(tax, said):
    document = a_draft_document(a_customer(a_company()))
    DocumentTax.objects.filter(document=document).delete()
    type(document).objects.filter(pk=document.pk).update(
        tax_total=0,
        total=Decimal("100.00"),
        payable=Decimal("100.00"),
        mentions=[said] if said else [],
    )
    DocumentLine.objects.filter(document=document).update(tax_rates=[Decimal(0)])
    DocumentTax.objects.create(
        company_id=document.company_id, document=document, position=1, rate=Decimal(0),
        base=Decimal("100.00"), amount=Decimal(0), **tax,
    )  # fmt: skip
    document.refresh_from_db()
    issue(document, 1)
    return document
