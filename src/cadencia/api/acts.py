"""The acts that move a contract through its states (R14), why it bills, what can't be billed."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Query

from cadencia.api import contracts, filters, paging
from cadencia.api.authentication import ApiRequest
from cadencia.api.clock import today
from cadencia.api.customers import RowId
from cadencia.api.endpoints import Endpoints, answer
from cadencia.api.forms import Code, Day, Form, Told
from cadencia.api.paging import Cursor, Limit, Page
from cadencia.billing import acts, missing, one_contract, refusals, succession
from cadencia.billing.models import Refusal
from cadencia.billing.why import Cause, why
from cadencia.contracts.models import Contract
from cadencia.contracts.states import NEEDS, Act

endpoints = Endpoints("Acts on a contract")


class GoingOn(Form):
    """What becomes of the dates that passed while the contract stood still."""

    missed: Literal["skip", "due"] = "skip"


class Stopping(Form):
    """What becomes of drafts made from the contract: nothing said is as usual for the act."""

    drafts: Literal["refuse", "delete", "keep"] | None = None


class Ending(Stopping):
    """Drafts as in other acts, and why the contract ends: a code of the company's reasons."""

    reason: Code | None = None


class Voiding(Ending):
    """Drafts as in other acts; of a renewal, what becomes of the contract that it renews.

    Usually that one gets the end back that it had; its dates that passed meanwhile are skipped.
    """

    old_end: Literal["give_back", "keep"] = "give_back"
    missed: Literal["skip", "due"] = "skip"


class Done(Told):
    """The contract after an act. `missed` are the dates that passed meanwhile."""

    id: int
    code: str
    state: str
    active: bool
    version: int
    missed: list[Day]


class ToldCause(Told):
    """One reason why, or why not."""

    code: str
    verdict: str
    line: str | None
    values: dict[str, Any]
    sentence: str


class ToldWhy(Told):
    """Why a contract bills something on a day, or doesn't; the first cause decides."""

    contract: str
    customer: str
    on: Day
    as_of: Day
    verdict: str
    causes: list[ToldCause]


class ToldRefusal(Told):
    """A contract that the last run left aside, and how to mend it."""

    contract: str
    customer: str
    customer_name: str
    code: str
    message: str
    fields: list[str]
    due_on: Day | None
    run: int | None


_USUAL, _AS_USUAL, _ENDING, _VOIDED = GoingOn(), Stopping(), Ending(), Voiding()


@endpoints.post("/contracts/{int:contract}/post", {200: Done}, needs=NEEDS[Act.POST])
def post_contract(request: ApiRequest, contract: RowId, form: GoingOn = _USUAL) -> HttpResponse:
    """Post a draft, after every check: from then on it generates."""
    return _go_on(request, contract, form, acts.post)


@endpoints.post("/contracts/{int:contract}/activate", {200: Done}, needs=NEEDS[Act.ACTIVATE])
def activate_contract(request: ApiRequest, contract: RowId, form: GoingOn = _USUAL) -> HttpResponse:
    """Let a posted contract generate again."""
    return _go_on(request, contract, form, acts.activate)


@endpoints.post("/contracts/{int:contract}/reopen", {200: Done}, needs=NEEDS[Act.REOPEN])
def reopen_contract(request: ApiRequest, contract: RowId, form: GoingOn = _USUAL) -> HttpResponse:
    """Make a finished contract a posted one again."""
    return _go_on(request, contract, form, acts.reopen)


@endpoints.post("/contracts/{int:contract}/revert", {200: Done}, needs=NEEDS[Act.REVERT])
def revert_contract(
    request: ApiRequest, contract: RowId, form: Stopping = _AS_USUAL
) -> HttpResponse:
    """Make a posted contract a draft again, so that it can be edited."""
    return _stop(request, contract, form, acts.revert)


@endpoints.post("/contracts/{int:contract}/deactivate", {200: Done}, needs=NEEDS[Act.DEACTIVATE])
def deactivate_contract(
    request: ApiRequest, contract: RowId, form: Stopping = _AS_USUAL
) -> HttpResponse:
    """Keep a posted contract from generating until it is activated."""
    return _stop(request, contract, form, acts.deactivate)


@endpoints.post("/contracts/{int:contract}/finish", {200: Done}, needs=NEEDS[Act.FINISH])
def finish_contract(request: ApiRequest, contract: RowId, form: Ending = _ENDING) -> HttpResponse:
    """Close a contract that has come to its normal end.

    `missed` are the dates that it owed: nothing bills them any more.
    """
    on, by = today(request.auth.company.time_zone), request.auth.actor
    owed = one_contract.owed_by(contract, as_of=on, by=by)
    return _stop(request, contract, form, partial(acts.finish, reason=form.reason), owed)


