"""Contracts made from others: renewed, cloned; and those that renew themselves (R17, AG-7)."""

from typing import Any, Literal

from django.http import HttpResponse
from pydantic import Field

from cadencia.api import contracts
from cadencia.api.authentication import ApiRequest
from cadencia.api.clock import today
from cadencia.api.contracts import ToldContract
from cadencia.api.customers import RowId
from cadencia.api.endpoints import Endpoints, answer
from cadencia.api.forms import Code, Day, Form, Small, Told, fit_the_form
from cadencia.billing import renewing, tacit_renewal
from cadencia.billing.renewing import Copy
from cadencia.core.renewal import Prices
from cadencia.parties.access import Permission

endpoints = Endpoints("Renewal and copies")
_OF_CONTRACT = ("contract", "ends_on", "schedule", "installments", "lines")
_OF_TERMS = {"renewal_periods": "periods", **dict.fromkeys(_OF_CONTRACT, "automatic")}


class RenewalForm(Form):
    """From which day the new one goes on, with which prices, under which code."""

    on: Day | None = Field(None, description="Nothing said: the day after the end, or today.")
    prices: Literal["in_force", "kept"] = "in_force"
    code: Code | None = Field(None, description="Nothing said: one is proposed.")


class CloneForm(Form):
    """The code of the copy, and whose it is."""

    code: Code | None = Field(None, description="Nothing said: one is proposed.")
    customer: Code | None = Field(None, description="Its code; nothing said: the same one.")


class AutomaticForm(Form):
    """Whether the contract renews itself, so many dates at a time, unless notice is given."""

    automatic: bool
    periods: Small | None = None
    notice_days: Small = 0


class NoticeForm(Form):
    """On which day notice was given; null takes it back."""

    on: Day | None


class ToldRenewal(Told):
    """How a contract renews itself."""

    id: int
    automatic: bool
    periods: int | None
    notice_days: int
    notice_given_on: Day | None


@endpoints.post("/contracts/{int:contract}/renew", {201: ToldContract}, needs=Permission.CONTRACTS)
def renew_contract(request: ApiRequest, contract: RowId, form: RenewalForm) -> HttpResponse:
    """Make the draft that goes on with a contract; posting it ends the old one."""
    day = today(request.auth.company.time_zone)
    on = form.on or renewing.proposed_day(contracts.found(request, contract), day)
    how = Copy(today=day, code=form.code or "")
    by = request.auth.actor
    made = renewing.renew(contract, on, how, by=by, prices=Prices(form.prices))
    return _made(request, made.pk)


@endpoints.post("/contracts/{int:contract}/clone", {201: ToldContract}, needs=Permission.CONTRACTS)
def clone_contract(request: ApiRequest, contract: RowId, form: CloneForm) -> HttpResponse:
    """Make a draft with all lines, modifications and reviews of a contract."""
    day = today(request.auth.company.time_zone)
    how = Copy(today=day, code=form.code or "", customer=form.customer or "")
    return _made(request, renewing.clone(contract, how, by=request.auth.actor).pk)


@endpoints.post(
    "/contracts/{int:contract}/automatic-renewal",
    {200: ToldRenewal},
    needs=Permission.CONTRACTS,
)
def set_renewal(request: ApiRequest, contract: RowId, form: AutomaticForm) -> HttpResponse:
    """Have a contract renew itself from its end on, or end on its end."""
    if form.automatic:
        terms = tacit_renewal.Terms(periods=form.periods, notice_days=form.notice_days)
        with fit_the_form(_OF_TERMS):
            done = tacit_renewal.set_automatic(contract, terms, by=request.auth.actor)
    else:
        done = tacit_renewal.set_manual(contract, by=request.auth.actor)
    return _renewal(done)


@endpoints.post("/contracts/{int:contract}/notice", {200: ToldRenewal}, needs=Permission.EVERYDAY)
def give_notice(request: ApiRequest, contract: RowId, form: NoticeForm) -> HttpResponse:
    """Note that notice was given: in time, the contract ends on its end."""
    return _renewal(tacit_renewal.give_notice(contract, form.on, by=request.auth.actor))


def _made(request: ApiRequest, number: int) -> HttpResponse:
    place = f"/api/v1/contracts/{number}"
    return answer(201, contracts.told(request, number), location=place)


def _renewal(contract: Any) -> HttpResponse:
    told = ToldRenewal(
        id=contract.pk,
        automatic=contract.renew_automatically,
        periods=contract.renewal_periods,
        notice_days=contract.notice_days,
        notice_given_on=contract.notice_given_on,
    )
    return answer(200, told)
