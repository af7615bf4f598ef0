"""The people of a customer: whom to write to, and whom to ask for."""

from django.db import models
from django.db.models import Q

from cadencia.parties import columns
from cadencia.parties.models import Customer
from cadencia.parties.walls import CompanyForeignKey, CompanyOwned


class Contact(CompanyOwned):
    """A person of a customer (*persona de contacto*), called by name in its contracts."""

    customer = CompanyForeignKey(Customer, models.CASCADE, related_name="contacts")
    name = models.TextField()
    position = models.TextField(blank=True, default="")  # what they do there: accounts, manager
    email = models.TextField(blank=True, default="")
    phone = models.TextField(blank=True, default="")

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(fields=["customer", "name"], name="parties_contact_name"),
            columns.check("named", ~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name
