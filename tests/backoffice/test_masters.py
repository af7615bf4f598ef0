"""Masters by their screens: every field keeps what is typed, in Spanish and in English."""

import json
import re
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from lxml import html
from PIL import Image

from cadencia.api.models import Token
from cadencia.backoffice.masters.screens import SCREENS
from cadencia.billing import templates
from cadencia.billing.masters import saving
from cadencia.catalog.models import IndexValue, Item, PriceListEntry, SpecialPrice
from cadencia.contracts.models import TemplateChange, TemplateSchedule
from cadencia.documents.models import Series, SeriesCounter
from cadencia.parties.models import Customer
from cadencia.parties.people import Membership
from cadencia.webhooks.models import Endpoint
from tests import factories
from tests.backoffice.office import at_work

pytestmark = pytest.mark.django_db
IBAN = "ES91 2100 0418 4502 0005 1332"
LANGUAGES = ("es", "en")


@pytest.fixture
def company():
    return factories.a_company()


@pytest.fixture
def boss(company):
    return at_work(company)


def speak(client, language):
    client.post("/language/", {"language": language})
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    return client


def fields_in(page):
    """Return the fields of the form that saves, as a browser would send them."""
    form = next(each for each in html.fromstring(page).forms if "o-edit" in each.get("class", ""))
    found = {}
    for name, value in form.form_values():
        found.setdefault(name, []).append(value.removeprefix("\n").replace("\r\n", "\n"))
    for each in form.iter("template"):  # a row that scripts make others of
        for inner in each.iter("input", "select", "textarea"):
            found.pop(inner.get("name"), None)
    return {name: each if len(each) > 1 else each[0] for name, each in found.items()}


def state_of(page):
    """Return what the scripts of a page are told of its lines."""
    return json.loads(html.fromstring(page).get_element_by_id("contract-state").text)


