"""The days on which a company was billed by the scheduler, and what it has to be told (GE-5)."""

from __future__ import annotations

from django.db import models

from cadencia.parties import columns
from cadencia.parties.walls import CompanyOwned

STATES = ("going", "done", "stopped", "failed")


class AutomaticDay(CompanyOwned):
    """A day of the scheduler: one a day, whatever is tried again.

    `stopped`: everything is drafted and a safety bound keeps it from being issued. `reason` is
    why, as the run says it, or the code of what went wrong; `seen_at` is when someone took note.
    """

    on = models.DateField()
    state = models.TextField(default="going")
    run_id = models.BigIntegerField(null=True, blank=True)
    reason = models.JSONField(null=True, blank=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(fields=["company", "on"], name="billing_automaticday_once"),
            columns.one_of("state", STATES),
        ]

    def __str__(self) -> str:
        return f"{self.on}: {self.state}"
