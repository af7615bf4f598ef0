"""`cadencia simulate` among the other commands, so that `cadencia --help` lists it."""

from __future__ import annotations

import typer

app = typer.Typer(add_completion=False)


@app.command(
    add_help_option=False,
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)
def simulate(context: typer.Context) -> None:
    """Say what a contract file bills from one date to another; no database is needed."""
    from cadencia.cli.simulate import main

    raise typer.Exit(main(context.args))
