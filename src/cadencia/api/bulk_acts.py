"""Acts on many contracts: seen first, done, undone; and price reviews, which are one (LN-12)."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Path, Query
from pydantic import Field

from cadencia.api import paging
from cadencia.api.authentication import ApiRequest
from cadencia.api.clock import now, today
from cadencia.api.endpoints import Endpoints, answer
from cadencia.api.forms import LARGEST_ID, Amount, Code, Day, Small, Told
from cadencia.api.paging import Cursor, Limit, Page
from cadencia.api.problems import Fault, Refused
from cadencia.api.scope_forms import Codes, FilterForm, only_of
from cadencia.billing import bulk, proposals
from cadencia.billing.bulk import Wish
from cadencia.billing.bulk_day import DayWish
from cadencia.billing.bulk_payment import PaymentWish
from cadencia.billing.bulk_prices import ItemWish, PriceWish
from cadencia.billing.bulk_template import TemplateWish
from cadencia.billing.choosing import Choice
from cadencia.billing.proposals import Proposal
from cadencia.billing.reviewing import ReviewWish
from cadencia.contracts.bulk_models import BulkAct
from cadencia.core.agreement import Opening
from cadencia.parties.access import Permission

endpoints = Endpoints("Bulk acts and price reviews")
ActId = Annotated[int, Path(ge=1, le=LARGEST_ID)]
Kind = Literal["price", "item", "payment_method", "review", "day", "template"]
SHOWN = 1000


class BulkForm(FilterForm):
    """What to do to which contracts. `expect` is the fingerprint of the preview."""

    act: Kind
    items: Codes = Field([], description="Only lines of these items.")
    since: Day | None = Field(None, description="From when on; not for the payment method.")
    percent: Amount | None = Field(None, description="Of price and review.")
    amount: Amount | None = Field(None, description="Of price: added to it.")
    to_item: bool = Field(default=False, description="Of price: the item's in the catalog.")
    decimals: Annotated[int, Field(ge=0, le=8)] | None = None
    item: Code | None = Field(None, description="Of item: the old one.")
    new_item: Code | None = None
    with_price: bool = False
    payment_method: Annotated[str, Field(max_length=100)] | None = None
    on_anniversary: bool = False
    index: Code | None = Field(None, description="Of review: the index, over that of `base`.")
    base: Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")] | None = None
    every_months: Small | None = None
    day: Annotated[int, Field(ge=1, le=31)] | None = Field(
        None, description="Of day: the day of the month; 31 is the last one."
    )
    opening: Literal["none", "full", "prorated"] | None = Field(
        None, description="Of day: what is billed of the days between; else as each contract says."
    )
    template: Annotated[str, Field(max_length=100)] | None = Field(
        None, description="Of template: its code; empty detaches from any."
    )
    expect: Annotated[str, Field(pattern="^[0-9a-f]{64}$")] | None = None


class PreviewBulkForm(BulkForm):
    """What to show of an act, and from which row of its lists on."""

    offset: Annotated[
        int, Field(ge=0, le=10_000_000, description="`next` of the answer before; 0: the first.")
    ] = 0


class ToldTouched(Told):
    """What it does to a contract, or to one of its lines."""

    contract: str
    customer: str
    line: str
    description: str
    acts_from: Day | None
    due_on: Day | None
    before: str | None
    after: str | None
    calculation: list[str]
    missing: str


class ToldLeftOut(Told):
    """A contract, or one of its lines, that it doesn't touch, and why."""

    contract: str
    line: str
    code: str
    sentence: str


class ToldProposal(Told):
    """What it would do, or did: a thousand rows of each list, which `next` goes on with.

    `rows` and `rows_left_out` are all that there are; `next` is null where none is left to show.
    """

    id: int | None
    contracts: int
    fingerprint: str
    rows: int
    rows_left_out: int
    next: int | None
    touched: list[ToldTouched]
    left_out: list[ToldLeftOut]
    reasons: dict[str, int]


