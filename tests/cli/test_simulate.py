"""`cadencia simulate`: answers, tables, exit codes and the half second."""

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from cadencia.cli.simulate import main
from tests.interchange.contract_files import DROP, a_file, data

CONTRACTS = Path(__file__).parent / "contracts"


@pytest.fixture
def simulate(tmp_path, capfdbinary, monkeypatch):
    """Return the function that runs the command on a form: exit code, output, errors."""
    monkeypatch.setenv("CADENCIA_LANG", "en")

    def run(form, *options):
        file = tmp_path / "contract.json"
        file.write_bytes(form if isinstance(form, bytes) else data(form))
        code = main([str(file), *options])
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return run


RANGE = ("--from", "2026-01-01", "--until", "2026-03-31")


def test_the_answer_says_it_all(simulate):
    code, out, err = simulate(a_file(), *RANGE, "--json")
    assert (code, err) == (0, "")
    answer = json.loads(out)
    assert answer["installments"][0] == {
        "number": 1,
        "due_on": "2026-01-31",
        "kind": "regular",
        "theoretical_on": "2026-01-31",
        "period": {"from": "2026-01-31", "until": "2026-02-27"},
        "documents": [0],
    }
    assert [each["due_on"] for each in answer["installments"]] == [
        "2026-01-31",
        "2026-02-28",
        "2026-03-31",
    ]
    assert answer["documents"][0] == {
        "type": "invoice",
        "issue_date": "2026-01-31",
        "operation_date": "2026-01-31",
        "installments": [1],
        "series": None,
        "lines": [
            {
                "key": "a",
                "description": "CUOTA GIMNASIO Enero",
                "quantity": "1",
                "unit_price": "45.00",
                "discounts": [],
                "net": "45.00",
                "period": {"from": "2026-01-31", "until": "2026-02-27"},
                "installment": 1,
                "taxes": ["IVA21"],
                "explanation": ["price: contract"],
            }
        ],
        "taxes": [
            {"tax": "IVA", "rate": "21", "base": "45.00", "amount": "9.45", "surcharge": "0.00"}
        ],
        "withholding": "0.00",
        "net": "45.00",
        "total": "54.45",
        "payable": "54.45",
        "due_dates": [{"on": "2026-01-31", "amount": "54.45"}],
        "stock_moves": [],
        "deferred_cost": {"provisioned": "0.00", "released": "0.00"},
    }
    assert answer["refusals"] == []
    assert len(answer["fingerprint"]) == 64


def test_as_of_issues_on_that_day_all_that_is_pending(simulate):
    _, out, _ = simulate(a_file(), *RANGE, "--as-of", "2026-03-05", "--json")
    found = json.loads(out)["documents"]
    assert [(each["issue_date"], each["operation_date"]) for each in found] == [
        ("2026-02-28", "2026-02-28"),  # five days back is allowed, 33 are not
        ("2026-03-05", "2026-01-31"),
    ]


def test_one_offs_show_no_number_and_their_kind(simulate):
    visit = {
        "key": "v",
        "item": "VISITA",
        "description": "Visita",
        "unit_price": "60.00",
        "taxes": ["IVA21"],
        "one_off_on": "2026-02-10",
    }
    _, out, _ = simulate(a_file(contract__lines__1=visit), *RANGE, "--json")
    answer = json.loads(out)
    one_off = answer["installments"][1]
    assert (one_off["number"], one_off["kind"], one_off["due_on"]) == (
        None,
        "one_off",
        "2026-02-10",
    )
    assert one_off["period"] == {"from": "2026-02-10", "until": "2026-02-10"}
    assert answer["documents"][1]["installments"] == [None]
    assert answer["documents"][1]["lines"][0]["installment"] is None


def test_what_depends_on_the_date_is_a_refusal_not_bad_input(simulate):
    review = {"from": "2026-03-01", "index": "IPC", "base": "2026-01"}
    code, out, _ = simulate(a_file(contract__reviews=[review]), *RANGE, "--json")
    answer = json.loads(out)
    assert code == 0
    assert [(each["code"], each["fields"]) for each in answer["refusals"]] == [
        ("index_value_missing", ["catalog.indexes.0.values"])
    ]
    assert len(answer["documents"]) == 2


