"""`cadencia master`: masters of every kind, listed, offered no more, offered again, removed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cadencia.cli.acting import begin, refusals
from cadencia.cli.refusal import BadInput
from cadencia.cli.wording import Said, Speaker

if TYPE_CHECKING:
    from cadencia.parties.access import Actor

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Masters (items, taxes, payment methods…): list, rest, wake, remove.",
)
WORDS = {
    "id": Said("N.º", "No."),
    "name": Said("Nombre", "Name"),
    "state": Said("Estado", "State"),
    "offered": Said("se ofrece", "offered"),
    "resting": Said("ya no se ofrece", "offered no more"),
    "none": Said("No hay ninguno.", "There are none."),
    "rests": Said("{name}: ya no se ofrece; lo que lo usa sigue igual.",
                  "{name}: offered no more; what uses it goes on."),
    "wakes": Said("{name}: se ofrece otra vez.", "{name}: is offered again."),
    "removed": Said("{name}: eliminado.", "{name}: removed."),
    "unknown": Said(
        "{name}: no hay ninguno que se llame así; vea cuáles hay con cadencia master list {kind}.",
        "{name}: there is none of that name; see which there are with cadencia master list {kind}.",
    ),
    "no_kind": Said(
        "{kind}: no hay maestros de ese tipo; elija uno de estos: {kinds}.",
        "{kind}: there are no masters of that kind; choose one of these: {kinds}.",
    ),
    "stays": Said(
        "{kind}: los de este tipo siempre se ofrecen; se pueden eliminar si nada los usa.",
        "{kind}: those of this kind are always offered; they can be removed if nothing uses them.",
    ),
}  # fmt: skip
Kind = Annotated[str, typer.Argument(metavar="KIND", help="Such as items, payment-methods.")]
Name = Annotated[
    str, typer.Argument(metavar="NAME", help="Its code or name; or its number, as in #12.")
]
Company = Annotated[str | None, typer.Option(help="Code of the company.")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]


@app.command("list")
def list_masters(kind: Kind, *, company: Company = None, as_json: AsJson = False) -> None:
    """List the masters of a kind."""
    by, say = begin(company, WORDS)
    from cadencia.cli import screen

    rows = _rows(kind, by, say)
    told = [
        {"id": each.pk, "name": str(each), "offered": getattr(each, "is_active", True)}
        for each in rows.order_by("pk")
    ]
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    if not told:
        typer.echo(say("none"))
        return
    table = screen.table(say("id"), say("name"), say("state"), fold=(1,))
    for each in told:
        state = say("offered" if each["offered"] else "resting")
        table.add_row(str(each["id"]), str(each["name"]), state)
    screen.output().print(table)


@app.command()
def rest(kind: Kind, name: Name, *, company: Company = None) -> None:
    """Offer a master no more; what uses it goes on."""
    _offer(kind, name, company, again=False)


@app.command()
def wake(kind: Kind, name: Name, *, company: Company = None) -> None:
    """Offer a master again."""
    _offer(kind, name, company, again=True)


@app.command()
def remove(kind: Kind, name: Name, *, company: Company = None) -> None:
    """Remove a master that nothing uses; where something does, it is told what."""
    by, say = begin(company, WORDS)
    from cadencia.billing.masters import removing

    row = _found(kind, name, by, say)
    called = str(row)
    with refusals():
        removing.remove(kind, row.pk, by=by)
    typer.echo(say("removed", name=called))


def _offer(kind: str, name: str, company: str | None, *, again: bool) -> None:
    by, say = begin(company, WORDS)
    from cadencia.billing.masters import KINDS, saving

    row = _found(kind, name, by, say)
    if not KINDS[kind].rests:
        raise BadInput(say("stays", kind=kind))
    with refusals():
        (saving.wake if again else saving.rest)(kind, row.pk, by=by)
    typer.echo(say("wakes" if again else "rests", name=str(row)))


def _rows(kind: str, by: Actor, say: Speaker) -> Any:
    from cadencia.billing.masters import KINDS

    if kind not in KINDS:
        raise BadInput(say("no_kind", kind=kind, kinds=", ".join(KINDS)))
    return KINDS[kind].model._default_manager.filter(company_id=by.company_id)  # noqa: SLF001


def _found(kind: str, name: str, by: Actor, say: Speaker) -> Any:
    """Return the master of that code or name, or of that number (`#12`)."""
    from cadencia.billing.masters import KINDS

    rows = _rows(kind, by, say)
    key = KINDS[kind].key
    number = name.removeprefix("#")
    if name.startswith("#") and number.isascii() and number.isdecimal():
        found = rows.filter(pk=int(number[:18])).first()
    else:
        found = rows.filter(**{key[0]: name}).first() if len(key) == 1 else None
    if found is None:
        raise BadInput(say("unknown", name=name, kind=kind))
    return found
