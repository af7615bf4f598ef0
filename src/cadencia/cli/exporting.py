"""`cadencia export`: customers, items, prices and contracts to spreadsheets and JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cadencia.cli.import_words import say
from cadencia.cli.installation import open_installation
from cadencia.cli.refusal import BadInput

if TYPE_CHECKING:
    from cadencia.billing.exporting import Export, Format, Target
    from cadencia.parties.models import Company

app = typer.Typer(add_completion=False)

OWED_SHOWN = 10  # codes


@app.command()
def export(  # noqa: PLR0913 - one argument for each option
    to: Annotated[Path, typer.Option(help="The file to write; a folder for CSV.")],
    company: Annotated[str | None, typer.Option(help="Code of the company.")] = None,
    file_format: Annotated[
        str | None,
        typer.Option("--format", help="xlsx, csv, json or jsonl; else as the file's name says."),
    ] = None,
    kind: Annotated[
        list[str] | None, typer.Option(help="What to export; repeat it for more. Default: all.")
    ] = None,
    contract: Annotated[
        list[str] | None, typer.Option(help="Code of a contract; repeat it for more.")
    ] = None,
    whole: Annotated[  # noqa: FBT002
        bool,
        typer.Option("--whole", help="Contracts with what they read of their templates."),
    ] = False,
    locale: Annotated[str, typer.Option(help="How to write numbers and dates: es or en.")] = "es",
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,  # noqa: FBT002
) -> None:
    """Export what `cadencia import` reads: to a workbook, CSV files or JSON."""
    open_installation()
    from cadencia.billing import exporting
    from cadencia.cli.company import chosen_company
    from cadencia.cli.language import speak_as_asked
    from cadencia.parties.access import administrator_of_machine

    language = speak_as_asked()
    target = _target(to, file_format, locale, language)
    kinds = _kinds(kind, contract, target.format, language)
    issuer = chosen_company(company)
    found = exporting.exported(
        issuer,
        kinds,
        by=administrator_of_machine(issuer.pk),
        contracts=contract or (),
        whole=whole,
    )
    _check_found(found, contract, language)
    try:
        written = exporting.export_to(found, target)
    except OSError as error:
        raise BadInput(say("target_unwritable", language, name=to, reason=error.strerror)) from None
    if as_json:
        typer.echo(json.dumps(_as_json(issuer, found, written), ensure_ascii=False, indent=1))
    else:
        _show(issuer, found, written, language)


def _target(to: Path, name: str | None, locale: str, language: str) -> Target:
    from cadencia.billing.exporting import Format, Target
    from cadencia.interchange.tables.locales import LOCALES

    if locale not in LOCALES:
        raise BadInput(say("locale_unknown", language, name=locale))
    wanted = name or to.suffix.lower().lstrip(".")
    if wanted not in set(Format):
        word = "format_unknown" if name else "format_missing"
        raise BadInput(say(word, language, name=name or to.name))
    return Target(path=to, format=Format(wanted), locale=locale)


def _kinds(
    kinds: list[str] | None, contracts: list[str] | None, chosen: Format, language: str
) -> tuple[str, ...]:
    from cadencia.billing.exporting import Format
    from cadencia.billing.exporting.records import CONTRACTS, KINDS

    for each in kinds or ():
        if each not in KINDS:
            raise BadInput(say("kind_unknown", language, name=each, kinds=", ".join(KINDS)))
    if chosen is Format.JSONL:
        if kinds and set(kinds) != {CONTRACTS}:
            raise BadInput(say("jsonl_only_contracts", language))
        return (CONTRACTS,)
    if kinds:
        return tuple(kinds)
    return (CONTRACTS,) if contracts else KINDS


def _check_found(found: Export, contracts: list[str] | None, language: str) -> None:
    codes = {each["contract"]["code"] for each in found.records.get("contracts", ())}
    for wanted in contracts or ():
        if wanted not in codes:
            raise BadInput(say("contract_unknown", language, name=wanted))


def _as_json(company: Company, found: Export, written: list[Path]) -> dict[str, object]:
    return {
        "company": company.code,
        "files": [str(each) for each in written],
        "records": {kind: len(each) for kind, each in found.records.items()},
        "owed": list(found.owed),
    }


def _show(company: Company, found: Export, written: list[Path], language: str) -> None:
    from cadencia.cli.screen import output, table
    from cadencia.interchange.tables.contract_columns import BY_NAME

    console = output()
    console.print(say("exported", language, company=company.code) + ".", style="bold")
    counts = table(say("kind", language), say("records", language), right=(1,))
    for kind, records in found.records.items():
        if records:
            counts.add_row(BY_NAME[kind].title(language), str(len(records)))
    console.print(counts)
    for each in written:
        console.print(str(each), soft_wrap=True)
    if found.owed:
        codes = ", ".join(found.owed[:OWED_SHOWN])
        more = ", …" if len(found.owed) > OWED_SHOWN else ""
        console.print(say("owed", language, count=len(found.owed), codes=codes + more))
