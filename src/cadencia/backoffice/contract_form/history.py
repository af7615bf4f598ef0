"""The history of a contract in words: who, when, from what, to what (AG-11)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils.translation import gettext as _

from cadencia.contracts import history_words as words
from cadencia.parties.history_reading import Change

CONTRACT = "contracts_contract"


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
    found = []
    for _together, group in groupby(changes, key=lambda each: each.together):
        mine = list(group)
        rows = [_row(each, language) for each in reversed(mine)]
        channel = str(_channels().get(mine[0].channel, mine[0].channel))
        found.append(Told(mine[0].at, mine[0].user or channel, channel, rows))
    return found


def _row(change: Change, language: str) -> RowTold:
    called = words.row_called(change.table, language)
    row = " ".join(filter(None, (called, change.row)))
    sentence = _sentences()[_done(change)] % {"row": row}
    return RowTold(sentence, list(_fields(change, language)))


def _done(change: Change) -> str:
    if change.operation == "insert":
        return "created" if change.table == CONTRACT else "added"
    return "deleted" if change.operation == "delete" else "changed"


def _fields(change: Change, language: str) -> Iterator[FieldTold]:
    for column, (before, after) in change.fields.items():
        name = words.field_called(change.table, column, language)
        was = words.value_shown(change.table, column, before, language)
        is_now = words.value_shown(change.table, column, after, language)
        if change.operation == "update":
            yield FieldTold(name, was, is_now)
        elif change.operation == "insert":
            yield FieldTold(name, None, is_now)
    for column in change.hidden:
        yield FieldTold(words.field_called(change.table, column, language), None, None)


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
