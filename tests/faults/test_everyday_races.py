"""A clerk against the run: each contract is either billed, or what the clerk said, never both."""

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import date

import pytest

from cadencia.billing import moving, pausing, skipping, withdrawing
from cadencia.billing.acts import DraftedMeanwhile, DraftsWait
from cadencia.billing.drafts import IssuedMeanwhile
from cadencia.billing.models import Installment
from cadencia.contracts.models import Contract
from cadencia.core import agreement
from cadencia.parties.access import Actor
from cadencia.parties.problems import ValuesRefused
from tests.factories import chief
from tests.faults import victim
from tests.faults.test_races import in_thread
from tests.faults.town import a_town, a_victim, is_healthy, month_end

pytestmark = pytest.mark.django_db(transaction=True)

HOW_MANY = 40
DAY = month_end(1)
LOST = (DraftsWait, DraftedMeanwhile, IssuedMeanwhile, ValuesRefused)

Act = Callable[[int, Actor], bool]
"""Say whether it came before the run: what was billed is told by an act that comes after."""


def _pause(contract: int, by: Actor) -> bool:
    wanted = agreement.Pause(start=date(2026, 1, 1))
    return not pausing.pause(contract, wanted, by=by).billed


def _skip(contract: int, by: Actor) -> bool:
    return skipping.skip(contract, DAY, reason="No vino", by=by).state == "skipped"


def _withdraw(contract: int, by: Actor) -> bool:
    return not withdrawing.withdraw(contract, date(2026, 1, 15), by=by).beyond


def _move(contract: int, by: Actor) -> bool:
    return moving.move(contract, DAY, date(2026, 2, 10), by=by).on > DAY


@pytest.fixture(autouse=True)
def _small() -> None:
    victim.make_small()


@pytest.mark.parametrize("act", [_pause, _skip, _withdraw, _move])
def test_a_contract_is_billed_or_what_the_clerk_said(act: Act) -> None:
    company = a_town(HOW_MANY)
    every = set(Contract.objects.filter(company_id=company).values_list("pk", flat=True))
    run = a_victim(company, DAY)
    done: set[int] = set()
    clerk = threading.Thread(target=in_thread, args=(lambda: _all(company, act, done),))
    clerk.start()
    said, errors = run.communicate(timeout=240)
    clerk.join()
    assert said.strip() in ("issued", "drafted"), errors
    billed = _billed(company)
    assert done & billed == set()
    assert done | billed == every
    is_healthy()


def _all(company: int, act: Act, done: set[int]) -> None:
    """The clerk begins at the other end, so that the two meet somewhere."""
    by = chief(company)
    ids = Contract.objects.filter(company_id=company).order_by("-pk").values_list("pk", flat=True)
    for contract in list(ids):
        with suppress(*LOST):
            if act(contract, by):
                done.add(contract)


def _billed(company: int) -> set[int]:
    rows = Installment.objects.filter(company_id=company, state="billed", replaced=False)
    contracts = list(rows.values_list("contract_id", flat=True))
    assert len(contracts) == len(set(contracts))
    return set(contracts)
