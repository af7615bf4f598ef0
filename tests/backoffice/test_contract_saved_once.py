"""A new contract whose answer was lost is saved again, and is one contract."""

import json
from datetime import date, timedelta
from threading import Thread

import pytest
from django.db import connection

from cadencia.billing import acts, editing_drafts, kept_answers
from cadencia.billing.contract_form import read
from cadencia.billing.kept_models import KeptAnswer
from cadencia.contracts.models import Contract
from tests import factories
from tests.backoffice.office import at_work
from tests.backoffice.test_contract_form import a_form, sent, state_of
from tests.factories import chief

pytestmark = pytest.mark.django_db

NEW = "/contracts/new/"
KEY, OTHER = "0123456789abcdef" * 2, "fedcba9876543210" * 2


@pytest.fixture
def ana():
    return factories.a_customer(factories.a_company(), "Ana")


@pytest.fixture
def clerk(ana):
    return at_work(ana.company, "clerk")


def saved(client, form, once=KEY, **more):
    return sent(client, NEW, {"form": form, "once": once, "known": None, "base": {}, **more})


def address(answer):
    assert answer.status_code == 200, answer.content
    return answer.json()["address"]


def changed(form, **contract):
    found = json.loads(json.dumps(form))
    found["contract"] |= contract
    return found


def test_the_same_save_sent_twice_is_one_contract(clerk, ana):
    form = a_form(clerk, ana, reference="Uno")
    first = address(saved(clerk, form))
    version = Contract.objects.get().version
    assert address(saved(clerk, form)) == first
    assert Contract.objects.get().version == version  # nothing was done to it


def test_another_form_with_the_same_words_is_another_contract(clerk, ana):
    form = a_form(clerk, ana)
    assert address(saved(clerk, form)) != address(saved(clerk, form, OTHER))
    assert Contract.objects.count() == 2


def test_what_was_changed_meanwhile_changes_that_contract(clerk, ana):
    form = a_form(clerk, ana, reference="Uno")
    first = address(saved(clerk, form))
    more = changed(form, reference="Dos", modifications=[])
    more["contract"]["lines"][0]["unit_price"] = "50,00"
    more["details"]["notes"] = "Llamar antes"
    for _ in range(2):  # of this one the answer may be lost too
        assert address(saved(clerk, more)) == first
    again = changed(more, reference="Tres")
    assert address(saved(clerk, again)) == first
    now = read(Contract.objects.get().pk, by=chief(ana.company_id))
    assert (now.code, now.contract["reference"], now.details.notes) == (
        "CT-00001", "Tres", "Llamar antes",
    )  # fmt: skip
    assert now.contract["lines"][0]["unit_price"] == "50.00"
    assert now.details.responsible == clerk.user.username


def test_what_is_refused_keeps_nothing_and_may_be_mended(clerk, ana):
    form = a_form(clerk, ana)
    assert saved(clerk, changed(form, lead_days="-1")).status_code == 422
    assert not KeptAnswer.objects.exists()
    first = address(saved(clerk, form))
    assert saved(clerk, changed(form, lead_days="-1")).status_code == 422
    assert address(saved(clerk, form)) == first


def test_what_somebody_else_changed_meanwhile_is_asked_about(clerk, ana):
    form = a_form(clerk, ana, reference="Uno", project="")
    first = address(saved(clerk, form))
    other = at_work(ana.company, "clerk")
    state = state_of(other.get(first))
    theirs = changed(state["form"], reference="De otro")
    body = {"form": theirs, "known": state["known"], "base": state["form"], "opened": ""}
    assert sent(other, first, body).status_code == 200
    assert address(saved(clerk, form)) == first  # nothing of ours is new: there it is
    mine = changed(form, reference="Mía", project="Obra")
    answer = saved(clerk, mine)
    assert answer.status_code == 409
    told = answer.json()
    assert [(each["path"], each["tone"]) for each in told["marks"]] == [
        ("contract.reference", "both")
    ]
    assert told["merged"]["contract"]["code"] == "CT-00001"
    more = {"known": told["known"], "base": told["base"]}
    assert address(saved(clerk, told["merged"], **more)) == first
    contract = Contract.objects.get()
    assert (contract.reference, contract.project) == ("Mía", "Obra")
    assert address(saved(clerk, changed(mine, reference="Otra"))) == first


def test_a_modification_of_what_was_posted_meanwhile_is_not_added_twice(clerk, ana):
    form = a_form(clerk, ana)
    row = state_of(clerk.get(NEW))["rows"]["modifications"]
    form["contract"]["modifications"] = [{**row, "line": "a", "price": "50", "from": "01/01/2028"}]
    form["modification_ids"] = [None]
    first = address(saved(clerk, form))
    contract = Contract.objects.get()
    acts.post(contract.pk, on=date(2026, 11, 22), by=chief(ana.company_id))
    before = read(contract.pk, by=chief(ana.company_id))
    mine = changed(form)
    mine["details"]["notes"] = "Llamar antes"
    told = saved(clerk, mine).json()  # posting changed it
    more = {"known": told["known"], "base": told["base"]}
    assert address(saved(clerk, mine, **more)) == first
    after = read(contract.pk, by=chief(ana.company_id))
    assert after.modification_ids == before.modification_ids
    assert after.details.notes == "Llamar antes"


def test_one_that_was_deleted_since_is_made_anew(clerk, ana):
    form = a_form(clerk, ana)
    first = address(saved(clerk, form))
    editing_drafts.delete(Contract.objects.get().pk, by=chief(ana.company_id))
    second = address(saved(clerk, form))
    assert second != first
    assert address(saved(clerk, form)) == second
    assert Contract.objects.count() == 1


def test_users_and_companies_have_keys_of_their_own(clerk, ana):
    form = a_form(clerk, ana)
    colleague = at_work(ana.company, "clerk")
    elsewhere = factories.a_customer(factories.a_company(code="OTRA"), "Ana")
    stranger = at_work(elsewhere.company, "clerk")
    found = {address(saved(each, form)) for each in (clerk, colleague)}
    found.add(address(saved(stranger, a_form(stranger, elsewhere))))
    assert len(found) == Contract.objects.count() == 3
    assert Contract.objects.filter(company=ana.company).count() == 2


@pytest.mark.parametrize("once", ["", "short", "x" * 65, 5, ["a" * 32], "ñ" * 32, KEY + "\n"])
def test_what_is_no_key_is_refused_without_a_trace(clerk, ana, once):
    assert saved(clerk, a_form(clerk, ana), once).status_code == 400
    assert not Contract.objects.exists()


def test_keys_are_forgotten_after_a_month(clerk, ana):
    address(saved(clerk, a_form(clerk, ana)))
    (kept,) = KeptAnswer.objects.all()
    assert kept_answers.forget_old(at=kept.asked_at + timedelta(days=30)) == 0
    assert kept_answers.forget_old(at=kept.asked_at + timedelta(days=31)) == 1


@pytest.mark.django_db(transaction=True)
def test_sent_at_the_same_time_it_is_one_contract(clerk, ana):
    form = a_form(clerk, ana)
    answers = []

    def send():
        client = at_work(ana.company, user=clerk.user)
        answers.append(address(saved(client, form)))
        connection.close()

    threads = [Thread(target=send) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(answers) == 4
    assert len(set(answers)) == Contract.objects.count() == 1
