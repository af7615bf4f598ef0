"""The ways and terms of payment that a company works with: chosen from lists, kept as text.

Customers, contracts and documents keep what was chosen, not who it was chosen from: a list that
changes later changes nothing that was agreed.
"""

from django.db import models
from django.db.models import Q

from cadencia.parties import columns
from cadencia.parties.models import usual_payment_terms
from cadencia.parties.walls import CompanyOwned


class PaymentMethod(CompanyOwned):
    """A way of payment (*forma de pago*), by the name that documents print."""

    name = models.TextField()
    is_active = models.BooleanField(default=True)

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(fields=["company", "name"], name="parties_paymentmethod_name"),
            columns.check("named", ~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


class TermsInUse(CompanyOwned):
    """Payment terms with a name (*vencimientos*): 30 days, day 10, three parts."""

    name = models.TextField()
    terms = models.JSONField(default=usual_payment_terms)
    is_active = models.BooleanField(default=True)

    class Meta(CompanyOwned.Meta):
        verbose_name_plural = "terms in use"
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(fields=["company", "name"], name="parties_termsinuse_name"),
            columns.check("named", ~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name
