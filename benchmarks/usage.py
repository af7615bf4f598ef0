"""Usage of many meters recorded from one file, and billed: what it costs (LN-11).

python -m benchmarks.usage --rows 100000

Of each: seconds that it took, and seconds that Python and the server's process computed.
"""

import argparse
import json
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import installation, population
from benchmarks.bulk import seconds

if TYPE_CHECKING:
    from cadencia.billing.usage_recording import UsageRow

NOW = datetime(2026, 2, 1, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
ROWS_EACH = 10  # of a contract, one for each day


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    rows = parser.parse_args().rows
    installation.prepare(Path(tempfile.gettempdir()) / "cadencia-bench")
    installation.fresh_database("bench_usage")
    try:
        print(json.dumps(_measured(rows)), flush=True)
    finally:
        installation.use_database("postgres")
        installation.drop_database("bench_usage")


def _measured(rows: int) -> dict[str, Any]:
    from cadencia.billing import usage_recording
    from cadencia.contracts.models import Contract
    from cadencia.parties.access import administrator_of_machine

    company_id = population.populate(rows // ROWS_EACH, lines=_meter, varied=True)
    by = administrator_of_machine(company_id)
    codes = list(Contract.objects.filter(company_id=company_id).values_list("code", flat=True))
    given = list(_rows(codes))
    found: dict[str, Any] = {"rows": len(given), "python": installation.python()}
    asked: dict[str, Callable[[], object]] = {
        "checked_s": lambda: usage_recording.record(given, at=NOW, by=by, dry_run=True),
        "recorded_s": lambda: usage_recording.record(given, at=NOW, by=by),
        "again_s": lambda: usage_recording.record(given, at=NOW, by=by),
    }
    for name, act in asked.items():
        found[name] = seconds(act)
    found["billed_s"] = seconds(lambda: _bill(company_id, len(given)))
    return found


def _bill(company_id: int, rows: int) -> None:
    """Bill two installments of each contract: what was recorded is on one of them, each once."""
    from cadencia.billing import generation
    from cadencia.billing.runs import Wish
    from cadencia.billing.scopes import Scope
    from cadencia.billing.usage_models import BilledUsage
    from cadencia.parties.access import administrator_of_machine

    run = generation.generate(
        Scope(as_of=LATER.date()),
        Wish(issue=True, approve=True),
        by=administrator_of_machine(company_id),
        clock=lambda: LATER,
    )
    assert run.documents == 2 * rows // ROWS_EACH, run.documents
    assert BilledUsage.objects.filter(company_id=company_id).count() == rows


def _meter(company_id: int) -> None:
    """Have one line of each contract bill what is metered."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE contracts_contractline SET quantity_source = 'usage'"
            " WHERE company_id = %s AND position = 1",
            (company_id,),
        )


def _rows(codes: list[str]) -> "Iterator[UsageRow]":
    from cadencia.billing.usage_recording import UsageRow

    for code in codes:
        for day in range(1, ROWS_EACH + 1):
            on = date(2026, 1, day)
            yield UsageRow(
                contract=code,
                line="",
                used_from=on,
                used_until=on,
                quantity=Decimal("1.5"),
                external_id=f"{code}-{day}",
            )


if __name__ == "__main__":
    main()
