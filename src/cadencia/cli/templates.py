"""`cadencia template`: what many contracts share, and its changes for all of them (AG-6)."""

from __future__ import annotations

import json
import sys
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cadencia.cli import template_schedules
from cadencia.cli.contract_ground import (
    DRAFTS,
    Answer,
    AsJson,
    Company,
    Ground,
    Waiting,
    act_on,
    answered,
    ground,
)
from cadencia.cli.refusal import BadInput, Refused
from cadencia.cli.template_answers import (
    contract_form,
    found,
    reach_form,
    reach_told,
    show_reach,
    speaker,
    templates_with_followers,
    whole_form,
    would_do,
)

if TYPE_CHECKING:
    from cadencia.billing.templates import LineChange
    from cadencia.contracts.models import Contract

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Templates: list, show, create, set-price, set-schedule, followers, follow, detach…",
)

TemplateCode = Annotated[str, typer.Argument(metavar="TEMPLATE", help="Code of the template.")]
ContractCode = Annotated[str, typer.Argument(metavar="CONTRACT", help="Code of the contract.")]
Form = Annotated[Path, typer.Argument(metavar="FILE.json", help="The form; - reads it here.")]
LineKey = Annotated[str, typer.Argument(metavar="LINE", help="Key of the line.")]
Price = Annotated[str, typer.Argument(metavar="PRICE", help="The new unit price.")]
On = Annotated[str | None, typer.Option("--from", help="From this day on; today if not given.")]
Rows = Annotated[int, typer.Option(help="Followers shown at most.", min=1)]
Yes = Annotated[bool, typer.Option("--yes", help="Don't ask.")]
KeepDrafts = Annotated[
    bool, typer.Option("--keep-drafts", help="Drafts that wait stay, and are not issued.")
]
ROWS_SHOWN = 20


@app.command("list")
def list_templates(*, company: Company = None, as_json: AsJson = False) -> None:
    """List the templates with the number of contracts that follow each."""
    at = ground(company)
    say = speaker(at)
    listed = templates_with_followers(at)
    if as_json:
        typer.echo(json.dumps(listed, ensure_ascii=False, indent=2))
        return
    if not listed:
        typer.echo(say("no_templates"))
        return
    from cadencia.cli import screen

    table = screen.table(*(say(each) for each in ("template", "name", "lines", "followers")))
    for each in listed:
        table.add_row(each["code"], each["name"], str(each["lines"]), str(each["followers"]))
    screen.output().print(table)


@app.command()
def show(code: TemplateCode, *, company: Company = None, as_json: AsJson = False) -> None:
    """Show a template: its form, and what its lines say from which day on."""
    at = ground(company)
    form = whole_form(at, found(at, code))
    if as_json:
        typer.echo(json.dumps(form, ensure_ascii=False, indent=2))
        return
    from cadencia.cli import screen

    say, console = speaker(at), screen.output()
    console.print(f"{form['code']}  {form['name']}", style="bold")
    table = screen.table(*(say(each) for each in ("line", "description", "from", "price")))
    for line in form["lines"]:
        since = line.get("valid_from", "")
        table.add_row(line["key"], line.get("description", ""), since, line.get("unit_price", ""))
        for change in form["changes"]:
            if change["line"] == line["key"]:
                said = change["description"]
                table.add_row("", said, change["from"], change["unit_price"] or "")
    console.print(table)


@app.command()
def create(file: Form, *, company: Company = None, as_json: AsJson = False) -> None:
    """Make a template from a form: as a contract's, with `code`, `name` and no customer."""
    at = ground(company)

    def act() -> Answer:
        from cadencia.billing import templates

        template = templates.create(_read(at, file), by=at.by)
        told = [speaker(at)("created", code=template.code)]
        return Answer(whole_form(at, template), told)

    answered(at, act, as_json=as_json)


@app.command("set-price")
def set_price(  # noqa: PLR0913 - the options of a command
    code: TemplateCode,
    line: LineKey,
    price: Price,
    *,
    on: On = None,
    rows: Rows = ROWS_SHOWN,
    yes: Yes = False,
    keep_drafts: KeepDrafts = False,
    company: Company = None,
    as_json: AsJson = False,
) -> None:
    """Change the price of a line for all followers, from a day on; shown before it is done."""
    at = ground(company)
    template, change = found(at, code), _price_change(at, line, price, on)

    def act() -> Answer:
        from cadencia.billing import followers, templates
        from cadencia.billing.templates import FollowersHaveDrafts

        say = speaker(at)
        reach = followers.touched(template.pk, change, by=at.by, most=rows)
        if not yes and not as_json and sys.stdin.isatty():
            show_reach(at, reach)
            typer.confirm(say("ask_price"), abort=True)
        try:
            templates.change_line(template.pk, change, by=at.by, keep_drafts=keep_drafts)
        except FollowersHaveDrafts as waiting:
            runs = ", ".join(str(each) for each in waiting.runs) or "–"
            raise Refused(say("drafts_of_followers", runs=runs)) from None
        day = at.figures.day(change.on)
        told = [say("price_set", line=line, price=price, on=day), reach_told(at, reach)]
        return Answer({"done": True, **reach_form(reach)}, told)

    answered(at, act, as_json=as_json)


