"""A document as the template takes it: every figure already written, every text made fit.

The template only places strings. It never sees a number, so that no rule of writing can hide in it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from cadencia.documents.rendering import page_foot, qr_codes
from cadencia.documents.rendering.figures import NO_BREAK_SPACE, Figures, figures_in
from cadencia.documents.rendering.logos import as_svg
from cadencia.documents.rendering.page_words import Words, base_language, words_in
from cadencia.documents.rendering.printable import (
    CoveredPeriod,
    Format,
    Party,
    Printable,
    PrintedLine,
)

Data = dict[str, Any]
Pairs = list[list[str]]

# A row moves whole to the next page, unless its texts could be taller than a page.
_WHOLE_ROW_LETTERS = 1200
_WHOLE_ROW_LINES = 20


def page_data(document: Printable, *, language: str, fit: Callable[[str], str]) -> Data:
    """Return what the template needs, in the words and figures of a language.

    Every text goes through `fit`, which leaves in it what the fonts can draw.

    :raises LanguageNotPrinted: if the page has no words for it.
    """
    words, figures = words_in(language), figures_in(language)
    texts = {
        **_Head(document, words, figures).texts(),
        **_Lines(document, words, figures).texts(),
        "foot": page_foot.foot(document, words, figures),
    }
    issued = document.issued_on
    return {
        **_fitted(texts, fit),
        "language": base_language(language),
        "paper": document.style.paper.value,
        "accent": document.style.accent,
        "compact": document.style.format is Format.COMPACT,
        "date": [issued.year, issued.month, issued.day],
        "logo": as_svg(document.logo) if document.logo else "",
        "logo_ratio": document.logo.width / document.logo.height if document.logo else 1,
        "qr": qr_codes.svg(document.qr.url) if document.qr else "",
    }


@dataclass(frozen=True, slots=True)
class _Head:
    document: Printable
    words: Words
    figures: Figures

    def texts(self) -> Data:
        document, words = self.document, self.words
        heading = document.heading or words[document.kind]
        return {
            "heading": heading,
            "number": document.number or "",
            "title": f"{heading} {document.number or words['draft']}",
            "author": document.issuer.name,
            "facts": self._facts(),
            "references": self._references(),
            "issuer": _party(document.issuer, heading=""),
            "recipient": _party(document.recipient, heading=words["recipient"]),
            "deliver_to": self._delivery(),
            "registry": document.registry_text,
            "watermark": self._watermark(),
            "stamp": words["duplicate"] if document.is_duplicate else "",
            "notice": words["draft_notice"] if document.is_draft else "",
            "qr_heading": document.qr.heading if document.qr else "",
            "qr_caption": document.qr.caption if document.qr else "",
            "page": words["page"],
            "of": words["of"],
        }

    def _watermark(self) -> str:
        if self.document.is_void:
            return self.words["void"]
        return self.words["draft"] if self.document.is_draft else ""

    def _delivery(self) -> Data | None:
        place = self.document.deliver_to
        return _party(place, heading=self.words["deliver_to"]) if place else None

    def _facts(self) -> Pairs:
        """Return number and dates; the operation date only if it is another (art. 6.1.i)."""
        document, words = self.document, self.words
        facts = [
            [words["number"], document.number or words["no_number"]],
            [words["issue_date"], self._day(document.issued_on)],
        ]
        if document.operation_on not in (None, document.issued_on):
            facts.append([words["operation_date"], self._day(document.operation_on)])
        if document.due_dates and document.shows_prices:
            only = document.due_dates[0].due_on if len(document.due_dates) == 1 else None
            due = self._day(only) if only else words["several_due_dates"]
            facts.append([words["due_date"], due])
        return facts

    def _day(self, day: date) -> str:
        return page_foot.settled_day(day, self.document, self.words, self.figures)

    def _references(self) -> Pairs:
        document, words = self.document, self.words
        rectified = "; ".join(
            words["rectified"].format(number=each.number, date=self.figures.day(each.issued_on))
            for each in document.rectifies
        )
        pairs = [
            [words["contract"], document.contract_reference],
            [words["customer_reference"], document.customer_reference],
            [words["covers"], _period(document.covers, words, self.figures)],
            [words["rectifies"], rectified],
            [words["rectification"], self._rectification()],
            [words["reason"], document.rectification_reason],
        ]
        return [pair for pair in pairs if pair[1]]

    def _rectification(self) -> str:
        """Return how it corrects; by substitution with the amount (art. 15.5)."""
        said = self.document.rectification
        if said is None:
            return ""
        if not said.by_substitution:
            return self.words["by_differences"]
        currency, decimals = self.document.currency, self.document.decimals
        base, tax = (
            self.figures.money(each, currency=currency, decimals=decimals)
            for each in (said.base, said.tax)
        )
        return self.words["by_substitution"].format(base=base, tax=tax)


@dataclass(frozen=True, slots=True)
class _Column:
    header: str
    cell: Callable[[PrintedLine], str]


@dataclass(frozen=True, slots=True)
class _Lines:
    document: Printable
    words: Words
    figures: Figures

    def texts(self) -> Data:
        columns = list(self._columns())
        return {
            "columns": [self.words["description"], *(each.header for each in columns)],
            "rows": [
                {
                    **self._described(line),
                    "cells": [each.cell(line) for each in columns],
                    "may_break": _may_break(line),
                }
                for line in self.document.lines
            ],
            "after_lines": self._after_lines(),
        }

    def _columns(self) -> Iterator[_Column]:
        """Yield the columns of figures, without those that would be empty all the way down."""
        document, words = self.document, self.words
        yield _Column(words["quantity"], self._quantity)
        if not document.shows_prices:
            return
        included = document.prices_include_tax
        yield _Column(
            words["unit_price_tax_included" if included else "unit_price"], self._unit_price
        )
        if any(line.discounts for line in document.lines):
            yield _Column(words["discount"], self._discounts)
        if any(line.tax_rates for line in document.lines):
            yield _Column(words["tax"], self._tax_rates)
        yield _Column(words["line_gross" if included else "line_net"], self._net)

    def _quantity(self, line: PrintedLine) -> str:
        return f"{self.figures.number(line.quantity)} {line.unit}".rstrip()

    def _unit_price(self, line: PrintedLine) -> str:
        return self.figures.price(line.unit_price, decimals=self.document.decimals)

    def _discounts(self, line: PrintedLine) -> str:
        return " + ".join(self.figures.percent(each) for each in line.discounts)

    def _tax_rates(self, line: PrintedLine) -> str:
        rates = " + ".join(self.figures.percent(each) for each in line.tax_rates)
        return rates or self.words["no_rate"]

    def _net(self, line: PrintedLine) -> str:
        return self.figures.price(line.net, decimals=self.document.decimals)

    def _described(self, line: PrintedLine) -> Data:
        """Return the description and, under it, where the line comes from and what it covers."""
        labeled = [
            (self.words["reference"], line.reference),
            (self.words["contract"], line.contract),
            (self.words["covers"], _period(line.covers, self.words, self.figures)),
        ]
        return {
            "description": line.description,
            "details": " · ".join(
                f"{label}:{NO_BREAK_SPACE}{text}" for label, text in labeled if text
            ),
            "extra": line.extra_text,
        }

    def _after_lines(self) -> str:
        percent = self.document.document_discount
        if not percent or not self.document.shows_prices:
            return ""
        return self.words["document_discount"].format(percent=self.figures.percent(percent))


def _may_break(line: PrintedLine) -> bool:
    text = f"{line.description}\n{line.extra_text}"
    return len(text) > _WHOLE_ROW_LETTERS or text.count("\n") > _WHOLE_ROW_LINES


def _period(covers: CoveredPeriod | None, words: Words, figures: Figures) -> str:
    if covers is None:
        return ""
    first, last = figures.day(covers.first), figures.day(covers.last)
    return words["period"].format(first=first, last=last).replace(" ", NO_BREAK_SPACE)


def _party(party: Party, *, heading: str) -> Data:
    tax_id = f"{party.tax_id_label}: {party.tax_id}" if party.tax_id else ""
    address = [each for each in party.address if each.strip()]
    return {
        "heading": heading,
        "name": party.name,
        "lines": [*address, *([tax_id] if tax_id else []), *party.contact],
    }


def _fitted(value: Any, fit: Callable[[str], str]) -> Any:
    """Return the same shape with every string made fit for the page."""
    if isinstance(value, str):
        return fit(value)
    if isinstance(value, list):
        return [_fitted(each, fit) for each in value]
    if isinstance(value, dict):
        return {key: _fitted(each, fit) for key, each in value.items()}
    return value
