"""`cadencia contract`: what a clerk does to a posted contract, in words and in JSON."""

import json
from datetime import date

import pytest

from cadencia.billing.models import Installment
from cadencia.contracts.models import Contract
from tests.cli.commands import a_gym, a_member, cadencia, it_is, told

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _spanish(monkeypatch, settings):
    monkeypatch.setenv("CADENCIA_LANG", "es")
    settings.CLOCK = "tests.cli.commands.the_clock"
    it_is(date(2026, 3, 15))


@pytest.fixture
def mine():
    return a_member(a_gym(), "Ana")


def do(act, contract, *arguments):
    shown = cadencia("contract", act, contract.code, *arguments)
    assert shown.exit_code == 0, shown.output
    return shown.stdout


def asked(act, contract, *arguments):
    return told("contract", act, contract.code, *arguments)


def states(contract):
    rows = Installment.objects.filter(contract=contract, replaced=False).order_by("due_on")
    return [each.state for each in rows]


class TestPauses:
    def test_pause_and_resume(self, mine):
        said = do("pause", mine, "--from", "2026-02-01")
        assert said.startswith("En pausa desde el 01/02/2026.\nCuotas que se omiten: 28/02/2026, ")
        said = do("resume", mine)
        assert "sigue desde el 15/03/2026" in said
        assert "cuotas omitidas: 28/02/2026" in said

    def test_as_json(self, mine):
        found = asked("pause", mine, "--from", "2026-02-01", "--until", "2026-02-28")
        assert found == {
            "done": True,
            "from": "2026-02-01",
            "until": "2026-02-28",
            "mode": "skip",
            "skipped": ["2026-02-28"],
            "billed": [],
        }
        changed = asked("change-pause", mine, "2026-02-01", "--until", "2026-03-31")
        assert changed["skipped"] == ["2026-02-28", "2026-03-31"]
        assert do("remove-pause", mine, "2026-02-01").endswith("pausa quitada.\n")

    def test_refused_in_words_and_in_json(self, mine):
        refused = cadencia("contract", "remove-pause", mine.code, "2026-02-01")
        assert refused.exit_code == 1
        assert refused.stderr.startswith("start: El contrato no tiene ninguna pausa que empiece")
        refused = cadencia("contract", "remove-pause", mine.code, "2026-02-01", "--json")
        assert refused.exit_code == 1
        assert json.loads(refused.stdout)["done"] is False


class TestSingleInstallments:
    def test_skip_and_unskip(self, mine):
        said = do("skip", mine, "2026-01-31", "--reason", "Lesión")
        assert said == "Cuota del 31/01/2026 omitida.\n"
        assert "Lesión" in cadencia("why", mine.code, "--on", "2026-01-31").stdout
        do("unskip", mine, "2026-01-31")
        assert states(mine) == ["due"]

    def test_drafts_that_wait_are_asked_about(self, mine):
        cadencia("generate", "--month", "2026-01", "--drafts")
        refused = cadencia("contract", "skip", mine.code, "2026-01-31", "--reason", "x")
        assert refused.exit_code == 1
        assert "1 borradores hechos con él esperan" in refused.stderr
        do("skip", mine, "2026-01-31", "--reason", "x", "--drafts", "delete")
        assert states(mine) == ["skipped"]

    def test_move_alone_and_with_the_schedule(self, mine):
        assert asked("move", mine, "2026-01-31", "2026-02-10")["theoretical_on"] == "2026-02-10"
        found = asked("move", mine, "2026-01-31", "2026-02-05", "--with-schedule")
        assert found["following"][:2] == ["2026-02-05", "2026-03-05"]

    def test_reopening_what_is_in_force_is_refused(self, mine):
        cadencia("generate", "--month", "2026-01")
        refused = cadencia("contract", "reopen-installment", mine.code, "2026-01-31")
        assert refused.exit_code == 1
        assert refused.stderr.startswith("due_on: La factura un documento en vigor")


