"""The forecast of ten thousand contracts for 36 months (GE-12): under ten seconds.

python -m benchmarks.forecast [--contracts 10000] [--months 36] [--processes 1 2]
"""

import argparse
import json
import resource
import tempfile
import time
from datetime import date
from pathlib import Path

from benchmarks import installation
from cadencia.parties.access import administrator_of_machine

SINCE = date(2026, 1, 1)


def main() -> None:
    """Measure, and print one JSON line for each figure."""
    options = _options()
    home = options.home or Path(tempfile.gettempdir()) / "cadencia-bench"
    installation.prepare(home)
    from benchmarks import population
    from benchmarks.run_at_scale import company, exists
    from cadencia.billing import forecast
    from cadencia.billing.forecast_sums import By

    template = f"bench_{options.contracts}_0"
    if not exists(template):
        installation.fresh_database(template)
        population.populate(options.contracts)
    installation.use_database(template)
    by = administrator_of_machine(company())
    question = forecast.Question(
        since=SINCE, months=options.months, by=tuple(By(each) for each in options.by)
    )
    for processes in options.processes:
        began = time.perf_counter()
        found = forecast.forecast(question, by=by, processes=processes)
        seconds = time.perf_counter() - began
        documents = sum(each.documents for each in found.totals.values())
        figures = {
            "forecast": options.contracts,
            "months": options.months,
            "processes": processes,
            "documents": documents,
            "seconds": round(seconds, 2),
            "microseconds_each": round(seconds / documents * 1e6, 1),
            "totals": {currency: str(each.total) for currency, each in found.totals.items()},
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            "python": installation.python(),
        }
        print(json.dumps(figures), flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contracts", type=int, default=10_000)
    parser.add_argument("--months", type=int, default=36)
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--by", nargs="+", default=["month"])
    parser.add_argument("--home", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
