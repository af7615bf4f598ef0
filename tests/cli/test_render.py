"""Documents, PDFs and jobs from the command line."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from datetime import date
from io import BytesIO
from urllib.parse import urlsplit, urlunsplit

import pypdf
import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob
from typer.testing import CliRunner

from cadencia.billing.models import BillingRun
from cadencia.cli import worker_process
from cadencia.cli.main import app
from cadencia.documents import tasks
from cadencia.documents.models import DocumentFile
from cadencia.parties.models import Company
from tests.factories import A_MOMENT, a_company, a_customer, a_draft_document, an_issued_document
from tests.job_queue import empty_queue  # noqa: F401


def cadencia(*arguments):
    return CliRunner().invoke(app, [str(each) for each in arguments])


def a_run(company):
    return BillingRun.objects.create(
        company=company, scope_key="all", as_of=date(2026, 1, 31), state="issued",
        started_at=A_MOMENT,
    )  # fmt: skip


def text_of(pdf):
    return "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages)


@pytest.fixture(autouse=True)
def in_english(monkeypatch):
    monkeypatch.setenv("CADENCIA_LANG", "en")


@pytest.mark.django_db
class TestRender:
    def test_what_is_missing_is_made(self):
        company = a_company()
        customer = a_customer(company)
        documents = [an_issued_document(customer, number) for number in (1, 2, 3)]
        a_draft_document(customer)
        first = cadencia("render", "--company", company.code, "--json")
        assert first.exit_code == 0, first.output
        assert json.loads(first.stdout) == {
            "company": company.code, "run": None, "made": 3, "waiting": 0, "failures": [],
        }  # fmt: skip
        assert DocumentFile.objects.filter(document__in=documents).count() == 3
        again = cadencia("render", "--company", company.code)
        assert "PDFs made: 0. Still missing: 0." in again.stdout

    def test_only_those_of_a_run(self):
        company = a_company()
        customer = a_customer(company)
        run = a_run(company)
        for number in (1, 2):
            an_issued_document(customer, number, run_id=run.pk)
        an_issued_document(customer, 3)
        told = json.loads(cadencia("render", "--run", run.pk, "--json").stdout)
        assert (told["made"], told["waiting"]) == (2, 0)

    def test_a_dry_run_makes_nothing(self):
        company = a_company()
        an_issued_document(a_customer(company))
        told = json.loads(cadencia("render", "--dry-run", "--json").stdout)
        assert (told["made"], told["waiting"]) == (0, 1)
        assert not DocumentFile.objects.exists()

    def test_what_cannot_be_made_is_told(self):
        company = a_company()
        an_issued_document(a_customer(company), 41)
        Company.objects.filter(pk=company.pk).update(logo=b"nothing")
        refused = cadencia("render", "--json")
        assert refused.exit_code == 1
        told = json.loads(refused.stdout)
        (failure,) = told["failures"]
        assert (told["made"], told["waiting"]) == (0, 1)
        assert (failure["document"], failure["reason"]) == ("F-2026-000041", "LogoNotAPicture")
        assert "PNG" in failure["message"]
        shown = cadencia("render", "--dry-run")
        assert "F-2026-000041: Logo: " in shown.stdout

    def test_a_run_of_nobody(self):
        a_company()
        refused = cadencia("render", "--run", 10**9)
        assert refused.exit_code == 2
        assert "--run: " in refused.output


@pytest.mark.django_db
class TestDocuments:
    def test_the_list(self):
        company = a_company()
        customer = a_customer(company, "Ana")
        issued = an_issued_document(customer, 41)
        draft = a_draft_document(customer)
        cadencia("pdf", "F-2026-000041", "--out", "-")
        newest, oldest = json.loads(cadencia("documents", "--json").stdout)
        assert (newest["id"], newest["number"], newest["state"]) == (draft.pk, None, "draft")
        assert oldest == {
            "id": issued.pk, "number": "F-2026-000041", "kind": "invoice", "state": "issued",
            "issue_date": "2026-01-31", "operation_date": "2026-01-31",
            "customer": customer.code, "name": "Ana", "total": "121.00", "payable": "121.00",
            "currency": "EUR", "run": None, "pdf": True,
        }  # fmt: skip
        shown = cadencia("documents", "--limit", 1)
        assert f"#{draft.pk}" in shown.stdout
        assert "and 1 more" in shown.stdout

    def test_of_a_run_with_drafts(self):
        company = a_company()
        customer = a_customer(company)
        run = a_run(company)
        issued = an_issued_document(customer, 1, run_id=run.pk)
        an_issued_document(customer, 2)
        draft = a_draft_document(customer, run_id=run.pk)
        listed = json.loads(cadencia("documents", "--run", run.pk, "--json").stdout)
        assert [each["id"] for each in listed] == [draft.pk, issued.pk]

    def test_there_are_none(self):
        a_company()
        assert "There are no documents." in cadencia("documents").stdout


@pytest.mark.django_db
class TestPdf:
    def test_of_one_document(self, tmp_path):
        an_issued_document(a_customer(a_company()), 41)
        shown = cadencia("pdf", "f-2026-41", "--out", tmp_path)
        assert shown.exit_code == 0, shown.output
        written = tmp_path / "F-2026-000041.pdf"
        assert str(written) in shown.stdout
        assert "F-2026-000041" in text_of(written.read_bytes())

    def test_of_a_draft(self, tmp_path):
        draft = a_draft_document(a_customer(a_company()))
        cadencia("pdf", f"#{draft.pk}", "--out", tmp_path / "draft.pdf")
        assert "BORRADOR" in text_of((tmp_path / "draft.pdf").read_bytes())

    def test_a_duplicate_in_english(self, tmp_path):
        an_issued_document(a_customer(a_company()), 41)
        file = tmp_path / "copy.pdf"
        cadencia("pdf", "F-2026-41", "--out", file, "--duplicate", "--language", "en")
        assert "DUPLICATE" in text_of(file.read_bytes())

    def test_of_a_run_goes_on_where_it_was(self, tmp_path):
        company = a_company()
        customer = a_customer(company)
        run = a_run(company)
        for number in (1, 2, 3):
            an_issued_document(customer, number, run_id=run.pk)
        folder = tmp_path / "pdfs"
        assert "3 PDFs" in cadencia("pdf", "--run", run.pk, "--out", folder).stdout
        names = [f"F-2026-00000{number}.pdf" for number in (1, 2, 3)]
        assert sorted(each.name for each in folder.iterdir()) == names
        (folder / names[0]).unlink()
        (folder / names[1]).write_bytes(b"%PDF half of a fi")
        untouched = (folder / names[2]).stat().st_mtime_ns
        cadencia("pdf", "--run", run.pk, "--out", folder)
        hashes = [hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names]
        kept = DocumentFile.objects.order_by("document").values_list("sha256", flat=True)
        assert hashes == list(kept)
        assert (folder / names[2]).stat().st_mtime_ns == untouched

    @pytest.mark.parametrize(
        ("arguments", "told"),
        [
            ([], "DOCUMENT, --run: "),
            (["F-2026-1", "--run", "1"], "DOCUMENT, --run: "),
            (["F-2026-000099"], "has no document F-2026-000099"),
            (["F-2026-000041", "--language", "fr"], "--language: "),
            (["--run", "1", "--duplicate"], "these are for one document"),
            (["F-2026-000041", "--out", "/nonexistent/folder/x.pdf"], "can't be written"),
        ],
    )
    def test_what_is_refused(self, arguments, told):
        an_issued_document(a_customer(a_company()), 41)
        refused = cadencia("pdf", *arguments)
        assert refused.exit_code == 2
        assert told in refused.output

    def test_a_run_that_issued_nothing(self, tmp_path):
        run = a_run(a_company())
        refused = cadencia("pdf", "--run", run.pk, "--out", tmp_path)
        assert refused.exit_code == 1
        assert "has issued no documents" in refused.output


def worker(*arguments):
    """Start a worker in a process of its own, on the database of the tests."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    address = urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}"))
    return subprocess.Popen(
        [sys.executable, "-c", "from cadencia.cli.entry import main; main()", "worker", *arguments],
        env={**os.environ, "DATABASE_URL": address},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )


