"""Ten thousand contracts posted by the API (US-2): in batches and one by one, under five minutes.

python -m benchmarks.api [--contracts 10000] [--batch 500] [--senders 4]

One by one is measured twice: with one program that sends, and with several at once.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from benchmarks import installation

DATABASE = "bench_api"
CUSTOMERS = 1000


def main() -> None:
    """Measure, and print one JSON line for each figure."""
    options = _options()
    installation.prepare(options.home or Path(tempfile.gettempdir()) / "cadencia-bench")
    installation.fresh_database(DATABASE)
    installation.use_database(DATABASE)
    token = new_token()
    with _served() as port:
        _measure("batches", options, port, token, _in_batches(options.contracts, options.batch))
        for senders in sorted({1, options.senders}):
            options.senders = senders
            _measure("one by one", options, port, token, _one_by_one(options, senders))


def _measure(
    how: str, options: argparse.Namespace, port: int, token: str, requests: list[tuple[str, Any]]
) -> None:
    began = time.perf_counter()
    with ThreadPoolExecutor(options.senders) as senders:
        sent = [
            senders.submit(_send, port, token, requests[n :: options.senders])
            for n in range(options.senders)
        ]
    for each in sent:
        each.result()  # what went wrong in one of them makes the figure worthless
    seconds = time.perf_counter() - began
    figures = {
        "api": how,
        "contracts": options.contracts,
        "requests": len(requests),
        "senders": options.senders,
        "seconds": round(seconds, 1),
        "contracts_per_second": round(options.contracts / seconds, 1),
        "load": round(os.getloadavg()[0], 1),
        "python": installation.python(),
    }
    print(json.dumps(figures), flush=True)


def _send(port: int, token: str, requests: list[tuple[str, Any]]) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=600)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    for number, (path, form) in enumerate(requests):
        keyed = {**headers, "Idempotency-Key": f"{path}-{id(requests)}-{number}"}
        connection.request("POST", f"/api/v1{path}", json.dumps(form), keyed)
        answer = connection.getresponse()
        content = answer.read()
        assert answer.status in (200, 201), content[:500]


def _in_batches(contracts: int, size: int) -> list[tuple[str, Any]]:
    forms = [form(f"B-{n}", n) for n in range(contracts)]
    return [
        ("/contracts/batch", {"contracts": forms[start : start + size]})
        for start in range(0, contracts, size)
    ]


def _one_by_one(options: argparse.Namespace, senders: int) -> list[tuple[str, Any]]:
    contracts = range(options.contracts)
    return [("/contracts", form(f"S-{senders}-{n}", n)) for n in contracts]


def form(code: str, n: int) -> dict[str, Any]:
    line = {"taxes": ["IVA21"], "unit_price": "45.00"}
    return {
        "customer": {"code": f"C{n % CUSTOMERS}"},
        "contract": {
            "code": code,
            "schedule": {"every": 1, "unit": "month", "first": "2026-01-31"},
            "lines": [
                {"key": "a", "description": "CUOTA <MENSUAL>", **line},
                {"key": "b", "description": "Taquilla", **line},
                {"key": "c", "description": "Toalla", **line},
            ],
        },
    }


def new_token() -> str:
    from cadencia.api import tokens
    from cadencia.billing.companies import open_company
    from cadencia.config.clock import now
    from cadencia.parties.access import administrator_of_machine
    from cadencia.parties.services import save_customers

    company = open_company({"code": "BENCH", "name": "Bench"}, at=now())
    rows = [{"code": f"C{n}", "name": f"Cliente {n}"} for n in range(CUSTOMERS)]
    save_customers(company, rows, by=administrator_of_machine(company.pk), at=now())
    wanted = tokens.Wanted(
        name="bench", scopes=["read", "contracts"], requests_per_minute=1_000_000
    )
    _made, text = tokens.create(wanted, by=administrator_of_machine(company.pk), at=now())
    return text


@contextmanager
def _served() -> Iterator[int]:
    """Serve the database on a free port, as `cadencia serve` does."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    main = "from cadencia.cli.entry import main; raise SystemExit(main())"
    command = [sys.executable, "-c", main, "serve", "--port", str(port)]
    server = subprocess.Popen(
        [*command, "--processes", "2"],
        env={**os.environ, "DATABASE_URL": _address()},
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait(lambda: _answers(port))
        yield port
    finally:
        server.terminate()
        server.wait(timeout=30)


def _address() -> str:
    from django.db import connection

    known = connection.settings_dict
    place = urlencode({"host": known["HOST"], "port": known["PORT"] or 5432})
    who = quote(known["USER"], safe="") + (
        f":{quote(known['PASSWORD'])}" if known["PASSWORD"] else ""
    )
    return f"postgresql://{who}@/{DATABASE}?{place}"


def _answers(port: int) -> bool:
    try:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", "/api/v1/openapi.json")
        return connection.getresponse().status == 200
    except OSError:
        return False


def _wait(is_ready: Callable[[], bool]) -> None:
    for _ in range(300):
        if is_ready():
            return
        time.sleep(0.2)
    raise TimeoutError


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contracts", type=int, default=10_000)
    parser.add_argument("--batch", type=int, default=500)
    parser.add_argument("--senders", type=int, default=4)
    parser.add_argument("--home", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
