"""What a statement of commissions is asked for, as its form says it in the address."""

from datetime import date, timedelta

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from cadencia.backoffice.forms.fields import ChoiceField, DateField


class CommissionForm(forms.Form):
    """From which day to which, both included, and of whom; at first last month, of all."""

    since = DateField(label=_("Issued from"))
    until = DateField(label=_("Issued until"))
    sales_rep = ChoiceField("sales-reps", label=_("Sales representative"), required=False)

    def __init__(self, data: QueryDict, *, today: date) -> None:
        super().__init__(data if data else _last_month(today))
        for name in ("since", "until"):
            field = self.fields[name]
            assert isinstance(field, DateField)  # noqa: S101 - declared above
            field.today = today


def _last_month(today: date) -> dict[str, str]:
    last = today.replace(day=1) - timedelta(days=1)
    return {"since": f"{last.replace(day=1):%d/%m/%Y}", "until": f"{last:%d/%m/%Y}"}
