"""The form of a customer's card, and the rows below it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cadencia.backoffice.forms.fields import ChoiceField, IbanField, TaxIdField, WholeField
from cadencia.backoffice.masters.fields import Suggested, TermsFields
from cadencia.backoffice.masters.forms import MasterForm, payment_methods_of
from cadencia.backoffice.masters.rows import RowForm
from cadencia.parties.models import Customer, SalesRep, TermsInUse

LANGUAGES = (("es", _("Spanish")), ("en", _("English")))
SENDINGS = (
    ("", _("as the company says")),
    ("create_only", _("only created")),
    ("create_and_send", _("created and sent by e-mail")),
)


class CustomerForm(TermsFields, MasterForm):
    """A customer."""

    code = forms.CharField(label=_("Code"))
    name = forms.CharField(label=_("Name"))
    legal_name = forms.CharField(
        label=_("Legal name"), required=False, help_text=_("As documents print it, if another.")
    )
    tax_id = TaxIdField(label=_("Tax number"), required=False)
    is_business = forms.BooleanField(label=_("Business or professional"), required=False)
    address = forms.CharField(label=_("Address"), required=False)
    postal_code = forms.CharField(label=_("Postal code"), required=False)
    city = forms.CharField(label=_("City"), required=False)
    province = forms.CharField(label=_("Province"), required=False)
    country = forms.CharField(
        label=_("Country"), required=False, help_text=_("Two letters; empty: the company's.")
    )
    email = forms.CharField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Phone"), required=False)
    sending = forms.ChoiceField(
        label=_("Once issued, documents are"), required=False, choices=SENDINGS
    )
    billing_email = forms.CharField(
        label=_("E-mail for bills"),
        required=False,
        help_text=_("Addresses with commas between them; empty: the one above."),
    )
    email_copy = forms.CharField(label=_("Copy to"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    bill_to = ChoiceField(
        "customers", label=_("Billed to"), required=False, help_text=_("Another customer who pays.")
    )
    group_contracts = forms.BooleanField(label=_("All contracts on one document"), required=False)
    decimals = WholeField(label=_("Decimals of amounts"))
    surcharge = forms.BooleanField(label=_("Equivalence surcharge"), required=False)
    payment_method = Suggested(label=_("Payment method"), required=False)
    mandate = forms.CharField(label=_("Mandate"), required=False)
    terms_named = forms.ChoiceField(
        label=_("Payment terms"),
        required=False,
        help_text=_("Those chosen here take the place of what stands beside."),
    )
    price_list = ChoiceField("price-lists", label=_("Price list"), required=False)
    sales_rep = ChoiceField("sales-reps", label=_("Sales representative"), required=False)
    delivery_address = forms.CharField(
        label=_("Usual delivery address"),
        required=False,
        help_text=_("The name of one of the addresses below."),
    )
    notes = forms.CharField(
        label=_("Notes"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    references = {"bill_to": Customer, "sales_rep": SalesRep}
    wide = ("notes",)
    sections = (
        (_("Customer"), ("code", "name", "legal_name", "tax_id", "is_business")),
        (
            _("Address and contact"),
            (
                *("address", "postal_code", "city", "province", "country"),
                *("email", "phone", "language"),
            ),
        ),
        (
            _("Billing"),
            (
                *("bill_to", "price_list", "sales_rep", "delivery_address", "decimals"),
                *("group_contracts", "surcharge"),
            ),
        ),
        (_("Sending by e-mail"), ("sending", "billing_email", "email_copy")),
        (
            _("Payment"),
            ("payment_method", "mandate", "terms_named", *TermsFields.names),
        ),
        (_("Notes"), ("notes",)),
    )

    def prepare(self) -> None:
        """Offer the company's ways and terms of payment."""
        method = self.fields["payment_method"]
        assert isinstance(method, Suggested)  # noqa: S101 - declared above
        method.suggest(payment_methods_of(self.company))
        mine = TermsInUse.objects.filter(company=self.company, is_active=True).order_by("name")
        named = self.fields["terms_named"]
        assert isinstance(named, forms.ChoiceField)  # noqa: S101 - declared above
        named.choices = [("", "—"), *((str(each.pk), each.name) for each in mine)]
        if self.row is None:
            usual = self.initial_of(Customer(company=self.company, language=self.company.language))
            self.initial = {**usual, **self.initial}

    def initial_of(self, row: Any) -> dict[str, Any]:
        """Return what the fields show of a customer."""
        found = super().initial_of(row)
        found["country"] = str(row.country or "").strip()
        return {**found, **self.terms_initial(row.payment_terms)}

    def values(self) -> dict[str, Any]:
        """Return what is given to the service."""
        own = set(TermsFields.names) | {"terms_named"}
        found = {name: each for name, each in super().values().items() if name not in own}
        if "country" in found:
            found["country"] = str(found["country"]).upper()
        chosen = self.cleaned_data.get("terms_named")
        named = TermsInUse.objects.filter(company=self.company, pk=chosen) if chosen else None
        kept = named.first() if named is not None else None
        if not set(TermsFields.names) & set(self.errors):
            found["payment_terms"] = kept.terms if kept is not None else self.terms_values()
        if "decimals" in found and found["decimals"] is None:
            del found["decimals"]
        return found


class AddressRow(RowForm):
    """A delivery address."""

    label = forms.CharField(label=_("Name"), required=False)
    address = forms.CharField(label=_("Address"), required=False)
    postal_code = forms.CharField(label=_("Postal code"), required=False)
    city = forms.CharField(label=_("City"), required=False)
    province = forms.CharField(label=_("Province"), required=False)
    country = forms.CharField(label=_("Country"), required=False)


class ContactRow(RowForm):
    """A person."""

    name = forms.CharField(label=_("Name"), required=False)
    position = forms.CharField(label=_("Position"), required=False)
    email = forms.CharField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Phone"), required=False)


class AccountRow(RowForm):
    """A bank account."""

    iban = IbanField(label=_("IBAN"), required=False)
    bic = forms.CharField(label=_("BIC"), required=False)
    holder = forms.CharField(label=_("Holder"), required=False)


PARTS: tuple[tuple[str, Any, Any, type[RowForm]], ...] = (
    ("addresses", _("Delivery addresses"), _("Add address"), AddressRow),
    ("contacts", _("Contacts"), _("Add contact"), ContactRow),
    ("bank_accounts", _("Bank accounts"), _("Add account"), AccountRow),
)
"""What stands below the card: name, title, button, form of a row."""
