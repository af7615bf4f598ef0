"""What speaks against a pause, or against changing one (R4, SC-8).

A pause that skips may be put, changed and taken away at any time: what the ledger has is
settled, and the rest of the sequence keeps its dates. One that shifts takes its dates out of
the numbering, so it must agree with the numbers that the ledger has given already.
"""

from collections.abc import Iterator
from datetime import date

from cadencia.core.agreement import Agreement, Contract, Pause, PauseMode, PriceSplit
from cadencia.core.objecting import Objection, objection
from cadencia.core.recurrence import LAST_DATE


def objections(
    agreement: Agreement, pause: Pause, *, instead_of: Pause | None = None
) -> Iterator[Objection]:
    """Yield what is wrong with the pause in the contract, in place of another one or beside it.

    Fields are those of the question: `start`, `until`, `mode`.
    """
    contract = agreement.contract
    if pause.until is not None and pause.until < pause.start:
        yield objection("until", "until_before_start", start=pause.start)
        return
    others = [each for each in contract.pauses if each != instead_of]
    for other in others:
        if _overlap(pause, other):
            yield objection("start", "pauses_overlap", since=other.start, until=other.until)
    if pause.mode is PauseMode.SKIP and _is_divided(contract):
        yield objection("mode", "divided_price_skipped")
    yield from _against_numbers(agreement, instead_of, pause)


def objections_to_removal(agreement: Agreement, pause: Pause) -> Iterator[Objection]:
    """Yield why the pause can't be taken away: the numbers after it rest on it."""
    yield from _against_numbers(agreement, pause, None)


def _against_numbers(
    agreement: Agreement, before: Pause | None, after: Pause | None
) -> Iterator[Objection]:
    """What shifts must be the same before and after on every day that the ledger covers."""
    last = agreement.history.last_due_on
    if last is None or _shifted(before, last) == _shifted(after, last):
        return
    if before is None or before.mode is not PauseMode.SHIFT:
        yield objection("start", "shift_over_ledger", last=last)
    else:
        yield objection("until", "shift_has_acted", last=last)


def _shifted(pause: Pause | None, last: date) -> tuple[date, date] | None:
    """The days up to `last` that the pause takes out of the numbering."""
    if pause is None or pause.mode is not PauseMode.SHIFT or pause.start > last:
        return None
    return pause.start, min(pause.until or LAST_DATE, last)


def _overlap(one: Pause, other: Pause) -> bool:
    return one.start <= (other.until or LAST_DATE) and other.start <= (one.until or LAST_DATE)


def _is_divided(contract: Contract) -> bool:
    return any(line.price_split is PriceSplit.DIVIDED for line in contract.lines)