class ToldAct(Told):
    """A bulk act that was executed."""

    id: int
    kind: str
    state: str
    at: datetime
    by: str = Field(description="Who did it: a user, or a program's token.")
    channel: str
    filter: dict[str, Any]
    wish: dict[str, Any]
    contracts: int
    lines: int
    left_out: dict[str, int]
    undone_at: datetime | None
    undone_by: str


class UndoneAct(Told):
    """How many contracts are as before."""

    id: int
    contracts: int


@endpoints.post("/bulk/preview", {200: ToldProposal}, needs=Permission.READ)
def preview_bulk(request: ApiRequest, form: PreviewBulkForm) -> HttpResponse:
    """Show what an act would do to many contracts, whom it leaves out and why.

    A thousand rows at a time: ask again with `next` as `offset`. The fingerprint is of all of
    them; another one means that the rows before aren't as they were shown.
    """
    day = today(request.auth.company.time_zone)
    choice, wish = _choice(form, request), _wish(form)
    found = bulk.preview(choice, wish, today=day, by=request.auth.actor)
    return answer(200, _proposal(found, None, form.offset))


@endpoints.post("/bulk", {200: ToldProposal}, needs=Permission.PRICES)
def execute_bulk(request: ApiRequest, form: BulkForm) -> HttpResponse:
    """Do an act to all contracts that the preview names, or to none."""
    day = today(request.auth.company.time_zone)
    choice, wish = _choice(form, request), _wish(form)
    try:
        done = bulk.execute(
            choice, wish, today=day, at=now(), by=request.auth.actor, expect=form.expect or ""
        )
    except bulk.NothingToDo:
        raise Refused("conflict", _("No contract is left to do it to.")) from None
    except bulk.ProposalChanged:
        detail = _("It would do something else than the preview showed: look at it again.")
        raise Refused("conflict", detail) from None
    return answer(200, _proposal(done.proposal, done.act_id))


@endpoints.get("/bulk", Page[ToldAct])
def list_bulk(
    request: ApiRequest,
    kind: Annotated[Kind | None, Query(description="Which act.")] = None,
    state: Annotated[Literal["executed", "undone"] | None, Query(description="Its state.")] = None,
    cursor: Cursor = None,
    limit: Limit = paging.USUAL,
) -> dict[str, Any]:
    """List the bulk acts and price reviews that were executed, the latest first."""
    found = BulkAct.objects.filter(company=request.auth.company)
    asked = {"kind": kind, "state": state}
    found = found.filter(**{name: each for name, each in asked.items() if each is not None})
    return paging.told(paging.page(found, cursor=cursor, limit=limit, latest_first=True), _act)


def _act(act: BulkAct) -> dict[str, Any]:
    names = set(ToldAct.model_fields) - {"id", "by", "filter"}
    told = {name: getattr(act, name) for name in names}
    return {"id": act.pk, "by": act.name, "filter": act.only, **told}


@endpoints.post("/bulk/{int:act}/undo", {200: UndoneAct}, needs=Permission.PRICES)
def undo_bulk(request: ApiRequest, act: ActId) -> HttpResponse:
    """Take a bulk act back, as long as nothing has been billed from it."""
    try:
        contracts = bulk.undo(act, at=now(), by=request.auth.actor)
    except bulk.UndoneAlready:
        raise Refused("conflict", _("It was undone before.")) from None
    except bulk.BilledSince as billed:
        detail = _("Something was billed from it since: correct that first.")
        more = {"contracts": list(billed.contracts[:SHOWN])}
        raise Refused("conflict", detail, more=more) from None
    return answer(200, UndoneAct(id=act, contracts=contracts))


def _choice(form: BulkForm, request: ApiRequest) -> Choice:
    return Choice(only=only_of(form, request), items=tuple(form.items))


