"""Many contracts changed at once: what seeing, doing and undoing it costs.

python -m benchmarks.bulk --contracts 10000

Of each: seconds that it took, and seconds that Python and the server's process computed.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from benchmarks import installation, population

TODAY = date(2026, 1, 15)
NOW = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)
SINCE = date(2026, 3, 1)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contracts", type=int, default=10_000)
    contracts = parser.parse_args().contracts
    installation.prepare(Path(tempfile.gettempdir()) / "cadencia-bench")
    installation.fresh_database("bench_bulk")
    try:
        print(json.dumps(_measured(contracts)), flush=True)
    finally:
        installation.use_database("postgres")
        installation.drop_database("bench_bulk")


def _measured(contracts: int) -> dict[str, Any]:
    from cadencia.billing import bulk
    from cadencia.billing.bulk_day import DayWish
    from cadencia.billing.bulk_payment import PaymentWish
    from cadencia.billing.bulk_prices import PriceWish
    from cadencia.billing.choosing import Choice
    from cadencia.billing.reviewing import ReviewWish
    from cadencia.contracts.models import Contract, ContractLine
    from cadencia.parties.access import administrator_of_machine

    company_id = population.populate(contracts)
    Contract.objects.filter(company_id=company_id).update(allow_price_updates=True)
    by = administrator_of_machine(company_id)
    wishes = {
        "price": PriceWish(since=SINCE, percent=Decimal(3)),
        "review": ReviewWish(since=SINCE, percent=Decimal(3), every_months=12),
        "payment_method": PaymentWish(payment_method="card"),
        "day": DayWish(since=SINCE, day=15),
    }
    lines = ContractLine.objects.filter(company_id=company_id).count()
    found: dict[str, Any] = {
        "contracts": contracts,
        "lines": lines,
        "python": installation.python(),
    }
    for name, wish in wishes.items():
        choice, done = Choice(), []
        found[f"{name}_seen_s"] = seconds(
            lambda: bulk.preview(choice, wish, today=TODAY, by=by)  # noqa: B023
        )
        found[f"{name}_done_s"] = seconds(
            lambda: done.append(  # noqa: B023
                bulk.execute(choice, wish, today=TODAY, at=NOW, by=by)  # noqa: B023
            )
        )
        proposal = done[0].proposal  # some have the day already
        assert proposal.contracts + len(proposal.left_out) == contracts
        found[f"{name}_undone_s"] = seconds(
            lambda: bulk.undo(done[0].act_id, at=NOW, by=by)  # noqa: B023
        )
    return found


def seconds(act: Callable[[], object]) -> tuple[float, float, float]:
    """Return how long it took, and how long this process and the server's computed meanwhile."""
    start, computed = time.perf_counter(), time.process_time()
    served = installation.server_seconds()
    act()
    took = time.perf_counter() - start
    computed = time.process_time() - computed
    return (
        round(took, 2),
        round(computed, 2),
        round(installation.server_seconds() - served, 2),
    )


if __name__ == "__main__":
    main()
