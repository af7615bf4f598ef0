"""Usage from the command line."""

from datetime import date
from decimal import Decimal

import pytest

from cadencia.billing import due
from tests.cli.commands import a_gym, cadencia, it_is, told
from tests.factories import a_customer, a_draft_contract, a_line

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def copier():
    it_is(date(2026, 2, 10))
    company = a_gym()
    contract = a_draft_contract(a_customer(company), code="COPIA")
    a_line(contract, unit_price=Decimal("0.02"), quantity_source="usage")
    contract.state = "posted"
    contract.save(update_fields=["state"])
    due.refresh([contract.pk], company.pk)


@pytest.fixture
def readings(tmp_path):
    def write(*rows):
        file = tmp_path / "lecturas.csv"
        file.write_text("\n".join(("contrato;día;cantidad;id", *rows)) + "\n", encoding="utf-8")
        return file

    return write


def test_dry_run_import_list_delete(readings):
    file = readings("COPIA;31/01/2026;1.500;m1", "COPIA;28/02/2026;800;m2")
    assert told("usage", "import", file, "--dry-run")["added"] == 2
    assert told("usage", "list") == []
    assert told("usage", "import", file)["quantity"] == "2300"
    assert told("usage", "import", file)["known"] == 2
    first, _second = told("usage", "list", "--pending")
    assert (first["until"], first["billed_on"]) == ("2026-01-31", None)
    assert told("usage", "delete", first["number"]) == {"deleted": 1}
    assert "m2" in cadencia("usage", "list").stdout


def test_every_problem_names_its_row(readings):
    result = cadencia("usage", "import", readings("COPIA;ayer;x;m1", ";31/01/2026;1;m2"))
    assert result.exit_code == 2
    assert [each[:6] for each in result.stderr.splitlines()] == [
        *("fila 2", "fila 2", "fila 2", "fila 3"),  # the day is where it begins and ends
    ]
    result = cadencia("usage", "import", readings("NADIE;31/01/2026;1;m1"))
    assert (result.exit_code, result.stderr[:6]) == (2, "fila 2")


@pytest.mark.parametrize("options", [("import", "/nowhere.csv"), ("delete", "99")])
def test_what_is_not_there(options):
    result = cadencia("usage", *options)
    assert (result.exit_code in (1, 2), "Traceback" in result.stderr) == (True, False)
