"""An index's page: its values by month, typed, pasted or from a file; seen before they are kept."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from cadencia.backoffice.masters.editing import MasterOne, show_problems
from cadencia.billing import index_series
from cadencia.billing.index_series import IndexChange, NoSuchIndex, ValuesUsed
from cadencia.catalog.models import IndexSeries
from cadencia.interchange.tables import index_file
from cadencia.interchange.tables.cells import Refused
from cadencia.interchange.tables.locales import LOCALES
from cadencia.parties.problems import ValuesRefused

LARGEST = 1_000_000  # bytes
SHOWN = 20
_SENTENCES = {
    "month": gettext_lazy('Row %(row)s: "%(cell)s" isn\'t a month: write it as 2026-03.'),
    "value": gettext_lazy('Row %(row)s: "%(cell)s" isn\'t a value above zero.'),
    "decimals": gettext_lazy('Row %(row)s: "%(cell)s" has more than 8 decimals: round it.'),
    "repeated": gettext_lazy("Row %(row)s: %(cell)s is there twice with different values."),
    "nothing": gettext_lazy("There are no values: write two columns, month and value."),
}


class ValuesForm(forms.Form):
    """Values, as text or as a file."""

    use_required_attribute = False

    text = forms.CharField(
        label=gettext_lazy("Values"),
        required=False,
        max_length=LARGEST,
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "2026-01; 120,345"}),
        help_text=gettext_lazy("One on each line: month; value."),
    )
    file = forms.FileField(label=gettext_lazy("Or a CSV file"), required=False)

    def clean_file(self) -> Any:
        """Refuse a file that is no list of values."""
        file = self.cleaned_data.get("file")
        if file is not None and file.size > LARGEST:
            raise forms.ValidationError(_("The file is over 1 MB."))
        return file

    def read(self) -> dict[str, Decimal] | None:
        """Return the values by month; None if there is something to mend, said in the form."""
        if not self.is_valid():
            return None
        file = self.cleaned_data.get("file")
        content = file.read() if file else self.cleaned_data["text"].encode()
        locale = LOCALES["es" if (get_language() or "es")[:2] == "es" else "en"]
        try:
            found = index_file.read(content, locale)
        except Refused:
            self.add_error("file" if file else "text", _("It isn't a CSV in text."))
            return None
        for each in found.problems[:SHOWN]:
            sentence = str(_SENTENCES[each.code]) % {"row": each.row, "cell": each.cell}
            self.add_error("file" if file else "text", sentence)
        return None if found.problems else found.values


class IndexOne(MasterOne):
    """An index that is there."""

    value_form: ValuesForm | None = None
    preview: IndexChange | None = None

    def besides(self, row: IndexSeries) -> dict[str, Any]:
        """Return its values, the latest first."""
        values = index_series.values_of(row.name, by=self.actor)
        return {
            "values": sorted(values.items(), reverse=True),
            "value_form": self.value_form or ValuesForm(),
            "preview": self.preview,
        }


class IndexValues(IndexOne):
    """Adds, changes and removes values."""

    kind = "indexes"

    def get(self, request: HttpRequest, number: int) -> HttpResponse:
        """Lead to the index."""
        return redirect("office:indexes-one", number)

    def post(self, request: HttpRequest, number: int) -> HttpResponse:
        """Remove a value, show what others would do, or keep them."""
        row = self.row_of(number)
        if "remove" in request.POST:
            return self._removed(row, request.POST["remove"])
        self.value_form = ValuesForm(request.POST, request.FILES)
        values = self.value_form.read()
        if values is None:
            return self._again(row)
        try:
            if "save" in request.POST:
                index_series.import_values(
                    row.name, values, by=self.actor, change_used="change_used" in request.POST
                )
                return self.done(_("The values are saved."), "office:indexes-one", number)
            self.preview = index_series.preview_import(row.name, values, by=self.actor)
        except ValuesUsed:
            self.preview = index_series.preview_import(row.name, values, by=self.actor)
        except ValuesRefused as refused:
            show_problems(self.value_form, refused.problems)
            return self._again(row)
        text = "\n".join(f"{month};{_typed(value)}" for month, value in sorted(values.items()))
        self.value_form = ValuesForm(initial={"text": text})
        return self._again(row, status=200)

    def _again(self, row: IndexSeries, status: int = 422) -> HttpResponse:
        form = self.screen.form(company=self.company, row=row)
        return self.shown(row, form, status=status)

    def _removed(self, row: IndexSeries, month: str) -> HttpResponse:
        try:
            index_series.remove_value(row.name, month, by=self.actor)
            messages.success(self.request, _("The value is removed."))
        except NoSuchIndex:
            messages.error(self.request, _("The value isn't there any more."))
        except ValuesUsed:
            messages.error(self.request, _("Something was billed with this value: it stays."))
        return redirect("office:indexes-one", row.pk)


def _typed(value: Decimal) -> str:
    text = f"{value:f}"
    return text.replace(".", ",") if (get_language() or "es")[:2] == "es" else text
