"""Finding masters by what is typed, with or without accents, and putting names in order."""

from typing import Any

from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.db.models.expressions import RawSQL

LONGEST = 100
MOST_WORDS = 6
MOST = 20_000  # rows that a search by index finds


class Plain(Func):
    """A text in small letters, without accents."""

    function = "parties_plain"
    output_field = TextField()


class _Joined(Func):
    function = "concat_ws"
    output_field = TextField()


def found(rows: QuerySet[Any], text: str, columns: tuple[str, ...]) -> QuerySet[Any]:
    """Return the rows in whose columns each word of a text is, wherever it stands."""
    words = _words(text)
    if not words or not columns:
        return rows
    rows = rows.alias(found_in=Plain(_Joined(Value(" "), *(F(each) for each in columns))))
    wanted = Q()
    for word in words:
        wanted &= Q(found_in__contains=Plain(Value(word)))
    return rows.filter(wanted)


def found_by_index(rows: QuerySet[Any], text: str, function: str, company_id: int) -> QuerySet[Any]:
    """Return the rows that a function of `parties.search_sql` finds: of tables that grow long."""
    words = sorted(_words(text), key=len, reverse=True)  # the longest is the rarest
    if not words:
        return rows
    sql = f"SELECT {function}(%s, %s, %s)"
    # The function is one of ours, what was typed is bound.
    return rows.filter(pk__in=RawSQL(sql, [company_id, words, MOST]))  # noqa: S611


def ordered(rows: QuerySet[Any], by: str, *, downwards: bool) -> QuerySet[Any]:
    """Return the rows in the order of a column; names as people look for them."""
    key: Any = F(by)
    if by.endswith("name"):
        rows, key = rows.alias(in_order=Plain(F(by))), F("in_order")
        return rows.order_by(key.desc() if downwards else key.asc(), "pk")
    return rows.order_by(key.desc(nulls_last=True) if downwards else key.asc(nulls_last=True), "pk")


def _words(text: str) -> list[str]:
    return text.replace("\0", "")[:LONGEST].split()[:MOST_WORDS]
