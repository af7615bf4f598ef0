"""What is wrong with the values given for a company, a customer or a bank account."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cadencia.core.recipients import Sending, addresses_in
from cadencia.parties import calendars, identification, terms
from cadencia.parties.models import Company
from cadencia.parties.problems import Problem, Values

Check = Callable[[object], bool]
MOST_DECIMALS = 6


def _matches(pattern: str) -> Check:
    form = {
        "country": identification.COUNTRY,
        "language": identification.LANGUAGE,
        "currency": identification.CURRENCY,
    }[pattern]
    return lambda value: isinstance(value, str) and form.fullmatch(value) is not None


def _one_of(*words: str) -> Check:
    return lambda value: value in words


def _whole(low: int, high: int) -> Check:
    return lambda value: (
        isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
    )


def _amount(low: int) -> Check:
    return lambda value: isinstance(value, (Decimal, int)) and value >= low


@lru_cache(maxsize=64)
def _is_time_zone(value: object) -> bool:
    try:
        ZoneInfo(str(value))
    except (ZoneInfoNotFoundError, ValueError):
        return False
    return True


def _is_calendar(value: object) -> bool:
    try:
        calendars.business_days(str(value))
    except calendars.UnknownCalendar:
        return False
    return True


def _is_filled(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_no_card(value: object) -> bool:
    return not identification.holds_card_number(str(value))


def _are_addresses(value: object) -> bool:
    return isinstance(value, str) and all(
        identification.is_email(each) for each in addresses_in(value)
    )


def _or_empty(check: Check) -> Check:
    return lambda value: value == "" or check(value)


_FILLED = _("Fill this in.")
_COUNTRY = _("Write the country's two capital letters, such as ES.")
_LANGUAGE = _("Write the language's two letters, such as es or en.")
_EMAIL = _("Write an e-mail address, such as name@example.com.")

_ADDRESSES = _("Write e-mail addresses such as name@example.com, with commas between them.")

_NO_CARD = _("Never keep the number of a card here. Keep the reference that the gateway gives.")

COMPANY: dict[str, tuple[Check, Promise | str]] = {
    "code": (_is_filled, _FILLED),
    "name": (_is_filled, _FILLED),
    "country": (_matches("country"), _COUNTRY),
    "language": (_matches("language"), _LANGUAGE),
    "currency": (_matches("currency"), _("Write the currency's three letters, such as EUR.")),
    "email": (_or_empty(lambda each: identification.is_email(str(each))), _EMAIL),
    "time_zone": (_is_time_zone, _("Write a time zone, such as Europe/Madrid.")),
    "holidays": (
        _or_empty(_is_calendar),
        _("There is no such holiday calendar. Write country or country-region, such as ES-MD."),
    ),
    "tax_rounding": (_one_of("document", "line"), _("Write document or line.")),
    "issue_date_policy": (
        _one_of("theoretical", "issue_day"),
        _("Write theoretical or issue_day."),
    ),
    "zero_total": (_one_of("row", "document"), _("Write row or document.")),
    "documents_are": (_one_of("draft", "issued"), _("Write draft or issued.")),
    "voiding": (
        _one_of("", "never", "undelivered", "always"),
        _("Write never, undelivered or always, or leave it empty: as the law admits."),
    ),
    "unconfirmed": (_one_of("hold", "remind"), _("Write hold or remind.")),
    "max_backdating": (_whole(0, 3660), _("Write a number of days, 0 to 3660.")),
    "lead_days": (_whole(0, 366), _("Write a number of days, 0 to 366.")),
    "automatic_hour": (_whole(0, 23), _("Write an hour, 0 to 23.")),
    "automatic_workers": (_whole(1, 64), _("Write a number of processes, 1 to 64.")),
    "max_installments_per_contract": (_whole(1, 100_000), _("Write a whole number from 1.")),
    "max_growth": (_amount(1), _("Write how many times what was expected, from 1.")),
    "max_price_change": (_amount(0), _("Write a percent, from 0.")),
    "credentials_minutes": (_whole(1, 480), _("Write a number of minutes, 1 to 480.")),
}

CUSTOMER: dict[str, tuple[Check, Promise | str]] = {
    "code": (_is_filled, _FILLED),
    "name": (_is_filled, _FILLED),
    "country": (_or_empty(_matches("country")), _COUNTRY),
    "language": (_matches("language"), _LANGUAGE),
    "email": (_or_empty(lambda each: identification.is_email(str(each))), _EMAIL),
    "sending": (
        _one_of("", *Sending),
        _("Write create_only or create_and_send, or leave it empty: as the company says."),
    ),
    "billing_email": (_are_addresses, _ADDRESSES),
    "email_copy": (_are_addresses, _ADDRESSES),
    "payment_method": (_is_no_card, _NO_CARD),
    "mandate": (_is_no_card, _NO_CARD),
    "notes": (_is_no_card, _NO_CARD),
    "decimals": (_whole(0, MOST_DECIMALS), _("Write a number of decimals, 0 to 6.")),
}


def company_problems(values: Values) -> list[Problem]:
    """Return what is wrong with a company's values; what isn't there isn't judged."""
    country = str(values.get("country", "ES"))
    return [*_judged(values, COMPANY), *_tax_id(values, country)]


def customer_problems(company: Company, values: Values) -> list[Problem]:
    """Return what is wrong with a customer's values; what isn't there isn't judged."""
    country = str(values.get("country") or company.country)
    found = [*_judged(values, CUSTOMER), *_tax_id(values, country)]
    if "payment_terms" in values:
        found += terms.problems(values["payment_terms"])
    return found


def iban_problems(iban: str, path: str = "iban") -> list[Problem]:
    """Return what is wrong with an IBAN."""
    if identification.is_iban(iban):
        return []
    return [Problem(path, str(_("This IBAN can't exist. Copy it again from the bank.")))]


def missing(values: Values, names: tuple[str, ...]) -> list[Problem]:
    """Return the required fields that are not there."""
    return [Problem(each, str(_FILLED)) for each in names if each not in values]


def _judged(values: Values, checks: dict[str, tuple[Check, Promise | str]]) -> Iterator[Problem]:
    for name, (is_right, sentence) in checks.items():
        if name in values and not is_right(values[name]):
            yield Problem(name, str(sentence))


def _tax_id(values: Values, country: str) -> Iterator[Problem]:
    tax_id = values.get("tax_id")
    if tax_id and not identification.is_tax_id(str(tax_id), country):
        yield Problem(
            "tax_id",
            str(_("This NIF, NIE or CIF can't exist: its control letter or digit is another.")),
        )
