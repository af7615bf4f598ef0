"""`cadencia serve`: answer the API over HTTP, on this machine alone unless said otherwise."""

import os
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
) -> None:
    """Answer the API at /api/v1/ until Ctrl-C; its description is at /api/v1/docs.

    Runs and webhooks are work for `cadencia worker`, which runs beside it.
    """
    open_installation()
    from granian.constants import Interfaces
    from granian.server import Server

    typer.echo(f"http://{host}:{port}/api/v1/docs")
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
    server.serve()
