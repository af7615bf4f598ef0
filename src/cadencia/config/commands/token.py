"""`cadencia token`: the keys with which other programs use the API."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cadencia.cli.clock import clock
from cadencia.cli.company import chosen_company
from cadencia.cli.installation import open_installation
from cadencia.cli.language import speak_as_asked
from cadencia.cli.refusal import BadInput

if TYPE_CHECKING:
    from datetime import datetime

    from cadencia.api.models import Token
    from cadencia.parties.models import Company, User

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="The keys of other programs to the API: make one, list them, end one.",
)

CompanyCode = Annotated[str | None, typer.Option(help="Code of the company.")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]


@app.command()
def create(  # noqa: PLR0913 - one argument for each option
    name: Annotated[str, typer.Argument(help="Which program will use it.")],
    *,
    scope: Annotated[
        list[str] | None, typer.Option(help="What it may do; repeat it for more. Default: read.")
    ] = None,
    days: Annotated[int, typer.Option(help="For how many days it holds.")] = 365,
    user: Annotated[
        str | None, typer.Option(help="In whose name: it does no more than the user may.")
    ] = None,
    vouched: Annotated[
        bool,
        typer.Option(
            "--vouched", help="Let it revert, void and the like without asking for credentials."
        ),
    ] = False,
    rate: Annotated[int | None, typer.Option(help="Requests that it may make a minute.")] = None,
    company: CompanyCode = None,
    as_json: AsJson = False,
) -> None:
    """Make a token, and show it this once: only a digest of it is kept."""
    open_installation()
    speak_as_asked()
    from cadencia.api import tokens
    from cadencia.parties.access import administrator_of_machine
    from cadencia.parties.problems import ValuesRefused

    owner = chosen_company(company)
    wanted = tokens.Wanted(
        name=name,
        scopes=scope or ["read"],
        days=days,
        user=_user(user, owner),
        vouched=vouched,
        requests_per_minute=rate,
    )
    try:
        made, text = tokens.create(wanted, by=administrator_of_machine(owner.pk), at=clock()())
    except ValuesRefused as refused:
        raise BadInput(
            "\n".join(f"{each.path}: {each.message}" for each in refused.problems)
        ) from None
    _tell_made(made, text, as_json=as_json)


@app.command(name="list")
def list_(*, company: CompanyCode = None, as_json: AsJson = False) -> None:
    """List the tokens of a company, the latest first."""
    open_installation()
    speak_as_asked()
    from cadencia.api import tokens

    now = clock()()
    found = list(tokens.of_company(chosen_company(company)))
    if as_json:
        told = [_form(each, now) for each in found]
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        _show(found, now)


@app.command()
def revoke(
    token: Annotated[int, typer.Argument(metavar="TOKEN", help="Its number, as listed.")],
    *,
    company: CompanyCode = None,
    as_json: AsJson = False,
) -> None:
    """End a token at once."""
    open_installation()
    speak_as_asked()
    from django.utils.translation import gettext as _

    from cadencia.api import tokens
    from cadencia.parties.access import administrator_of_machine

    owner, now = chosen_company(company), clock()()
    try:
        ended = tokens.revoke(token, by=administrator_of_machine(owner.pk), at=now)
    except tokens.NoSuchToken:
        sentence = _("TOKEN: %(company)s has no token %(token)s; list them: cadencia token list")
        raise BadInput(sentence % {"company": owner.code, "token": token}) from None
    if as_json:
        typer.echo(json.dumps(_form(ended, now), ensure_ascii=False, indent=2))
    else:
        typer.echo(_("The token %(name)s doesn't hold any more.") % {"name": ended.name})


def _user(name: str | None, company: Company) -> User | None:
    from django.utils.translation import gettext as _

    from cadencia.parties.models import User

    if name is None:
        return None
    found = User.objects.filter(username=name, memberships__company=company).first()
    if found is None:
        sentence = _("--user: %(company)s has no user %(name)s; list them: cadencia user list")
        raise BadInput(sentence % {"company": company.code, "name": name})
    return found


def _tell_made(token: Token, text: str, *, as_json: bool) -> None:
    from django.utils.translation import gettext as _

    if as_json:
        told = {**_form(token, token.created_at), "token": text}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    typer.echo(text)
    sentence = _("Keep it now: it isn't shown again. It holds until %(day)s.")
    typer.echo(sentence % {"day": f"{token.expires_at:%Y-%m-%d}"}, err=True)


def _form(token: Token, now: datetime) -> dict[str, Any]:
    return {
        "id": token.pk,
        "name": token.name,
        "begins": token.hint,
        "state": _state(token, now),
        "scopes": token.scopes,
        "vouched": token.vouched,
        "user": token.user.get_username() if token.user else None,
        "requests_per_minute": token.requests_per_minute,
        "created_at": token.created_at.isoformat(),
        "expires_at": token.expires_at.isoformat(),
        "revoked_at": token.revoked_at.isoformat() if token.revoked_at else None,
    }


def _state(token: Token, now: datetime) -> str:
    if token.revoked_at is not None:
        return "revoked"
    return "valid" if token.expires_at > now else "expired"


def _show(found: list[Token], now: datetime) -> None:
    from django.utils.translation import gettext as _

    from cadencia.cli import screen

    if not found:
        typer.echo(_("There are no tokens."))
        return
    words = {"valid": _("valid"), "expired": _("expired"), "revoked": _("revoked")}
    table = screen.table(
        "#", _("Name"), _("Begins"), _("State"), _("Until"), _("May do"), fold=(1, 5)
    )
    for each in found:
        until = f"{each.expires_at:%Y-%m-%d}"
        scopes = ", ".join(each.scopes)
        table.add_row(
            str(each.pk), each.name, f"{each.hint}…", words[_state(each, now)], until, scopes
        )
    screen.output().print(table)
