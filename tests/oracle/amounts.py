"""What each line of an installment costs (R3, R7, R8, R9, R12)."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from types import SimpleNamespace

from tests.oracle.contract_form import DAY, formula_price, on_day
from tests.oracle.goods import Goods
from tests.oracle.rounding import cut, rounded
from tests.oracle.steps import factor
from tests.oracle.walk import in_force


class Refused(Exception):
    """The installment can't be billed: no price, or no value of an index."""


def typed(price, like):
    """Return a reckoned price without zeros beyond the decimals that were typed."""
    while -price.as_tuple().exponent > max(0, -like.as_tuple().exponent):
        if price.as_tuple().digits[-1] != 0:
            break
        price = price.quantize(Decimal(1).scaleb(price.as_tuple().exponent + 1))
    return price


class Amounts:
    """The lines of each installment of a walk."""

    def __init__(self, walk):
        self.walk, self.form = walk, walk.form
        self.goods = Goods(walk)

    def lines_of(self, visit):
        """Return the printed lines of an installment, in the order of the contract."""
        return [line for entry in visit.entries for line in self._with_goods(entry, visit)]

    def _with_goods(self, entry, visit):
        """Return the lines of an entry: the goods leave with the first of them."""
        if self._is_spent(entry, visit):
            return []
        lines = self._of_entry(entry, visit)
        for place, line in enumerate(lines):
            line.is_first = place == 0
            line.goods_leave, line.item = False, line.state.item
            if self.goods.is_stocked(line.state):
                line.goods_leave = self.goods.moves(entry, visit, line.state)
                if not line.goods_leave:
                    line.item = line.state.service or line.state.item
            if line.state.taxes is None:
                item = self.form.items.get(line.item)
                line.state.taxes = item.taxes if item else []
        return lines

    def _is_spent(self, entry, visit):
        """Say whether it is an addition that acts once, and not here."""
        once = entry.addition and entry.addition.times == "first"
        return once and self.walk.acted.get(entry.place) is not visit

    def _of_entry(self, entry, visit):
        owner, divided = self.walk.split_owner(entry, visit)
        if divided:
            return [self._part(entry, visit, owner)]
        if visit.kind == "one_off":
            state = self.state(entry, visit, visit.reference)
            return [self._line(entry, state, entry.start, entry.until, Fraction(1))]
        once = self._acts_once(entry, visit)
        # Reading: a divided line isn't cut either while a modification gives it one price.
        never_cut = entry.line and entry.line.price_split == "divided"
        if self.form.split_on_change and not once and not never_cut:
            pieces = self._pieces(entry, visit)
            if len(pieces) > 1 or pieces[0].part:
                return [
                    self._line(entry, each.state, each.start, each.until, each.factor)
                    for each in pieces
                ]
        state = self.state(entry, visit, visit.reference)
        share = Fraction(1)
        # Reading: what is added once is billed whole; a line changed once is a line still.
        whole = never_cut or (entry.addition and once)
        if not whole and not (entry.line and entry.line.months):
            share = factor(entry.steps, *entry.billed, self.form.proration)
        return [self._line(entry, state, entry.start, entry.until, share)]

    def _acts_once(self, entry, visit):
        if entry.addition:
            return entry.addition.times == "first"
        acting = self.walk.acting(entry, visit, visit.reference)
        return any(each.times == "first" for each in acting)

    # ------------------------------------------------------------- fields and prices

    def state(self, entry, visit, on, *, once=True):
        """Return the fields of a line as they are on a day."""
        if entry.addition:
            return self._added(entry.addition, on)
        line = entry.line
        found = SimpleNamespace(
            **{"key": line.key, "quantity": line.quantity, "item": line.item, "given": None},
            **{"discounts": line.discounts, "taxes": line.taxes, "place": None},
            **{"description": line.description, "document": "same", "by": None},
            **{"service": line.installment_service},
            acting=self.walk.acting(entry, visit, on, once=once),
        )
        for each in found.acting:
            for name, source in (
                ("quantity", each.quantity),
                ("item", each.item),
                ("discounts", each.discounts),
                ("taxes", each.taxes),
                ("description", each.description),
                ("given", each.unit_price),
                ("service", each.installment_service),
            ):
                if source is not None:
                    setattr(found, name, source)
            if each.document == "separate":  # Reading: what a later one says by default isn't
                found.document, found.by = "separate", each
        found.price = self._price(line, found, on)
        return found

    def _added(self, addition, on):
        found = SimpleNamespace(
            **{"key": None, "item": addition.item, "given": addition.unit_price},
            **{"quantity": Decimal(1) if addition.quantity is None else addition.quantity},
            **{"discounts": addition.discounts or [], "document": addition.document},
            **{"taxes": addition.taxes},
            **{"description": addition.description or addition.item, "by": addition},
            **{"service": addition.installment_service, "acting": []},
        )
        found.price = found.given
        if found.price is None:
            source = "current" if self.form.allow_price_updates else "catalog"
            found.price = self._catalog_price(source, found, on)
        return found

    def _price(self, line, state, on):
        if state.given is not None:
            return state.given
        if line.price_source == "fixed" and line.unit_price is not None:
            price = line.unit_price
        elif line.price_source == "formula":
            price = formula_price(self.form, line)
        else:
            price = self._catalog_price(line.price_source, state, on)
        return self._reviewed(line, price, on)

    def _catalog_price(self, source, state, on):
        form = self.form
        if source == "current":
            for each in form.special_prices:
                if each.item == state.item and _within(each, on):
                    return Decimal(each.price)
            steps = [
                each
                for each in form.price_list
                if each.item == state.item
                and _within(each, on)
                and Decimal(each.min_quantity) <= state.quantity
            ]
            if steps:
                return Decimal(max(steps, key=lambda each: Decimal(each.min_quantity)).price)
        item = form.items.get(state.item)
        if item is None or item.price is None:
            raise Refused("price_missing")
        return Decimal(item.price)

    def _reviewed(self, line, price, on):
        occurrences = []
        for place, review in enumerate(self.form.reviews):
            if not review.lines or line.key in review.lines:
                dates = [each for each in review_dates(review, on) if each <= on]
                occurrences += [(each, place, k) for k, each in enumerate(dates)]
        like = price
        for on_date, place, k in sorted(occurrences):
            review = self.form.reviews[place]
            if review.percent is not None:
                rise = 1 + Fraction(review.percent) / 100
            else:
                before = review.base if k == 0 else f"{review_dates(review, on)[k - 1]:%Y-%m}"
                rise = self._index(review, f"{on_date:%Y-%m}") / self._index(review, before)
            price = typed(rounded(Fraction(price) * rise, 8), like)
        return price

    def _index(self, review, month):
        values = self.form.indexes[review.index]
        if month not in values:
            raise Refused("index_value_missing")
        return Fraction(values[month])

    # ------------------------------------------------------------- whole lines and pieces

    def _net(self, state, share):
        found = Fraction(state.quantity) * Fraction(state.price) * share
        for percent in [*state.discounts, self.form.document_discount]:
            found *= 1 - Fraction(percent) / 100
        return rounded(found, self.form.decimals)

    def _line(self, entry, state, start, until, share):
        return SimpleNamespace(
            **{"entry": entry, "state": state, "start": start, "until": until},
            **{"quantity": state.quantity, "unit_price": state.price, "share": share},
            **{"discounts": state.discounts, "net": self._net(state, share)},
        )

    def _pieces(self, entry, visit):
        """Cut the period where the price changes or the line begins or ends.

        Reading: what acts once or divides a price is left to whole periods.
        """
        first, last = entry.billed if not (entry.line and entry.line.months) else entry.steps[0]
        shown_start, shown_until = entry.start, entry.until
        cuts = sorted(
            {
                each
                for each in self._changes(entry, shown_until)
                if shown_start < each <= shown_until
            }
        )
        found = []
        bounds = [first, *cuts, last + DAY]
        for left, right in pairwise(bounds):
            on = min(max(left, shown_start), shown_until)
            if not self._there(entry, on):
                found.append(None)
                continue
            state = self.state(entry, visit, on, once=False)
            piece = SimpleNamespace(
                **{"state": state, "start": max(left, shown_start), "left": left},
                **{"until": min(right - DAY, shown_until), "right": right - DAY, "part": False},
            )
            if found and found[-1] and _same(found[-1].state, state):
                found[-1].until, found[-1].right = piece.until, piece.right
            else:
                found.append(piece)
        partly = None in found
        found = [each for each in found if each]
        for each in found:
            each.part = partly
            each.factor = factor(entry.steps, each.left, each.right, self.form.proration)
        return found

    def _there(self, entry, on):
        if entry.addition:
            return in_force(entry.addition, on)
        line = entry.line
        return (line.own_from or date.min) <= on <= (line.own_until or date.max)

    def _changes(self, entry, until):
        line = entry.line
        if line:
            yield from _edges(line.own_from, line.own_until)
            for each in self.form.modifications:
                if each.line == line.key:
                    yield from _edges(each.start, each.until)
            for review in self.form.reviews:
                yield from review_dates(review, until)
        else:
            yield from _edges(entry.addition.start, entry.addition.until)
        for each in [*self.form.price_list, *self.form.special_prices]:
            yield from _edges(each.start, each.until)

    # ------------------------------------------------------------- divided prices

    def _part(self, entry, visit, owner):
        state = self.state(entry, visit, visit.reference)
        amount = self.part_of(self._group(owner), visit, entry)
        decimals = self.form.decimals
        return SimpleNamespace(
            **{"entry": entry, "state": state, "start": entry.start, "until": entry.until},
            **{"quantity": Decimal(1), "unit_price": amount, "discounts": []},
            **{"net": rounded(amount, decimals), "share": None},
        )

    def _group(self, owner):
        """Return the installments over which that price is divided, with their entries."""
        return [
            (visit, entry)
            for visit in self.walk.visits
            if visit.kind not in ("opening", "one_off")
            for entry in visit.entries
            if self.walk.split_owner(entry, visit) == (owner, True)
            and not self._is_spent(entry, visit)
        ]

    def part_of(self, group, wanted, wanted_entry):
        parts, taken, left = {}, Fraction(0), len(group)
        last = max((n for n, (visit, _) in enumerate(group) if visit.settled), default=-1)
        for visit, entry in group[: last + 1]:
            if visit.passed_over:
                continue
            if not visit.skipped:
                whole = Fraction(self._whole(entry, visit))
                parts[id(visit)] = cut((whole - taken) / left, self.form.decimals)
                taken += Fraction(parts[id(visit)])
            left -= 1
        settled = sum((parts[id(v)] for v, _ in group if v.settled and not v.skipped), Decimal(0))
        open_ones = [(v, e) for v, e in group if not v.settled and not v.skipped]
        for place, (visit, entry) in enumerate(open_ones):
            rest = Fraction(self._whole(entry, visit)) - Fraction(settled)
            part = cut(rest / (len(open_ones) - place), self.form.decimals)
            if visit is wanted:
                return part
            settled += part
        raise AssertionError(wanted_entry)

    def _whole(self, entry, visit):
        return self._net(self.state(entry, visit, visit.reference), Fraction(1))


def review_dates(review, until):
    """Return the days on which a review acts, and one more."""
    found, k = [], 0
    while not found or (review.every_months and found[-1] <= until):
        months = review.start.year * 12 + review.start.month - 1 + k * (review.every_months or 0)
        found.append(on_day(months // 12, months % 12 + 1, review.start.day))
        k += 1
    return found


def _within(each, on):
    return (each.start or date.min) <= on <= (each.until or date.max)


def _edges(start, until):
    if start:
        yield start
    if until:
        yield until + DAY


def _same(one, other):
    names = ("price", "quantity", "discounts", "taxes", "item")
    return all(getattr(one, name) == getattr(other, name) for name in names)
