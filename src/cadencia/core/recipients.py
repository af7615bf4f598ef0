"""Whether a document is sent by e-mail when it is issued, and whom it goes to (AG-1, DO-6).

Addresses are texts as people write them: one, or several between commas.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple


class Sending(StrEnum):
    """What becomes of a document once it is issued."""

    CREATE_ONLY = "create_only"
    CREATE_AND_SEND = "create_and_send"


NEVER_BY_ITSELF = frozenset({"work_order"})
"""Kinds of documents that are for one's own people: sent by hand alone."""


class OfContract(NamedTuple):
    """What a contract says of sending; what is empty is left to the customer."""

    sending: str = ""
    email_to: str = ""
    email_copy: str = ""


class OfCustomer(NamedTuple):
    """What a customer says of sending; `sending` empty is left to the company."""

    sending: str = ""
    email: str = ""
    billing_email: str = ""
    email_copy: str = ""


class OfCompany(NamedTuple):
    """What a company says of sending."""

    sending: str = Sending.CREATE_ONLY.value
    email_copy: str = ""


class Recipients(NamedTuple):
    """Whom a message goes to, each address once. Without `to` it can't be sent.

    The addresses of `hidden` aren't seen by the others.
    """

    to: tuple[str, ...]
    copies: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()


def addresses_in(text: str) -> tuple[str, ...]:
    """Return the addresses of a text, between commas, semicolons or blanks, each once.

    >>> addresses_in("ana@example.com; Ana@Example.com, luis@example.com")
    ('ana@example.com', 'luis@example.com')
    """
    return _once(each for each in re.split(r"[\s,;]+", text) if each)


def written(addresses: Iterable[str]) -> str:
    """Return addresses as a text, as they are kept and shown."""
    return ", ".join(addresses)


def is_sent(
    kind: str, contracts: Iterable[OfContract], customer: OfCustomer, company: OfCompany
) -> bool:
    """Tell whether a document of that kind is sent by itself when it is issued.

    One of its contracts that wants it is enough; a contract that says nothing, and a document of
    no contract, follow the customer, and the customer the company.
    """
    if kind in NEVER_BY_ITSELF:
        return False
    usual = customer.sending or company.sending
    said = [each.sending or usual for each in contracts] or [usual]
    return Sending.CREATE_AND_SEND in said


def recipients(
    contracts: Sequence[OfContract], customer: OfCustomer, company: OfCompany
) -> Recipients:
    """Return whom a document goes to.

    The addresses of its contracts come before the customer's for bills, and those before the
    customer's main ones. Copies go to what contracts and customer say, all of them, and to the
    company's own unseen.
    """
    own = _once(address for each in contracts for address in addresses_in(each.email_to))
    to = own or addresses_in(customer.billing_email) or addresses_in(customer.email)
    copies = [*(each.email_copy for each in contracts), customer.email_copy]
    return settled(to, addresses_in(" ".join(copies)), addresses_in(company.email_copy))


def settled(
    to: Iterable[str], copies: Iterable[str] = (), hidden: Iterable[str] = ()
) -> Recipients:
    """Return the recipients with each address in the first place alone where it stands."""
    main, second, third = _once(to), _once(copies), _once(hidden)
    copied = _without(second, main)
    return Recipients(main, copied, _without(third, (*main, *copied)))


def _without(addresses: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
    known = {each.lower() for each in others}
    return tuple(each for each in addresses if each.lower() not in known)


def _once(addresses: Iterable[str]) -> tuple[str, ...]:
    """Return the addresses, without those that differ from one before in capitals alone."""
    found: dict[str, str] = {}
    for each in addresses:
        found.setdefault(each.lower(), each)
    return tuple(found.values())
