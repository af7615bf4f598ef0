"""Which contracts a text finds: each word somewhere, in their own texts, customers or items.

The search is PostgreSQL's, by functions that may use its indexes behind the second wall
(`parties/search_sql.py`). The numbers found are handed back to it as they came, as one text: a
filter puts them into several queries, and Python has nothing to do with them.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from cadencia.billing.querying import rows, rows_named

COMMON = 4000
"""Contracts beyond which a word is looked for only among those that the others find; if all of
them are such, among the first that have one of them, and wherever one text has them all."""

_ONE = """
SELECT count(*)::int, coalesce((array_agg(id))[:%s]::text, '{}')
FROM (SELECT contracts_like(%s, ARRAY[%s], %s)) AS found (id)"""
_BY_TEXT = """
SELECT word, count(id)::int, coalesce(array_agg(id) FILTER (WHERE id IS NOT NULL)::text, '{}')
FROM unnest(%s::text[]) AS word LEFT JOIN LATERAL contracts_by_text(%s, ARRAY[word], %s) AS id
  ON true
GROUP BY word"""
_TOGETHER = """
SELECT count(*)::int, coalesce((array_agg(id))[:%(most)s]::text, '{{}}')
FROM (SELECT {function}(%(company)s, %(words)s, %(most)s + 1){others}
      LIMIT %(most)s + 1) AS found (id)"""
_OTHERS = """
      UNION SELECT contracts_among(%(company)s, %({place}_words)s, %({place}_ids)s::bigint[])"""
_AMONG = """
SELECT count(*)::int, coalesce(array_agg(id)::text, '{}')
FROM (SELECT contracts_among(%s, %s, %s::bigint[])) AS found (id)"""


class Found(NamedTuple):
    """The contracts found: how many, and their ids as PostgreSQL writes an array.

    `is_wide` says that there are more: only the first were looked at.
    """

    many: int
    ids: str
    is_wide: bool = False


def found(words: Sequence[str], short: Sequence[str], company_id: int, *, most: int) -> Found:
    """Return the contracts in which each of the words is found, `most` of them at most.

    A word that more than `COMMON` contracts have but by their customer, and a `short` one, for
    which an index is of no use, is looked for only among those that have the other words.
    """
    words = sorted(dict.fromkeys(words), key=len, reverse=True)
    if len(words) == 1:
        answer = Found(*rows(_ONE, most, company_id, words[0], most + 1)[0])
        common: Sequence[str] = ()
    else:
        answer, common = _of_several(words, company_id, most)
    is_wide = answer.is_wide or answer.many > most
    rest = [*common, *short]
    if rest and answer.many:
        answer = Found(*rows(_AMONG, company_id, rest, answer.ids)[0])
    return answer._replace(is_wide=is_wide)


def _of_several(words: Sequence[str], company_id: int, most: int) -> tuple[Found, Sequence[str]]:
    """What several words find, and the common ones of them, which are to be looked for in it."""
    asked = rows(_BY_TEXT, list(words), company_id, COMMON + 1)
    by_text = {word: Found(many, ids) for word, many, ids in asked}
    narrow = [word for word in words if by_text[word].many <= COMMON]
    common = [word for word in words if word not in narrow]
    if narrow:  # by the customer alone, or one of them by another text
        ways = [word for word in narrow if by_text[word].many]
        return _together(
            "contracts_of_customers", narrow, ways, by_text, (company_id, most)
        ), common
    together = _together("contracts_by_text", words, words[:1], by_text, (company_id, most))
    return together._replace(is_wide=True), ()


def _together(
    function: str,
    words: Sequence[str],
    ways: Sequence[str],
    by_text: Mapping[str, Found],
    scope: tuple[int, int],
) -> Found:
    """What a function finds for all of the words, and of what some have by text, what has all."""
    company_id, most = scope
    said = {"company": company_id, "words": list(words), "most": most}
    others = ""
    for place, word in enumerate(ways):
        said |= {
            f"way{place}_words": [each for each in words if each != word],
            f"way{place}_ids": by_text[word].ids,
        }
        others += _OTHERS.format(place=f"way{place}")
    return Found(*rows_named(_TOGETHER.format(function=function, others=others), said)[0])
