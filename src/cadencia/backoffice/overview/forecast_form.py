"""What a forecast is asked for, as the form of its screen says it in the address."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cadencia.backoffice.forms.fields import ChoiceField, DateField
from cadencia.billing.forecast import Question
from cadencia.billing.forecast_sums import By
from cadencia.billing.scopes import Filter

GROUPS = (
    ("", _("Nothing: only the months")),
    (By.CUSTOMER.value, _("Customer")),
    (By.ITEM.value, _("Item")),
    (By.KIND.value, _("Type of contract")),
    (By.SALES_REP.value, _("Sales representative")),
    (By.TYPE.value, _("Document type")),
)
MEASURES = (
    ("net", _("Without taxes")),
    ("total", _("With taxes")),
    ("cash", _("Cash: when it is paid")),
    ("documents", pgettext_lazy("how many", "Documents")),
)
STRETCHES = tuple((each, each) for each in (6, 12, 18, 24, 36))
USUAL: Mapping[str, Any] = {"group": "", "show": "net", "months": 12, "renewals": "on"}


class ForecastForm(forms.Form):
    """From which day on, how many months, by what, of which contracts."""

    since = DateField(label=_("As if today were"), required=False)
    months = forms.TypedChoiceField(label=_("Months"), choices=STRETCHES, coerce=int)
    group = forms.ChoiceField(label=_("By"), choices=GROUPS, required=False)
    show = forms.ChoiceField(label=_("Show"), choices=MEASURES)
    customer = ChoiceField("customers", label=_("Customer"), required=False)
    kind = ChoiceField("contract-kinds", label=_("Type of contract"), required=False)
    sales_rep = ChoiceField("sales-reps", label=_("Sales representative"), required=False)
    drafts = forms.BooleanField(label=_("Count drafts"), required=False)
    renewals = forms.BooleanField(label=_("What renews itself goes on"), required=False)

    def __init__(self, data: QueryDict, *, today: date) -> None:
        super().__init__(data if data else QueryDict(urlencode(USUAL)))
        since = self.fields["since"]
        assert isinstance(since, DateField)  # noqa: S101 - declared above
        since.today = today
        self.today = today

    def question(self) -> Question:
        """Return what is asked; call it once the form is valid."""
        said = self.cleaned_data
        group = (By(said["group"]),) if said["group"] else ()
        return Question(
            since=said["since"] or self.today,
            months=said["months"],
            by=(*group, By.MONTH),
            only=Filter(
                customers=_one(said["customer"]),
                kinds=_one(said["kind"]),
                sales_reps=_one(said["sales_rep"]),
            ),
            drafts=said["drafts"],
            renewals=said["renewals"],
        )

    @property
    def measure(self) -> str:
        """What is shown; items bring no cash of their own."""
        shown = str(self.cleaned_data["show"])
        is_by_item = self.cleaned_data["group"] == By.ITEM
        return "net" if is_by_item and shown in ("cash", "total") else shown


def _one(code: str) -> tuple[str, ...]:
    return (code,) if code else ()
