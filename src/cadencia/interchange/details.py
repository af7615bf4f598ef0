"""What a contract says that nothing is calculated from: who sells, who is in charge, sending.

Keys of the contract file like the others. One that a file lacks says nothing: an import leaves
what is there. Whether there is such a person only the company's own data can tell.
"""

from __future__ import annotations

from collections.abc import Mapping

from cadencia.core.commissions import Base
from cadencia.core.recipients import Sending
from cadencia.interchange.fields import RATE, Fields

NAMED = ("sales_rep", "responsible", "responsible_party")
"""Named by its code, a user's name, and a name."""

TEXTS = ("notes", "email_to", "email_copy")
WORDS: Mapping[str, tuple[str, ...]] = {
    "commission_base": tuple(Base),
    "documents_are": ("draft", "issued"),
    "sending": tuple(Sending),
}
RATES = ("commission_rate",)
KEYS = (
    *("sales_rep", "commission_rate", "commission_base", "responsible", "responsible_party"),
    *("documents_are", "sending", "email_to", "email_copy", "notes"),
)


def check(fields: Fields) -> None:
    """Note what is wrong with the details of a contract, as far as its file can tell."""
    for name in NAMED:
        fields.name(name)
    for name in TEXTS:
        fields.text(name)
    for name, words in WORDS.items():
        fields.word(name, words)
    for name in RATES:
        fields.amount(name, RATE)
