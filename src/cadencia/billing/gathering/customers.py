"""Customers as values, from the columns that every query about them begins with."""

from cadencia.billing.gathering.masters import payment_terms
from cadencia.billing.querying import Row
from cadencia.core.agreement import Customer

COLUMNS = (
    "id, code, name, language, country, tax_id, is_business, surcharge, decimals,"
    " payment_terms::text"
)
TERMS, REST = 9, 10  # places in a row: the terms as text, and what a query asks beyond


def customer(row: Row) -> Customer:
    """Return the customer of a row that begins with `COLUMNS`."""
    _id, code, name, language, country, tax_id, is_business, surcharge, decimals, terms = row[:REST]
    return Customer(
        code=code,
        name=name,
        language=language,
        country=country.strip() or None,
        tax_id=tax_id or None,
        is_business=is_business,
        surcharge=surcharge,
        decimals=decimals,
        payment_terms=payment_terms(terms),
    )
