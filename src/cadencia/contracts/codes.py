"""Codes of new contracts, proposed from the company's counter (AG-1).

A number isn't given back when its contract isn't made after all: codes may have gaps, documents
may not.
"""

import re
from collections.abc import Collection

from django.utils.translation import gettext as _

from cadencia.contracts.models import CodeCounter, Contract
from cadencia.parties.access import Actor, Permission, permitted
from cadencia.parties.problems import Problem, refuse_if_any

_NUMBER = re.compile("#+")
LONGEST_PATTERN = 40


def propose(*, by: Actor) -> str:
    """Return the next free code of the company and count on; see `propose_many`."""
    return propose_many(1, by=by)[0]


def propose_many(how_many: int, *, by: Actor, besides: Collection[str] = ()) -> list[str]:
    """Return the next free codes of the company, in order, and count on.

    The counter stays locked until the transaction ends, so that no two contracts are proposed
    the same code; those typed by hand, and those `besides`, are stepped over.
    """
    with permitted(by, Permission.CONTRACTS):
        return _proposed(by.company_id, how_many, besides) if how_many else []


def _proposed(company_id: int, how_many: int, besides: Collection[str]) -> list[str]:
    CodeCounter.objects.get_or_create(company_id=company_id)
    counter = CodeCounter.objects.select_for_update().get(company_id=company_id)
    found: list[str] = []
    last = counter.last
    while len(found) < how_many:
        left = range(last + 1, last + 1 + how_many - len(found))
        free = _free(company_id, [written(counter.pattern, number) for number in left])
        found += [each for each in free if each not in besides]
        last = left[-1]
    CodeCounter.objects.filter(pk=counter.pk).update(last=last)
    return found


def set_pattern(pattern: str, *, by: Actor) -> None:
    """Have codes proposed as `pattern` says: `#` stand for the number, CT-##### is CT-00042.

    :raises ValuesRefused: if it has no `#`, more than one run of them, or is too long.
    """
    with permitted(by, Permission.SETTINGS):
        refuse_if_any(_pattern_problems(pattern))
        CodeCounter.objects.update_or_create(
            company_id=by.company_id, defaults={"pattern": pattern}
        )


def written(pattern: str, number: int) -> str:
    """Return the code of a number; more digits than there are `#` are not cut.

    >>> written("CT-#####", 42), written("2026/##", 123)
    ('CT-00042', '2026/123')
    """
    return _NUMBER.sub(lambda found: str(number).zfill(len(found.group())), pattern, count=1)


def _free(company_id: int, proposed: list[str]) -> list[str]:
    """Return those that no contract of the company has, in the order given."""
    taken = set(
        Contract.objects.filter(company_id=company_id, code__in=proposed).values_list(
            "code", flat=True
        )
    )
    return [each for each in proposed if each not in taken]


def _pattern_problems(pattern: str) -> list[Problem]:
    if len(_NUMBER.findall(pattern)) == 1 and len(pattern) <= LONGEST_PATTERN:
        return []
    sentence = _("Write a text with # where the number goes, all together: CT-#####.")
    return [Problem("pattern", sentence)]
