"""Killed at any moment, the run is resumed by running it again, and bills everything once."""

import random
import subprocess
import time

import pytest

from tests.factories import chief
from tests.faults.town import a_town, a_victim, check, month_end

pytestmark = pytest.mark.django_db(transaction=True)

CONTRACTS = 200
LONGEST = 120  # seconds that one victim may live


@pytest.mark.parametrize("kills", [12, pytest.param(200, marks=pytest.mark.long)])
def test_killed_at_random_moments_it_bills_each_installment_once(kills: int) -> None:
    company = a_town(CONTRACTS)
    chance = random.Random(20261121)
    killed = month = 0
    while killed < kills:
        month += 1
        killed += _killed_until_done(company, month, chance, kills - killed)
    check(company, contracts=CONTRACTS, installments=month)


def _killed_until_done(company: int, month: int, chance: random.Random, most: int) -> int:
    """Kill the run of a month again and again, and let it end at last; return how often."""
    killed = 0
    while True:
        victim = a_victim(company, month_end(month), workers=1 + killed % 2)
        # The first moments of a process are spent on imports: nothing to be broken there.
        lives = chance.uniform(0.3, 3.0) if killed < most else LONGEST
        if _ends(victim, lives):
            return killed
        killed += 1


def _ends(victim: subprocess.Popen[str], seconds: float) -> bool:
    """Wait for the process; kill it if it lives longer. Say whether it ended by itself."""
    began = time.monotonic()
    try:
        _, errors = victim.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        victim.kill()
        victim.communicate()
        return False
    assert victim.returncode == 0, errors
    assert time.monotonic() - began < LONGEST
    return True


def test_killed_between_closing_and_issuing_it_issues_the_same_drafts() -> None:
    from cadencia.billing import closing, generation, runs
    from cadencia.billing.models import BillingRun
    from cadencia.billing.runs import Wish
    from cadencia.billing.scopes import Scope
    from tests.faults import victim

    company, day = a_town(60), month_end(1)
    victim.make_small()
    started = runs.start(
        Scope(as_of=day), Wish(approve=True), by=chief(company), clock=lambda: victim.moment(day)
    )
    generation.draft(started.run_id, by=chief(company), clock=lambda: victim.moment(day))
    assert (
        closing.close(started.run_id, by=chief(company), clock=lambda: victim.moment(day))
        == "issuing"
    )
    # Here the process is gone. Another one is asked for the same.
    other = a_victim(company, day)
    said, errors = other.communicate(timeout=LONGEST)
    assert said.strip() == "issued", errors
    assert BillingRun.objects.filter(company_id=company).count() == 1
    check(company, contracts=60, installments=1)
