"""One price divided among installments: which part comes next (R9)."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from datetime import date
from decimal import Decimal

from cadencia.core import pricing, splitting
from cadencia.core.agreement import Key, Kind, LedgerState, Owner, PriceSplit
from cadencia.core.desk import Desk, Share, added, is_skipped, whole_course
from cadencia.core.modifications import Terms, terms_on
from cadencia.core.sequence import Slot

NOTHING = Decimal(0)


class NothingLeftToDivide(Exception):
    """The price has no installment left to be divided among."""


def whole(at: Desk, terms: Terms, reference_on: date) -> Decimal:
    """Return the whole price that is divided: the line's net after discounts (R9)."""
    agreement = at.agreement
    price, _ = pricing.unit_price(agreement.contract, agreement.catalog, terms, reference_on)
    return pricing.net(
        quantity=terms.line.quantity,
        price=price,
        discounts=terms.line.discounts,
        document_discount=agreement.contract.document_discount,
        factor=None,
        decimals=agreement.contract.decimals,
    )


def take_part(at: Desk, terms: Terms, slot: Slot) -> tuple[Decimal, int, int]:
    """Return the part that this installment bills, which one it is, and of how many.

    What is not billed yet is divided among the installments left, so that any change of the
    price, of the count or of the dates leaves the sum of all parts exact. The desk remembers
    the part as billed.

    :raises NothingLeftToDivide: if the line counts in no installment that is left.
    """
    share = _share(at, terms.owner)
    if not share.left:
        raise NothingLeftToDivide(terms.owner)
    rest = whole(at, terms, slot.reference_on) - share.billed
    part = splitting.next_part(rest, len(share.left), at.agreement.contract.decimals)
    position = share.count - len(share.left) + 1
    share.billed += part
    share.left.discard((slot.due_on, slot.kind))
    return part, position, share.count


def installments_of(at: Desk, owner: Owner) -> int:
    """Return among how many installments the owner's price is divided (R9, n)."""
    return sum(1 for _ in _owned(at, owner))


def _share(at: Desk, owner: Owner) -> Share:
    found = at.shares.get(owner)
    if found is None:
        found = at.shares[owner] = _so_far(at, owner)
    return found


def _so_far(at: Desk, owner: Owner) -> Share:
    """How far the ledger and other programs have come with the owner's price.

    What Cadencia billed is known to the cent where the history says so; what another
    program billed is taken to have followed the rule, in order of date: one that the clerk
    skipped left its part to those after it.
    """
    history, billed_until = at.agreement.history, at.agreement.contract.billed_until
    owned = list(_owned(at, owner))
    open_rows = {(row.due_on, row.kind): row.state for row in history.open_rows}
    known = history.divided_billed.get(owner)
    billed = taken = NOTHING
    left, still = {(slot.due_on, slot.kind) for slot, _ in owned}, len(owned)
    for slot, terms in owned:
        of_another = billed_until is not None and slot.due_on <= billed_until
        of_ours = history.last_due_on is not None and slot.due_on <= history.last_due_on
        state = open_rows.get((slot.due_on, slot.kind))
        if state is LedgerState.DUE or not (of_another or of_ours):
            continue
        part = NOTHING
        if slot.due_on not in history.skipped and (of_another or known is None):
            rest = whole(at, terms, slot.reference_on) - taken
            part = splitting.next_part(rest, still, at.agreement.contract.decimals)
        taken, still = taken + part, still - 1
        # One reopened had taken its part when those after it took theirs, and gave it back.
        if state is None:
            billed += part
            left.discard((slot.due_on, slot.kind))
    return Share(billed + (known or NOTHING), left, len(owned))


def _owned(at: Desk, owner: Owner) -> Iterator[tuple[Slot, Terms]]:
    """The slots that bill a part of the owner's price, with the terms that say so.

    What acts only once takes the first of its installments out of those of its line, and has
    no other: its price is divided among one.
    """
    acted: set[Key] = set()
    for slot in whole_course(at):
        if slot.skipped:
            continue
        every = list(_terms_in(at, slot, acted))
        for terms in every:
            divides = terms.line.price_split is PriceSplit.DIVIDED
            if divides and terms.owner == owner and slot.kind is not Kind.OPENING:
                yield slot, terms
        if not is_skipped(at, slot):
            acted.update(key for terms in every for key in terms.only_once)


def _terms_in(at: Desk, slot: Slot, acted: AbstractSet[Key]) -> Iterator[Terms]:
    for line in slot.lines:
        yield terms_on(at.agreement.contract, line, slot.reference_on, acted)
    for addition in slot.additions:
        if addition.key not in acted:
            yield added(at, addition)
