"""The forms of masters: fields as people type them, values as their services want them."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from cadencia.backoffice.forms.fields import DecimalField, TaxIdField, WholeField
from cadencia.backoffice.masters.fields import CodesField, TermsFields, WordsField
from cadencia.catalog.models import Tax
from cadencia.parties.models import (
    Company,
    PaymentMethod,
    SalesRep,
    TermsInUse,
    usual_payment_terms,
)

KIND_NAMES = {
    "invoice": _("Invoices"),
    "credit_note": _("Credit notes"),
    "delivery_note": _("Delivery notes"),
    "non_billable_delivery_note": _("Non-billable delivery notes"),
    "work_order": _("Work orders"),
}

UNITS = (
    ("", "—"),
    ("day", _("days")),
    ("week", _("weeks")),
    ("month", _("months")),
    ("quarter", _("quarters")),
    ("semester", _("half years")),
    ("year", _("years")),
)

Sections = tuple[tuple[Any, tuple[str, ...]], ...]


class MasterForm(forms.Form):
    """The form of a master. `sections` say in which order and under which titles fields stand.

    `references` names the fields that hold the code of another master, with its model: the
    service is given its number.
    """

    sections: ClassVar[Sections] = ()
    references: ClassVar[Mapping[str, type[Any]]] = {}
    wide: ClassVar[tuple[str, ...]] = ()
    use_required_attribute = False

    def __init__(self, *given: Any, company: Company, row: Any = None, **named: Any) -> None:
        self.company, self.row = company, row
        if row is not None:
            named.setdefault("initial", {})
            named["initial"] = {**self.initial_of(row), **named["initial"]}
        super().__init__(*given, **named)
        for name in self.references:
            other = getattr(row, name, None)
            if other is not None and not self.is_bound:
                self.fields[name].widget.text = other.name
        self.prepare()

    def prepare(self) -> None:
        """Fill in what the company has to choose among."""

    def initial_of(self, row: Any) -> dict[str, Any]:
        """Return what the fields show of a row."""
        found = {}
        for name in self.base_fields:
            if name in self.references:
                other = getattr(row, name)
                found[name] = other.code if other is not None else ""
            elif hasattr(row, name):
                found[name] = getattr(row, name)
        return found

    def values(self) -> dict[str, Any]:
        """Return what is given to the service; a field that can't be read isn't there."""
        found: dict[str, Any] = {}
        for name, value in self.cleaned_data.items():
            if name in self.references:
                found[f"{name}_id"] = self._number(name, value)
            else:
                found[name] = value
        return found

    def grouped(self) -> Iterator[tuple[Any, list[tuple[BoundField, bool]]]]:
        """Yield the sections: title, and fields with whether they take a whole row."""
        named = {name for _title, names in self.sections for name in names}
        rest = tuple(name for name in self.fields if name not in named)
        sections = self.sections or ((None, rest),)
        for title, names in sections:
            fields = [(self[name], name in self.wide) for name in names if name in self.fields]
            if fields:
                yield title, fields

    def _number(self, name: str, code: str) -> int | None:
        if not code:
            return None
        model = self.references[name]
        found = model._default_manager.filter(company=self.company, code=code)  # noqa: SLF001
        number: int | None = found.values_list("pk", flat=True).first()
        return number if number is not None else 0  # 0: nobody's, which the service refuses


def taxes_of(company: Company, *, besides: list[str] | None = None) -> list[tuple[str, str]]:
    """Return the taxes that may be chosen, and those that are chosen already."""
    mine = Tax.objects.filter(company=company).order_by("code")
    return [
        (each.code, each.code) for each in mine if each.is_active or each.code in (besides or ())
    ]


class CodedForm(MasterForm):
    """A code and a name."""

    code = forms.CharField(label=_("Code"))
    name = forms.CharField(label=_("Name"), required=False)


class NamedForm(MasterForm):
    """A name alone."""

    name = forms.CharField(label=_("Name"))


class PriceListForm(CodedForm):
    """A price list; its prices stand below."""


class ItemForm(MasterForm):
    """An item."""

    code = forms.CharField(label=_("Code"))
    name = forms.CharField(label=_("Name"))
    price = DecimalField(label=_("Price"), required=False)
    cost = DecimalField(label=_("Cost"), required=False)
    taxes = CodesField(label=_("Taxes"), required=False)
    is_recurrent = forms.BooleanField(
        label=_("Recurrent"),
        required=False,
        help_text=_("Only these may stand in the recurring lines of a contract."),
    )
    default_every = WholeField(label=_("Usually billed every"), required=False)
    default_unit = forms.ChoiceField(label=_("Interval"), choices=UNITS, required=False)
    is_stocked = forms.BooleanField(label=_("Stocked"), required=False)
    account = forms.CharField(label=_("Ledger account"), required=False)

    sections = (
        (_("Item"), ("code", "name", "price", "taxes")),
        (_("How it is billed"), ("is_recurrent", "default_every", "default_unit")),
        (_("Stock and ledger"), ("is_stocked", "cost", "account")),
    )

    def prepare(self) -> None:
        """Offer the company's taxes."""
        chosen = list(self.row.taxes) if self.row is not None else []
        field = self.fields["taxes"]
        assert isinstance(field, CodesField)  # noqa: S101 - declared above
        field.choices = taxes_of(self.company, besides=chosen)
        if self.row is None:
            self.initial.setdefault("taxes", self.company.default_taxes)

    def values(self) -> dict[str, Any]:
        """Return the values: no cost is none at all."""
        found = super().values()
        if "cost" in found and found["cost"] is None:
            found["cost"] = Decimal(0)
        return found


