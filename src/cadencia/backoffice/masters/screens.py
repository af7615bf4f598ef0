"""What the list and the form of each kind of master are made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cadencia.backoffice.masters import forms
from cadencia.backoffice.masters.columns import Column
from cadencia.backoffice.masters.customer_forms import CustomerForm
from cadencia.backoffice.masters.forms import KIND_NAMES, MasterForm
from cadencia.backoffice.masters.template_forms import TemplateForm
from cadencia.billing.masters import KINDS, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Choose:
    """A filter of a list: by one of a few values of a column."""

    name: str
    title: Any
    choices: tuple[tuple[str, Any], ...]
    column: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """The list and the form of one kind."""

    kind: str
    title: Any
    new: Any
    icon: str
    columns: tuple[Column, ...]
    search: tuple[str, ...]
    found_by: str = ""  # the function that finds by an index, where the table grows long
    order: str
    form: type[MasterForm]
    choose: tuple[Choose, ...] = ()
    related: tuple[str, ...] = ()
    nothing: Any = ""
    template: str = "backoffice/masters/form.html"

    @property
    def what(self) -> Kind:
        """The kind, as its service knows it."""
        return KINDS[self.kind]


def _legal_name(row: Any) -> str:
    return row.legal_name if row.legal_name != row.name else ""


_yes_no = (("yes", _("Yes")), ("no", _("No")))
_code = Column(title=_("Code"), get=attrgetter("code"), kind="code", sort="code")
_name = Column(title=_("Name"), get=attrgetter("name"), sort="name")


def _listed(*columns: Column, **named: Any) -> Screen:
    """Return the screen of a short list: what its columns show is what it is found by."""
    order = columns[0].sort
    return Screen(
        columns=columns, search=tuple(each.sort for each in columns), order=order, **named
    )


_SHORT = (
    (
        *("contract-types", _("Contract types"), _("New contract type"), "category"),
        *(forms.NamedForm, (_name,)),
    ),
    (
        *("termination-reasons", _("Termination reasons"), _("New reason"), "logout"),
        *(forms.CodedForm, (_code, _name)),
    ),
    (
        *("payment-methods", _("Payment methods"), _("New payment method"), "payments"),
        *(forms.NamedForm, (_name,)),
    ),
)
"""Lists of a name or a code: kind, title, what a new one is called, icon, form, columns."""

_ALL = (
    Screen(
        kind="customers",
        title=_("Customers"),
        new=_("New customer"),
        icon="group",
        columns=(
            _code,
            Column(title=_("Name"), get=attrgetter("name"), sort="name", detail=_legal_name),
            Column(title=_("Tax number"), get=attrgetter("tax_id"), kind="code", sort="tax_id"),
            Column(title=_("City"), get=attrgetter("city")),
            Column(title=_("E-mail"), get=attrgetter("email")),
            Column(title=_("Phone"), get=attrgetter("phone")),
        ),
        search=("code", "name", "tax_id"),
        found_by="parties_customers_like",
        order="code",
        form=CustomerForm,
        nothing=_("No customer yet: write the first, or import them from a sheet."),
    ),
    Screen(
        kind="items",
        title=_("Items"),
        new=_("New item"),
        icon="inventory_2",
        columns=(
            _code,
            _name,
            Column(title=_("Price"), get=attrgetter("price"), kind="price", sort="price"),
            Column(title=_("Taxes"), get=lambda row: ", ".join(row.taxes)),
            Column(
                title=_("Recurrent"),
                get=attrgetter("is_recurrent"),
                kind="box",
            ),
            Column(title=_("Stocked"), get=attrgetter("is_stocked"), kind="box"),
        ),
        search=("code", "name"),
        found_by="catalog_items_like",
        order="code",
        form=forms.ItemForm,
        choose=(
            Choose(name="recurrent", title=_("Recurrent"), choices=_yes_no, column="is_recurrent"),
            Choose(name="stocked", title=_("Stocked"), choices=_yes_no, column="is_stocked"),
        ),
        nothing=_("No item yet: what you bill, products and services, stands here."),
        template="backoffice/masters/item.html",
    ),
    Screen(
        kind="taxes",
        title=_("Taxes"),
        new=_("New tax"),
        icon="percent",
        columns=(
            _code,
            Column(title=_("Tax"), get=attrgetter("tax"), sort="tax"),
            Column(title=_("Rate"), get=attrgetter("rate"), kind="percent", sort="rate"),
            Column(title=_("Surcharge"), get=attrgetter("surcharge"), kind="percent"),
            Column(title=_("Exemption"), get=attrgetter("exemption")),
        ),
        search=("code", "tax"),
        order="code",
        form=forms.TaxForm,
    ),
    Screen(
        kind="price-lists",
        title=_("Price lists"),
        new=_("New price list"),
        icon="sell",
        columns=(_code, _name),
        search=("code", "name"),
        order="code",
        form=forms.PriceListForm,
        nothing=_("No price list yet: items have their own price unless a list says another."),
        template="backoffice/masters/price_list.html",
    ),
    Screen(
        kind="templates",
        title=_("Templates"),
        new=_("New template"),
        icon="file_copy",
        columns=(_code, _name),
        search=("code", "name"),
        order="code",
        form=TemplateForm,
        nothing=_("No template yet: what many contracts share, schedule and lines, stands here."),
    ),
    Screen(
        kind="formulas",
        title=_("Formulas"),
        new=_("New formula"),
        icon="function",
        columns=(
            _name,
            Column(title=_("Expression"), get=attrgetter("expression"), kind="code"),
            Column(
                title=_("Parameters"),
                get=lambda row: ", ".join(row.parameters),
            ),
        ),
        search=("name", "expression"),
        order="name",
        form=forms.FormulaForm,
        nothing=_("No formula yet: a price may be worked out of an amount and parameters."),
        template="backoffice/masters/formula.html",
    ),
    Screen(
        kind="sales-reps",
        title=_("Sales representatives"),
        new=_("New sales representative"),
        icon="badge",
        columns=(
            _code,
            _name,
            Column(title=_("E-mail"), get=attrgetter("email")),
            Column(title=_("Commission"), get=attrgetter("commission"), kind="percent"),
        ),
        search=("code", "name", "email"),
        order="code",
        form=forms.SalesRepForm,
    ),
    Screen(
        kind="series",
        title=pgettext_lazy("of numbers", "Series"),
        new=_("New series"),
        icon="tag",
        columns=(
            _code,
            _name,
            Column(title=_("Documents"), get=lambda row: KIND_NAMES.get(row.kind, row.kind)),
            Column(title=_("Pattern"), get=attrgetter("pattern"), kind="code"),
            Column(title=_("Usual"), get=attrgetter("is_default"), kind="box"),
        ),
        search=("code", "name"),
        order="code",
        form=forms.SeriesForm,
        choose=(
            Choose(
                name="kind", title=_("Documents"), choices=tuple(KIND_NAMES.items()), column="kind"
            ),
        ),
        template="backoffice/masters/series.html",
    ),
    *(
        _listed(*columns, kind=kind, title=title, new=new, icon=icon, form=form)
        for kind, title, new, icon, form, columns in _SHORT
    ),
    Screen(
        kind="responsible-parties",
        title=_("Responsible parties"),
        new=_("New responsible party"),
        icon="shield_person",
        columns=(
            _name,
            Column(title=_("Tax number"), get=attrgetter("tax_id"), kind="code", sort="tax_id"),
            Column(title=_("City"), get=attrgetter("city")),
            Column(title=_("E-mail"), get=attrgetter("email")),
            Column(title=_("Phone"), get=attrgetter("phone")),
        ),
        search=("name", "tax_id"),
        order="name",
        form=forms.ResponsiblePartyForm,
        nothing=_("Nobody yet: who answers for the debt of a customer stands here."),
        template="backoffice/masters/responsible_party.html",
    ),
    Screen(
        kind="payment-terms",
        title=_("Payment terms"),
        new=_("New payment terms"),
        icon="event_repeat",
        columns=(_name, Column(title=_("When"), get=forms.terms_in_words)),
        search=("name",),
        order="name",
        form=forms.PaymentTermsForm,
    ),
    _listed(
        _name,
        kind="indexes",
        title=_("Index series"),
        new=_("New index series"),
        icon="trending_up",
        form=forms.NamedForm,
        template="backoffice/masters/index.html",
        nothing=_("No index yet: price reviews look at published ones, such as the IPC."),
    ),
)

SCREENS: Mapping[str, Screen] = {each.kind: each for each in _ALL}
"""The kinds that have a list and a form of this make, by name."""
