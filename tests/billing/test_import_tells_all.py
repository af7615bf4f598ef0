"""A row of a master that can't be read here or there is judged by all the rest of it."""

import json

import pytest

from cadencia.billing import importing
from cadencia.billing.importing import Manner
from cadencia.catalog.models import Formula, IndexValue, Item, PriceListEntry, SpecialPrice
from cadencia.parties.models import Address, Customer
from tests.billing.test_importing import A_MOMENT, spots
from tests.factories import a_company

pytestmark = pytest.mark.django_db


@pytest.fixture
def company():
    return a_company()


def bring(company, folder, files, language="en"):
    paths = []
    for name, text in files.items():
        path = folder / name
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return importing.import_files(paths, company, Manner(at=A_MOMENT, language=language))


ITEMS = (
    "Código;Precio;Recurrente;Impuestos;Coste\n"
    "CUOTA;abc;no;IVA99;-1\n"
    ";5;quizá;IVA99;\n"
    "CUOTA;7;no;;\n"
    "SEGURO;7;no;;\n"
    "SEGURO;7;no;;dos\n"
)


def test_of_an_item(company, tmp_path):
    outcome = bring(company, tmp_path, {"articulos.csv": ITEMS})
    assert spots(outcome) == [
        ("articulos.csv", 2, "Precio", "not_a_number"),
        ("articulos.csv", 2, "Coste", "value_refused"),
        ("articulos.csv", 2, "Impuestos", "value_refused"),
        ("articulos.csv", 3, "Recurrente", "not_a_choice"),
        ("articulos.csv", 3, "Código", "required"),
        ("articulos.csv", 3, "Impuestos", "value_refused"),
        ("articulos.csv", 4, "Código", "code_twice"),
        ("articulos.csv", 6, "Coste", "not_a_number"),
        ("articulos.csv", 6, "Código", "code_twice"),
    ]
    assert not Item.objects.exists()


def test_of_a_customer(company, tmp_path):
    outcome = bring(
        company,
        tmp_path,
        {
            "clientes.csv": "Código;Nombre;NIF;País;Correo;Decimales;IBAN;Código facturación;Tarifa"
            "\n"
            "C1;;12345678A;;luis;nueve;ES0021000418450200051332;C9;ORO\n"
            f"C2;Luis;12345678A;{'E' * 81};;;;C2;\n"
            "C3;Eva;12345678A;;;;;C1;\n"
            "C4;Iris;12345678A;;;;;C8;\n",
            "direcciones.csv": "Cliente;Nombre\nC1;\nC9;\nC3;Casa\n",
        },
    )
    assert set(spots(outcome)) == {
        ("clientes.csv", 2, "Nombre", "required"),
        ("clientes.csv", 2, "NIF", "value_refused"),
        ("clientes.csv", 2, "Correo", "value_refused"),
        ("clientes.csv", 2, "Decimales", "not_a_number"),
        ("clientes.csv", 2, "IBAN", "value_refused"),
        ("clientes.csv", 2, "Código facturación", "customer_unknown"),
        ("clientes.csv", 2, "Tarifa", "price_list_unknown"),
        ("clientes.csv", 3, "País", "text_too_long"),  # of which country is the NIF?
        ("clientes.csv", 3, "Código facturación", "bills_itself"),
        ("clientes.csv", 4, "NIF", "value_refused"),
        ("clientes.csv", 5, "NIF", "value_refused"),
        ("clientes.csv", 5, "Código facturación", "customer_unknown"),
        ("direcciones.csv", 2, "Nombre", "required"),
        ("direcciones.csv", 3, "Nombre", "required"),
        ("direcciones.csv", 3, "Cliente", "customer_unknown"),
    }
    assert not Customer.objects.exists()
    assert not Address.objects.exists()


