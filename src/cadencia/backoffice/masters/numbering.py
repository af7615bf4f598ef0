"""A series' page: its numbers by year, and where a year begins if another program began it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadencia.backoffice.forms.fields import WholeField
from cadencia.backoffice.masters.editing import MasterOne, MasterPage
from cadencia.billing.masters import numbering
from cadencia.documents.models import Series
from cadencia.parties.problems import ValuesRefused


class BeginForm(forms.Form):
    """Which number a year begins at."""

    use_required_attribute = False

    year = WholeField(label=gettext_lazy("Year"))
    number = WholeField(label=gettext_lazy("First number here"))


class SeriesOne(MasterOne):
    """A series that is there."""

    def besides(self, row: Series) -> dict[str, Any]:
        """Return its numbers by year."""
        return {
            "years": numbering.years(row, by=self.actor),
            "begin_form": BeginForm(initial={"year": self.today.year}),
        }


class SeriesBegins(MasterPage):
    """Says at which number a year begins."""

    kind = "series"

    def post(self, request: HttpRequest, number: int) -> HttpResponse:
        """Have it begin there; what is refused is told on the page of the series."""
        self.row_of(number)
        form = BeginForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Write the year and the number it begins at."))
            return redirect("office:series-one", number)
        given = form.cleaned_data
        try:
            numbering.begin_at(number, given["year"], given["number"], by=self.actor)
        except ValuesRefused as refused:
            for each in refused.problems:
                messages.error(request, each.message)
            return redirect("office:series-one", number)
        return self.done(_("The year begins at that number."), "office:series-one", number)

    def get(self, request: HttpRequest, number: int) -> HttpResponse:
        """Lead to the series."""
        return redirect("office:series-one", number)
