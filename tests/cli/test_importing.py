"""`cadencia import` and `cadencia export`, as their user meets them."""

import json

import pytest
from django.utils import translation
from typer.testing import CliRunner

from cadencia.cli.main import app
from cadencia.contracts.models import Contract
from cadencia.parties.models import Company, Customer
from tests.factories import a_company

pytestmark = pytest.mark.django_db

CUSTOMERS = "Código;Nombre\nC1;Ana\nC2;Luis\n"
WRONG = "Código;Nombre;Decimales\nC1;Ana;x\nC2;Luis;9\n"
CONTRACTS = "Contrato;Cliente;Cuota inicial;Descripción;Precio\nK1;C1;31/01/2026;Cuota;45,00\n"


@pytest.fixture
def company(monkeypatch):
    monkeypatch.setenv("CADENCIA_LANG", "en")
    with translation.override("en"):  # a command changes it for good
        yield a_company(code="gym")


def run(*words):
    return CliRunner().invoke(app, [str(each) for each in words])


def a_file(folder, name, text):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_an_import_answers_with_a_summary(company, tmp_path):
    file = a_file(tmp_path, "clientes.csv", CUSTOMERS)
    answer = run("import", file)
    assert answer.exit_code == 0, answer.output
    assert "Imported into gym." in answer.output
    assert Customer.objects.filter(company=company).count() == 2


def test_a_dry_run_writes_nothing(company, tmp_path):
    file = a_file(tmp_path, "clientes.csv", CUSTOMERS)
    answer = run("import", file, "--dry-run")
    assert answer.exit_code == 0
    assert "Would be created" in answer.output
    assert not Customer.objects.filter(company=company).exists()


def test_problems_exit_with_2_and_say_where(company, tmp_path):
    answer = run("import", a_file(tmp_path, "clientes.csv", WRONG))
    assert answer.exit_code == 2
    assert "It isn't a number." in answer.output.replace("\n", " ")
    assert "2 problems; nothing was imported." in answer.output


def test_only_so_many_problems_are_shown_and_all_are_in_the_report(company, tmp_path):
    file, report = a_file(tmp_path, "clientes.csv", WRONG), tmp_path / "problems.csv"
    answer = run("import", file, "--rows", "1", "--report", report)
    assert "and 1 more" in answer.output
    rows = report.read_text("utf-8-sig").splitlines()
    assert rows[0] == "File,Sheet,Row,Column,Value,Problem,How to mend it"
    assert len(rows) == 3


def test_the_json_answer_holds_everything(company, tmp_path):
    answer = run("import", a_file(tmp_path, "clientes.csv", WRONG), "--json", "--rows", "0")
    found = json.loads(answer.output)
    assert (found["company"], found["written"], found["created"]) == ("gym", False, {})
    assert [(each["row"], each["column"], each["code"]) for each in found["problems"]] == [
        (2, "Decimales", "not_a_number"),
        (3, "Decimales", "out_of_bounds"),
    ]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--locale", "fr"], "--locale"),
        (["--kind", "shoes"], "--kind"),
        (["--company", "nobody"], "--company"),
        (["--report", "/nowhere/at/all.csv"], "--report"),
    ],
)
def test_wrong_options_are_sentences_that_name_them(company, tmp_path, words, sentence):
    answer = run("import", a_file(tmp_path, "clientes.csv", CUSTOMERS), *words)
    assert answer.exit_code == 2
    assert sentence in answer.output


def test_a_folder_with_its_company(company, tmp_path):
    a_file(tmp_path, "company.json", '{"code": "shop", "name": "Shop"}')
    a_file(tmp_path, "clientes.csv", CUSTOMERS)
    a_file(tmp_path, "contratos.csv", CONTRACTS)
    a_file(tmp_path, "_notas.csv", "nothing")
    assert run("import", tmp_path).exit_code == 0
    assert Contract.objects.get(company__code="shop").state == "posted"


def test_a_company_is_opened_by_its_file_alone(company, tmp_path):
    a_file(tmp_path, "company.json", '{"code": "shop", "name": "Shop"}')
    assert run("import", tmp_path).exit_code == 0
    assert Company.objects.filter(code="shop").exists()


def test_a_report_in_no_known_form_is_refused_before_anything(company, tmp_path):
    answer = run("import", a_file(tmp_path, "clientes.csv", WRONG), "--report", tmp_path / "p.pdf")
    assert answer.exit_code == 2
    assert "--report" in answer.output
    assert not (tmp_path / "p.pdf").exists()


def test_a_folder_that_is_wrong_leaves_no_company_behind(company, tmp_path):
    a_file(tmp_path, "company.json", '{"code": "shop", "name": "Shop"}')
    a_file(tmp_path, "clientes.csv", WRONG)
    assert run("import", tmp_path).exit_code == 2
    assert not Company.objects.filter(code="shop").exists()


def test_an_empty_folder_and_one_among_files_are_refused(company, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    answer = run("import", empty)
    assert (answer.exit_code, "no .xlsx" in answer.output.replace("\n", " ")) == (2, True)
    a_file(empty, "company.json", "{}")
    assert run("import", empty, a_file(tmp_path, "clientes.csv", CUSTOMERS)).exit_code == 2


@pytest.mark.parametrize("name", ["out.xlsx", "out.json", "folder --format csv"])
def test_an_export_imports_again(company, tmp_path, name):
    run("import", a_file(tmp_path, "clientes.csv", CUSTOMERS))
    run("import", a_file(tmp_path, "contratos.csv", CONTRACTS))
    to, *words = name.split()
    answer = run("export", "--to", tmp_path / to, *words, "--json")
    assert answer.exit_code == 0, answer.output
    found = json.loads(answer.output)
    assert found["records"]["contracts"] == 1
    a_company(code="other")
    again = run("import", *found["files"], "--company", "other")
    assert again.exit_code == 0, again.output
    assert Contract.objects.filter(company__code="other", code="K1").exists()


@pytest.mark.parametrize(
    "words",
    [
        ["--to", "out.pdf"],
        ["--to", "out.xlsx", "--kind", "shoes"],
        ["--to", "out.jsonl", "--kind", "items"],
        ["--to", "out.json", "--contract", "K9"],
        ["--to", "/proc/nowhere/out.json"],
    ],
)
def test_an_export_that_can_not_be_is_refused(company, tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    answer = run("export", *words)
    assert answer.exit_code == 2
    assert list(tmp_path.iterdir()) == []