class TaxForm(MasterForm):
    """A tax or a withholding."""

    code = forms.CharField(label=_("Code"))
    tax = forms.CharField(label=_("Tax"), help_text=_("As documents name it: IVA, IGIC, IRPF."))
    rate = DecimalField(label=_("Rate (%)"))
    surcharge = DecimalField(label=_("Equivalence surcharge (%)"), required=False)
    exemption = forms.CharField(
        label=_("Reason of exemption"), required=False, help_text=_("Its code: E1, E2…")
    )
    mention = forms.CharField(
        label=_("Mention"),
        required=False,
        help_text=_("What documents with this tax have to say."),
    )
    wide = ("mention",)

    def values(self) -> dict[str, Any]:
        """Return the values: no surcharge is none at all."""
        found = super().values()
        if "surcharge" in found and found["surcharge"] is None:
            found["surcharge"] = Tax().surcharge
        return found


class SalesRepForm(MasterForm):
    """A salesperson or agent."""

    code = forms.CharField(label=_("Code"))
    name = forms.CharField(label=_("Name"))
    email = forms.CharField(label=_("E-mail"), required=False)
    commission = DecimalField(label=_("Commission (%)"), required=False)

    def values(self) -> dict[str, Any]:
        """Return the values: no commission is none at all."""
        found = super().values()
        if "commission" in found and found["commission"] is None:
            found["commission"] = SalesRep().commission
        return found


class ResponsiblePartyForm(MasterForm):
    """Who answers for the debt of others."""

    name = forms.CharField(label=_("Name"))
    tax_id = TaxIdField(label=_("Tax number"), required=False)
    email = forms.CharField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Phone"), required=False)
    address = forms.CharField(label=_("Address"), required=False)
    postal_code = forms.CharField(label=_("Postal code"), required=False)
    city = forms.CharField(label=_("City"), required=False)
    notes = forms.CharField(
        label=_("Notes"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    wide = ("notes",)


class SeriesForm(MasterForm):
    """A series of numbers."""

    code = forms.CharField(label=_("Code"))
    name = forms.CharField(label=_("Name"), required=False)
    kind = forms.ChoiceField(label=_("Documents"), choices=tuple(KIND_NAMES.items()))
    pattern = forms.CharField(
        label=_("Pattern of the number"),
        help_text=_("{series}, {year} and {number} take their places; :06d fills up with zeros."),
        initial="{series}-{year}-{number:06d}",
    )
    ledger = forms.CharField(label=_("Journal"), required=False)
    is_default = forms.BooleanField(label=_("The usual one of its documents"), required=False)


class FormulaForm(MasterForm):
    """A formula."""

    name = forms.CharField(label=_("Name"))
    expression = forms.CharField(
        label=_("Expression"),
        help_text=_(
            "Over amount and the parameters: + - * /, parentheses, min, max, round, abs,"
            " and «a if b < c else d»."
        ),
    )
    parameters = WordsField(
        label=_("Parameters"), required=False, help_text=_("Their names, with blanks between.")
    )
    wide = ("expression",)


class PaymentTermsForm(TermsFields, MasterForm):
    """Payment terms with a name."""

    name = forms.CharField(label=_("Name"))
    sections = (
        (None, ("name",)),
        (_("When it is paid"), TermsFields.names),
    )

    def initial_of(self, row: Any) -> dict[str, Any]:
        """Return the name, and the terms field by field."""
        return {"name": row.name, **self.terms_initial(row.terms)}

    def values(self) -> dict[str, Any]:
        """Return the name and the terms as they are kept."""
        found = {name: self.cleaned_data[name] for name in ("name",) if name in self.cleaned_data}
        return {**found, "terms": self.terms_values()}


def terms_in_words(row: TermsInUse) -> str:
    """Return payment terms in words: 30 days, days 10 and 25, 2 parts."""
    return words_of_terms(row.terms)


def words_of_terms(terms: Mapping[str, Any]) -> str:
    """Return kept payment terms in words.

    `{"days": 30, "fixed_days": [10]}` is *30 days · paid on days 10*.
    """
    kept = {**usual_payment_terms(), **terms}
    said = []
    if kept["months"]:
        said.append(now("%(n)s months") % {"n": kept["months"]})
    if kept["days"]:
        said.append(now("%(n)s days") % {"n": kept["days"]})
    if kept["month_end"]:
        said.append(now("end of month"))
    if kept["fixed_days"]:
        days = ", ".join(str(each) for each in kept["fixed_days"])
        said.append(now("paid on days %(days)s") % {"days": days})
    if kept["parts"]:
        said.append(now("in %(n)s parts") % {"n": len(kept["parts"])})
    return " · ".join(said) or now("on the day itself")


def payment_methods_of(company: Company) -> list[str]:
    """Return the names of the ways of payment that are offered."""
    mine = PaymentMethod.objects.filter(company=company, is_active=True).order_by("name")
    return list(mine.values_list("name", flat=True))
