"""A chunk is drafted part by part, each worked out ahead: the same whatever the parts (GE-6)."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from cadencia.billing import chunks, doctor, due, generation, preview, recording
from cadencia.billing.models import Installment, Refusal
from cadencia.billing.runs import Wish
from cadencia.billing.scopes import Scope
from cadencia.contracts.models import ContractLine
from cadencia.documents.models import Document
from tests import factories
from tests.factories import chief

pytestmark = pytest.mark.django_db
MARCH = Scope(as_of=date(2026, 3, 31))


def clock():
    return datetime(2026, 3, 31, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def parts_of_two(monkeypatch):
    monkeypatch.setattr(chunks, "PART", 2)


def a_contract(customer, months):
    """Owes so many months on 31 March."""
    first = date(2026, 4 - months, 28)
    contract = factories.a_posted_contract(customer, ("CUOTA", "10.00"), schedule_first=first)
    due.refresh([contract.pk], customer.company_id)
    return contract


def generated(company):
    """Generate and issue what the preview says."""
    seen = preview.summarize(MARCH, by=chief(company.pk), clock=clock)
    wish = Wish(issue=True, expect=seen.fingerprint)
    run = generation.generate(MARCH, wish, by=chief(company.pk), clock=clock)
    assert run.state == "issued"
    assert [each.name for each in doctor.examine(at=clock()) if each.name != "triggers"] == []
    return run


def test_parts_that_take_the_ids_ahead_and_parts_that_need_more():
    ana = factories.a_customer(factories.a_company(), "Ana")
    for months in (1, 1, 1, 3, 2, 1, 1):  # the second and third part need more than one each
        a_contract(ana, months)
    run = generated(ana.company)
    assert (run.documents, run.installments) == (10, 10)
    assert run.totals == {"EUR": "121.00"}
    numbers = Document.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]


def test_a_customer_who_groups_comes_last():
    company = factories.a_company()
    ana, berta = (factories.a_customer(company, name) for name in ("Ana", "Berta"))
    clara = factories.a_customer(company, "Clara", group_contracts=True)
    for customer in (ana, clara, berta, ana, clara):
        a_contract(customer, 1)
    run = generated(company)
    assert (run.documents, run.installments) == (4, 5)
    assert sorted(Document.objects.values_list("bill_to__name", "net")) == [
        ("Ana", Decimal("10.00")),
        ("Ana", Decimal("10.00")),
        ("Berta", Decimal("10.00")),
        ("Clara", Decimal("20.00")),
    ]


def test_one_that_the_database_refuses_takes_no_other_with_it(monkeypatch):
    ana = factories.a_customer(factories.a_company(), "Ana")
    contracts = [a_contract(ana, 1) for _ in range(5)]
    guilty = ContractLine.objects.get(contract=contracts[3])
    told = recording._line

    def written(stamp, found, line, *rest):
        row = told(stamp, found, line, *rest)
        return row.replace("CUOTA", "CU\x00OTA") if line.key == guilty.pk else row

    monkeypatch.setattr(recording, "_line", written)
    run = generation.generate(MARCH, Wish(issue=True), by=chief(ana.company_id), clock=clock)
    assert (run.documents, run.refusals) == (4, 1)
    assert Refusal.objects.get().contract == contracts[3]
    assert not Installment.objects.filter(contract=contracts[3]).exists()
    assert [each.name for each in doctor.examine(at=clock()) if each.name != "triggers"] == []
