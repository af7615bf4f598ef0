"""What documents become of others: corrections of issued ones, notes that are invoiced later.

In each table `document` is the document that follows: the corrective, the invoice. What it
followed can't be changed once it is issued; only that it `stands` ends, when it is voided.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from cadencia.core.corrective import Method
from cadencia.documents.models import Document
from cadencia.parties import columns
from cadencia.parties.walls import CompanyForeignKey, CompanyOneToOne, CompanyOwned, company_column

WHATS = ("whole", "lines", "amount", "data")
REASONS = ("", "R1", "R2", "R3", "R4", "R5")


class Correction(CompanyOwned):
    """An issued document is corrected by another (*factura rectificativa*), and by how much.

    The amounts are what it takes back, above zero, whether by differences or by substitution:
    what is still owed of the original is its own less these. `reason_code` is the one of the
    Spanish tax office, R1 to R5; empty elsewhere.
    """

    document = CompanyOneToOne(Document, models.CASCADE, related_name="correction", db_index=False)
    original = CompanyForeignKey(
        Document, models.PROTECT, related_name="corrections", db_index=False
    )
    what = models.TextField()
    method = models.TextField(default=Method.DIFFERENCES.value)
    reason_code = models.TextField(blank=True, default="")
    reason = models.TextField()
    net = columns.quantity()
    tax_total = columns.quantity()
    surcharge_total = columns.quantity()
    total = columns.quantity()
    withholding = columns.quantity()
    expenses = columns.quantity()
    gave_back = models.BooleanField(default=False)  # its installments or notes, to bill again
    stands = models.BooleanField(default=True, db_default=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            # Once wholly is once; and what is replaced by substitution is corrected no more.
            models.UniqueConstraint(
                fields=["original"],
                condition=Q(what="whole", stands=True),
                name="documents_correction_whole_once",
            ),
            models.UniqueConstraint(
                fields=["original"],
                condition=Q(method=Method.SUBSTITUTION.value, stands=True),
                name="documents_correction_replaced_once",
            ),
            columns.one_of("what", WHATS),
            columns.one_of("method", Method),
            columns.one_of("reason_code", REASONS),
            columns.check("reason", ~Q(reason="")),
            columns.check("other", ~Q(document=models.F("original"))),
            columns.check(
                "data_by_substitution",
                ~Q(what="data") | Q(method=Method.SUBSTITUTION.value, total=0, net=0),
            ),
            columns.check(
                "adds_up",
                Q(
                    total=models.F("net") + models.F("tax_total") + models.F("surcharge_total"),
                    total__gte=0,
                    total__lt=10**15,
                ),
            ),
        ]
        indexes = [models.Index(fields=["original"], name="documents_correction_original")]

    def __str__(self) -> str:
        return f"{self.document_id} corrects {self.original_id}"


class CorrectedLine(models.Model):
    """What a correction takes of a line of the original, called by its position there."""

    id = models.BigAutoField(primary_key=True)
    company = company_column()
    correction = CompanyForeignKey(Correction, models.CASCADE, related_name="lines", db_index=False)
    position = models.SmallIntegerField()
    net = columns.quantity()
    quantity = columns.quantity(null=True, blank=True)  # null: an amount

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["correction", "position"], name="documents_correctedline_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.correction_id}/{self.position}: {self.net}"


class InvoicedNote(CompanyOwned):
    """A delivery note is on an invoice: on one that stands at most."""

    document = CompanyForeignKey(Document, models.CASCADE, related_name="notes", db_index=False)
    note = CompanyForeignKey(Document, models.PROTECT, related_name="invoiced_on", db_index=False)
    stands = models.BooleanField(default=True, db_default=True)

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["note"], condition=Q(stands=True), name="documents_invoicednote_once"
            ),
            models.UniqueConstraint(
                fields=["document", "note"], name="documents_invoicednote_listed_once"
            ),
            columns.check("other", ~Q(document=models.F("note"))),
        ]

    def __str__(self) -> str:
        return f"{self.note_id} on {self.document_id}"


class PendingNote(models.Model):
    """An issued, billable delivery note in force that no invoice in force has.

    Kept by triggers, so that what was invoiced long ago isn't read again and again. The customer
    is the note's, for the order alone.
    """

    document = CompanyOneToOne(Document, models.CASCADE, primary_key=True)
    company = company_column()
    bill_to_id = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(
                fields=["company", "bill_to_id", "document"], name="documents_pendingnote_order"
            )
        ]

    def __str__(self) -> str:
        return str(self.document_id)
