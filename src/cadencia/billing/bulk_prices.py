"""Prices of many contracts by a percent, an amount or the item's; an item in another's place.

Each is a scheduled modification from a day on, so that what is billed stays and what is to come
is seen beforehand. A price given is fixed: lines whose price comes from elsewhere, is reviewed,
divided or passing are listed and left out, because a price given would end what was agreed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from cadencia.billing import copying
from cadencia.billing.bulk import Around
from cadencia.billing.choosing import Choice
from cadencia.billing.gathering import Gathered, Masters
from cadencia.billing.proposals import LeftOut, Proposed, Touched, Value, left_out
from cadencia.billing.querying import rows
from cadencia.billing.reviewing import first_prices
from cadencia.core.agreement import Agreement, Line, PriceSource, PriceSplit
from cadencia.core.repricing import LinePrice, increased, raised
from cadencia.parties import columns
from cadencia.parties.problems import Problem

MOST_DECIMALS = 8
LOWEST_PERCENT, HIGHEST_PERCENT = Decimal(-100), Decimal(1000)
BEYOND = Decimal(10**columns.WHOLE_DIGITS)
COLUMNS = (
    "id, company_id, contract_id, line_id, position, effect, document, times, valid_from, item_id,"
    " description, unit_price, price_split, lot, serial"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceWish:
    """New prices from `since` on: by a percent, by an amount, or the item's in the catalog.

    `decimals` rounds what a percent gives; without it to those the price has, cents at least.
    """

    since: date
    percent: Decimal | None = None
    amount: Decimal | None = None
    to_item: bool = False
    decimals: int | None = None

    @property
    def kind(self) -> str:
        """The kind of the act, as it is kept."""
        return "price"

    def form(self) -> dict[str, Any]:
        """Return the wish in JSON form."""
        said = {
            "since": self.since.isoformat(),
            "percent": None if self.percent is None else f"{self.percent:f}",
            "amount": None if self.amount is None else f"{self.amount:f}",
            "to_item": self.to_item or None,
            "decimals": self.decimals,
        }
        return {name: value for name, value in said.items() if value is not None}

    def problems(self, masters: Masters) -> list[Problem]:
        """Return what is wrong with the wish itself."""
        return list(_price_problems(self))

    def propose(self, gathered: Gathered, around: Around, choice: Choice) -> Proposed:
        """Return the lines' prices before and after, and which lines keep theirs."""
        agreement = gathered.agreement
        contract = agreement.contract
        if not contract.allow_price_updates:
            return (), (left_out(contract.code, "", "prices_agreed"),)
        found: list[Touched] = []
        missed: list[LeftOut] = []
        for each in _asked_prices(agreement, self.since, choice, around):
            key = around.keys.get(int(each.line.key), "")
            after, refused = self._judged(agreement, each, key, around.masters)
            if refused is not None:
                missed.append(left_out(contract.code, key, refused[0], **refused[1]))
            else:
                found.append(_touched(gathered, key, each, (self.since, each.price, after)))
        if not found and not missed:
            missed.append(left_out(contract.code, "", "not_billed", date=self.since))
        return found, missed

    def write(self, touched: Sequence[Touched], company_id: int) -> list[int | None]:
        """Schedule the new prices."""
        return _scheduled(
            touched, company_id, lambda each: ("\\N", "", f"{Decimal(str(each.after)):f}")
        )

    def _judged(
        self, agreement: Agreement, each: LinePrice, key: str, masters: Masters
    ) -> tuple[Decimal | None, "_Kept | None"]:
        """Return the new price of a line, or why it keeps the one it has."""
        refused = _keeps_price(agreement, each, key, self.since)
        if refused is not None:
            return None, refused
        after = self._after(each, masters)
        if after is not None:
            return after, _unfit(each.price, after)
        if each.line.item is None:
            return None, ("no_item", {})
        return None, ("item_without_price", {"item": each.line.item})

    def _after(self, each: LinePrice, masters: Masters) -> Decimal | None:
        if each.price is None:
            return None
        if self.percent is not None:
            return raised(each.price, self.percent, self.decimals)
        if self.amount is not None:
            return increased(each.price, self.amount, self.decimals)
        item = masters.items.get(each.line.item or "")
        return None if item is None else item.price


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemWish:
    """Another item in place of `item` from `since` on; its name is the line's text from then.

    The price stays the line's unless `with_price`: then it is the new item's in the catalog.
    """

    since: date
    item: str
    new_item: str
    with_price: bool = False

    @property
    def kind(self) -> str:
        """The kind of the act, as it is kept."""
        return "item"

    def form(self) -> dict[str, Any]:
        """Return the wish in JSON form."""
        said = {"since": self.since.isoformat(), "item": self.item, "new_item": self.new_item}
        return {**said, "with_price": True} if self.with_price else said

    def problems(self, masters: Masters) -> list[Problem]:
        """Return what is wrong with the wish itself."""
        return list(_item_problems(self, masters))

    def propose(self, gathered: Gathered, around: Around, choice: Choice) -> Proposed:
        """Return the lines that bill the item, and which of them keep it."""
        agreement = gathered.agreement
        contract = agreement.contract
        found: list[Touched] = []
        missed: list[LeftOut] = []
        choice = Choice(only=choice.only, items=(self.item,))
        for each in _asked_prices(agreement, self.since, choice, around):
            key = around.keys.get(int(each.line.key), "")
            refused = self._keeps_item(agreement, each, key)
            if refused is not None:
                missed.append(left_out(contract.code, key, refused[0], **refused[1]))
            else:
                found.append(_touched(gathered, key, each, (self.since, self.item, self.new_item)))
        return found, missed

    def write(self, touched: Sequence[Touched], company_id: int) -> list[int | None]:
        """Schedule the new item."""
        item_id, name, price = rows(
            "SELECT id, name, price FROM catalog_item WHERE company_id = %s AND code = %s",
            company_id,
            self.new_item,
        )[0]
        values = (
            str(item_id),
            copying.text(name or self.new_item),
            f"{price:f}" if self.with_price else "\\N",
        )
        return _scheduled(touched, company_id, lambda _: values)

    def _keeps_item(
        self, agreement: Agreement, each: LinePrice, key: str
    ) -> tuple[str, dict[str, Any]] | None:
        if self.with_price:
            if not agreement.contract.allow_price_updates:
                return "prices_agreed", {}
            return _keeps_price(agreement, each, key, self.since)
        return _clash(agreement, each.line, key, self.since)


