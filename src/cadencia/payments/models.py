"""Payments that were received, and the due dates of documents that they settle (MO-1, GE-4)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cadencia.documents.models import Document
from cadencia.parties import columns
from cadencia.parties.models import Customer
from cadencia.parties.walls import CompanyForeignKey, CompanyOwned, company_column


class Payment(CompanyOwned):
    """An amount received of a customer on a day. It never changes; undone, it counts no more."""

    customer = CompanyForeignKey(Customer, models.PROTECT, related_name="payments")
    paid_on = models.DateField()
    amount = columns.quantity()
    currency = models.CharField(max_length=3)
    method = models.TextField(blank=True, default="")  # as documents name it: transfer, cash…
    reference = models.TextField(blank=True, default="")
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
            columns.check("amount", Q(amount__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.paid_on}: {self.amount} {self.currency}"


class PaymentPart(models.Model):
    """What of a payment settles which due date of a document, called by its position there."""

    id = models.BigAutoField(primary_key=True)
    company = company_column()
    payment = CompanyForeignKey(Payment, models.PROTECT, related_name="parts", db_index=False)
    document = CompanyForeignKey(Document, models.PROTECT, related_name="payments")
    position = models.SmallIntegerField()
    amount = columns.quantity()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["payment", "document", "position"], name="payments_part_once"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payments_part_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}/{self.position}: {self.amount}"
