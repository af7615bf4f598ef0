"""A run of many contracts, drafted and issued, against the raw COPY of the rows it wrote.

python -m benchmarks.run_at_scale --contracts 100000 --workers 1 2
"""

import argparse
import json
import resource
import tempfile
import time
from datetime import date, datetime
from pathlib import Path
from typing import Any

from benchmarks import installation

AS_OF = date(2026, 2, 1)  # one installment each


def main() -> None:
    """Measure, and print one JSON line for each figure."""
    options = _options()
    home = options.home or Path(tempfile.gettempdir()) / "cadencia-bench"
    installation.prepare(home)
    from benchmarks import population

    template = f"bench_{options.contracts}_{options.history}"
    if not exists(template):
        installation.fresh_database(template)
        owner = population.populate(options.contracts, varied=True)
        for month in range(options.history):
            _generate(owner, _month(month), workers=2)
        if options.history:
            _vacuum()
    installation.use_database(template)
    owner = company()
    figures: dict[str, Any] = {"contracts": options.contracts, "python": installation.python()}
    figures["history"] = _documents()
    as_of = _month(options.history)
    for round_number in range(options.rounds):
        for workers in options.workers:
            figures |= _measured(template, owner, workers, as_of, raw=not options.no_raw)
            figures["round"] = round_number
            print(json.dumps(figures), flush=True)


def _measured(
    template: str, company: int, workers: int, as_of: date, *, raw: bool
) -> dict[str, Any]:
    from benchmarks import raw_copy

    installation.use_database("postgres")
    installation.fresh_database("bench_run", template=template)
    began = time.perf_counter()
    run, phases = _generate(company, as_of, workers=workers)
    seconds = time.perf_counter() - began
    found: dict[str, Any] = {
        "workers": workers,
        "documents": run.documents,
        "seconds": round(seconds, 2),
        "per_second": round(run.documents / seconds),
        "microseconds_each": round(seconds / run.documents * 1e6),
        "phases": phases,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "peak_mb_of_others": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
    }
    found["nothing_due_ms"] = _nothing_due(company, as_of)
    if raw:
        texts = raw_copy.export(run.pk)
        installation.use_database("postgres")
        installation.fresh_database("bench_run", template=template)
        by_table = raw_copy.load(texts)
        copied = sum(by_table.values())
        found["raw_copy_by_table"] = by_table
        found["raw_copy_seconds"] = round(copied, 2)
        found["ratio"] = round(seconds / copied, 2)
    return found


def _generate(company: int, as_of: date, *, workers: int) -> tuple[Any, dict[str, float]]:
    from cadencia.billing import generation
    from cadencia.billing.runs import Wish
    from cadencia.billing.scopes import Scope
    from cadencia.parties.access import administrator_of_machine

    seen: dict[str, float] = {}
    began = time.perf_counter()

    def watch(progress: Any) -> None:
        seen[progress.phase] = round(time.perf_counter() - began, 2)

    run = generation.generate(
        Scope(as_of=as_of),
        Wish(approve=True),
        by=administrator_of_machine(company),
        clock=clock,
        workers=workers,
        watch=watch,
    )
    if run.state != "issued":
        raise SystemExit(f"the run is {run.state}: {run.stop_reason}")
    return run, seen


def _nothing_due(company: int, as_of: date) -> float:
    """How long it takes to see that nothing is due, right after the run, in milliseconds."""
    from cadencia.billing import generation
    from cadencia.billing.runs import Wish
    from cadencia.billing.scopes import Scope
    from cadencia.parties.access import administrator_of_machine

    began = time.perf_counter()
    run = generation.generate(
        Scope(as_of=as_of), Wish(), by=administrator_of_machine(company), clock=clock
    )
    spent = (time.perf_counter() - began) * 1000
    if run.documents:
        raise SystemExit("something was due after all")
    return round(spent, 1)


def clock() -> datetime:
    """Read the real clock."""
    from cadencia.config.clock import now

    return now()


def _month(number: int) -> date:
    from cadencia.core.dates import add_months

    return add_months(AS_OF, number)


def exists(name: str) -> bool:
    """Say whether the server has a database of that name."""
    from django.db import connection

    installation.use_database("postgres")
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,))
        return cursor.fetchone() is not None


def company() -> int:
    """Return the company that the contracts belong to."""
    return int(_value("SELECT min(id) FROM parties_company"))


def _documents() -> int:
    return int(_value("SELECT count(*) FROM documents_document"))


def _value(query: str) -> Any:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]


def _vacuum() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contracts", type=int, default=100_000)
    parser.add_argument("--history", type=int, default=0, help="months billed before")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--no-raw", action="store_true")
    parser.add_argument("--home", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
