"""The table of reasons why contracts end (LC-7)."""

from django.db import models

from cadencia.parties.walls import CompanyOwned


class TerminationReason(CompanyOwned):
    """A reason why contracts end, as the company names it (*motivo de baja*)."""

    code = models.TextField()
    name = models.TextField(blank=True, default="")
    is_active = models.BooleanField(default=True, db_default=True)  # offered when one ends

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["company", "code"], name="contracts_terminationreason_code"
            ),
            models.CheckConstraint(
                condition=~models.Q(code=""), name="contracts_terminationreason_coded"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.code
