"""What was expected of the months to come, kept to compare runs with (R16)."""

from __future__ import annotations

from django.db import models

from cadencia.parties.walls import CompanyOwned


class KeptForecast(CompanyOwned):
    """The forecast of a whole company as it was on a day, by month.

    `months`: 2027-03 -> documents, totals by currency; amounts as texts.
    """

    made_on = models.DateField()
    months = models.JSONField(default=dict)

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["company", "made_on"], name="billing_keptforecast_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.made_on)
