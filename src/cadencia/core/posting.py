"""What posting refuses because of dates: what only the sequence of installments can tell (R14).

Everything that can be said of one field alone is checked by whoever reads the contract.
"""

from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import NamedTuple

from cadencia.core import divided, text_variables
from cadencia.core.agreement import (
    Agreement,
    Effect,
    InstallmentsAre,
    Key,
    Kind,
    Line,
    Opening,
    Owner,
    PauseMode,
    PriceSplit,
)
from cadencia.core.business_days import IsBusinessDay
from cadencia.core.course import in_force
from cadencia.core.desk import MOST_PARTS, Desk, desk, whole_course
from cadencia.core.planning import upcoming
from cadencia.core.recurrence import LAST_DATE
from cadencia.core.sequence import Slot, opening_pieces, slots
from cadencia.core.settlement import own_day
from cadencia.core.text_variables import Facts

SOME_DAY = date(2000, 1, 1)
LINE_TEXTS = ("description", "extra_text", "reference")
FIRST_ONES = 5000
"""How many installments are looked at where the question could go on for ever."""


class DateProblem(NamedTuple):
    """What is wrong: the field, a code, and the values that a sentence needs."""

    path: str
    code: str
    values: tuple[tuple[str, str], ...] = ()


def date_problems(agreement: Agreement, is_business_day: IsBusinessDay) -> tuple[DateProblem, ...]:
    """Return all that generation would trip over because of the dates; empty if it is sound.

    Codes: `nothing_ever_due`, `divided_among_none`, `divided_among_unknown`,
    `full_opening_too_long`, `move_of_nothing`, `move_past_neighbor`, `divided_line_skipped`,
    `variable_without_value`, `divided_months_in_sale`, `months_beside_sale`, `one_off_too_early`,
    `one_off_too_late`.
    """
    at = desk(agreement, is_business_day)
    return (
        *_nothing_ever_due(at),
        *_opening(at),
        *_divided_lines(at),
        *_months_in_a_sale(at),
        *_moves(at),
        *_one_offs(at),
        *_texts(at),
    )


def _nothing_ever_due(at: Desk) -> Iterator[DateProblem]:
    """Dates so that nothing could ever be due; what another program billed counts as due."""
    every = () if at.course is None else slots(at.course, after=None, number=0, until=LAST_DATE)
    if next(iter(every), None) is not None or at.agreement.history.one_offs_billed:
        return
    if _next_one_off(at) is not None:
        return
    yield DateProblem(_field_that_ends_it(at), "nothing_ever_due")


def _next_one_off(at: Desk) -> Slot | None:
    """Only asked where the course has no date at all, so nothing else can be upcoming."""
    return next(iter(upcoming(at, until=LAST_DATE)), None)


def _field_that_ends_it(at: Desk) -> str:
    contract = at.agreement.contract
    if contract.ends_on is not None:
        return "contract.ends_on"
    if contract.withdrawn_on is not None:
        return "contract.withdrawn_on"
    for place, line in enumerate(contract.lines):
        if line.valid_until is not None:
            return f"contract.lines.{place}.valid_until"
    return "contract.schedule"


def _opening(at: Desk) -> Iterator[DateProblem]:
    """A whole price can't be asked for a stretch of several steps (R3)."""
    if at.agreement.contract.opening is not Opening.FULL or at.course is None:
        return
    steps = len(opening_pieces(at.course))
    if steps > 1:
        yield DateProblem("contract.opening", "full_opening_too_long", (("steps", str(steps)),))


def _divided_lines(at: Desk) -> Iterator[DateProblem]:
    contract = at.agreement.contract
    owners: list[tuple[str, Owner, Key | None]] = [
        (f"contract.lines.{place}", ("line", line.key), line.key)
        for place, line in enumerate(contract.lines)
        if line.price_split is PriceSplit.DIVIDED
    ]
    owners += [
        (f"contract.modifications.{place}", ("modification", each.key), None)
        for place, each in enumerate(contract.modifications)
        if each.price_split is PriceSplit.DIVIDED
    ]
    for path, owner, line in owners:
        if not _is_bounded(at, path) or _goes_on_for_ever(at):
            yield DateProblem(f"{path}.price_split", "divided_among_unknown")
        elif divided.installments_of(at, owner) == 0:
            yield DateProblem(f"{path}.price_split", "divided_among_none")
        elif line is not None:
            yield from _skipping_pauses(at)


def _months_in_a_sale(at: Desk) -> Iterator[DateProblem]:
    """The one invoice of a sale has the whole price: months of its own would bill it again.

    Nor would anything bill a line in a month without installment: once sold, nothing else is due.
    """
    contract = at.agreement.contract
    if contract.installments_are is not InstallmentsAre.DUE_DATES:
        return
    for place, line in enumerate(contract.lines):
        if line.months and line.price_split is PriceSplit.DIVIDED:
            yield DateProblem(f"contract.lines.{place}.months", "divided_months_in_sale")
        elif line.months and _is_billed_alone(at, line):
            yield DateProblem(f"contract.lines.{place}.months", "months_beside_sale")


def _is_billed_alone(at: Desk, line: Line) -> bool:
    """Say whether any of its months has no installment of the contract."""
    every = () if at.course is None else slots(at.course, after=None, number=0, until=LAST_DATE)
    return any(
        slot.kind is Kind.LINE_ONLY and any(each.key == line.key for each in slot.lines)
        for slot in islice(every, FIRST_ONES)
    )


