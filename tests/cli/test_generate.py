"""`cadencia generate`: bills once, stops in time, and always says how to go on."""

import json
import os
import signal
import time
from datetime import date

import pytest
from rich.console import Console

from cadencia.billing import runs
from cadencia.billing.models import BillingRun, RunCancel
from cadencia.billing.runs import Wish
from cadencia.billing.scopes import Scope
from cadencia.cli import run_watch
from cadencia.cli.run_words import WORDS
from cadencia.cli.wording import Speaker
from cadencia.documents.models import Document
from cadencia.parties.models import Company
from tests.cli.commands import (
    a_gym,
    a_member,
    a_member_that_cannot_be_billed,
    cadencia,
    it_is,
    the_clock,
    told,
)
from tests.factories import chief

pytestmark = pytest.mark.django_db(transaction=True)
MARCH = date(2026, 3, 15)


@pytest.fixture(autouse=True)
def _spanish(monkeypatch, settings):
    monkeypatch.setenv("CADENCIA_LANG", "es")
    settings.CLOCK = "tests.cli.commands.the_clock"
    it_is(MARCH)


@pytest.fixture
def heard_as_usual():
    """Ctrl-C does what it does in a terminal: a program started beside it may be deaf to it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def issued():
    return Document.objects.filter(number__isnull=False).count()


def wait_until(happens):
    ends = time.monotonic() + 60
    while not happens():
        assert time.monotonic() < ends
        time.sleep(0.01)


def press_ctrl_c_and_wait():
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(1)


class TestBilling:
    def test_issues_and_says_what_came_out(self):
        a_gym("Ana", "Berta")
        shown = cadencia("generate", "--month", "2026-01")
        assert shown.exit_code == 0, shown.output
        assert "enero de 2026: emitida" in shown.stdout
        assert "F-2026-000001 a F-2026-000002 (2)" in shown.stdout
        assert "108,90" in shown.stdout
        assert issued() == 2

    def test_again_bills_nothing_and_names_the_next_date(self):
        a_gym("Ana")
        cadencia("generate", "--month", "2026-01")
        again = cadencia("generate", "--month", "2026-01")
        assert again.exit_code == 0
        assert "No había nada que facturar." in again.stdout
        assert "La próxima fecha es el 28/02/2026." in again.stdout
        assert issued() == 1

    def test_in_json(self):
        a_gym("Ana")
        found = told("generate")
        assert (found["state"], found["documents"], found["installments"]) == ("issued", 2, 2)
        assert found["totals"] == {"EUR": "108.90"}
        assert found["numbers"] == [
            {
                "series": "F", "type": "invoice", "fiscal_year": 2026,
                "from": "F-2026-000001", "until": "F-2026-000002", "documents": 2,
            }
        ]  # fmt: skip
        assert found["documents_per_second"] > 0
        assert found["next"] == []

    def test_one_that_cannot_be_billed_stops_nobody(self):
        company = a_gym("Ana")
        bad = a_member_that_cannot_be_billed(company, "Berta")
        shown = cadencia("generate", "--month", "2026-01")
        assert shown.exit_code == 1
        assert "1 contrato no se ha podido facturar" in shown.stdout
        assert bad.code in shown.stdout
        assert issued() == 1

    def test_what_is_excluded_waits(self):
        company = a_gym("Ana")
        mine = a_member(company, "Berta")
        found = told("generate", "--month", "2026-01", "--exclude", f"{mine.code}@2026-01-31")
        assert found["documents"] == 1
        assert found["excluded"] == [{"contract": mine.code, "due_on": "2026-01-31"}]
        assert told("generate", "--month", "2026-01")["documents"] == 1

    def test_two_workers(self):
        a_gym("Ana", "Berta")
        assert told("generate", "--month", "2026-01", "--workers", 2)["documents"] == 2


class TestDrafts:
    def test_as_the_company_says(self):
        a_gym("Ana", documents_are="draft")
        found = told("generate", "--month", "2026-01")
        assert (found["state"], found["drafts"]) == ("drafted", 1)
        assert issued() == 0

    def test_wait_to_be_issued(self):
        company = a_gym("Ana")
        shown = cadencia("generate", "--month", "2026-01", "--drafts")
        run = BillingRun.objects.get()
        assert shown.exit_code == 0
        assert f"cadencia runs issue {run.pk} --company {company.code}" in shown.stdout
        assert f"cadencia runs undo {run.pk} --company {company.code}" in shown.stdout
        assert issued() == 0

    def test_what_waits_is_named_when_nothing_is_due(self):
        a_gym("Ana")
        cadencia("generate", "--month", "2026-01", "--drafts")
        shown = cadencia("generate", "--month", "2026-01")
        assert "dejó 1 documentos en borrador" in shown.stdout

    def test_drafts_and_issue_exclude_each_other(self):
        a_gym("Ana")
        refused = cadencia("generate", "--drafts", "--issue")
        assert refused.exit_code == 2
        assert "--drafts, --issue" in refused.stderr


class TestExpect:
    def test_a_preview_that_holds(self):
        a_gym("Ana")
        fingerprint = told("preview", "--month", "2026-01")["summary"]["fingerprint"]
        assert told("generate", "--month", "2026-01", "--expect", fingerprint)["state"] == "issued"

    def test_a_preview_that_does_not_hold_issues_nothing_and_names_what_changed(self):
        company = a_gym("Ana")
        fingerprint = told("preview", "--month", "2026-01")["summary"]["fingerprint"]
        late = a_member(company, "Berta")
        shown = cadencia("generate", "--month", "2026-01", "--expect", fingerprint, "--approve")
        assert shown.exit_code == 1
        assert "La vista previa ya no vale" in shown.stdout
        assert f"{late.code} (nuevo)" in shown.stdout
        assert issued() == 0

    def test_what_is_no_fingerprint(self):
        a_gym("Ana")
        refused = cadencia("generate", "--expect", "abc")
        assert refused.exit_code == 2
        assert "--expect: «abc» no es una huella" in refused.stderr


class TestStopped:
    def test_by_a_safety_bound_with_numbers_contracts_and_what_to_do(self):
        company = a_gym(max_installments_per_contract=1)
        mine = a_member(company, "Ana")
        shown = cadencia("generate")
        run = BillingRun.objects.get()
        assert shown.exit_code == 1
        assert f"1 contratos tienen más de 1 cuotas: {mine.code}." in shown.stdout
        assert f"cadencia runs issue {run.pk}" in shown.stdout
        assert issued() == 0

    def test_approved_beforehand(self):
        a_gym("Ana", max_installments_per_contract=1)
        shown = cadencia("generate", "--approve")
        assert shown.exit_code == 0
        assert "Aprobado pese a estos avisos" in shown.stdout
        assert issued() == 2

    def test_issued_afterwards(self):
        a_gym("Ana", max_installments_per_contract=1)
        run = told("generate")["run"]
        assert told("runs", "issue", run)["state"] == "issued"
        assert issued() == 2

    def test_by_somebody_is_resumed_by_the_same_command(self):
        company = a_gym("Ana")
        started = runs.start(Scope(as_of=MARCH), Wish(), by=chief(company.pk), clock=the_clock)
        runs.cancel(started.run_id, by=chief(company.pk), clock=the_clock)
        shown = cadencia("generate")
        assert f"La generación {started.run_id} estaba a medias" in shown.stderr
        assert shown.exit_code == 0
        assert issued() == 2

    def test_by_ctrl_c(self):
        company = a_gym("Ana")
        started = runs.start(Scope(as_of=MARCH), Wish(), by=chief(company.pk), clock=the_clock)
        console = Console(stderr=True)
        say = Speaker(WORDS, "es")
        before = signal.getsignal(signal.SIGINT)
        with run_watch.stopping(started.run_id, chief(company.pk), console, say):
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.1)
        assert RunCancel.objects.filter(run_id=started.run_id).exists()
        assert signal.getsignal(signal.SIGINT) is before

    def test_a_second_ctrl_c_does_not_wait(self, heard_as_usual):
        company = a_gym("Ana")
        started = runs.start(Scope(as_of=MARCH), Wish(), by=chief(company.pk), clock=the_clock)
        console = Console(stderr=True)
        with run_watch.stopping(started.run_id, chief(company.pk), console, Speaker(WORDS, "es")):
            os.kill(os.getpid(), signal.SIGINT)
            wait_until(RunCancel.objects.filter(run_id=started.run_id).exists)  # it was heard
            with pytest.raises(KeyboardInterrupt):
                press_ctrl_c_and_wait()


class TestRefused:
    def test_while_another_run_is_open(self):
        company = a_gym("Ana")
        other = runs.start(
            Scope(as_of=date(2026, 1, 31)), Wish(issue=False), by=chief(company.pk), clock=the_clock
        )
        refused = cadencia("generate", "--month", "2026-02")
        assert refused.exit_code == 1
        assert f"La generación {other.run_id}" in refused.stderr
        resume = f"cadencia generate --company {company.code} --as-of 2026-01-31 --drafts"
        assert resume in refused.stderr
        assert cadencia(*resume.split()[1:]).exit_code == 0

    def test_when_the_clock_went_back(self):
        a_gym("Ana")
        cadencia("generate", "--month", "2026-01")
        it_is(date(2026, 3, 14))
        refused = cadencia("generate", "--month", "2026-02")
        assert refused.exit_code == 1
        assert "El reloj marca 2026-03-14 10:00:00 UTC" in refused.stderr
        it_is(date(2026, 3, 16))
        assert cadencia("generate", "--month", "2026-02").exit_code == 0
        assert issued() == 2

    def test_in_a_closed_period_before_anything_is_drafted(self):
        company = a_gym("Ana")
        Company.objects.filter(pk=company.pk).update(closed_until=MARCH)
        refused = cadencia("generate")
        assert refused.exit_code == 1
        assert "Hoy, 15/03/2026, está en un período cerrado" in refused.stderr
        assert not BillingRun.objects.exists()

    def test_without_printed_data_of_the_company(self):
        company = a_gym("Ana")
        Company.objects.filter(pk=company.pk).update(issuer_snapshot=None)
        refused = cadencia("generate")
        assert refused.exit_code == 1
        assert "no tiene datos para imprimir" in refused.stderr

    @pytest.mark.parametrize(
        ("day", "exit_code"),
        [("2026-02-27", 2), ("2026-02-28", 0), ("2026-03-15", 0), ("2026-03-16", 2)],
    )
    def test_a_document_date_is_at_most_fifteen_days_back(self, day, exit_code):
        a_gym("Ana")
        shown = cadencia("generate", "--month", "2026-01", "--document-date", day)
        assert shown.exit_code == exit_code, shown.output
        if exit_code:
            assert "hoy vale del 2026-02-28 al 2026-03-15" in shown.stderr
        else:
            assert Document.objects.get().issue_date == date.fromisoformat(day)

    def test_a_document_date_that_gives_way_is_told(self):
        a_gym("Ana")
        cadencia("generate", "--month", "2026-01")  # on 15 March: that is its date
        shown = cadencia("generate", "--month", "2026-02", "--document-date", "2026-03-01")
        assert shown.exit_code == 0, shown.output
        assert "1 documentos llevan la fecha 15/03/2026 en lugar de 01/03/2026" in shown.output
        run = BillingRun.objects.latest("pk").pk
        assert told("runs", "show", run)["dated_otherwise"] == [
            {"issue_date": "2026-03-15", "documents": 1}
        ]

    @pytest.mark.parametrize("workers", ["0", "65"])
    def test_workers_that_make_no_sense(self, workers):
        a_gym("Ana")
        refused = cadencia("generate", "--workers", workers)
        assert refused.exit_code == 2
        assert "--workers: escriba un número de 1 a 64" in refused.stderr


def test_progress_is_told_in_plain_lines_without_a_terminal():
    a_gym("Ana")
    shown = cadencia("generate", "--month", "2026-01")
    assert "Preparando: 1 de 1 bloques, 1 documentos" in shown.stderr
    assert "Emitiendo: 1 de 1" in shown.stderr
    assert json.loads(cadencia("generate", "--month", "2026-02", "--json").stdout)["documents"] == 1
