"""Whether a tax id, an IBAN, an e-mail address or a code of two letters can be what it says."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

COUNTRY = re.compile(r"[A-Z]{2}")
LANGUAGE = re.compile(r"[a-z]{2}(-[A-Z]{2})?")
CURRENCY = re.compile(r"[A-Z]{3}")
_LIKE_A_CARD = re.compile(
    r"(?<!\w)(?:\d{13,19}|\d{4}([ -])\d{4}\1\d{4}\1\d{4}|\d{4}([ -])\d{6}\2\d{5})(?!\w)", re.ASCII
)


def is_tax_id(text: str, country: str) -> bool:
    """Say whether the tax id can exist; of other countries than Spain anything is believed."""
    if country != "ES":
        return bool(text.strip())
    from stdnum.es import nif  # NIF, NIE and CIF

    return bool(nif.is_valid(text))


def is_iban(text: str) -> bool:
    """Say whether the IBAN can exist, with its country's own check digits."""
    import schwifty
    from stdnum import iban

    if not iban.is_valid(text):
        return False
    try:
        schwifty.IBAN(text, validate_bban=True)
    except schwifty.exceptions.SchwiftyException:
        return False
    return True


def plain_iban(text: str) -> str:
    """Return the IBAN as it is kept: capitals, no blanks."""
    return "".join(text.split()).upper()


def holds_card_number(text: str) -> bool:
    """Say whether the text holds what may be the number of a card: 13 to 19 digits that add up.

    >>> holds_card_number("4111 1111 1111 1111"), holds_card_number("M-2026-000041")
    (True, False)
    """
    from stdnum import luhn

    return any(luhn.is_valid(re.sub(r"\D", "", found[0])) for found in _LIKE_A_CARD.finditer(text))


def is_email(text: str) -> bool:
    """Say whether the text is an e-mail address."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