def fields_of(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return fields_in(answer.content.decode())


TYPED = {
    "items": {
        "code": "CUOTA-1", "name": "Cuota «ñandú» & co", "price": "1.234,5670", "cost": "0,01",
        "taxes": ["IVA10", "IVA21"], "is_recurrent": "on", "default_every": "3",
        "default_unit": "month", "is_stocked": "on", "account": "705.0",
    },
    "taxes": {
        "code": "IGIC3", "tax": "IGIC", "rate": "3,00", "surcharge": "0,50",
        "exemption": "E2", "mention": "Exportación – art. 21",
    },
    "price-lists": {"code": "T-1", "name": "Tarifa 1"},
    "formulas": {
        "name": "km", "expression": "amount * 0.26 + base", "parameters": "base tope",
    },
    "sales-reps": {
        "code": "EVA", "name": "Eva Ruiz", "email": "eva@example.com", "commission": "2,5",
    },
    "series": {
        "code": "W", "name": "Web", "kind": "credit_note", "pattern": "{series}{year:02d}/{number}",
        "ledger": "700", "is_default": "on",
    },
    "contract-types": {"name": "Gimnasio"},
    "responsible-parties": {
        "name": "Avales del Norte", "tax_id": "A58818501", "email": "avales@example.com",
        "phone": "600", "address": "Calle Mayor, 2", "postal_code": "40001", "city": "Segovia",
        "notes": "Una\nDos",
    },
    "termination-reasons": {"code": "MUDANZA", "name": "Se va a otra ciudad"},
    "payment-methods": {"name": "Transferencia"},
    "payment-terms": {
        "name": "60 días, 10 y 25", "terms_days": "60", "terms_months": "1",
        "terms_month_end": "on", "terms_fixed_days": "10, 25", "terms_business_day": "next",
        "terms_parts": "33,33 0\n66,67 30",
    },
    "indexes": {"name": "IPC general"},
    "templates": {
        "code": "GIM", "name": "Gimnasio", "notes": "Una\nDos", "timing": "arrears",
        "generation": "manual", "document_type": "delivery_note",
        "series": "A", "payment_method": "Domiciliación", "price_list": "T1", "lead_days": "5",
        "schedule_every": "3", "schedule_unit": "month", "schedule_first": "31/01/2026",
        "lines": [
            {
                "key": "L1", "item": "CUOTA", "description": "Cuota <MENSUAL>", "quantity": "1,5",
                "unit_price": "1.234,560", "discounts": "10 + 2,5", "taxes": "IVA10",
                "months": [1, 7], "extra_text": "Una\nDos", "valid_until": "31/12/2027",
            },
            {"key": "L2", "description": "Taquilla", "unit_price": "5"},
        ],
    },
    "customers": {
        "code": "C-9", "name": "Ana Ruiz", "legal_name": "Ana Ruiz, S. L.",
        "tax_id": "12345678Z", "is_business": "on", "address": "Calle Mayor, 1",
        "postal_code": "40001", "city": "Segovia", "province": "Segovia", "country": "ES",
        "email": "ana@example.com", "phone": "+34 600 000 000", "language": "en",
        "bill_to": "PAGA", "group_contracts": "on", "decimals": "3", "surcharge": "on",
        "payment_method": "Domiciliación", "mandate": "M-1", "price_list": "T1",
        "sales_rep": "V1", "delivery_address": "Almacén", "notes": "Una\nDos",
        "terms_days": "30", "terms_months": "2", "terms_month_end": "on",
        "terms_fixed_days": "5", "terms_business_day": "previous", "terms_parts": "50 0\n50 30",
        "addresses-0-label": "Almacén", "addresses-0-address": "Polígono 3",
        "addresses-0-postal_code": "40002", "addresses-0-city": "Cuéllar",
        "addresses-0-province": "Segovia", "addresses-0-country": "ES",
        "contacts-0-name": "Luis", "contacts-0-position": "Compras",
        "contacts-0-email": "luis@example.com", "contacts-0-phone": "601",
        "bank_accounts-0-iban": IBAN, "bank_accounts-0-bic": "CAIXESBB",
        "bank_accounts-0-holder": "Ana",
    },
}  # fmt: skip
NUMBERS = (
    *("price", "cost", "rate", "surcharge", "commission", "terms_parts"),
    *("quantity", "unit_price", "discounts"),
)


def written(typed, language):
    """Return what somebody types in that language: in English the comma is a point."""
    if language == "es":
        return typed
    swap = str.maketrans(",.", ".,")
    return {
        name: [written(row, language) for row in each]
        if name == "lines"
        else each.translate(swap)
        if name in NUMBERS and each != "on"
        else each
        for name, each in typed.items()
    }


def sent(typed):
    """Return the fields as a browser sends them: the rows of a grid stand in one."""
    if "lines" not in typed:
        return typed
    return typed | {"lines": json.dumps(typed["lines"])}


def seen(shown, typed):
    """Return of the fields that a page shows those that were typed."""
    found = {name: shown.get(name) for name in typed}
    if "lines" in typed:
        rows = json.loads(shown["lines"])
        assert len(rows) == len(typed["lines"])
        found["lines"] = [
            {name: row[name] for name in one} for row, one in zip(rows, typed["lines"], strict=True)
        ]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", SCREENS)
def test_what_is_typed_is_what_is_kept(company, boss, kind, language):
    by = factories.chief(company.pk)
    factories.a_customer(company, code="PAGA")
    factories.an_item(company)
    saving.create("price-lists", {"code": "T1"}, by=by)
    saving.create("sales-reps", {"code": "V1", "name": "Eva"}, by=by)
    speak(boss, language)
    typed = written(TYPED[kind], language)
    answer = boss.post(f"/masters/{kind}/new/", sent(typed))
    assert answer.status_code == 302, answer.content.decode()
    shown = fields_of(boss, answer["Location"])
    assert seen(shown, typed) == typed
    # Saved as it was shown, nothing changes.
    again = boss.post(answer["Location"], shown)
    assert again.status_code == 302
    after = fields_of(boss, answer["Location"])
    assert seen(after, typed) == typed


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", SCREENS)
def test_lists_forms_and_files_answer(company, boss, kind, language):
    factories.an_item(company)
    factories.a_customer(company)
    speak(boss, language)
    for query in ("", "?q=zzz", "?state=all&sort=-name", "?sort=name&page=2", "?page=x&state=y"):
        assert boss.get(f"/masters/{kind}/{query}").status_code == 200, query
    assert boss.get(f"/masters/{kind}/?q=%00").status_code == 200
    assert boss.get(f"/masters/{kind}/?export=csv").content.startswith(b"\xef\xbb\xbf")
    assert boss.get(f"/masters/{kind}/?export=xlsx").content.startswith(b"PK")
    assert boss.get(f"/masters/{kind}/new/").status_code == 200
    assert boss.get(f"/masters/{kind}/99999/").status_code == 404
    assert boss.get(f"/masters/{kind}/99999/history/").status_code == 404


class TestLists:
    def test_found_without_accents(self, company, boss):
        factories.a_customer(company, "Muñoz Peñíscola", code="MP")
        factories.a_customer(company, "Otra", code="OT")
        page = boss.get("/masters/customers/?q=penis+munoz").content.decode()
        assert "Muñoz Peñíscola" in page
        assert "Otra" not in page

    def test_resting_ones_stand_apart(self, company, boss):
        item = factories.an_item(company, "VIEJO")
        assert "VIEJO" in boss.get("/masters/items/").content.decode()
        boss.post(f"/masters/items/{item.pk}/rest/", follow=True)
        assert "VIEJO" not in boss.get("/masters/items/").content.decode()
        assert "VIEJO" in boss.get("/masters/items/?state=resting").content.decode()
        boss.post(f"/masters/items/{item.pk}/wake/", follow=True)
        assert "VIEJO" in boss.get("/masters/items/").content.decode()

    def test_the_same_queries_for_one_row_and_for_fifty(
        self, company, boss, django_assert_max_num_queries
    ):
        for kind in ("customers", "items", "special-prices"):
            boss.get(f"/masters/{kind}/")
        item = factories.an_item(company)
        for number in range(60):
            ana = factories.a_customer(company, code=f"C{number:02d}X")
            SpecialPrice.objects.create(company=company, customer=ana, item=item, price=1)
        with django_assert_max_num_queries(12):
            page = boss.get("/masters/customers/").content.decode()
        assert "?page=2" in page
        with django_assert_max_num_queries(12):
            boss.get("/masters/special-prices/")

    def test_a_file_holds_no_formula(self, company, boss):
        factories.a_customer(company, "=1+1", code="X")
        assert "'=1+1" in boss.get("/masters/customers/?export=csv").content.decode()


class TestForms:
    def test_all_that_is_wrong_is_shown_at_once(self, company, boss):
        wrong = {"code": "", "name": "A", "price": "doce", "cost": "-1", "default_every": "3"}
        answer = boss.post("/masters/items/new/", wrong)
        page = answer.content.decode()
        assert answer.status_code == 422
        for sentence in (
            "Indique de qué",
            "Escriba un número desde 0",
            "Este campo es obligatorio",
        ):
            assert sentence in page, sentence
        assert 'value="doce"' in page
        assert page.count("has-problem") == 4
        assert not Item.objects.exists()

    def test_a_wrong_row_of_a_card_is_shown_at_its_row(self, company, boss):
        card = {
            "code": "A", "name": "Ana", "language": "es", "decimals": "2",
            "bank_accounts-0-iban": "ES00", "bank_accounts-7-iban": IBAN,
            "contacts-1-email": "x",
        }  # fmt: skip
        answer = boss.post("/masters/customers/new/", card)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Este IBAN no puede existir" in page
        assert not Customer.objects.exists()

    def test_rows_are_removed_and_added(self, company, boss):
        card = {"code": "A", "name": "Ana", "language": "es", "decimals": "2"}
        rows = {"contacts-0-name": "Eva", "contacts-1-name": "Luis"}
        address = boss.post("/masters/customers/new/", card | rows)["Location"]
        shown = fields_of(boss, address)
        shown |= {"contacts-0-gone": "on", "contacts-9-name": "Sara"}
        assert boss.post(address, shown).status_code == 302
        names = Customer.objects.get().contacts.order_by("pk").values_list("name", flat=True)
        assert list(names) == ["Luis", "Sara"]

    def test_one_that_is_used_says_by_what(self, company, boss):
        ana = factories.a_customer(company)
        factories.a_draft_contract(ana)
        answer = boss.post(f"/masters/customers/{ana.pk}/remove/", follow=True)
        assert "1 contrato" in answer.content.decode()
        boss.get(f"/masters/customers/{ana.pk}/remove/")
        assert Customer.objects.filter(pk=ana.pk).exists()

    def test_one_that_is_not_used_goes(self, company, boss):
        ana = factories.a_customer(company)
        assert boss.post(f"/masters/customers/{ana.pk}/remove/").status_code == 302
        assert not Customer.objects.exists()

    def test_another_companys_is_not_found(self, boss):
        elsewhere = factories.an_item(factories.a_company(), "OTRO")
        for rest in ("", "history/", "remove/", "rest/"):
            address = f"/masters/items/{elsewhere.pk}/{rest}"
            answer = boss.get(address) if rest in ("", "history/") else boss.post(address)
            assert answer.status_code == 404, address
        assert Item.objects.filter(pk=elsewhere.pk, is_active=True).exists()

    def test_an_auditor_sees_and_changes_nothing(self, company):
        item = factories.an_item(company, name="Cuota")
        auditor = at_work(company, "auditor")
        page = auditor.get(f"/masters/items/{item.pk}/").content.decode()
        assert "Guardar" not in page
        assert "Nuevo artículo" not in auditor.get("/masters/items/").content.decode()
        assert auditor.post(f"/masters/items/{item.pk}/", {"name": "x"}).status_code == 403
        assert auditor.post("/masters/items/new/", {"code": "x"}).status_code == 403


class TestPrices:
    def test_a_price_is_added_changed_and_removed(self, company, boss):
        item = factories.an_item(company)
        made = saving.create("price-lists", {"code": "T1"}, by=factories.chief(company.pk))
        address = f"/masters/price-lists/{made.pk}/"
        price = {
            "of_price": "1", "item": "CUOTA", "min_quantity": "10", "price": "1.234,56",
            "valid_from": "01/03/2026", "valid_until": "31/12/2026",
        }  # fmt: skip
        assert boss.post(address, price).status_code == 302
        entry = PriceListEntry.objects.get()
        assert (entry.item, str(entry.price), entry.min_quantity) == (item, "1234.56", 10)
        page = boss.get(f"{address}?edit={entry.pk}").content.decode()
        assert 'value="1.234,56"' in page
        assert 'value="01/03/2026"' in page
        boss.post(address, price | {"edited": entry.pk, "price": "9"})
        entry.refresh_from_db()
        assert entry.price == 9
        answer = boss.post(address, price | {"price": "", "item": "NADA"})
        assert answer.status_code == 422
        assert "Elija uno de la lista" in answer.content.decode()
        boss.post(address, {"of_price": "1", "remove": entry.pk})
        assert not PriceListEntry.objects.exists()

    def test_a_customers_own_price(self, company, boss):
        factories.an_item(company)
        ana = factories.a_customer(company)
        price = {"of_price": "1", "customer": ana.code, "item": "CUOTA", "price": "9,99"}
        assert boss.post("/masters/special-prices/", price).status_code == 302
        assert SpecialPrice.objects.get().price == Decimal("9.99")
        page = boss.get(f"/masters/special-prices/?customer={ana.code}").content.decode()
        assert "9,99" in page
        assert "9,99" not in boss.get("/masters/special-prices/?customer=NADIE").content.decode()


class TestTemplates:
    @pytest.fixture
    def followed(self, company):
        form = {
            "code": "GIM",
            "schedule": {"every": 1, "unit": "month", "first": "2026-01-31"},
            "lines": [{"key": "cuota", "description": "CUOTA", "unit_price": "30.00"}],
        }
        made = templates.create(form, by=factories.chief(company.pk))
        ana = factories.a_customer(company)
        factories.a_posted_contract(
            ana, code="CT-1", template=made, follows_template=True, schedule_every=None,
            schedule_unit="", schedule_first=None,
        )  # fmt: skip
        return made

    def test_in_months_of_the_year(self, company, boss):
        typed = {
            "code": "T", "timing": "advance", "generation": "automatic",
            "document_type": "invoice", "schedule_months": ["1", "7"], "schedule_day": "5",
            "schedule_since": "01/02/2026",
            "lines": [{"key": "L1", "description": "X", "unit_price": "1"}],
        }  # fmt: skip
        answer = boss.post("/masters/templates/new/", sent(typed))
        assert answer.status_code == 302, answer.content.decode()
        shown = fields_of(boss, answer["Location"])
        assert seen(shown, typed) == typed

    def test_all_that_is_wrong_is_told_at_once_and_stays_typed(self, company, boss):
        typed = {
            "code": "", "timing": "advance", "generation": "automatic",
            "document_type": "invoice", "schedule_every": "doce",
            "lines": [
                {"key": "L1", "description": "Cuota", "unit_price": "treinta"},
                {"key": "L2", "description": "Taquilla", "unit_price": "5", "item": "NADA"},
            ],
        }  # fmt: skip
        answer = boss.post("/masters/templates/new/", sent(typed))
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "número entero" in page
        assert fields_in(page)["schedule_every"] == "doce"
        state = state_of(page)
        assert [each["path"] for each in state["problems"]] == [
            "contract.lines.0.unit_price", "contract.lines.1.item",
        ]  # fmt: skip
        assert seen(fields_in(page), typed)["lines"] == typed["lines"]

    @pytest.mark.parametrize("lines", ["{", "7", '["x"]', '[{"months": "x", "taxes": 3}]'])
    def test_rows_that_no_page_sends_are_refused(self, company, boss, lines):
        typed = {"code": "T", "timing": "advance", "generation": "automatic", "lines": lines}
        answer = boss.post("/masters/templates/new/", typed | {"document_type": "invoice"})
        assert answer.status_code == 422

    def test_what_it_would_bill_is_shown_while_one_types(self, company, boss):
        header = {
            "code": "", "timing": "advance", "generation": "automatic",
            "document_type": "invoice", "schedule_every": "1", "schedule_unit": "month",
            "schedule_first": "31/01/2027",
        }  # fmt: skip
        line = {"key": "L1", "description": "Cuota <MENSUAL>", "unit_price": "30,5", "taxes": "-"}
        form = {"header": header, "contract": {"lines": [line]}}
        answer = boss.post(
            "/masters/templates/try/", {"form": form}, content_type="application/json"
        )
        found = answer.json()
        assert found["lines"]["L1"]["net"] == "30,50"
        assert found["lines"]["L1"]["text"] == "Cuota Enero"
        assert "31/01/2027" in found["coming"]
        assert "28/02/2027" in found["coming"]
        broken = boss.post("/masters/templates/try/", {"x": 1}, content_type="application/json")
        assert broken.status_code == 400

    def test_lines_are_added_from_a_day_on(self, followed, boss):
        address = f"/masters/templates/{followed.pk}/lines/"
        lines = [
            {"key": "L1", "description": "Toalla", "unit_price": "2,5"},
            {"key": "L2", "description": "Taquilla", "unit_price": "x"},
        ]
        refused = boss.post(address, {"valid_from": "01/09/2026", "lines": json.dumps(lines)})
        assert refused.status_code == 422
        problems = state_of(refused.content.decode())["problems"]
        assert [each["path"] for each in problems] == ["contract.lines.1.unit_price"]
        lines[1]["unit_price"] = "5"
        done = boss.post(address, {"valid_from": "01/09/2026", "lines": json.dumps(lines)})
        assert done.status_code == 302
        page = boss.get(f"/masters/templates/{followed.pk}/").content.decode()
        assert "Toalla" in page
        assert page.count("01/09/2026") == 2
        assert boss.post(address, {"valid_from": "01/09/2026", "lines": "[]"}).status_code == 422

    def test_a_change_is_seen_before_it_is_made(self, followed, boss):
        address = f"/masters/templates/{followed.pk}/"
        page = boss.get(address).content.decode()
        assert 'name="lines"' not in page
        assert boss.get(f"{address}change/").status_code == 200
        change = {"line": "cuota", "on": "01/07/2026", "unit_price": "33,50", "see": "1"}
        page = boss.post(f"{address}change/", change).content.decode()
        assert "31/07/2026" in page
        assert "30,00" in page
        assert "33,50" in page
        assert boss.post(f"{address}change/", {"line": "cuota", "on": ""}).status_code == 422
        assert boss.post(f"{address}change/", change | {"save": "1"}).status_code == 302
        assert "01/07/2026" in boss.get(address).content.decode()
        made = TemplateChange.objects.get()
        boss.post(f"{address}change/", {"withdraw": made.pk})
        assert not TemplateChange.objects.exists()

    def test_its_header_may_change_while_followed(self, followed, boss):
        address = f"/masters/templates/{followed.pk}/"
        shown = fields_of(boss, address)
        assert boss.post(address, shown | {"name": "Otro nombre"}).status_code == 302
        followed.refresh_from_db()
        assert (followed.name, followed.schedule_every) == ("Otro nombre", 1)
        assert followed.lines.count() == 1

    def test_another_schedule_is_seen_before_it_is_made(self, followed, boss):
        address = f"/masters/templates/{followed.pk}/schedule/"
        said = {
            "schedule_every": "2", "schedule_unit": "month", "schedule_first": "31/07/2026",
            "since_day": "31/07/2026", "see": "1",
        }  # fmt: skip
        assert boss.get(address).status_code == 200
        assert "CT-1" in boss.post(address, said).content.decode()
        assert not TemplateSchedule.objects.exists()
        assert boss.post(address, said | {"save": "1"}).status_code == 302
        made = TemplateSchedule.objects.get()
        boss.post(address, {"withdraw": made.pk})
        assert not TemplateSchedule.objects.exists()

    def test_lines_are_added_and_ended_by_date(self, followed, boss):
        address = f"/masters/templates/{followed.pk}/lines/"
        assert boss.get(address).status_code == 200
        line = {"key": "L1", "description": "SAUNA", "unit_price": "9,90"}
        added = {"valid_from": "01/07/2026", "lines": json.dumps([line])}
        assert boss.post(address, added).status_code == 302
        assert boss.post(address, {"end": "cuota", "until": "31/12/2026"}).status_code == 302
        found = followed.lines.order_by("position").values_list("description", "valid_until")
        assert list(found) == [("CUOTA", date(2026, 12, 31)), ("SAUNA", None)]
        assert boss.post(address, {"valid_from": "01/07/2026"}).status_code == 422
        assert boss.post(address, added | {"valid_from": "doce"}).status_code == 422


class TestAdministration:
    def test_the_company(self, company, boss):
        shown = fields_of(boss, "/masters/company/")
        typed = {
            "name": "Gimnasio Norte", "tax_id": "B12345674", "max_growth": "1,75",
            "closed_until": "31/12/2025", "accent": "#334455", "default_series": "F",
            "accounts-0-iban": IBAN, "accounts-0-bic": "CAIXESBB", "lead_days": "3",
            "default_taxes": ["EXENTO", "IVA10"], "holidays": "ES-MD", "registry_text": "Tomo 1",
            "editing": "advanced",
        }  # fmt: skip
        answer = boss.post("/masters/company/", shown | typed)
        assert answer.status_code == 302, answer.content.decode()
        after = fields_of(boss, "/masters/company/")
        assert {name: after.get(name) for name in typed} == typed
        wrong = after | {"name": "", "lead_days": "x", "time_zone": "Luna"}
        page = boss.post("/masters/company/", wrong).content.decode()
        assert page.count("has-problem") == 3
        assert boss.get("/masters/company/history/").status_code == 200

    def test_its_logo(self, company, boss):
        written = BytesIO()
        Image.new("RGB", (40, 20), "#1f3a5f").save(written, "PNG")
        shown = fields_of(boss, "/masters/company/")
        file = SimpleUploadedFile("logo.png", written.getvalue(), "image/png")
        assert boss.post("/masters/company/", shown | {"logo_file": file}).status_code == 302
        answer = boss.get("/masters/company/logo/")
        assert answer["Content-Type"] == "image/png"
        bad = SimpleUploadedFile("logo.png", b"<script>", "image/png")
        shown = fields_of(boss, "/masters/company/")
        assert boss.post("/masters/company/", shown | {"logo_file": bad}).status_code == 422

    def test_a_token_is_shown_once(self, company, boss):
        wanted = {"name": "Tienda", "scopes": ["read", "masters"], "days": "30"}
        answer = boss.post("/masters/tokens/", wanted)
        (text,) = set(re.findall(r"cad_[A-Za-z0-9_-]{43}", answer.content.decode()))
        assert answer["Cache-Control"] == "no-store"
        assert text not in boss.get("/masters/tokens/").content.decode()
        token = Token.objects.get()
        assert token.scopes == ["masters", "read"]
        api = Client().get("/api/v1/items", HTTP_AUTHORIZATION=f"Bearer {text}")
        assert api.status_code == 200
        boss.post(f"/masters/tokens/{token.pk}/revoke/")
        token.refresh_from_db()
        assert token.revoked_at is not None
        assert boss.post("/masters/tokens/", {"name": "", "days": "0"}).status_code == 422
        assert boss.post("/masters/tokens/99999/revoke/").status_code == 404

    def test_a_webhook_and_its_secret(self, company, boss):
        wanted = {"url": "https://example.com/x", "is_active": "on", "events": ["run.finished"]}
        page = boss.post("/masters/webhooks/", wanted).content.decode()
        (secret,) = set(re.findall(r"whsec_[A-Za-z0-9+/=]+", page))
        made = Endpoint.objects.get()
        address = f"/masters/webhooks/{made.pk}/"
        assert secret not in boss.get(address).content.decode()
        assert boss.post(address, wanted | {"events": [], "url": "http://x"}).status_code == 422
        assert boss.post(address, wanted | {"description": "Tienda"}).status_code == 302
        assert "whsec_" in boss.post(address, {"act": "secret"}).content.decode()
        assert boss.post(address, {"act": "remove"}).status_code == 302
        assert not Endpoint.objects.exists()

    @pytest.mark.parametrize("page", ["company", "tokens", "webhooks"])
    def test_administrators_alone(self, company, page):
        manager = at_work(company, "manager")
        assert manager.get(f"/masters/{page}/").status_code == 403
        assert manager.post(f"/masters/{page}/", {}).status_code == 403


class TestBesides:
    def test_a_formula_is_tried(self, company, boss):
        by = factories.chief(company.pk)
        values = {"name": "km", "expression": "amount * 0.26 + base", "parameters": ["base"]}
        made = saving.create("formulas", values, by=by)
        address = f"/masters/formulas/{made.pk}/"
        assert "= 41,2" in boss.get(f"{address}?amount=120&p-base=10").content.decode()
        assert "has-problem" in boss.get(f"{address}?amount=x&p-base=1").content.decode()

    def test_a_series_begins_where_another_program_ended(self, company, boss):
        series = Series.objects.get(company=company, kind="invoice")
        address = f"/masters/series/{series.pk}/"
        boss.post(f"{address}begin/", {"year": "2026", "number": "142"})
        assert SeriesCounter.objects.get().first_number == 142
        assert "F-2026-000142" in boss.get(address).content.decode()

    def test_an_index_is_seen_before_it_is_kept(self, company, boss):
        made = saving.create("indexes", {"name": "IPC"}, by=factories.chief(company.pk))
        address = f"/masters/indexes/{made.pk}/values/"
        text = {"text": "2026-01;120,345\n2026M02;121"}
        page = boss.post(address, text).content.decode()
        assert "Nuevos: 2" in page
        assert not IndexValue.objects.exists()
        assert boss.post(address, text | {"save": "1"}).status_code == 302
        assert list(IndexValue.objects.order_by("month").values_list("month", "value")) == [
            ("2026-01", Decimal("120.345")), ("2026-02", Decimal(121)),
        ]  # fmt: skip
        assert boss.post(address, {"text": "enero;x"}).status_code == 422
        boss.post(address, {"remove": "2026-02"})
        assert IndexValue.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_second_clerk_is_told_who_changed_what(company, boss):
    item = factories.an_item(company, name="Cuota")
    address = reverse("office:items-one", args=[item.pk])
    mine = fields_of(boss, address)
    other = at_work(company, "clerk")
    other.post(address, fields_of(other, address) | {"price": "50"})
    answer = boss.post(address, mine | {"name": "Cuota nueva"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert other.user.username in page
    assert 'value="Cuota nueva"' in page
    assert Item.objects.get(pk=item.pk).name == "Cuota"
    assert boss.post(address, fields_in(page)).status_code == 302
    assert Item.objects.get(pk=item.pk).name == "Cuota nueva"
    history = boss.get(f"{address}history/").content.decode()
    assert "Cuota nueva" in history
    assert Membership.objects.filter(company=company).count() == 2
