"""What is written reads back as the same, and writes the same again."""

import copy
import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadencia.interchange.reader import read, read_form
from cadencia.interchange.writer import form, text
from tests.interchange.contract_files import A_FILE, a_file

EVERYTHING = {
    "format": 1,
    "company": {
        "name": "Demo",
        "country": "PT",
        "currency": "USD",
        "tax_rounding": "line",
        "prices_include_tax": True,
        "holidays": "PT",
        "max_backdating": 0,
        "issue_date": "issue_day",
        "zero_total": "document",
        "release_each_without_count": True,
    },
    "customer": {
        "code": "C1",
        "name": "Ana «la de Núñez»",
        "language": "en",
        "country": "ES",
        "tax_id": "12345678Z",
        "is_business": False,
        "surcharge": True,
        "decimals": 3,
        "payment_terms": {
            "days": 30,
            "months": 1,
            "month_end": True,
            "fixed_days": [5, 20],
            "business_day": "next",
            "parts": [{"percent": "30", "days": 0}, {"percent": "70", "days": 60}],
        },
    },
    "contract": {
        "code": "CT-1",
        "reference": "Nave 3",
        "kind": "gym",
        "project": "P",
        "price_list": "VIP",
        "state": "draft",
        "active": False,
        "generation": "manual",
        "document_type": "delivery_note",
        "currency": "JPY",
        "decimals": 0,
        "series": "A",
        "journal": "VEN",
        "bill_to": "C2",
        "contact": "Luis",
        "payment_method": "sepa",
        "mandate": "M-1",
        "delivery_address": "Calle 1\n28001 Madrid",
        "payment_terms": {"days": 15},
        "tax_regime": "intra_eu",
        "allow_price_updates": True,
        "starts_on": "2026-01-15",
        "ends_on": "2030-12-31",
        "withdrawn_on": "2030-06-30",
        "bill_withdrawal_day": True,
        "installments": 50,
        "schedule": {"every": 2, "unit": "month", "first": "2026-02-28", "anchor_day": 31},
        "timing": "arrears",
        "opening": "prorated",
        "closing": "prorated",
        "proration": "thirty",
        "split_on_change": True,
        "business_day": "previous",
        "lead_days": 5,
        "billed_until": "2026-02-28",
        "document_discount": "2.50",
        "expenses": "3.00",
        "withholding": "IRPF15",
        "stock_release": "each",
        "lines": [
            {
                "key": "a",
                "item": "CUOTA",
                "description": "CUOTA <MENSUAL>",
                "extra_text": "extra",
                "reference": "R1",
                "quantity": "2.50",
                "unit_price": "45.00",
                "price_source": "fixed",
                "discounts": ["10", "-5.5"],
                "taxes": [],
                "withheld": False,
                "months": [1, 6],
                "valid_from": "2026-02-01",
                "valid_until": "2029-01-01",
                "installment_service": "CUOTA",
                "document_type": "work_order",
                "series": "B",
                "mandate": "M-2",
                "payment_method": "card",
                "delivery_address": "Calle 2",
                "account": "705",
                "agent": "AG",
                "commission": "3.5",
                "location": "L",
                "lot": "LT",
                "serial": "S",
            },
            {"key": "b", "item": "CUOTA", "description": "b"},
            {
                "key": "c",
                "description": "c",
                "price_source": "formula",
                "formula": "km",
                "formula_amount": "120",
                "formula_parameters": {"base": "10.00"},
            },
            {"key": "d", "description": "d", "unit_price": "7", "one_off_on": "2027-03"},
            {"key": "e", "description": "e", "unit_price": "0", "one_off_on": "next"},
            {"key": "f", "description": "f", "unit_price": "-1", "one_off_on": "2027-03-02"},
            {"key": "g", "description": "g", "unit_price": "100.00", "price_split": "divided"},
        ],
        "modifications": [
            {"from": "2026-07-01", "line": "a", "unit_price": "0", "discounts": []},
            {
                "from": "2026-08-01",
                "until": "2026-12-31",
                "effect": "add",
                "document": "separate",
                "times": "first",
                "item": "CUOTA",
                "description": "alta",
                "quantity": "3",
                "taxes": ["IVA10"],
                "formula": "km",
                "formula_amount": "1",
                "formula_parameters": {"base": "2"},
                "lot": "L",
                "serial": "S",
            },
        ],
        "reviews": [
            {"from": "2027-01-01", "every_months": 12, "percent": "3.10", "lines": ["a"]},
            {"from": "2028-01-01", "index": "IPC", "base": "2026-01"},
        ],
        "pauses": [
            {"from": "2026-09-01", "until": "2026-09-30", "mode": "shift"},
            {"from": "2029-09-01", "mode": "shift"},
        ],
        "moves": [{"due_on": "2026-04-30", "to": "2026-05-02"}],
        "ledger": [
            {"number": 1, "due_on": "2026-02-28", "kind": "regular", "state": "billed"},
            {"number": None, "due_on": "2027-03-02", "kind": "one_off", "state": "billed"},
        ],
    },
    "catalog": {
        "items": [
            {
                "code": "CUOTA",
                "price": "45.00",
                "recurrent": True,
                "cost": "1.5",
                "taxes": ["IPS8"],
            },
            {"code": "BICI", "recurrent": False, "stocked": True},
        ],
        "price_list": [
            {"item": "CUOTA", "min_quantity": "10", "price": "40.00", "from": "2026-01-01"},
            {"item": "CUOTA", "price": "41.00", "until": "2026-12-31"},
        ],
        "special_prices": [{"item": "CUOTA", "price": "38.00", "from": "2026-01-01"}],
        "formulas": [{"name": "km", "expression": "amount * 0.26 + base", "parameters": ["base"]}],
        "indexes": [{"name": "IPC", "values": {"2026-01": "120.1", "2027-01": "123.80"}}],
        "taxes": [{"code": "IPS8", "tax": "IPS", "rate": "8.00", "surcharge": "1", "mention": "m"}],
    },
}


