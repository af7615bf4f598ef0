"""Recorded usage: what was metered of a line, to be billed in the installment that covers it."""

from django.db import models

from cadencia.contracts.models import Contract, ContractLine
from cadencia.parties import columns
from cadencia.parties.walls import CompanyForeignKey, CompanyOwned


class Usage(CompanyOwned):
    """A quantity used of a line between two days, both included (LN-11).

    Never changed: what was recorded wrongly is deleted while it isn't billed. `external_id`
    is the name that the meter or the other program gives it, so that nothing counts twice.
    """

    contract = CompanyForeignKey(Contract, models.PROTECT, related_name="usage", db_index=False)
    line = CompanyForeignKey(
        ContractLine,
        models.PROTECT,
        also=(("contract_id", "contract_id"),),
        related_name="usage",
        db_index=False,
    )
    used_from = models.DateField()
    used_until = models.DateField()
    quantity = columns.quantity()
    source = models.TextField(blank=True, default="")  # the meter, the file, the program
    external_id = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.TextField(blank=True, default="")

    class Meta(CompanyOwned.Meta):
        verbose_name_plural = "usage"
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["company", "external_id"], name="contracts_usage_external_id"
            ),
            columns.check("quantity", models.Q(quantity__gte=0)),
            columns.fits_quantity("quantity"),
            columns.check("external_id_given", ~models.Q(external_id="")),
            models.CheckConstraint(
                condition=models.Q(used_until__gte=models.F("used_from")),
                name="contracts_usage_used_until_order",
            ),
        ]
        indexes = [
            models.Index(fields=["line", "used_until"], name="contracts_usage_of_line"),
            models.Index(fields=["contract", "line"], name="contracts_usage_of_contract"),
        ]

    def __str__(self) -> str:
        return self.external_id
