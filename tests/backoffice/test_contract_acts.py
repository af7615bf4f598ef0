"""The dialogs of acts on a contract: what they ask, what they say they would do, what they do."""

import re
from datetime import UTC, date, datetime

import pytest

from cadencia.backoffice.contract_acts.registry import ACTS
from cadencia.billing import acts
from cadencia.billing.models import Installment
from cadencia.contracts.models import Contract, TerminationReason
from cadencia.documents.models import Document
from cadencia.parties.access import WANTS_CREDENTIALS
from tests import factories
from tests.backoffice.office import PASSWORD, a_user, at_work

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 15, 9, 0, tzinfo=UTC)
PART = {"HTTP_X_OFFICE_SCRIPT": "1"}


def the_clock():
    return NOW


@pytest.fixture(autouse=True)
def clock(settings):
    settings.CLOCK = "tests.backoffice.test_contract_acts.the_clock"


@pytest.fixture
def company():
    return factories.a_company()


@pytest.fixture
def boss(company):
    return factories.chief(company.pk)


@pytest.fixture
def clerk(company):
    return at_work(company, "clerk")


@pytest.fixture
def draft(company):
    buyer = factories.a_customer(company, "María García")
    return factories.a_draft_contract(buyer, ("CUOTA <MENSUAL>", "45.00"), code="CUO-1")


@pytest.fixture
def posted(draft, boss):
    return acts.post(draft.pk, on=date(2026, 1, 1), by=boss)


def text(answer):
    return " ".join(answer.content.decode().split())


def of(contract, act, query=""):
    return f"/contracts/{contract.pk}/acts/{act}/{query}"


class TestMenu:
    def test_offers_what_is_possible_and_says_why_not(self, clerk, posted):
        told = text(clerk.get(f"/contracts/{posted.pk}/acts/", **PART))
        assert f'href="/contracts/{posted.pk}/acts/pause/' in told
        assert f'href="/contracts/{posted.pk}/acts/resume/' not in told
        assert "No está en pausa." in told
        assert "Ya está posteado." in told

    def test_what_the_role_may_not_do_is_not_shown(self, company, posted):
        told = text(at_work(company, "auditor").get(f"/contracts/{posted.pk}/acts/"))
        assert "acts/pause/" not in told
        assert "acts/void/" not in told

    @pytest.mark.parametrize("name", sorted(ACTS))
    @pytest.mark.parametrize("state", ["draft", "posted"])
    def test_every_dialog_opens_as_part_and_as_page(self, company, request, name, state):
        contract = request.getfixturevalue(state)
        chief = at_work(company, "administrator")
        for way in (PART, {}):
            answer = chief.get(of(contract, name), **way)
            assert answer.status_code == 200
            assert contract.code in text(answer)

    @pytest.mark.parametrize("name", sorted(ACTS))
    def test_every_act_wants_its_permission(self, company, posted, name):
        auditor = at_work(company, "auditor")
        assert auditor.get(of(posted, name)).status_code == 403
        assert auditor.post(of(posted, name)).status_code == 403

    def test_unknown_acts_are_not_found(self, clerk, posted):
        assert clerk.get(of(posted, "explode")).status_code == 404


