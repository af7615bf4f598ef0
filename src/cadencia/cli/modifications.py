"""`cadencia modifications`: scheduled modifications of a contract, seen before they act (SM-3)."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cadencia.cli.bulk_options import AsJson, CompanyCode
from cadencia.cli.installation import open_installation
from cadencia.cli.refusal import BadInput, Refused
from cadencia.cli.wording import Said, Speaker

if TYPE_CHECKING:
    from cadencia.billing.modifying import Change
    from cadencia.contracts.models import Contract
    from cadencia.core.outlook import Ahead
    from cadencia.parties.access import Actor

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Scheduled modifications of a contract, posted ones too: list, add, change, remove.",
)

WORDS = {
    "unknown_contract": Said(
        "CONTRATO: no existe {code} en esta empresa.", "CONTRACT: this company has no {code}."
    ),
    "unknown": Said(
        "NÚMERO: el contrato no tiene la modificación {number}; vea list.",
        "NUMBER: the contract has no modification {number}; see list.",
    ),
    "unreadable": Said(
        "FORMULARIO: no es un objeto JSON: {why}.", "FORM: it isn't a JSON object: {why}."
    ),
    "not_modifiable": Said(
        "El contrato está {state}: ya no se factura nada de él.",
        "The contract is {state}: nothing is billed of it any more.",
    ),
    "has_billed": Said(
        "Ya ha facturado, la última vez el {date}: solo se puede cambiar su fin (until).",
        "It has billed already, the last time on {date}: only its end (until) can change.",
    ),
    "drafts_wait": Said(
        "Hay borradores hechos de este contrato: emítalos, o use --drafts delete.",
        "Drafts made from this contract wait: issue them, or use --drafts delete.",
    ),
    "drafted_meanwhile": Said(
        "Una generación lo estaba usando: inténtelo de nuevo.", "A run was using it: try again."
    ),
    "not_a_choice": Said(
        "--drafts: «{value}» no sirve; escriba refuse o delete.",
        '--drafts: "{value}" won\'t do; write refuse or delete.',
    ),
    "acts_from": Said(
        "Actúa desde la cuota del {date}.", "It acts from the installment of {date}."
    ),
    "never": Said(
        "No alcanza ninguna cuota en los próximos tres años.",
        "It reaches no installment in the next three years.",
    ),
    "due": Said("Cuota", "Due"),
    "before": Said("Antes", "Before"),
    "after": Said("Después", "After"),
    "added": Said("Añadida la modificación {number}.", "Modification {number} added."),
    "changed": Said("Cambiada la modificación {number}.", "Modification {number} changed."),
    "removed": Said("Quitada la modificación {number}.", "Modification {number} removed."),
    "none": Said("No tiene modificaciones.", "It has no modifications."),
    "billed": Said("facturada hasta {date}", "billed up to {date}"),
}

Code = Annotated[str, typer.Argument(metavar="CONTRACT", help="Code of the contract.")]
Number = Annotated[int, typer.Argument(metavar="NUMBER", help="Number of the modification.")]
Form = Annotated[
    str,
    typer.Argument(
        metavar="FORM",
        help="Its fields in JSON, as in a contract file:"
        ' \'{"line": "a", "from": "2026-07-01", "unit_price": "54.00"}\'.',
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only show what it would do.")]
Waiting = Annotated[str, typer.Option("--drafts", help="Drafts that wait: refuse or delete.")]


@dataclass(frozen=True, slots=True)
class Asked:
    """The contract asked about, who asks, when, in which words."""

    contract: Contract
    by: Actor
    today: date
    say: Speaker


@app.command("list")
def list_(code: Code, *, company: CompanyCode = None, as_json: AsJson = False) -> None:
    """List the modifications of a contract, and which have billed already."""
    open_installation()
    from cadencia.billing import modifying

    at = _asked(company, code)
    found = modifying.listed(at.contract.pk, by=at.by)
    if as_json:
        told = [
            {
                "number": each.id,
                "modification": each.form,
                "billed_last": None if each.billed_last is None else each.billed_last.isoformat(),
            }
            for each in found
        ]
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    if not found:
        typer.echo(at.say("none"))
    for each in found:
        billed = "" if each.billed_last is None else at.say("billed", date=each.billed_last)
        typer.echo(f"{each.id}: {json.dumps(each.form, ensure_ascii=False)} {billed}".rstrip())


@app.command()
def add(  # noqa: PLR0913 - one argument for each option
    code: Code,
    form: Form,
    *,
    company: CompanyCode = None,
    dry_run: DryRun = False,
    drafts: Waiting = "refuse",
    as_json: AsJson = False,
) -> None:
    """Schedule a modification, after showing the installments before and after."""
    open_installation()
    from cadencia.billing import modifying

    at, fields = _asked(company, code), _form(form)
    waiting = _waiting(drafts, at.say)

    def preview() -> Change:
        return modifying.preview_add(at.contract.pk, fields, today=at.today, by=at.by)

    def act() -> int:
        return modifying.add(at.contract.pk, fields, today=at.today, by=at.by, waiting=waiting)

    _do(at, "added", (preview, None if dry_run else act), as_json=as_json)


@app.command()
def change(  # noqa: PLR0913 - one argument for each option
    code: Code,
    number: Number,
    form: Form,
    *,
    company: CompanyCode = None,
    dry_run: DryRun = False,
    drafts: Waiting = "refuse",
    as_json: AsJson = False,
) -> None:
    """Change some fields of a modification; one that has billed keeps all but its end."""
    open_installation()
    from cadencia.billing import modifying

    at, fields = _asked(company, code), _form(form)
    waiting = _waiting(drafts, at.say)

    def preview() -> Change:
        return modifying.preview_change(at.contract.pk, number, fields, today=at.today, by=at.by)

    def act() -> int:
        modifying.change(at.contract.pk, number, fields, today=at.today, by=at.by, waiting=waiting)
        return number

    _do(at, "changed", (preview, None if dry_run else act), as_json=as_json)


@app.command()
def remove(  # noqa: PLR0913 - one argument for each option
    code: Code,
    number: Number,
    *,
    company: CompanyCode = None,
    dry_run: DryRun = False,
    drafts: Waiting = "refuse",
    as_json: AsJson = False,
) -> None:
    """Take a modification away that has billed nothing."""
    open_installation()
    from cadencia.billing import modifying

    at = _asked(company, code)
    waiting = _waiting(drafts, at.say)

    def preview() -> Change:
        return modifying.preview_remove(at.contract.pk, number, by=at.by)

    def act() -> int:
        modifying.remove(at.contract.pk, number, by=at.by, waiting=waiting)
        return number

    _do(at, "removed", (preview, None if dry_run else act), as_json=as_json)


_Acts = tuple[Callable[[], "Change"], Callable[[], int] | None]


def _do(at: Asked, done: str, acts: _Acts, *, as_json: bool) -> None:
    """Show what an act does, then do it unless it is only to be shown."""
    from cadencia.billing import acts as contract_acts
    from cadencia.billing import modifying
    from cadencia.parties.problems import ValuesRefused

    preview, act = acts
    try:
        shown = preview()
        number = None if act is None else act()
    except ValuesRefused as error:
        lines = [f"{each.path}: {each.message}" for each in error.problems]
        raise BadInput("\n".join(lines)) from None
    except modifying.NoSuchModification as error:
        raise BadInput(at.say("unknown", number=error)) from None
    except (modifying.HasBilled, modifying.NotModifiable, contract_acts.DraftsWait) as error:
        raise Refused(_why(error, at.say)) from None
    except contract_acts.DraftedMeanwhile:
        raise Refused(at.say("drafted_meanwhile")) from None
    if as_json:
        told = {"number": number, "done": act is not None, **_told(shown)}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    _show(shown, at.say)
    if number is not None:
        typer.echo(at.say(done, number=number))


def _why(error: Exception, say: Speaker) -> str:
    from cadencia.billing import modifying

    if isinstance(error, modifying.HasBilled):
        return say("has_billed", date=error.last)
    if isinstance(error, modifying.NotModifiable):
        return say("not_modifiable", state=error.state)
    return say("drafts_wait")


def _asked(company_code: str | None, code: str) -> Asked:
    from cadencia.cli.clock import today
    from cadencia.cli.company import chosen_company
    from cadencia.cli.language import speak_as_asked
    from cadencia.contracts.models import Contract
    from cadencia.parties.access import administrator_of_machine

    say = Speaker(WORDS, speak_as_asked())
    company = chosen_company(company_code)
    contract = Contract.objects.filter(company=company, code=code).first()
    if contract is None:
        raise BadInput(say("unknown_contract", code=code))
    by = administrator_of_machine(company.pk)
    return Asked(contract, by, today(company.time_zone), say)


def _form(typed: str) -> dict[str, Any]:
    from cadencia.cli.language import speak_as_asked

    say = Speaker(WORDS, speak_as_asked())
    try:
        found = json.loads(typed)
    except ValueError as error:
        raise BadInput(say("unreadable", why=error)) from None
    if not isinstance(found, dict):
        raise BadInput(say("unreadable", why=type(found).__name__))
    return found


def _waiting(typed: str, say: Speaker) -> Any:
    from cadencia.billing.acts import Drafts

    if typed not in ("refuse", "delete"):
        raise BadInput(say("not_a_choice", value=typed))
    return Drafts(typed)


def _show(change: Change, say: Speaker) -> None:
    from cadencia.cli import screen

    if change.acts_from is None:
        typer.echo(say("never"))
        return
    typer.echo(say("acts_from", date=change.acts_from.isoformat()))
    table = screen.table(say("due"), say("before"), say("after"), fold=(1, 2))
    days = dict.fromkeys(each.installment.due_on for each in (*change.before, *change.after))
    for day in sorted(days):
        table.add_row(day.isoformat(), _bills(change.before, day), _bills(change.after, day))
    screen.output().print(table)


def _bills(ahead: Sequence[Ahead], day: date) -> str:
    made = [made for each in ahead if each.installment.due_on == day for made in each.documents]
    return "\n".join(
        f"{line.description}: {line.quantity:f} × {line.unit_price:f} = {line.net:f}"
        for document in made
        for line in document.lines
    )


def _told(change: Change) -> dict[str, Any]:
    return {
        "contract": change.contract,
        "acts_from": None if change.acts_from is None else change.acts_from.isoformat(),
        "currency": change.currency,
        "before": [_told_ahead(each) for each in change.before],
        "after": [_told_ahead(each) for each in change.after],
    }


def _told_ahead(each: Ahead) -> dict[str, Any]:
    return {
        "due_on": each.installment.due_on.isoformat(),
        "documents": [
            {
                "total": f"{made.totals.total:f}",
                "lines": [
                    {
                        "description": line.description,
                        "quantity": f"{line.quantity:f}",
                        "unit_price": f"{line.unit_price:f}",
                        "net": f"{line.net:f}",
                    }
                    for line in made.lines
                ],
            }
            for made in each.documents
        ],
        "refusals": [refusal.message for refusal in each.refusals],
    }
