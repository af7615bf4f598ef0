"""Export: what is exported imports again, and exports equal."""

from datetime import date

import pytest

from cadencia.billing import exporting, importing
from cadencia.billing.exporting import Format, Target
from cadencia.billing.importing import Manner
from cadencia.billing.models import Installment
from cadencia.contracts.models import Contract, ContractLine
from tests.billing.test_importing import A_MOMENT, FILES, bring
from tests.factories import a_company, chief

pytestmark = pytest.mark.django_db

MORE = {
    "direcciones.csv": "Cliente;Nombre;Dirección;Población\nC1;Almacén;Calle Mayor, 1;Toledo\n",
    "indices.csv": "Índice;Mes;Valor\nIPC;2026-01;120,1\nIPC;2027-01;123,8\n",
    "formulas.csv": "Nombre;Expresión;Parámetros\nkm;amount * 0.26 + base;base\n",
    "contratos.csv": FILES["contratos.csv"]
    .replace("Tarifa\n", "Tarifa;Días de crédito\n")
    .replace(";VIP\n", ";VIP;\n")
    + "K4;C1;;trimestre;31/01/2026;posteado;;;0\nK5;C1;;;;posteado;;;\n",
    "lineas.csv": "Contrato;Clave;Artículo;Descripción;Precio;Fórmula;Monto a evaluar;Parámetros;"
    "Descuentos;Impuestos;Meses;Puntual el;Fecha máxima\n"
    "K1;a;CUOTA;=Cuota <MENSUAL>;45,00;;;;;;;;\n"
    "K2;a;SEGURO;Seguro;120,00;;;;10 + 5;;;;31/12/2030\n"
    "K3;a;;Clases;99,99;;;;;ninguno;;;\n"
    "K4;a;;Kilómetros;;km;100;base=4;;IVA10;;;\n"
    "K4;b;CUOTA;Diciembre;10,5;;;;;;12;;\n"
    "K5;x;;Visita;60;;;;;;;03/2027;\n"
    "K5;y;;Otra;60;;;;;;;15/04/2027;\n",
    "modificaciones.csv": "Contrato;Línea;Efecto;Factura;Veces;Desde;Descripción;Precio;"
    "Descuentos\n"
    "K1;a;modifica;misma;en cada una;01/07/2026;;49;0\n"
    "K1;;añade;independiente;una vez;01/08/2026;Inscripción;20;\n",
    "revisiones.csv": "Contrato;Desde;Cada meses;Porcentaje;Índice;Mes base;Líneas\n"
    "K1;01/01/2027;12;3,1;;;a\nK2;01/01/2027;;;IPC;2026-01;\n",
    "pausas.csv": "Contrato;Desde;Hasta;Modo\nK1;01/09/2026;30/09/2026;omitir\n",
    "cuotas movidas.csv": "Contrato;Cuota;Movida a\nK1;31/05/2026;02/06/2026\n",
}


@pytest.fixture
def company(tmp_path):
    company = a_company()
    folder = tmp_path / "given"
    folder.mkdir()
    outcome = bring(company, folder, **MORE)
    assert outcome.problems == ()
    return company


def exported_and_imported(company, target):
    files = exporting.export_to(exporting.exported(company, by=chief(company.pk)), target)
    other = a_company()
    manner = Manner(at=A_MOMENT, locale=target.locale, language="en")
    outcome = importing.import_files(files, other, manner)
    assert outcome.problems == ()
    return other


@pytest.mark.parametrize("locale", ["es", "en"])
@pytest.mark.parametrize("chosen", [Format.XLSX, Format.CSV, Format.JSON])
def test_what_is_exported_imports_and_exports_equal(company, tmp_path, chosen, locale):
    name = "out" if chosen is Format.CSV else f"out.{chosen}"
    target = Target(path=tmp_path / name, format=chosen, locale=locale)
    other = exported_and_imported(company, target)
    assert (
        exporting.exported(other, by=chief(other.pk)).records
        == exporting.exported(company, by=chief(company.pk)).records
    )


