"""Contracts from one flat sheet, or from a sheet for each part."""

from tests.interchange.tables.files import read, spots

CONTRACTS = (
    "Contrato;Cliente;Periodicidad;Cuota inicial;Nº de cuotas\n"
    "K1;C1;mensual;31/01/2026;12\n"
    "K2;C2;anual;15/03/2026;\n"
)
LINES = (
    "Contrato;Artículo;Descripción;Precio;Meses\n"
    "K2;SEGURO;Prima;120,00;\n"
    "K1;CUOTA;Cuota <MENSUAL>;45,00;\n"
    "K1;;Taquilla;12;enero, julio\n"
)
EXPECTED = [
    {
        "customer": {"code": "C1"},
        "contract": {
            "code": "K1",
            "schedule": {"unit": "month", "first": "2026-01-31"},
            "installments": 12,
            "lines": [
                {
                    "key": "1",
                    "item": "CUOTA",
                    "description": "Cuota <MENSUAL>",
                    "unit_price": "45.00",
                },
                {"key": "2", "description": "Taquilla", "unit_price": "12", "months": [1, 7]},
            ],
        },
    },
    {
        "customer": {"code": "C2"},
        "contract": {
            "code": "K2",
            "schedule": {"unit": "year", "first": "2026-03-15"},
            "lines": [
                {
                    "key": "1",
                    "item": "SEGURO",
                    "description": "Prima",
                    "unit_price": "120.00",
                }
            ],
        },
    },
]


def data(bundle):
    return [each.data for each in bundle.of("contracts")]


def test_lines_join_their_contract_by_its_code_whatever_the_order(tmp_path):
    bundle = read(tmp_path, {"lineas.csv": LINES, "contratos.csv": CONTRACTS})
    assert bundle.problems == []
    assert data(bundle) == EXPECTED


def test_one_sheet_with_the_contract_said_once_or_repeated(tmp_path):
    flat = (
        "Contrato;Cliente;Periodicidad;Cuota inicial;Nº de cuotas;Artículo;Descripción;Precio;"
        "Meses de la línea\n"
        "K1;C1;mensual;31/01/2026;12;CUOTA;Cuota <MENSUAL>;45,00;\n"
        "{};;;;;;Taquilla;12;1, 7\n"
        "K2;C2;anual;15/03/2026;;SEGURO;Prima;120,00;\n"
    )
    for repeated in ("", "K1"):
        bundle = read(tmp_path, {"contratos.csv": flat.format(repeated)})
        assert bundle.problems == []
        assert data(bundle) == EXPECTED


def test_pauses_reviews_modifications_and_moves_join_too(tmp_path):
    bundle = read(
        tmp_path,
        {
            "contratos.csv": CONTRACTS,
            "lineas.csv": LINES,
            "pausas.csv": "Contrato;Desde;Hasta;Modo\nK1;01/08/2026;31/08/2026;omitir\n",
            "revisiones.csv": "Contrato;Desde;Cada meses;Porcentaje\nK1;01/01/2027;12;3,1 %\n",
            "modificaciones.csv": "Contrato;Línea;Desde;Precio;Veces\nK1;1;01/07/2026;49;una vez\n",
            "cuotas movidas.csv": "Contrato;Cuota;Movida a\nK1;31/05/2026;02/06/2026\n",
        },
    )
    assert bundle.problems == []
    contract = data(bundle)[0]["contract"]
    assert contract["pauses"] == [{"from": "2026-08-01", "until": "2026-08-31", "mode": "skip"}]
    assert contract["reviews"] == [{"from": "2027-01-01", "every_months": 12, "percent": "3.1"}]
    assert contract["modifications"] == [
        {"line": "1", "from": "2026-07-01", "unit_price": "49", "times": "first"}
    ]
    assert contract["moves"] == [{"due_on": "2026-05-31", "to": "2026-06-02"}]


def test_a_row_that_contradicts_its_contract_is_refused(tmp_path):
    bundle = read(
        tmp_path,
        {
            "contratos.csv": "Contrato;Cliente;Referencia;Descripción;Precio\n"
            "K1;C1;Gimnasio;Cuota;45\nK1;C2;;Taquilla;12\n"
        },
    )
    assert spots(bundle) == [("contratos.csv", 3, "Cliente", "header_differs")]
    assert data(bundle) == []


def test_a_line_of_no_contract_is_refused(tmp_path):
    bundle = read(
        tmp_path,
        {"contratos.csv": CONTRACTS, "lineas.csv": "Contrato;Descripción\nK9;Cuota\n;Otra\n"},
    )
    assert spots(bundle) == [
        ("lineas.csv", 2, "Contrato", "contract_of_row_missing"),
        ("lineas.csv", 3, "Contrato", "required"),
    ]


def test_contracts_that_could_not_be_read_do_not_accuse_their_lines(tmp_path):
    bundle = read(tmp_path, {"contratos.csv": "Contrato;Zapato\nK1;x\n", "lineas.csv": LINES})
    assert [each.code for each in bundle.problems] == ["heading_unknown"]


def test_a_field_knows_its_cell(tmp_path):
    bundle = read(tmp_path, {"contratos.csv": CONTRACTS, "lineas.csv": LINES})
    origin = bundle.of("contracts")[0].origin
    price = origin.where("contract.lines.1.unit_price")
    assert (price.file, price.row, price.column, price.value) == ("lineas.csv", 4, "Precio", "12")
    first = origin.where("contract.schedule.first")
    assert (first.file, first.row, first.value) == ("contratos.csv", 2, "31/01/2026")
    schedule = origin.where("contract.schedule")
    assert schedule.column == "Periodicidad"
    assert origin.where("customer.code").column == "Cliente"
    assert origin.where("contract.stock_release").column is None
