"""`cadencia contract life`: all that a contract has billed and will, also of a draft (GE-13)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cadencia.cli.contract_ground import Answer, AsJson, Code, Company, Ground, act_on
from cadencia.cli.contract_show import linked
from cadencia.cli.life_words import WORDS
from cadencia.cli.wording import Speaker

if TYPE_CHECKING:
    from cadencia.billing.life import Life, Step
    from cadencia.contracts.models import Contract
    from cadencia.core.agreement import Contract as Agreed
    from cadencia.core.agreement import PriceReview, ScheduledModification

CHANGED = ("item", "description", "quantity", "unit_price", "price_split", "discounts", "taxes")
Until = Annotated[
    str | None, typer.Option(metavar="DATE", help="Last day shown; its end if nothing is said.")
]
AsOf = Annotated[
    str | None, typer.Option(metavar="DATE", help="The day taken as today (YYYY-MM-DD).")
]


def add_to(app: typer.Typer) -> None:
    """Add the command to those of contracts."""
    app.command(name="life")(life)


def life(
    code: Code,
    *,
    until: Until = None,
    as_of: AsOf = None,
    company: Company = None,
    as_json: AsJson = False,
) -> None:
    """Show the whole life of a contract: installments, modifications, reviews, pauses, end."""

    def act(at: Ground, contract: Contract) -> Answer:
        from cadencia.billing import contract_links
        from cadencia.billing import life as lives

        found = lives.life(
            contract.pk,
            by=at.by,
            today=at.day("--as-of", as_of),
            until=at.optional_day("--until", until),
        )
        links = contract_links.links_of(contract.pk, by=at.by)
        told = contract_links.form(links)
        form = {**_form(found), "renews": told["renews"], "renewed_by": told["renewed_by"]}
        return Answer(form, [*_told(at, found), *linked(links, at)])

    act_on(code, company, act, as_json=as_json)


def _form(found: Life) -> dict[str, Any]:
    from cadencia.billing import refusals

    contract = found.contract
    return {
        "contract": contract.code,
        "customer": {"code": contract.customer.code, "name": contract.customer.name},
        "state": contract.state,
        "active": contract.active,
        "as_posted": found.as_posted,
        "starts_on": _iso(contract.starts_on),
        "ends_on": _iso(found.ends_on),
        "until": found.until.isoformat(),
        "endless": found.is_endless,
        "currency": contract.currency,
        "installments": [_step_form(each) for each in found.steps],
        **_changes_form(contract),
        "cannot_be_billed": [
            {"code": each.code, "message": refusals.told(each), "due_on": _iso(each.due_on)}
            for each in found.refusals
        ],
    }


def _changes_form(contract: Agreed) -> dict[str, Any]:
    return {
        "modifications": [
            {
                "from": _iso(each.valid_from),
                "until": _iso(each.valid_until),
                "effect": str(each.effect),
                "changes": _changed(each),
            }
            for each in contract.modifications
        ],
        "reviews": [
            {
                "from": _iso(each.valid_from),
                "every_months": each.every_months,
                "percent": None if each.percent is None else str(each.percent),
                "index": each.index,
            }
            for each in contract.reviews
        ],
        "pauses": [
            {"from": _iso(each.start), "until": _iso(each.until), "mode": str(each.mode)}
            for each in contract.pauses
        ],
    }


def _step_form(each: Step) -> dict[str, Any]:
    period = each.period
    return {
        "number": each.number,
        "kind": each.kind,
        "due_on": each.due_on.isoformat(),
        "theoretical_on": each.theoretical_on.isoformat(),
        "period": period and {"from": period[0].isoformat(), "until": period[1].isoformat()},
        "state": each.state,
        "documents": each.documents,
        "net": format(each.net, "f"),
        "total": format(each.total, "f"),
    }


def _told(at: Ground, found: Life) -> Iterator[str]:
    say, contract = Speaker(WORDS, at.say.language), found.contract
    yield say(
        "title", code=contract.code, customer=contract.customer.name, state=say(contract.state)
    )
    if found.as_posted:
        yield say("as_posted")
    if found.ends_on is not None:
        yield say("ends", ends_on=at.figures.day(found.ends_on))
    elif found.is_endless:
        yield say("endless", until=at.figures.day(found.until))
    yield from _changes(at, found, say)
    yield from _rows(at, found, say)
    yield from _refused(at, found, say)


def _changes(at: Ground, found: Life, say: Speaker) -> Iterator[str]:
    """Yield modifications, reviews and pauses, as they were scheduled."""
    contract, day = found.contract, at.figures.day
    for change in contract.modifications:
        word = "modification_open" if change.valid_until is None else "modification"
        until = day(change.valid_until) if change.valid_until else ""
        yield say(word, start=day(change.valid_from), until=until, what=_what(change, say))
    for review in contract.reviews:
        yield say("review", start=day(review.valid_from), what=_review(at, review, say))
    for pause in contract.pauses:
        word = "pause_open" if pause.until is None else "pause"
        until = day(pause.until) if pause.until else ""
        yield say(word, start=day(pause.start), until=until, mode=say(str(pause.mode)))


def _review(at: Ground, review: PriceReview, say: Speaker) -> str:
    what = review.index or ""
    if review.percent is not None:
        what = f"{at.figures.number(review.percent)} %"
    if review.every_months is None:
        return what
    return say("every_months", what=what, months=review.every_months)


def _what(change: ScheduledModification, say: Speaker) -> str:
    if str(change.effect) == "add":
        return say("added", name=change.description or change.item or "")
    return say("changes", fields=", ".join(_changed(change)))


def _changed(change: ScheduledModification) -> list[str]:
    return [name for name in CHANGED if getattr(change, name) is not None]


def _rows(at: Ground, found: Life, say: Speaker) -> Iterator[str]:
    """Yield the installments as the lines of a table."""
    from cadencia.cli import screen
    from cadencia.cli.preview_listing import money

    if not found.steps:
        yield say("nothing")
        return
    names = ("number", "date", "period", "what", "net", "total")
    table = screen.table(*(say(name) for name in names), right=(4, 5))
    currency = found.contract.currency
    for each in found.steps:
        table.add_row(
            "" if each.number is None else str(each.number),
            at.figures.day(each.theoretical_on),
            _period(at, each),
            f"{say(each.kind)}, {say(each.state)}",
            money(at.figures, each.net, currency),
            money(at.figures, each.total, currency),
        )
    table.add_section()
    sums = [sum((getattr(s, name) for s in found.steps), Decimal(0)) for name in ("net", "total")]
    table.add_row(say("sum"), "", "", "", *(money(at.figures, each, currency) for each in sums))
    console = screen.output()
    with console.capture() as captured:
        console.print(table)
    yield captured.get().rstrip("\n")


def _period(at: Ground, step: Step) -> str:
    if step.period is None:
        return ""
    return " – ".join(at.figures.day(each) for each in step.period)


def _refused(at: Ground, found: Life, say: Speaker) -> Iterator[str]:
    from cadencia.billing import refusals

    for each in found.refusals:
        day = at.figures.day(each.due_on) if each.due_on else "–"
        yield say("refused", date=day, reason=refusals.told(each))


def _iso(day: Any) -> str | None:
    return None if day is None else str(day.isoformat())