_Kept = tuple[str, dict[str, Any]]


def _unfit(before: Decimal | None, after: Decimal) -> _Kept | None:
    """Say why a new price won't do: the same, of another sign, or larger than prices are."""
    if after == before:
        return "nothing_to_change", {}
    if before is not None and before * after < 0:
        return "price_turns", {"price": f"{after:f}"}
    if abs(after) >= BEYOND:
        return "price_too_large", {}
    return None


def _price_problems(wish: PriceWish) -> Iterator[Problem]:
    ways = (wish.percent is not None, wish.amount is not None, wish.to_item)
    if sum(ways) != 1:
        yield Problem("percent", _("Give a percent, an amount or the item's price: one of them."))
    if wish.percent is not None and not LOWEST_PERCENT < wish.percent <= HIGHEST_PERCENT:
        yield Problem("percent", _("Give a percent above -100, and 1000 at most."))
    if wish.decimals is not None and not 0 <= wish.decimals <= MOST_DECIMALS:
        yield Problem("decimals", _("Give from 0 to 8 decimals."))


def _item_problems(wish: ItemWish, masters: Masters) -> Iterator[Problem]:
    for name, code in (("item", wish.item), ("new_item", wish.new_item)):
        if code not in masters.items:
            yield Problem(name, _("There is no item %(item)s; check its code.") % {"item": code})
    new = masters.items.get(wish.new_item)
    if new is not None and not new.recurrent:
        sentence = _("The item %(item)s isn't marked as recurrent; mark it, or choose another.")
        yield Problem("new_item", sentence % {"item": wish.new_item})
    if new is not None and wish.with_price and new.price is None:
        sentence = _("The item %(item)s has no price in the catalog; give it one.")
        yield Problem("new_item", sentence % {"item": wish.new_item})
    if wish.item == wish.new_item:
        yield Problem("new_item", _("It is the same item; choose another."))


