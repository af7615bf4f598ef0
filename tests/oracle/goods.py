"""When stocked items leave, and what their cost does (R12)."""

import copy
from decimal import Decimal
from fractions import Fraction

from tests.oracle.rounding import cut, rounded
from tests.oracle.walk import Walk

NOTHING = Decimal(0)


class Goods:
    """What each installment of a walk does with the goods of its lines."""

    def __init__(self, walk):
        self.walk, self.form = walk, walk.form
        self.agreed = walk  # a withdrawal asks what becomes of the goods: it moves nothing
        if self.form.stock_release and self.form.withdrawn_on:
            form = copy.copy(self.form)
            form.withdrawn_on = None
            self.agreed = Walk(form, walk.until)

    def is_stocked(self, state):
        item = self.form.items.get(state.item)
        return bool(self.form.stock_release and item and item.stocked)

    def moves(self, entry, visit, state):
        """Say whether the goods leave with that installment."""
        mode = self.form.stock_release
        if mode == "each" or visit.kind == "one_off":
            return True
        if mode == "last":
            every = self._after_opening(entry)
            every = [each for each in every if each.number] or every
            return bool(every) and visit.due_on == every[-1].due_on
        return visit.due_on <= self._counting(self.walk, entry)[0].due_on

    def costs(self, entry, visit, state, decimals):
        """Return what of the cost is provisioned, and what released."""
        if self.form.stock_release != "first_deferring_cost" or visit.kind == "one_off":
            return NOTHING, NOTHING
        item = self.form.items[state.item]
        cost = rounded(Fraction(Decimal(item.cost)) * Fraction(state.quantity), decimals)
        provisioned = cost if self.moves(entry, visit, state) else NOTHING
        return provisioned, self._released(entry, visit, cost, decimals)

    def _released(self, entry, visit, cost, decimals):
        every = self._after_opening(entry, skipped_too=True)
        for place, each in enumerate(every):
            if each.skipped:
                continue
            part = cut(Fraction(cost) / (len(every) - place), decimals)
            if each.due_on == visit.due_on:
                return part
            cost -= part
        return NOTHING

    def _after_opening(self, entry, *, skipped_too=False):
        found = self._counting(self.agreed, entry, skipped_too=skipped_too)
        return [each for each in found if each.kind != "opening"]

    def _counting(self, walk, entry, *, skipped_too=False):
        """Return the installments in which the line, or the addition, counts."""
        return [
            visit
            for visit in walk.visits
            if visit.kind != "one_off"
            and not visit.paused
            and (skipped_too or not visit.skipped)
            and any(_same_line(each, entry) for each in visit.entries)
        ]


def _same_line(one, other):
    if one.line is None or other.line is None:
        return one.line is other.line and one.place == other.place
    return one.line.key == other.line.key
