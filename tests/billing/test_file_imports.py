"""Imports that people ask for: received, checked, made; who may, and what is kept of them."""

from datetime import UTC, datetime, timedelta

import pytest

from cadencia.billing import file_imports, import_task
from cadencia.billing.file_imports import How, NoSuchImport, NotChecked, Received
from cadencia.billing.models import FileImport, ImportedFile
from cadencia.contracts.models import Contract
from cadencia.parties import behind_wall
from cadencia.parties.access import GRANTS, Actor, NotAllowed, Role
from cadencia.parties.models import Customer
from cadencia.parties.people import History
from cadencia.parties.people_services import create_user
from cadencia.parties.problems import ValuesRefused
from tests.factories import a_company, chief

pytestmark = pytest.mark.django_db(transaction=True)
A_MOMENT = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
CUSTOMERS = "Código;Nombre\nS1;Ana Ruiz\nS2;Berta Sanz\n".encode()
WRONG = "Código;Nombre;Idioma\nS1;Ana Ruiz;xx\n;Berta Sanz;es\n".encode()
CONTRACTS = (
    "Contrato;Cliente;Periodicidad;Cuota inicial;Descripción;Precio;Impuestos\n"
    "ABO-1;S1;mes;31/01/2026;Cuota <MENSUAL>;1.029,90;IVA21\n"
).encode()


def clock():
    return A_MOMENT


def received(*files, by, **how):
    named = [Received(name, content) for name, content in files]
    return file_imports.receive(named, How(**how), at=A_MOMENT, by=by)


def someone(company, role):
    return Actor(company_id=company.pk, permissions=GRANTS[role], channel="web", name="Eva")


def test_checked_first_and_then_imported_in_the_clerks_name():
    company = a_company()
    clerk = someone(company, Role.CLERK)
    row = received(("clientes.csv", CUSTOMERS), ("contratos.csv", CONTRACTS), by=clerk)
    assert (row.state, row.name, row.files[0]) == (
        "waiting", "Eva", {"name": "clientes.csv", "size": len(CUSTOMERS)},
    )  # fmt: skip
    checked = file_imports.check(row.pk, clock=clock, by=clerk)
    assert (checked.state, checked.problem_count) == ("checked", 0)
    assert checked.summary["created"] == {"customers": 2, "contracts": 1}
    assert not Customer.objects.filter(company=company).exists()
    made = file_imports.carry_out(row.pk, clock=clock, by=clerk)
    assert (made.state, made.imported_at) == ("imported", A_MOMENT)
    assert str(Contract.objects.get(company=company).lines.get().unit_price) == "1029.90"
    assert not ImportedFile.objects.exists()
    channels = History.objects.filter(company=company, owner_table="contracts_contract")
    assert set(channels.values_list("channel", flat=True)) == {"web"}


def test_all_problems_are_kept_and_nothing_is_written():
    company = a_company()
    by = chief(company.pk)
    row = received(("clientes.csv", WRONG), by=by)
    refused = file_imports.check(row.pk, clock=clock, by=by)
    assert (refused.state, refused.problem_count) == ("refused", 2)
    places = [(each["row"], each["column"], each["value"]) for each in refused.problems]
    assert places == [(2, "Idioma", "xx"), (3, "Código", None)]
    assert all(each["problem"] and each["remedy"] for each in refused.problems)
    with pytest.raises(NotChecked):
        file_imports.carry_out(row.pk, clock=clock, by=by)
    assert not Customer.objects.filter(company=company).exists()


def test_what_became_wrong_since_the_check_is_refused_by_the_import():
    company = a_company()
    by = chief(company.pk)
    row = received(("contratos.csv", CONTRACTS), ("clientes.csv", CUSTOMERS), by=by)
    file_imports.check(row.pk, clock=clock, by=by)
    ImportedFile.objects.filter(name="clientes.csv").delete()
    assert file_imports.carry_out(row.pk, clock=clock, by=by).state == "refused"
    assert not Contract.objects.filter(company=company).exists()


def test_numbers_and_dates_are_read_as_told():
    company = a_company()
    by = chief(company.pk)
    english = CONTRACTS.replace(b"31/01/2026", b"2026-01-31").replace(b"1.029,90", b"1,029.90")
    row = received(
        ("clientes.csv", CUSTOMERS), ("contratos.csv", english), by=by, locale="en", language="en"
    )
    assert file_imports.check(row.pk, clock=clock, by=by).state == "checked"
    row = received(("clientes.csv", CUSTOMERS), ("contratos.csv", english), by=by)
    assert file_imports.check(row.pk, clock=clock, by=by).state == "refused"


def test_what_a_sheet_holds_may_be_said():
    by = chief(a_company().pk)
    row = received(("gente.csv", CUSTOMERS), by=by)
    assert file_imports.check(row.pk, clock=clock, by=by).state == "refused"
    row = received(("gente.csv", CUSTOMERS), by=by, kind="customers")
    assert file_imports.check(row.pk, clock=clock, by=by).state == "checked"


@pytest.mark.parametrize(
    ("files", "how", "paths"),
    [
        ([], {}, ["files"]),
        ([("a.csv", b" \n"), ("b.exe", b"x")], {}, ["files", "files"]),
        ([("a.csv", b"x")] * 21, {}, ["files"]),
        ([("a.csv", b"x")], {"locale": "fr", "kind": "dogs"}, ["locale", "kind"]),
    ],
)
def test_files_that_will_not_do_are_refused_all_at_once(files, how, paths):
    by = chief(a_company().pk)
    with pytest.raises(ValuesRefused) as refused:
        received(*files, by=by, **how)
    assert [each.path for each in refused.value.problems] == paths
    assert not FileImport.objects.exists()


