"""What was worked out for a screen and is kept: it takes longer than a request may, or once."""

from __future__ import annotations

from django.db import models

from cadencia.parties import columns
from cadencia.parties.walls import CompanyOwned

WHATS = ("figures", "forecast", "bulk_preview", "bulk_act", "new_contract", "clone")


class KeptAnswer(CompanyOwned):
    """An answer as it was at a moment: the figures of a company, a forecast.

    `key` is the question as a canonical text. `asked_at` is when it was last asked to be worked
    out anew; `made_at` when the answer that is here was. `failed` names what went wrong last.
    Of a `new_contract` the key is that of a form that was opened empty, the answer what it made.
    Of a `clone` the key is the digest of a form, the answer the number of the copy.
    Of what is being worked out `done_so_far` tells how far it is, of `to_do`.
    """

    what = models.TextField()
    key = models.TextField(blank=True, default="")
    asked_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)
    answer = models.JSONField(null=True, blank=True)
    failed = models.TextField(blank=True, default="")
    done_so_far = models.PositiveIntegerField(default=0, db_default=0)
    to_do = models.PositiveIntegerField(default=0, db_default=0)

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["company", "what", "key"], name="billing_keptanswer_once"
            ),
            columns.one_of("what", WHATS),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.key}"
