"""`cadencia explain`: how each amount of a document came about (GE-16)."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cadencia.cli.company import chosen_company
from cadencia.cli.installation import open_installation
from cadencia.cli.language import speak_as_asked
from cadencia.cli.refusal import BadInput

if TYPE_CHECKING:
    from cadencia.billing.line_explanation import DocumentExplanation, LineExplanation

app = typer.Typer(add_completion=False)


@app.command()
def explain(
    document: Annotated[
        str, typer.Argument(help="The printed number (F-2026-000123), or the id of a draft.")
    ],
    *,
    line: Annotated[int | None, typer.Option(help="Only this line, counted from 1.")] = None,
    company: Annotated[str | None, typer.Option(help="The code of the company.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Say how each line, tax and total of a document came about, cent by cent."""
    open_installation()
    speak_as_asked()
    answer = _answer(document, company)
    lines = _chosen(answer, line)
    if as_json:
        typer.echo(json.dumps(_as_json(answer, lines), ensure_ascii=False, indent=2))
    else:
        _show(answer, lines, foot=line is None)


def _answer(document: str, company: str | None) -> DocumentExplanation:
    from django.utils.translation import gettext as _

    from cadencia.billing.finding_documents import (
        NoSuchDocument,
        SeveralDocuments,
        find_document,
    )
    from cadencia.billing.line_explanation import explain_document
    from cadencia.parties.access import administrator_of_machine

    whose = chosen_company(company)
    by = administrator_of_machine(whose.pk)
    places = {"document": document, "company": whose.code}
    try:
        return explain_document(find_document(document, by=by), by=by)
    except NoSuchDocument:
        sentence = _(
            "DOCUMENT: the company %(company)s has no document %(document)s; write its number as"
            " it is printed, or its id."
        )
        raise BadInput(sentence % places) from None
    except SeveralDocuments as several:
        sentence = _(
            "DOCUMENT: several documents print the number %(document)s; write one of their ids:"
            " %(ids)s."
        )
        ids = ", ".join(str(each) for each in several.ids)
        raise BadInput(sentence % {**places, "ids": ids}) from None


def _chosen(answer: DocumentExplanation, line: int | None) -> list[LineExplanation]:
    from django.utils.translation import gettext as _

    if line is None:
        return list(answer.lines)
    chosen = [each for each in answer.lines if each.position == line]
    if not chosen:
        sentence = _(
            "--line: there is no line %(line)s; those of the document go from 1 to %(count)s."
        )
        raise BadInput(sentence % {"count": len(answer.lines), "line": line})
    return chosen


def _show(answer: DocumentExplanation, lines: list[LineExplanation], *, foot: bool) -> None:
    typer.echo(_title(answer))
    for each in lines:
        typer.echo(f"\n{each.position}. {each.description}")
        typer.echo(f"   {each.calculation}")
        for step in each.steps:
            typer.echo(f"   {step.sentence}")
    if foot:
        typer.echo("")
        for sentence in answer.foot:
            typer.echo(sentence)


def _title(answer: DocumentExplanation) -> str:
    from django.utils.translation import get_language
    from django.utils.translation import gettext as _

    from cadencia.billing.why_sentences import DOCUMENT_TYPES
    from cadencia.documents.rendering.figures import figures_in

    kind = _(DOCUMENT_TYPES[answer.kind])
    places = {"kind": kind, "customer": answer.customer, "number": answer.number, "id": answer.id}
    if answer.issue_date is None:
        return _("Draft (%(kind)s, id %(id)s) for %(customer)s") % places
    places["date"] = figures_in(get_language() or "en").day(answer.issue_date)
    title = _("%(kind)s %(number)s of %(date)s for %(customer)s") % places
    return title[0].upper() + title[1:]


def _as_json(answer: DocumentExplanation, lines: list[LineExplanation]) -> dict[str, Any]:
    return {
        "document": answer.number,
        "id": answer.id,
        "kind": answer.kind,
        "customer": answer.customer,
        "issue_date": _plain(answer.issue_date),
        "operation_date": _plain(answer.operation_date),
        "currency": answer.currency,
        "total": _plain(answer.total, answer.decimals),
        "payable": _plain(answer.payable, answer.decimals),
        "lines": [_line(each, answer.decimals) for each in lines],
        "foot": list(answer.foot),
    }


def _line(line: LineExplanation, decimals: int) -> dict[str, Any]:
    return {
        "line": line.position,
        "description": line.description,
        "contract": line.contract or None,
        "installment": line.installment,
        "due_on": _plain(line.due_on),
        "period": [_plain(line.period_start), _plain(line.period_until)],
        "quantity": _plain(line.quantity),
        "unit_price": _plain(line.unit_price),
        "discounts": [_plain(each) for each in line.discounts],
        "factor": line.factor,
        "net": _plain(line.net, decimals),
        "taxes": list(line.taxes),
        "calculation": line.calculation,
        "adds_up": line.adds_up,
        "explanation": [each._asdict() for each in line.steps],
    }


def _plain(value: date | Decimal | None, decimals: int = 0) -> str | None:
    """Return a value as JSON has it; zeros beyond `decimals` are left out."""
    if isinstance(value, Decimal):
        whole, _point, fraction = f"{value:f}".partition(".")
        fraction = fraction.rstrip("0").ljust(decimals, "0")
        return f"{whole}.{fraction}" if fraction else whole
    return None if value is None else value.isoformat()
