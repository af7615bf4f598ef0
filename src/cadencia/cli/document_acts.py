"""`cadencia documents credit`, `void`, `issue`, `delete`: acts on one document (DO-3)."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cadencia.cli import document_answers
from cadencia.cli.dates import given_date
from cadencia.cli.document_answers import Question, in_sentences, money, name_of
from cadencia.cli.refusal import BadInput, Refused

if TYPE_CHECKING:
    from cadencia.billing.crediting import Wish
    from cadencia.billing.settled_installments import Settled
    from cadencia.core.credited import Pick
    from cadencia.documents.models import Document

Number = Annotated[str, typer.Argument(metavar="NUMBER", help="Its number, or # and its id.")]
Company = Annotated[str | None, typer.Option(help="Code of the company.")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
Yes = Annotated[bool, typer.Option("--yes", help="Don't ask.")]
Reason = Annotated[str, typer.Option(help="Why; a credit note prints it.")]
On = Annotated[str | None, typer.Option(help="The day of it, YYYY-MM-DD; today if not given.")]
Reopen = Annotated[
    bool | None,
    typer.Option(
        "--reopen/--no-reopen", help="Whether what it billed is billed again; usually not."
    ),
]

METHODS = ("differences", "substitution")
_LINE = re.compile(r"(\d{1,5})(?:(=|x)(-?[0-9]+(?:[.,][0-9]+)?))?")


def add_to(app: typer.Typer) -> None:
    """Add the commands to `cadencia documents`."""
    for act in (credit, void, issue, delete):
        app.command()(act)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the options of `credit` say, as typed."""

    lines: list[str]
    amount: str | None
    data: bool
    by: str | None
    reason: str
    code: str
    series: str
    on: str | None
    draft: bool