def test_an_export_says_only_what_is_not_usual(company):
    records = exporting.exported(company, by=chief(company.pk)).records
    assert records["customers"][1] == {
        "code": "C2",
        "name": "Luis Gil",
        "is_business": False,
        "bill_to": "C1",
    }
    assert records["contracts"][0] == {
        "customer": {"code": "C1"},
        "contract": {
            "code": "K1",
            "kind": "Mensual",
            "price_list": "VIP",
            "schedule": {"every": 1, "unit": "month", "first": "2026-01-31"},
            "lines": [
                {
                    "key": "a",
                    "description": "=Cuota <MENSUAL>",
                    "item": "CUOTA",
                    "unit_price": "45.00",
                }
            ],
            "modifications": [
                {"line": "a", "from": "2026-07-01", "unit_price": "49", "discounts": ["0"]},
                {
                    "effect": "add",
                    "document": "separate",
                    "times": "first",
                    "from": "2026-08-01",
                    "description": "Inscripción",
                    "unit_price": "20",
                },
            ],
            "reviews": [
                {"from": "2027-01-01", "every_months": 12, "percent": "3.1", "lines": ["a"]}
            ],
            "pauses": [{"from": "2026-09-01", "until": "2026-09-30"}],
            "moves": [{"due_on": "2026-05-31", "to": "2026-06-02"}],
        },
    }


def test_a_text_that_looks_like_a_formula_is_defused_in_the_file(company, tmp_path):
    target = Target(path=tmp_path / "out", format=Format.CSV)
    exporting.export_to(exporting.exported(company, by=chief(company.pk)), target)
    text = (tmp_path / "out" / "lineas.csv").read_text("utf-8-sig")
    assert ";'=Cuota <MENSUAL>;" in text


def test_terms_at_once_are_not_those_of_the_customer(company):
    export = exporting.exported(
        company, ["contracts"], by=chief(company.pk), contracts=["K1", "K4"]
    )
    first, other = (each["contract"] for each in export.records["contracts"])
    assert "payment_terms" not in first
    assert other["payment_terms"] == {"days": 0}


def test_one_contract_alone(company):
    export = exporting.exported(company, ["contracts"], by=chief(company.pk), contracts=["K2"])
    assert list(export.records) == ["contracts"]
    assert [each["contract"]["code"] for each in export.records["contracts"]] == ["K2"]


class TestContractsThatWereBilled:
    """What was billed here must not be billed again elsewhere."""

    @pytest.fixture
    def billed(self, company):
        first = Contract.objects.get(company=company, code="K1")
        visits = Contract.objects.get(company=company, code="K5")
        a_row(first, date(2026, 1, 31), "billed", number=1)
        a_row(first, date(2026, 2, 28), "due", number=2)
        line = ContractLine.objects.get(contract=visits, key="x")
        second = Contract.objects.get(company=company, code="K2")
        a_row(second, date(2026, 3, 15), "billed", number=2)
        a_row(visits, date(2027, 3, 1), "billed", contract_line=line)
        return company

    def test_they_say_until_when(self, billed):
        export = exporting.exported(billed, ["contracts"], by=chief(billed.pk))
        by_code = {
            each["contract"]["code"]: each["contract"] for each in export.records["contracts"]
        }
        assert by_code["K1"]["billed_until"] == "2026-02-28"
        assert by_code["K2"]["billed_until"] == "2026-03-15"
        assert [line["key"] for line in by_code["K5"]["lines"]] == ["y"]

    def test_those_that_are_owed_something_are_named(self, billed):
        assert exporting.exported(billed, by=chief(billed.pk)).owed == ("K1",)

    def test_their_export_comes_back_as_equal(self, billed, tmp_path):
        target = Target(path=tmp_path / "out.json", format=Format.JSON)
        files = exporting.export_to(exporting.exported(billed, by=chief(billed.pk)), target)
        outcome = importing.import_files(files, billed, Manner(at=A_MOMENT))
        assert (outcome.problems, outcome.created, outcome.updated) == ((), {}, {})

    def test_the_files_that_they_came_from_are_equal_too(self, billed, tmp_path):
        outcome = bring(billed, tmp_path / "given", **MORE)
        assert (outcome.problems, outcome.updated) == ((), {})


def a_row(contract, due_on, state, *, number=None, contract_line=None):
    Installment.objects.create(
        company_id=contract.company_id,
        contract=contract,
        contract_line=contract_line,
        number=number,
        due_on=due_on,
        theoretical_on=due_on,
        kind="one_off" if contract_line else "regular",
        state=state,
    )
