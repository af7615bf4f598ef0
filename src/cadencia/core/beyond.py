"""What was billed beyond the end of a contract that ended early, and what of it to credit (AG-9).

          withdrawn on
|----period billed----|        the whole period lies before: nothing
|----period ..x.......|        it is cut: the days after x, where the closing is prorated
              |-------|        it begins after x: all of it
"""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from cadencia.core.agreement import Closing, Contract, Period, Timing
from cadencia.core.course import effective_end
from cadencia.core.money import round_half_up, zero
from cadencia.core.proration import days


class Billed(NamedTuple):
    """A line as a document billed it: its period has both ends included, `net` is signed."""

    due_on: date
    period: Period
    net: Decimal
    is_part: bool = False  # of a divided price (R9), which is never prorated


def billed_beyond(billed: Billed, contract: Contract) -> Decimal:
    """Return how much of the line's net lies beyond the contract's effective end (R1, R3).

    `contract` has its end or withdrawal already. A period that the end cuts gives back the
    days after it if the contract's `closing` is prorated, else nothing; so what is left is
    what would have been billed had the end been known. Nothing is ever more than the net.

    30.00 for June, withdrawn on the 10th: kept 10/30, credited 20.00.
    """
    end = effective_end(contract)
    if end is None:
        return zero(contract.decimals)
    if is_whole(billed, contract, end):
        return billed.net
    is_cut = end < billed.period.until
    if not is_cut or billed.is_part or contract.closing is not Closing.PRORATED:
        return zero(contract.decimals)
    kept = days(billed.period.start, end, contract.proration)
    whole = days(billed.period.start, billed.period.until, contract.proration)
    return billed.net - _share(billed.net, Fraction(kept, whole), contract.decimals)


def is_whole(billed: Billed, contract: Contract, end: date) -> bool:
    """Say whether nothing of the line would have been billed had the end been known.

    In advance that is also so on the very day of withdrawal, unless it is billed by choice.
    """
    if billed.period.start > end:
        return True
    is_withdrawal_day = billed.due_on == end == contract.withdrawn_on
    in_advance = contract.timing is Timing.ADVANCE
    return is_withdrawal_day and in_advance and not contract.bill_withdrawal_day


def _share(net: Decimal, part: Fraction, decimals: int) -> Decimal:
    exact = Fraction(net) * part
    sign, scaled = (1 if exact >= 0 else -1), abs(exact) * 10**decimals
    units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)  # half up
    return round_half_up(Decimal(sign * units).scaleb(-decimals), decimals)
