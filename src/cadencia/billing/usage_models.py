"""Which installment billed a recorded usage: each one once, as long as that installment stands."""

from django.db import models

from cadencia.billing.models import Installment
from cadencia.contracts.usage_models import Usage
from cadencia.parties.walls import CompanyForeignKey, CompanyOneToOne, CompanyOwned


class BilledUsage(CompanyOwned):
    """A usage that an installment bills.

    The tables take the row away when the installment is given back (undone, voided, billed
    anew), whoever does it: the usage is then billed with the next.
    """

    usage = CompanyOneToOne(Usage, models.PROTECT, related_name="billed")
    installment = CompanyForeignKey(Installment, models.CASCADE, related_name="usage")

    class Meta(CompanyOwned.Meta):
        constraints = [*CompanyOwned.Meta.constraints]

    def __str__(self) -> str:
        return f"{self.usage_id}: {self.installment_id}"
