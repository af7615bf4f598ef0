"""The whole form as a browser holds it, made from a contract and read back into one.

    {"customer": "C1", "contract": {…, "lines": [{…}]}, "details": {…}, "modification_ids": […]}

The places are those of the contract file, so that a problem of the file is one of the field.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.utils.translation import gettext as _

from cadencia.backoffice.contract_form import cells
from cadencia.backoffice.contract_form.cells import Unclear
from cadencia.backoffice.contract_form.fields import HEADER, TAXES, Field, fields_of, parts
from cadencia.billing.contract_form import Details, Wanted
from cadencia.interchange.places import at, put
from cadencia.interchange.tables.columns import PERCENT
from cadencia.parties.problems import Problem

Json = Any
Values = Mapping[str, Json]
EVERY, IN_MONTHS, NONE = "every", "months", "none"
_SCHEDULES = {
    EVERY: ("every", "unit", "first", "anchor_day"),
    IN_MONTHS: ("months", "day", "since"),
    NONE: (),
}
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
RATE = "commission_rate"  # the one detail that is a number
_DETAILS = tuple(each.name for each in fields(Details))


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, as a contract that is wanted, and what of it can't be understood."""

    wanted: Wanted
    problems: tuple[Problem, ...]


class Malformed(Exception):
    """What came isn't a form of ours at all."""


def shown(found: Wanted, language: str) -> dict[str, Json]:
    """Return a contract as the fields of the screen hold it."""
    contract = _shown_fields(fields_of(HEADER), found.contract, language)
    contract["schedule"]["kind"] = _kind_of(found.contract.get("schedule"))
    contract["payment_terms"]["own"] = found.contract.get("payment_terms") is not None
    contract["template"] = found.contract.get("template") or ""
    for part in parts():
        contract[part] = shown_rows(part, found.contract.get(part) or (), language)
    return {
        "customer": found.customer,
        "contract": contract,
        "details": {
            **found.details.form(),
            RATE: cells.show(PERCENT, found.details.commission_rate or None, language),
        },
        "modification_ids": list(found.modification_ids),
    }


def shown_rows(part: str, rows: Sequence[Values], language: str) -> list[dict[str, Json]]:
    """Return the rows of a list of a contract, of its lines say, as the fields hold them."""
    return [_shown_fields(fields_of(part), row, language) for row in rows]


def typed_rows(
    part: str, rows: Sequence[Values], language: str, problems: list[Problem]
) -> list[dict[str, Json]]:
    """Return the rows that were typed; what can't be understood is added to the problems."""
    return [
        _read_fields(fields_of(part), row, (f"contract.{part}.{place}", language), problems)
        for place, row in enumerate(rows)
    ]


def typed(form: Json, language: str) -> Typed:
    """Return what was typed.

    :raises Malformed: if it isn't a form that this screen sends.
    """
    try:
        return _typed(form, language)
    except (KeyError, TypeError, AttributeError) as error:
        raise Malformed(str(error)) from error


def _typed(form: Json, language: str) -> Typed:
    problems: list[Problem] = []
    given = form["contract"]
    contract = _read_fields(fields_of(HEADER), given, ("contract", language), problems)
    _keep_schedule(contract, given["schedule"].get("kind"), problems)
    if not given["payment_terms"].get("own"):
        contract.pop("payment_terms", None)
    else:
        contract.setdefault("payment_terms", {})
    if given.get("template"):
        contract["template"] = _fit("contract.template", _plain(given["template"]), problems)
    for part in parts():
        rows = typed_rows(part, given.get(part) or (), language, problems)
        if rows:
            contract[part] = rows
    details = _read_details(form["details"], language, problems)
    ids = tuple(each if isinstance(each, int) else None for each in form["modification_ids"])
    customer = _fit("customer", _plain(form.get("customer")).strip(), problems)
    wanted = Wanted(customer=customer, contract=contract, details=details, modification_ids=ids)
    return Typed(wanted, tuple(problems))


