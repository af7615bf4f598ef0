"""`cadencia reviews`: raise prices by a percent or an index, seen before they act (LN-12)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from cadencia.cli import bulk_options, scope_options
from cadencia.cli.bulk_options import AsJson, CompanyCode, Desk, Expect, Items, Rows, Yes
from cadencia.cli.installation import open_installation
from cadencia.cli.refusal import BadInput
from cadencia.cli.scope_options import ScopeOptions, as_day

if TYPE_CHECKING:
    from cadencia.billing.reviewing import ReviewWish

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Review prices by a percent or an index: preview, apply, list, undo.",
)

Percent = Annotated[str | None, typer.Option(help="Percent, such as 3.1; negative lowers.")]
Index = Annotated[str | None, typer.Option(help="Name of an index series, such as IPC.")]
Base = Annotated[
    str | None,
    typer.Option(metavar="YYYY-MM", help="Month the index is measured from; a year before."),
]
Since = Annotated[
    str | None, typer.Option("--from", metavar="DATE", help="From when (YYYY-MM-DD).")
]
Month = Annotated[str | None, typer.Option(metavar="YYYY-MM", help="From the first of a month.")]
Anniversary = Annotated[
    bool, typer.Option("--anniversary", help="On each one's first anniversary from then on.")
]
Every = Annotated[int | None, typer.Option(metavar="MONTHS", help="Again every so many months.")]

MONTH = re.compile(r"(?:19|2[01])\d\d-(?:0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What was typed of the review itself."""

    percent: str | None
    index: str | None
    base: str | None
    since: str | None
    month: str | None
    anniversary: bool
    every: int | None


@app.command()
def preview(  # noqa: PLR0913 - one argument for each option
    *,
    company: CompanyCode = None,
    percent: Percent = None,
    index: Index = None,
    base: Base = None,
    since: Since = None,
    month: Month = None,
    anniversary: Anniversary = False,
    every: Every = None,
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
    """List the new prices before they act: old, new, how, and from which installment."""
    open_installation()
    options = bulk_options.filters(contract, customer, kind, project, sales_rep, series)
    at = bulk_options.desk(company, options, item or ())
    wish = _wish(
        Typed(
            percent=percent,
            index=index,
            base=base,
            since=since,
            month=month,
            anniversary=anniversary,
            every=every,
        ),
        at,
    )
    bulk_options.previewed(at, wish, rows, as_json=as_json)


@app.command()
def apply(  # noqa: PLR0913 - one argument for each option
    *,
    company: CompanyCode = None,
    percent: Percent = None,
    index: Index = None,
    base: Base = None,
    since: Since = None,
    month: Month = None,
    anniversary: Anniversary = False,
    every: Every = None,
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
    """Add the review to all that the preview lists, or to none."""
    open_installation()
    options = bulk_options.filters(contract, customer, kind, project, sales_rep, series)
    at = bulk_options.desk(company, options, item or ())
    wish = _wish(
        Typed(
            percent=percent,
            index=index,
            base=base,
            since=since,
            month=month,
            anniversary=anniversary,
            every=every,
        ),
        at,
    )
    bulk_options.executed(at, wish, expect, yes=yes, as_json=as_json)


@app.command("list")
def list_(*, company: CompanyCode = None, as_json: AsJson = False) -> None:
    """List the reviews that were applied, the latest first."""
    open_installation()
    from cadencia.billing import bulk

    at = bulk_options.desk(company, ScopeOptions())
    bulk_options.show_acts(bulk.listed(by=at.by, kinds=("review",)), at.say, as_json=as_json)


@app.command()
def undo(
    act: Annotated[int, typer.Argument(metavar="ACT", help="Number of the act.")],
    *,
    company: CompanyCode = None,
    as_json: AsJson = False,
) -> None:
    """Take a review back, as long as nothing has been billed from it."""
    open_installation()
    bulk_options.undone(bulk_options.desk(company, ScopeOptions()), act, as_json=as_json)


def _wish(typed: Typed, at: Desk) -> ReviewWish:
    from cadencia.billing.reviewing import ReviewWish

    if typed.base is not None and not MONTH.fullmatch(typed.base):
        raise BadInput(at.say("not_a_month", option="--base", value=typed.base))
    return ReviewWish(
        since=_since(typed, at),
        on_anniversary=typed.anniversary,
        percent=bulk_options.amount("--percent", typed.percent, at.say),
        index=typed.index,
        base=typed.base,
        every_months=typed.every,
    )


def _since(typed: Typed, at: Desk) -> date:
    if typed.since is not None and typed.month is not None:
        raise BadInput(at.say("one_date"))
    if typed.month is not None:
        if not MONTH.fullmatch(typed.month):
            raise BadInput(at.say("not_a_month", option="--month", value=typed.month))
        return date.fromisoformat(f"{typed.month}-01")
    if typed.since is None:
        if typed.anniversary:
            return at.today
        raise BadInput(at.say("one_date"))
    return read_day(typed.since, at)


def read_day(typed: str, at: Desk) -> date:
    """Return the date of `--from`.

    :raises BadInput: if it is none.
    """
    found = as_day(typed)
    if found is None:
        raise BadInput(at.say("not_a_date", option="--from", value=typed))
    return found
