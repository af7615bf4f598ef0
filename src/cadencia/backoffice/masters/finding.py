"""Finding masters by what is typed, with or without accents, and putting names in order."""

from typing import Any

from django.db.models import F, Func, Q, QuerySet, TextField, Value

_WITH = "áàäâãåéèëêíìïîóòöôõúùüûñç"
_WITHOUT = "aaaaaaeeeeiiiiooooouuuunc"
LONGEST = 100
MOST_WORDS = 6
_PLAIN = str.maketrans(_WITH, _WITHOUT)


class Plain(Func):
    """A text in small letters, without accents."""

    function = "translate"
    template = f"%(function)s(lower(%(expressions)s), '{_WITH}', '{_WITHOUT}')"
    output_field = TextField()


class _Joined(Func):
    function = "concat_ws"
    output_field = TextField()


def plain(text: str) -> str:
    """Return a text in small letters, without accents.

    >>> plain("MUÑOZ Peñíscola")
    'munoz peniscola'
    """
    return text.lower().translate(_PLAIN)


def found(rows: QuerySet[Any], text: str, columns: tuple[str, ...]) -> QuerySet[Any]:
    """Return the rows in whose columns each word of a text is, wherever it stands."""
    words = plain(text.replace("\0", "")[:LONGEST]).split()[:MOST_WORDS]
    if not words or not columns:
        return rows
    whole = Plain(_Joined(Value(" "), *(F(each) for each in columns)))
    rows = rows.alias(found_in=whole)
    wanted = Q()
    for word in words:
        wanted &= Q(found_in__contains=word)
    return rows.filter(wanted)


def ordered(rows: QuerySet[Any], by: str, *, downwards: bool) -> QuerySet[Any]:
    """Return the rows in the order of a column; names as people look for them."""
    key: Any = F(by)
    if by.endswith("name"):
        rows, key = rows.alias(in_order=Plain(F(by))), F("in_order")
    return rows.order_by(key.desc(nulls_last=True) if downwards else key.asc(nulls_last=True), "pk")
