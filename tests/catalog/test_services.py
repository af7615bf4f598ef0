"""What the services of items, taxes, prices, formulas and indexes keep, and what they refuse."""

from datetime import date
from decimal import Decimal

import pytest

from cadencia.catalog import checks, services
from cadencia.catalog.models import IndexValue, Item, PriceListEntry, SpecialPrice, Tax
from cadencia.parties.problems import ValuesRefused
from tests import factories
from tests.factories import chief

pytestmark = pytest.mark.django_db


@pytest.fixture
def company():
    return factories.a_company()


def refused_fields(act, *arguments, **named):
    with pytest.raises(ValuesRefused) as refusal:
        act(*arguments, **named)
    assert all(each.message for each in refusal.value.problems)
    return {each.path for each in refusal.value.problems}


class TestTaxes:
    def test_every_company_has_the_standard_ones(self, company):
        codes = Tax.objects.filter(company=company).values_list("code", flat=True)
        assert set(codes) == {
            "IVA21", "IVA10", "IVA4", "IVA0", "IGIC7", "IRPF15", "IRPF7", "IRPF19", "EXENTO"
        }  # fmt: skip
        vat = Tax.objects.get(company=company, code="IVA21")
        assert (vat.tax, vat.rate, vat.surcharge) == ("IVA", Decimal(21), Decimal("5.2"))

    def test_its_own(self, company):
        services.create_tax(
            company, {"code": "IPS8", "tax": "IPS", "rate": Decimal(8)}, by=chief(company.pk)
        )
        assert Tax.objects.get(company=company, code="IPS8").surcharge == 0

    def test_what_is_refused(self, company):
        assert refused_fields(services.create_tax, company, {}, by=chief(company.pk)) == {
            "code",
            "tax",
            "rate",
        }
        values = {"code": "IVA21", "tax": "IVA", "rate": Decimal(101), "surcharge": Decimal(-1)}
        assert refused_fields(services.create_tax, company, values, by=chief(company.pk)) == {
            "code", "rate", "surcharge"
        }  # fmt: skip


class TestItems:
    def test_what_is_refused(self, company):
        values = {
            "code": "", "price": Decimal("1.123456789"), "cost": Decimal(-1),
            "taxes": ["IVA21", "IVA99"], "default_unit": "fortnight",
        }  # fmt: skip
        assert refused_fields(services.create_item, company, values, by=chief(company.pk)) == {
            "code", "price", "cost", "taxes.1", "default_unit"
        }  # fmt: skip

    def test_a_code_is_taken_once(self, company):
        services.create_item(company, {"code": "CUOTA"}, by=chief(company.pk))
        assert refused_fields(
            services.create_item, company, {"code": "CUOTA"}, by=chief(company.pk)
        ) == {"code"}

    def test_a_change_is_checked_like_the_rest(self, company):
        item = services.create_item(
            company, {"code": "CUOTA", "price": Decimal(45)}, by=chief(company.pk)
        )
        services.update_item(item.pk, company, {"price": Decimal("46.50")}, by=chief(company.pk))
        assert Item.objects.get().price == Decimal("46.50")
        assert refused_fields(
            services.update_item, item.pk, company, {"taxes": ["X"]}, by=chief(company.pk)
        ) == {"taxes.0"}

    def test_many_at_once(self, company):
        rows = [{"code": f"I{each}", "price": Decimal(each)} for each in range(20)]
        services.save_items(company, rows, by=chief(company.pk))
        services.save_items(company, [{"code": "I3", "price": Decimal(99)}], by=chief(company.pk))
        assert Item.objects.count() == 20
        assert Item.objects.get(code="I3").price == Decimal(99)


class TestPrices:
    def test_a_price_is_changed_by_list_item_quantity_and_date(self, company):
        item = factories.an_item(company)
        (tariff,) = services.save_price_lists(company, [{"code": "T1"}], by=chief(company.pk))
        row = {"price_list_id": tariff.pk, "item_id": item.pk, "min_quantity": Decimal(1),
               "valid_from": None, "price": Decimal(40)}  # fmt: skip
        services.save_price_list_entries(company, [row], by=chief(company.pk))
        services.save_price_list_entries(
            company,
            [{**row, "price": Decimal(41)}, {**row, "min_quantity": Decimal(10)}],
            by=chief(company.pk),
        )
        prices = PriceListEntry.objects.order_by("min_quantity").values_list("price", flat=True)
        assert list(prices) == [Decimal(41), Decimal(40)]

    def test_a_customers_own(self, company):
        item, ana = factories.an_item(company), factories.a_customer(company)
        row = {"customer_id": ana.pk, "item_id": item.pk, "valid_from": date(2026, 1, 1)}
        services.save_special_prices(company, [{**row, "price": Decimal(38)}], by=chief(company.pk))
        services.save_special_prices(company, [{**row, "price": Decimal(39)}], by=chief(company.pk))
        assert SpecialPrice.objects.get().price == Decimal(39)

    def test_what_is_refused(self):
        values = {"min_quantity": Decimal(-1), "valid_from": date(2026, 2, 1),
                  "valid_until": date(2026, 1, 31)}  # fmt: skip
        found = {each.path for each in checks.price_problems(values)}
        assert found == {"price", "min_quantity", "valid_until"}


class TestFormulasAndIndexes:
    def test_a_formula_is_kept_and_changed_by_its_name(self, company):
        services.create_formula(company, "km", "amount * 0.26", [], by=chief(company.pk))
        formula = services.create_formula(
            company, "km", "amount * 0.26 + base", ["base"], by=chief(company.pk)
        )
        assert formula.parameters == ["base"]

    @pytest.mark.parametrize("expression", ["", "amount ** 9", "amount + unknown", "(" * 99])
    def test_one_that_could_never_be_evaluated_is_refused(self, company, expression):
        found = refused_fields(
            services.create_formula, company, "km", expression, [], by=chief(company.pk)
        )
        assert found == {"expression"}

    def test_the_values_of_an_index_are_added_and_changed(self, company):
        services.save_index(company, "IPC", {"2026-01": Decimal("120.1")}, by=chief(company.pk))
        services.save_index(
            company,
            "IPC",
            {"2026-01": Decimal("120.2"), "2027-01": Decimal("123.8")},
            by=chief(company.pk),
        )
        values = dict(IndexValue.objects.values_list("month", "value"))
        assert values == {"2026-01": Decimal("120.2"), "2027-01": Decimal("123.8")}

    def test_what_is_refused(self, company):
        values = {"2026-13": Decimal(1), "26-01": Decimal(1), "2026-02": Decimal(0)}
        assert refused_fields(
            services.save_index, company, "IPC", values, by=chief(company.pk)
        ) == set(values)
