"""What documents print of the parties, kept up to date when the parties change.

A document refers to the snapshot that was current when it was drafted (the recipient's) or
issued (the issuer's); snapshots are never changed, so neither is what it prints.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import connection

from cadencia.parties.models import BankAccount, Company, Customer, PartySnapshot

ADDRESS = ("address", "postal_code", "city", "province")
CONTACT = ("phone", "email", "website")

_POINT_AT_CURRENT = """
    UPDATE parties_customer AS customer SET snapshot_id = snapshot.id
    FROM unnest(%s::bigint[], %s::text[]) AS current (customer_id, digest)
    JOIN parties_partysnapshot AS snapshot
      ON snapshot.company_id = %s
     AND snapshot.customer_id = current.customer_id
     AND snapshot.digest = current.digest
    WHERE customer.id = current.customer_id AND customer.company_id = %s
      AND customer.snapshot_id IS DISTINCT FROM snapshot.id
"""


def recipient_data(customer: Customer, company: Company) -> dict[str, Any]:
    """Return what a document prints of a customer."""
    return {
        "name": customer.legal_name or customer.name,
        "tax_id": customer.tax_id,
        **{each: getattr(customer, each) for each in ADDRESS},
        "country": customer.country or company.country,
    }


def issuer_data(company: Company, accounts: Iterable[BankAccount]) -> dict[str, Any]:
    """Return what a document prints of its issuer."""
    return {
        "name": company.legal_name or company.name,
        "tax_id": company.tax_id,
        **{each: getattr(company, each) for each in (*ADDRESS, *CONTACT)},
        "country": company.country,
        "registry_text": company.registry_text,
        "bank_accounts": [{"iban": each.iban, "bic": each.bic} for each in accounts],
    }


def digest(data: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the data, whatever the order of its fields."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def refresh_issuer(company: Company, *, at: datetime) -> None:
    """Point the company at the snapshot of what it is now; make it if there is none."""
    accounts = BankAccount.objects.filter(company=company, customer=None).order_by("id")
    data = issuer_data(company, accounts)
    snapshot, _ = PartySnapshot.objects.get_or_create(
        company=company,
        customer=None,
        digest=digest(data),
        defaults={"data": data, "created_at": at},
    )
    if company.issuer_snapshot_id != snapshot.pk:
        Company.objects.filter(pk=company.pk).update(issuer_snapshot=snapshot)
        company.issuer_snapshot = snapshot


def refresh_customers(company: Company, customers: Iterable[Customer], *, at: datetime) -> None:
    """Point each customer at the snapshot of what it is now; make those that are missing."""
    data = {each.pk: recipient_data(each, company) for each in customers}
    digests = {pk: digest(each) for pk, each in data.items()}
    known = set(
        PartySnapshot.objects.filter(company=company, customer__in=data).values_list(
            "customer_id", "digest"
        )
    )
    PartySnapshot.objects.bulk_create(
        [
            PartySnapshot(
                company=company, customer_id=pk, digest=digests[pk], data=data[pk], created_at=at
            )
            for pk in data
            if (pk, digests[pk]) not in known
        ],
        ignore_conflicts=True,
        batch_size=1000,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            _POINT_AT_CURRENT, [list(digests), list(digests.values()), company.pk, company.pk]
        )
