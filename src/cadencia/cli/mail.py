"""`cadencia mail`: documents sent by e-mail, the server and the texts of the company."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any
from uuid import uuid4

import typer

from cadencia.cli import document_answers, mail_settings
from cadencia.cli.acting import actor, refusals
from cadencia.cli.clock import clock
from cadencia.cli.refusal import BadInput, Refused

if TYPE_CHECKING:
    from cadencia.mailing.models import Delivery

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Documents sent by e-mail: send, list, retry, bounce; addresses that are no good: bad,"
    " right; the company's server and texts: server, trial, texts, text.",
)
mail_settings.add_to(app)

CompanyCode = Annotated[str | None, typer.Option(help="Code of the company.")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
Number = Annotated[int, typer.Argument(metavar="DELIVERY", help="Its number, as listed.")]
SHOWN = 50


@app.command()
def send(  # noqa: PLR0913 - the options of a command
    document: Annotated[str, typer.Argument(help="Its number as printed, or #id.")],
    *,
    to: Annotated[str | None, typer.Option(help="Addresses; else as the customer says.")] = None,
    copies: Annotated[str | None, typer.Option("--copy", help="Who gets a copy.")] = None,
    subject: Annotated[str | None, typer.Option(help="Else the company's text.")] = None,
    body: Annotated[str | None, typer.Option(help="Else the company's text.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Although it was sent.")] = False,
    duplicate: Annotated[
        bool, typer.Option("--duplicate", help="The PDF says that it is a duplicate.")
    ] = False,
    company: CompanyCode = None,
    as_json: AsJson = False,
) -> None:
    """Send an issued document with its PDF; `cadencia worker` hands it over."""
    question = document_answers.asked(company)
    from cadencia.mailing import by_hand

    found = document_answers.found(question, document)
    typed = {"to": to, "copies": copies, "subject": subject, "body": body}
    given = {name: each for name, each in typed.items() if each is not None}
    with in_sentences():
        proposal = by_hand.propose(found.pk, by=question.by)
        message = by_hand.as_proposed(
            proposal, mark=uuid4().hex, again=again, duplicate=duplicate, **given
        )
        row = by_hand.send(found.pk, message, by=question.by, at=clock()())
    _tell([row], as_json=as_json, is_one=True)


@app.command(name="list")
def list_(
    *,
    state: Annotated[
        str | None, typer.Option(help="waiting, sending, sent, failed or bounced.")
    ] = None,
    address: Annotated[str, typer.Option(help="Part of an address.")] = "",
    rows: Annotated[int, typer.Option(help="How many at most.", min=1)] = SHOWN,
    company: CompanyCode = None,
    as_json: AsJson = False,
) -> None:
    """List what was sent or is to be; what failed or came back stands first."""
    by = actor(company)
    from cadencia.mailing import deliveries
    from cadencia.mailing.models import STATES

    if state is not None and state not in STATES:
        raise BadInput(f"--state: {', '.join(STATES)}")
    asked = deliveries.DeliveryFilter(state=state or "", address=address)
    _tell(list(deliveries.listed(asked, by=by)[:rows]), as_json=as_json)


@app.command()
def retry(delivery: Number, *, company: CompanyCode = None, as_json: AsJson = False) -> None:
    """Try again what failed, as the same message."""
    by = actor(company)
    from cadencia.mailing import deliveries

    with in_sentences():
        row = deliveries.retry(delivery, by=by, at=clock()())
    _tell([row], as_json=as_json, is_one=True)


@app.command()
def bounce(
    delivery: Number,
    *,
    reason: Annotated[str, typer.Option(help="Why, as far as it says.")] = "",
    address: Annotated[str, typer.Option(help="Needed where it went to several.")] = "",
    company: CompanyCode = None,
    as_json: AsJson = False,
) -> None:
    """Take note that a message came back: nothing goes to its address by itself any more."""
    by = actor(company)
    from cadencia.mailing import deliveries

    with in_sentences():
        row = deliveries.bounce(delivery, reason=reason, address=address, by=by, at=clock()())
    _tell([row], as_json=as_json, is_one=True)


@app.command()
def bad(*, company: CompanyCode = None, as_json: AsJson = False) -> None:
    """List the addresses from which messages came back."""
    by = actor(company)
    from cadencia.mailing import deliveries

    found = list(deliveries.bad_addresses(by=by))
    if as_json:
        told = [{"address": each.address, "reason": each.reason} for each in found]
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        for each in found:
            typer.echo(f"{each.address}  {each.reason}".strip())


@app.command()
def right(address: str, *, company: CompanyCode = None, as_json: AsJson = False) -> None:
    """Let messages go to an address again."""
    by = actor(company)
    from django.utils.translation import gettext as _

    from cadencia.mailing import deliveries

    if not deliveries.is_right_again(address, by=by):
        raise BadInput(_("ADDRESS: no message came back from %(address)s.") % {"address": address})
    if as_json:
        typer.echo(json.dumps({"address": address, "right": True}, ensure_ascii=False))
    else:
        typer.echo(_("Messages go to %(address)s again.") % {"address": address})


@contextmanager
def in_sentences() -> Iterator[None]:
    """Tell what the services of e-mail refuse, in sentences."""
    from cadencia.mailing import servers

    try:
        with refusals():
            yield
    except servers.NotTaken as refused:
        raise Refused(f"{refused.reason}: {refused.answer}") from None
    except Exception as error:
        sentence = _sentences().get(type(error))
        if sentence is None:
            raise
        raise Refused(sentence) from None


def _sentences() -> dict[type[Exception], str]:
    from django.utils.translation import gettext as _

    from cadencia.mailing import by_hand, deliveries, servers

    return {
        by_hand.NoSuchDocument: _("Only issued documents that aren't void can be sent."),
        by_hand.AlreadySent: _("It was sent already, or waits to be. Say --again."),
        deliveries.NoSuchDelivery: _("DELIVERY: there is none of that number: cadencia mail list"),
        deliveries.NotRetryable: _("It can't be tried again: send the document anew."),
        deliveries.NotSent: _("It wasn't sent, so that it can't have come back."),
        servers.NoServer: _("Say first by which server the company sends."),
    }


def _tell(found: list[Delivery], *, as_json: bool, is_one: bool = False) -> None:
    from django.utils.translation import gettext as _

    from cadencia.cli import screen

    if as_json:
        told = [_form(each) for each in found]
        json.dump(told[0] if is_one else told, sys.stdout, ensure_ascii=False, indent=2)
        typer.echo()
        return
    if not found:
        typer.echo(_("Nothing was sent."))
        return
    headings = ("#", _("Document"), _("To"), _("State"), _("Answer"))
    table = screen.table(*headings, fold=(2, 4))
    for each in found:
        number, answer = _number(each), f"{each.reason} {each.answer}".strip()
        table.add_row(str(each.pk), number, ", ".join(each.to), each.state, answer)
    screen.output().print(table)


def _number(delivery: Delivery) -> str:
    from cadencia.documents.numbering import number_of

    return number_of(delivery.document) or f"#{delivery.document_id}"


def _form(delivery: Delivery) -> dict[str, Any]:
    moments = ("created_at", "next_at", "sent_at")
    names = ("to", "copies", "subject", "state", "reason", "answer", "refused", "attempts")
    told = {name: getattr(delivery, name) for name in names}
    for name in moments:
        value = getattr(delivery, name)
        told[name] = value.isoformat() if value else None
    return {"id": delivery.pk, "document": _number(delivery), **told}
