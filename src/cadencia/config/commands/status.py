"""`cadencia status`: what runs, where it is, and what is missing."""

import json
from typing import Annotated

import typer

from cadencia import __version__
from cadencia.cli.wording import Speaker
from cadencia.config import embedded_postgres, settings
from cadencia.config.words import speaker

app = typer.Typer(add_completion=False)

_STOPPED = 3  # as systemctl status answers


@app.command()
def status(
    *, as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False
) -> None:
    """Say what runs, where its data are, and what is missing. Exit code 3: it is stopped."""
    say = speaker("en" if as_json else None)  # programs read the same words everywhere
    facts = {"version": __version__, "data_folder": str(settings.CADENCIA_HOME)}
    facts |= _embedded(say) if settings.EMBEDDED_SERVER else _other(say)
    runs = facts["running"] == say("yes")
    if runs:
        facts |= {"migrations": _migrations(say), "second_wall": _second_wall(say)}
    if as_json:
        typer.echo(json.dumps(facts, ensure_ascii=False, indent=2))
    else:
        for name, value in facts.items():
            typer.echo(f"{say(name):<16}  {value}")
    if not runs:
        raise typer.Exit(_STOPPED)


def _embedded(say: Speaker) -> dict[str, str]:
    server = embedded_postgres.server_in(settings.CADENCIA_HOME / "postgres")
    running = embedded_postgres.find_running(server)
    major = embedded_postgres.data_major(server)
    return {
        "database": say("embedded", major=major) if major else say("embedded_not_made"),
        "running": say("yes") if running else say("no_start_it"),
        "process": str(running.pid) if running else say("none"),
        "address": embedded_postgres.database_url(server),
        "log": str(server.log),
    }


def _other(say: Speaker) -> dict[str, str]:
    import psycopg

    try:
        with psycopg.connect(settings.DATABASE_URL, connect_timeout=5) as connection:
            version = connection.info.parameter_status("server_version")
    except psycopg.OperationalError as error:
        reason = str(error).strip()
        return {"database": say("of_url"), "running": say("no_because", reason=reason)}
    return {"database": say("of_url_version", version=version), "running": say("yes")}


def _migrations(say: Speaker) -> str:
    from cadencia.cli.installation import open_installation

    open_installation()
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return say("to_apply", count=len(waiting)) if waiting else say("up_to_date")


def _second_wall(say: Speaker) -> str:
    """Say whether programs outside see one company alone, whatever the code forgets."""
    from django.utils import translation

    from cadencia.parties import second_wall

    with translation.override(say.language):
        reasons = "; ".join(second_wall.wanting())
    return say("wall_off", reasons=reasons) if reasons else say("wall_on")