def round_trip(raw):
    first = read_form(raw)
    assert first.problems == ()
    second = read(text(first.file).encode())
    assert second.problems == ()
    assert second.file == first.file
    assert text(second.file) == text(first.file)
    return form(first.file)


def without_order(value):
    return json.dumps(value, sort_keys=True)


def test_every_field_comes_back_as_it_was_typed():
    written = round_trip(EVERYTHING)
    expected = copy.deepcopy(EVERYTHING)
    added = expected["contract"]["modifications"][1]
    added["unit_price"] = "2.26"  # 1 x 0.26 + 2, evaluated when it was chosen and kept
    assert without_order(written) == without_order(expected)


def test_a_small_file_stays_small():
    written = round_trip(a_file())
    assert written["contract"] == {
        "code": "CT-1",
        "schedule": {"every": 1, "unit": "month", "first": "2026-01-31"},
        "lines": A_FILE["contract"]["lines"],
    }
    assert written["customer"] == {"code": "C1", "name": "Ana"}
    assert "company" not in written


def test_no_holidays_is_not_the_same_as_silence():
    silent = read_form(a_file()).file
    none = read_form(a_file(company={"holidays": None})).file
    assert silent.agreement.company.holidays == "ES-MD"
    assert none.agreement.company.holidays is None
    assert form(none)["company"] == {"holidays": None}


AMOUNTS = st.decimals("-99999999999", "99999999999", places=8).map(lambda d: f"{d:f}")
LINES = st.fixed_dictionaries(
    {"description": st.sampled_from(["a", "<MENSUAL>", "ñ «»"]), "unit_price": AMOUNTS},
    optional={
        "quantity": st.decimals("0", "9.999999", places=6).map(lambda d: f"{d:f}"),
        "item": st.just("CUOTA"),
        "price_source": st.just("fixed"),
        "discounts": st.lists(st.sampled_from(["10", "0", "-5.50"]), max_size=3),
        "taxes": st.lists(st.sampled_from(["IVA21", "IVA4", "EXENTO"]), unique=True),
        "months": st.lists(st.integers(1, 12), unique=True).map(sorted),
        "valid_until": st.dates().filter(lambda d: d.year > 2026).map(str),
        "withheld": st.booleans(),
        "series": st.sampled_from(["A", None]),
    },
)


@settings(deadline=None)  # the machine may be busy
@given(st.lists(LINES, min_size=1, max_size=4), st.booleans(), st.integers(0, 6))
def test_reading_what_was_written_gives_the_same(lines, refreshed, decimals):
    steady = {"key": "z", "description": "z", "unit_price": "1.0"}
    keyed = [{"key": str(place), **line} for place, line in enumerate(lines)]
    changes = {"allow_price_updates": refreshed, "decimals": decimals, "lines": [*keyed, steady]}
    round_trip(a_file(**{f"contract__{name}": value for name, value in changes.items()}))


class TestQuantities:
    """Where a quantity is from: the line, a formula, or what was used (LN-11)."""

    @staticmethod
    def reading(**line):
        fields = {"key": "a", "description": "x", "unit_price": "2", **line}
        raw = {
            "format": 1,
            "customer": {"code": "C", "name": "Ana"},
            "contract": {
                "code": "CT",
                "schedule": {"every": 1, "unit": "month", "first": "2026-01-31"},
                "lines": [fields],
            },
            "catalog": {
                "formulas": [{"name": "m2", "expression": "amount * h", "parameters": ["h"]}]
            },
        }
        return read(json.dumps(raw).encode())

    def test_by_formula(self):
        given = {
            "quantity_source": "formula",
            "quantity_formula": "m2",
            "quantity_amount": "5",
            "quantity_parameters": {"h": "2.5"},
        }
        found = self.reading(**given)
        assert not found.problems
        (line,) = found.file.agreement.contract.lines
        assert (line.quantity, line.quantity_formula) == (Decimal("12.5"), "m2")
        (written,) = form(found.file)["contract"]["lines"]
        assert {name: written[name] for name in given} == given

    def test_metered(self):
        found = self.reading(quantity_source="usage")
        (line,) = found.file.agreement.contract.lines
        assert line.usage == ()
        (written,) = form(found.file)["contract"]["lines"]
        assert written["quantity_source"] == "usage"

    @pytest.mark.parametrize(
        ("given", "path"),
        [
            ({"quantity_source": "formula"}, "quantity_formula"),
            ({"quantity_formula": "m2", "quantity_amount": "1"}, "quantity_source"),
            ({"quantity_amount": "1"}, "quantity_amount"),
            ({"quantity_source": "meter"}, "quantity_source"),
            ({"quantity_source": "usage", "one_off_on": "next"}, "quantity_source"),
        ],
    )
    def test_what_does_not_go_together(self, given, path):
        found = [each.path for each in self.reading(**given).problems]
        assert f"contract.lines.0.{path}" in found
