"""Contracts of files that follow a template: brought, told and brought again (AG-6)."""

import time
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from cadencia.billing import exporting, following, generation, importing, templates
from cadencia.billing.exporting import Format, Target
from cadencia.billing.importing import Manner
from cadencia.billing.models import ContractDue
from cadencia.billing.runs import Wish
from cadencia.billing.scopes import Scope
from cadencia.contracts.models import Contract, ContractLine
from cadencia.documents.models import Document, DocumentLine
from cadencia.parties import access
from tests import factories

pytestmark = pytest.mark.django_db

A_MOMENT = datetime(2026, 1, 15, 9, tzinfo=UTC)
GYM = {
    "code": "GYM",
    "name": "Gimnasio",
    "payment_method": "DOM",
    "schedule": {"every": 1, "unit": "month", "first": "2026-01-01"},
    "lines": [
        {"key": "fee", "description": "CUOTA", "unit_price": "45.00", "taxes": ["IVA21"]},
        {"key": "locker", "description": "TAQUILLA", "unit_price": "5.00", "taxes": ["IVA21"]},
    ],
}
PLAIN = "Contrato;Cliente;Plantilla;Estado\nF1;ANA;GYM;\nF2;ANA;GYM;borrador\n"


@pytest.fixture
def company():
    return factories.a_company()


@pytest.fixture
def by(company):
    return access.administrator_of_machine(company.pk)


@pytest.fixture
def gym(company, by):
    factories.a_customer(company, "Ana", code="ANA")
    return templates.create(GYM, by=by)


def bring(company, folder, contracts, *, dry_run=False, **more):
    paths = []
    for name, text in {"contratos": contracts, **more}.items():
        paths.append(folder / f"{name}.csv")
        paths[-1].write_text(text, encoding="utf-8")
    manner = Manner(at=A_MOMENT, language="en", dry_run=dry_run)
    return importing.import_files(paths, company, manner)


def sent_back(company, folder, file_format=Format.CSV, **wish):
    """Import what the company exports of its contracts."""
    found = exporting.exported(company, ("contracts",), by=factories.chief(company.pk), **wish)
    name = "told" if file_format is Format.CSV else f"told.{file_format}"
    files = exporting.export_to(found, Target(path=folder / name, format=file_format))
    return importing.import_files(files, company, Manner(at=A_MOMENT, language="en"))


def problems(outcome):
    return [
        (each.place.row, each.place.column, each.place.value, each.code)
        for each in outcome.problems
    ]


class TestBringing:
    def test_a_row_with_a_template_and_no_lines_follows_it(self, gym, company, tmp_path):
        outcome = bring(company, tmp_path, PLAIN)
        assert outcome.problems == ()
        assert outcome.created["contracts"] == 2
        for each in Contract.objects.all():
            assert (each.template, each.follows_template) == (gym, True)
            assert (each.schedule_every, each.payment_method) == (None, "DOM")
        assert not ContractLine.objects.exists()
        posted = Contract.objects.get(code="F1")
        assert posted.state == "posted"
        assert ContractDue.objects.get(contract=posted).look_from == date(2026, 1, 1)

    def test_it_bills_what_the_template_says(self, gym, company, tmp_path):
        bring(company, tmp_path, PLAIN)
        scope = Scope(as_of=date(2026, 1, 31))
        generation.generate(scope, Wish(), by=factories.chief(company.pk), clock=lambda: A_MOMENT)
        assert Document.objects.get().net == Decimal("50.00")
        assert [each.description for each in DocumentLine.objects.order_by("position")] == [
            "CUOTA",
            "TAQUILLA",
        ]

    def test_lines_beside_are_its_own(self, gym, company, tmp_path):
        lines = "Contrato;Descripción;Precio\nF1;TOALLA;3,00\nF1;CLASES;12,00\n"
        assert bring(company, tmp_path, PLAIN, lineas=lines).problems == ()
        mine = ContractLine.objects.order_by("position")
        assert [(each.key, each.description) for each in mine] == [
            ("own1", "TOALLA"),
            ("own2", "CLASES"),
        ]

    def test_on_one_sheet_with_contracts_that_have_lines(self, gym, company, tmp_path):
        sheet = (
            "Contrato;Cliente;Plantilla;Periodicidad;Cuota inicial;Descripción;Precio\n"
            "F1;ANA;GYM;;;;\n"
            "K1;ANA;;mes;01/01/2026;SUELTA;7,00\n"
            "F2;ANA;GYM;;;TOALLA;3,00\n"
        )
        assert bring(company, tmp_path, sheet).problems == ()
        found = Contract.objects.order_by("code").values_list("code", "follows_template")
        assert list(found) == [("F1", True), ("F2", True), ("K1", False)]
        assert [each.contract.code for each in ContractLine.objects.order_by("pk")] == ["K1", "F2"]

    def test_a_dry_run_writes_nothing(self, gym, company, tmp_path):
        outcome = bring(company, tmp_path, PLAIN, dry_run=True)
        assert (outcome.created["contracts"], outcome.written) == (2, False)
        assert not Contract.objects.exists()

    def test_its_own_header_leaves_the_templates_out(self, gym, company, tmp_path):
        sheet = "Contrato;Cliente;Plantilla;Cabecera propia\nF1;ANA;GYM;sí\nF2;ANA;GYM;no\n"
        assert bring(company, tmp_path, sheet).problems == ()
        found = Contract.objects.order_by("code").values_list("payment_method", flat=True)
        assert list(found) == ["", "DOM"]


