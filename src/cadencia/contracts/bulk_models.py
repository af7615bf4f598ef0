"""Bulk acts: what was done to many contracts at once, and to which, so that it can be undone."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cadencia.contracts.models import Contract
from cadencia.parties import columns
from cadencia.parties.walls import CompanyForeignKey, CompanyOwned

BULK_KINDS = ("review", "price", "item", "payment_method", "day", "template")
BULK_STATES = ("executed", "undone")


class BulkAct(CompanyOwned):
    """One act over a filter of contracts: a price review, a rise, another payment method.

    `ledger_mark` is the number that the ledger of installments had reached: what was billed of
    a member afterwards has a greater one.
    """

    kind = models.TextField()
    only = models.JSONField(default=dict, blank=True)  # the filter, as it was asked
    wish = models.JSONField(default=dict, blank=True)  # what was to be done
    acts_from = models.DateField(null=True, blank=True)  # the earliest date on which it acts
    state = models.TextField(default="executed")
    at = models.DateTimeField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.TextField(blank=True, default="")  # of who did it
    channel = models.TextField(blank=True, default="")
    contracts = models.IntegerField(default=0)
    lines = models.IntegerField(default=0)
    left_out = models.JSONField(default=dict, blank=True)  # reason -> how many contracts
    ledger_mark = models.BigIntegerField(default=0)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.TextField(blank=True, default="")

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            columns.one_of("kind", BULK_KINDS),
            columns.one_of("state", BULK_STATES),
            columns.check(
                "undone_when",
                Q(state="executed", undone_at=None) | Q(state="undone", undone_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.kind}"


class BulkActMember(CompanyOwned):
    """What a bulk act did to a line of a contract, or to the contract where `line_key` is empty.

    `row_id` is the review or modification that it wrote; a plain number, because undoing
    deletes that row and this one stays.
    """

    act = CompanyForeignKey(BulkAct, models.CASCADE, related_name="members", db_index=False)
    contract = CompanyForeignKey(Contract, models.CASCADE)
    line_key = models.TextField(blank=True, default="")
    row_id = models.BigIntegerField(null=True, blank=True)
    acts_from = models.DateField(null=True, blank=True)
    before = models.TextField(blank=True, default="")
    after = models.TextField(blank=True, default="")

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["act", "contract", "line_key"], name="contracts_bulkactmember_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.line_key}"
