"""`cadencia demo`: the first call bills the first month, each later one goes on."""

import json
import os
from datetime import date
from hashlib import sha256
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection

from cadencia.billing import runs
from cadencia.billing.models import BillingRun
from cadencia.billing.runs import Wish
from cadencia.billing.scopes import Scope, month
from cadencia.contracts.models import Contract
from cadencia.documents.models import Document, DocumentFile
from cadencia.parties.models import Company
from tests.cli.commands import cadencia, it_is, the_clock
from tests.factories import chief
from tests.job_queue import empty_queue  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)

COMPANY = {
    "code": "muestra",
    "name": "Muestra",
    "legal_name": "Muestra, S.L.",
    "tax_id": "B84230176",
    "address": "Calle Mayor, 1",
    "postal_code": "28001",
    "city": "Madrid",
    "province": "Madrid",
    "country": "ES",
    "default_taxes": ["IVA21"],
    "series": [{"code": "G", "name": "Cuotas", "kind": "invoice", "is_default": True}],
}
CUSTOMERS = "Código;Nombre\nS1;Ana\nS2;Berta\n"
CONTRACTS = (
    "Contrato;Cliente;Estado;Frecuencia;Periodicidad;Cuota inicial;Clave de línea;Descripción;"
    "Precio;Impuestos\n"
    "C-1;S1;posteado;1;mes;31/01/2026;a;CUOTA <MENSUAL>;45,00;IVA21\n"
    "C-2;S2;posteado;1;mes;15/01/2026;a;CUOTA <MENSUAL>;30,00;IVA21\n"
)


@pytest.fixture(autouse=True)
def _spanish(monkeypatch, settings):
    monkeypatch.setenv("CADENCIA_LANG", "es")
    settings.CLOCK = "tests.cli.commands.the_clock"
    it_is(date(2026, 2, 20))


@pytest.fixture
def files(tmp_path):
    """A demo of one company with two contracts."""
    folder = tmp_path / "demo" / "muestra"
    folder.mkdir(parents=True)
    (folder / "company.json").write_text(json.dumps(COMPANY), encoding="utf-8")
    (folder / "clientes.csv").write_text(CUSTOMERS, encoding="utf-8")
    (folder / "contratos.csv").write_text(CONTRACTS, encoding="utf-8")
    return tmp_path / "demo"


def demo(files, *options):
    return cadencia("demo", "--folder", files, "--out", files.parent / "out", *options)


class TestFirstCall:
    def test_imports_previews_generates_and_sums_up(self, files):
        shown = demo(files, "--no-pdfs")
        assert shown.exit_code == 0, shown.output
        assert "2 contratos de 2 clientes" in shown.stdout
        assert "enero de 2026: 2 documentos, 90,75" in shown.stdout
        assert "G-2026-000001 – G-2026-000002" in shown.stdout
        assert "Qué hacer ahora" in shown.stdout
        assert "why C-2 --on 2026-02-15 --company muestra" in shown.stdout

    def test_bills_the_first_month_even_if_it_lies_ahead(self, files):
        it_is(date(2025, 6, 1))
        assert "enero de 2026: 2 documentos" in demo(files, "--no-pdfs").stdout

    def test_writes_the_pdfs(self, files, monkeypatch, empty_queue):  # noqa: F811
        # The processes of the worker read the environment: this test's database is another one.
        parts = urlsplit(os.environ["DATABASE_URL"])
        address = urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}"))
        monkeypatch.setenv("DATABASE_URL", address)
        shown = demo(files)
        assert shown.exit_code == 0, shown.output
        written = sorted((files.parent / "out" / "muestra" / "2026-01").glob("*.pdf"))
        assert [each.name for each in written] == ["G-2026-000001.pdf", "G-2026-000002.pdf"]
        assert all(each.read_bytes().startswith(b"%PDF") for each in written)
        assert DocumentFile.objects.count() == 2
        self.comes_back_with_another_database(files, written)

    def comes_back_with_another_database(self, files, written):
        """What it left has the same names, and other contents."""
        it_is(date(2026, 1, 31))
        folder = written[0].parent
        right = written[0].read_bytes()
        written[0].write_bytes(b"%PDF of another database")
        for name, is_listed in (("G-2026-000009", True), ("mine", False), ("changed", True)):
            (folder / f"{name}.pdf").write_bytes(b"%PDF old")
            if is_listed:
                with (files.parent / "out" / "SHA256SUMS").open("a") as listed:
                    listed.write(f"{sha256(b'%PDF old').hexdigest()}  muestra/2026-01/{name}.pdf\n")
        (folder / "changed.pdf").write_bytes(b"%PDF signed by hand")
        shown = demo(files)
        assert shown.exit_code == 0, shown.output
        left = sorted(each.name for each in folder.glob("*.pdf"))
        assert left == ["G-2026-000001.pdf", "G-2026-000002.pdf", "changed.pdf", "mine.pdf"]
        assert written[0].read_bytes() == right
        assert "hay 2 PDF que no son de esta instalación" in " ".join(shown.output.split())
        listed = (files.parent / "out" / "SHA256SUMS").read_text().splitlines()
        assert listed == [
            f"{sha256(each.read_bytes()).hexdigest()}  muestra/2026-01/{each.name}"
            for each in written
        ]


