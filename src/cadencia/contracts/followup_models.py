"""The follow-up of a contract (*seguimiento*): dated comments that stay as they were posted."""

from enum import StrEnum

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from cadencia.parties import columns
from cadencia.parties.walls import CompanyForeignKey, CompanyOwned


class FollowUpKind(StrEnum):
    """What a comment is about."""

    COMMENT = "comment"
    CALL = "call"
    VISIT = "visit"
    LETTER = "letter"  # or e-mail
    PROMISE = "promise"  # to pay, on a date
    CLAIM = "claim"  # the customer complains


class FollowUp(CompanyOwned):
    """A comment. While it isn't posted its author may change it; afterwards nobody may (LC-6).

    `about` is an earlier comment of the same contract that this one answers, as when a promise
    was kept or not: the outcome is told by a comment of its own. `document_id` is a plain
    number: a contract doesn't know what a document is.
    """

    contract = CompanyForeignKey(
        "contracts.Contract", models.PROTECT, related_name="follow_ups", db_index=False
    )
    written_on = models.DateField()
    kind = models.TextField(default=FollowUpKind.COMMENT.value)
    text = models.TextField(blank=True, default="")
    about = CompanyForeignKey(
        "contracts.FollowUp",
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        also=(("contract_id", "contract_id"),),
    )
    document_id = models.BigIntegerField(null=True, blank=True)
    promised_on = models.DateField(null=True, blank=True)
    outcome = models.TextField(blank=True, default="")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(db_default=Now())
    posted_at = models.DateTimeField(null=True, blank=True)

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["company", "contract", "id"], name="contracts_followup_whose"
            ),
            columns.one_of("kind", FollowUpKind),
            columns.check("says", ~Q(text="", outcome="")),
            columns.check(
                "promise", ~Q(kind=FollowUpKind.PROMISE.value) | Q(promised_on__isnull=False)
            ),
            columns.in_order("written_on", "promised_on"),
            columns.check("about_another", Q(about=None) | ~Q(about=F("id"))),
        ]

    def __str__(self) -> str:
        return f"{self.written_on} {self.kind}"
