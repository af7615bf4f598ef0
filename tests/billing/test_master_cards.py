"""What is more than a form: a customer's card, the company, numbers, templates, index values."""

import struct
import zlib
from decimal import Decimal
from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from cadencia.billing import index_series, template_editing, templates
from cadencia.billing.masters import NoSuchMaster, company, customers, numbering, removing, saving
from cadencia.catalog.models import IndexValue, PriceList
from cadencia.contracts.models import CodeCounter, Template
from cadencia.documents.models import Series, SeriesCounter
from cadencia.parties.access import Actor, NotAllowed, Permission
from cadencia.parties.customer_cards import Card
from cadencia.parties.meanwhile import ChangedMeanwhile, last_change
from cadencia.parties.models import Address, BankAccount, Company, Customer
from cadencia.parties.problems import ValuesRefused
from tests import factories
from tests.factories import A_MOMENT, chief

pytestmark = pytest.mark.django_db
IBAN = "ES9121000418450200051332"


@pytest.fixture
def mine():
    return factories.a_company()


@pytest.fixture
def by(mine):
    return chief(mine.pk)


def refused(act, *given, **named):
    with pytest.raises(ValuesRefused) as refusal:
        act(*given, **named)
    return {each.path: each.message for each in refusal.value.problems}


def made(by, **parts):
    values = {"code": "ANA", "name": "Ana Ruiz", **parts.pop("values", {})}
    return customers.create(Card(values=values, **parts), by=by, at=A_MOMENT)


def changed(customer, by, **parts):
    card = Card(values=parts.pop("values", {}), **parts)
    return customers.change(customer.pk, card, by=by, at=A_MOMENT)


class TestCard:
    def test_a_customer_comes_with_all_that_belongs_to_it(self, by):
        ana = made(
            by,
            values={"tax_id": "12345678Z", "notes": "Llamar por la tarde"},
            addresses=[{"label": "Almacén", "address": "Calle Mayor 1", "country": "ES"}],
            contacts=[{"name": "Luis", "email": "luis@example.com", "phone": "600"}],
            bank_accounts=[{"iban": "ES91 2100 0418 4502 0005 1332", "holder": "Ana"}],
        )
        assert ana.snapshot_id is not None
        assert [each.label for each in ana.addresses.all()] == ["Almacén"]
        assert [each.phone for each in ana.contacts.all()] == ["600"]
        assert [(each.iban, each.holder) for each in ana.bank_accounts.all()] == [(IBAN, "Ana")]

    def test_all_that_is_wrong_is_said_at_once(self, by):
        found = refused(
            made, by,
            values={"name": " ", "tax_id": "12345678A", "price_list": "NO", "email": "x"},
            addresses=[{"label": ""}, {"label": "A", "country": "Spain"}, {"label": "A"}],
            contacts=[{"name": "Luis", "email": "luis"}],
            bank_accounts=[{"iban": "ES00"}],
        )  # fmt: skip
        assert set(found) == {
            "name", "tax_id", "price_list", "email", "addresses.0.label", "addresses.1.country",
            "addresses.2.label", "contacts.0.email", "bank_accounts.0.iban",
        }  # fmt: skip
        assert not Customer.objects.exists()

    def test_rows_are_changed_added_and_removed(self, by):
        ana = made(by, addresses=[{"label": "A"}, {"label": "B", "city": "Ávila"}])
        first, second = ana.addresses.order_by("pk")
        rows = [{"id": second.pk, "label": "B", "city": "Soria"}, {"label": "C"}]
        changed(ana, by, addresses=rows)
        found = ana.addresses.order_by("pk").values_list("label", "city")
        assert list(found) == [("B", "Soria"), ("C", "")]
        assert not Address.objects.filter(pk=first.pk).exists()

    def test_two_rows_may_change_names(self, by):
        ana = made(by, contacts=[{"name": "Eva"}, {"name": "Luis"}])
        eva, luis = ana.contacts.order_by("pk")
        rows = [{"id": eva.pk, "name": "Eva María"}, {"id": luis.pk, "name": "Eva"}]
        changed(ana, by, contacts=rows)
        assert sorted(each.name for each in ana.contacts.all()) == ["Eva", "Eva María"]

    def test_an_address_that_contracts_name_stays(self, by):
        ana = made(by, addresses=[{"label": "Almacén"}])
        (address,) = ana.addresses.all()
        factories.a_draft_contract(ana, delivery_address="Almacén")
        found = refused(changed, ana, by, addresses=[])
        assert "Almacén" in found["addresses"]
        renamed = [{"id": address.pk, "label": "Nave"}]
        assert set(refused(changed, ana, by, addresses=renamed)) == {"addresses"}
        changed(ana, by, addresses=[{"id": address.pk, "label": "Almacén", "city": "Soria"}])

    def test_another_customers_row_is_none_of_its(self, by):
        ana, eva = made(by, addresses=[{"label": "A"}]), made(by, values={"code": "EVA"})
        (address,) = ana.addresses.all()
        found = refused(changed, eva, by, addresses=[{"id": address.pk, "label": "X"}])
        assert set(found) == {"addresses.0"}

    def test_what_is_named_must_be_there(self, mine, by):
        ana = made(by)
        elsewhere = factories.a_customer(factories.a_company())
        assert set(refused(changed, ana, by, values={"bill_to_id": elsewhere.pk})) == {"bill_to"}
        assert set(refused(changed, ana, by, values={"bill_to_id": ana.pk})) == {"bill_to"}
        PriceList.objects.create(company=mine, code="T1")
        changed(ana, by, values={"price_list": "T1"})

    def test_a_code_is_there_once(self, by):
        ana, eva = made(by), made(by, values={"code": "EVA"})
        assert set(refused(changed, eva, by, values={"code": ana.code})) == {"code"}
        with pytest.raises(NoSuchMaster):
            customers.change(0, Card(values={}), by=by, at=A_MOMENT)


