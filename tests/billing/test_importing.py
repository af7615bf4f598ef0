"""Import into a company: all or nothing, every problem with its place, twice is once."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from cadencia.billing import importing
from cadencia.billing.importing import Manner
from cadencia.billing.models import ContractDue, Installment
from cadencia.catalog.models import Item, PriceListEntry, SpecialPrice, Tax
from cadencia.contracts.models import Contract, ContractKind, ContractLine
from cadencia.parties.models import BankAccount, Customer
from tests.factories import a_company, a_customer

pytestmark = pytest.mark.django_db

A_MOMENT = datetime(2026, 1, 15, 9, tzinfo=UTC)
FILES = {
    "impuestos.csv": "Código;Impuesto;Tipo\nIPS8;IPS;8 %\n",
    "articulos.csv": "Código;Nombre;Precio;Recurrente;Impuestos\n"
    "CUOTA;Cuota;45,00;sí;IVA21\n"
    "SEGURO;Seguro;120;sí;IPS8\n"
    "TOALLA;Toalla;3;no;\n",
    "tarifas.csv": "Tarifa;Artículo;Cantidad mínima;Precio\nVIP;CUOTA;;40,00\nVIP;CUOTA;5;38\n",
    "clientes.csv": "Código;Nombre;NIF;IBAN;Días de crédito;Código facturación;Es empresa\n"
    "C1;Ana Gil;12345678Z;ES91 2100 0418 4502 0005 1332;30;;no\n"
    "C2;Luis Gil;;;;C1;no\n",
    "precios especiales.csv": "Cliente;Artículo;Precio;Desde\nC2;CUOTA;36,50;01/02/2026\n",
    "contratos.csv": "Contrato;Cliente;Tipo de contrato;Periodicidad;Cuota inicial;Estado;"
    "Facturado hasta;Tarifa\n"
    "K1;C1;Mensual;mes;31/01/2026;posteado;;VIP\n"
    "K2;C2;Anual;año;15/03/2025;posteado;31/12/2025;\n"
    "K3;C2;;mes;01/05/2026;borrador;;\n",
    "lineas.csv": "Contrato;Artículo;Descripción;Precio;Origen del precio;Descuentos;Puntual el\n"
    "K1;CUOTA;Cuota <MENSUAL>;;vigente;;\n"
    "K1;TOALLA;Toalla;3,50;;;con la siguiente\n"
    "K2;SEGURO;Seguro;120,00;;10 + 5;\n"
    "K3;;Clases;99,99;;;\n",
}


def bring(company, folder, *, dry_run=False, without=(), **changes):
    """Import the files, some of them changed, into a company."""
    for old in folder.iterdir():
        old.unlink()
    paths = []
    for name, text in {**FILES, **changes}.items():
        if name not in without:
            path = folder / name
            path.write_text(text, encoding="utf-8")
            paths.append(path)
    manner = Manner(at=A_MOMENT, language="en", dry_run=dry_run)
    return importing.import_files(paths, company, manner)


def spots(outcome):
    return [
        (each.place.file, each.place.row, each.place.column, each.code) for each in outcome.problems
    ]


@pytest.fixture
def company():
    return a_company()


def test_everything_lands_where_it_belongs(company, tmp_path):
    outcome = bring(company, tmp_path)
    assert outcome.problems == ()
    assert outcome.written
    assert outcome.created == {
        "taxes": 1,
        "items": 3,
        "price_lists": 2,
        "customers": 2,
        "special_prices": 1,
        "contracts": 3,
    }
    assert Tax.objects.get(company=company, code="IPS8").rate == Decimal(8)
    assert Item.objects.get(company=company, code="CUOTA").taxes == ["IVA21"]
    steps = PriceListEntry.objects.filter(company=company).order_by("min_quantity")
    assert [(each.min_quantity, each.price) for each in steps] == [(1, 40), (5, 38)]
    assert SpecialPrice.objects.get(company=company).price == Decimal("36.50")
    ana, luis = Customer.objects.filter(company=company).order_by("code")
    assert (ana.payment_terms["days"], ana.is_business) == (30, False)
    assert ana.snapshot is not None
    assert luis.bill_to == ana
    assert BankAccount.objects.get(customer=ana).iban == "ES9121000418450200051332"


def test_contracts_are_posted_and_known_to_the_run(company, tmp_path):
    bring(company, tmp_path)
    first, second, draft = Contract.objects.filter(company=company).order_by("code")
    assert (first.state, second.state, draft.state) == ("posted", "posted", "draft")
    assert first.kind == ContractKind.objects.get(company=company, name="Mensual")
    assert first.created_on == date(2026, 1, 15)
    assert first.price_list is not None
    assert second.billed_until == date(2025, 12, 31)
    lines = ContractLine.objects.filter(contract=first).order_by("position")
    assert [(each.price_source, each.one_off_with_next) for each in lines] == [
        ("current", False),
        ("fixed", True),
    ]
    assert ContractLine.objects.get(contract=second).discounts == [10, 5]
    due = {each.contract.code: each.look_from for each in ContractDue.objects.all()}
    assert due["K1"] <= date(2026, 1, 31)
    assert due["K2"] == date(2026, 3, 15)
    assert due.get("K3") is None


def test_contracts_that_have_ended_come_in_as_they_are(company, tmp_path):
    """A finished one goes through posted on its way: the tables know no other (R14)."""
    ended = FILES["contratos.csv"].replace("posteado;;VIP", "finalizado;;VIP")
    ended = ended.replace("borrador", "anulado")
    outcome = bring(company, tmp_path, **{"contratos.csv": ended})
    assert outcome.problems == ()
    states = Contract.objects.filter(company=company).order_by("code")
    assert [each.state for each in states] == ["finished", "posted", "void"]
    assert not ContractDue.objects.filter(contract__code="K1", look_from__isnull=False).exists()
    assert bring(company, tmp_path, **{"contratos.csv": ended}).unchanged["contracts"] == 3


def test_a_dry_run_says_the_same_and_writes_nothing(company, tmp_path):
    tried = bring(company, tmp_path, dry_run=True)
    assert not tried.written
    assert not Customer.objects.filter(company=company).exists()
    assert tried.created == bring(company, tmp_path).created


def test_the_same_files_again_change_nothing(company, tmp_path):
    bring(company, tmp_path)
    versions = list(Contract.objects.order_by("code").values_list("version", flat=True))
    again = bring(company, tmp_path)
    assert (again.problems, again.created, again.updated) == ((), {}, {})
    assert again.unchanged["contracts"] == 3
    assert versions == list(Contract.objects.order_by("code").values_list("version", flat=True))


def test_masters_are_updated_by_their_code(company, tmp_path):
    bring(company, tmp_path)
    again = bring(
        company,
        tmp_path,
        **{"clientes.csv": "Código;Nombre;Correo\nC1;Ana Gil Ruiz;ana@correo.example\n"},
    )
    assert again.problems == ()
    assert again.updated == {"customers": 1}
    ana = Customer.objects.get(company=company, code="C1")
    assert (ana.name, ana.email) == ("Ana Gil Ruiz", "ana@correo.example")
    assert (ana.tax_id, ana.payment_terms["days"]) == ("12345678Z", 30)
    assert ana.snapshot.data["name"] == "Ana Gil Ruiz"


def test_a_draft_is_replaced_and_a_posted_contract_is_not(company, tmp_path):
    bring(company, tmp_path)
    lines = FILES["lineas.csv"]
    outcome = bring(company, tmp_path, **{"lineas.csv": lines.replace("99,99", "120,00")})
    assert (outcome.problems, outcome.updated) == ((), {"contracts": 1})
    assert ContractLine.objects.get(contract__code="K3").unit_price == Decimal(120)
    outcome = bring(company, tmp_path, **{"lineas.csv": lines.replace("10 + 5", "10")})
    assert spots(outcome) == [("contratos.csv", 3, None, "contract_posted_differs")]
    assert "Lines" in outcome.problems[0].problem


def test_a_draft_may_be_posted_by_importing_it_so(company, tmp_path):
    bring(company, tmp_path)
    posted = FILES["contratos.csv"].replace("borrador", "posteado")
    outcome = bring(company, tmp_path, **{"contratos.csv": posted})
    assert outcome.updated == {"contracts": 1}
    draft = Contract.objects.get(company=company, code="K3")
    assert draft.state == "posted"
    assert ContractDue.objects.get(contract=draft).look_from == date(2026, 5, 1)


def test_a_billed_draft_is_not_replaced(company, tmp_path):
    bring(company, tmp_path)
    draft = Contract.objects.get(company=company, code="K3")
    Installment.objects.create(
        company=company,
        contract=draft,
        number=1,
        due_on=date(2026, 5, 1),
        theoretical_on=date(2026, 5, 1),
        kind="regular",
        state="skipped",
    )
    lines = FILES["lineas.csv"].replace("99,99", "120,00")
    outcome = bring(company, tmp_path, **{"lineas.csv": lines})
    assert spots(outcome) == [("contratos.csv", 4, None, "contract_billed_differs")]


def test_every_problem_of_every_file_at_once_and_nothing_written(company, tmp_path):
    outcome = bring(
        company,
        tmp_path,
        **{
            "articulos.csv": "Código;Precio;Recurrente;Impuestos\n"
            "CUOTA;45;no;IVA21\nSEGURO;120;sí;IVA99\nTOALLA;3;no;\n",
            "clientes.csv": "Código;Nombre;NIF;IBAN;Correo;Código facturación\n"
            "C1;Ana;12345678A;;;\n"
            "C2;Luis;;ES0021000418450200051332;luis;\n"
            "C4;Eva;;;;C9\n",
            "contratos.csv": "Contrato;Cliente;Periodicidad;Cuota inicial;Fecha inicio;Fecha fin;"
            "Serie;Tarifa\n"
            "K1;C4;mes;31/01/2026;01/02/2026;01/01/2026;;\n"
            "K2;C4;año;15/03/2026;;;ZZ;ORO\n"
            "K3;C7;mes;01/05/2026;;;;\n",
            "lineas.csv": "Contrato;Artículo;Descripción;Precio;División del precio\n"
            "K1;CUOTA;Cuota <MENSUA>;45;\n"
            "K2;ZAPATO;Zapatos;1;dividido\n"
            "K3;;Clases;1;\n",
        },
    )
    assert set(spots(outcome)) == {
        ("articulos.csv", 3, "Impuestos", "value_refused"),
        ("clientes.csv", 2, "NIF", "value_refused"),
        ("clientes.csv", 3, "IBAN", "value_refused"),
        ("clientes.csv", 3, "Correo", "value_refused"),
        ("clientes.csv", 4, "Código facturación", "customer_unknown"),
        ("contratos.csv", 2, "Fecha fin", "ends_before_start"),
        ("lineas.csv", 2, "Artículo", "item_not_recurrent"),
        ("lineas.csv", 2, "Descripción", "variable_unknown"),
        ("contratos.csv", 3, "Serie", "series_unknown"),
        ("contratos.csv", 3, "Tarifa", "price_list_unknown"),
        ("lineas.csv", 3, "Artículo", "item_unknown"),
        ("lineas.csv", 3, "División del precio", "divided_among_unknown"),
        ("contratos.csv", 4, "Cliente", "customer_unknown"),
    }
    assert all(each.problem and each.remedy for each in outcome.problems)
    assert not outcome.written
    assert not Customer.objects.filter(company=company).exists()
    assert not Contract.objects.filter(company=company).exists()


def test_who_refers_to_a_refused_row_is_not_to_blame(company, tmp_path):
    outcome = bring(
        company,
        tmp_path,
        **{"clientes.csv": "Código;Nombre;NIF;Decimales\nC1;Ana;12345678A;\nC2;Luis;;nueve\n"},
    )
    assert spots(outcome) == [
        ("clientes.csv", 2, "NIF", "value_refused"),
        ("clientes.csv", 3, "Decimales", "not_a_number"),
    ]


def test_who_bills_a_refused_item_is_not_to_blame(company, tmp_path):
    items = FILES["articulos.csv"].replace("IPS8", "IPS99")
    outcome = bring(company, tmp_path, **{"articulos.csv": items})
    assert spots(outcome) == [("articulos.csv", 3, "Impuestos", "value_refused")]


def test_terms_that_a_file_does_not_mention_stay(company, tmp_path):
    bring(company, tmp_path)
    for name, said in (("Días fijos de pago", "5, 20"), ("Días de crédito", "60")):
        text = f"Código;Nombre;{name}\nC1;Ana Gil;{said}\n"
        bring(company, tmp_path, **{"clientes.csv": text})
    terms = Customer.objects.get(company=company, code="C1").payment_terms
    assert (terms["days"], terms["fixed_days"]) == (60, [5, 20])


def test_another_companys_masters_are_not_seen(company, tmp_path):
    bring(company, tmp_path)
    outcome = bring(a_company(), tmp_path, without=("clientes.csv", "precios especiales.csv"))
    assert {each.code for each in outcome.problems} == {"customer_unknown"}


def test_a_formula_is_evaluated_when_chosen_and_kept_as_a_price(company, tmp_path):
    outcome = bring(
        company,
        tmp_path,
        **{
            "formulas.csv": "Nombre;Expresión;Parámetros\nkm;amount * 0.26 + base;base\n",
            "lineas.csv": "Contrato;Descripción;Fórmula;Monto a evaluar;Parámetros;Precio\n"
            "K1;Kilómetros;km;100;base=4;\nK2;x;;;;1\nK3;x;;;;1\n",
        },
    )
    assert outcome.problems == ()
    assert ContractLine.objects.get(contract__code="K1").unit_price == Decimal(30)


def test_sentences_are_spanish_when_asked(company, tmp_path):
    path = tmp_path / "clientes.csv"
    path.write_text("Código;Nombre;Decimales\nC1;Ana;x\n", encoding="utf-8")
    outcome = importing.import_files([path], company, Manner(at=A_MOMENT, language="es"))
    assert outcome.problems[0].problem == "No es un número."
    assert outcome.problems[0].remedy == "Escribirlo como 1.234,56."


def test_sentences_name_the_columns_of_the_sheet(company, tmp_path):
    path = tmp_path / "contratos.csv"
    path.write_text(
        "Contrato;Cliente;Periodicidad;Cuota inicial;Descripción;Precio;División del precio\n"
        "K1;C1;mes;31/01/2026;Curso;900;dividido\n",
        encoding="utf-8",
    )
    clients = tmp_path / "clientes.csv"
    clients.write_text("Código;Nombre\nC1;Ana\n", encoding="utf-8")
    manner = Manner(at=A_MOMENT, language="es")
    (problem,) = importing.import_files([path, clients], company, manner).problems
    assert (problem.place.row, problem.place.column) == (2, "División del precio")
    assert "«Nº de cuotas»" in problem.remedy
    assert "contract." not in problem.remedy


def test_a_ledger_is_refused_rather_than_billed_again(company, tmp_path):
    """The documents of its rows are another program's: `billed_until` says so."""
    billed = {"number": 1, "due_on": "2026-01-31", "kind": "regular", "state": "billed"}
    contract = {
        "code": "K9",
        "schedule": {"every": 1, "unit": "month", "first": "2026-01-31"},
        "lines": [{"key": "a", "description": "Cuota", "unit_price": "45.00"}],
        "ledger": [billed],
    }
    form = {
        "format": 1,
        "customer": {"code": a_customer(company, "Ana").code},
        "contract": contract,
    }
    path = tmp_path / "contrato.json"
    path.write_text(json.dumps(form), encoding="utf-8")
    outcome = importing.import_files([path], company, Manner(at=A_MOMENT, language="en"))
    assert [each.code for each in outcome.problems] == ["ledger_stays"]
    assert "billed_until" in outcome.problems[0].remedy
    assert not Contract.objects.exists()


def test_what_only_the_tables_refuse_is_a_problem_too(company, tmp_path):
    outcome = bring(
        company,
        tmp_path,
        **{
            "pausas.csv": "Contrato;Desde;Hasta\nK3;01/08/2026;02/08/2026\n"
            "K3;01/08/2026;03/08/2026\n"
        },
    )
    assert {each.place.row for each in outcome.problems if each.place.file != "pausas.csv"} <= {4}
    assert outcome.problems
    assert not Contract.objects.filter(company=company).exists()
