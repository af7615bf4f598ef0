"""`cadencia contract`: the acts on the state of contracts, one transaction each."""

from datetime import date

import pytest

from cadencia.contracts.models import Contract
from cadencia.documents.models import Document
from tests.cli.commands import a_gym, a_member, cadencia, it_is, told
from tests.factories import a_customer, a_draft_contract

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _spanish(monkeypatch, settings):
    monkeypatch.setenv("CADENCIA_LANG", "es")
    settings.CLOCK = "tests.cli.commands.the_clock"
    it_is(date(2026, 3, 15))


def state(contract):
    found = Contract.objects.get(pk=contract.pk)
    return found.state, found.is_active


def test_post_makes_it_due():
    draft = a_draft_contract(a_customer(a_gym()), ("CUOTA", "45.00"))
    shown = cadencia("contract", "post", draft.code)
    assert shown.stdout == f"{draft.code}: posteado y activo\n"
    assert state(draft) == ("posted", True)
    assert told("preview")["summary"]["installments"] == 2


def test_post_names_all_that_generation_would_trip_over():
    draft = a_draft_contract(a_customer(a_gym()), ("CUOTA <NADA>", "45.00"))
    refused = cadencia("contract", "post", draft.code)
    assert refused.exit_code == 1
    assert f"{draft.code}: contract.lines.0.description: " in refused.stderr
    assert state(draft)[0] == "draft"


@pytest.mark.parametrize(
    ("acts", "after"),
    [
        (["revert"], ("draft", True)),
        (["deactivate"], ("posted", False)),
        (["deactivate", "activate"], ("posted", True)),
        (["finish"], ("finished", True)),
        (["finish", "reopen"], ("posted", True)),
        (["void"], ("void", True)),
    ],
)
def test_each_act(acts, after):
    mine = a_member(a_gym(), "Ana")
    for act in acts:
        shown = cadencia("contract", act, mine.code)
        assert shown.exit_code == 0, shown.output
    assert state(mine) == after


def test_what_the_state_does_not_admit_is_said_and_the_others_are_done():
    company = a_gym()
    mine, other = a_member(company, "Ana"), a_member(company, "Berta")
    cadencia("contract", "finish", mine.code)
    shown = cadencia("contract", "deactivate", mine.code, other.code)
    assert shown.exit_code == 1
    assert f"{mine.code}: está finalizado; no se puede desactivar" in shown.stderr
    assert state(other) == ("posted", False)


def test_waiting_drafts_are_asked_about():
    mine = a_member(a_gym(), "Ana")
    run = told("generate", "--month", "2026-01", "--drafts")["run"]
    refused = cadencia("contract", "revert", mine.code)
    assert refused.exit_code == 1
    assert f"1 borradores hechos con él esperan (generación {run})" in refused.stderr
    assert cadencia("contract", "revert", mine.code, "--drafts", "delete").exit_code == 0
    assert not Document.objects.exists()


def test_dates_missed_meanwhile_are_skipped_unless_said():
    mine = a_member(a_gym(), "Ana")
    it_is(date(2026, 2, 1))
    cadencia("contract", "deactivate", mine.code)
    it_is(date(2026, 3, 15))
    (found,) = told("contract", "activate", mine.code)
    assert found["missed"] == ["2026-02-28"]
    assert found["settled"] == "skip"
    assert [each["operation_date"] for each in told("preview")["documents"]] == ["2026-01-31"]


def test_dates_missed_meanwhile_can_be_owed():
    mine = a_member(a_gym(), "Ana")
    it_is(date(2026, 2, 1))
    cadencia("contract", "deactivate", mine.code)
    it_is(date(2026, 3, 15))
    cadencia("contract", "activate", mine.code, "--missed", "due")
    assert told("preview")["summary"]["installments"] == 2


def test_bad_input():
    mine = a_member(a_gym(), "Ana")
    refused = cadencia("contract", "revert", mine.code, "--drafts", "burn")
    assert refused.exit_code == 2
    assert "--drafts: «burn» no sirve" in refused.stderr
    assert cadencia("contract", "post", "NADA").exit_code == 2


def test_finishing_tells_what_will_not_be_billed():
    company = a_gym()
    mine, other = a_member(company, "Ana"), a_member(company, "Berta")
    (found,) = told("contract", "finish", mine.code)
    assert (found["missed"], found["settled"]) == (["2026-01-31", "2026-02-28"], "never")
    shown = cadencia("contract", "finish", other.code).stdout
    assert "cuotas que ya no se facturarán: 2026-01-31, 2026-02-28" in shown
