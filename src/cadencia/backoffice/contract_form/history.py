"""The history of a contract in words: who, when, from what, to what (AG-11)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from cadencia.backoffice.forms.typed import show_day
from cadencia.backoffice.masters.forms import words_of_terms
from cadencia.backoffice.templatetags import office
from cadencia.contracts import history_words as words
from cadencia.contracts.models import ContractLine
from cadencia.parties.history_reading import Change

CONTRACT, LINE = "contracts_contract", "contracts_contractline"
OF_CONTRACT = "contract_id"  # said by the page itself
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:")
LONGEST = 60  # letters of a line's description


@dataclass(frozen=True, slots=True)
class FieldTold:
    """A field: what it is called, what it held before (None of a new row) and after."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class RowTold:
    """What happened to one row: a sentence, and its fields."""

    what: str
    fields: Sequence[FieldTold]


@dataclass(frozen=True, slots=True)
class Told:
    """What was done together: when, who, by which way in."""

    at: datetime
    who: str
    channel: str
    rows: Sequence[RowTold]


def told(changes: Sequence[Change], language: str) -> list[Told]:
    """Return changes as they are read, what was done in one transaction together."""
    lines = _descriptions(changes)
    found = []
    for _together, group in groupby(changes, key=lambda each: each.together):
        mine = list(group)
        rows = [_row(each, language, lines) for each in reversed(mine)]
        channel = str(_channels().get(mine[0].channel, mine[0].channel))
        found.append(Told(mine[0].at, mine[0].user or mine[0].program or channel, channel, rows))
    return found


def _descriptions(changes: Sequence[Change]) -> Mapping[int, str]:
    """What the lines say, by their number: those that are there, and those that were."""
    mine = [each for each in changes if each.table == LINE]
    there = ContractLine.objects.filter(pk__in={each.row_id for each in mine})
    gone = {
        each.row_id: str(each.fields["description"][0] or "")
        for each in mine
        if each.operation == "delete" and "description" in each.fields
    }
    return {**gone, **dict(there.values_list("pk", "description"))}


def _row(change: Change, language: str, lines: Mapping[int, str]) -> RowTold:
    called = words.row_called(change.table, language)
    named = f"{change.row} ({said})" if (said := lines.get(change.row_id)) else change.row
    is_line = change.table == LINE
    row = " ".join(filter(None, (called, _short(named) if is_line else _shown_name(change.row))))
    sentence = _sentences()[_done(change)] % {"row": row}
    return RowTold(sentence, list(_fields(change, language)))


def _done(change: Change) -> str:
    if change.operation == "insert":
        return "created" if change.table == CONTRACT else "added"
    return "deleted" if change.operation == "delete" else "changed"


def _fields(change: Change, language: str) -> Iterator[FieldTold]:
    for column, (before, after) in change.fields.items():
        if column == OF_CONTRACT:
            continue
        name = words.field_called(change.table, column, language)
        was = _shown(change.table, column, before, language)
        is_now = _shown(change.table, column, after, language)
        if change.operation == "update":
            yield FieldTold(name, was, is_now)
        elif change.operation == "insert":
            yield FieldTold(name, None, is_now)
    for column in change.hidden:
        yield FieldTold(words.field_called(change.table, column, language), None, None)


def _shown(table: str, column: str, value: Any, language: str) -> str:
    """Return a value as pages show it: dates by day and month, terms of payment in words."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        return show_day(date.fromisoformat(value))
    if isinstance(value, str) and _MOMENT.match(value):
        return office.moment(datetime.fromisoformat(value))
    if column == "payment_terms" and isinstance(value, dict):
        return words_of_terms(value)
    return words.value_shown(table, column, value, language)


def _shown_name(name: str) -> str:
    """Return the name of a row, which may be a date."""
    return show_day(date.fromisoformat(name)) if _DAY.fullmatch(name) else name


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _sentences() -> Mapping[str, str]:
    return {
        "created": _("%(row)s: was created"),
        "added": _("%(row)s: was added"),
        "deleted": _("%(row)s: was taken out"),
        "changed": "%(row)s",
    }


def _channels() -> Mapping[str, str]:
    return {
        "cli": _("command line"),
        "api": "API",
        "web": _("back office"),
        "job": _("automatic job"),
        "sql": _("database"),
    }
