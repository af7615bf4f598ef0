"""The command `cadencia`: which sub-commands there are, and where each one lives."""

import importlib
import json
import os
import sys
from typing import Any

import typer
from typer.core import TyperGroup

from cadencia.cli import help_texts, usage_errors
from cadencia.cli.language import asked_language
from cadencia.cli.refusal import Refused
from cadencia.cli.wording import Said, Speaker

# The command, and the module whose `app` (a typer.Typer) answers it. The module is imported
# only when its command is asked for, and imports Django inside its functions: `cadencia
# simulate` answers before Django would have been read.
COMMANDS = {
    "start": "cadencia.config.commands.start",
    "stop": "cadencia.config.commands.stop",
    "status": "cadencia.config.commands.status",
    "migrate": "cadencia.config.commands.migrate",
    "serve": "cadencia.config.commands.serve",
    "manage": "cadencia.config.commands.manage",
    "simulate": "cadencia.cli.simulate_listing",
    "doctor": "cadencia.cli.doctor",
    "demo": "cadencia.cli.demo",
    "preview": "cadencia.cli.preview",
    "generate": "cadencia.cli.generate",
    "automatic": "cadencia.cli.automatic",
    "forecast": "cadencia.cli.forecast",
    "commissions": "cadencia.cli.commissions",
    "runs": "cadencia.cli.runs",
    "refusals": "cadencia.cli.refusals",
    "contract": "cadencia.cli.contracts",
    "reasons": "cadencia.cli.reasons",
    "history": "cadencia.cli.history",
    "user": "cadencia.cli.users",
    "master": "cadencia.cli.masters",
    "template": "cadencia.cli.templates",
    "renewals": "cadencia.cli.renewals",
    "why": "cadencia.cli.why",
    "explain": "cadencia.cli.explain",
    "documents": "cadencia.cli.documents",
    "pdf": "cadencia.cli.pdf",
    "render": "cadencia.cli.render",
    "worker": "cadencia.cli.worker",
    "import": "cadencia.cli.importing",
    "export": "cadencia.cli.exporting",
    "token": "cadencia.config.commands.token",
    "webhook": "cadencia.cli.webhooks",
    "mail": "cadencia.cli.mail",
    "reviews": "cadencia.cli.reviews",
    "bulk": "cadencia.cli.bulk",
    "index": "cadencia.cli.index",
    "formula": "cadencia.cli.formula",
    "modifications": "cadencia.cli.modifications",
    "usage": "cadencia.cli.usage",
}

WORDS = {
    "unreachable": Said(
        "No se llega a la base de datos, o no ha podido con ello: {error}",
        "The database can't be reached or gave up: {error}",
    ),
    "other_tables": Said(
        "Las tablas no son las de esta versión; hay que ponerlas al día: cadencia migrate",
        "The tables aren't those of this version; bring them up to date: cadencia migrate",
    ),
}
_MISSING_TABLE_OR_COLUMN = {"42P01", "42703"}


def untranslated(name: str) -> Any:
    """Return a command of the table as it is written, its help in English."""
    command = typer.main.get_command(importlib.import_module(COMMANDS[name]).app)
    command.name = name
    return command


class LazyCommands(TyperGroup):
    """A group that imports a command's module when the command is asked for.

    Typer's releases differ in whose `Context` and `Command` these are, hence `Any`.
    """

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of all commands, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return a command, or `None` if there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        command = untranslated(cmd_name)
        help_texts.translate(command, asked_language(os.environ))
        return command

    def main(self, *arguments: Any, **options: Any) -> Any:
        """Answer a command line, in the language of the terminal from the first word."""
        language = asked_language(os.environ)
        help_texts.speak(language)
        help_texts.translate(self, language)
        return super().main(*arguments, **options)

    def make_context(self, *arguments: Any, **options: Any) -> Any:
        """Read what stands before the name of a command."""
        try:
            return super().make_context(*arguments, **options)
        except Exception as error:
            if usage_errors.is_one(error):
                _explain(error, as_json=False)
            raise

    def invoke(self, ctx: Any) -> Any:
        """Run the command; what it refuses becomes a sentence and an exit code."""
        as_json = "--json" in ctx.args
        try:
            return super().invoke(ctx)
        except Refused as refused:
            _tell(str(refused), as_json=as_json)
            raise typer.Exit(refused.exit_code) from None
        except Exception as error:
            if usage_errors.is_one(error):
                _explain(error, as_json=as_json)
                raise
            told = _sentence(error)
            if told is None:
                raise
            _tell(told, as_json=as_json)
            raise typer.Exit(1) from None


app = typer.Typer(
    cls=LazyCommands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Agreements billed again and again: contracts, installments, numbered invoices.",
)


@app.callback()
def cadencia() -> None:
    """Bill agreements again and again: contracts, installments, numbered invoices."""


def _tell(refusal: str, *, as_json: bool) -> None:
    """Say why something wasn't done: to people, or as data where the answer would stand (US-2)."""
    if as_json:
        form = {"done": False, "problems": refusal.splitlines()}
        typer.echo(json.dumps(form, ensure_ascii=False, indent=2))
    else:
        typer.echo(refusal, err=True)


def _explain(error: Any, *, as_json: bool) -> None:
    """Have Typer say of a command line that can't be read what we say of it; as data, say it."""
    told = usage_errors.sentence(error, asked_language(os.environ))
    if as_json:
        _tell(told, as_json=True)
        raise typer.Exit(error.exit_code) from None
    error.format_message = lambda: told


def _sentence(error: Exception) -> str | None:
    """Return what to tell about an error of the database, or `None` for any other."""
    database = sys.modules.get("django.db.utils")
    if database is None:
        return None
    say = Speaker(WORDS, asked_language(os.environ))
    if isinstance(error, database.OperationalError):
        return say("unreachable", error=str(error).strip())
    state = getattr(error.__cause__, "sqlstate", None)
    if isinstance(error, database.ProgrammingError) and state in _MISSING_TABLE_OR_COLUMN:
        return say("other_tables")
    return None