def _wish(form: BulkForm) -> Wish:
    """Return what is to be done.

    :raises Refused: if the act lacks a field, or one is given that it doesn't read.
    """
    given = form.model_fields_set - _OF_ANY
    unread = [each for each in type(form).model_fields if each in given - _READ[form.act]]
    faults = [Fault(each, _("This act doesn't read it: leave it out.")) for each in unread]
    faults += [
        Fault(each, _("Fill this in.")) for each in _WANTED[form.act] if getattr(form, each) is None
    ]
    if faults:
        raise Refused("refused", faults=faults)
    return _WISHES[form.act](form)


def _price(form: BulkForm) -> Wish:
    return PriceWish(
        since=_since(form),
        percent=form.percent,
        amount=form.amount,
        to_item=form.to_item,
        decimals=form.decimals,
    )


def _item(form: BulkForm) -> Wish:
    return ItemWish(
        since=_since(form),
        item=form.item or "",
        new_item=form.new_item or "",
        with_price=form.with_price,
    )


def _payment(form: BulkForm) -> Wish:
    return PaymentWish(payment_method=form.payment_method or "")


def _review(form: BulkForm) -> Wish:
    return ReviewWish(
        since=_since(form),
        on_anniversary=form.on_anniversary,
        percent=form.percent,
        index=form.index,
        base=form.base,
        every_months=form.every_months,
    )


def _day(form: BulkForm) -> Wish:
    opening = None if form.opening is None else Opening(form.opening)
    return DayWish(since=_since(form), day=form.day or 1, opening=opening)


def _template(form: BulkForm) -> Wish:
    return TemplateWish(template=form.template or "", since=form.since)


def _since(form: BulkForm) -> date:
    assert form.since is not None  # noqa: S101 - wanted of every act that asks for it
    return form.since


_OF_ANY = frozenset({*FilterForm.model_fields, "act", "expect", "offset"})
_READ: dict[str, frozenset[str]] = {
    "price": frozenset({"items", "since", "percent", "amount", "to_item", "decimals"}),
    "item": frozenset({"since", "item", "new_item", "with_price"}),
    "payment_method": frozenset({"payment_method"}),
    "review": frozenset(
        {"items", "since", "on_anniversary", "percent", "index", "base", "every_months"}
    ),
    "day": frozenset({"since", "day", "opening"}),
    "template": frozenset({"since", "template"}),
}
"""The fields that each act reads, besides those of all."""
_WANTED = {
    "price": ("since",),
    "item": ("since", "item", "new_item"),
    "payment_method": ("payment_method",),
    "review": ("since",),
    "day": ("since", "day"),
    "template": ("template",),
}
_WISHES: dict[str, Callable[[BulkForm], Wish]] = {
    "price": _price,
    "item": _item,
    "payment_method": _payment,
    "review": _review,
    "day": _day,
    "template": _template,
}


def _proposal(found: Proposal, act_id: int | None, offset: int = 0) -> ToldProposal:
    end = offset + SHOWN
    names = ("contract", "customer", "line", "description", "acts_from", "due_on")
    return ToldProposal(
        id=act_id,
        contracts=found.contracts,
        fingerprint=found.fingerprint,
        rows=len(found.touched),
        rows_left_out=len(found.left_out),
        next=end if end < max(len(found.touched), len(found.left_out)) else None,
        touched=[
            ToldTouched(
                **{name: getattr(each, name) for name in names},
                before=_text(each.before),
                after=_text(each.after),
                calculation=list(each.calculation),
                missing=each.told_missing,
            )
            for each in found.touched[offset:end]
        ],
        left_out=[
            ToldLeftOut(
                contract=each.contract, line=each.line, code=each.code, sentence=each.sentence
            )
            for each in found.left_out[offset:end]
        ],
        reasons=found.reasons(),
    )


def _text(value: Any) -> str | None:
    return None if value is None else proposals.text(value)
