"""`cadencia serve`: the back office and the API by HTTP, on this machine alone unless said so."""

import multiprocessing
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from cadencia.cli.installation import open_installation

app = typer.Typer()

PORT = 8000
LOOPBACK = "127.0.0.1"
MOST_PROCESSES = 64
THREADS = 8  # of each process


@app.command()
def serve(
    *,
    host: Annotated[
        str, typer.Option(help="Where to listen; others than this machine need a proxy with TLS.")
    ] = LOOPBACK,
    port: Annotated[int, typer.Option(help="On which port.", min=1, max=65535)] = PORT,
    processes: Annotated[
        int, typer.Option(help="How many processes.", min=1, max=MOST_PROCESSES)
    ] = os.cpu_count() or 1,
    jobs: Annotated[
        bool, typer.Option("--jobs/--no-jobs", help="Run what is left to jobs too.")
    ] = False,
) -> None:
    """Serve the back office at / and the API at /api/v1/ until Ctrl-C.

    Runs, imports and webhooks are work for jobs: for `cadencia worker`, or for --jobs here.
    """
    open_installation()
    from granian.constants import Interfaces
    from granian.server import Server

    typer.echo(f"http://{host}:{port}/\nhttp://{host}:{port}/api/v1/docs")
    server = Server(
        "cadencia.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=THREADS,
        websockets=False,
        log_access=False,
    )
    with _jobs_beside(wanted=jobs):
        server.serve()


@contextmanager
def _jobs_beside(*, wanted: bool) -> Iterator[None]:
    """Run jobs in a process beside, which ends with this one, however it ends."""
    from cadencia.cli.worker_process import run_as_child

    if not wanted:
        yield
        return
    worker = multiprocessing.get_context("spawn").Process(target=run_as_child, args=(False,))
    worker.start()
    try:
        yield
    finally:
        worker.terminate()
        worker.join()
