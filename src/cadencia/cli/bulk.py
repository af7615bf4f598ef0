"""`cadencia bulk`: prices, items and payment methods of many contracts at once (LN-12)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

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

What = Annotated[str, typer.Argument(metavar="WHAT", help="price, item or payment-method.")]
Percent = Annotated[str | None, typer.Option(help="Price: percent, such as 3.1.")]
Amount = Annotated[str | None, typer.Option(help="Price: amount more, or less if negative.")]
ToItem = Annotated[bool, typer.Option("--item-price", help="Price: the item's in the catalog.")]
Decimals = Annotated[int | None, typer.Option(help="Price: round to so many decimals.")]
NewItem = Annotated[str | None, typer.Option(help="Item: its code, in place of --item.")]
WithPrice = Annotated[bool, typer.Option("--with-price", help="Item: at its catalog price.")]
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
    method: str | None
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
    open_installation()
    options = bulk_options.filters(contract, customer, kind, project, sales_rep, series)
    at = bulk_options.desk(company, options, item or ())
    typed = Typed(
        what=what,
        since=since,
        percent=percent,
        amount=amount,
        to_item=to_item,
        decimals=decimals,
        new_item=new_item,
        with_price=with_price,
        method=payment_method,
        items=tuple(item or ()),
    )
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
    open_installation()
    options = bulk_options.filters(contract, customer, kind, project, sales_rep, series)
    at = bulk_options.desk(company, options, item or ())
    typed = Typed(
        what=what,
        since=since,
        percent=percent,
        amount=amount,
        to_item=to_item,
        decimals=decimals,
        new_item=new_item,
        with_price=with_price,
        method=payment_method,
        items=tuple(item or ()),
    )
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


def _wish(typed: Typed, at: Desk) -> Wish:
    wishes = {"price": _price, "item": _item, "payment-method": _payment}
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

    if typed.method is None:
        raise BadInput(at.say("missing", option="--payment-method"))
    return PaymentWish(payment_method=typed.method)


def _given(option: str, typed: str | None, at: Desk) -> str:
    if not typed:
        raise BadInput(at.say("missing", option=option))
    return typed
