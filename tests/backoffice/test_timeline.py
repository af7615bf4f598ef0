"""The timeline of a contract, and what any day would bring."""

from datetime import UTC, date, datetime

import pytest

from cadencia.billing import due
from cadencia.contracts.models import Contract, Pause
from tests.backoffice.office import at_work
from tests.billing.test_run import generate
from tests.factories import a_company, a_customer, a_draft_contract, a_posted_contract

pytestmark = pytest.mark.django_db(transaction=True)
PARTIAL = {"HTTP_HX_REQUEST": "true"}


def clock():
    return datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def a_day(settings):
    settings.CLOCK = "tests.backoffice.test_timeline.clock"


def member(company, **fields):
    contract = a_posted_contract(a_customer(company, "Ana"), ("CUOTA <MENSUAL>", "45.00"), **fields)
    due.refresh([contract.pk], company.pk)
    return contract


def said(answer):
    return " ".join(answer.content.decode().replace("\u00a0", " ").split())


def test_it_shows_what_is_billed_what_is_due_and_what_comes():
    company = a_company()
    contract = member(company, ends_on=date(2026, 12, 30))
    generate(company, date(2026, 1, 31), issue=True)
    Pause.objects.create(
        company=company, contract=contract, start=date(2026, 6, 1), until=date(2026, 6, 30)
    )
    page = said(at_work(company, "auditor").get(f"/contracts/{contract.pk}/timeline/"))
    for each in (
        "F-2026-000001",
        "Facturada",
        "Pendiente",
        "Pausa: las cuotas se omiten",
        "hasta el 30/12/2026",
        "54,45",
    ):
        assert each in page, each


def test_a_day_is_tried_with_its_documents_and_reasons():
    company = a_company()
    contract = member(company)
    clerk = at_work(company, "clerk")
    part = said(clerk.get(f"/contracts/{contract.pk}/timeline/?on=30/4/2026", **PARTIAL))
    assert "Se harían 4 documentos" in part
    assert "CUOTA Abril" in part
    assert "54,45 €" in part
    part = said(clerk.get(f"/contracts/{contract.pk}/timeline/?on=30/1/2026", **PARTIAL))
    assert "No se haría ningún documento" in part
    wrong = said(clerk.get(f"/contracts/{contract.pk}/timeline/?on=xx", **PARTIAL))
    assert "31/12/2026" in wrong


def test_a_draft_is_seen_before_it_is_posted():
    company = a_company()
    contract = a_draft_contract(a_customer(company, "Ana"), ("CUOTA", "45.00"), installments=3)
    page = said(at_work(company).get(f"/contracts/{contract.pk}/timeline/?on=31/1/2026"))
    assert "si estuviera posteado y activo" in page
    assert "3 cuotas" in page
    assert "Se haría 1 documento" in page


def test_a_contract_of_another_company_is_not_found():
    contract = member(a_company())
    assert at_work(a_company()).get(f"/contracts/{contract.pk}/timeline/").status_code == 404


def test_the_queries_do_not_grow_with_the_life(django_assert_max_num_queries):
    company = a_company()
    contract = member(company, installments=400)
    clerk = at_work(company)
    with django_assert_max_num_queries(60):
        answer = clerk.get(f"/contracts/{contract.pk}/timeline/")
    assert "31/01/2026" in said(answer)


@pytest.mark.parametrize("state", ["void", "finished"])
def test_one_that_is_over_has_its_page(state):
    company = a_company()
    contract = member(company)
    Contract.objects.filter(pk=contract.pk).update(state=state, stopped_on=date(2026, 3, 1))
    answer = at_work(company).get(f"/contracts/{contract.pk}/timeline/?on=31/3/2026")
    assert answer.status_code == 200
