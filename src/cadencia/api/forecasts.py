"""The forecast: what will be billed in the coming months, and when it is paid (GE-12)."""

from typing import Annotated, Any, Literal

from django.http import HttpResponse
from pydantic import Field

from cadencia.api.authentication import ApiRequest
from cadencia.api.clock import today
from cadencia.api.endpoints import Endpoints, answer
from cadencia.api.forms import Day
from cadencia.api.scope_forms import FilterForm, only_of
from cadencia.billing import forecast as forecasts
from cadencia.billing import forecast_rows
from cadencia.billing.forecast import MOST_MONTHS, Question
from cadencia.billing.forecast_sums import By
from cadencia.parties.access import Permission

endpoints = Endpoints("Forecast")

Group = Literal["month", "customer", "item", "kind", "sales_rep", "type"]


class ForecastForm(FilterForm):
    """The day taken as today, how many months, kept apart by what, of which contracts."""

    as_of: Day | None = Field(
        None,
        description="The day taken as today; nothing said: today. Its month is the first one, and"
        " has all that is pending by then too, however old: it doesn't leave earlier dates out.",
    )
    months: Annotated[int, Field(ge=1, le=MOST_MONTHS)] = 12
    by: Annotated[list[Group], Field(min_length=1, max_length=6)] = ["month"]
    drafts: bool = Field(default=False, description="Count drafts as if they were posted.")
    renewals: bool = Field(default=True, description="What renews itself goes on.")


@endpoints.post("/forecast", {200: dict[str, Any]}, needs=Permission.READ)
def forecast(request: ApiRequest, form: ForecastForm) -> HttpResponse:
    """Forecast what contracts will bill and when it is paid; nothing is written.

    It is what a run of `as_of` would bill, and those of the months after it: the first month
    holds what is pending and not billed yet. By item rows have a `net` and no `total`, since
    taxes are of documents; `totals` are of documents, taxes included.
    """
    company = request.auth.company
    question = Question(
        since=form.as_of or today(company.time_zone),
        months=form.months,
        by=tuple(By(each) for each in dict.fromkeys(form.by)),
        only=only_of(form, request),
        drafts=form.drafts,
        renewals=form.renewals,
    )
    found = forecasts.forecast(question, by=request.auth.actor, processes=1)
    return answer(200, forecast_rows.form(found, question))
