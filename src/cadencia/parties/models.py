"""Who issues, who buys, who sells: the tables of companies and their customers."""

from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models

from cadencia.core.recipients import Sending
from cadencia.core.voiding import Voiding
from cadencia.parties import columns
from cadencia.parties.walls import CompanyForeignKey, CompanyOwned


def usual_payment_terms() -> dict[str, Any]:
    """Return the payment terms of who has said nothing: on the day itself."""
    return {"days": 0, "months": 0, "month_end": False, "fixed_days": [], "parts": []}


class User(AbstractUser):
    """Someone who signs in."""


class Company(models.Model):
    """An issuer of documents. Everything else belongs to one."""

    id = models.BigAutoField(primary_key=True)
    code = models.TextField(unique=True)
    name = models.TextField()
    legal_name = models.TextField(blank=True, default="")
    tax_id = models.TextField(blank=True, default="")
    address = models.TextField(blank=True, default="")
    postal_code = models.TextField(blank=True, default="")
    city = models.TextField(blank=True, default="")
    province = models.TextField(blank=True, default="")
    country = models.CharField(max_length=2, default="ES")
    phone = models.TextField(blank=True, default="")
    email = models.TextField(blank=True, default="")
    website = models.TextField(blank=True, default="")
    registry_text = models.TextField(blank=True, default="")  # Registro Mercantil: tomo, folio…
    logo = models.BinaryField(null=True, blank=True)
    page_style = models.JSONField(default=dict, blank=True)  # format, paper, accent
    language = models.TextField(default="es")
    currency = models.CharField(max_length=3, default="EUR")
    time_zone = models.TextField(default="Europe/Madrid")
    tax_rounding = models.TextField(default="document")
    prices_include_tax = models.BooleanField(default=False)
    holidays = models.TextField(blank=True, default="")  # country[-region]: ES-MD
    max_backdating = models.SmallIntegerField(default=15)  # days
    issue_date_policy = models.TextField(default="theoretical")
    zero_total = models.TextField(default="row")
    release_each_without_count = models.BooleanField(default=False)
    # An installment that waits for its confirmation is held, or people are only reminded (LC-6).
    unconfirmed = models.TextField(default="hold", db_default="hold")
    documents_are = models.TextField(default="issued")  # what a run leaves: draft or issued
    closed_until = models.DateField(null=True, blank=True)
    voiding = models.TextField(blank=True, default="")  # of invoices; empty: as its law admits
    lead_days = models.SmallIntegerField(default=0)  # of new contracts
    default_series = models.TextField(blank=True, default="")
    default_taxes = columns.codes(default=list, blank=True)
    max_installments_per_contract = models.IntegerField(default=40)
    max_growth = columns.price(default=Decimal("1.5"))  # times what was expected
    max_price_change = columns.price(default=Decimal(30))  # percent of a line's price
    automatic_generation = models.BooleanField(default=False, db_default=False)
    automatic_hour = models.SmallIntegerField(default=6, db_default=6)  # of its time zone
    automatic_workers = models.SmallIntegerField(default=1, db_default=1)  # processes
    credentials_minutes = models.SmallIntegerField(default=10)  # given again, they hold so long
    editing = models.TextField(default="basic", db_default="basic")  # of forms, by default (AG-10)
    issuer_snapshot = CompanyForeignKey(
        "parties.PartySnapshot", models.PROTECT, null=True, blank=True
    )

    class Meta:
        constraints = [
            columns.one_of("tax_rounding", ("document", "line")),
            columns.one_of("issue_date_policy", ("theoretical", "issue_day")),
            columns.one_of("zero_total", ("row", "document")),
            columns.one_of("documents_are", ("draft", "issued")),
            columns.one_of("voiding", Voiding, blank=True),
            columns.one_of("unconfirmed", ("hold", "remind")),
            columns.one_of("editing", ("basic", "advanced")),
            columns.between("max_backdating", 0, 3660),
            columns.between("automatic_hour", 0, 23),
            columns.between("automatic_workers", 1, 64),
            columns.between("lead_days", 0, 366),
            columns.between("credentials_minutes", 1, 480),
        ]

    def __str__(self) -> str:
        return self.name


class SalesRep(CompanyOwned):
    """A salesperson or agent (*vendedor, representante*)."""

    code = models.TextField()
    name = models.TextField()
    email = models.TextField(blank=True, default="")
    commission = columns.price(default=Decimal(0))  # percent
    is_active = models.BooleanField(default=True, db_default=True)  # offered for new contracts

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(fields=["company", "code"], name="parties_salesrep_code"),
        ]

    def __str__(self) -> str:
        return self.name


