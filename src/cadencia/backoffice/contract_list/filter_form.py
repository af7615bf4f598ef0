"""The filters of the list as fields, and as words above it."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _

from cadencia.backoffice.contract_list.asked import Asked
from cadencia.backoffice.forms.fields import ChoiceField, DateField
from cadencia.backoffice.forms.typed import show_day
from cadencia.backoffice.templatetags.contracts import DOCUMENTS, STANDINGS
from cadencia.contracts.models import ContractKind
from cadencia.parties.models import Company, SalesRep, User

GENERATIONS = (("automatic", _("Automatic")), ("manual", _("By hand")))

LABELS = {
    "q": _("Search"),
    "standing": _("State"),
    "contract": _("Contract"),
    "customer": _("Customer"),
    "kind": _("Contract type"),
    "project": _("Project"),
    "sales_rep": _("Sales representative"),
    "responsible": _("Person in charge"),
    "document_type": _("Document type"),
    "series": _("Series"),
    "template": _("Template"),
    "item": _("Item"),
    "generation": _("Generation"),
    "due": _("Due until"),
    "ending": _("Ends until"),
    "unconfirmed": _("To confirm"),
    "parked": _("Parked with errors"),
}


class Chip(NamedTuple):
    """A value of the filter, told above the list, and the address without it."""

    label: Any
    value: Any
    without: str


class FilterForm(forms.Form):
    """One value of each; what the address says besides stands as chips."""

    def __init__(self, asked: Asked, company: Company) -> None:
        first = {name: values[0] for name, values in asked.given.items()}
        super().__init__(initial=first, auto_id="filter_%s")
        self.asked = asked
        kinds = ContractKind.objects.filter(company=company).order_by("name")
        reps = SalesRep.objects.filter(company=company).order_by("name")
        users = User.objects.filter(memberships__company=company).order_by("username").distinct()
        self.fields["customer"] = self._found("customers", "customer")
        self.fields["item"] = self._found("items", "item")
        self.fields["kind"] = _select("kind", [(k.name, k.name) for k in kinds])
        self.fields["project"] = _text("project")
        self.fields["sales_rep"] = _select("sales_rep", [(r.code, r.name) for r in reps])
        self.fields["responsible"] = _select(
            "responsible", [(u.username, u.get_full_name() or u.username) for u in users]
        )
        self.fields["document_type"] = _select("document_type", list(DOCUMENTS.items()))
        self.fields["series"] = self._found("series", "series")
        self.fields["template"] = self._found("templates", "template")
        self.fields["generation"] = _select("generation", list(GENERATIONS))
        self.fields["due"] = DateField(label=LABELS["due"], required=False)
        self.fields["ending"] = DateField(label=LABELS["ending"], required=False)
        self.fields["unconfirmed"] = _mark("unconfirmed")
        self.fields["parked"] = _mark("parked")
        for name in ("due", "ending"):
            day = getattr(asked.filter, f"{name}_until")
            self.initial[name] = show_day(day) if day else ""

    @property
    def chips(self) -> list[Chip]:
        """The filter in words; the search and the state are seen anyway."""
        return list(_chips(self.asked))

    def _found(self, kind: str, name: str) -> ChoiceField:
        return ChoiceField(kind, label=LABELS[name], required=False)


def _chips(asked: Asked) -> Iterator[Chip]:
    for name, values in asked.given.items():
        if name in ("q", "standing"):
            continue
        for value in values:
            yield Chip(LABELS[name], _word(asked, name, value), asked.without(name, value))


def _word(asked: Asked, name: str, value: str) -> Any:
    if name in ("due", "ending"):
        return show_day(getattr(asked.filter, f"{name}_until"))
    if name in ("unconfirmed", "parked"):
        return ""
    known = {"document_type": DOCUMENTS, "generation": dict(GENERATIONS), "standing": STANDINGS}
    return known.get(name, {}).get(value, value)


def _select(name: str, choices: list[tuple[str, Any]]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=LABELS[name],
        required=False,
        choices=[("", "—"), *choices],
        widget=forms.Select(attrs={"class": "o-input"}),
    )


def _text(name: str) -> forms.CharField:
    return forms.CharField(label=LABELS[name], required=False)


def _mark(name: str) -> forms.BooleanField:
    widget = forms.CheckboxInput(attrs={"value": "1"})
    return forms.BooleanField(label=LABELS[name], required=False, widget=widget)
