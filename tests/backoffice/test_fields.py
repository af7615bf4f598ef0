"""What fields read, refuse and show again: a value typed is the value kept."""

from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.utils import translation

from cadencia.backoffice.forms import fields, problems
from cadencia.parties.problems import Problem, ValuesRefused


class AForm(forms.Form):
    price = fields.DecimalField(decimals=4, least=Decimal(0), required=False)
    on = fields.DateField(today=date(2026, 2, 2), required=False)
    months = fields.MonthsField()
    iban = fields.IbanField(required=False)
    nif = fields.TaxIdField(required=False)


def typed(**given):
    form = AForm(given)
    form.is_valid()
    return form


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("es", "1.234,56", "1234.56"),
        ("es", "1234,5", "1234.5"),
        ("es", "12.5", "12.5"),  # the point of the numeric keypad
        ("es", "1.234", "1234"),
        ("es", "0,0333", "0.0333"),
        ("es", "10,00", "10.00"),  # its zeros are kept
        ("en", "1,234.56", "1234.56"),
        ("en", "1.234", "1.234"),
        ("es", " 5 ", "5"),
    ],
)
def test_numbers_as_people_write_them(language, text, value):
    with translation.override(language):
        found = typed(price=text).cleaned_data["price"]
        assert str(found) == value
        again = AForm(initial={"price": found})["price"].value()
        shown = AForm(initial={"price": found})["price"].as_widget()
        assert again == found
        assert 'type="text"' in shown
        assert 'inputmode="decimal"' in shown


@pytest.mark.parametrize(
    ("language", "value", "shown"),
    [("es", "1234.50", "1.234,50"), ("en", "1234.50", "1,234.50"), ("es", "-0.5", "-0,5")],
)
def test_numbers_are_shown_so_again(language, value, shown):
    with translation.override(language):
        assert f'value="{shown}"' in AForm(initial={"price": Decimal(value)})["price"].as_widget()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("doce", "Escribir un número, como 1.234,56."),
        ("1.2.3", "Escribir un número, como 1.234,56."),
        ("1,23456", "Escribir como máximo 4 decimales."),
        ("-1", "Escribir al menos 0."),
    ],
)
def test_what_is_refused_stands_as_it_was_typed(text, sentence):
    form = typed(price=text)
    assert form.errors["price"] == [sentence]
    assert f'value="{text}"' in form["price"].as_widget()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("31/12/2026", date(2026, 12, 31)),
        ("1-2-26", date(2026, 2, 1)),
        ("31122026", date(2026, 12, 31)),
        ("2026-12-31", date(2026, 12, 31)),
        ("0", date(2026, 2, 2)),
        ("+30", date(2026, 3, 4)),
        ("", None),
    ],
)
@pytest.mark.parametrize("language", ["es", "en"])
def test_dates_in_both_languages(language, text, value):
    with translation.override(language):
        assert typed(on=text).cleaned_data["on"] == value


def test_a_date_that_is_none():
    assert typed(on="31/02/2026").errors["on"] == ["Escribir una fecha, como 31/12/2026."]


def test_months_codes_and_what_was_left_empty():
    form = typed(months=["1", "7"], iban="es91 2100 0418", nif=" b-12345678 ")
    assert form.cleaned_data == {
        "price": None, "on": None, "months": [1, 7], "iban": "ES9121000418", "nif": "B-12345678",
    }  # fmt: skip
    assert AForm(initial={"months": [1, 7]})["months"].as_widget().count("checked") == 2


def test_problems_of_a_service_stand_at_their_fields():
    form = typed()
    refused = ValuesRefused([Problem("price", "a"), Problem("unit_date", "b"), Problem("x", "c")])
    problems.show(form, refused, {"unit_date": "on"})
    assert form.errors == {"price": ["a"], "on": ["b"], "__all__": ["c"]}
