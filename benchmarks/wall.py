"""What the second wall costs a request of the API: with it and without it, by turns.

python -m benchmarks.wall --requests 200

Of each: milliseconds that Python and the server's process computed for a request, the least of
several rounds.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks import api, installation

ROUNDS = 5
CONTRACTS = 50


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=200)
    requests = parser.parse_args().requests
    installation.prepare(Path(tempfile.gettempdir()) / "cadencia-bench")
    installation.fresh_database("bench_wall")
    installation.use_database("bench_wall")
    try:
        print(json.dumps(_measured(requests)), flush=True)
    finally:
        installation.use_database("postgres")
        installation.drop_database("bench_wall")


def _measured(requests: int) -> dict[str, Any]:
    ask = _asking(api.new_token())
    for n in range(CONTRACTS):
        ask("POST", "/contracts", api.form(f"W-{n}", n))
    acts: dict[str, Callable[[int], None]] = {
        "read": lambda _: ask("GET", "/contracts", None),
        "register": lambda n: ask("POST", "/contracts", api.form(f"W{time.time_ns()}", n)),
    }
    found: dict[str, Any] = {"requests": requests, "python": installation.python()}
    for name, act in acts.items():
        rounds: dict[str, list[tuple[float, float]]] = {"with": [], "without": []}
        for _ in range(ROUNDS):
            for how, spent in rounds.items():
                with nullcontext() if how == "with" else _no_wall():
                    spent.append(_spent(act, requests // ROUNDS))
        for how, spent in rounds.items():
            found[f"{name}_{how}_ms"] = [round(min(each), 2) for each in zip(*spent, strict=True)]
    return found


def _asking(token: str) -> Callable[[str, str, Any], None]:
    from django.test import Client

    client = Client(headers={"host": "localhost", "authorization": f"Bearer {token}"})

    def ask(method: str, path: str, form: Any) -> None:
        body = "" if form is None else json.dumps(form)
        address = f"/api/v1{path}"
        answer = client.generic(method, address, body, content_type="application/json")
        assert answer.status_code in (200, 201), answer.content[:300]

    return ask


@contextmanager
def _no_wall() -> Iterator[None]:
    """Serve as where the wall can't stand: every statement works as the owner of the tables."""
    with patch("cadencia.parties.behind_wall._stands", return_value=False):
        yield


def _spent(act: Callable[[int], None], times: int) -> tuple[float, float]:
    computed, served = time.process_time(), installation.server_seconds()
    for n in range(times):
        act(n)
    each = 1000 / times
    return (
        (time.process_time() - computed) * each,
        (installation.server_seconds() - served) * each,
    )


if __name__ == "__main__":
    main()
