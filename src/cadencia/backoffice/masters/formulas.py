"""A formula's page: its result for an amount and parameters, seen before it is used (LN-9)."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from cadencia.backoffice.forms.fields import DecimalField
from cadencia.backoffice.masters.editing import MasterOne, show_problems
from cadencia.billing import formula_trying
from cadencia.catalog.models import Formula
from cadencia.parties.problems import Problem, ValuesRefused


class TryingForm(forms.Form):
    """An amount, and a value for each parameter of the formula."""

    use_required_attribute = False

    def __init__(self, parameters: list[str], *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.parameters = parameters
        self.fields["amount"] = DecimalField(label=_("Amount"))
        for name in parameters:
            self.fields[f"p-{name}"] = DecimalField(label=name)

    def given(self) -> dict[str, Decimal]:
        """Return the parameters by name."""
        return {name: self.cleaned_data[f"p-{name}"] for name in self.parameters}


class FormulaOne(MasterOne):
    """A formula that is there."""

    def besides(self, row: Formula) -> dict[str, Any]:
        """Return the form to try it out, and its result if it was tried."""
        asked = self.request.GET if "amount" in self.request.GET else None
        form = TryingForm(row.parameters, asked)
        result = None
        if asked is not None and form.is_valid():
            try:
                result = formula_trying.result(
                    row.name, form.cleaned_data["amount"], form.given(), by=self.actor
                )
            except ValuesRefused as refused:
                show_problems(form, [Problem("amount", p.message) for p in refused.problems])
        return {"trying": form, "result": result}
