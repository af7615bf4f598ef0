"""`cadencia runs`: the record of what was generated, and what can still be done with it."""

from datetime import date

import pytest

from cadencia.billing import closing, runs
from cadencia.billing.models import Installment, RunCancel
from cadencia.billing.runs import Wish
from cadencia.billing.scopes import Scope
from cadencia.documents.models import Document
from tests.cli.commands import a_gym, cadencia, it_is, the_clock, told
from tests.factories import chief

pytestmark = pytest.mark.django_db(transaction=True)
MARCH = date(2026, 3, 15)


@pytest.fixture(autouse=True)
def _spanish(monkeypatch, settings):
    monkeypatch.setenv("CADENCIA_LANG", "es")
    settings.CLOCK = "tests.cli.commands.the_clock"
    it_is(MARCH)


class TestRecord:
    def test_list_shows_the_latest_first(self):
        a_gym("Ana")
        first = told("generate", "--month", "2026-01")["run"]
        second = told("generate", "--month", "2026-02", "--drafts")["run"]
        found = told("runs", "list")
        assert [(each["run"], each["state"]) for each in found] == [
            (second, "drafted"), (first, "issued"),
        ]  # fmt: skip
        shown = cadencia("runs", "list")
        assert "enero de 2026" in shown.stdout
        assert "en borrador" in shown.stdout

    def test_list_without_any(self):
        a_gym()
        assert "Todavía no se ha generado nada." in cadencia("runs", "list").stdout

    def test_show_says_who_when_what_and_how_many(self):
        a_gym("Ana")
        run = told("generate", "--month", "2026-01")["run"]
        shown = cadencia("runs", "show", run)
        assert shown.exit_code == 0
        assert "línea de órdenes" in shown.stdout
        assert "2026-03-15 11:00" in shown.stdout  # Madrid
        assert "F-2026-000001" in shown.stdout
        found = told("runs", "show", run)
        assert found["chunks"] == {"total": 1, "done": 1}
        assert found["scope"] == {"from": "2026-01-01", "until": "2026-01-31"}

    def test_show_of_one_that_is_not_there(self):
        a_gym()
        refused = cadencia("runs", "show", 999)
        assert refused.exit_code == 2
        assert "RUN: Gimnasio Fuerte no tiene la generación 999" in refused.stderr


class TestUndo:
    def test_drafts_are_deleted_and_due_again(self):
        a_gym("Ana")
        run = told("generate", "--month", "2026-01", "--drafts")["run"]
        shown = cadencia("runs", "undo", run)
        assert shown.exit_code == 0
        assert "1 borradores borrados" in shown.stdout
        assert not Document.objects.exists()
        assert Installment.objects.get().state == "reopened"

    def test_what_is_issued_is_not(self):
        a_gym("Ana")
        run = told("generate", "--month", "2026-01")["run"]
        refused = cadencia("runs", "undo", run)
        assert refused.exit_code == 1
        assert "está emitida" in refused.stderr
        assert "rectificativa" in refused.stderr

    def test_in_json(self):
        a_gym("Ana")
        run = told("generate", "--month", "2026-01", "--drafts")["run"]
        assert told("runs", "undo", run) == {"run": run, "state": "undone", "documents": 1}


class TestIssue:
    def test_drafts_get_their_numbers(self):
        a_gym("Ana")
        run = told("generate", "--month", "2026-01", "--drafts")["run"]
        shown = cadencia("runs", "issue", run)
        assert shown.exit_code == 0
        assert "F-2026-000001" in shown.stdout

    def test_twice_is_refused(self):
        a_gym("Ana")
        run = told("generate", "--month", "2026-01")["run"]
        refused = cadencia("runs", "issue", run)
        assert refused.exit_code == 1
        assert "está emitida: solo se emite una en borrador" in refused.stderr


class TestSetAside:
    def test_the_others_go_on(self):
        company = a_gym("Ana")
        run = told("generate", "--month", "2026-01", "--drafts")["run"]
        closing.approve(run, by=chief(company.pk), clock=the_clock)
        refused = cadencia("generate", "--month", "2026-02")
        assert f"cadencia runs set-aside {run} --company {company.code}" in refused.stderr
        shown = cadencia("runs", "set-aside", run)
        assert shown.exit_code == 0
        assert "apartada con 1 borradores" in shown.stdout
        assert cadencia("generate", "--month", "2026-02").exit_code == 0
        assert "se apartó" in cadencia("runs", "show", run).stdout
        assert told("runs", "issue", run)["state"] == "issued"

    def test_one_that_is_not_being_issued(self):
        a_gym("Ana")
        run = told("generate", "--month", "2026-01", "--drafts")["run"]
        refused = cadencia("runs", "set-aside", run)
        assert refused.exit_code == 1
        assert "solo se aparta una que se esté emitiendo" in refused.stderr


class TestCancel:
    def test_one_that_is_being_drafted(self):
        company = a_gym("Ana")
        started = runs.start(Scope(as_of=MARCH), Wish(), by=chief(company.pk), clock=the_clock)
        shown = cadencia("runs", "cancel", started.run_id)
        assert shown.exit_code == 0
        assert RunCancel.objects.filter(run_id=started.run_id).exists()
        assert "cadencia generate --company" in shown.stdout

    def test_an_issued_one(self):
        a_gym("Ana")
        run = told("generate", "--month", "2026-01")["run"]
        refused = cadencia("runs", "cancel", run)
        assert refused.exit_code == 1
        assert "solo se para una que se esté preparando" in refused.stderr