class TestSeenFirst:
    def test_a_pause_says_what_it_skips_and_writes_nothing(self, clerk, posted):
        said = "?effect=1&start=01/04/2026&until=31/05/2026&mode=skip"
        told = text(clerk.get(of(posted, "pause", said), **PART))
        assert "Se omiten: 30/04/2026, 31/05/2026." in told
        assert "no se factura" in told
        assert not posted.pauses.exists()

    def test_what_is_wrong_is_told_before(self, clerk, posted):
        said = "?effect=1&start=01/05/2026&until=01/04/2026&mode=skip"
        assert 'data-tone="bad"' in text(clerk.get(of(posted, "pause", said), **PART))

    def test_credentials_are_not_asked_to_look(self, company, posted):
        manager = at_work(company, "manager")
        answer = manager.get(of(posted, "void"), **PART)
        assert answer.status_code == 200
        assert "Se pedirá la contraseña." in text(answer)
        assert Contract.objects.get(pk=posted.pk).state == "posted"

    def test_a_renewal_shows_the_draft_that_it_would_make(self, clerk, posted):
        told = text(clerk.get(of(posted, "renew"), **PART))
        assert "Empieza el" in told
        assert "54,45" in told
        assert Contract.objects.count() == 1

    def test_generating_shows_the_documents(self, clerk, posted):
        answer = clerk.get(of(posted, "generate", "?effect=1&count=3&issue=yes&paid=no"), **PART)
        told = text(answer)
        assert "Pendientes: 2. Anticipadas: 1." in told
        assert told.count("54,45 €") == 3
        assert not Document.objects.exists()


