"""Codes of new contracts, proposed from the company's counter (AG-1).

A number isn't given back when its contract isn't made after all: codes may have gaps, documents
may not.
"""

import re
from collections.abc import Iterator

from django.db import transaction
from django.utils.translation import gettext as _

from cadencia.contracts.models import CodeCounter, Contract
from cadencia.parties.access import Actor, Permission, permitted
from cadencia.parties.problems import Problem, refuse_if_any

_NUMBER = re.compile("#+")
LONGEST_PATTERN = 40


@transaction.atomic
def propose(company_id: int) -> str:
    """Return the next free code of the company and count on.

    The counter stays locked until the transaction ends, so that no two contracts are proposed
    the same code; those typed by hand are stepped over.
    """
    CodeCounter.objects.get_or_create(company_id=company_id)
    counter = CodeCounter.objects.select_for_update().get(company_id=company_id)
    for number, code in _from(counter.pattern, counter.last + 1):
        if not Contract.objects.filter(company_id=company_id, code=code).exists():
            CodeCounter.objects.filter(pk=counter.pk).update(last=number)
            return code
    raise AssertionError  # numbers don't end


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


def _from(pattern: str, number: int) -> Iterator[tuple[int, str]]:
    while True:
        yield number, written(pattern, number)
        number += 1


def _pattern_problems(pattern: str) -> list[Problem]:
    if len(_NUMBER.findall(pattern)) == 1 and len(pattern) <= LONGEST_PATTERN:
        return []
    sentence = _("Write a text with # where the number goes, all together: CT-#####.")
    return [Problem("pattern", sentence)]
