"""Two people changed the same contract: what each of them changed, joined (AG-11).

    base ──── theirs (kept meanwhile)
       └───── mine   (typed, not kept yet)

What only one of them changed is taken; where both changed the same field to something else, mine
stands and the field is named. Lines are known by their keys; other rows are told apart by all
that they say. Nothing that either wrote is lost without being named.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

Json = Any
Form = Mapping[str, Json]
LINES = "lines"
ROWS = ("modifications", "reviews", "pauses", "moves", "ledger")


class Conflict(NamedTuple):
    """A field that both changed; `path` is its place in the joined form."""

    path: str
    mine: Json
    theirs: Json
    before: Json = None


class Taken(NamedTuple):
    """A field, or a whole line, that only they changed and that the joined form has from them."""

    path: str
    before: Json
    theirs: Json


class Merged(NamedTuple):
    """The joined form of a contract, where mine stands against theirs, what it has from them."""

    contract: dict[str, Json]
    conflicts: tuple[Conflict, ...]
    taken: tuple[Taken, ...] = ()


def merge(base: Form, mine: Form, theirs: Form) -> Merged:
    """Return mine and theirs joined; all three are the object under `contract` of a file.

    >>> found = merge({"reference": "a"}, {"reference": "b"}, {"reference": "a", "lead_days": 3})
    >>> found.contract, found.conflicts
    ({'reference': 'b', 'lead_days': 3}, ())
    >>> found.taken
    (Taken(path='lead_days', before=None, theirs=3),)
    """
    said = _Said([], [])
    whole = {LINES, *ROWS}
    found = _fields(
        {name: each for name, each in base.items() if name not in whole},
        {name: each for name, each in mine.items() if name not in whole},
        {name: each for name, each in theirs.items() if name not in whole},
        "",
        said,
    )
    found |= _lines(base, mine, theirs, said)
    for name in ROWS:
        rows = _rows(name, (base, mine, theirs), said)
        if rows:
            found[name] = rows
    return Merged(found, tuple(said.conflicts), tuple(said.taken))


class _Said(NamedTuple):
    conflicts: list[Conflict]
    taken: list[Taken]


def _fields(base: Form, mine: Form, theirs: Form, path: str, said: _Said) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for name in dict.fromkeys((*mine, *theirs, *base)):
        before, my, their = base.get(name), mine.get(name), theirs.get(name)
        if my == before:
            value = their
            if their != before:
                said.taken.append(Taken(f"{path}{name}", before, their))
        else:
            value = my
            if their not in (before, my):
                said.conflicts.append(Conflict(f"{path}{name}", my, their, before))
        if value is not None:
            found[name] = value
    return found


def _lines(base: Form, mine: Form, theirs: Form, said: _Said) -> dict[str, list[Json]]:
    before, my, their = (_by_key(each) for each in (base, mine, theirs))
    found: list[Json] = []
    for key in dict.fromkeys((*my, *their)):
        path = f"{LINES}.{len(found)}"
        if key in my and key in their:
            found.append(_fields(before.get(key, {}), my[key], their[key], f"{path}.", said))
        elif key not in before:
            if key in their:
                said.taken.append(Taken(path, None, their[key]))
            found.append(my.get(key) or their[key])  # added by one of them
        elif (my.get(key) or their.get(key)) != before[key]:  # taken out here, changed there
            said.conflicts.append(Conflict(path, my.get(key), their.get(key), before[key]))
            found.append(my.get(key) or their[key])
    return {LINES: found} if found else {}


def _by_key(form: Form) -> dict[str, Form]:
    return {str(line.get("key")): line for line in form.get(LINES) or ()}


def _rows(name: str, forms: tuple[Form, Form, Form], said: _Said) -> list[Json]:
    base, mine, theirs = (list(each.get(name) or ()) for each in forms)
    if theirs in (base, mine):
        return mine
    if mine == base:
        return theirs
    added, gone = _without(theirs, base), _without(base, theirs)
    kept = [row for row in mine if row not in gone]
    new = _without(added, mine)
    if (added or gone) and _without(mine, base) + _without(base, mine):
        said.conflicts.append(Conflict(name, mine, theirs, base))
    return [*kept, *new]


def _without(rows: Sequence[Json], others: Sequence[Json]) -> list[Json]:
    return [row for row in rows if row not in others]
