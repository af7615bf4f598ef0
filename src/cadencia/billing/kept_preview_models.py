"""A preview that is kept: so that one of a hundred thousand contracts can be paged through.

What it keeps is what a list shows. The lines of a document are calculated when it is opened, by
the same calculation, so that nothing can say otherwise than the run.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from cadencia.parties import columns
from cadencia.parties.walls import CompanyForeignKey, CompanyOwned, company_column

STATES = ("waiting", "working", "ready", "failed", "cancelled")


class KeptPreview(CompanyOwned):
    """What was asked, how far the calculation is, what it comes to without what is deselected.

    `groups` are the totals by type, series and currency; `alerts` how many contracts pass each of
    the safety bounds that judge contracts; `run_id` is the run that was started
    from it: there is one at most.
    """

    scope = models.JSONField(default=dict)
    scope_key = models.TextField()
    as_of = models.DateField()
    issue = models.BooleanField(default=True)
    document_date = models.DateField(null=True, blank=True)
    state = models.TextField(default="waiting")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    to_look_at = models.IntegerField(default=0)
    looked_at = models.IntegerField(default=0)
    contracts = models.IntegerField(default=0)
    documents = models.IntegerField(default=0)
    installments = models.IntegerField(default=0)
    refusals = models.IntegerField(default=0)
    groups = models.JSONField(default=list)
    changes = models.JSONField(default=dict)  # how many contracts differ in which way
    alerts = models.JSONField(default=dict)
    fingerprint = models.TextField(blank=True, default="")
    failure = models.TextField(blank=True, default="")
    run_id = models.BigIntegerField(null=True, blank=True)

    class Meta(CompanyOwned.Meta):
        constraints = [*CompanyOwned.Meta.constraints, columns.one_of("state", STATES)]
        indexes = [models.Index(fields=["company", "asked_at"], name="billing_keptpreview_asked")]

    def __str__(self) -> str:
        return f"{self.pk}: {self.state}"


class PreviewContract(models.Model):
    """A contract of a kept preview: whose it is, what it bills, why it can't, how it differs.

    `place` is its turn in the run. `digest` is that of its plan, `excluded` are the due dates
    that were deselected, `alerts` the safety bounds that it passes. No key refers to the
    contract: it may be deleted meanwhile.
    """

    pk = models.CompositePrimaryKey("preview_id", "contract_id")
    company = company_column()
    preview = CompanyForeignKey(
        KeptPreview, models.CASCADE, related_name="contract_rows", db_index=False
    )
    contract_id = models.BigIntegerField()
    place = models.IntegerField()
    bill_to_id = models.BigIntegerField()
    code = models.TextField()
    customer_code = models.TextField()
    customer_name = models.TextField()
    installments = models.IntegerField(default=0)
    digest = models.TextField(blank=True, default="")
    excluded = ArrayField(models.DateField(), default=list, blank=True)
    refusals = models.JSONField(default=list, blank=True)
    alerts = columns.codes(default=list, blank=True)
    change = models.TextField(blank=True, default="")  # a word of core.comparing; empty: nothing
    net = columns.quantity(null=True, blank=True)  # of the latest due date
    net_before = columns.quantity(null=True, blank=True)
    before_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["preview", "place"], name="billing_previewcontract_place")]

    def __str__(self) -> str:
        return f"{self.preview_id}/{self.code}"


class PreviewDocument(models.Model):
    """A document of a kept preview, as its list shows it.

    `contract_ids` are those that share it; `due_dates` those of its installments: what
    deselecting it leaves out. `joint_digest` is what a shared one adds to the fingerprint.
    """

    id = models.BigAutoField(primary_key=True)
    company = company_column()
    preview = CompanyForeignKey(
        KeptPreview, models.CASCADE, related_name="document_rows", db_index=False
    )
    place = models.IntegerField()
    contract_id = models.BigIntegerField()
    contract_ids = ArrayField(models.BigIntegerField(), default=list)
    is_selected = models.BooleanField(default=True)
    document_type = models.TextField()
    series = models.TextField(blank=True, default="")
    currency = models.CharField(max_length=3)
    operation_date = models.DateField()
    due_dates = ArrayField(models.DateField(), default=list)
    numbers = ArrayField(models.IntegerField(), default=list)
    net = columns.quantity()
    total = columns.quantity()
    payable = columns.quantity()
    joint_digest = models.TextField(blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["preview", "place", "id"], name="billing_previewdocument_place")
        ]

    def __str__(self) -> str:
        return f"{self.preview_id}/{self.place}: {self.total}"
