"""`cadencia bulk`: prices, items, days, templates… of many contracts at once (LN-12, LC-5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cadencia.cli import bulk_options, scope_options
from cadencia.cli.bulk_options import AsJson, CompanyCode, Desk, Expect, Items, Rows, Yes
from cadencia.cli.installation import open_installation
from cadencia.cli.refusal import BadInput
from cadencia.cli.reviews import Since, read_day
from cadencia.cli.scope_options import ScopeOptions

if TYPE_CHECKING:
    from cadencia.billing.bulk import Wish

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Change many contracts at once: preview, execute, list, undo.",
)

What = Annotated[
    str, typer.Argument(metavar="WHAT", help="price, item, payment-method, day or template.")
]
Percent = Annotated[str | None, typer.Option(help="Price: percent, such as 3.1.")]
Amount = Annotated[str | None, typer.Option(help="Price: amount more, or less if negative.")]
ToItem = Annotated[bool, typer.Option("--item-price", help="Price: the item's in the catalog.")]
Decimals = Annotated[int | None, typer.Option(help="Price: round to so many decimals.")]
NewItem = Annotated[str | None, typer.Option(help="Item: its code, in place of --item.")]
WithPrice = Annotated[bool, typer.Option("--with-price", help="Item: at its catalog price.")]
DayOfMonth = Annotated[int | None, typer.Option("--day", help="Day: of the month; 31, the last.")]
Between = Annotated[
    str | None,
    typer.Option("--opening", help="Day: the days between: none, full or prorated."),
]
NewTemplate = Annotated[str | None, typer.Option("--template", help="Template; empty: none.")]
Method = Annotated[str | None, typer.Option(help="Payment method; empty: the customer's own.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What was typed of the act itself."""

    what: str
    since: str | None
    percent: str | None
    amount: str | None
    to_item: bool
    decimals: int | None
    new_item: str | None
    with_price: bool
    payment_method: str | None
    day: int | None
    opening: str | None
    template: str | None
    items: tuple[str, ...]


@app.command()
def preview(  # noqa: PLR0913 - one argument for each option
    what: What,
    *,
    company: CompanyCode = None,
    since: Since = None,
    percent: Percent = None,
    amount: Amount = None,
    to_item: ToItem = False,
    decimals: Decimals = None,
    new_item: NewItem = None,
    with_price: WithPrice = False,
    payment_method: Method = None,
    day: DayOfMonth = None,
    opening: Between = None,
    template: NewTemplate = None,
    item: Items = None,
    contract: scope_options.Contracts = None,
    customer: scope_options.Customers = None,
    kind: scope_options.Kinds = None,
    project: scope_options.Projects = None,
    sales_rep: scope_options.SalesReps = None,
    series: scope_options.SeriesCodes = None,
    rows: Rows = bulk_options.ROWS_SHOWN,
    as_json: AsJson = False,
) -> None:
    """Show what would change, contract by contract, and who is left out and why."""
    typed = _typed(locals())
    open_installation()
    options = bulk_options.filters(contract, customer, kind, project, sales_rep, series)
    at = bulk_options.desk(company, options, item or ())
    bulk_options.previewed(at, _wish(typed, at), rows, as_json=as_json)


