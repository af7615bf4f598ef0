"""`cadencia contract show`: all that a contract says, as its file has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import typer

from cadencia.cli.contract_ground import Answer, AsJson, Code, Company, Ground, act_on
from cadencia.cli.life_words import WORDS
from cadencia.cli.wording import Speaker

if TYPE_CHECKING:
    from cadencia.billing.contract_links import Links
    from cadencia.contracts.models import Contract
    from cadencia.interchange.tables.columns import Column


def add_to(app: typer.Typer) -> None:
    """Add the command to `cadencia contract`."""
    app.command()(show)


def show(code: Code, *, company: Company = None, as_json: AsJson = False) -> None:
    """Show a contract: what it says of itself, its lines, and what is scheduled."""

    def act(at: Ground, contract: Contract) -> Answer:
        from cadencia.billing import contract_links
        from cadencia.billing.exporting.records import tell_one

        found = tell_one(at.company, contract.pk, by=at.by)
        found["contract"].setdefault("state", "posted")
        links = contract_links.links_of(contract.pk, by=at.by)
        told = contract_links.form(links)
        form = {"id": contract.pk, "version": contract.version, **told, **found}
        lines = [*_told(found, at.say.language), *linked(links, at)]
        return Answer(form, [] if as_json else lines)

    act_on(code, company, act, as_json=as_json)


def linked(links: Links, at: Ground) -> Iterator[str]:
    """Yield what a contract renews, what renews it and which template it follows."""
    say = Speaker(WORDS, at.say.language)
    if links.template is not None:
        yield say("follows", code=links.template.code)
    if links.renews is not None:
        yield say("renews", code=links.renews.code)
    for each in links.renewed_by:
        yield say("renewed_by", code=each.code)
    if links.automatic:
        yield say("renews_itself", periods=links.periods or "–", days=links.notice_days)
    if links.notice_given_on is not None:
        yield say("notice_given", day=at.figures.day(links.notice_given_on))


def _told(form: Mapping[str, Any], language: str) -> Iterator[str]:
    """Yield a contract line by line, by the headings of its sheets; what it doesn't say isn't."""
    from cadencia.interchange.tables.contract_columns import CHILDREN, CONTRACTS, LINE_PREFIX

    header = [each for each in CONTRACTS.columns if not each.path.startswith(LINE_PREFIX)]
    values = {**form["contract"], "customer": form["customer"]["code"]}
    for heading, shown in _said(header, values, language):
        yield f"{heading}: {shown}"
    for kind in CHILDREN:
        for row in form["contract"].get(kind.name, ()):
            told = [f"{heading}: {shown}" for heading, shown in _said(kind.columns, row, language)]
            yield f"{kind.title(language)} · {' · '.join(told)}"


def _said(
    columns: tuple[Column, ...] | list[Column], values: Mapping[str, Any], language: str
) -> Iterator[tuple[str, str]]:
    from cadencia.interchange.places import at
    from cadencia.interchange.tables.cells import Text
    from cadencia.interchange.tables.locales import LOCALES

    for column in columns:
        value = at(values, column.path)
        if value is None:
            continue
        plain = isinstance(column.cell, Text)  # a sheet guards what looks like a formula
        shown = value if plain else column.cell.show(value, LOCALES[language])
        yield column.heading(language), _written(shown, language)


def _written(value: Any, language: str) -> str:
    from cadencia.interchange.tables import locales

    if isinstance(value, Decimal):
        return locales.show_number(value, locales.LOCALES[language])
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y") if language == "es" else value.isoformat()
    return "" if value is None else str(value)
