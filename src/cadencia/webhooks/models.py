"""What other programs are told: where they listen, what happened, what was sent to whom.

An event is written in the transaction in which it happens; jobs turn it into deliveries, one
for each program that listens, and send them.
"""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q

from cadencia.parties import columns
from cadencia.parties.walls import CompanyForeignKey, CompanyOwned

EVENTS = (
    "contract.posted",
    "contract.reverted",
    "contract.activated",
    "contract.deactivated",
    "contract.finished",
    "contract.reopened",
    "contract.voided",
    "contract.refused",
    "contract.renewed",
    "contract.prolonged",
    "contract.cloned",
    "contract.paused",
    "contract.resumed",
    "contract.withdrawn",
    "contract.withdrawal_undone",
    "contract.changed",
    "contract.modified",
    "contract.commented",
    "contract.confirmed",
    "contract.associated",
    "installment.skipped",
    "installment.unskipped",
    "installment.moved",
    "installment.reopened",
    "bulk.executed",
    "bulk.undone",
    "review.applied",
    "review.undone",
    "document.issued",
    "document.credited",
    "document.voided",
    "document.sent",
    "document.not_delivered",
    "run.stopped",
    "run.finished",
    "run.undone",
)
STATES = ("pending", "delivered", "failed")


class Endpoint(CompanyOwned):
    """Where a program listens. Its secret isn't kept: it is made from `salt` and our own key."""

    url = models.TextField()
    description = models.TextField(blank=True, default="")
    events = columns.codes(default=list, blank=True)  # empty: all
    salt = models.CharField(max_length=64)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            columns.check("url", Q(url__regex=r"^https?://[^ ]+$")),
            columns.check("salt", Q(salt__regex=r"^[0-9a-f]{64}$")),
            columns.check("events", Q(events__contained_by=list(EVENTS))),
        ]

    def __str__(self) -> str:
        return self.url


class Event(CompanyOwned):
    """Something that happened; `data` is a list where it happened to many at once."""

    kind = models.TextField()
    data = models.JSONField()
    happened_at = models.DateTimeField()

    class Meta(CompanyOwned.Meta):
        constraints = [*CompanyOwned.Meta.constraints, columns.one_of("kind", EVENTS)]

    def __str__(self) -> str:
        return self.kind


class Delivery(CompanyOwned):
    """A message to one endpoint. `body` is what is sent, the same each time."""

    endpoint = CompanyForeignKey(
        Endpoint, models.CASCADE, related_name="deliveries", db_index=False
    )
    message = models.TextField()  # its id, the same for every endpoint and attempt
    kind = models.TextField()
    body = models.TextField()
    state = models.TextField(default="pending", db_default="pending")
    attempts = models.SmallIntegerField(default=0, db_default=0)
    next_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True, blank=True)
    answer = models.SmallIntegerField(null=True, blank=True)  # HTTP status of the last attempt
    error = models.TextField(blank=True, default="", db_default="")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(CompanyOwned.Meta):
        verbose_name_plural = "deliveries"
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(fields=["endpoint", "message"], name="webhooks_delivery_once"),
            columns.one_of("state", STATES),
            columns.one_of("kind", EVENTS),
            columns.check(
                "ended",
                Q(state="pending", ended_at=None) | ~Q(state="pending") & Q(ended_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["endpoint", "next_at"],
                condition=Q(state="pending"),
                name="webhooks_delivery_due",
            ),
            BrinIndex(fields=["created_at"], name="webhooks_delivery_created"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.message}: {self.state}"
