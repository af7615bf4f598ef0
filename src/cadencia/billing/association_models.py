"""Existing sales of a contract: in the place of an installment, or only listed (GE-8)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from cadencia.billing.models import Installment
from cadencia.contracts.models import Contract
from cadencia.documents.external_models import ExternalSale
from cadencia.documents.models import Document
from cadencia.parties import columns
from cadencia.parties.walls import CompanyForeignKey, CompanyOwned, company_column

STANDS = Q(undone_at=None)


class Association(CompanyOwned):
    """A sale that is one of the contract's; without an installment it is only listed.

    `expected` is what the installment would have billed. An association that is undone is
    kept, and counts no more.
    """

    contract = CompanyForeignKey(Contract, models.PROTECT, related_name="associations")
    installment = CompanyForeignKey(
        Installment, models.PROTECT, null=True, blank=True, related_name="associations"
    )
    document = CompanyForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="associations"
    )
    external_sale = CompanyForeignKey(
        ExternalSale, models.PROTECT, null=True, blank=True, related_name="associations"
    )
    expected = columns.quantity(null=True, blank=True)
    total = columns.quantity()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["installment"], condition=STANDS, name="billing_association_installment"
            ),
            models.UniqueConstraint(
                fields=["document"],
                condition=STANDS & Q(installment__isnull=False),
                name="billing_association_document_once",
            ),
            models.UniqueConstraint(
                fields=["external_sale"],
                condition=STANDS & Q(installment__isnull=False),
                name="billing_association_external_once",
            ),
            models.UniqueConstraint(
                fields=["contract", "document"],
                condition=STANDS,
                name="billing_association_listed_once",
            ),
            models.UniqueConstraint(
                fields=["contract", "external_sale"],
                condition=STANDS,
                name="billing_association_external_listed",
            ),
            columns.check(
                "one_sale",
                Q(document__isnull=False, external_sale=None)
                | Q(document=None, external_sale__isnull=False),
            ),
            columns.check(
                "expected", Q(installment=None, expected=None) | Q(installment__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id}: {self.document_id or self.external_sale_id}"


class AssociatedLine(models.Model):
    """A line that the installment would have billed, had the sale not taken its place.

    So a price divided among installments knows that this part is billed (R9), and a
    modification that acts once that it has acted.
    """

    id = models.BigAutoField(primary_key=True)
    company = company_column()
    association = CompanyForeignKey(Association, models.CASCADE, related_name="lines")
    contract_line_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    modification_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    is_part = models.BooleanField(default=False)
    net = columns.quantity()

    def __str__(self) -> str:
        return f"{self.contract_line_id}: {self.net}"