class Customer(CompanyOwned):
    """Who buys. Its preferences are the defaults of its contracts (AG-2, AG-3)."""

    code = models.TextField()
    name = models.TextField()
    legal_name = models.TextField(blank=True, default="")
    tax_id = models.TextField(blank=True, default="")
    address = models.TextField(blank=True, default="")
    postal_code = models.TextField(blank=True, default="")
    city = models.TextField(blank=True, default="")
    province = models.TextField(blank=True, default="")
    country = models.CharField(max_length=2, blank=True, default="")  # empty: the company's
    email = models.TextField(blank=True, default="")
    phone = models.TextField(blank=True, default="")
    language = models.TextField(default="es")
    is_business = models.BooleanField(default=True)
    surcharge = models.BooleanField(default=False)  # recargo de equivalencia
    decimals = models.SmallIntegerField(default=2)
    payment_terms = models.JSONField(default=usual_payment_terms)
    payment_method = models.TextField(blank=True, default="")
    mandate = models.TextField(blank=True, default="")
    price_list = models.TextField(blank=True, default="")  # its code
    delivery_address = models.TextField(blank=True, default="")  # label of an Address
    sales_rep = CompanyForeignKey(SalesRep, models.PROTECT, null=True, blank=True)
    bill_to = CompanyForeignKey("parties.Customer", models.PROTECT, null=True, blank=True)
    group_contracts = models.BooleanField(default=False, db_default=False)  # on one document
    # What goes by e-mail, and where to; empty: the company's choice, and `email` (DO-6).
    sending = models.TextField(blank=True, default="", db_default="")
    billing_email = models.TextField(blank=True, default="", db_default="")
    email_copy = models.TextField(blank=True, default="", db_default="")
    snapshot = CompanyForeignKey(
        "parties.PartySnapshot",
        models.PROTECT,
        null=True,
        blank=True,
        also=(("id", "customer_id"),),
    )
    notes = models.TextField(blank=True, default="")
    is_active = models.BooleanField(default=True, db_default=True)  # offered for new contracts

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(fields=["company", "code"], name="parties_customer_code"),
            columns.between("decimals", 0, 6),
            columns.one_of("sending", Sending, blank=True),
        ]

    def __str__(self) -> str:
        return self.name


class Address(CompanyOwned):
    """A delivery address of a customer, called by its label."""

    customer = CompanyForeignKey(Customer, models.CASCADE, related_name="addresses")
    label = models.TextField()
    address = models.TextField(blank=True, default="")
    postal_code = models.TextField(blank=True, default="")
    city = models.TextField(blank=True, default="")
    province = models.TextField(blank=True, default="")
    country = models.CharField(max_length=2, blank=True, default="")

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(fields=["customer", "label"], name="parties_address_label"),
        ]

    def __str__(self) -> str:
        return self.label


class BankAccount(CompanyOwned):
    """An account by IBAN: a customer's, or the company's own where there is no customer."""

    customer = CompanyForeignKey(
        Customer, models.CASCADE, null=True, blank=True, related_name="bank_accounts"
    )
    iban = models.TextField()
    bic = models.TextField(blank=True, default="")
    holder = models.TextField(blank=True, default="")

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["company", "customer", "iban"],
                nulls_distinct=False,
                name="parties_bankaccount_iban",
            ),
        ]

    def __str__(self) -> str:
        return self.iban


class PartySnapshot(CompanyOwned):
    """What a document prints of a party, as it was: written once, never changed.

    Without a customer it is the issuer's. Documents share the snapshot until a printed datum
    changes, so that a run writes none.
    """

    customer = CompanyForeignKey(Customer, models.PROTECT, null=True, blank=True, db_index=False)
    digest = models.CharField(max_length=64)  # SHA-256 of the data
    data = models.JSONField()
    created_at = models.DateTimeField()

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["company", "customer", "digest"],
                nulls_distinct=False,
                name="parties_partysnapshot_digest",
            ),
            models.UniqueConstraint(
                fields=["company", "customer", "id"], name="parties_partysnapshot_whose"
            ),
        ]

    def __str__(self) -> str:
        return str(self.data.get("name", self.digest))


# The app's other tables are found from here.
from cadencia.parties import people  # noqa: E402, F401
from cadencia.parties.contact_models import Contact as Contact  # noqa: E402
from cadencia.parties.password_link_models import PasswordLink as PasswordLink  # noqa: E402
from cadencia.parties.payment_models import PaymentMethod as PaymentMethod  # noqa: E402
from cadencia.parties.payment_models import TermsInUse as TermsInUse  # noqa: E402
from cadencia.parties.responsible_models import ResponsibleParty as ResponsibleParty  # noqa: E402
from cadencia.parties.sign_in_models import Preferences as Preferences  # noqa: E402
from cadencia.parties.sign_in_models import RecoveryCode as RecoveryCode  # noqa: E402
from cadencia.parties.sign_in_models import SecondFactor as SecondFactor  # noqa: E402
from cadencia.parties.sign_in_models import SignInRefused as SignInRefused  # noqa: E402
