"""Two clerks at one contract: the same installment, and a sale against a run (GE-4, GE-7, GE-8)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections

from cadencia.billing import associating, one_contract
from cadencia.billing.acts import DraftedMeanwhile, DraftsWait
from cadencia.billing.associating import Asked as Sold
from cadencia.billing.models import Installment
from cadencia.billing.one_contract import Asked
from cadencia.billing.runs import AnotherRunIsOpen, Wish
from cadencia.contracts.models import Contract
from cadencia.documents.external_models import ExternalSale
from cadencia.documents.models import Document
from cadencia.parties.access import administrator_of_machine
from cadencia.parties.problems import ValuesRefused
from tests.factories import agreed_anew
from tests.faults import victim
from tests.faults.town import a_town, is_healthy, month_end

pytestmark = pytest.mark.django_db(transaction=True)

DAY = month_end(3)
REFUSED = (AnotherRunIsOpen, DraftsWait, DraftedMeanwhile, ValuesRefused, one_contract.PlanChanged)
"""What the one who comes second is told, in the moment that it comes."""


@pytest.fixture(autouse=True)
def _small() -> None:
    victim.make_small()


def in_thread(act: Callable[[], Any]) -> Any:
    """Do it with a connection of its own; what is refused is an answer."""
    try:
        return act()
    except REFUSED as refused:
        return refused
    finally:
        connections.close_all()


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    with ThreadPoolExecutor(len(acts)) as pool:
        return [each.result() for each in [pool.submit(in_thread, act) for act in acts]]


def a_clerk(company: int, contract: Contract, wish: Wish | None = None) -> Callable[[], Any]:
    asked = Asked(contract=contract.code, as_of=DAY, count=2)
    return lambda: one_contract.generate_one(
        company,
        asked,
        wish or Wish(),
        by=administrator_of_machine(company),
        clock=lambda: victim.moment(DAY),
    )


def billed(contract: Contract) -> list[int]:
    rows = Installment.objects.filter(contract=contract, state="billed", replaced=False)
    return sorted(each.number or 0 for each in rows)


def test_two_clerks_who_press_at_once_bill_each_installment_once() -> None:
    company = a_town(20)
    contract = Contract.objects.filter(company=company).order_by("pk")[0]
    shown = one_contract.preview_one(
        company,
        Asked(contract=contract.code, as_of=DAY, count=2),
        by=administrator_of_machine(company),
        clock=lambda: victim.moment(DAY),
    )
    wish = Wish(expect=shown.fingerprint)
    at_once(*[a_clerk(company, contract, wish) for _ in range(4)])
    assert billed(contract) == [1, 2]
    assert list(
        Document.objects.filter(company=company).order_by("number").values_list("number", flat=True)
    ) == [1, 2]
    is_healthy()


def test_a_clerk_against_the_run_of_all() -> None:
    company = a_town(20)
    contract = Contract.objects.filter(company=company).order_by("pk")[0]
    at_once(
        a_clerk(company, contract),
        lambda: victim.generate(company, DAY),
        a_clerk(company, contract),
    )
    numbers = billed(contract)
    assert numbers == list(range(1, len(numbers) + 1))
    victim.generate(company, DAY)
    assert len(billed(contract)) >= 3
    is_healthy()


@pytest.mark.parametrize("_time", range(3))
def test_a_sale_against_the_run_one_of_them_bills_the_installment(_time: int) -> None:
    company = a_town(20)
    contract = Contract.objects.filter(company=company).order_by("pk")[0]
    sale = ExternalSale.objects.create(
        company_id=company, customer_id=contract.customer_id, number="F-1", currency="EUR",
        issue_date=month_end(1), total=1, created_at=victim.moment(DAY),
    )  # fmt: skip
    sold = Sold(
        contract_id=contract.pk,
        external_sale=sale.pk,
        due_on=month_end(1),
        accept_difference=True,
    )
    by = administrator_of_machine(company)
    at_once(
        lambda: victim.generate(company, DAY),
        lambda: associating.associate(sold, at=victim.moment(DAY), by=by),
    )
    rows = Installment.objects.filter(contract=contract, number=1, replaced=False)
    assert rows.count() == 1
    linked = rows.filter(state="linked").exists()
    assert billed(contract) == ([2, 3] if linked else [1, 2, 3])
    is_healthy()


def test_two_clerks_associate_one_sale_with_two_contracts() -> None:
    company = a_town(20)
    first = Contract.objects.filter(company=company).order_by("pk")[0]
    second = Contract.objects.filter(company=company).exclude(pk=first.pk)[0]
    agreed_anew(Contract.objects.filter(pk=second.pk), bill_to=first.customer)
    sale = ExternalSale.objects.create(
        company_id=company, customer_id=first.customer_id, number="F-1", currency="EUR",
        issue_date=month_end(1), total=1, created_at=victim.moment(DAY),
    )  # fmt: skip
    by = administrator_of_machine(company)
    answers = at_once(
        *[
            lambda pk=each.pk: associating.associate(
                Sold(contract_id=pk, external_sale=sale.pk, accept_difference=True),
                at=victim.moment(DAY),
                by=by,
            )
            for each in (first, second)
        ]
    )
    assert sum(isinstance(each, ValuesRefused) for each in answers) == 1
    assert Installment.objects.filter(state="linked").count() == 1
