"""`cadencia history`: who changed what of a contract, when, from what to what (AG-11)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time
from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cadencia.cli.installation import open_installation
from cadencia.cli.wording import Said, Speaker

if TYPE_CHECKING:
    from cadencia.parties.history_reading import Change

app = typer.Typer(add_completion=False)

CHANGES_SHOWN = 50
WORDS = {
    "none": Said("No consta ningún cambio de {contract}.", "No change of {contract} is known."),
    "when": Said("Cuándo", "When"),
    "who": Said("Quién", "Who"),
    "what": Said("Qué", "What"),
    "created": Said("{row}: se creó", "{row}: was created"),
    "added": Said("{row}: se añadió", "{row}: was added"),
    "deleted": Said("{row}: se quitó", "{row}: was taken out"),
    "changed": Said("{row}", "{row}"),
    "from_to": Said("  {field}: {before} → {after}", "  {field}: {before} → {after}"),
    "holds": Said("  {field}: {value}", "  {field}: {value}"),
    "hidden": Said("  {field}: cambiado", "  {field}: changed"),
    "by_cli": Said("línea de órdenes", "command line"),
    "by_api": Said("API", "API"),
    "by_web": Said("web", "web"),
    "by_job": Said("tarea automática", "automatic job"),
    "by_sql": Said("base de datos", "database"),
    "more": Said(
        "… y más; véalos con --rows N o con --before {id}.",
        "… and more; see them with --rows N or with --before {id}.",
    ),
    "unknown": Said(
        "{contract}: no hay ningún contrato con ese código.",
        "{contract}: there is no contract of that code.",
    ),
}


@app.command()
def history(  # noqa: PLR0913 - options
    contract: Annotated[str, typer.Argument(metavar="CONTRACT", help="Code of the contract.")],
    *,
    company: Annotated[str | None, typer.Option(help="Code of the company.")] = None,
    since: Annotated[str | None, typer.Option(help="Only from this day on.")] = None,
    before: Annotated[int | None, typer.Option(help="Only older than this change.")] = None,
    rows: Annotated[int, typer.Option(help="Changes shown at most.", min=1)] = CHANGES_SHOWN,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Tell what was changed of a contract: who did it, when, from what to what; newest first."""
    open_installation()
    from cadencia.cli.company import chosen_company
    from cadencia.cli.dates import given_date
    from cadencia.cli.language import speak_as_asked
    from cadencia.cli.refusal import BadInput
    from cadencia.contracts.models import Contract
    from cadencia.parties.access import administrator_of_machine
    from cadencia.parties.history_reading import Part, changes_of

    say = Speaker(WORDS, speak_as_asked())
    mine = chosen_company(company)
    found = Contract.objects.filter(company=mine, code=contract).first()
    if found is None:
        raise BadInput(say("unknown", contract=contract))
    moment = _beginning(given_date("--since", since), mine.time_zone) if since else None
    part = Part(most=rows + 1, before=before, since=moment)
    changes = changes_of(found, part, by=administrator_of_machine(mine.pk))
    if as_json:
        told = [_form(each, say) for each in changes[:rows]]
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2, default=str))
    else:
        _show(changes, rows, say, (contract, mine.time_zone))


def _beginning(day: Any, time_zone: str) -> datetime:
    from zoneinfo import ZoneInfo

    return datetime.combine(day, time.min, tzinfo=ZoneInfo(time_zone)).astimezone(UTC)


def _show(changes: Sequence[Change], most: int, say: Speaker, of: tuple[str, str]) -> None:
    from zoneinfo import ZoneInfo

    from cadencia.cli import screen

    contract, time_zone = of
    console = screen.output()
    if not changes:
        console.print(say("none", contract=contract))
        return
    table = screen.table(say("when"), say("who"), say("what"), fold=(2,))
    for _together, group in groupby(changes[:most], key=lambda each: each.together):
        mine = list(group)
        moment = f"{mine[0].at.astimezone(ZoneInfo(time_zone)):%Y-%m-%d %H:%M}"
        who = mine[0].user or mine[0].program or say(f"by_{mine[0].channel}")
        lines = [line for each in reversed(mine) for line in _lines(each, say)]
        table.add_row(moment, who, "\n".join(lines))
    console.print(table)
    if len(changes) > most:
        console.print(say("more", id=changes[most - 1].id))


def _lines(change: Change, say: Speaker) -> Iterator[str]:
    """Tell one change: what it was done to, then each field."""
    from cadencia.contracts import history_words as words

    language = say.language
    row = " ".join(filter(None, (words.row_called(change.table, language), change.row)))
    yield say(_done(change), row=row)
    for column, (before, after) in change.fields.items():
        values = {
            "field": words.field_called(change.table, column, language),
            "before": words.value_shown(change.table, column, before, language),
            "after": words.value_shown(change.table, column, after, language),
        }
        if change.operation == "update":
            yield say("from_to", **values)
        elif change.operation == "insert":
            yield say("holds", field=values["field"], value=values["after"])
    for column in change.hidden:
        yield say("hidden", field=words.field_called(change.table, column, language))


def _done(change: Change) -> str:
    if change.operation == "insert":
        return "created" if change.table == "contracts_contract" else "added"
    return "deleted" if change.operation == "delete" else "changed"


def _form(change: Change, say: Speaker) -> dict[str, Any]:
    from cadencia.contracts import history_words as words

    return {
        "id": change.id,
        "at": change.at.isoformat(),
        "user": change.user or None,
        "program": change.program or None,
        "channel": change.channel,
        "together": change.together,
        "table": change.table,
        "row_id": change.row_id,
        "row": change.row,
        "operation": change.operation,
        "changes": [
            {
                "field": column,
                "name": words.field_called(change.table, column, say.language),
                "from": before,
                "to": after,
            }
            for column, (before, after) in change.fields.items()
        ],
        "hidden": list(change.hidden),
    }
