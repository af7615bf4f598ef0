"""A value typed is the value kept, in every field, in both languages (AG-10)."""

import json

import pytest

from cadencia.backoffice.contract_form import cells, values
from cadencia.backoffice.contract_form.fields import HEADER, fields_of, parts
from cadencia.billing.contract_form import Details, Wanted
from cadencia.interchange.contract import CONTRACT_FIELDS
from cadencia.interchange.details import KEYS as DETAILS
from cadencia.interchange.lines import LINE_FIELDS
from cadencia.interchange.modifications import (
    MODIFICATION_FIELDS,
    MOVE_FIELDS,
    PAUSE_FIELDS,
    REVIEW_FIELDS,
)

WHOLE = {
    "code": "CT-9",
    "reference": "Plan",
    "kind": "Abono",
    "project": "P1",
    "generation": "manual",
    "document_type": "delivery_note",
    "installments_are": "due_dates",
    "currency": "USD",
    "decimals": 3,
    "series": "A",
    "journal": "V",
    "bill_to": "C2",
    "contact": "Eva",
    "payment_method": "Giro",
    "mandate": "M-1",
    "delivery_address": "Nave 2",
    "payment_terms": {
        "days": 30,
        "months": 1,
        "month_end": True,
        "fixed_days": [5, 20],
        "parts": [{"percent": "30.5", "days": 0}, {"percent": "69.5", "days": 60}],
        "business_day": "next",
    },
    "tax_regime": "export",
    "price_list": "T1",
    "allow_price_updates": True,
    "starts_on": "2026-01-31",
    "ends_on": "2027-12-31",
    "withdrawn_on": "2027-06-30",
    "bill_withdrawal_day": True,
    "installments": 24,
    "schedule": {"every": 2, "unit": "week", "first": "2026-02-28", "anchor_day": 30},
    "timing": "arrears",
    "opening": "prorated",
    "closing": "prorated",
    "proration": "thirty",
    "split_on_change": True,
    "business_day": "previous",
    "lead_days": 7,
    "billed_until": "2026-02-01",
    "document_discount": "2.5",
    "expenses": "1234.56",
    "withholding": "IRPF15",
    "stock_release": "last",
    "lines": [
        {
            "key": "a",
            "item": "X",
            "description": "CUOTA <MENSUAL>\nsegunda",
            "extra_text": "algo «más»",
            "reference": "R",
            "quantity": "1234.567891",
            "quantity_source": "formula",
            "quantity_formula": "q",
            "quantity_amount": "2.5",
            "quantity_parameters": {"km": "1.25"},
            "unit_price": "-1234567.12345678",
            "price_source": "formula",
            "formula": "f",
            "formula_amount": "10.00",
            "formula_parameters": {"base": "0.5", "km": "1000"},
            "price_split": "divided",
            "discounts": ["10", "5.5", "-2"],
            "taxes": ["IVA21", "IPS8"],
            "withheld": False,
            "months": [1, 7, 12],
            "valid_from": "2026-02-01",
            "valid_until": "2026-12-31",
            "one_off_on": "2026-03",
            "installment_service": "S",
            "document_type": "invoice",
            "series": "B",
            "mandate": "M",
            "payment_method": "Bizum",
            "delivery_address": "D",
            "account": "705",
            "agent": "V1",
            "commission": "3.25",
            "location": "L",
            "lot": "2026/1",
            "serial": "000-1",
        },
        {"key": "b", "description": "x", "taxes": [], "one_off_on": "next"},
        {"key": "c", "description": "y", "one_off_on": "2026-03-10"},
    ],
    "modifications": [
        {
            "line": "a",
            "effect": "add",
            "document": "separate",
            "times": "first",
            "from": "2026-05-01",
            "until": "2026-06-30",
            "item": "X",
            "description": "Sube",
            "quantity": "2",
            "unit_price": "49.90",
            "price_split": "same",
            "discounts": [],
            "taxes": ["IVA10"],
            "installment_service": "S",
            "formula": "f",
            "formula_amount": "3",
            "formula_parameters": {"km": "2"},
            "lot": "1",
            "serial": "2",
        }
    ],
    "reviews": [
        {"from": "2027-01-01", "every_months": 12, "percent": "3.1"},
        {"from": "2028-01-01", "index": "IPC", "base": "2026-01", "lines": ["a", "b"]},
    ],
    "pauses": [{"from": "2026-08-01", "until": "2026-08-31", "mode": "shift"}],
    "moves": [{"due_on": "2026-05-31", "to": "2026-06-02"}],
}