@endpoints.post("/contracts/{int:contract}/void", {200: Done}, needs=NEEDS[Act.VOID])
def void_contract(request: ApiRequest, contract: RowId, form: Voiding = _VOIDED) -> HttpResponse:
    """Annul a contract, for good; the contract that it renews gets its end back, unless said.

    `missed` are the dates of that one that passed since the renewal ended it.
    """
    on, by = today(request.auth.company.time_zone), request.auth.actor
    chosen = {} if form.drafts is None else {"waiting": acts.Drafts(form.drafts)}
    goes_on = succession.would_go_on(contract, on=on, by=by)
    old_end, missed = succession.OldEnd(form.old_end), missing.Missed(form.missed)
    renewed = succession.Voiding(on=on, old_end=old_end, missed=missed)
    after = acts.void(contract, by=by, reason=form.reason, renewed=renewed, **chosen)
    given_back = goes_on is not None and old_end is succession.OldEnd.GIVE_BACK
    return _told(after, list(goes_on.missed) if goes_on is not None and given_back else [])


@endpoints.get("/contracts/{int:contract}/why", ToldWhy)
def why_contract(
    request: ApiRequest,
    contract: RowId,
    on: Annotated[Day, Query(description="The day asked about.")],
    as_of: Annotated[Day | None, Query(description="The day taken as today.")] = None,
) -> ToldWhy:
    """Say why a contract bills something on a day, or doesn't: every cause, the first decides."""
    company = request.auth.company
    code = contracts.found(request, contract).code
    told = why(code, on, as_of=as_of or today(company.time_zone), by=request.auth.actor)
    return ToldWhy(
        contract=told.contract,
        customer=told.customer,
        on=told.on,
        as_of=told.as_of,
        verdict=told.verdict.value,
        causes=[_cause(each) for each in told.causes],
    )


@endpoints.get("/refusals", Page[ToldRefusal])
def list_refusals(  # noqa: PLR0913 - one argument for each parameter
    request: ApiRequest,
    contract: Annotated[str | None, Query(max_length=100, description="Its code.")] = None,
    run: Annotated[int | None, Query(ge=1, le=2**63 - 1, description="Only of this run.")] = None,
    customer: Annotated[str | None, Query(max_length=100, description="Its code.")] = None,
    reason: Annotated[str | None, Query(max_length=100, description="Its `code`.")] = None,
    cursor: Cursor = None,
    limit: Limit = paging.USUAL,
) -> dict[str, Any]:
    """List the contracts that can't be billed, why, and how to mend it."""
    filters.refuse_unless_theirs(request, contract=contract, customer=customer)
    codes = () if contract is None else (contract,)
    found = refusals.rows_of(by=request.auth.actor, contracts=codes, run_id=run)
    if customer is not None:
        found = found.filter(contract__customer__code=customer)
    if reason is not None:
        found = found.filter(code=reason)
    return paging.told(paging.page(found, cursor=cursor, limit=limit), _refused)


def _refused(row: Refusal) -> ToldRefusal:
    each = refusals.as_told(row)
    return ToldRefusal(
        contract=each.contract,
        customer=each.customer,
        customer_name=each.customer_name,
        code=each.code,
        message=each.sentence,
        fields=list(each.fields),
        due_on=each.due_on,
        run=each.run_id,
    )


def _go_on(
    request: ApiRequest, number: int, form: GoingOn, act: Callable[..., Contract]
) -> HttpResponse:
    contract = contracts.found(request, number)
    on = today(request.auth.company.time_zone)
    missed = [each.due_on for each in missing.missed(contract, on=on, by=request.auth.actor)]
    after = act(number, on=on, by=request.auth.actor, missed=missing.Missed(form.missed))
    return _told(after, missed)


def _stop(
    request: ApiRequest,
    number: int,
    form: Stopping,
    act: Callable[..., Contract],
    missed: Sequence[date] = (),
) -> HttpResponse:
    on = today(request.auth.company.time_zone)
    chosen = {} if form.drafts is None else {"waiting": acts.Drafts(form.drafts)}
    return _told(act(number, on=on, by=request.auth.actor, **chosen), list(missed))


def _told(contract: Contract, missed: list[date]) -> HttpResponse:
    done = Done(
        id=contract.pk,
        code=contract.code,
        state=contract.state,
        active=contract.is_active,
        version=contract.version,
        missed=missed,
    )
    return answer(200, done)


def _cause(cause: Cause) -> ToldCause:
    return ToldCause(
        code=cause.code,
        verdict=cause.verdict.value,
        line=cause.line,
        values={name: plain(each) for name, each in cause.values.items()},
        sentence=cause.sentence,
    )


def plain(value: Any) -> Any:
    """Return a value as JSON has it: amounts and dates are texts."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return [plain(each) for each in value] if isinstance(value, tuple) else value
