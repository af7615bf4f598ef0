"""`cadencia webhook`: where other programs listen, what they were sent, and sending it again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cadencia.cli.acting import actor
from cadencia.cli.clock import clock
from cadencia.cli.refusal import BadInput

if TYPE_CHECKING:
    from cadencia.webhooks.models import Delivery, Endpoint

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Where other programs listen to what happens: create, list, delete, secret; and what"
    " they were sent: deliveries, replay.",
)

CompanyCode = Annotated[str | None, typer.Option(help="Code of the company.")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
Number = Annotated[int, typer.Argument(metavar="WEBHOOK", help="Its number, as listed.")]
SHOWN = 50


@app.command()
def create(
    url: Annotated[str, typer.Argument(help="The address, by https.")],
    *,
    event: Annotated[
        list[str] | None, typer.Option(help="What to tell; repeat it for more. Default: all.")
    ] = None,
    company: CompanyCode = None,
    as_json: AsJson = False,
) -> None:
    """Tell a program what happens, and show the secret of its signatures this once."""
    by = actor(company)
    from django.utils.translation import gettext as _

    from cadencia.parties.problems import ValuesRefused
    from cadencia.webhooks import services

    wanted = services.Wanted(url=url, events=event or ())
    try:
        made, secret = services.create(wanted, by=by, at=clock()())
    except ValuesRefused as refused:
        raise BadInput(
            "\n".join(f"{each.path}: {each.message}" for each in refused.problems)
        ) from None
    if as_json:
        typer.echo(json.dumps({**_form(made), "secret": secret}, ensure_ascii=False, indent=2))
        return
    typer.echo(secret)
    typer.echo(_("Keep it now: it isn't shown again."), err=True)


@app.command(name="list")
def list_(*, company: CompanyCode = None, as_json: AsJson = False) -> None:
    """List where programs listen."""
    by = actor(company)
    from cadencia.webhooks import services

    found = list(services.endpoints(by=by).order_by("pk"))
    if as_json:
        typer.echo(json.dumps([_form(each) for each in found], ensure_ascii=False, indent=2))
    else:
        _show(found)


@app.command()
def delete(webhook: Number, *, company: CompanyCode = None, as_json: AsJson = False) -> None:
    """Tell a program nothing more; what waits for it is forgotten."""
    by = actor(company)
    from django.utils.translation import gettext as _

    from cadencia.webhooks import services

    try:
        services.delete(webhook, by=by)
    except services.NoSuchEndpoint:
        raise _none(webhook) from None
    if as_json:
        typer.echo(json.dumps({"id": webhook, "deleted": True}))
    else:
        typer.echo(_("Webhook %(number)s is deleted.") % {"number": webhook})


@app.command()
def secret(webhook: Number, *, company: CompanyCode = None, as_json: AsJson = False) -> None:
    """Make another secret, and show it this once; the old one holds no more."""
    by = actor(company)
    from cadencia.webhooks import services

    try:
        made = services.renew_secret(webhook, by=by)
    except services.NoSuchEndpoint:
        raise _none(webhook) from None
    typer.echo(json.dumps({"id": webhook, "secret": made}) if as_json else made)


@app.command()
def deliveries(
    webhook: Number,
    *,
    state: Annotated[
        str | None, typer.Option(help="Only those: pending, delivered or failed.")
    ] = None,
    rows: Annotated[int, typer.Option(help="How many at most.", min=1)] = SHOWN,
    company: CompanyCode = None,
    as_json: AsJson = False,
) -> None:
    """List what was sent to a program, or is to be, the latest first."""
    by = actor(company)
    from cadencia.webhooks import services

    try:
        every = services.deliveries(webhook, by=by).order_by("-pk")
    except services.NoSuchEndpoint:
        raise _none(webhook) from None
    found = list((every if state is None else every.filter(state=state))[:rows])
    if as_json:
        typer.echo(json.dumps([_sent(each) for each in found], ensure_ascii=False, indent=2))
    else:
        _show_sent(found)


@app.command()
def replay(
    delivery: Annotated[int, typer.Argument(metavar="DELIVERY", help="Its number, as listed.")],
    *,
    company: CompanyCode = None,
    as_json: AsJson = False,
) -> None:
    """Send a message again, whatever came of it before; `cadencia worker` does it."""
    by = actor(company)
    from django.utils.translation import gettext as _

    from cadencia.webhooks import services

    try:
        again = services.replay(delivery, by=by, at=clock()())
    except services.NoSuchDelivery:
        sentence = _("DELIVERY: there is no delivery %(number)s; see: cadencia webhook deliveries")
        raise BadInput(sentence % {"number": delivery}) from None
    if as_json:
        typer.echo(json.dumps(_sent(again), ensure_ascii=False, indent=2))
    else:
        typer.echo(_("Message %(message)s will be sent again.") % {"message": again.message})


def _none(number: int) -> BadInput:
    from django.utils.translation import gettext as _

    sentence = _("WEBHOOK: there is no webhook %(number)s; list them: cadencia webhook list")
    return BadInput(sentence % {"number": number})


def _form(endpoint: Endpoint) -> dict[str, Any]:
    return {
        "id": endpoint.pk,
        "url": endpoint.url,
        "events": endpoint.events,
        "active": endpoint.is_active,
        "created_at": endpoint.created_at.isoformat(),
    }


def _sent(delivery: Delivery) -> dict[str, Any]:
    return {
        "id": delivery.pk,
        "message": delivery.message,
        "event": delivery.kind,
        "state": delivery.state,
        "attempts": delivery.attempts,
        "status": delivery.answer,
        "error": delivery.error,
        "next_at": delivery.next_at.isoformat() if delivery.state == "pending" else None,
        "created_at": delivery.created_at.isoformat(),
    }


def _show(found: list[Endpoint]) -> None:
    from django.utils.translation import gettext as _

    from cadencia.cli import screen

    if not found:
        typer.echo(_("Nobody listens."))
        return
    table = screen.table("#", "URL", _("Events"), _("State"), fold=(1, 2))
    for each in found:
        state = _("active") if each.is_active else _("switched off")
        table.add_row(str(each.pk), each.url, ", ".join(each.events) or _("all"), state)
    screen.output().print(table)


def _show_sent(found: list[Delivery]) -> None:
    from django.utils.translation import gettext as _

    from cadencia.cli import screen

    if not found:
        typer.echo(_("Nothing was sent."))
        return
    words = {"pending": _("waits"), "delivered": _("delivered"), "failed": _("failed")}
    headings = ("#", _("Event"), _("Date"), _("State"), _("Attempts"), _("Answer"))
    table = screen.table(*headings, right=(4,), fold=(5,))
    for each in found:
        answer = str(each.answer) if each.answer else each.error
        made = f"{each.created_at:%Y-%m-%d %H:%M}"
        row = (str(each.pk), each.kind, made, words[each.state], str(each.attempts), answer)
        table.add_row(*row)
    screen.output().print(table)