def test_every_field_of_the_contract_file_is_a_field_of_the_screen():
    header = {path.split(".")[0] for path in fields_of(HEADER)}
    others = {"state", "active", "ledger", *parts(), *DETAILS}
    assert header == set(CONTRACT_FIELDS) - others
    known = {part: set(fields_of(part)) for part in parts()}
    assert known == {
        "lines": set(LINE_FIELDS),
        "modifications": set(MODIFICATION_FIELDS),
        "reviews": set(REVIEW_FIELDS),
        "pauses": set(PAUSE_FIELDS),
        "moves": set(MOVE_FIELDS),
    }


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_whole_contract_goes_to_the_screen_and_back(language):
    wanted = Wanted(
        customer="C1",
        contract=WHOLE,
        details=Details(notes="a\nb", responsible="eva", sales_rep="V1", documents_are="draft"),
        modification_ids=(12,),
    )
    shown = json.loads(json.dumps(values.shown(wanted, language)))
    back = values.typed(shown, language)
    assert back.problems == ()
    expected = json.loads(json.dumps(WHOLE))
    del expected["modifications"][0]["discounts"]  # none given and none are one, as it is typed
    assert back.wanted.details == wanted.details
    assert back.wanted.modification_ids == (12,)
    got = back.wanted.contract
    for name, value in expected.items():
        if name not in parts():
            assert got[name] == value, name
    for part in parts():
        for row, value in zip(got[part], expected[part], strict=True):
            assert {name: row.get(name) for name in value} == value, part


def test_a_schedule_keeps_the_fields_of_its_kind():
    wanted = Wanted(customer="", contract={"schedule": {"months": [1, 4], "day": 20}})
    form = values.shown(wanted, "es")
    assert form["contract"]["schedule"]["kind"] == "months"
    form["contract"]["schedule"] |= {"every": "x", "first": "nunca"}
    back = values.typed(form, "es")
    assert back.wanted.contract["schedule"] == {"months": [1, 4], "day": 20}
    assert back.problems == ()
    form["contract"]["schedule"]["kind"] = "every"
    assert {each.path for each in values.typed(form, "es").problems} == {
        "contract.schedule.every", "contract.schedule.first",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("path", "typed", "kept"),
    [
        ("expenses", "1.234,5", "1234.5"),
        ("expenses", "1234.5", "1234.5"),
        ("expenses", " 12 ", "12"),
        ("document_discount", "2,5%", "2.5"),
        ("starts_on", "3/4/26", "2026-04-03"),
        ("starts_on", "310126", "2026-01-31"),
        ("reference", "  con espacios", "  con espacios"),
    ],
)
def test_what_a_clerk_types_is_understood(path, typed, kept):
    assert cells.read(fields_of(HEADER)[path].cell, typed, "es") == kept


def test_all_that_is_unclear_is_named_with_its_place():
    form = values.shown(Wanted(customer="", contract={"lines": [{"key": "a"}]}), "es")
    form["contract"] |= {"expenses": "doce", "starts_on": "31/02/2026", "lead_days": "1,5"}
    form["contract"]["payment_terms"] |= {"own": True, "parts": "30 a 60"}
    form["contract"]["lines"][0] |= {
        "discounts": "10 + x", "one_off_on": "pronto", "formula_parameters": {"km": "?"},
    }  # fmt: skip
    assert [each.path for each in values.typed(form, "es").problems] == [
        "contract.payment_terms.parts",
        "contract.starts_on",
        "contract.lead_days",
        "contract.expenses",
        "contract.lines.0.formula_parameters",
        "contract.lines.0.discounts",
        "contract.lines.0.one_off_on",
    ]


@pytest.mark.parametrize("form", [None, {}, {"contract": []}, {"contract": {"schedule": {}}}, 7])
def test_what_is_no_form_is_refused(form):
    with pytest.raises(values.Malformed):
        values.typed(form, "es")