def _goes_on_for_ever(at: Desk) -> bool:
    """Say whether the count is never reached: only dates without a number come, or too many."""
    every = whole_course(at)
    count = at.agreement.contract.installments or 0
    reached = max((slot.number or 0 for slot in every), default=0)
    endless = at.course is not None and at.course.last_due >= LAST_DATE and reached < count
    return endless or len(every) > MOST_PARTS


def _is_bounded(at: Desk, path: str) -> bool:
    """A line needs a count (LN-6); a modification is divided over its own range (R7)."""
    contract = at.agreement.contract
    if contract.installments is not None:
        return True
    if not path.startswith("contract.modifications"):
        return False
    modification = contract.modifications[int(path.rsplit(".", 1)[1])]
    if modification.effect is Effect.MODIFY and any(
        line.key == modification.line and line.price_split is PriceSplit.DIVIDED
        for line in contract.lines
    ):
        return False
    ends = (modification.valid_until, contract.ends_on, contract.withdrawn_on)
    return any(end is not None for end in ends)


def _skipping_pauses(at: Desk) -> Iterator[DateProblem]:
    """A divided line takes only pauses that shift (R4)."""
    for place, pause in enumerate(at.agreement.contract.pauses):
        if pause.mode is PauseMode.SKIP:
            yield DateProblem(f"contract.pauses.{place}.mode", "divided_line_skipped")


def _moves(at: Desk) -> Iterator[DateProblem]:
    """A move names an installment, and stays between its neighbors (R4)."""
    contract = at.agreement.contract
    if not contract.moves:
        return
    dates = _dates(at, max(move.due_on for move in contract.moves))
    for place, move in enumerate(contract.moves):
        path = f"contract.moves.{place}"
        if move.due_on not in dates:
            yield DateProblem(
                f"{path}.due_on", "move_of_nothing", (("date", move.due_on.isoformat()),)
            )
            continue
        where = dates.index(move.due_on)
        before = at.moves.get(dates[where - 1], dates[where - 1]) if where else None
        after = at.moves.get(dates[where + 1], dates[where + 1]) if where + 1 < len(dates) else None
        if (before and move.to < before) or (after and move.to > after):
            yield DateProblem(
                f"{path}.to",
                "move_past_neighbor",
                (("from", str(before or "")), ("until", str(after or ""))),
            )


def _one_offs(at: Desk) -> Iterator[DateProblem]:
    """A one-off line outside its validity, or before the contract starts, is never billed (R7)."""
    contract, settled = at.agreement.contract, at.agreement.contract.billed_until
    for place, line in enumerate(contract.lines):
        if line.one_off is None or line.key in at.agreement.history.one_offs_billed:
            continue
        day = own_day(contract, line)
        is_past = day is not None and settled is not None and day <= settled
        if is_past or _comes_in_time(at, line, day):
            continue
        since = line.valid_from or contract.starts_on
        path = f"contract.lines.{place}.one_off_on"
        if day is not None and since is not None and day < since:
            yield DateProblem(path, "one_off_too_early", (("since", since.isoformat()),))
        else:
            yield DateProblem(path, "one_off_too_late", (("until", str(line.valid_until)),))


def _comes_in_time(at: Desk, line: Line, day: date | None) -> bool:
    """Say whether the line is in force on its day, or an installment comes while it still is."""
    if day is not None:
        return in_force(line, at.agreement.contract, day)
    if line.valid_until is None or at.course is None:
        return True
    return any(
        slot.kind is Kind.ONE_OFF and slot.lines[0].key == line.key
        for slot in upcoming(at, until=line.valid_until)
    )


def _dates(at: Desk, last: date) -> list[date]:
    """The due dates of the sequence up to the one after `last`, and of one-off lines."""
    found: list[date] = []
    if at.course is not None:
        every = slots(at.course, after=None, number=0, until=LAST_DATE)
        for slot in islice(every, FIRST_ONES):
            if slot.due_on not in found[-1:]:
                found.append(slot.due_on)
            if slot.due_on > last:
                break
    return found


def _texts(at: Desk) -> Iterator[DateProblem]:
    """A line whose months add dates of their own has no number there to name (R4, R11)."""
    for place, line in enumerate(at.agreement.contract.lines):
        named = [(name, each) for name in LINE_TEXTS for each in _number_in(getattr(line, name))]
        if named and line.months and _counts_without_number(at, line):
            for name, variable in named:
                path = f"contract.lines.{place}.{name}"
                yield DateProblem(path, "variable_without_value", (("variable", variable),))


def _number_in(text: str) -> list[str]:
    """Return the variables of the text that stand for an installment's number."""
    if "<" not in text:
        return []
    of_a_number = text_variables.missing_values(text, Facts(due_on=SOME_DAY, installment=1))
    without = text_variables.missing_values(text, Facts(due_on=SOME_DAY))
    return [each for each in without if each not in of_a_number]


def _counts_without_number(at: Desk, line: Line) -> bool:
    if at.course is None:
        return False
    every = islice(slots(at.course, after=None, number=0, until=LAST_DATE), FIRST_ONES)
    return any(slot.number is None and line in slot.lines for slot in every)
