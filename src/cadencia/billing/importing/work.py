"""An import under way: what it reads, into which company, and what it has found and done."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import models

from cadencia.billing.importing.findings import Findings
from cadencia.billing.importing.progress import Progress, nobody_looks
from cadencia.billing.importing.told_rows import CHANGED, NEW, ToldRows
from cadencia.core.dates import civil_date
from cadencia.interchange.tables.records import Bundle, Record
from cadencia.parties.access import Actor, administrator_of_machine
from cadencia.parties.models import Company
from cadencia.parties.problems import Values


@dataclass(slots=True)
class Work:
    """What the steps of an import share."""

    company: Company
    bundle: Bundle
    findings: Findings
    at: datetime
    progress: Progress = nobody_looks
    follows: bool = False  # contracts may name the template that they follow
    created: Counter[str] = field(default_factory=Counter)
    updated: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    refused: dict[str, set[str]] = field(default_factory=dict)
    all_new: bool = False  # no contract of the company has the code of one of these
    told: ToldRows = field(default_factory=ToldRows)
    asked_by: Actor | None = None  # None: who runs commands on the machine itself

    @property
    def by(self) -> Actor:
        """Who brings what the files hold."""
        return self.asked_by or administrator_of_machine(self.company.pk)

    @property
    def today(self) -> date:
        """The company's civil date of the import."""
        return civil_date(self.at, self.company.time_zone)

    def records(self, kind: str) -> list[Record]:
        """Return the records of a kind that lack nothing."""
        return self.bundle.of(kind)

    def lacking(self, kind: str) -> list[Record]:
        """Return the records that are only judged, since some field of theirs can't be read."""
        return self.bundle.lacking(kind)

    def broken(self, kind: str) -> set[str]:
        """Return the codes of what was refused: who refers to them isn't to blame."""
        if kind not in self.refused:
            self.refused[kind] = set(self.bundle.broken.get(kind, ()))
        return self.refused[kind]

    def count(
        self, kind: str, rows: Sequence[Values], before: Mapping[str, Any], *, key: str = "code"
    ) -> None:
        """Count the rows that are new, that change something, and that change nothing."""
        for row, record in self._with_records(kind, rows):
            self._count_one(kind, row, before.get(row[key]), record)

    def count_keyed(
        self, kind: str, rows: Sequence[Values], model: type[models.Model], key: tuple[str, ...]
    ) -> None:
        """Count rows that are told apart by several fields."""
        if not rows:
            return
        found = model._default_manager.filter(company=self.company)  # noqa: SLF001
        before = {tuple(getattr(each, name) for name in key): each for each in found}
        for row, record in self._with_records(kind, rows):
            self._count_one(kind, row, before.get(tuple(row[name] for name in key)), record)

    def tally(self, kind: str, before: Any, after: Any, record: Record | None = None) -> None:
        """Count a single value that is new, another, or the same."""
        if before is None:
            self.created[kind] += 1
            self.told.tell(record, NEW)
        elif before != after:
            self.updated[kind] += 1
            self.told.tell(record, CHANGED, ["value"])
        else:
            self.unchanged[kind] += 1

    def _with_records(
        self, kind: str, rows: Sequence[Values]
    ) -> Iterator[tuple[Values, Record | None]]:
        """Pair rows with what they were read from; nothing is told where some were refused."""
        records = self.records(kind)
        whole = len(records) == len(rows)
        yield from zip(rows, records if whole else [None] * len(rows), strict=True)

    def _count_one(self, kind: str, row: Values, before: Any, record: Record | None) -> None:
        if before is None:
            self.created[kind] += 1
            self.told.tell(record, NEW)
            return
        fields = [name for name, value in row.items() if getattr(before, name) != value]
        if fields:
            self.updated[kind] += 1
            self.told.tell(record, CHANGED, fields)
        else:
            self.unchanged[kind] += 1
