"""`cadencia serve`: the back office and the API by HTTP, on this machine alone unless said so."""

import os
from contextlib import nullcontext
from typing import Annotated

import typer

from cadencia.cli.installation import open_installation

app = typer.Typer(add_completion=False)

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

    from cadencia.cli.jobs_beside import JobsBeside

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
    with JobsBeside() if jobs else nullcontext():
        server.serve()
