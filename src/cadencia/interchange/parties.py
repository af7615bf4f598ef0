"""Reading company, customer and payment terms."""

from __future__ import annotations

import re
from decimal import Decimal

from cadencia.core.agreement import Company, Customer
from cadencia.core.business_days import BusinessDayRule
from cadencia.core.payment_terms import PaymentPart, PaymentTerms
from cadencia.interchange.fields import RATE, Fields
from cadencia.parties.calendars import is_calendar

COMPANY_FIELDS = (
    *("name", "country", "currency", "tax_rounding", "prices_include_tax", "holidays"),
    *("max_backdating", "issue_date", "zero_total", "release_each_without_count"),
)
CUSTOMER_FIELDS = (
    *("code", "name", "language", "country", "tax_id", "is_business", "surcharge"),
    *("decimals", "payment_terms"),
)
TERMS_FIELDS = ("days", "months", "month_end", "fixed_days", "parts", "business_day")
PART_FIELDS = ("percent", "days")

COUNTRY = re.compile(r"[A-Z]{2}")
CURRENCY = re.compile(r"[A-Z]{3}")
LANGUAGE = re.compile(r"[a-z]{2}(-[A-Z]{2})?")

BUSINESS_DAY_RULES: dict[str, BusinessDayRule] = {
    "as_is": "as_is",
    "next": "next",
    "previous": "previous",
}
MOST_DECIMALS = 6
USUAL_DECIMALS = 2
USUAL_BACKDATING = 15
LONGEST_TERM = 3650  # days
LONGEST_TERM_MONTHS = 120
_HUNDRED = Decimal(100)


def company(fields: Fields) -> Company:
    """Return the issuer's preferences."""
    country = fields.matching("country", COUNTRY, "not_a_country") or "ES"
    backdating = fields.whole("max_backdating", 0)
    return Company(
        name=fields.text("name"),
        country=country,
        currency=fields.matching("currency", CURRENCY, "not_a_currency") or "EUR",
        tax_rounding=fields.word("tax_rounding", ("document", "line")) or "document",
        prices_include_tax=fields.flag("prices_include_tax", default=False),
        holidays=_holidays(fields, country),
        max_backdating=USUAL_BACKDATING if backdating is None else backdating,
        issue_date=fields.word("issue_date", ("theoretical", "issue_day")) or "theoretical",
        zero_total=fields.word("zero_total", ("row", "document")) or "row",
        release_each_without_count=fields.flag("release_each_without_count", default=False),
    )


def _holidays(fields: Fields, country: str) -> str | None:
    """Return the calendar: null is none; a Spanish company that is silent has Madrid's."""
    found = fields.name("holidays")
    if found is None:
        return "ES-MD" if country == "ES" and "holidays" not in fields.raw else None
    if not is_calendar(found):
        fields.problem("holidays", "calendar_unknown", value=found)
        return None
    return found


def customer(fields: Fields, issuer: Company) -> Customer:
    """Return whom the documents are for."""
    country = fields.matching("country", COUNTRY, "not_a_country")
    terms = fields.inside("payment_terms", TERMS_FIELDS)
    decimals = fields.whole("decimals", 0, MOST_DECIMALS)
    return Customer(
        code=fields.required("code"),
        name=fields.required("name"),
        language=fields.matching("language", LANGUAGE, "not_a_language") or "es",
        country=country,
        tax_id=_tax_id(fields, country or issuer.country),
        is_business=fields.flag("is_business", default=True),
        surcharge=fields.flag("surcharge", default=False),
        decimals=USUAL_DECIMALS if decimals is None else decimals,
        payment_terms=payment_terms(terms) if terms else PaymentTerms(),
    )


def _tax_id(fields: Fields, country: str) -> str | None:
    """Return the tax identifier; a Spanish one (NIF, NIE, CIF) has to be right."""
    found = fields.name("tax_id")
    if found is None or country != "ES":
        return found
    from stdnum.es import nif  # here: only files that give one pay for it

    if not nif.is_valid(found):
        fields.problem("tax_id", "tax_id_wrong", value=found)
        return None
    return found


def payment_terms(fields: Fields) -> PaymentTerms:
    """Return how long there is to pay, and in which parts (R5)."""
    return PaymentTerms(
        days=fields.whole("days", 0, LONGEST_TERM) or 0,
        months=fields.whole("months", 0, LONGEST_TERM_MONTHS) or 0,
        month_end=fields.flag("month_end", default=False),
        fixed_days=fields.wholes("fixed_days", 1, 31),
        parts=_parts(fields),
        business_day=BUSINESS_DAY_RULES[fields.word("business_day", BUSINESS_DAY_RULES) or "as_is"],
    )


def _parts(fields: Fields) -> tuple[PaymentPart, ...]:
    """Return the parts; the last takes the rest, whatever percent it gives or none."""
    given = list(fields.each("parts", PART_FIELDS))
    parts = []
    left = _HUNDRED
    for position, each in enumerate(given):
        percent = each.amount("percent", RATE)
        if percent is None and position < len(given) - 1 and not each.given("percent"):
            each.problem("percent", "field_missing")
        if percent is not None and percent > left:
            fields.problem("parts", "parts_above_hundred")
        share = left if percent is None else percent
        left = max(left - share, Decimal(0))
        parts.append(PaymentPart(percent=share, days=each.whole("days", 0, LONGEST_TERM) or 0))
    return tuple(parts)
