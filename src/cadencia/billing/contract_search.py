"""Which contracts a text finds: each word somewhere, in their own texts, customers or items.

The search is PostgreSQL's, by functions that may use its indexes behind the second wall
(`parties/search_sql.py`). The numbers found are handed back to it as they came, as one text: a
filter puts them into several queries, and Python has nothing to do with them.
"""

from typing import NamedTuple

from cadencia.billing.querying import Row, rows

_ONE = """
SELECT count(*)::int, coalesce(array_agg(id)::text, '{}')
FROM (SELECT contracts_like(%s, ARRAY[%s], %s)) AS found (id)"""
_BOTH = """
SELECT count(*)::int, coalesce(array_agg(id)::text, '{}')
FROM (SELECT unnest(%s::bigint[]) INTERSECT SELECT unnest(%s::bigint[])) AS found (id)"""
_AMONG = """
SELECT count(*)::int, coalesce(array_agg(id)::text, '{}')
FROM (SELECT contracts_among(%s, ARRAY[%s], %s::bigint[])) AS found (id)"""


class Found(NamedTuple):
    """The contracts found: how many, and their ids as PostgreSQL writes an array.

    `is_wide` says that there are more: only the first were looked at.
    """

    many: int
    ids: str
    is_wide: bool = False


def found(words: list[str], short: list[str], company_id: int, *, most: int) -> Found:
    """Return the contracts in which each of the words is found.

    A word that more than `most` contracts have, and a `short` one, for which an index is of no
    use, is looked for only among those that have the other words; if all are such, among the
    first that have one.
    """
    rare: Found | None = None
    common: list[tuple[str, Found]] = []
    for word in sorted(words, key=len, reverse=True):
        if rare is not None and not rare.many:
            return rare
        one = _found(rows(_ONE, company_id, word, most + 1))
        if one.many > most:
            common.append((word, one))
        else:
            rare = one if rare is None else _found(rows(_BOTH, rare.ids, one.ids))
    if rare is None:
        _, rare = common.pop()
        rare = rare._replace(is_wide=True)
    for word in (*(word for word, _ in common), *short):
        among = _found(rows(_AMONG, company_id, word, rare.ids))
        rare = among._replace(is_wide=rare.is_wide)
    return rare


def _found(answer: list[Row]) -> Found:
    many, ids = answer[0]
    return Found(many, ids)