class TestDone:
    def test_post_from_a_page_without_scripts(self, clerk, draft):
        answer = clerk.post(of(draft, "post"), {"next": f"/contracts/{draft.pk}/"})
        assert answer.status_code == 302
        assert answer["Location"] == f"/contracts/{draft.pk}/"
        assert Contract.objects.get(pk=draft.pk).state == "posted"

    def test_a_script_is_led_on(self, clerk, draft):
        answer = clerk.post(of(draft, "post"), {}, **PART)
        assert answer.status_code == 204
        assert answer["HX-Redirect"] == "/contracts/"

    def test_never_led_elsewhere(self, clerk, draft):
        answer = clerk.post(of(draft, "post"), {"next": "https://example.com/"})
        assert answer["Location"] == "/contracts/"

    def test_what_posting_refuses_is_told_all_at_once(self, clerk, draft):
        draft.lines.all().delete()
        answer = clerk.post(of(draft, "post"), {}, **PART)
        assert answer.status_code == 422
        assert 'role="alert"' in text(answer)
        assert Contract.objects.get(pk=draft.pk).state == "draft"

    def test_generate_bills_exactly_what_was_shown(self, clerk, posted):
        seen = clerk.get(of(posted, "generate"), **PART)
        said = {"count": "2", "issue": "yes", "paid": "no", "paid_on": "15/03/2026"}
        said["expect"] = seen.context["effect"].expect
        answer = clerk.post(of(posted, "generate"), said, follow=True)
        assert "Emitido:" in text(answer)
        assert Document.objects.filter(number__isnull=False).count() == 2

    def test_pressed_twice_it_bills_once(self, clerk, posted):
        seen = clerk.get(of(posted, "generate"), **PART)
        said = {"count": "2", "issue": "yes", "paid": "no", "paid_on": "15/03/2026"}
        said["expect"] = seen.context["effect"].expect
        clerk.post(of(posted, "generate"), said)
        again = clerk.post(of(posted, "generate"), said, **PART)
        assert again.status_code == 422
        assert Document.objects.count() == 2

    def test_skip_and_owe_again(self, clerk, posted):
        said = {"due_on": "2026-01-31|", "reason": "Cortesía"}
        clerk.post(of(posted, "skip"), said)
        row = Installment.objects.get(contract=posted)
        assert (row.state, row.reason) == ("skipped", "Cortesía")
        clerk.post(of(posted, "unskip"), {"due_on": "2026-01-31|"})
        row.refresh_from_db()
        assert row.state != "skipped"

    def test_move_one_installment(self, clerk, posted):
        clerk.post(of(posted, "move"), {"due_on": "2026-01-31|", "to": "05/02/2026"})
        assert posted.moves.get().to == date(2026, 2, 5)

    def test_pause_and_resume(self, clerk, posted):
        clerk.post(of(posted, "pause"), {"start": "01/03/2026", "mode": "skip"})
        assert posted.pauses.get().until is None
        clerk.post(of(posted, "resume"), {"on": "15/03/2026", "missed": "skip"})
        assert posted.pauses.get().until == date(2026, 3, 14)

    def test_withdraw_with_a_reason_and_take_it_back(self, clerk, company, posted):
        TerminationReason.objects.create(company=company, code="MUD", name="Se muda")
        said = {"on": "30/06/2026", "reason": "MUD"}
        clerk.post(of(posted, "withdraw"), said)
        found = Contract.objects.get(pk=posted.pk)
        assert found.withdrawn_on == date(2026, 6, 30)
        assert found.termination_reason.code == "MUD"
        clerk.post(of(posted, "take-back"), {"missed": "skip"})
        assert Contract.objects.get(pk=posted.pk).withdrawn_on is None

    def test_drafts_that_wait_are_asked_about(self, clerk, posted):
        said = {"count": "1", "issue": "no", "paid": "no", "paid_on": "15/03/2026"}
        clerk.post(of(posted, "generate"), said)
        assert Document.objects.filter(number=None).count() == 1
        refused = clerk.post(of(posted, "pause"), {"start": "01/04/2026", "mode": "skip"}, **PART)
        assert refused.status_code == 422
        assert not posted.pauses.exists()
        said = {"start": "01/04/2026", "mode": "skip", "waiting": "delete"}
        clerk.post(of(posted, "pause"), said)
        assert posted.pauses.exists()
        assert not Document.objects.exists()

    def test_clone_and_renew_lead_to_the_draft(self, clerk, posted):
        answer = clerk.post(of(posted, "clone"), {"code": "COPIA"})
        copy = Contract.objects.get(code="COPIA")
        assert answer["Location"] == f"/contracts/{copy.pk}/"
        answer = clerk.post(of(posted, "renew"), {"on": "31/03/2026", "prices": "in_force"})
        heir = Contract.objects.get(renewed_from=posted)
        assert answer["Location"] == f"/contracts/{heir.pk}/"

    def test_a_copy_whose_answer_was_lost_is_the_same_copy(self, clerk, posted):
        shown = clerk.get(of(posted, "clone"), **PART).content.decode()
        mark = re.search(r'name="mark" value="([^"]+)"', shown)[1]
        before = Contract.objects.count()
        first, again = (clerk.post(of(posted, "clone"), {"mark": mark}) for _ in range(2))
        assert first["Location"] == again["Location"]
        assert Contract.objects.count() == before + 1
        clerk.post(of(posted, "clone"), {"mark": mark, "code": "OTRA"})  # another form by now
        clerk.post(of(posted, "clone"), {"mark": f"{mark}-2"})
        assert Contract.objects.count() == before + 3

    def test_a_copy_that_was_deleted_is_made_anew(self, clerk, posted):
        for _ in range(2):
            answer = clerk.post(of(posted, "clone"), {"mark": "the-same", "code": "COPIA"})
            copy = Contract.objects.get(code="COPIA")
            assert answer["Location"] == f"/contracts/{copy.pk}/"
            clerk.post(of(copy, "delete"))

    def test_delete_a_draft(self, clerk, draft):
        assert clerk.post(of(draft, "delete"))["Location"] == "/contracts/"
        assert not Contract.objects.exists()

    def test_confirmations(self, clerk, posted):
        clerk.post(of(posted, "require-confirmation"), {"which": "first", "by_date": "1/4/2026"})
        assert Contract.objects.get(pk=posted.pk).confirm_first
        clerk.post(of(posted, "confirm"), {"which": "first"})
        assert Contract.objects.get(pk=posted.pk).first_confirmed
        clerk.post(of(posted, "no-confirmation"), {"which": "first"})
        assert not Contract.objects.get(pk=posted.pk).confirm_first

    def test_an_existing_sale_takes_the_place_of_an_installment(self, company, posted):
        manager = at_work(company, user=a_user(company, "manager", password=PASSWORD))
        said = {"sale": "new", "number": "VIEJA-7", "date": "31/01/2026", "total": "50,00"}
        told = text(manager.get(of(posted, "associate", "?effect=1&sale=new&number=VIEJA-7"
                                   "&date=31/01/2026&total=50,00"), **PART))  # fmt: skip
        assert "-4,45" in told.replace("\N{MINUS SIGN}", "-")
        said |= {"accept_difference": "1", "office-credentials": PASSWORD}
        manager.post(of(posted, "associate"), said)
        assert Installment.objects.get(contract=posted).state == "linked"


