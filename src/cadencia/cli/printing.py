"""`cadencia documents print`: several documents as one PDF, to print them at once (DO-6)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cadencia.cli import document_answers
from cadencia.cli.refusal import BadInput, Refused

STDOUT = Path("-")


def add_to(app: typer.Typer) -> None:
    """Add the command to `cadencia documents`."""
    app.command("print")(print_documents)


def print_documents(
    numbers: Annotated[
        list[str], typer.Argument(metavar="NUMBER...", help="Their numbers, or # and their ids.")
    ],
    *,
    out: Annotated[Path, typer.Option(help="The file to write; - is the standard output.")] = Path(
        "documents.pdf"
    ),
    duplicates: Annotated[
        bool, typer.Option("--duplicates", help="Mark each as one, for a second recipient.")
    ] = False,
    company: Annotated[str | None, typer.Option(help="Code of the company.")] = None,
) -> None:
    """Write several documents as one PDF, in the order given; none if one can't be printed."""
    question = document_answers.asked(company)
    ids = [document_answers.found(question, each).pk for each in numbers]
    made = _made(question, ids, duplicates=duplicates)
    if out == STDOUT:
        typer.get_binary_stream("stdout").write(made)
        return
    from cadencia.cli.pdf import write_file

    try:
        write_file(out, made)
    except OSError as error:
        told = {"file": error.filename or out, "reason": error.strerror or str(error)}
        raise BadInput(question.say("not_writable", **told)) from None
    typer.echo(str(out))


def _made(question: document_answers.Question, ids: list[int], *, duplicates: bool) -> bytes:
    from cadencia.cli.clock import clock
    from cadencia.documents import merged_files

    try:
        return merged_files.merged(ids, duplicates=duplicates, by=question.by, at=clock()())
    except merged_files.TooManyToPrint as refused:
        raise BadInput(question.say("too_many_to_print", most=refused.most)) from None
    except merged_files.SomeNotMade as refused:
        numbers = ", ".join(refused.numbers)
        raise Refused(question.say("some_not_printed", numbers=numbers)) from None