def wait_until(true, *, seconds=60):
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, "it took too long"
        time.sleep(0.05)


@pytest.mark.usefixtures("empty_queue")
class TestWorker:
    def test_until_empty_in_two_processes(self):
        company = a_company()
        customer = a_customer(company)
        documents = [an_issued_document(customer, number) for number in range(1, 9)]
        for start in range(0, 8, 2):
            tasks.defer_rendering([each.pk for each in documents[start : start + 2]], company.pk)
        with worker("--until-empty", "--concurrency", "2") as process:
            assert process.wait(120) == 0, process.stderr.read()
        assert DocumentFile.objects.count() == 8
        waiting = ProcrastinateJob.objects.filter(task_name="documents.make_files")
        assert not waiting.exists()

    def test_a_signal_lets_the_job_at_hand_end(self):
        company = a_company()
        customer = a_customer(company)
        documents = [an_issued_document(customer, number) for number in range(1, 31)]
        tasks.defer_rendering([each.pk for each in documents], company.pk)
        with worker() as process:
            wait_until(lambda: ProcrastinateJob.objects.filter(status="doing").exists())
            process.send_signal(signal.SIGTERM)
            assert process.wait(120) == 0, process.stderr.read()
        assert DocumentFile.objects.count() == 30
        assert not ProcrastinateJob.objects.filter(status="doing").exists()

    def test_a_killed_job_goes_on_where_it_was(self):
        company = a_company()
        customer = a_customer(company)
        documents = [an_issued_document(customer, number) for number in range(1, 61)]
        tasks.defer_rendering([each.pk for each in documents], company.pk)
        with worker() as process:
            wait_until(DocumentFile.objects.exists)
            process.kill()
        kept = dict(DocumentFile.objects.values_list("document", "created_at"))
        assert 0 < len(kept) < 60
        _grow_old()
        with worker("--until-empty") as process:
            assert process.wait(120) == 0, process.stderr.read()
        assert DocumentFile.objects.count() == 60
        after = dict(DocumentFile.objects.values_list("document", "created_at"))
        assert {each: after[each] for each in kept} == kept

    def test_a_job_that_kills_its_workers_is_given_up(self):
        tasks.defer_rendering([1], 7)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE procrastinate_jobs SET status = 'doing', worker_id = NULL, attempts = %s",
                [worker_process.MOST_ATTEMPTS],
            )
        with worker("--until-empty") as process:
            assert process.wait(120) == 0, process.stderr.read()
        assert ProcrastinateJob.objects.get(task_name="documents.make_files").status == "failed"


def _grow_old():
    """Let the last sign of life of the killed worker be a minute old."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '1 minute'"
        )
