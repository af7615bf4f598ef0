"""What is done or looked at each day: the scheduler, renewals to come, promises (GE-5, LC-5)."""

from datetime import datetime, timedelta
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query
from pydantic import Field

from cadencia.api import paging
from cadencia.api.authentication import ApiRequest
from cadencia.api.clock import clock, now, today
from cadencia.api.endpoints import Endpoints, answer
from cadencia.api.forms import Day, Form, Id, Told
from cadencia.api.paging import Cursor, Limit, Page
from cadencia.billing import automatic, automatic_task, following_up, tacit_renewal
from cadencia.billing.automatic_models import AutomaticDay
from cadencia.billing.tacit_renewal import Coming
from cadencia.contracts.followup_models import FollowUp
from cadencia.parties import services
from cadencia.parties.access import Permission
from cadencia.parties.models import Company

endpoints = Endpoints("Every day")
AHEAD = timedelta(days=90)
MOST_NOTED = 1000


class SchedulerForm(Form):
    """Whether the scheduler bills each day, and from which hour of the company on."""

    automatic: bool | None = None
    hour: Annotated[int, Field(ge=0, le=23)] | None = None
    workers: Annotated[int, Field(ge=1, le=64)] | None = None


class ToldAutomatic(Told):
    """How the scheduler bills, and on how many days it asks to be looked at."""

    automatic: bool
    hour: int
    workers: int
    alerts: int


class ToldDay(Told):
    """A day of the scheduler: `stopped` waits to be approved, `failed` says why."""

    id: int
    on: Day
    state: str
    run: int | None
    reason: dict[str, Any] | None
    seen_at: datetime | None


class NotedForm(Form):
    """The days that are taken note of; none named: all that ask for it."""

    days: Annotated[list[Id], Field(max_length=MOST_NOTED)] = []


class Noted(Told):
    """How many days were taken note of."""

    noted: int


class ToldComing(Told):
    """A contract that comes to its end: it renews, notice was given, it ends, or it stands."""

    contract: str
    customer: str
    customer_name: str
    ends_on: Day
    notice_until: Day | None
    new_end: Day | None
    outcome: str


class RenewedContract(Told):
    """A contract that renewed itself."""

    contract: str
    ends_on: Day


class Renewed(Told):
    """The contracts that renewed themselves."""

    renewed: list[RenewedContract]


class ToldPromise(Told):
    """A promise to pay that nothing answers yet."""

    id: int
    contract: int
    promised_on: Day
    document: int | None
    text: str


@endpoints.get("/automatic", ToldAutomatic)
def get_automatic(request: ApiRequest) -> ToldAutomatic:
    """Say whether the scheduler bills each day, and from which hour on."""
    return _automatic(request, request.auth.company)


@endpoints.patch("/automatic", {200: ToldAutomatic}, needs=Permission.SETTINGS)
def set_automatic(request: ApiRequest, form: SchedulerForm) -> HttpResponse:
    """Have the scheduler bill each day, or no more."""
    columns = {
        "automatic_generation": form.automatic,
        "automatic_hour": form.hour,
        "automatic_workers": form.workers,
    }
    given = {name: each for name, each in columns.items() if each is not None}
    by = request.auth.actor
    changed = services.update_company(by.company_id, given, by=by, at=now())
    return answer(200, _automatic(request, changed))


@endpoints.get("/automatic/days", Page[ToldDay])
def list_automatic_days(
    request: ApiRequest, cursor: Cursor = None, limit: Limit = paging.USUAL
) -> dict[str, Any]:
    """List what the scheduler did on which day, the latest first."""
    found = AutomaticDay.objects.filter(company=request.auth.company)
    return paging.told(paging.page(found, cursor=cursor, limit=limit, latest_first=True), _day)


@endpoints.post(
    "/automatic/run", {200: ToldDay, 202: ToldDay}, needs=Permission.GENERATE, resumable=True
)
def run_automatic(request: ApiRequest) -> HttpResponse:
    """Do what the scheduler would do now, whatever the hour. 202: a job does it, follow its run."""
    by = request.auth.actor
    day = automatic_task.begin(by.company_id, by=by, clock=clock())
    if day.state != "going":
        return answer(200, _day(day))
    return answer(202, _day(day), location=f"/api/v1/runs/{day.run_id}")


@endpoints.post("/automatic/noted", {200: Noted}, needs=Permission.GENERATE)
def note_automatic(request: ApiRequest, form: NotedForm) -> HttpResponse:
    """Take note of days that stopped or failed, so that they ask no more."""
    by = request.auth.actor
    days = form.days or [each.pk for each in automatic.alerts(by.company_id, by=by)]
    return answer(200, Noted(noted=automatic.take_note(days, by=by, at=now())))


@endpoints.get("/renewals", Page[ToldComing])
def list_renewals(
    request: ApiRequest,
    until: Annotated[Day | None, Query(description="Nothing said: 90 days from today.")] = None,
    cursor: Cursor = None,
    limit: Limit = paging.USUAL,
) -> dict[str, Any]:
    """List the contracts that come to their end, and which of them renew, the earliest first."""
    day = today(request.auth.company.time_zone)
    found = tacit_renewal.coming(until or day + AHEAD, day, by=request.auth.actor)
    return paging.told(paging.listed(found, _end, cursor=cursor, limit=limit), _coming)


@endpoints.post("/renewals/apply", {200: Renewed}, needs=Permission.CONTRACTS, resumable=True)
def apply_renewals(request: ApiRequest) -> HttpResponse:
    """Renew what is due now, as the worker does each day by itself."""
    day = today(request.auth.company.time_zone)
    done = tacit_renewal.renew_due(day, by=request.auth.actor)
    rows = [RenewedContract(contract=each.contract.code, ends_on=each.ends_on) for each in done]
    return answer(200, Renewed(renewed=rows))


@endpoints.get("/promises", Page[ToldPromise])
def list_promises(
    request: ApiRequest,
    until: Annotated[Day | None, Query(description="Nothing said: today.")] = None,
    cursor: Cursor = None,
    limit: Limit = paging.USUAL,
) -> dict[str, Any]:
    """List the promises to pay by a day that nothing answers, oldest first."""
    day = until or today(request.auth.company.time_zone)
    found = following_up.open_promises(until=day, by=request.auth.actor)
    return paging.told(paging.listed(found, _promised, cursor=cursor, limit=limit), _promise)


def _automatic(request: ApiRequest, company: Company) -> ToldAutomatic:
    return ToldAutomatic(
        automatic=company.automatic_generation,
        hour=company.automatic_hour,
        workers=company.automatic_workers,
        alerts=len(automatic.alerts(company.pk, by=request.auth.actor)),
    )


def _day(day: AutomaticDay) -> ToldDay:
    return ToldDay(
        id=day.pk,
        on=day.on,
        state=day.state,
        run=day.run_id,
        reason=day.reason,
        seen_at=day.seen_at,
    )


def _end(each: Coming) -> tuple[str, ...]:
    return each.ends_on.isoformat(), each.contract


def _coming(each: Coming) -> ToldComing:
    return ToldComing(**{name: getattr(each, name) for name in ToldComing.model_fields})


def _promised(each: FollowUp) -> tuple[str, ...]:
    return str(each.promised_on), f"{each.pk:020}"


def _promise(each: FollowUp) -> dict[str, Any]:
    return {
        "id": each.pk,
        "contract": each.contract_id,
        "promised_on": each.promised_on,
        "document": each.document_id,
        "text": each.text,
    }