def _asked_prices(
    agreement: Agreement, since: date, choice: Choice, around: Around
) -> list[LinePrice]:
    keys = frozenset(
        each.key
        for each in agreement.contract.lines
        if each.one_off is None and (not choice.items or each.item in choice.items)
    )
    return first_prices(agreement, since, keys, around) if keys else []


def _keeps_price(agreement: Agreement, each: LinePrice, key: str, since: date) -> _Kept | None:
    """Say why a price can't be given to the line; None if it can."""
    line = next(one for one in agreement.contract.lines if one.key == each.line.key)
    passing = _passing(agreement, each)
    if passing is not None:
        return "temporary_price", {"date": passing}
    if PriceSplit.DIVIDED in (line.price_split, each.line.price_split):
        return "price_divided", {}
    if each.terms.price_given_on is None:
        if line.price_source is not PriceSource.FIXED or line.unit_price is None:
            return "price_sourced", {}
        if _is_reviewed(agreement, line, since):
            return "price_reviewed", {}
    return _clash(agreement, line, key, since)


def _is_reviewed(agreement: Agreement, line: Line, since: date) -> bool:
    """Say whether a review repeats, or is still to come: a price given would end it."""
    mine = [each for each in agreement.contract.reviews if not each.lines or line.key in each.lines]
    return any(each.every_months is not None or each.valid_from > since for each in mine)


def _passing(agreement: Agreement, each: LinePrice) -> date | None:
    """Return when the modification ends that gives the price; None if it stays or none does."""
    given = each.terms.price_given_on
    ends = [
        change.valid_until
        for change in agreement.contract.modifications
        if change.line == each.line.key
        and change.valid_from == given
        and change.unit_price is not None
    ]
    return next((end for end in ends if end is not None), None)


def _clash(agreement: Agreement, line: Line, key: str, since: date) -> _Kept | None:
    """A line of the contract's own, with no other modification from the same day (R7)."""
    if not key:
        return "of_template", {}
    for change in agreement.contract.modifications:
        if change.line == line.key and change.valid_from == since:
            return "same_day", {"date": since}
    return None


def _touched(
    gathered: Gathered, key: str, each: LinePrice, change: tuple[date, Value, Value]
) -> Touched:
    contract = gathered.agreement.contract
    since, before, after = change
    return Touched(
        contract_id=gathered.contract_id,
        contract=contract.code,
        customer=contract.customer.name,
        line=key,
        line_id=int(each.line.key),
        description=each.line.description,
        acts_from=since,
        due_on=each.due_on,
        before=before,
        after=after,
        calculation=each.explanation,
    )


def _scheduled(touched: Sequence[Touched], company_id: int, said: Any) -> list[int | None]:
    """Write a modification for each line; `said` gives its item, text and price as COPY does."""
    ids = copying.next_ids("contracts_scheduledmodification_id_seq", len(touched))
    position = _next_positions([each.contract_id for each in touched])
    copied = []
    for number, each in zip(ids, touched, strict=True):
        place = position.get(each.contract_id, 0)
        position[each.contract_id] = place + 1
        item, description, price = said(each)
        copied.append(
            f"{number}\t{company_id}\t{each.contract_id}\t{each.line_id}\t{place}\tmodify\tsame\t"
            f"each\t{each.acts_from}\t{item}\t{description}\t{price}\t\t\t"
        )
    copying.copy("contracts_scheduledmodification", COLUMNS, copied)
    return list(ids)


def _next_positions(contracts: list[int]) -> dict[int, int]:
    return dict(
        rows(
            "SELECT contract_id, max(position) + 1 FROM contracts_scheduledmodification"
            " WHERE contract_id = ANY(%s) GROUP BY contract_id",
            contracts,
        )
    )
