"""The forecast: what will be billed and paid, month by month, as of any day (GE-12, GE-13)."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cadencia.backoffice import sheet_files
from cadencia.backoffice.overview import forecast_rows
from cadencia.backoffice.overview.forecast_form import GROUPS, ForecastForm
from cadencia.backoffice.views import OfficeView
from cadencia.billing import forecast, forecast_table, kept_answers, kept_task
from cadencia.billing.forecast import Question
from cadencia.billing.kept_answers import NOTHING, Kept


class _Forecast(OfficeView):
    """What the page, its table and its file share."""

    @cached_property
    def form(self) -> ForecastForm:
        """What is asked, read from the address."""
        return ForecastForm(self.request.GET, today=self.today)

    def found(self) -> tuple[Mapping[str, Any] | None, Kept]:
        """Return the table, made at once or kept, and what is kept of it."""
        question = self.form.question()
        if forecast_table.is_quick(question, by=self.actor):
            sums = forecast.forecast(question, by=self.actor, processes=1)
            return forecast_table.table(sums, question), NOTHING
        kept = kept_answers.read(
            forecast_table.WHAT, forecast_table.key(question), at=self.now, by=self.actor
        )
        return kept.answer, kept

    def told(self) -> dict[str, Any]:
        """Return what the table is shown from."""
        table, kept = self.found()
        told: dict[str, Any] = {
            "kept": kept,
            "asks": table is None and not self.is_partial and not kept.is_waiting,
            "query": self.request.GET.urlencode(),
        }
        if table is not None:
            told |= self._shown(table)
        return told

    def _shown(self, table: Mapping[str, Any]) -> dict[str, Any]:
        measure = self.form.measure
        rows = forecast_rows.lines(table, measure)
        shown = forecast_rows.largest(rows)
        names = [each["currency"] for each in table["totals"]]
        usual = self.company.currency
        currency = usual if usual in names or not names else names[0]
        return {
            "table": table,
            "measure": measure,
            "columns": forecast_rows.columns(table, measure),
            "rows": shown,
            "left_out": len(rows) - len(shown),
            "totals": forecast_rows.totals(table, measure),
            "plot": forecast_rows.plot(table, measure, currency) if names else None,
            "parked": list(forecast_rows.parked(table)),
            "group_title": dict(GROUPS)[self.form.cleaned_data["group"]]
            if self.form.cleaned_data["group"]
            else "",
            "has_currencies": len(names) > 1,
        }


class ForecastScreen(_Forecast):
    """The page: what is asked, and the table."""

    template_name = "backoffice/overview/forecast.html"
    title = _("Forecast")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the forecast, or have it worked out."""
        if not self.form.is_valid():
            return self.refused(form=self.form)
        return self.page(form=self.form, **self.told())


class ForecastTable(_Forecast):
    """The part of the page that may take long."""

    template_name = "backoffice/overview/forecast_table.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the table if it is there by now."""
        if not self.form.is_valid() or not self.is_partial:
            return redirect(self._screen())
        return self.page(**self.told())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Have a job work the table out, unless it is quick."""
        if self.form.is_valid():
            question = self.form.question()
            if not forecast_table.is_quick(question, by=self.actor):
                self._ask(question)
        return self.get(request)

    def _ask(self, question: Question) -> None:
        key = forecast_table.key(question)
        if kept_answers.begin(forecast_table.WHAT, key, at=self.now, by=self.actor):
            kept_task.defer_forecast(self.company.pk, question)

    def _screen(self) -> str:
        return f"{reverse('office:forecast')}?{self.request.GET.urlencode()}"


class ForecastFile(_Forecast):
    """The table as a file for a spreadsheet."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Send the table that the page shows, whole."""
        suffix = request.GET.get("format", "xlsx")
        if not self.form.is_valid() or suffix not in sheet_files.FORMATS:
            raise self.nothing_here()
        table, _kept = self.found()
        if table is None:
            return redirect(f"{reverse('office:forecast')}?{request.GET.urlencode()}")
        group = self.form.cleaned_data["group"]
        title = str(dict(GROUPS)[group]) if group else str(_("Contracts"))
        found = forecast_rows.sheet(table, self.form.measure, title)
        return sheet_files.answered(found, f"{_('forecast')}-{table['since']}", suffix)
