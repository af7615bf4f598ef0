"""Who issues and who receives, as the page shows them: from a snapshot to a `Party`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from babel import Locale

from cadencia.documents.rendering.page_words import base_language
from cadencia.documents.rendering.printable import Party
from cadencia.parties.models import Address

Data = Mapping[str, Any]

TAX_ID_LABELS: Final = {
    "ES": "NIF",
    "PT": "NIF",
    "GT": "NIT",
    "SV": "NIT",
    "HN": "RTN",
    "NI": "RUC",
    "PA": "RUC",
}
"""What each country calls the tax id of a party; another's is called by its general name."""

_TAX_ID: Final = {"es": "N.º de identificación fiscal", "en": "Tax ID"}
_TELEPHONE: Final = {"es": "Tel.", "en": "Tel."}


def printed_issuer(data: Data, *, recipient_country: str, language: str) -> Party:
    """Return the issuer, with its country only if the recipient's is another."""
    telephone = data.get("phone")
    contact = (
        f"{_TELEPHONE[base_language(language)]} {telephone}" if telephone else "",
        data.get("email", ""),
        data.get("website", ""),
    )
    return Party(
        name=data["name"],
        tax_id=data.get("tax_id", ""),
        tax_id_label=_tax_id_label(data, language),
        address=address_lines(data, seen_from=recipient_country, language=language),
        contact=tuple(each for each in contact if each),
    )


def printed_recipient(data: Data, *, issuer_country: str, language: str) -> Party:
    """Return the recipient, with its country only if the issuer's is another."""
    return Party(
        name=data["name"],
        tax_id=data.get("tax_id", ""),
        tax_id_label=_tax_id_label(data, language),
        address=address_lines(data, seen_from=issuer_country, language=language),
    )


def delivery_place(
    label: str, address: Address | None, *, issuer_country: str, language: str
) -> Party:
    """Return where to deliver: the customer's address of that label, else the label as typed."""
    if address is None:
        return Party(name=label)
    data = {
        name: getattr(address, name)
        for name in ("address", "postal_code", "city", "province", "country")
    }
    lines = address_lines(data, seen_from=issuer_country, language=language)
    return Party(name=label, address=lines)


def address_lines(data: Data, *, seen_from: str, language: str) -> tuple[str, ...]:
    """Return the lines of an address: street, postal code and city, province, country.

    A province with the name of its city is left out, and so is the country where it goes
    without saying: where the letter is written.
    """
    city, province = data.get("city", ""), data.get("province", "")
    town = " ".join(each for each in (data.get("postal_code", ""), city) if each)
    if province and province.casefold() != city.casefold():
        town = f"{town} ({province})" if town else province
    country = data.get("country") or seen_from
    abroad = _country_name(country, base_language(language)) if country != seen_from else ""
    lines = (*str(data.get("address", "")).splitlines(), town, abroad)
    return tuple(each for each in lines if each.strip())


def _tax_id_label(data: Data, language: str) -> str:
    return TAX_ID_LABELS.get(data.get("country", ""), _TAX_ID[base_language(language)])


@lru_cache(maxsize=512)
def _country_name(code: str, language: str) -> str:
    return str(Locale.parse(language).territories.get(code, code))