def test_of_prices_formulas_and_indexes(company, tmp_path):
    outcome = bring(
        company,
        tmp_path,
        {
            "tarifas.csv": "Tarifa;Artículo;Cantidad mínima;Precio;Desde;Hasta\n"
            "ORO;NADA;-1;abc;01/02/2026;01/01/2026\n"
            "ORO;NADA;1;5;01/02/2026;01/01/2026\n",
            "precios especiales.csv": "Cliente;Artículo;Precio;Desde;Hasta\n"
            "C9;NADA;;01/02/2026;01/01/2026\n",
            "formulas.csv": "Nombre;Expresión;Parámetros\n"
            ";amount * nada;\n"
            f"larga;amount * base;{'x' * 10001}\n",
            "indices.csv": "Índice;Mes;Valor\nIPC;enero;0\nIPC;;0\nIPC;febrero;dos\nIPC;2026-01;\n",
        },
    )
    assert set(spots(outcome)) == {
        ("tarifas.csv", 2, "Artículo", "item_unknown"),
        ("tarifas.csv", 2, "Cantidad mínima", "value_refused"),
        ("tarifas.csv", 2, "Precio", "not_a_number"),
        ("tarifas.csv", 2, "Hasta", "value_refused"),
        ("tarifas.csv", 3, "Artículo", "item_unknown"),
        ("tarifas.csv", 3, "Hasta", "value_refused"),
        ("precios especiales.csv", 2, "Cliente", "customer_unknown"),
        ("precios especiales.csv", 2, "Artículo", "item_unknown"),
        ("precios especiales.csv", 2, "Precio", "required"),
        ("precios especiales.csv", 2, "Hasta", "value_refused"),
        ("formulas.csv", 2, "Nombre", "required"),
        ("formulas.csv", 2, "Expresión", "value_refused"),
        ("formulas.csv", 3, "Parámetros", "text_too_long"),
        ("indices.csv", 2, "Mes", "value_refused"),
        ("indices.csv", 2, "Valor", "value_refused"),
        ("indices.csv", 3, "Mes", "required"),
        ("indices.csv", 3, "Valor", "value_refused"),
        ("indices.csv", 4, "Mes", "value_refused"),
        ("indices.csv", 4, "Valor", "not_a_number"),
        ("indices.csv", 5, "Valor", "required"),
    }
    for model in (PriceListEntry, SpecialPrice, Formula, IndexValue):
        assert not model.objects.exists()


def test_of_json_too_and_who_refers_to_it_is_not_to_blame(company, tmp_path):
    whole = {
        "items": [
            {"code": "A", "price": 5, "taxes": ["IVA99"], "pirce": "5"},
            {"code": "A", "price": "5"},
        ],
        "customers": [{"code": "C1", "tax_id": "12345678A", "payment_terms": {"days": "treinta"}}],
        "addresses": [{"customer": "C1", "label": "Casa"}],
        "special_prices": [{"customer": "C1", "item": "A", "price": "4"}],
    }
    outcome = bring(company, tmp_path, {"todo.json": json.dumps(whole)})
    assert {(each.place.column, each.code) for each in outcome.problems} == {
        ("items.0.price", "json_shape"),
        ("items.0.taxes.0", "value_refused"),
        ("items.0.pirce", "json_key_unknown"),
        ("items.1.code", "code_twice"),
        ("customers.0.name", "required"),
        ("customers.0.tax_id", "value_refused"),
        ("customers.0.payment_terms.days", "json_shape"),
    }


def test_the_sentence_itself_says_what_is_wrong(company, tmp_path):
    files = {
        "articulos.csv": "Código;Precio;Impuestos\nCUOTA;5;IVA99\n",
        "clientes.csv": "Código;Nombre;NIF;Correo;IBAN\n"
        "C1;Ana;12345678A;ana@;ES0021000418450200051332\n",
    }
    told = bring(company, tmp_path, files, language="es").problems
    assert [(each.place.column, each.problem, each.remedy) for each in told] == [
        (
            "Impuestos",
            "No existe el impuesto IVA99.",
            "Créelo antes o elija otro.",
        ),
        (
            "Correo",
            "«ana@» no vale. Escriba una dirección de correo, por ejemplo nombre@example.com.",
            "Corregir el valor.",
        ),
        (
            "NIF",
            "«12345678A» no vale. Este NIF, NIE o CIF no puede existir: su letra o dígito de"
            " control es otro.",
            "Corregir el valor.",
        ),
        (
            "IBAN",
            "Este IBAN no puede existir.",
            "Cópielo de nuevo del banco.",
        ),
    ]