@app.command()
def execute(  # noqa: PLR0913 - one argument for each option
    what: What,
    *,
    company: CompanyCode = None,
    since: Since = None,
    percent: Percent = None,
    amount: Amount = None,
    to_item: ToItem = False,
    decimals: Decimals = None,
    new_item: NewItem = None,
    with_price: WithPrice = False,
    payment_method: Method = None,
    day: DayOfMonth = None,
    opening: Between = None,
    template: NewTemplate = None,
    item: Items = None,
    contract: scope_options.Contracts = None,
    customer: scope_options.Customers = None,
    kind: scope_options.Kinds = None,
    project: scope_options.Projects = None,
    sales_rep: scope_options.SalesReps = None,
    series: scope_options.SeriesCodes = None,
    expect: Expect = None,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Change all that the preview shows, or nothing; lines of posted contracts stay."""
    typed = _typed(locals())
    open_installation()
    options = bulk_options.filters(contract, customer, kind, project, sales_rep, series)
    at = bulk_options.desk(company, options, item or ())
    bulk_options.executed(at, _wish(typed, at), expect, yes=yes, as_json=as_json)


@app.command("list")
def list_(*, company: CompanyCode = None, as_json: AsJson = False) -> None:
    """List the acts on many contracts, reviews included, the latest first."""
    open_installation()
    from cadencia.billing import bulk

    at = bulk_options.desk(company, ScopeOptions())
    bulk_options.show_acts(bulk.listed(by=at.by), at.say, as_json=as_json)


@app.command()
def undo(
    act: Annotated[int, typer.Argument(metavar="ACT", help="Number of the act.")],
    *,
    company: CompanyCode = None,
    as_json: AsJson = False,
) -> None:
    """Take an act back, as long as nothing has been billed from it."""
    open_installation()
    bulk_options.undone(bulk_options.desk(company, ScopeOptions()), act, as_json=as_json)


def _typed(given: Mapping[str, Any]) -> Typed:
    """What was typed of the act, among the arguments of its command."""
    named = {each.name: given[each.name] for each in fields(Typed) if each.name != "items"}
    return Typed(**named, items=tuple(given["item"] or ()))


def _wish(typed: Typed, at: Desk) -> Wish:
    wishes = {
        "price": _price,
        "item": _item,
        "payment-method": _payment,
        "day": _day,
        "template": _template,
    }
    if typed.what not in wishes:
        raise BadInput(at.say("not_a_kind", value=typed.what))
    return wishes[typed.what](typed, at)


def _price(typed: Typed, at: Desk) -> Wish:
    from cadencia.billing.bulk_prices import PriceWish

    return PriceWish(
        since=read_day(_given("--from", typed.since, at), at),
        percent=bulk_options.amount("--percent", typed.percent, at.say),
        amount=bulk_options.amount("--amount", typed.amount, at.say),
        to_item=typed.to_item,
        decimals=typed.decimals,
    )


def _item(typed: Typed, at: Desk) -> Wish:
    from cadencia.billing.bulk_prices import ItemWish

    return ItemWish(
        since=read_day(_given("--from", typed.since, at), at),
        item=_given("--item", typed.items[0] if typed.items else None, at),
        new_item=_given("--new-item", typed.new_item, at),
        with_price=typed.with_price,
    )


def _payment(typed: Typed, at: Desk) -> Wish:
    from cadencia.billing.bulk_payment import PaymentWish

    if typed.payment_method is None:
        raise BadInput(at.say("missing", option="--payment-method"))
    return PaymentWish(payment_method=typed.payment_method)


def _day(typed: Typed, at: Desk) -> Wish:
    from cadencia.billing.bulk_day import DayWish
    from cadencia.core.agreement import Opening

    if typed.day is None:
        raise BadInput(at.say("missing", option="--day"))
    if typed.opening not in (None, *Opening):
        raise BadInput(at.say("not_an_opening", value=typed.opening))
    return DayWish(
        since=read_day(_given("--from", typed.since, at), at),
        day=typed.day,
        opening=None if typed.opening is None else Opening(typed.opening),
    )


def _template(typed: Typed, at: Desk) -> Wish:
    from cadencia.billing.bulk_template import TemplateWish

    if typed.template is None:
        raise BadInput(at.say("missing", option="--template"))
    if not typed.template:
        return TemplateWish(template="")
    since = read_day(_given("--from", typed.since, at), at)
    return TemplateWish(template=typed.template, since=since)


def _given(option: str, typed: str | None, at: Desk) -> str:
    if not typed:
        raise BadInput(at.say("missing", option=option))
    return typed