def _read_details(given: Values, language: str, problems: list[Problem]) -> Details:
    found = {name: _fit(name, _plain(given.get(name)), problems) for name in _DETAILS}
    try:
        found[RATE] = cells.read(PERCENT, found[RATE], language) or ""
    except Unclear as unclear:
        problems.append(Problem(RATE, unclear.sentence))
    return Details(**found)


def _keep_schedule(contract: dict[str, Json], kind: Json, problems: list[Problem]) -> None:
    """Keep of both kinds of schedule the fields of the one that is chosen."""
    names = _SCHEDULES[str(kind)]
    chosen = {name: each for name, each in contract.pop("schedule", {}).items() if name in names}
    others = [name for each in _SCHEDULES.values() for name in each if name not in names]
    ignored = {f"contract.schedule.{name}" for name in others}
    problems[:] = [each for each in problems if each.path not in ignored]
    if chosen:
        contract["schedule"] = chosen
    elif kind == EVERY:
        problems.append(Problem("contract.schedule.first", _("Write the first installment.")))
    elif kind == IN_MONTHS:
        problems.append(Problem("contract.schedule.months", _("Choose the months.")))


def _kind_of(schedule: Json) -> str:
    if not schedule:
        return NONE
    return IN_MONTHS if schedule.get("months") else EVERY


def _shown_fields(known: Mapping[str, Field], values: Values, language: str) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for path, each in known.items():
        value = at(values, path)
        value = each.usual if value is None else value
        if path == TAXES:
            put(found, path, cells.show_taxes(value))
        else:
            put(found, path, cells.show(each.cell, value, language))
    return found


def _read_fields(
    known: Mapping[str, Field], values: Values, where: tuple[str, str], problems: list[Problem]
) -> dict[str, Json]:
    found: dict[str, Json] = {}
    place, language = where
    for path, each in known.items():
        raw = at(values, path)
        try:
            value = (
                cells.read_taxes(raw or "")
                if path == TAXES
                else cells.read(each.cell, raw, language)
            )
        except Unclear as unclear:
            problems.append(Problem(f"{place}.{path}", unclear.sentence))
            continue
        if value is not None:
            put(found, path, value)
    return found


def _plain(value: Json) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise TypeError(value)
    return value.replace("\r\n", "\n")


def _fit(path: str, text: str, problems: list[Problem]) -> str:
    """Return a text; one that can't be kept is a problem, and counts as nothing."""
    if cells.is_fit(text):
        return text
    problems.append(Problem(path, cells.unfit().sentence))
    return ""


def in_typed_words(problems: Sequence[Problem], form: Json, wanted: Wanted) -> list[Problem]:
    """Return problems that quote numbers as they were typed, not as the contract file has them."""
    known = {"contract": wanted.contract}
    return [_quoting(each, _leaf(form, each.path), _leaf(known, each.path)) for each in problems]


def _quoting(problem: Problem, typed_in: Json, kept: Json) -> Problem:
    if not isinstance(typed_in, str) or not isinstance(kept, str) or not _NUMBER.fullmatch(kept):
        return problem
    said = re.sub(rf"(?<![\d.,]){re.escape(kept)}(?![\d,]|\.\d)", typed_in.strip(), problem.message)
    return Problem(problem.path, said)


def _leaf(values: Json, path: str) -> Json:
    """Return what stands at a place; of several numbers in one field, the one of that turn."""
    for name in path.split("."):
        if isinstance(values, Mapping):
            values = values.get(name)
            continue
        if isinstance(values, str):
            values = re.split(r"[+;|]", values)
        if not isinstance(values, list) or not name.isdigit() or int(name) >= len(values):
            return None
        values = values[int(name)]
    return values


def places_of(problems: Sequence[Problem]) -> list[dict[str, str]]:
    """Return problems as a page reads them, each at its field, the first of each field."""
    found: dict[str, str] = {}
    for each in problems:
        path = "customer" if each.path == "customer.code" else each.path
        path = f"details.{path}" if path in _DETAILS else path
        found.setdefault(path, each.message[:1].upper() + each.message[1:])
    return [{"path": path, "message": message} for path, message in found.items()]
