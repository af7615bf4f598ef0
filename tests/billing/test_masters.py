"""Masters kept by a clerk: refused with all that is wrong, told what changed, removed if unused."""

from datetime import date
from decimal import Decimal

import pytest

from cadencia.billing.masters import NoSuchKind, NoSuchMaster, removing, saving
from cadencia.catalog.models import Item, PriceList, PriceListEntry, Tax
from cadencia.contracts.models import ContractKind
from cadencia.documents.models import Series
from cadencia.parties.access import Actor, NotAllowed, Permission
from cadencia.parties.meanwhile import ChangedMeanwhile, last_change
from cadencia.parties.models import Customer, PartySnapshot, PaymentMethod, SalesRep, TermsInUse
from cadencia.parties.problems import ValuesRefused
from tests import factories
from tests.factories import chief

pytestmark = pytest.mark.django_db


@pytest.fixture
def company():
    return factories.a_company()


@pytest.fixture
def by(company):
    return chief(company.pk)


def refused(act, *given, **named):
    with pytest.raises(ValuesRefused) as refusal:
        act(*given, **named)
    return {each.path: each.message for each in refusal.value.problems}


class TestCreating:
    def test_an_item_keeps_what_was_typed(self, by):
        item = saving.create(
            "items",
            {
                "code": " CUOTA ", "name": "Cuota mensual", "price": Decimal("1234.50"),
                "taxes": ["IVA21"], "is_recurrent": True, "default_every": 3,
                "default_unit": "month",
            },
            by=by,
        )  # fmt: skip
        item.refresh_from_db()
        assert (item.code, item.name, str(item.price)) == ("CUOTA", "Cuota mensual", "1234.50")
        assert (item.default_every, item.default_unit, item.is_active) == (3, "month", True)

    def test_all_that_is_wrong_is_said_at_once(self, by):
        saving.create("items", {"code": "A", "name": "A"}, by=by)
        found = refused(
            saving.create,
            "items",
            {
                "code": "A", "name": "", "price": Decimal("0.123456789"), "taxes": ["NADA"],
                "default_every": 3, "cost": Decimal(-1), "color": "red",
            },
            by=by,
        )  # fmt: skip
        assert set(found) == {
            "code", "name", "price", "taxes.0", "default_unit", "cost", "color",
        }  # fmt: skip
        assert found["code"] == "Ya hay uno con este código."

    def test_a_price_is_of_a_list_and_an_item_of_the_company(self, company, by):
        elsewhere = factories.an_item(factories.a_company(), "OTRO")
        mine = saving.create("price-lists", {"code": "T1"}, by=by)
        values = {"price_list_id": mine.pk, "item_id": elsewhere.pk, "price": Decimal(5)}
        assert set(refused(saving.create, "prices", values, by=by)) == {"item"}

    def test_a_price_of_the_same_item_and_day_is_there_once(self, company, by):
        item = factories.an_item(company)
        mine = saving.create("price-lists", {"code": "T1"}, by=by)
        values = {"price_list_id": mine.pk, "item_id": item.pk, "price": Decimal(5)}
        saving.create("prices", values, by=by)
        assert set(refused(saving.create, "prices", values, by=by)) == {"price"}
        later = {**values, "valid_from": date(2027, 1, 1)}
        assert saving.create("prices", later, by=by).pk
        backwards = {**later, "valid_from": date(2027, 2, 1), "valid_until": date(2027, 1, 31)}
        assert set(refused(saving.create, "prices", backwards, by=by)) == {"valid_until"}

    def test_a_formula_that_cannot_be_read_is_refused(self, by):
        values = {"name": "km", "expression": "amount **", "parameters": []}
        assert set(refused(saving.create, "formulas", values, by=by)) == {"expression"}
        right = {"name": "km", "expression": "amount * km", "parameters": ["km"]}
        assert saving.create("formulas", right, by=by).parameters == ["km"]

    def test_a_usual_series_takes_the_place_of_the_other(self, company, by):
        made = saving.create("series", {"code": "W", "kind": "invoice", "is_default": True}, by=by)
        usual = Series.objects.filter(company=company, kind="invoice", is_default=True)
        assert [each.pk for each in usual] == [made.pk]

    def test_a_card_number_is_no_way_of_payment(self, by):
        found = refused(saving.create, "payment-methods", {"name": "4111 1111 1111 1111"}, by=by)
        assert set(found) == {"name"}

    def test_payment_terms_are_checked(self, by):
        found = refused(saving.create, "payment-terms", {"name": "x", "terms": {"days": -1}}, by=by)
        assert set(found) == {"terms.days"}
        terms = {"days": 30, "months": 0, "month_end": False, "fixed_days": [10], "parts": []}
        made = saving.create("payment-terms", {"name": "30 días, día 10", "terms": terms}, by=by)
        assert TermsInUse.objects.get(pk=made.pk).terms["fixed_days"] == [10]

    def test_who_may_not_is_refused(self, company):
        reader = Actor(company_id=company.pk, permissions=frozenset({Permission.READ}))
        with pytest.raises(NotAllowed):
            saving.create("items", {"code": "A", "name": "A"}, by=reader)

    def test_an_unknown_kind_is_refused(self, by):
        with pytest.raises(NoSuchKind):
            saving.create("unicorns", {}, by=by)