class TestLaterCalls:
    def test_the_next_month_up_to_today(self, files):
        demo(files, "--no-pdfs")
        second = demo(files, "--no-pdfs")
        assert "ya estaba: 2 contratos" in second.stdout
        assert "febrero de 2026: 2 documentos" in second.stdout
        third = demo(files, "--no-pdfs")
        assert third.exit_code == 0
        assert "todo al día; lo próximo es el 15/03/2026" in third.stdout
        assert Document.objects.filter(number__isnull=False).count() == 4

    def test_a_run_that_was_killed_is_carried_on(self, files):
        demo(files, "--no-pdfs")
        company = Company.objects.get(code="muestra")
        window = month(2026, 2)
        scope = Scope(as_of=window.until, window=window)
        killed = runs.start(scope, Wish(), by=chief(company.pk), clock=the_clock)
        shown = demo(files, "--no-pdfs")
        assert f"continúa la generación {killed.run_id}" in shown.stdout
        assert BillingRun.objects.get(pk=killed.run_id).state == "issued"

    def test_a_contract_changed_meanwhile_is_no_problem(self, files):
        demo(files, "--no-pdfs")
        cadencia("contract", "void", "C-1", "--company", "muestra")
        assert demo(files, "--no-pdfs").exit_code == 0
        assert Contract.objects.get(code="C-1").state == "void"


class TestRefused:
    def test_where_there_are_no_files(self, tmp_path):
        refused = cadencia("demo", "--folder", tmp_path)
        assert refused.exit_code == 2
        assert "No encuentro los ficheros de la demo" in refused.stderr

    def test_a_company_that_is_not_one_of_them(self, files):
        refused = demo(files, "--company", "otra")
        assert refused.exit_code == 2
        assert "no hay una empresa de muestra otra; escriba una de muestra" in refused.stderr

    def test_files_with_problems_write_nothing(self, files):
        sheet = files / "muestra" / "contratos.csv"
        sheet.write_text(sheet.read_text("utf-8").replace("IVA21", "NADA"), encoding="utf-8")
        refused = demo(files, "--no-pdfs")
        assert refused.exit_code == 1
        assert "muestra: 2 problemas al importar" in refused.stderr
        assert not Contract.objects.exists()

    def test_a_folder_that_cannot_be_written(self, files):
        (files.parent / "out").write_text("in the way")
        refused = demo(files)
        assert refused.exit_code == 2
        assert "--out: no se puede escribir" in refused.stderr
