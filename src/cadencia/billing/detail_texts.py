"""What may not stand in the texts of a contract's details, typed, sent or imported."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from cadencia.mailing.servers import addresses_problem
from cadencia.parties.identification import holds_card_number
from cadencia.parties.problems import Problem

ADDRESSES = ("email_to", "email_copy")


def problems(texts: Mapping[str, str]) -> Iterator[Problem]:
    """Yield the numbers of cards in texts, and the addresses that are none, each with its field."""
    for name, text in texts.items():
        if holds_card_number(text):
            yield Problem(name, _("Never keep the number of a card here."))
    for name in ADDRESSES:
        yield from addresses_problem(name, texts.get(name, ""))
