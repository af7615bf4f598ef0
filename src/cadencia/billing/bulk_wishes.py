"""The wishes of bulk acts by kind, from plain values: for screens, and for jobs that carry them."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from cadencia.billing.bulk import Wish
from cadencia.billing.bulk_day import DayWish
from cadencia.billing.bulk_payment import PaymentWish
from cadencia.billing.bulk_prices import ItemWish, PriceWish
from cadencia.billing.bulk_template import TemplateWish
from cadencia.billing.reviewing import ReviewWish
from cadencia.core.agreement import Opening

Values = Mapping[str, Any]


def wish_of(kind: str, values: Values) -> Wish:
    """Return the wish of a kind, from values as a form gives them or as `plain` wrote them."""
    return _WISHES[kind]({name: _read(name, value) for name, value in values.items()})


def plain(values: Values) -> dict[str, Any]:
    """Return the values as JSON can hold them."""
    return {
        name: value if value is None or isinstance(value, bool | int | str) else str(value)
        for name, value in values.items()
    }


def _read(name: str, value: Any) -> Any:
    if not isinstance(value, str) or value == "":
        return value
    if name == "since":
        return date.fromisoformat(value)
    return Decimal(value) if name in ("percent", "amount") else value


def _price(said: Values) -> Wish:
    how = said["how"]
    return PriceWish(
        since=said["since"],
        percent=said.get("percent") if how == "percent" else None,
        amount=said.get("amount") if how == "amount" else None,
        to_item=how == "item",
        decimals=said.get("decimals"),
    )


def _review(said: Values) -> Wish:
    return ReviewWish(
        since=said["since"],
        on_anniversary=bool(said.get("on_anniversary")),
        percent=said.get("percent"),
        index=said.get("index") or None,
        base=said.get("base") or None,
        every_months=said.get("every_months"),
    )


def _item(said: Values) -> Wish:
    return ItemWish(
        since=said["since"],
        item=said["old_item"],
        new_item=said["new_item"],
        with_price=bool(said.get("with_price")),
    )


def _day(said: Values) -> Wish:
    opening = said.get("opening")
    return DayWish(
        since=said["since"], day=said["day"], opening=Opening(opening) if opening else None
    )


_WISHES: Mapping[str, Callable[[Values], Wish]] = MappingProxyType(
    {
        "price": _price,
        "review": _review,
        "item": _item,
        "payment_method": lambda said: PaymentWish(payment_method=said["payment_method"]),
        "day": _day,
        "template": lambda said: TemplateWish(
            template=said.get("new_template") or "", since=said.get("since")
        ),
    }
)
KINDS = tuple(_WISHES)
