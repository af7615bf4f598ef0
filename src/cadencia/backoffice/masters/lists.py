"""The list of a kind of master: found, filtered, ordered, a page at a time, written to a file.

What is filtered stands in the address. Nothing is counted: a page knows whether one follows.
"""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from cadencia.backoffice import sheet_files
from cadencia.backoffice.masters import finding
from cadencia.backoffice.masters.columns import Column, cell, exported
from cadencia.backoffice.masters.screens import SCREENS, Screen
from cadencia.backoffice.views import OfficeView
from cadencia.interchange.tables.writing import Table

PAGE = 50
LAST_PAGE = 2000
MOST_EXPORTED = 100_000
STATES = ("active", "resting", "all")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """The head of a column: where a click on it leads, and how it is sorted now."""

    column: Column
    address: str
    direction: str  # ascending, descending, none


class MasterList(OfficeView):
    """The list of a kind."""

    kind: ClassVar[str] = ""
    template_name = "backoffice/masters/list.html"
    screen: Screen

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Know which kind it is."""
        self.screen = SCREENS[self.kind]
        self.title = self.screen.title
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show a page of the list, or hand out the file of all of it."""
        rows = self.rows()
        export = request.GET.get("export", "")
        if export in sheet_files.FORMATS:
            return self.file(rows, export)
        number = _page_number(request.GET.get("page", "1"))
        first = (number - 1) * PAGE
        found = list(rows[first : first + PAGE + 1])
        table = [
            {"id": each.pk, "row": each, "cells": [cell(each, c) for c in self.screen.columns]}
            for each in found[:PAGE]
        ]
        before = self.query(page=number - 1 if number > 2 else None) if number > 1 else ""  # noqa: PLR2004
        return self.page(
            screen=self.screen,
            headings=list(self.headings()),
            table=table,
            before=before,
            after=self.query(page=number + 1) if len(found) > PAGE else "",
            shown=f"{first + 1}–{first + len(table)}" if table else "",
            text=request.GET.get("q", ""),
            state=self.state,
            chosen=self.chosen(),
            is_filtered=bool(set(request.GET) - {"page", "sort"}),
            one=f"office:{self.kind}-one",
            new=reverse(f"office:{self.kind}-new"),
            rests=self.screen.what.rests,
            may_change=self.screen.what.permission in self.actor.permissions,
        )

    def rows(self) -> QuerySet[Any]:
        """Return what is asked for, in order."""
        what, asked = self.screen.what, self.request.GET
        rows = what.model._default_manager.filter(company=self.company)  # noqa: SLF001
        rows = rows.select_related(*self.screen.related) if self.screen.related else rows
        if what.rests and self.state != "all":
            rows = rows.filter(is_active=self.state == "active")
        for each in self.screen.choose:
            value = asked.get(each.name, "")
            if value in {name for name, _title in each.choices}:
                rows = rows.filter(**{each.column: {"yes": True, "no": False}.get(value, value)})
        text, function = asked.get("q", ""), self.screen.found_by
        if function:
            rows = finding.found_by_index(rows, text, function, self.company.pk)
        else:
            rows = finding.found(rows, text, self.screen.search)
        by, downwards = self.sorted_by()
        return finding.ordered(rows, by, downwards=downwards)

    @property
    def state(self) -> str:
        """Which are shown: those that are offered, those that rest, or all."""
        asked = self.request.GET.get("state", "")
        return asked if asked in STATES else STATES[0]

    def sorted_by(self) -> tuple[str, bool]:
        """Return the column that sorts, and whether downwards."""
        asked = self.request.GET.get("sort", "")
        known = {each.sort for each in self.screen.columns if each.sort}
        by = asked.removeprefix("-")
        return (by, asked.startswith("-")) if by in known else (self.screen.order, False)

    def headings(self) -> list[Heading]:
        """Return the heads of the columns."""
        by, downwards = self.sorted_by()
        found = []
        for each in self.screen.columns:
            is_this = each.sort == by and bool(by)
            direction = ("descending" if downwards else "ascending") if is_this else "none"
            following = f"-{each.sort}" if is_this and not downwards else each.sort
            address = self.query(sort=following, page=None) if each.sort else ""
            found.append(Heading(column=each, address=address, direction=direction))
        return found

    def chosen(self) -> list[dict[str, Any]]:
        """Return the filters with what is chosen in each."""
        return [
            {"filter": each, "value": self.request.GET.get(each.name, "")}
            for each in self.screen.choose
        ]

    def query(self, **changes: Any) -> str:
        """Return this list's address with other filters."""
        query = self.request.GET.copy()
        for name, value in changes.items():
            if value is None:
                query.pop(name, None)
            else:
                query[name] = str(value)
        return f"?{query.urlencode()}" if query else self.request.path

    def file(self, rows: QuerySet[Any], export: str) -> HttpResponse:
        """Hand out the rows as a file."""
        columns = self.screen.columns
        names = [str(each.title) for each in columns]
        table = Table(
            name=str(self.screen.title)[:31],
            headings=(*names, _("Offered")) if self.screen.what.rests else tuple(names),
            rows=[
                (
                    *(exported(each.get(row), each.kind) for each in columns),
                    *([exported(row.is_active, "box")] if self.screen.what.rests else []),
                )
                for row in rows[:MOST_EXPORTED].iterator(chunk_size=2000)
            ],
        )
        return sheet_files.answered(table, slugify(str(self.screen.title)), export)


def _page_number(text: str) -> int:
    return min(max(int(text), 1), LAST_PAGE) if text.isascii() and text.isdigit() else 1
