"""Opening a company with all that it needs before its first contract."""

from datetime import datetime

from django.db import transaction

from cadencia.catalog import services as catalog
from cadencia.documents import services as documents
from cadencia.parties import services as parties
from cadencia.parties.models import Company
from cadencia.parties.problems import Values


@transaction.atomic
def open_company(values: Values, *, at: datetime) -> Company:
    """Create a company with the standard taxes, its series and what its documents print of it.

    :raises ValuesRefused: if a value can't be used, or the code is taken.
    """
    company = parties.create_company(values, at=at)
    catalog.add_standard_taxes(company)
    documents.open_issuer(company)
    return company
