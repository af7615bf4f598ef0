"""Which documents are listed, read from the address; what can't be read restricts nothing."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from cadencia.backoffice.forms.fields import ChoiceField, DateField
from cadencia.billing.document_list.asked import PAYMENTS, STATES, DocumentFilter
from cadencia.documents.models import KINDS, Series
from cadencia.parties.models import Company

LONGEST = 200
KIND_WORDS = {
    "invoice": _("Invoice"),
    "delivery_note": _("Delivery note"),
    "non_billable_delivery_note": _("Non-billable delivery note"),
    "work_order": _("Work order"),
    "credit_note": _("Credit note"),
}
STATE_WORDS = {"draft": _("Draft"), "issued": _("Issued"), "void": _("Void")}
STATE_TONES = {"draft": "dim", "issued": "good", "void": "bad"}
PAYMENT_WORDS = {"paid": _("Paid"), "unpaid": _("Not paid"), "overdue": _("Overdue")}


class FilterForm(forms.Form):
    """The filters above the list; sent by GET, so that the address says what one sees."""

    q = forms.CharField(label=_("Search"), required=False, max_length=LONGEST)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    series = forms.ChoiceField(label=_("Series"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    payment = forms.ChoiceField(label=_("Payment"), required=False)
    start = DateField(label=_("From"), required=False)
    until = DateField(label=_("Until"), required=False)
    customer = ChoiceField("customers", label=_("Customer"), required=False)
    contract = ChoiceField("contracts", label=_("Contract"), required=False)

    def __init__(self, data: QueryDict, *, company: Company, today: date) -> None:
        super().__init__(data)
        self.today, self.data_given = today, data
        codes = Series.objects.filter(company=company).order_by("code")
        choices: dict[str, list[tuple[str, Any]]] = {
            "kind": [(each, KIND_WORDS[each]) for each in KINDS],
            "series": [
                (code, f"{code} {name}".strip()) for code, name in codes.values_list("code", "name")
            ],
            "state": [(each, STATE_WORDS[each]) for each in STATES],
            "payment": [(each, PAYMENT_WORDS[each]) for each in PAYMENTS],
        }
        for name, found in choices.items():
            label = self.fields[name].label
            self.fields[name] = forms.ChoiceField(
                label=label,
                required=False,
                choices=[("", _("%(what)s: all") % {"what": label}), *found],
                widget=forms.Select(attrs={"class": "o-input"}),
            )
        self.fields["q"].widget.attrs |= {"class": "o-input", "type": "search"}

    def asked(self) -> DocumentFilter:
        """Return what is asked for; a field that can't be understood is left out."""
        self.is_valid()
        said = self.cleaned_data
        run = self.data_given.get("run", "")
        return DocumentFilter(
            today=self.today,
            kinds=_one(said.get("kind")),
            series=_one(said.get("series")),
            state=said.get("state", ""),
            payment=said.get("payment", ""),
            start=said.get("start"),
            until=said.get("until"),
            customers=_one(said.get("customer")),
            contract=said.get("contract", ""),
            run=int(run) if run.isdecimal() and len(run) < len(str(2**63)) else None,
            text=said.get("q", ""),
        )

    @property
    def has_more(self) -> bool:
        """Say whether a filter of the second row is in use, so that it is shown."""
        return any(self.data_given.get(name) for name in ("start", "until", "customer", "contract"))


def _one(value: Any) -> tuple[str, ...]:
    return (str(value),) if value else ()
