"""The whole life of a contract: what it has billed and what it will, also of a draft (GE-13)."""

from typing import Annotated, Any

from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from cadencia.api import contracts
from cadencia.api.authentication import ApiRequest
from cadencia.api.clock import today
from cadencia.api.contract_links import ToldLink, told_link
from cadencia.api.customers import RowId
from cadencia.api.endpoints import Endpoints
from cadencia.api.forms import Day, Told, ToldAmount
from cadencia.api.problems import refused_field
from cadencia.billing import contract_links, refusals
from cadencia.billing import life as lives
from cadencia.billing.life import Step
from cadencia.core.dates import add_months
from cadencia.core.drafts import Refusal

endpoints = Endpoints("Acts on a contract")


class Period(Told):
    """A stretch of days, both included."""

    start: Day = Field(serialization_alias="from")
    until: Day


class ToldStep(Told):
    """An installment: `state` is that of the ledger, or `to_come`."""

    number: int | None
    kind: str
    due_on: Day
    theoretical_on: Day
    period: Period | None
    state: str
    documents: int
    net: ToldAmount
    total: ToldAmount


class CannotBeBilled(Told):
    """What stands in the way of an installment."""

    code: str
    message: str
    due_on: Day | None


class ToldLife(Told):
    """What a contract does, oldest first, up to `until`; a draft is shown as if posted."""

    contract: str
    state: str
    active: bool
    as_posted: bool
    starts_on: Day | None
    ends_on: Day | None
    renews: ToldLink | None
    renewed_by: list[ToldLink]
    until: Day
    endless: bool
    currency: str
    installments: list[ToldStep]
    cannot_be_billed: list[CannotBeBilled]


@endpoints.get("/contracts/{int:contract}/life", ToldLife, by_alias=True)
def life_of_contract(
    request: ApiRequest,
    contract: RowId,
    until: Annotated[
        Day | None, Query(description="Nothing said: its end, or 36 months from today.")
    ] = None,
) -> ToldLife:
    """Show the whole life of a contract: what it billed, and what it will at today's prices."""
    company = request.auth.company
    day = today(company.time_zone)
    if until is not None and until > add_months(day, lives.MOST_AHEAD):
        raise refused_field("until", _("Write a day of the coming 50 years."), place="query")
    number = contracts.found(request, contract).pk
    found = lives.life(number, today=day, until=until, by=request.auth.actor)
    mine, links = found.contract, contract_links.links_of(number, by=request.auth.actor)
    return ToldLife(
        contract=mine.code,
        state=mine.state,
        active=mine.active,
        as_posted=found.as_posted,
        starts_on=mine.starts_on,
        ends_on=found.ends_on,
        renews=None if links.renews is None else told_link(links.renews),
        renewed_by=[told_link(each) for each in links.renewed_by],
        until=found.until,
        endless=found.is_endless,
        currency=mine.currency,
        installments=[_step(each) for each in found.steps],
        cannot_be_billed=[_refused(each) for each in found.refusals],
    )


def _step(step: Step) -> ToldStep:
    values: dict[str, Any] = {
        name: getattr(step, name) for name in ToldStep.model_fields if name != "period"
    }
    period = Period(start=step.period[0], until=step.period[1]) if step.period else None
    return ToldStep(period=period, **values)


def _refused(refusal: Refusal) -> CannotBeBilled:
    message = refusals.told(refusal)
    return CannotBeBilled(code=refusal.code, message=message, due_on=refusal.due_on)