class TestCreditedBeyondAWithdrawal:
    @pytest.fixture
    def withdrawn(self, company, clerk, posted):
        """Billed for February, March and April, and withdrawn on 14 March."""
        said = {"count": "3", "issue": "yes", "paid": "no", "paid_on": "15/03/2026"}
        clerk.post(of(posted, "generate"), said)
        clerk.post(of(posted, "withdraw"), {"on": "14/03/2026"})
        return posted

    def test_offered_only_where_something_is_billed_beyond(self, company, clerk, withdrawn):
        other = factories.a_posted_contract(factories.a_customer(company, "Luis", code="L"))
        assert "No está dado de baja." in text(clerk.get(of(other, "credit-beyond"), **PART))
        menu = text(clerk.get(f"/contracts/{withdrawn.pk}/acts/", **PART))
        assert f'href="/contracts/{withdrawn.pk}/acts/credit-beyond/' in menu

    def test_rehearsed_with_numbers_and_nothing_written(self, clerk, withdrawn):
        # 28 February to 30 March are 31 days, 16 of them after the 14th: 45.00 × 16 / 31.
        said = "?effect=1&reason=Baja&closing=prorated"
        told = text(clerk.get(of(withdrawn, "credit-beyond", said), **PART))
        assert "28,11 (neto -23,23)" in told.replace("\N{MINUS SIGN}", "-")
        assert "2 rectificativas por -82,56" in told.replace("\N{MINUS SIGN}", "-")
        assert not Document.objects.filter(kind="credit_note").exists()

    def test_done_once(self, clerk, withdrawn):
        said = {"reason": "Baja", "closing": "prorated"}
        clerk.post(of(withdrawn, "credit-beyond"), said)
        notes = Document.objects.filter(kind="credit_note").order_by("pk")
        assert [str(each.total) for each in notes] == ["-28.11", "-54.45"]
        again = clerk.post(of(withdrawn, "credit-beyond"), said)
        assert again.status_code == 422
        assert "ya está todo rectificado" in text(again)
        assert notes.count() == 2

    def test_without_a_reason_nothing_is_done(self, clerk, withdrawn):
        assert clerk.post(of(withdrawn, "credit-beyond"), {"reason": ""}).status_code == 422
        assert not Document.objects.filter(kind="credit_note").exists()


class TestCredentials:
    def test_a_script_is_told_to_ask(self, company, posted):
        manager = at_work(company, "manager")
        answer = manager.post(of(posted, "void"), {}, **PART)
        assert answer.status_code == 403
        assert answer["X-Office-Credentials"] == "1"
        assert Contract.objects.get(pk=posted.pk).state == "posted"

    def test_given_with_the_act_it_is_done(self, company, posted):
        manager = at_work(company, user=a_user(company, "manager", password=PASSWORD))
        manager.post(of(posted, "void"), {"office-credentials": PASSWORD})
        assert Contract.objects.get(pk=posted.pk).state == "void"

    def test_acts_that_want_them_are_those_of_the_table(self):
        wanting = {each.name for each in ACTS.values() if each.permission in WANTS_CREDENTIALS}
        assert wanting == {"associate", "revert", "activate", "deactivate", "reopen", "void"}


class TestWhy:
    def test_the_first_cause_decides(self, clerk, posted):
        told = text(clerk.get(f"/contracts/{posted.pk}/why/?on=31/01/2026", **PART))
        assert "<ol" in told
        assert "<b>" in told