@pytest.mark.django_db(transaction=True)
def test_the_second_clerk_at_a_card_is_told(mine, by):
    ana = made(by)
    seen = last_change(ana, mine.pk)
    changed(ana, by, contacts=[{"name": "Luis"}])
    with pytest.raises(ChangedMeanwhile) as told:
        customers.change(ana.pk, Card(values={"name": "Otra"}), by=by, at=A_MOMENT, seen=seen)
    assert [each.row for each in told.value.changes] == ["Luis"]


def png(width=40, height=20, comment=""):
    written, info = BytesIO(), PngImagePlugin.PngInfo()
    if comment:
        info.add_text("Comment", comment)
    Image.new("RGB", (width, height), "#1f3a5f").save(written, "PNG", pnginfo=info)
    return written.getvalue()


class TestCompany:
    def test_its_settings_and_accounts(self, mine, by):
        company.change(
            {
                "name": "Gimnasio Norte", "lead_days": 5, "code_pattern": "GN-####",
                "default_taxes": ["IVA10"], "default_series": "F",
                "accounts": [{"iban": IBAN, "bic": "CAIXESBB"}],
                "page_style": {"format": "COMPACT", "paper": "a4", "accent": "#334455"},
            },
            by=by, at=A_MOMENT,
        )  # fmt: skip
        mine.refresh_from_db()
        assert (mine.name, mine.lead_days, mine.default_taxes) == ("Gimnasio Norte", 5, ["IVA10"])
        assert CodeCounter.objects.get(company=mine).pattern == "GN-####"
        assert mine.issuer_snapshot.data["bank_accounts"] == [{"iban": IBAN, "bic": "CAIXESBB"}]
        company.change({"accounts": []}, by=by, at=A_MOMENT)
        assert not BankAccount.objects.filter(company=mine).exists()

    def test_all_that_is_wrong_is_said_at_once(self, mine, by):
        values = {
            "name": "", "lead_days": 400, "code_pattern": "GN", "default_taxes": ["X"],
            "default_series": "X", "accounts": [{"iban": "ES1"}], "logo_file": b"no",
            "page_style": {"accent": "blue", "paper": "a3"}, "time_zone": "Luna",
        }  # fmt: skip
        found = refused(company.change, values, by=by, at=A_MOMENT)
        assert set(found) == {
            "name", "lead_days", "code_pattern", "default_taxes", "default_series",
            "accounts.0.iban", "logo_file", "accent", "paper", "time_zone",
        }  # fmt: skip

    def test_a_logo_is_kept_without_what_is_no_picture(self, mine, by):
        data = png(comment="hecho en casa de Ana")
        assert b"casa de Ana" in data
        company.change({"logo_file": data}, by=by, at=A_MOMENT)
        kept = bytes(Company.objects.get(pk=mine.pk).logo)
        assert b"casa de Ana" not in kept
        assert Image.open(BytesIO(kept)).size == (40, 20)
        company.change({"logo_gone": True}, by=by, at=A_MOMENT)
        assert Company.objects.get(pk=mine.pk).logo is None

    def test_a_picture_that_swells_is_refused(self, by):
        header = struct.pack(">IIBBBBB", 30000, 30000, 8, 2, 0, 0, 0)
        chunk = b"IHDR" + header
        bomb = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk
        bomb += struct.pack(">I", zlib.crc32(chunk))
        assert set(refused(company.change, {"logo_file": bomb}, by=by, at=A_MOMENT)) == {
            "logo_file"
        }

    def test_only_an_administrator_may(self, mine):
        clerk = Actor(company_id=mine.pk, permissions=frozenset({Permission.MASTERS}))
        with pytest.raises(NotAllowed):
            company.change({"name": "x"}, by=clerk, at=A_MOMENT)


