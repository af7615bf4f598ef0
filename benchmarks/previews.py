"""A kept preview of many contracts: how long the job takes, what it holds, what pages cost.

python -m benchmarks.previews [--contracts 10000 50000]
"""

import argparse
import json
import resource
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from benchmarks import installation

AS_OF = date(2026, 1, 31)


def clock() -> datetime:
    """The same moment for all."""
    return datetime(2026, 1, 31, 10, tzinfo=UTC)


def main() -> None:
    """Measure and print, one size after another."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contracts", type=int, nargs="+", default=[10_000, 50_000])
    installation.prepare(Path(tempfile.gettempdir()) / "cadencia-bench")
    for many in parser.parse_args().contracts:
        print(json.dumps(_measured(many)), flush=True)


def _measured(many: int) -> dict[str, object]:
    from benchmarks import population
    from cadencia.billing import generation
    from cadencia.billing.previewing import asking, reading, selecting, starting, working
    from cadencia.billing.previewing.reading import Shown
    from cadencia.billing.previewing.selecting import Choice
    from cadencia.billing.scopes import Scope
    from cadencia.parties import behind_wall
    from cadencia.parties.access import administrator_of_machine

    name = f"bench_previews_{many}"
    installation.fresh_database(name)
    company = population.populate(many, varied=True)
    by = administrator_of_machine(company)
    kept = asking.ask(Scope(as_of=AS_OF), asking.Wish(issue=False), by=by, at=clock())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    python, server = time.process_time(), installation.server_seconds()
    seconds = _seconds(lambda: working.work(kept.pk, by=by, clock=clock))
    python, server = time.process_time() - python, installation.server_seconds() - server
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    kept = asking.find(kept.pk, by=by)
    found: dict[str, object] = {
        "contracts": many,
        "seconds": round(seconds, 1),
        "python_seconds": round(python, 1),
        "server_seconds": round(server, 1),
        "processor_microseconds_each": round((python + server) / many * 1e6),
        "memory_mb": grown // 1024,
    }
    with behind_wall.of(company):
        page, after = reading.page(kept, Shown(), after=None, many=50, by=by)
        middle = (many // 2, 0)
        looks: dict[str, Callable[[], object]] = {
            "first_page_ms": lambda: reading.page(kept, Shown(), after=None, many=50, by=by),
            "middle_page_ms": lambda: reading.page(kept, Shown(), after=middle, many=50, by=by),
            "search_ms": lambda: reading.page(
                kept, Shown(text="cliente 77"), after=None, many=50, by=by
            ),
            "lines_ms": lambda: reading.opened(kept, page[0].document, by=by, clock=clock),
        }
        found |= {name: _best(look) for name, look in looks.items()}
        some = Choice(documents=[each.document.pk for each in page[:1]], selected=False)
        found["deselect_ms"] = round(
            _seconds(lambda: selecting.choose(kept.pk, some, by=by, clock=clock)) * 1000, 1
        )
        begun = starting.begin(kept.pk, approve=True, by=by, clock=clock)
    run = generation.carry_on(begun.run_id, by=by, clock=clock)
    kept.refresh_from_db()
    found["run_is_what_was_shown"] = run.fingerprint == kept.fingerprint
    found["next_page"] = after is not None
    installation.drop_database(name)
    return found


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _best(act: Callable[[], object], rounds: int = 7) -> float:
    return round(min(_seconds(act) for _ in range(rounds)) * 1000, 1)


if __name__ == "__main__":
    main()
