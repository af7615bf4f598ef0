"""Payment terms as they are kept: the JSON form of the contract file, and the core's value."""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from django.utils.translation import gettext as _

from cadencia.core.business_days import BusinessDayRule
from cadencia.core.payment_terms import PaymentPart, PaymentTerms
from cadencia.parties.problems import Problem

BUSINESS_DAYS = ("as_is", "next", "previous")
LONGEST = {"days": 3650, "months": 120}
LAST_DAY = 31
HUNDRED = Decimal(100)
_FIELDS = ("days", "months", "month_end", "fixed_days", "parts", "business_day")


def payment_terms(kept: Mapping[str, Any]) -> PaymentTerms:
    """Return the terms that were kept; the last part takes the rest, whatever it says."""
    return PaymentTerms(
        days=kept.get("days", 0),
        months=kept.get("months", 0),
        month_end=kept.get("month_end", False),
        fixed_days=tuple(kept.get("fixed_days", ())),
        parts=tuple(
            PaymentPart(Decimal(each.get("percent") or HUNDRED), each.get("days", 0))
            for each in kept.get("parts", ())
        ),
        business_day=cast(BusinessDayRule, kept.get("business_day", "as_is")),
    )


def problems(kept: object, path: str = "payment_terms") -> list[Problem]:
    """Return what is wrong with terms in the form of the contract file."""
    if not isinstance(kept, Mapping):
        return [Problem(path, _("Payment terms are an object with days, months and so on."))]
    return [*_unknown(kept, path), *_lengths(kept, path), *_days(kept, path), *_parts(kept, path)]


def _unknown(kept: Mapping[str, Any], path: str) -> Iterator[Problem]:
    for name in kept:
        if name not in _FIELDS:
            yield Problem(f"{path}.{name}", _("There is no such field in payment terms."))
    if not isinstance(kept.get("month_end", False), bool):
        yield Problem(f"{path}.month_end", _("Write true or false."))
    if kept.get("business_day", "as_is") not in BUSINESS_DAYS:
        yield Problem(f"{path}.business_day", _("Write as_is, next or previous."))


def _lengths(kept: Mapping[str, Any], path: str) -> Iterator[Problem]:
    for name, longest in LONGEST.items():
        if not _is_whole(kept.get(name, 0), 0, longest):
            yield Problem(
                f"{path}.{name}",
                _("Write a whole number from 0 to %(longest)s.") % {"longest": longest},
            )


def _days(kept: Mapping[str, Any], path: str) -> Iterator[Problem]:
    days = kept.get("fixed_days", [])
    if not isinstance(days, list) or not all(_is_whole(each, 1, LAST_DAY) for each in days):
        yield Problem(f"{path}.fixed_days", _("Write a list of days of the month, 1 to 31."))


def _parts(kept: Mapping[str, Any], path: str) -> Iterator[Problem]:
    parts = kept.get("parts", [])
    if not isinstance(parts, list) or not all(isinstance(each, Mapping) for each in parts):
        yield Problem(f"{path}.parts", _("Write a list of parts with percent and days."))
        return
    total = Decimal(0)
    for position, part in enumerate(parts):
        at = f"{path}.parts.{position}"
        if not _is_whole(part.get("days", 0), 0, LONGEST["days"]):
            yield Problem(f"{at}.days", _("Write a whole number of days."))
        if position < len(parts) - 1:  # the last takes the rest
            percent = _percent(part.get("percent"))
            if percent is None:
                yield Problem(f"{at}.percent", _('Write a percent from 0 to 100, such as "30".'))
            total += percent or 0
    if total > HUNDRED:
        yield Problem(f"{path}.parts", _("The parts add up to more than 100 %."))


def _percent(value: object) -> Decimal | None:
    try:
        percent = Decimal(value) if isinstance(value, str) else None
    except InvalidOperation:
        return None
    return percent if percent is not None and 0 <= percent <= HUNDRED else None


def _is_whole(value: object, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