def test_a_file_that_is_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(file_imports, "MEGABYTE", 0.01)
    by = chief(a_company().pk)
    with pytest.raises(ValuesRefused, match="100 MB"):
        received(("a.csv", b"x" * 11), by=by)


def test_a_name_with_a_way_in_it_stays_in_its_folder():
    by = chief(a_company().pk)
    row = received(("../../clientes.csv", CUSTOMERS), by=by)
    assert file_imports.check(row.pk, clock=clock, by=by).state == "checked"


def test_who_may_import_what():
    company = a_company()
    auditor, accountant = someone(company, Role.AUDITOR), someone(company, Role.ACCOUNTANT)
    with pytest.raises(NotAllowed):
        received(("clientes.csv", CUSTOMERS), by=auditor)
    row = received(("clientes.csv", CUSTOMERS), by=accountant)
    assert file_imports.check(row.pk, clock=clock, by=accountant).state == "checked"
    row = received(("clientes.csv", CUSTOMERS), ("contratos.csv", CONTRACTS), by=accountant)
    with pytest.raises(NotAllowed):
        file_imports.check(row.pk, clock=clock, by=accountant)


def test_an_import_of_another_company_is_none():
    mine, theirs = chief(a_company().pk), chief(a_company().pk)
    row = received(("clientes.csv", CUSTOMERS), by=theirs)
    for ask in (
        lambda: file_imports.find(row.pk, by=mine),
        lambda: file_imports.check(row.pk, clock=clock, by=mine),
        lambda: file_imports.carry_out(row.pk, clock=clock, by=mine),
        lambda: file_imports.discard(row.pk, by=mine),
    ):
        with pytest.raises(NoSuchImport):
            ask()
    assert file_imports.listed(by=mine) == []
    assert [each.pk for each in file_imports.listed(by=theirs)] == [row.pk]


def test_small_ones_are_imported_behind_the_wall():
    company = a_company()
    clerk = someone(company, Role.CLERK)
    with behind_wall.of(company.pk):
        row = received(("clientes.csv", CUSTOMERS), ("contratos.csv", CONTRACTS), by=clerk)
        assert file_imports.is_small(row)
        assert file_imports.check(row.pk, clock=clock, by=clerk).state == "checked"
        assert file_imports.carry_out(row.pk, clock=clock, by=clerk).state == "imported"
    assert Contract.objects.filter(company=company).count() == 1


def test_files_that_nobody_imports_are_forgotten():
    by = chief(a_company().pk)
    row = received(("clientes.csv", CUSTOMERS), by=by)
    file_imports.forget_old(at=A_MOMENT + timedelta(days=7))
    assert file_imports.has_files(row)
    file_imports.forget_old(at=A_MOMENT + timedelta(days=7, seconds=1))
    assert not file_imports.has_files(row)
    with pytest.raises(NoSuchImport):
        file_imports.check(row.pk, clock=clock, by=by)
    other = received(("clientes.csv", CUSTOMERS), by=by)
    file_imports.discard(other.pk, by=by)
    assert not file_imports.has_files(other)
    assert FileImport.objects.count() == 2


class TestJobs:
    @pytest.fixture(autouse=True)
    def a_clock(self, settings):
        settings.CLOCK = "tests.billing.test_file_imports.clock"

    def job(self, row, **said):
        asked = {"user_id": None, "channel": "web", "carry_out": False, **said}
        import_task.look_at_import(company_id=row.company_id, import_id=row.pk, **asked)
        row.refresh_from_db()
        return row.state

    def test_a_job_checks_and_imports(self):
        row = received(("clientes.csv", CUSTOMERS), by=chief(a_company().pk))
        assert self.job(row, carry_out=True) == "waiting"  # not checked yet
        assert self.job(row) == "checked"
        assert self.job(row, carry_out=True) == "imported"
        assert self.job(row, carry_out=True) == "imported"
        assert Customer.objects.count() == 2

    def test_who_lost_the_role_meanwhile_imports_nothing(self):
        company = a_company()
        user = create_user({"username": "eva"}, "una clave larga", "clerk", by=chief(company.pk))
        row = received(("clientes.csv", CUSTOMERS), by=chief(company.pk))
        assert self.job(row, user_id=user.pk) == "checked"
        user.memberships.update(role=Role.AUDITOR)
        assert self.job(row, user_id=user.pk, carry_out=True) == "checked"
        assert row.failure == "not_allowed"
        assert not Customer.objects.exists()

    def test_how_far_it_is_is_seen_by_others(self, monkeypatch):
        seen = []
        monkeypatch.setattr(import_task, "SECONDS_BETWEEN", 0)
        monkeypatch.setattr(
            file_imports, "_ended", lambda row, *_: seen.append(FileImport.objects.get().stage)
        )
        row = received(("clientes.csv", CUSTOMERS), by=chief(a_company().pk))
        self.job(row)
        assert seen == ["due"]

    def test_an_error_that_nobody_foresaw_is_told(self, monkeypatch):
        def fails(*_):
            raise ZeroDivisionError

        monkeypatch.setattr(file_imports.importing, "import_files", fails)
        row = received(("clientes.csv", CUSTOMERS), by=chief(a_company().pk))
        assert self.job(row) == "failed"
        assert row.failure == "ZeroDivisionError"
        monkeypatch.undo()
        assert self.job(row) == "checked"
        assert row.failure == ""