class TestChanging:
    def test_what_is_not_given_stays(self, company, by):
        item = factories.an_item(company, name="Cuota")
        saving.change("items", item.pk, {"price": Decimal("47.5")}, by=by)
        item.refresh_from_db()
        assert (item.name, str(item.price)) == ("Cuota", "47.5")

    def test_another_companys_is_none(self, by):
        elsewhere = factories.an_item(factories.a_company(), "OTRO")
        with pytest.raises(NoSuchMaster):
            saving.change("items", elsewhere.pk, {"name": "x"}, by=by)

    def test_a_code_that_others_name_stays(self, company, by):
        factories.an_item(company)
        tax = Tax.objects.get(company=company, code="IVA21")
        found = refused(saving.change, "taxes", tax.pk, {"code": "IVA22"}, by=by)
        assert "1 artículo" in found["code"]
        saving.change("taxes", tax.pk, {"rate": Decimal(22)}, by=by)

    def test_a_numbered_series_keeps_its_pattern(self, company, by):
        factories.an_issued_document(factories.a_customer(company))
        series = Series.objects.get(company=company, kind="invoice")
        found = refused(saving.change, "series", series.pk, {"pattern": "{year}/{number}"}, by=by)
        assert set(found) == {"pattern"}
        saving.change("series", series.pk, {"name": "Facturas"}, by=by)

    def test_one_that_rests_wakes(self, company, by):
        rep = saving.create("sales-reps", {"code": "V1", "name": "Eva"}, by=by)
        assert not saving.rest("sales-reps", rep.pk, by=by).is_active
        assert SalesRep.objects.get(pk=rep.pk).is_active is False
        assert saving.wake("sales-reps", rep.pk, by=by).is_active


@pytest.mark.django_db(transaction=True)
class TestTwoClerks:
    def test_the_second_is_told(self, company, by):
        item = factories.an_item(company, name="Cuota")
        seen = last_change(item, company.pk)
        saving.change("items", item.pk, {"price": Decimal(50)}, by=by, seen=seen)
        with pytest.raises(ChangedMeanwhile) as told:
            saving.change("items", item.pk, {"price": Decimal(60)}, by=by, seen=seen)
        (change,) = told.value.changes
        assert change.fields["price"] == (Decimal("45.00"), Decimal(50))
        assert Item.objects.get(pk=item.pk).price == 50

    def test_a_price_changed_below_counts(self, company, by):
        item = factories.an_item(company)
        mine = saving.create("price-lists", {"code": "T1"}, by=by)
        seen = last_change(mine, company.pk)
        values = {"price_list_id": mine.pk, "item_id": item.pk, "price": Decimal(5)}
        saving.create("prices", values, by=by)
        with pytest.raises(ChangedMeanwhile):
            removing.remove("price-lists", mine.pk, by=by, seen=seen)


class TestRemoving:
    def test_one_that_nothing_uses_goes(self, company, by):
        for kind, values in (
            ("sales-reps", {"code": "V", "name": "Eva"}),
            ("items", {"code": "X", "name": "X"}),
            ("contract-types", {"name": "Gimnasio"}),
            ("termination-reasons", {"code": "MUDANZA"}),
            ("payment-methods", {"name": "Transferencia"}),
            ("indexes", {"name": "IPC"}),
            ("series", {"code": "Z", "kind": "invoice"}),
            ("taxes", {"code": "IVA5", "tax": "IVA", "rate": Decimal(5)}),
        ):
            row = saving.create(kind, values, by=by)
            removing.remove(kind, row.pk, by=by)
            with pytest.raises(NoSuchMaster):
                removing.remove(kind, row.pk, by=by)
        assert not ContractKind.objects.filter(company=company).exists()
        assert not PaymentMethod.objects.filter(company=company).exists()

    def test_one_that_is_used_says_by_what(self, company, by):
        item, ana = factories.an_item(company), factories.a_customer(company)
        contract = factories.a_draft_contract(ana)
        factories.a_line(contract, item=item)
        factories.a_line(contract, position=2, item=item)
        found = refused(removing.remove, "items", item.pk, by=by)
        assert found[""] == (
            "Lo usan 2 líneas de contratos: puede dejar de ofrecerlo en vez de eliminarlo."
        )
        found = refused(removing.remove, "customers", ana.pk, by=by)
        assert "1 contrato" in found[""]

    def test_an_item_that_only_documents_have_stays(self, company, by):
        item = factories.an_item(company)
        document = factories.a_draft_document(factories.a_customer(company))
        document.lines.update(item_id=item.pk)
        assert "1 línea de documentos" in refused(removing.remove, "items", item.pk, by=by)[""]

    def test_a_price_list_named_by_a_customer_stays(self, company, by):
        mine = saving.create("price-lists", {"code": "T1"}, by=by)
        factories.a_customer(company, price_list="T1")
        assert "1 cliente" in refused(removing.remove, "price-lists", mine.pk, by=by)[""]

    def test_a_price_list_goes_with_its_prices(self, company, by):
        item = factories.an_item(company)
        mine = saving.create("price-lists", {"code": "T1"}, by=by)
        saving.create(
            "prices", {"price_list_id": mine.pk, "item_id": item.pk, "price": Decimal(5)}, by=by
        )
        assert "1 precio" in refused(removing.remove, "items", item.pk, by=by)[""]
        removing.remove("price-lists", mine.pk, by=by)
        assert not PriceListEntry.objects.exists()
        assert not PriceList.objects.exists()

    def test_a_customer_who_never_bought_goes_whole(self, company, by):
        ana = factories.a_customer(company)
        removing.remove("customers", ana.pk, by=by)
        assert not Customer.objects.exists()
        assert not PartySnapshot.objects.filter(customer__isnull=False).exists()

    def test_a_customer_who_was_billed_stays(self, company, by):
        ana = factories.a_customer(company)
        factories.an_issued_document(ana)
        assert "1 documento" in refused(removing.remove, "customers", ana.pk, by=by)[""]