class TestRefusing:
    def test_a_template_that_there_is_not(self, gym, company, tmp_path):
        templates.create({**GYM, "code": "POOL"}, by=other())
        outcome = bring(company, tmp_path, PLAIN.replace("F2;ANA;GYM", "F2;ANA;POOL"))
        assert problems(outcome) == [(3, "Plantilla", "POOL", "template_unknown")]
        assert outcome.problems[0].remedy.startswith("Make it first")
        assert not Contract.objects.exists()

    def test_lines_that_are_the_templates(self, gym, company, tmp_path):
        lines = "Contrato;Clave de línea;Descripción;Precio\nF1;fee;CUOTA;3,00\n"
        changes = "Contrato;Línea;Desde;Precio\nF1;locker;01/03/2026;6,00\n"
        outcome = bring(company, tmp_path, PLAIN, lineas=lines, modificaciones=changes)
        assert sorted(problems(outcome), key=str) == [
            (2, "Clave de línea", "fee", "line_key_of_template"),
            (2, "Línea", "locker", "line_of_template"),
        ]

    def test_a_bad_line_of_its_own_is_named_by_its_row(self, gym, company, tmp_path):
        lines = "Contrato;Descripción;Precio;Impuestos\nF1;TOALLA;3,00;\nF1;B;1,00;NADA\n"
        outcome = bring(company, tmp_path, PLAIN, lineas=lines)
        assert problems(outcome) == [(3, "Impuestos", "NADA", "tax_unknown")]

    def test_an_own_header_without_a_template(self, gym, company, tmp_path):
        sheet = (
            "Contrato;Cliente;Cabecera propia;Periodicidad;Cuota inicial;Descripción;Precio\n"
            "K1;ANA;sí;mes;01/01/2026;SUELTA;7,00\n"
        )
        assert problems(bring(company, tmp_path, sheet)) == [
            (2, "Cabecera propia", "sí", "own_header_alone")
        ]

    def test_a_posted_one_that_is_to_follow(self, gym, company, tmp_path):
        sheet = "Contrato;Cliente;Periodicidad;Cuota inicial;Descripción;Precio\n"
        bring(company, tmp_path, sheet + "F1;ANA;mes;01/01/2026;SUELTA;7,00\n")
        outcome = bring(company, tmp_path, PLAIN)
        assert [each.code for each in outcome.problems] == ["contract_posted_differs"]
        assert "Template" in outcome.problems[0].problem


class TestThereAndBack:
    @pytest.mark.parametrize("file_format", [Format.CSV, Format.XLSX, Format.JSON, Format.JSONL])
    def test_nothing_changes(self, gym, company, by, tmp_path, file_format):
        lines = "Contrato;Descripción;Precio;Puntual el\nF1;TOALLA;3,00;con la siguiente\n"
        bring(company, tmp_path, PLAIN, lineas=lines)
        made = following.make_contract("GYM", "ANA", {}, today=date(2026, 1, 1), by=by)
        templates.change_line(
            gym.pk,
            templates.LineChange(line="fee", on=date(2026, 3, 1), unit_price=Decimal("49.00")),
            by=by,
        )
        # The template's header changes, and theirs stays: what they say is their own.
        type(gym).objects.update(payment_method="", series="Z")
        Contract.objects.filter(pk=made.pk).update(reference="R")
        before = list(Contract.objects.order_by("code").values())
        outcome = sent_back(company, tmp_path, file_format)
        assert (outcome.problems, outcome.unchanged["contracts"]) == ((), 3)
        assert list(Contract.objects.order_by("code").values()) == before

    def test_a_follower_billed_of_all_its_one_offs_goes_on(self, gym, company, tmp_path):
        lines = "Contrato;Descripción;Precio;Puntual el\nF1;TOALLA;3,00;con la siguiente\n"
        bring(company, tmp_path, PLAIN, lineas=lines)
        scope = Scope(as_of=date(2026, 1, 31))
        generation.generate(scope, Wish(), by=factories.chief(company.pk), clock=lambda: A_MOMENT)
        assert Document.objects.get().net == Decimal("53.00")
        told = exporting.exported(company, ("contracts",), by=factories.chief(company.pk)).records[
            "contracts"
        ][0]["contract"]
        assert (told["billed_until"], "lines" in told) == ("2026-01-01", False)
        assert told.get("state", "posted") == "posted"
        assert sent_back(company, tmp_path).unchanged["contracts"] == 2

    def test_a_draft_that_was_its_own_begins_to_follow(self, gym, company, tmp_path):
        sheet = "Contrato;Cliente;Estado;Periodicidad;Cuota inicial;Descripción;Precio\n"
        bring(company, tmp_path, sheet + "F2;ANA;borrador;mes;01/01/2026;SUELTA;7,00\n")
        outcome = bring(company, tmp_path, PLAIN)
        assert (outcome.created["contracts"], outcome.updated["contracts"]) == (1, 1)
        assert Contract.objects.get(code="F2").template == gym
        assert not ContractLine.objects.exists()


def test_three_thousand_are_brought_fast(gym, company, tmp_path):
    rows = "".join(f"F{number:04};ANA;GYM;\n" for number in range(3000))
    began = time.process_time()
    outcome = bring(company, tmp_path, "Contrato;Cliente;Plantilla;Estado\n" + rows)
    took = time.process_time() - began
    assert outcome.created["contracts"] == 3000
    assert took < 15, f"{took:.1f} s of this process"


def other():
    return access.administrator_of_machine(factories.a_company().pk)
