"""A sale whose installments are due dates: one invoice for all of them (ST-4)."""

from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

from tests.oracle.rounding import cut, rounded


def parts_of_sale(walk):
    """Return the installments that the one invoice collects."""
    return [
        each
        for each in walk.visits
        if each.kind in ("regular", "closing") and not each.skipped and not each.settled
    ]


def sale_lines(walk, amounts, visits):
    """Return the invoice's lines: each line as often as it would count at one price."""
    found = []
    for same in _by_line(walk, visits):
        stretches = []
        for visit, entry in same:
            state = amounts.state(entry, visit, visit.reference)
            state.divided, state.times = walk.is_divided(entry, visit), 1
            previous = stretches[-1] if stretches else None
            if previous and (stretches[0].state.divided or _alike(previous.state, state)):
                previous.state.times += 1
                previous.until = visit.until
                continue
            stretches.append(_stretch(entry, visit, state, is_first=not stretches))
        found += [_priced(amounts, each) for each in stretches]
    for line in found:
        line.told_of, line.visit = line.visit, visits[0]
    return found


def _by_line(walk, visits):
    names = {}
    for visit in visits:
        for entry in visit.entries:
            once = entry.addition and entry.addition.times == "first"
            if once and walk.acted.get(entry.place) is not visit:
                continue
            name = (0, entry.line.place) if entry.line else (1, entry.place)
            names.setdefault(name, []).append((visit, entry))
    return [names[name] for name in sorted(names)]


def _alike(one, other):
    names = ("price", "acting")
    return all(getattr(one, name) == getattr(other, name) for name in names)


def _stretch(entry, visit, state, *, is_first):
    return SimpleNamespace(
        **{"entry": entry, "visit": visit, "state": state, "start": visit.start},
        **{"until": visit.until, "is_first": is_first},
    )


def _priced(amounts, line):
    state, form = line.state, amounts.form
    line.quantity = state.quantity * (1 if state.divided else state.times)
    line.unit_price, line.discounts, line.item = state.price, state.discounts, state.item
    net = Fraction(line.quantity) * Fraction(line.unit_price)
    for percent in [*line.discounts, form.document_discount]:
        net *= 1 - Fraction(percent) / 100
    line.net = rounded(net, form.decimals)
    if state.taxes is None:
        item = form.items.get(state.item)
        state.taxes = item.taxes if item else []
    line.goods_leave = amounts.goods.is_stocked(state)
    line.moved = line.quantity if form.stock_release == "each" else state.quantity
    return line


def due_parts(payable, count, decimals):
    """Return the payable divided among the due dates (R9)."""
    found, rest = [], Decimal(payable)
    for left in range(count, 0, -1):
        found.append(cut(Fraction(rest) / left, decimals))
        rest -= found[-1]
    return found
