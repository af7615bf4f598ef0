"""What the database refuses is halved until the guilty contract is alone, and parked (GE-6).

Halved are *units*: a contract, or all that are to share documents because their customer groups
them (GE-9). A customer whose contracts are halved among themselves would be sent two documents
for one; so in such a unit each contract is tried by itself, and those which are admitted are
recorded together.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import DataError, IntegrityError, transaction

from cadencia.billing import grouped
from cadencia.billing.recording import Planned, Recorded, Rows, Stamp, record

REFUSALS = (DataError, IntegrityError)
"""What the database says of values: SQLSTATE class 22 and 23. Anything else is nobody's fault."""

Unit = list[Planned]


@dataclass(slots=True)
class Halved:
    """What was recorded, and the contracts that the database refuses, each with its reason."""

    planned: list[Planned] = field(default_factory=list)
    joint: list[grouped.One] = field(default_factory=list)
    digests: list[tuple[int, int]] = field(default_factory=list)
    refused: list[tuple[Planned, Exception]] = field(default_factory=list)


def record_or_halve(stamp: Stamp, planned: Sequence[Planned], rows: Rows | None = None) -> Halved:
    """Record what contracts bill, all but the guilty ones. Call it inside a transaction.

    `rows` are those of all of them, where somebody has worked them out already.
    """
    found = Halved()
    if not planned or _record(stamp, planned, found, rows) is None:
        return found
    rest = _halves(units(planned, everyone=stamp.group))
    while rest:
        part = rest.pop()
        error = _record(stamp, [each for unit in part for each in unit], found)
        if error is not None and len(part) > 1:
            rest += _halves(part)
        elif error is not None:
            _single_out(stamp, part[0], error, found)
    return found


def units(planned: Sequence[Planned], *, everyone: bool) -> list[Unit]:
    """Return the contracts in units that are recorded together or not at all, in their order.

    Those of a bill-to customer are one if it prefers that, or if `everyone` is grouped.
    """
    found: dict[tuple[str, int], Unit] = {}
    for each in planned:
        gathered = each.gathered
        shares = everyone or gathered.groups
        key = ("payer", gathered.bill_to_id) if shares else ("contract", gathered.contract_id)
        found.setdefault(key, []).append(each)
    return list(found.values())


def _halves(part: list[Unit]) -> list[list[Unit]]:
    """Return the halves, the first one last: it is the next that is taken."""
    middle = len(part) // 2
    return [half for half in (part[middle:], part[:middle]) if half]


def _single_out(stamp: Stamp, unit: Unit, error: Exception, found: Halved) -> None:
    """Park the contracts of a unit that are refused alone, and record the others together.

    If none is refused alone, or the others are still refused, they can't be told apart: they
    are parked all together.
    """
    if len(unit) == 1:
        found.refused.append((unit[0], error))
        return
    alone = [(each, _refusal(stamp, each)) for each in unit]
    found.refused += [(each, why) for each, why in alone if why is not None]
    others = [each for each, why in alone if why is None]
    still = error if len(others) == len(unit) else others and _record(stamp, others, found)
    if still:
        found.refused += [(each, still) for each in others]


def _refusal(stamp: Stamp, each: Planned) -> Exception | None:
    """Return why a contract is refused by itself, if it is; nothing of it stays."""
    try:
        with transaction.atomic():
            record(stamp, [each])
            transaction.set_rollback(True)
    except REFUSALS as error:
        return error
    return None


def _record(
    stamp: Stamp, planned: Sequence[Planned], found: Halved, rows: Rows | None = None
) -> Exception | None:
    """Record contracts together; return why they were refused, if they were."""
    try:
        with transaction.atomic():
            recorded: Recorded = record(stamp, planned, rows)
    except REFUSALS as error:
        return error
    found.planned += planned
    found.joint += recorded.joint
    found.digests += recorded.digests
    return None
