"""`cadencia mail server`, `trial`, `texts`, `text`: how the company sends, and what it says."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cadencia.cli.acting import actor
from cadencia.cli.clock import clock
from cadencia.cli.refusal import BadInput

if TYPE_CHECKING:
    from cadencia.mailing.models import MailServer

CompanyCode = Annotated[str | None, typer.Option(help="Code of the company.")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
SHOWN = (
    *("host", "port", "security", "username", "sender", "sender_name", "reply_to"),
    *("email_copy", "per_minute", "sending", "is_active"),
)


def add_to(app: typer.Typer) -> None:
    """Add the commands to `cadencia mail`."""
    for act in (server, trial, texts, text):
        app.command()(act)


def server(  # noqa: PLR0913 - the options of a command
    *,
    host: Annotated[str | None, typer.Option(help="Name of the server.")] = None,
    port: Annotated[int | None, typer.Option(help="587 with STARTTLS, 465 with TLS.")] = None,
    security: Annotated[str | None, typer.Option(help="starttls, tls or none.")] = None,
    username: Annotated[str | None, typer.Option(help="User, if it asks for one.")] = None,
    password: Annotated[
        bool, typer.Option("--password", help="Read its password from standard input.")
    ] = False,
    sender: Annotated[str | None, typer.Option(help="Address messages come from.")] = None,
    sender_name: Annotated[str | None, typer.Option(help="Else the company's name.")] = None,
    reply_to: Annotated[str | None, typer.Option(help="Where answers go.")] = None,
    email_copy: Annotated[str | None, typer.Option(help="Hidden copy of everything.")] = None,
    per_minute: Annotated[int | None, typer.Option(help="Messages a minute at most.")] = None,
    sending: Annotated[
        str | None, typer.Option(help="create_only or create_and_send, if nobody says else.")
    ] = None,
    active: Annotated[bool | None, typer.Option("--active/--stopped")] = None,
    company: CompanyCode = None,
    as_json: AsJson = False,
) -> None:
    """Show by which server the company sends, or say it: the options given, and no others."""
    from cadencia.cli.mail import in_sentences

    by = actor(company)
    from cadencia.mailing import servers

    typed: dict[str, Any] = {
        "host": host, "port": port, "security": security, "username": username,
        "sender": sender, "sender_name": sender_name, "reply_to": reply_to,
        "email_copy": email_copy, "per_minute": per_minute, "sending": sending,
        "is_active": active, "password": _read_password() if password else None,
    }  # fmt: skip
    given = {name: each for name, each in typed.items() if each is not None}
    before = servers.find(by=by)
    if given:
        usual = {name: getattr(before, name) for name in SHOWN} if before else {}
        with in_sentences():
            wanted = servers.Wanted(**{"host": "", "sender": "", **usual, **given})
            before = servers.keep(wanted, by=by)
    _tell(before, as_json=as_json)


def trial(
    to: Annotated[str, typer.Argument(help="Where the message goes.")],
    *,
    company: CompanyCode = None,
    as_json: AsJson = False,
) -> None:
    """Send a message of trial at once."""
    from cadencia.cli.mail import in_sentences

    by = actor(company)
    from django.utils.translation import gettext as _

    from cadencia.mailing import servers

    with in_sentences():
        servers.try_out(to, by=by, at=clock()())
    if as_json:
        typer.echo(json.dumps({"taken": True}))
    else:
        sentence = _("The server took the message: look whether it arrives at %(to)s.")
        typer.echo(sentence % {"to": to})


def texts(*, company: CompanyCode = None, as_json: AsJson = False) -> None:
    """Show what messages say, by language."""
    by = actor(company)
    from cadencia.mailing import texts as kept

    found = kept.all_of(by=by)
    if as_json:
        told = [
            {"language": each.language, "own": each.is_own, **each.text._asdict()} for each in found
        ]
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for each in found:
        typer.echo(f"[{each.language}] {each.text.subject}\n\n{each.text.body}")


def text(  # noqa: PLR0913 - the options of a command
    language: Annotated[str, typer.Argument(metavar="es|en")],
    *,
    subject: Annotated[str | None, typer.Option(help="One line, with variables.")] = None,
    body: Annotated[Path | None, typer.Option(help="A file with the text.")] = None,
    usual: Annotated[bool, typer.Option("--usual", help="Back to the usual text.")] = False,
    company: CompanyCode = None,
    as_json: AsJson = False,
) -> None:
    """Say what messages in a language say; `<DOCUMENTO>`, `<FECHA>` … are filled in."""
    from cadencia.cli.mail import in_sentences

    by = actor(company)
    from cadencia.mailing import texts as kept
    from cadencia.mailing.default_texts import Text

    if usual:
        kept.give_back(language, by=by)
    else:
        before = next((each.text for each in kept.all_of(by=by) if each.language == language), None)
        old = before or Text("", "")
        try:
            written = body.read_text(encoding="utf-8") if body else old.body
        except (OSError, UnicodeDecodeError) as error:
            raise BadInput(f"--body: {error}") from None
        with in_sentences():
            kept.keep(language, Text(subject or old.subject, written), by=by)
    texts(company=company, as_json=as_json)


def _read_password() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("", prompt_suffix="> ", hide_input=True))
    return sys.stdin.readline().rstrip("\n")


def _tell(found: MailServer | None, *, as_json: bool) -> None:
    from django.utils.translation import gettext as _

    told: dict[str, Any] = {name: getattr(found, name) for name in SHOWN} if found else {}
    if found:
        told["has_password"] = bool(found.password)
    if as_json:
        typer.echo(json.dumps(told or None, ensure_ascii=False, indent=2))
    elif found is None:
        typer.echo(_("The company has no mail server yet: cadencia mail server --host …"))
    else:
        for name, value in told.items():
            typer.echo(f"{name}: {value}")
