"""Why something is or isn't billed on a day: codes with their values (GE-14).

The core gives codes; the sentences are the shell's, in the language of whoever asks.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from cadencia.core.agreement import Key, LedgerRow
from cadencia.core.drafts import Refusal

Value = str | int | bool | date | Decimal | tuple[int, ...] | tuple[str, ...]


class Verdict(StrEnum):
    """What a reason means for the day."""

    DUE = "due"  # owed: the next run bills it
    WAITING = "waiting"  # will be owed, on a later day
    HELD = "held"  # something must be mended, or pressed, first
    SETTLED = "settled"  # billed or skipped already: nothing is owed any more
    NOTHING = "nothing"  # the contract asks for nothing on that day
    DETAIL = "detail"  # says more of the reasons before it


VERDICTS: Mapping[str, Verdict] = MappingProxyType(
    {
        "due": Verdict.DUE,
        "not_yet": Verdict.WAITING,
        # the contract (R14), and what a run found or would find (R16)
        "void": Verdict.HELD,
        "finished": Verdict.HELD,
        "draft": Verdict.HELD,
        "inactive": Verdict.HELD,
        "parked": Verdict.HELD,
        "refused": Verdict.HELD,
        "held_by_refusal": Verdict.HELD,
        "manual": Verdict.HELD,
        "row_off_schedule": Verdict.HELD,
        # the ledger (R4)
        "billed": Verdict.SETTLED,
        "linked": Verdict.SETTLED,
        "skipped": Verdict.SETTLED,
        "billed_elsewhere": Verdict.SETTLED,
        "sold": Verdict.SETTLED,
        # the sequence (R1, R2, R4, R7)
        "paused": Verdict.NOTHING,
        "never_asked": Verdict.NOTHING,
        "no_schedule": Verdict.NOTHING,
        "before_start": Verdict.NOTHING,
        "before_first": Verdict.NOTHING,
        "schedule_changes": Verdict.NOTHING,
        "after_end": Verdict.NOTHING,
        "withdrawn": Verdict.NOTHING,
        "withdrawal_day": Verdict.NOTHING,
        "count_reached": Verdict.NOTHING,
        "month_not_chosen": Verdict.NOTHING,
        "no_date": Verdict.NOTHING,
        "paused_shift": Verdict.NOTHING,
        "period_without_day": Verdict.NOTHING,
        "no_line_in_force": Verdict.NOTHING,
        # lines that don't count on the day (R7)
        "line_expired": Verdict.DETAIL,
        "line_not_yet_valid": Verdict.DETAIL,
        "line_before_start": Verdict.DETAIL,
        "line_other_months": Verdict.DETAIL,
        "line_other_day": Verdict.DETAIL,
        "line_own_dates": Verdict.DETAIL,
        "line_needs_schedule_date": Verdict.DETAIL,
        "line_divided": Verdict.DETAIL,
        "line_still_billed": Verdict.DETAIL,
        # how it came about, and what comes of it
        "reopened": Verdict.DETAIL,
        "passed_over": Verdict.DETAIL,
        "moved": Verdict.DETAIL,
        "moved_here": Verdict.DETAIL,
        "business_day": Verdict.DETAIL,
        "part_of_sale": Verdict.DETAIL,
        "bills": Verdict.DETAIL,
        "bills_line": Verdict.DETAIL,
        "zero_total": Verdict.DETAIL,
        "was_parked": Verdict.DETAIL,
        # beside the day
        "nearest": Verdict.DETAIL,
        "one_off_pending": Verdict.DETAIL,
        "one_off_with_next": Verdict.DETAIL,
        "one_off_waits": Verdict.DETAIL,
        "one_off_after_end": Verdict.DETAIL,
        "one_off_outside": Verdict.DETAIL,
        "pending_before": Verdict.DETAIL,
    }
)
"""Every code that an explanation may give."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One cause: its code, the values that a sentence needs, the line that it is about."""

    code: str
    values: tuple[tuple[str, Value], ...] = ()
    line: Key | None = None

    @property
    def verdict(self) -> Verdict:
        """What it means for the day."""
        return VERDICTS[self.code]

    def value(self, name: str) -> Value | None:
        """Return a value by its name, None if the reason has none of it."""
        return dict(self.values).get(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """What is recorded of a contract beside its history.

    `rows` are the live rows of its ledger whose due or theoretical date is the day asked
    about; `refusal` is the one stored by the last run.
    """

    rows: tuple[LedgerRow, ...] = ()
    refusal: Refusal | None = None


NO_BOOKS = Books()


def because(code: str, line: Key | None = None, /, **values: Value | None) -> Reason:
    """Return a reason; values that are None are left out."""
    given = tuple((name, value) for name, value in values.items() if value is not None)
    return Reason(code, given, line)
