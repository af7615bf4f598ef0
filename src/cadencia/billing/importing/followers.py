"""Contracts of an import that name the template they follow (AG-6).

Such a contract is judged as a whole, with the lines, changes and schedule that it reads from its
template; kept is what is its own. What its row leaves out of the header is the template's, as
whenever a contract is made from one, unless the row says that its header is its own.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from cadencia.billing import template_form
from cadencia.billing.gathering import Masters
from cadencia.billing.importing import contract_fields, followed_templates
from cadencia.billing.importing.contract_fields import PARTS
from cadencia.billing.importing.fields import Refs, told
from cadencia.billing.importing.surroundings import codes_by_id
from cadencia.billing.importing.work import Work
from cadencia.contracts.models import ContractLine, ScheduledModification, Template
from cadencia.interchange.problems import Problem
from cadencia.interchange.tables.records import Json, Record

TEMPLATE, OWN_HEADER = "template", "own_header"
KEYS = (TEMPLATE, OWN_HEADER)
"""What a contract of an import says of its template; the contract file knows neither."""

_LINES = next(part for part in PARTS if part.model is ContractLine)
_CHANGES = next(part for part in PARTS if part.model is ScheduledModification)
_SCHEDULE = tuple(each for each in contract_fields.HEADER if each.path.startswith("schedule."))
_PLACED = re.compile(r"contract\.(lines|modifications)\.(\d+)(.*)", re.DOTALL)
_REPEATED = "value_repeated"
_SHAPES: Mapping[str, tuple[type, str]] = {TEMPLATE: (str, '"…"'), OWN_HEADER: (bool, "true")}

Contract = Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Followed:
    """A template as the contracts that follow it read it, in the form of the contract file."""

    id: int
    header: Contract
    schedule: Json
    lines: tuple[Contract, ...]
    changes: tuple[Contract, ...]

    def given(self, contract: Contract) -> dict[str, Json]:
        """Return what is the contract's own, its header filled in from the template."""
        own = {name: each for name, each in contract.items() if name not in KEYS}
        return own if contract.get(OWN_HEADER) else {**self.header, **_said(own)}

    def whole(self, given: Contract) -> dict[str, Json]:
        """Return the contract with all that it reads; lists that are none stay, for the reader."""
        found = dict(given)
        if given.get("schedule") is None and self.schedule:
            found["schedule"] = self.schedule
        lines, changes = given.get("lines") or [], given.get("modifications") or []
        if isinstance(lines, list):
            found["lines"] = [*self.lines, *lines]
        if self.changes and isinstance(changes, list):
            found["modifications"] = [*changes, *self.changes]
        return found

    def refuse(self, record: Record, work: Work) -> None:
        """Note what a follower may not say: the template's lines are the same for all."""
        contract = record.data["contract"]
        for code, path, named in _named(contract):
            for key in named if isinstance(named, list) else [named]:
                if key in self._keys():
                    work.findings.refuse(code, record, f"contract.{path}", name=key)

    def placed(self, problems: Iterable[Problem], given: Contract) -> Iterator[Problem]:
        """Yield the reader's problems at the rows of the file; of a template's line at its code."""
        own_changes = len(given.get("modifications") or [])
        keys = self._keys()
        for each in problems:
            found = _PLACED.fullmatch(each.path)
            if found is None:
                yield each
                continue
            name, at, rest = found[1], int(found[2]), found[3]
            if name == "lines" and at >= len(self.lines):
                if each.code != _REPEATED or each.params.get("value") not in keys:
                    yield each._replace(path=f"contract.lines.{at - len(self.lines)}{rest}")
            elif name == "modifications" and at < own_changes:
                yield each
            else:
                yield each._replace(path=f"contract.{TEMPLATE}")

    def _keys(self) -> list[Json]:
        return [line["key"] for line in self.lines]


@dataclass(frozen=True, slots=True)
class Templates:
    """The templates that an import names, by code."""

    by_code: Mapping[str, Followed] = field(default_factory=dict)

    def of(self, record: Record, work: Work) -> Followed | None:
        """Return the template that a contract follows, if any; note what is wrong with it."""
        contract = record.data["contract"]
        code = contract.get(TEMPLATE)
        for name, (kind, sample) in _SHAPES.items():
            if contract.get(name) is not None and not isinstance(contract[name], kind):
                work.findings.refuse("json_shape", record, f"contract.{name}", expected=sample)
        if not isinstance(code, str) or not code:
            if contract.get(OWN_HEADER):
                work.findings.refuse("own_header_alone", record, f"contract.{OWN_HEADER}")
            return None
        found = self.by_code.get(code)
        if found is None:
            work.findings.refuse("template_unknown", record, f"contract.{TEMPLATE}", name=code)
        else:
            found.refuse(record, work)
        return found

    def kinds(self) -> set[str]:
        """Return the types of contract that the templates say."""
        return {each.header["kind"] for each in self.by_code.values() if each.header.get("kind")}


def read(records: Iterable[Record], masters: Masters, work: Work) -> Templates:
    """Return the templates that contracts name, locked until the transaction ends."""
    codes = {
        code
        for each in records
        if isinstance(code := each.data["contract"].get(TEMPLATE), str) and code
    }
    if not codes:
        return Templates()
    mine = Template.objects.select_for_update(no_key=True).filter(
        company=work.company, code__in=codes
    )
    rows = {each.pk: each for each in mine.order_by("pk")}
    wholes = followed_templates.read(rows)
    refs = codes_by_id(work.company, customers=False)
    return Templates(
        {
            row.code: Followed(
                id=number,
                header=_header(row, masters, refs),
                schedule=told(_SCHEDULE, wholes[number].schedule, refs).get("schedule"),
                lines=tuple(
                    contract_fields.part_told(_LINES, each, refs) for each in wholes[number].lines
                ),
                changes=tuple(
                    contract_fields.part_told(_CHANGES, each, refs)
                    for each in wholes[number].changes
                ),
            )
            for number, row in rows.items()
        }
    )


def _header(template: Template, masters: Masters, refs: Refs) -> dict[str, Json]:
    found = {
        name: each
        for name, each in template_form.written(template, masters, refs).items()
        if name not in ("code", "name", "lines", "schedule")
    }
    return found | ({"documents_are": template.documents_are} if template.documents_are else {})


def _said(contract: Contract) -> dict[str, Json]:
    return {name: each for name, each in contract.items() if each is not None}


def _named(contract: Contract) -> Iterator[tuple[str, str, Json]]:
    """Yield where keys of lines are said: what is wrong if one is the template's, and the key."""
    for at, line in _objects(contract, "lines"):
        yield "line_key_of_template", f"lines.{at}.key", line.get("key")
    for at, change in _objects(contract, "modifications"):
        yield "line_of_template", f"modifications.{at}.line", change.get("line")
    for at, review in _objects(contract, "reviews"):
        yield "line_of_template", f"reviews.{at}.lines", review.get("lines")


def _objects(contract: Contract, name: str) -> Iterator[tuple[int, Contract]]:
    rows = contract.get(name)
    for at, each in enumerate(rows if isinstance(rows, list) else ()):
        if isinstance(each, Mapping):
            yield at, each