@app.command()
def followers(  # noqa: PLR0913 - the options of a command
    code: TemplateCode,
    *,
    line: Annotated[
        str | None, typer.Option(help="Key of a line whose price would change.")
    ] = None,
    price: Annotated[str | None, typer.Option(help="What it would cost.")] = None,
    on: On = None,
    rows: Rows = ROWS_SHOWN,
    company: Company = None,
    as_json: AsJson = False,
) -> None:
    """List who follows a template; with --line and --price, what a change would do to them."""
    at = ground(company)
    template = found(at, code)
    if line is not None and price is not None:
        change = _price_change(at, line, price, on)
        answered(at, lambda: would_do(at, template, change, rows), as_json=as_json)
        return
    from cadencia.billing import followers as following

    mine = list(following.followers(template, by=at.by))
    if as_json:
        form = [{"contract": e.code, "customer": e.customer.code, "state": e.state} for e in mine]
        typer.echo(json.dumps(form, ensure_ascii=False, indent=2))
        return
    for each in mine[:rows]:
        typer.echo(f"{each.code}  {each.customer.name}")
    if len(mine) > rows:
        typer.echo(speaker(at)("and_more", count=len(mine) - rows))


@app.command("new-contract")
def new_contract(
    code: TemplateCode,
    customer: Annotated[str, typer.Argument(metavar="CUSTOMER", help="Code of the customer.")],
    *,
    file: Annotated[
        Path | None, typer.Option(help="What the contract says of its own, as JSON.")
    ] = None,
    company: Company = None,
    as_json: AsJson = False,
) -> None:
    """Make a draft that follows a template."""
    at = ground(company)

    def act() -> Answer:
        from cadencia.billing import following

        form = {} if file is None else _read(at, file)
        made = following.make_contract(code, customer, form, today=at.today, by=at.by)
        told = [speaker(at)("made", contract=made.code, template=code)]
        return Answer(contract_form(made), told)

    answered(at, act, as_json=as_json)


@app.command()
def follow(
    code: TemplateCode,
    contract: ContractCode,
    *,
    drop_lines: Annotated[
        bool, typer.Option("--drop-lines", help="Take its own lines out; one-offs stay.")
    ] = False,
    company: Company = None,
    as_json: AsJson = False,
) -> None:
    """Have a draft follow a template."""

    def act(at: Ground, row: Contract) -> Answer:
        from cadencia.billing import following

        after = following.follow(row.pk, code, by=at.by, drop_lines=drop_lines)
        told = [speaker(at)("follows", contract=after.code, template=code)]
        return Answer(contract_form(after), told)

    act_on(contract, company, act, as_json=as_json)


@app.command()
def detach(
    contract: ContractCode,
    *,
    drafts: Waiting = "refuse",
    company: Company = None,
    as_json: AsJson = False,
) -> None:
    """Give a follower the lines of its template as its own."""

    def act(at: Ground, row: Contract) -> Answer:
        from cadencia.billing import following
        from cadencia.billing.acts import Drafts

        waiting = Drafts(at.choice("--drafts", drafts, DRAFTS))
        after = following.detach(row.pk, by=at.by, waiting=waiting)
        template = after.template.code if after.template else ""
        told = [speaker(at)("detached", contract=after.code, template=template)]
        return Answer(contract_form(after), told)

    act_on(contract, company, act, as_json=as_json)


app.command("set-schedule")(template_schedules.set_schedule)
app.command("withdraw-schedule")(template_schedules.withdraw_schedule)


# What was typed


def _price_change(at: Ground, line: str, price: str, on: str | None) -> LineChange:
    from cadencia.billing.templates import LineChange

    try:
        amount = Decimal(price)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite():
        raise BadInput(speaker(at)("not_an_amount", option="PRICE", value=price))
    return LineChange(line=line, on=at.day("--from", on), unit_price=amount)


def _read(at: Ground, file: Path) -> dict[str, Any]:
    from cadencia.interchange.json_text import Unreadable, load
    from cadencia.interchange.problems import sentence

    try:
        data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        form = load(data)
    except OSError as error:
        reason = error.strerror or str(error)
        raise BadInput(speaker(at)("unreadable", file=file, reason=reason)) from None
    except Unreadable as unreadable:
        reason = sentence(unreadable.problem, at.say.language)
        raise BadInput(speaker(at)("unreadable", file=file, reason=reason)) from None
    if not isinstance(form, dict):
        raise BadInput(speaker(at)("unreadable", file=file, reason="{…}"))
    return form
