"""The price of a line on a reference date, and the net it makes (R8)."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction

from cadencia.core.agreement import Catalog, Contract, Line, PriceSource, PriceStep, SpecialPrice
from cadencia.core.modifications import Terms
from cadencia.core.money import EXACT, round_half_up
from cadencia.core.reviews import reviewed

HUNDRED = Decimal(100)
CONTRACT_PRICE = ("price: contract",)


class PriceMissing(Exception):
    """No price is kept for the item on that date."""

    def __init__(self, item: str | None) -> None:
        super().__init__(item)
        self.item = item


Priced = tuple[Decimal, tuple[str, ...]]


def unit_price(
    contract: Contract, catalog: Catalog, terms: Terms, reference_on: date
) -> tuple[Decimal, tuple[str, ...]]:
    """Return the unit price in force on the reference date, and how it came about.

    Reviews act on whatever price the source gives, except one that a modification gives.

    :raises PriceMissing: if the source has no price on that date.
    :raises IndexValueMissing: if a review needs an index value that is not published.
    """
    line = terms.line
    if terms.price_given_on is not None and line.unit_price is not None:
        return line.unit_price, (f"price: modification {terms.price_given_on.isoformat()}",)
    price, explanation = sourced(catalog, line, reference_on)
    if contract.reviews and not terms.is_addition:
        typed = price
        price, why = reviewed(price, contract, line, reference_on, catalog.indexes)
        price, explanation = _tidy(price, typed), explanation + why
    return price, explanation


def sourced(catalog: Catalog, line: Line, reference_on: date) -> Priced:
    """Return the price that the line's source gives, before modifications and reviews (R8).

    :raises PriceMissing: if the source has no price on that date.
    """
    if line.price_source is PriceSource.FIXED and line.unit_price is not None:
        return _contract_price(line, line.unit_price)  # nearly every line
    return _SOURCES[line.price_source](catalog, line, reference_on)


def net(  # noqa: PLR0913 - the factors of one product, given by name
    *,
    quantity: Decimal,
    price: Decimal,
    discounts: tuple[Decimal, ...],
    document_discount: Decimal,
    factor: Fraction | None,
    decimals: int,
) -> Decimal:
    """Return round(quantity x price x (1 - d/100)... x factor), half up to `decimals` (R8).

    Nothing is rounded on the way: 3 x 9.99 less 10 % less 5 % is 25.62.
    """
    amount = price if quantity == 1 else EXACT.multiply(quantity, price)
    for percent in discounts:
        amount = EXACT.multiply(amount, EXACT.subtract(HUNDRED, percent)).scaleb(-2, EXACT)
    if document_discount:
        left = EXACT.subtract(HUNDRED, document_discount)
        amount = EXACT.multiply(amount, left).scaleb(-2, EXACT)
    if factor is not None:
        amount = EXACT.multiply(amount, Decimal(factor.numerator))
        amount = EXACT.divide(amount, Decimal(factor.denominator))
    return round_half_up(amount, decimals)


def price_changes(contract: Contract, catalog: Catalog, line: Line) -> set[date]:
    """Return the days on which the source's price of the line may change (R3, split)."""
    if line.price_source is not PriceSource.CURRENT or line.item is None:
        return set()
    found = set()
    priced: list[SpecialPrice | PriceStep] = [
        *catalog.special_prices.get(line.item, ()),
        *catalog.price_list.get(line.item, ()),
    ]
    for each in priced:
        if each.valid_from is not None:
            found.add(each.valid_from)
        if each.valid_until is not None and each.valid_until < date.max:
            found.add(date.fromordinal(each.valid_until.toordinal() + 1))
    return found


def _fixed(catalog: Catalog, line: Line, reference_on: date) -> Priced:
    if line.unit_price is None:
        return _from_catalog(catalog, line, reference_on)
    return _contract_price(line, line.unit_price)


def _contract_price(line: Line, price: Decimal) -> Priced:
    if line.formula is not None:
        return price, (f"price: contract, formula {line.formula}",)
    return price, CONTRACT_PRICE


def _from_catalog(catalog: Catalog, line: Line, _: date) -> Priced:
    item = catalog.items.get(line.item or "")
    if item is None or item.price is None:
        raise PriceMissing(line.item)
    return item.price, ("price: catalog",)


def _current(catalog: Catalog, line: Line, reference_on: date) -> Priced:
    """The customer's special price, else the price list's step, else the catalog's (R8)."""
    code = line.item or ""
    special = [
        each
        for each in catalog.special_prices.get(code, ())
        if _on(each.valid_from, each.valid_until, reference_on)
    ]
    if special:
        latest = max(special, key=lambda each: each.valid_from or date.min)
        return latest.price, ("price: special price",)
    steps = [
        each
        for each in catalog.price_list.get(code, ())
        if each.min_quantity <= line.quantity
        and _on(each.valid_from, each.valid_until, reference_on)
    ]
    if steps:
        step = max(steps, key=lambda each: (each.min_quantity, each.valid_from or date.min))
        return step.price, (f"price: price list from {step.min_quantity}",)
    return _from_catalog(catalog, line, reference_on)


def _formula(_: Catalog, line: Line, __: date) -> Priced:
    if line.formula_price is None:
        raise PriceMissing(line.item)
    return line.formula_price, (f"price: formula {line.formula}",)


_SOURCES: dict[PriceSource, Callable[[Catalog, Line, date], Priced]] = {
    PriceSource.FIXED: _fixed,
    PriceSource.CURRENT: _current,
    PriceSource.CATALOG: _from_catalog,
    PriceSource.FORMULA: _formula,
}


def _on(start: date | None, until: date | None, day: date) -> bool:
    return (start is None or start <= day) and (until is None or day <= until)


def _tidy(price: Decimal, typed: Decimal | None) -> Decimal:
    """Drop the zeros at the end that nobody typed: 46.39500000 is 46.395."""
    exponent = 0 if typed is None else typed.as_tuple().exponent
    least = -exponent if isinstance(exponent, int) else 0
    plain = price.normalize(EXACT)
    digits = plain.as_tuple().exponent
    shown = max(-digits if isinstance(digits, int) else 0, least, 0)
    return round_half_up(price, shown)
