"""`cadencia master`: masters of every kind, listed, shown, set, offered or no more, removed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cadencia.cli import master_values
from cadencia.cli.acting import answer, begin, refusals
from cadencia.cli.refusal import BadInput
from cadencia.cli.wording import Said, Speaker

if TYPE_CHECKING:
    from cadencia.parties.access import Actor

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Masters (items, taxes, payment methods…): list, show, set, rest, wake, remove.",
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
    "set": Said("{name}: guardado.", "{name}: saved."),
    "apart": Said(
        "{kind}: los de este tipo se guardan de otra manera (cadencia import).",
        "{kind}: those of this kind are saved in another way (cadencia import).",
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
def show(kind: Kind, name: Name, *, company: Company = None) -> None:
    """Show a master as `set` takes it, in JSON."""
    by, say = begin(company, WORDS)
    row = _found(kind, name, by, say)
    _refuse_apart(kind, say)
    typer.echo(_json(kind, row))


@app.command("set")
def set_master(
    kind: Kind,
    values: Annotated[
        list[str],
        typer.Argument(
            metavar="[NAME] FIELD=VALUE...",
            help="The one that is changed, or created under that code or name; then its fields:"
            " rate=21, offered=no, taxes=IVA21,IPS8, terms='{\"days\": 30}'. FIELD= takes away.",
        ),
    ],
    *,
    company: Company = None,
    as_json: AsJson = False,
) -> None:
    """Create a master, or change the fields given of one that is there."""
    by, say = begin(company, WORDS)
    from cadencia.billing.masters import KINDS, written

    _rows(kind, by, say)
    _refuse_apart(kind, say)
    name, given = master_values.read(kind, values, say.language)
    key = KINDS[kind].key
    row = _there(kind, name, by, say) if name else None
    with refusals():
        if row is not None:
            saved = written.change(kind, row.pk, given, by=by)
        else:
            named = {key[0]: name} if name and len(key) == 1 else {}
            saved = written.create(kind, named | given, by=by)
    typer.echo(_json(kind, saved) if as_json else say("set", name=str(saved)))


@app.command()
def rest(kind: Kind, name: Name, *, company: Company = None, as_json: AsJson = False) -> None:
    """Offer a master no more; what uses it goes on."""
    _offer(kind, name, company, again=False, as_json=as_json)


@app.command()
def wake(kind: Kind, name: Name, *, company: Company = None, as_json: AsJson = False) -> None:
    """Offer a master again."""
    _offer(kind, name, company, again=True, as_json=as_json)


@app.command()
def remove(kind: Kind, name: Name, *, company: Company = None, as_json: AsJson = False) -> None:
    """Remove a master that nothing uses; where something does, it is told what."""
    by, say = begin(company, WORDS)
    from cadencia.billing.masters import removing

    row = _found(kind, name, by, say)
    called = str(row)
    with refusals():
        removing.remove(kind, row.pk, by=by)
    form = {"kind": kind, "name": called, "removed": True}
    answer(say("removed", name=called), form, as_json=as_json)


def _offer(kind: str, name: str, company: str | None, *, again: bool, as_json: bool) -> None:
    by, say = begin(company, WORDS)
    from cadencia.billing.masters import KINDS, saving

    row = _found(kind, name, by, say)
    if not KINDS[kind].rests:
        raise BadInput(say("stays", kind=kind))
    with refusals():
        (saving.wake if again else saving.rest)(kind, row.pk, by=by)
    form = {"kind": kind, "id": row.pk, "name": str(row), "offered": again}
    answer(say("wakes" if again else "rests", name=str(row)), form, as_json=as_json)


def _rows(kind: str, by: Actor, say: Speaker) -> Any:
    from cadencia.billing.masters import KINDS

    if kind not in KINDS:
        raise BadInput(say("no_kind", kind=kind, kinds=", ".join(KINDS)))
    return KINDS[kind].model._default_manager.filter(company_id=by.company_id)  # noqa: SLF001


def _refuse_apart(kind: str, say: Speaker) -> None:
    from cadencia.billing.masters import written

    if kind not in written.written_kinds():
        raise BadInput(say("apart", kind=kind))


def _json(kind: str, row: Any) -> str:
    from cadencia.billing.masters import written

    form = {"id": row.pk, "kind": kind, "name": str(row), "values": written.told(kind, row)}
    return json.dumps(form, ensure_ascii=False, indent=2)


def _found(kind: str, name: str, by: Actor, say: Speaker) -> Any:
    """Return the master of that code or name, or of that number (`#12`).

    :raises BadInput: if there is none.
    """
    found = _there(kind, name, by, say)
    if found is None:
        raise BadInput(say("unknown", name=name, kind=kind))
    return found


def _there(kind: str, name: str, by: Actor, say: Speaker) -> Any:
    """Return the same, None if there is none of that code or name; a number must be there."""
    from cadencia.billing.masters import KINDS

    rows = _rows(kind, by, say)
    key = KINDS[kind].key
    number = name.removeprefix("#")
    if name.startswith("#") and number.isascii() and number.isdecimal():
        found = rows.filter(pk=int(number[:18])).first()
    else:
        return rows.filter(**{key[0]: name}).first() if len(key) == 1 else None
    if found is None:
        raise BadInput(say("unknown", name=name, kind=kind))
    return found
