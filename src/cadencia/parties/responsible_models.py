"""Who answers for the debt of others (*entidad responsable*): a guarantor, a parent, a firm."""

from django.db import models
from django.db.models import Q

from cadencia.parties import columns
from cadencia.parties.walls import CompanyOwned


class ResponsibleParty(CompanyOwned):
    """Somebody who answers for what the customer of a contract owes (AG-8), called by name."""

    name = models.TextField()
    tax_id = models.TextField(blank=True, default="")
    address = models.TextField(blank=True, default="")
    postal_code = models.TextField(blank=True, default="")
    city = models.TextField(blank=True, default="")
    email = models.TextField(blank=True, default="")
    phone = models.TextField(blank=True, default="")
    notes = models.TextField(blank=True, default="")

    class Meta(CompanyOwned.Meta):
        verbose_name_plural = "responsible parties"
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["company", "name"], name="parties_responsibleparty_name"
            ),
            columns.check("named", ~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name
