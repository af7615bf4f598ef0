"""`make bench`: every claim of speed, measured; `--long` adds a million contracts.

python -m benchmarks [--long] [--only run,history,idle,forecast,templates,small]
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

RUN = [sys.executable, "-m", "benchmarks.run_at_scale"]


def main() -> None:
    """Measure one thing after another, each in processes of its own."""
    options = _options()
    wanted = set(options.only.split(",")) if options.only else set(MEASURES)
    figures: list[dict[str, Any]] = []
    for name, measure in MEASURES.items():
        if name in wanted:
            figures += measure(options.long)
    print(json.dumps(_ratios(figures), indent=2))


def _small(_: bool) -> list[dict[str, Any]]:  # noqa: FBT001 - as the table calls it
    return _measured([sys.executable, "-m", "benchmarks.small_things"])


def _run_against_copy(_: bool) -> list[dict[str, Any]]:  # noqa: FBT001
    return _run(100_000, "--workers", "1", "2")


def _idle(_: bool) -> list[dict[str, Any]]:  # noqa: FBT001
    """Nothing due, right after a run of a quarter of a million: under 100 ms."""
    return _run(250_000, "--workers", "2", "--no-raw")


def _forecast(_: bool) -> list[dict[str, Any]]:  # noqa: FBT001
    return _measured([sys.executable, "-m", "benchmarks.forecast"])


def _templates(_: bool) -> list[dict[str, Any]]:  # noqa: FBT001
    """A price changed for a hundred thousand followers of a template."""
    return _measured([sys.executable, "-m", "benchmarks.templates"])


def _size(is_long: bool) -> list[dict[str, Any]]:  # noqa: FBT001
    figures = _run(10_000, "--workers", "1", "--no-raw")
    return figures + (_run(1_000_000, "--workers", "2", "--no-raw") if is_long else [])


def _history(_: bool) -> list[dict[str, Any]]:  # noqa: FBT001
    """A hundred thousand contracts with ten months behind them: a million documents."""
    return _run(100_000, "--workers", "1", "--no-raw", "--history", "10")


def _run(contracts: int, *options: str) -> list[dict[str, Any]]:
    return _measured([*RUN, "--contracts", str(contracts), *options])


def _measured(command: list[str]) -> list[dict[str, Any]]:
    """Run a benchmark; pass its lines on and return them."""
    found = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            found.append(json.loads(line))
    if process.returncode:
        raise SystemExit(process.returncode)
    return found


MEASURES: dict[str, Callable[[bool], list[dict[str, Any]]]] = {
    "small": _small,
    "run": _run_against_copy,
    "idle": _idle,
    "forecast": _forecast,
    "templates": _templates,
    "size": _size,
    "history": _history,
}


def _ratios(figures: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the claims: ratios of figures taken in the same minutes."""
    runs = {
        (each["contracts"], each["history"], each["workers"]): each
        for each in figures
        if "workers" in each
    }
    base, two = runs.get((100_000, 0, 1)), runs.get((100_000, 0, 2))
    found: dict[str, Any] = {}
    if base:
        found["run / raw COPY (at most 2.5)"] = base.get("ratio")
        found["invoices per second, one worker"] = base["per_second"]
    if base and two:
        found["two workers / one (at least 1.4)"] = round(base["seconds"] / two["seconds"], 2)
        found["invoices per second, two workers"] = two["per_second"]
    idle = runs.get((250_000, 0, 2))
    if idle:
        found["ms to see that nothing is due after 250000 (at most 100)"] = idle["nothing_due_ms"]
    changed = next((each for each in figures if "price_change_ms" in each), None)
    if changed:
        name = f"ms to change the price of {changed['followers']} followers"
        found[name] = changed["price_change_ms"]
    each_of = {key: run["microseconds_each"] for key, run in runs.items()}
    for key, microseconds in each_of.items():
        contracts, history, workers = key
        like = runs.get((100_000, 0, workers))
        if like and key != (100_000, 0, workers):
            name = f"each of {contracts} contracts after {history} documents / of 100000 after 0"
            found[name] = round(microseconds / like["microseconds_each"], 2)
    return found


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--long", action="store_true", help="a million contracts too")
    parser.add_argument(
        "--only",
        default="",
        help="small, run, idle, size, history, forecast, templates; with commas",
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
