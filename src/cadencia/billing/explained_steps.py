"""What the calculation noted with a line (`code: detail`), as sentences (R8, R9, R3, R12)."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cadencia.documents.rendering.figures import Figures


class Step(NamedTuple):
    """One thing that made an amount what it is."""

    code: str
    detail: str
    sentence: str


SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        r"price: contract": gettext_noop("The unit price is the one agreed in the contract."),
        r"price: contract, formula (?P<formula>.+)": gettext_noop(
            "The unit price is the one agreed in the contract; it came from the formula"
            " %(formula)s."
        ),
        r"price: catalog": gettext_noop("The unit price comes from the catalog."),
        r"price: special price": gettext_noop("The unit price is the customer's special price."),
        r"price: price list from (?P<quantity>\S+)": gettext_noop(
            "The unit price comes from the price list, from %(quantity)s units on."
        ),
        r"price: formula (?P<formula>.+)": gettext_noop(
            "The unit price is what the formula %(formula)s gives."
        ),
        r"price: modification (?P<date>\S+)": gettext_noop(
            "The unit price is that of the scheduled modification from %(date)s on."
        ),
        r"review: (?P<date>\S+) (?P<percent>\S+) %": gettext_noop(
            "The price review of %(date)s changed it by %(percent)s."
        ),
        r"review: (?P<date>\S+) (?P<index>.+) (?P<now>\S+) / (?P<then>\S+)": gettext_noop(
            "The price review of %(date)s applied the index %(index)s: %(now)s / %(then)s."
        ),
        r"modification: (?P<modification>\S+)": gettext_noop(
            "The scheduled modification in force from %(modification)s on changes the line."
        ),
        r"once: (?P<modification>\S+)": gettext_noop(
            "The scheduled modification from %(modification)s on, which acts only once, acts here"
            " too."
        ),
        r"part: (?P<part>\d+) of (?P<parts>\d+) of (?P<whole>\S+)": gettext_noop(
            "It is part %(part)s of %(parts)s of a price of %(whole)s; cents left over go to the"
            " last parts."
        ),
        r"usage: (?P<quantity>\S+) in (?P<records>\d+) until (?P<date>\S+)": gettext_noop(
            "The quantity is what was used up to %(date)s: %(quantity)s, in %(records)s records."
        ),
        r"quantity: formula (?P<formula>.+)": gettext_noop(
            "The quantity is what the formula %(formula)s gives."
        ),
        r"document discount: (?P<percent>\S+) %": gettext_noop(
            "The last discount, of %(percent)s, is the one of the whole document."
        ),
        r"proration: (?P<factor>\S+)": gettext_noop(
            "It bills only a part of the days: %(factor)s of the whole price."
        ),
        r"stock: bills the service (?P<item>.+)": gettext_noop(
            "The goods move with another installment: this one bills the service %(item)s."
        ),
        r"installments: (?P<count>\d+)": gettext_noop(
            "It bills %(count)s installments at once, in the one invoice of the sale."
        ),
        r"credit: line (?P<line>\d+) of (?P<number>.+)": gettext_noop(
            "It corrects line %(line)s of %(number)s."
        ),
        r"credit: (?P<number>.+)": gettext_noop("It corrects %(number)s."),
    }
)
"""By the pattern of what was noted; the first one that fits is said."""


def step(noted: str, figures: Figures, modifications: Mapping[int, date]) -> Step:
    """Return what was noted as a sentence; what is not understood is shown as it stands.

    `modifications` say since when those that the document names are in force.
    """
    code, _colon, detail = noted.partition(": ")
    for pattern, sentence in SENTENCES.items():
        read = re.fullmatch(pattern, noted)
        if read is None:
            continue
        places = _places(read.groupdict(), figures, modifications)
        return Step(code, detail, noted if places is None else _(sentence) % places)
    return Step(code, detail, noted)


def _places(
    read: Mapping[str, str], figures: Figures, modifications: Mapping[int, date]
) -> dict[str, str] | None:
    """Write numbers and dates as the language does; None if one of them is not what it seems."""

    def as_number(text: str) -> str:
        return figures.number(Decimal(text))

    def as_amount(text: str) -> str:
        decimals = max(0, -int(Decimal(text).as_tuple().exponent))
        return figures.amount(Decimal(text), decimals=decimals)

    written: Mapping[str, Callable[[str], str]] = {
        "quantity": as_number,
        "now": as_number,
        "then": as_number,
        "whole": as_amount,
        "percent": lambda text: figures.percent(Decimal(text)),
        "date": lambda text: figures.day(date.fromisoformat(text)),
        "modification": lambda text: figures.day(modifications[int(text)]),
    }
    try:
        return {name: written.get(name, str)(text) for name, text in read.items()}
    except (InvalidOperation, ValueError, KeyError):
        return None