def test_bad_input_is_told_line_by_line_on_standard_error(simulate):
    code, out, err = simulate(
        a_file(customer__name=DROP, contract__lines__0__unit_price=45),
        *("--from", "2026-02-01", "--until", "2026-01-31", "--as-of", "31/01/2026"),
        "--json",
    )
    assert (code, out) == (2, "")
    assert err.splitlines() == [
        "--as-of: “31/01/2026” isn't a date; write it as YYYY-MM-DD.",
        "--from: the date is after --until; swap them.",
        "customer.name: this field is required; give it.",
        "contract.lines.0.unit_price: the number must stand in quotes so that no decimal is lost:"
        ' "45".',
    ]


@pytest.mark.parametrize(
    ("options", "paths"),
    [
        ((), ["--from", "--until"]),
        (("--from", "2026-01-01"), ["--until"]),
        ((*RANGE, "--form", "x"), ["--form", "x"]),
        (("--from", "2026-02-30", "--until", "2026-12-31"), ["--from"]),
    ],
)
def test_options_are_named(simulate, options, paths):
    code, _, err = simulate(a_file(), *options)
    assert code == 2
    assert [each.split(": ")[0] for each in err.splitlines()] == paths


def test_a_range_of_one_day_is_a_range(simulate):
    code, out, _ = simulate(a_file(), "--from", "2026-01-31", "--until", "2026-01-31", "--json")
    assert code == 0
    assert len(json.loads(out)["installments"]) == 1


@pytest.mark.parametrize("name", ["missing.json", "."])
def test_a_file_that_can_not_be_read(tmp_path, capfd, name):
    assert main([str(tmp_path / name), *RANGE]) == 2
    assert capfd.readouterr().err.startswith("file: ")


def test_people_see_a_table(simulate):
    code, out, _ = simulate(a_file(customer__name="Ana [bold]"), *RANGE)
    assert code == 0
    assert "Contract CT-1 · Ana [bold]" in out
    assert "Febrero" in out
    assert "Installments: 3 · Documents: 3" in out


def test_people_see_that_there_is_nothing(simulate):
    _, out, _ = simulate(a_file(), "--from", "2025-01-01", "--until", "2025-12-31")
    assert out.splitlines() == ["Nothing to bill on these dates.", "Installments: 0 · Documents: 0"]


@pytest.mark.parametrize("file", sorted(CONTRACTS.glob("*.json")), ids=lambda file: file.stem)
def test_answers_stay_the_same(simulate, golden, file):
    """Each file says in its contract's `kind` what it is an example of."""
    code, out, err = simulate(
        file.read_bytes(), "--from", "2026-01-01", "--until", "2027-12-31", "--json"
    )
    assert (code, err) == (0, "")
    answer = json.loads(out)
    assert len(answer.pop("fingerprint")) == 64  # its own tests say what it covers
    golden(f"simulate/{file.stem}.json", json.dumps(answer, ensure_ascii=False, indent=2) + "\n")


ENTRY = "from cadencia.cli.entry import main; raise SystemExit(main())"


def command(*arguments, **options):
    return subprocess.run(
        [sys.executable, "-c", ENTRY, *arguments],
        capture_output=True,
        check=False,
        **options,
    )


TEN_YEARS = ("simulate", "-", "--from", "2026-01-01", "--until", "2035-12-31", "--json")


def test_standard_input_and_any_locale():
    form = a_file(customer__name="Núñez", contract__lines__0__description="<CLIENTE> <ANUAL>")
    done = command(*TEN_YEARS, input=data(form), env={"LC_ALL": "C", "PYTHONUTF8": "0"})
    assert done.returncode == 0
    documents = json.loads(done.stdout.decode())["documents"]
    assert len(documents) == 120
    assert documents[119]["lines"][0]["description"] == "Núñez 2035"


def test_no_database_no_framework():
    script = (
        "import sys; from cadencia.cli.simulate import main; main(sys.argv[1:]);"
        "print([n for n in ('django', 'typer', 'rich', 'holidays', 'psycopg') if n in sys.modules],"
        " file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *TEN_YEARS[1:]],
        input=data(a_file()),
        capture_output=True,
        check=True,
    )
    assert done.stderr.decode().strip() == "[]"


def test_ten_years_in_half_a_second_of_one_processor():
    """Measured in processor time: what else the machine does isn't the command's."""
    seconds = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert command(*TEN_YEARS, input=data(a_file())).returncode == 0
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(seconds) < 0.5