class TestNumbering:
    def test_a_year_begins_where_another_program_left_it(self, mine, by):
        series = Series.objects.get(company=mine, kind="invoice")
        numbering.begin_at(series.pk, 2026, 142, by=by)
        (year,) = numbering.years(series, by=by)
        assert (year.first, year.last, year.following) == (142, None, "F-2026-000142")

    def test_one_that_has_numbers_goes_on(self, mine, by):
        factories.an_issued_document(factories.a_customer(mine))
        series = Series.objects.get(company=mine, kind="invoice")
        assert set(refused(numbering.begin_at, series.pk, 2026, 5, by=by)) == {"number"}
        assert set(refused(numbering.begin_at, series.pk, 26, 0, by=by)) == {"year", "number"}
        assert not SeriesCounter.objects.exists()


FORM = {
    "code": "GIM", "name": "Gimnasio",
    "schedule": {"every": 1, "unit": "month", "first": "2026-01-31"},
    "lines": [
        {"key": "cuota", "description": "CUOTA", "unit_price": "30.00"},
        {"key": "taquilla", "description": "TAQUILLA", "unit_price": "5"},
    ],
}  # fmt: skip


class TestTemplates:
    def test_it_is_rewritten_while_nobody_follows(self, by):
        template = templates.create(FORM, by=by)
        form = template_editing.as_form(template.pk, by=by)
        assert [each["unit_price"] for each in form["lines"]] == ["30.00", "5"]
        lines = [{"key": "sauna", "description": "SAUNA", "unit_price": "9.90"}, form["lines"][0]]
        form |= {"name": "Gimnasio 2027", "lines": lines}
        template_editing.rewrite(template.pk, form, by=by)
        after = template_editing.as_form(template.pk, by=by)
        assert [each["key"] for each in after["lines"]] == ["sauna", "cuota"]
        assert after["name"] == "Gimnasio 2027"
        assert after["schedule"] == form["schedule"]

    def test_what_followers_read_stays_once_there_are_any(self, mine, by):
        template = templates.create(FORM, by=by)
        factories.a_posted_contract(
            factories.a_customer(mine), template=template, follows_template=True
        )
        form = template_editing.as_form(template.pk, by=by)
        dearer = [{**form["lines"][0], "unit_price": "31"}, form["lines"][1]]
        wrong = {**form, "lines": dearer, "schedule": {**form["schedule"], "every": 2}}
        found = refused(template_editing.rewrite, template.pk, wrong, by=by)
        assert set(found) == {"lines", "schedule"}
        template_editing.rewrite(template.pk, {**form, "name": "Otra"}, by=by)
        template.refresh_from_db()
        assert template.name == "Otra"
        assert "1 contrato" in refused(removing.remove, "templates", template.pk, by=by)[""]
        saving.rest("templates", template.pk, by=by)

    def test_one_that_nobody_uses_goes(self, by):
        template = templates.create(FORM, by=by)
        removing.remove("templates", template.pk, by=by)
        assert not Template.objects.exists()


def test_a_value_of_an_index_goes_unless_it_billed(mine, by):
    values = {"2026-01": Decimal("100.1"), "2026-02": Decimal(101)}
    index_series.import_values("IPC", values, by=by)
    index_series.remove_value("IPC", "2026-02", by=by)
    assert list(IndexValue.objects.values_list("month", flat=True)) == ["2026-01"]
    with pytest.raises(index_series.NoSuchIndex):
        index_series.remove_value("IPC", "2026-02", by=by)
