"""Sales that another program made: registered, so that a contract's installment may rest on one."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from cadencia.parties import columns
from cadencia.parties.models import Customer
from cadencia.parties.walls import CompanyForeignKey, CompanyOwned


class ExternalSale(CompanyOwned):
    """An invoice or delivery note that was issued elsewhere; `number` is the one printed on it."""

    customer = CompanyForeignKey(Customer, models.PROTECT)
    kind = models.TextField(default="invoice")
    number = models.TextField()
    issue_date = models.DateField()
    currency = models.CharField(max_length=3)
    total = columns.quantity()
    description = models.TextField(blank=True, default="")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["company", "kind", "number"], name="documents_externalsale_number"
            ),
            columns.one_of("kind", ("invoice", "delivery_note")),
            columns.check("numbered", ~Q(number="")),
            columns.fits_quantity("total"),
        ]

    def __str__(self) -> str:
        return self.number
