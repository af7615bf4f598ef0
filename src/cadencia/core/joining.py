"""Several installments of a contract on one document (R5, R6)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from cadencia.core import splitting
from cadencia.core.assembling import Assembled, admit, document, expenses_of, in_order
from cadencia.core.desk import Desk, theoretical_on
from cadencia.core.drafting import Drafted, draft_lines
from cadencia.core.drafts import DocumentKey, DraftDocument
from cadencia.core.payment_terms import DueDate
from cadencia.core.refusing import REFUSED, refusal_of
from cadencia.core.sequence import Slot

BY_MONTH = frozenset({"ES"})
"""Where an invoice holds the operations of one calendar month only (RD 1619/2012, art. 13)."""

ZERO = Decimal(0)
Month = tuple[int, int]


class _Share(NamedTuple):
    """What one date's installments bring to a document."""

    theoretical_on: date
    due_on: date
    drafted: list[Drafted]
    expenses: Decimal


def assemble_together(
    at: Desk, slots: Sequence[Slot], positions: Sequence[int], *, as_of: date
) -> Assembled:
    """Return the documents of installments of several dates, as few as there may be (R6).

    Lines stand by installment, oldest first. In Spain an invoice holds the operations of one
    calendar month: there each month has its own. The theoretical date of a document is the
    last one that has come by `as_of`, else the first to come; what is payable of installments
    still to come is due by their own dates (R5).
    """
    done = Assembled()
    found: dict[tuple[DocumentKey, Month | None], list[_Share]] = {}
    for same_date in _by_date(slots, positions):
        try:
            for key, share in _shares(at, *same_date):
                found.setdefault((key, _month(at, key, share)), []).append(share)
        except REFUSED as error:
            done.refusals.append(refusal_of(error, at, same_date[0][0]))
            return done
    for (key, _), shares in found.items():
        admit(at, done, _joined(at, key, shares, as_of), shares[0].due_on)
    return done


def _by_date(
    slots: Sequence[Slot], positions: Sequence[int]
) -> Iterator[tuple[list[Slot], list[int]]]:
    pairs = zip(slots, positions, strict=True)
    for _, same_date in groupby(pairs, key=lambda pair: pair[0].due_on):
        of_date = list(same_date)
        yield [slot for slot, _ in of_date], [position for _, position in of_date]


def _shares(
    at: Desk, slots: list[Slot], positions: list[int]
) -> Iterator[tuple[DocumentKey, _Share]]:
    drafted: list[Drafted] = []
    for slot, position in zip(slots, positions, strict=True):
        drafted += draft_lines(at, slot, position)
    if len(slots) > 1:
        drafted = in_order(at, drafted)
    due_on = slots[0].due_on
    for key in dict.fromkeys(each.key for each in drafted):
        mine = [each for each in drafted if each.key == key]
        expenses = expenses_of(at, slots, positions, drafted, key)
        yield key, _Share(theoretical_on(at, due_on), due_on, mine, expenses)


def _month(at: Desk, key: DocumentKey, share: _Share) -> Month | None:
    if key.document_type != "invoice" or at.agreement.company.country not in BY_MONTH:
        return None
    return share.theoretical_on.year, share.theoretical_on.month


def _joined(at: Desk, key: DocumentKey, shares: list[_Share], as_of: date) -> DraftDocument:
    days = sorted({each.theoretical_on for each in shares})
    theoretical = max((each for each in days if each <= as_of), default=days[0])
    drafted = [each for share in shares for each in share.drafted]
    made = document(at, key, drafted, theoretical, sum((each.expenses for each in shares), ZERO))
    if days[-1] <= theoretical or key.document_type != "invoice":
        return made
    return replace(made, parts=_parts(at, made, shares))


def _parts(at: Desk, made: DraftDocument, shares: list[_Share]) -> tuple[DueDate, ...]:
    """What is payable, divided by the dates that its terms count from.

    Nothing where a part would be negative: then all of it has the usual due dates.
    """
    nets: dict[date, Decimal] = {}
    for share in shares:
        day = max(share.theoretical_on, made.theoretical_on)
        net = sum((each.line.net for each in share.drafted), share.expenses)
        nets[day] = nets.get(day, ZERO) + net
    decimals = at.agreement.contract.totals_decimals
    amounts = splitting.split_in_proportion(made.totals.payable, list(nets.values()), decimals)
    if any(each < 0 for each in amounts):
        return ()
    return tuple(
        DueDate(day, amount) for day, amount in sorted(zip(nets, amounts, strict=True)) if amount
    )