def credit(  # noqa: PLR0913 - the options of a command
    number: Number,
    *,
    reason: Reason,
    line: Annotated[
        list[str] | None,
        typer.Option(help="A line: 2, 2=30.00 (before taxes) or 2x3 (units); repeatable."),
    ] = None,
    amount: Annotated[
        str | None, typer.Option(help="An amount of the total, taxes included.")
    ] = None,
    data: Annotated[
        bool, typer.Option("--data", help="Nothing is credited: only printed data are set right.")
    ] = False,
    by: Annotated[str | None, typer.Option(help="differences (usual) or substitution.")] = None,
    code: Annotated[str, typer.Option(help="Spain: R1, R2, R3 or R4.")] = "",
    series: Annotated[str, typer.Option(help="Code of a series of credit notes.")] = "",
    on: On = None,
    reopen: Reopen = None,
    draft: Annotated[bool, typer.Option("--draft", help="Leave a draft.")] = False,
    preview: Annotated[bool, typer.Option("--preview", help="Only show it.")] = False,
    company: Company = None,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Correct an issued invoice by a credit note: all that is left of it, lines, or an amount."""
    question = document_answers.asked(company)
    from cadencia.billing import crediting
    from cadencia.cli.clock import clock

    said = Said(
        lines=line or [], amount=amount, data=data, by=by, reason=reason, code=code,
        series=series, on=on, draft=draft,
    )  # fmt: skip
    original = document_answers.found(question, number)
    asks = not (yes or as_json or preview) and sys.stdin.isatty()
    settled = document_answers.settled(question, original)
    gives_back = _gives_back(question, original, reopen, asks=asks and not (line or amount or data))
    wish = _wish(question, said, gives_back=gives_back)
    with in_sentences(question):
        shown = crediting.preview(original.pk, wish, by=question.by, clock=clock())
        if preview:
            _tell_preview(question, shown, settled, as_json=as_json)
            return
        if asks:
            typer.confirm(_amounts(question, "ask_credit", original, shown), abort=True)
        note = crediting.credit(original.pk, wish, by=question.by, clock=clock())
    _tell_credit(question, note, shown, gives_back=gives_back, as_json=as_json)


def void(  # noqa: PLR0913 - the options of a command
    number: Number,
    *,
    reason: Reason,
    on: On = None,
    not_delivered: Annotated[
        bool, typer.Option("--not-delivered", help="Nobody has received it.")
    ] = False,
    reopen: Reopen = None,
    company: Company = None,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Void an issued document, where the law admits it; its number is never used again."""
    question = document_answers.asked(company)
    from cadencia.billing import voiding
    from cadencia.cli.clock import clock, today

    document = document_answers.found(question, number)
    asks = not (yes or as_json) and sys.stdin.isatty()
    delivered = not not_delivered
    if asks and delivered:
        delivered = typer.confirm(question.say("ask_delivered", number=name_of(document)))
    settled = document_answers.settled(question, document)
    gives_back = _gives_back(question, document, reopen, asks=asks)
    day = given_date("--on", on) if on else today(question.company.time_zone)
    if asks:
        typer.confirm(question.say("ask_void", number=name_of(document)), abort=True)
    wish = voiding.VoidWish(reason=reason, on=day, delivered=delivered, gives_back=gives_back)
    with in_sentences(question):
        voiding.void(document.pk, wish, by=question.by, at=clock()())
    more = {"gives_back": gives_back, "installments": document_answers.settled_form(settled)}
    _tell(question, "voided", document, as_json=as_json, **more)


def issue(number: Number, *, company: Company = None, as_json: AsJson = False) -> None:
    """Issue a draft: it takes the next number of its series."""
    question = document_answers.asked(company)
    from cadencia.billing import issuing
    from cadencia.cli.clock import clock
    from cadencia.parties.access import Permission, acting, require

    document = document_answers.found(question, number)
    require(question.by, Permission.DOCUMENTS)
    with in_sentences(question), acting(question.by):
        issuing.issue_one(document.pk, by=question.by, clock=clock())
    document.refresh_from_db()
    _tell(question, "issued", document, as_json=as_json)


def delete(number: Number, *, company: Company = None, as_json: AsJson = False) -> None:
    """Delete a draft of a credit note or of an invoice of delivery notes."""
    question = document_answers.asked(company)
    from cadencia.billing import crediting

    document = document_answers.found(question, number)
    try:
        crediting.delete_draft(document.pk, by=question.by)
    except crediting.NotADraft:
        raise Refused(question.say("not_deletable", number=name_of(document))) from None
    _tell(question, "deleted", document, as_json=as_json)


# What is asked for


def _wish(question: Question, said: Said, *, gives_back: bool) -> Wish:
    from cadencia.billing.crediting import Wish
    from cadencia.core.corrective import Method
    from cadencia.core.credited import What

    say = question.say
    if bool(said.lines) + (said.amount is not None) + said.data > 1:
        raise BadInput(say("what_once"))
    by = said.by or ("substitution" if said.data else "differences")
    if by not in METHODS:
        raise BadInput(say("not_by"))
    what: What = "whole"
    if said.lines or said.data or said.amount is not None:
        what = "lines" if said.lines else "data" if said.data else "amount"
    return Wish(
        reason=said.reason,
        what=what,
        picks=tuple(_pick(question, each) for each in said.lines),
        amount=None if said.amount is None else _decimal(question, "--amount", said.amount),
        method=Method(by),
        reason_code=said.code.upper(),
        series=said.series,
        on=_day(said.on),
        gives_back=gives_back,
        issue=not said.draft,
    )


def _day(written: str | None) -> date | None:
    return given_date("--on", written) if written else None


def _pick(question: Question, written: str) -> Pick:
    from cadencia.core.credited import Pick

    read = _LINE.fullmatch(written.strip())
    if read is None:
        raise BadInput(question.say("not_a_line", text=written))
    position, sign, value = read.groups()
    amount = _decimal(question, "--line", value) if value else None
    if sign == "x":
        return Pick(int(position), quantity=amount)
    return Pick(int(position), net=amount)


def _decimal(question: Question, option: str, written: str) -> Decimal:
    try:
        found = Decimal(written.strip().replace(",", "."))
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        raise BadInput(question.say("not_an_amount", option=option, text=written))
    return found


def _gives_back(question: Question, document: Document, reopen: bool | None, *, asks: bool) -> bool:  # noqa: FBT001
    """Return whether what it billed is billed again; asked on a terminal, otherwise not."""
    if reopen is not None or not asks:
        return bool(reopen)
    for each in document_answers.settled(question, document):
        typer.echo(document_answers.settled_line(question, each))
    return typer.confirm(question.say("ask_reopen", number=name_of(document)), default=False)


# What is answered


def _amounts(question: Question, sentence: str, original: Document, shown: Any) -> str:
    language = question.language
    return question.say(
        sentence,
        number=name_of(original),
        total=money(original, shown.taken.total, language),
        left=money(original, shown.left, language),
    )


def _tell_preview(
    question: Question, shown: Any, settled: Sequence[Settled], *, as_json: bool
) -> None:
    original, found = shown.corrected.document, shown.corrective
    if as_json:
        lines = [
            {"line": each.position, "quantity": str(each.quantity), "net": str(each.net)}
            for each in found.lines
        ]
        installments = document_answers.settled_form(settled)
        form = {"document": name_of(original), "lines": lines, **_form(shown)}
        form["installments"] = installments
        typer.echo(json.dumps(form, ensure_ascii=False, indent=2))
        return
    typer.echo(_amounts(question, "would_credit", original, shown))
    for each in settled:
        typer.echo(document_answers.settled_line(question, each))


def _form(shown: Any) -> dict[str, str]:
    return {
        "credited": str(shown.taken.total),
        "left": str(shown.left),
        "total": str(shown.corrective.totals.total),
    }


def _tell_credit(
    question: Question, note: Document, shown: Any, *, gives_back: bool, as_json: bool
) -> None:
    original = shown.corrected.document
    if as_json:
        form = {
            "number": name_of(note),
            "id": note.pk,
            "corrects": name_of(original),
            **_form(shown),
            "reopened": gives_back,
        }
        typer.echo(json.dumps(form, ensure_ascii=False, indent=2))
        return
    language = question.language
    if note.total >= 0:
        total = money(original, note.total, language)
        told = question.say("replaced", note=name_of(note), number=name_of(original), total=total)
    else:
        told = question.say(
            "credited",
            note=name_of(note),
            number=name_of(original),
            total=money(original, shown.taken.total, language),
            left=money(original, shown.left, language),
        )
    typer.echo(told)
    if gives_back:
        typer.echo(question.say("given_back"))


def _tell(
    question: Question, sentence: str, document: Document, *, as_json: bool, **more: Any
) -> None:
    if as_json:
        form = {"number": name_of(document), "id": document.pk, "done": sentence, **more}
        typer.echo(json.dumps(form, ensure_ascii=False, indent=2))
        return
    typer.echo(question.say(sentence, number=name_of(document)))
    if more.get("gives_back"):
        typer.echo(question.say("given_back"))
