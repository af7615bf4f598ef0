"""`cadencia user`: who works in a company, and with which role (US-6)."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Annotated

import typer

from cadencia.cli.acting import answer, begin, refusals
from cadencia.cli.refusal import BadInput, Refused
from cadencia.cli.user_words import ROLES, WORDS
from cadencia.cli.wording import Speaker

SAID = {**WORDS, **ROLES}
app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="The users of a company: add, list, role, password, deactivate, activate, remove.",
)

Name = Annotated[str, typer.Argument(metavar="NAME", help="Name to sign in with.")]
RoleName = Annotated[
    str, typer.Argument(help="auditor, clerk, accountant, manager or administrator.")
]
Company = Annotated[str | None, typer.Option(help="Code of the company.")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
FromInput = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from the input, one line.")
]


@app.command()
def add(  # noqa: PLR0913 - options
    name: Name,
    role: RoleName,
    *,
    company: Company = None,
    first_name: Annotated[str, typer.Option()] = "",
    last_name: Annotated[str, typer.Option()] = "",
    email: Annotated[str, typer.Option()] = "",
    password_stdin: FromInput = False,
    as_json: AsJson = False,
) -> None:
    """Open a user; the password is asked for, never given on the command line."""
    by, say = begin(company, SAID)
    from cadencia.parties import people_services

    password = _password(say, from_input=password_stdin)
    values = {
        "username": name,
        "first_name": first_name,
        "last_name": last_name,
        "email": email,
    }
    with _refusals(name, say):
        people_services.create_user(values, password, role, by=by)
    _done(say("added", name=name, role=_role(role, say)), name, as_json=as_json, role=role)


@app.command("list")
def list_users(*, company: Company = None, as_json: AsJson = False) -> None:
    """List who works in the company."""
    by, say = begin(company, SAID)
    from cadencia.cli import screen
    from cadencia.parties import people_services

    found = people_services.people(by=by)
    if as_json:
        typer.echo(json.dumps([asdict(each) for each in found], ensure_ascii=False, indent=2))
        return
    if not found:
        typer.echo(say("nobody"))
        return
    table = screen.table(*(say(each) for each in ("name", "person", "email", "role", "state")))
    for each in found:
        state = say("active" if each.is_active else "shut_out")
        table.add_row(each.username, each.name, each.email, _role(each.role, say), state)
    screen.output().print(table)


@app.command()
def role(name: Name, role: RoleName, *, company: Company = None, as_json: AsJson = False) -> None:
    """Give a user another role, or a first one in this company."""
    by, say = begin(company, SAID)
    from cadencia.parties import people_services

    with _refusals(name, say):
        people_services.grant_role(name, role, by=by)
    _done(say("role_given", name=name, role=_role(role, say)), name, as_json=as_json, role=role)


@app.command()
def password(
    name: Name,
    *,
    company: Company = None,
    password_stdin: FromInput = False,
    as_json: AsJson = False,
) -> None:
    """Give a user another password; it is asked for."""
    by, say = begin(company, SAID)
    from cadencia.cli.clock import clock
    from cadencia.parties import people_services

    given = _password(say, from_input=password_stdin)
    with _refusals(name, say):
        people_services.set_password(name, given, by=by, at=clock()())
    _done(say("password_set", name=name), name, as_json=as_json, password_set=True)


@app.command()
def reset_link(
    name: Name,
    *,
    company: Company = None,
    address: Annotated[
        str, typer.Option(help="Address of the back office, such as https://cadencia.example.")
    ] = "http://127.0.0.1:8000",
    as_json: AsJson = False,
) -> None:
    """Make a link by which a user sets another password, once, within a day."""
    by, say = begin(company, SAID)
    from cadencia.cli.clock import clock
    from cadencia.parties import password_links

    with _refusals(name, say):
        secret = password_links.give(name, by=by, at=clock()())
    link = f"{address.rstrip('/')}/sign-in/new-password/{secret}/"
    if as_json:
        typer.echo(json.dumps({"username": name, "link": link, "hours": password_links.HOURS}))
        return
    typer.echo(say("link_given", name=name, hours=password_links.HOURS))
    typer.echo(link)


@app.command()
def deactivate(name: Name, *, company: Company = None, as_json: AsJson = False) -> None:
    """Shut a user out of the company; the role is kept."""
    by, say = begin(company, SAID)
    from cadencia.parties import people_services

    with _refusals(name, say):
        people_services.deactivate(name, by=by)
    _done(say("deactivated", name=name), name, as_json=as_json, active=False)


@app.command()
def activate(name: Name, *, company: Company = None, as_json: AsJson = False) -> None:
    """Let a user in again."""
    by, say = begin(company, SAID)
    from cadencia.parties import people_services

    with _refusals(name, say):
        people_services.activate(name, by=by)
    _done(say("activated", name=name), name, as_json=as_json, active=True)


@app.command()
def reset_second_factor(name: Name, *, company: Company = None, as_json: AsJson = False) -> None:
    """Let a user whose telephone is lost sign in by the password alone."""
    by, say = begin(company, SAID)
    from cadencia.parties import people_services

    with _refusals(name, say):
        people_services.reset_second_factor(name, by=by)
    _done(say("second_factor_reset", name=name), name, as_json=as_json, second_factor=False)


@app.command()
def remove(name: Name, *, company: Company = None, as_json: AsJson = False) -> None:
    """Take a user's role in the company away."""
    by, say = begin(company, SAID)
    from cadencia.parties import people_services

    with _refusals(name, say):
        people_services.revoke_role(name, by=by)
    _done(say("removed", name=name), name, as_json=as_json, role=None)


def _done(sentence: str, name: str, *, as_json: bool, **more: object) -> None:
    answer(sentence, {"username": name, **more}, as_json=as_json)


@contextmanager
def _refusals(name: str, say: Speaker) -> Iterator[None]:
    from cadencia.parties import people_services

    try:
        with refusals():
            yield
    except people_services.NoSuchUser:
        raise Refused(say("unknown", name=name)) from None
    except people_services.LastAdministrator:
        raise Refused(say("last_administrator", name=name)) from None


def _password(say: Speaker, *, from_input: bool) -> str:
    """Ask twice on a terminal, or read one line; it is never shown."""
    if from_input:
        return sys.stdin.readline().rstrip("\n")
    if not sys.stdin.isatty():
        raise BadInput(say("no_terminal"))
    asked: str = typer.prompt(say("password"), hide_input=True, confirmation_prompt=say("again"))
    return asked


def _role(role: str, say: Speaker) -> str:
    return say(f"role_{role}")
