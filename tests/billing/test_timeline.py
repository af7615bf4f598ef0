"""The life of a contract with its documents and changes, and what any day would bring."""

from datetime import date
from decimal import Decimal

import pytest

from cadencia.billing import due, timeline
from cadencia.billing.models import Installment
from cadencia.billing.timeline import What
from cadencia.contracts.models import (
    Contract,
    InstallmentMove,
    Pause,
    PriceReview,
    ScheduledModification,
)
from cadencia.contracts.services import NoSuchContract
from cadencia.core.reasons import Verdict
from cadencia.documents.models import Document
from tests.billing.test_run import at, generate
from tests.factories import a_company, a_customer, a_draft_contract, a_posted_contract, chief

pytestmark = pytest.mark.django_db(transaction=True)
MARCH = date(2026, 3, 10)


def member(company, **fields):
    contract = a_posted_contract(a_customer(company, "Ana"), ("CUOTA <MENSUAL>", "45.00"), **fields)
    due.refresh([contract.pk], company.pk)
    return contract


def seen(contract, until=date(2026, 6, 30)):
    return timeline.timeline(contract.pk, today=MARCH, until=until, by=chief(contract.company_id))


def what_if(contract, on):
    return timeline.what_if(contract.pk, on, by=chief(contract.company_id), clock=at(MARCH))


def told(found):
    return [
        f"{each.step.due_on} {each.step.state}{' due' if each.is_due else ''}"
        f" {','.join(one.number for one in each.documents)}".rstrip()
        for each in found.installments
    ]


def test_what_is_billed_what_is_due_and_what_comes():
    company = a_company()
    contract = member(company)
    generate(company, date(2026, 1, 31), issue=True)
    Installment.objects.create(
        company=company, contract=contract, number=2, due_on=date(2026, 2, 28),
        theoretical_on=date(2026, 2, 28), kind="regular", state="due",
    )  # fmt: skip
    Installment.objects.create(
        company=company, contract=contract, number=3, due_on=date(2026, 3, 31),
        theoretical_on=date(2026, 3, 31), kind="regular", state="skipped", reason="Obras",
    )  # fmt: skip
    found = seen(contract, date(2026, 5, 31))
    number = Document.objects.get()
    assert told(found) == [
        "2026-01-31 billed F-2026-000001",
        "2026-02-28 to_come due",
        "2026-03-31 skipped",
        "2026-04-30 to_come",
        "2026-05-31 to_come",
    ]
    assert found.installments[0].documents[0].id == number.pk
    assert found.installments[2].reason == "Obras"


def test_all_that_happens_is_told_in_order():
    company = a_company()
    contract = a_draft_contract(
        a_customer(company, "Ana"), ("CUOTA", "45.00"), starts_on=date(2026, 1, 31),
        ends_on=date(2026, 12, 30), renew_automatically=True, notice_days=30,
    )  # fmt: skip
    Pause.objects.create(
        company=company, contract=contract, start=date(2026, 4, 1), until=date(2026, 4, 30)
    )
    ScheduledModification.objects.create(
        company=company, contract=contract, position=1, line=contract.lines.get(),
        valid_from=date(2026, 5, 1), unit_price=Decimal("40.00"),
    )  # fmt: skip
    PriceReview.objects.create(
        company=company, contract=contract, position=1, valid_from=date(2026, 6, 1),
        every_months=6, percent=3,
    )  # fmt: skip
    InstallmentMove.objects.create(
        company=company, contract=contract, due_on=date(2026, 2, 28), to=date(2026, 3, 5)
    )
    Contract.objects.filter(pk=contract.pk).update(state="posted")
    heir = a_draft_contract(
        contract.customer, ("CUOTA", "50.00"), renewed_from=contract,
        schedule_first=date(2026, 12, 31),
    )  # fmt: skip
    found = seen(contract, date(2026, 12, 31))
    assert [(each.what.value, each.on.isoformat()) for each in found.events] == [
        ("starts", "2026-01-31"),
        ("moved", "2026-02-28"),
        ("pause", "2026-04-01"),
        ("modification", "2026-05-01"),
        ("review", "2026-06-01"),
        ("notice", "2026-11-30"),
        ("review", "2026-12-01"),
        ("ends", "2026-12-30"),
        ("renewed", "2026-12-31"),
    ]
    facts = {each.what: each.facts for each in found.events}
    assert facts[What.MODIFICATION]["unit_price"] == Decimal("40.00")
    assert facts[What.RENEWED] == {"contract": heir.code, "id": heir.pk}
    assert facts[What.MOVED] == {"to": date(2026, 3, 5)}
    assert seen(heir).events[0].facts["contract"] == contract.code


def test_the_queries_do_not_grow_with_the_installments(django_assert_max_num_queries):
    contract = member(a_company())
    with django_assert_max_num_queries(40):
        found = seen(contract, date(2066, 1, 31))
    assert len(found.installments) == 481


def test_if_today_were_another_day():
    contract = member(a_company())
    early = what_if(contract, date(2026, 1, 30))
    assert early.plan is None
    assert early.why.verdict is Verdict.NOTHING
    later = what_if(contract, date(2026, 4, 30))
    assert [each.theoretical_on.isoformat() for each in later.plan.documents] == [
        "2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30",
    ]  # fmt: skip
    assert later.why.on == later.why.as_of == date(2026, 4, 30)
    assert not Document.objects.exists()


def test_a_draft_is_seen_as_if_it_were_posted():
    company = a_company()
    contract = a_draft_contract(a_customer(company, "Ana"), ("CUOTA", "45.00"))
    found = seen(contract, date(2026, 2, 28))
    assert found.life.as_posted
    assert told(found) == ["2026-01-31 to_come", "2026-02-28 to_come"]
    assert len(what_if(contract, date(2026, 2, 28)).plan.documents) == 2
    assert what_if(contract, date(2026, 2, 28)).why.causes[0].code == "draft"


def test_a_void_one_brings_nothing():
    contract = member(a_company())
    Contract.objects.filter(pk=contract.pk).update(state="void")
    assert told(seen(contract)) == []
    assert what_if(contract, MARCH).plan is None


def test_a_contract_of_another_company_is_none():
    contract, other = member(a_company()), chief(a_company().pk)
    with pytest.raises(NoSuchContract):
        timeline.timeline(contract.pk, today=MARCH, by=other)
    with pytest.raises(NoSuchContract):
        timeline.what_if(contract.pk, MARCH, by=other, clock=at(MARCH))