class TestWithdrawal:
    def test_with_what_was_billed_beyond(self, mine):
        cadencia("generate")
        found = asked("withdraw", mine, "--on", "2026-02-10")
        assert [each["credit"] for each in found["beyond"]] == ["45.00"]
        (part, whole) = asked("beyond", mine, "--closing", "prorated")
        assert (part["credit"], part["whole"]) == ("27.32", False)
        assert (whole["credit"], whole["whole"]) == ("45.00", True)
        said = do("take-back", mine)
        assert "baja retirada" in said

    def test_in_words(self, mine):
        cadencia("generate")
        said = do("withdraw", mine, "--on", "2026-02-10")
        assert "baja el 10/02/2026" in said
        assert "factura solo días posteriores: rectificar 45,00" in said


class TestDetails:
    def test_a_one_off_and_its_removal(self, mine):
        found = asked("one-off", mine, "Toalla", "--on", "next", "--price", "5.00")
        assert found == {"done": True, "key": "once-1"}
        assert do("remove-one-off", mine, "once-1") == "Línea puntual once-1 quitada.\n"

    def test_what_is_wrong_with_it(self, mine):
        refused = cadencia("contract", "one-off", mine.code, "x", "--on", "ya", "--price", "caro")
        assert refused.exit_code == 1
        assert [each.split(":")[0] for each in refused.stderr.splitlines()] == [
            "unit_price", "one_off_on",
        ]  # fmt: skip

    def test_change(self, mine):
        do("change", mine, "--notes", "Llamar por la tarde", "--payment-method", "transfer")
        found = Contract.objects.get(pk=mine.pk)
        assert (found.notes, found.payment_method) == ("Llamar por la tarde", "transfer")
        do("change", mine, "--payment-method", "", "--responsible", "")
        assert Contract.objects.get(pk=mine.pk).payment_method == ""
        assert cadencia("contract", "change", mine.code).exit_code == 2

    def test_follow_up(self, mine):
        asked("note", mine, "Pagará el viernes", "--kind", "promise", "--promised-on", "2026-03-20")
        (open_one,) = told("contract", "promises", "--until", "2026-03-20")
        assert (open_one["contract"], open_one["promised_on"]) == (mine.code, "2026-03-20")
        asked("note", mine, "--outcome", "Pagó", "--about", open_one["id"])
        assert told("contract", "promises", "--until", "2026-03-20") == []
        assert [each["outcome"] for each in asked("notes", mine)] == ["Pagó", ""]
        assert cadencia("contract", "note", mine.code, "x", "--document", "F-1").exit_code == 2

    def test_confirmation(self, mine):
        do("ask-confirmation", mine, "first", "--by", "2026-01-15")
        (waits,) = told("contract", "unconfirmed")
        assert (waits["which"], waits["due_on"], waits["held"]) == ("first", "2026-01-31", True)
        assert "espera confirmación" in cadencia("why", mine.code, "--on", "2026-01-31").stdout
        assert told("preview")["summary"]["refusals"] == 1
        assert do("confirm", mine, "first").endswith("la primera cuota confirmada.\n")
        assert told("preview")["summary"]["refusals"] == 0
        do("ask-confirmation", mine, "last", "--no")


def test_complete_contracts_are_offered_and_finished():
    mine = a_member(a_gym(), "Ana", installments=1)
    it_is(date(2026, 2, 1))
    cadencia("generate")
    it_is(date(2026, 2, 10))
    (found,) = told("contract", "complete")
    assert (found["contract"], found["covered_until"], found["over"]) == (
        mine.code, "2026-02-27", False,
    )  # fmt: skip
    assert told("contract", "complete", "--finish") == []
    it_is(date(2026, 2, 28))
    assert "finalizado" in cadencia("contract", "complete", "--finish").stdout
    assert Contract.objects.get(pk=mine.pk).state == "finished"


def test_a_contract_that_is_not_there(mine):
    refused = cadencia("contract", "skip", "NADA", "2026-01-31", "--reason", "x")
    assert refused.exit_code == 2
    assert "No hay ningún contrato NADA" in refused.stderr
    refused = cadencia("contract", "skip", mine.code, "31/01/2026", "--reason", "x")
    assert refused.exit_code == 2


def test_a_finished_contract_is_not_paused(mine):
    cadencia("contract", "finish", mine.code)
    refused = cadencia("contract", "pause", mine.code, "--from", "2026-02-01")
    assert refused.exit_code == 1
    assert "está finalizado; no se puede hacer" in refused.stderr
