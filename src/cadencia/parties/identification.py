"""Whether a tax id, an IBAN, an e-mail address or a code of two letters can be what it says."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

COUNTRY = re.compile(r"[A-Z]{2}")
LANGUAGE = re.compile(r"[a-z]{2}(-[A-Z]{2})?")
CURRENCY = re.compile(r"[A-Z]{3}")


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


def is_email(text: str) -> bool:
    """Say whether the text is an e-mail address."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
