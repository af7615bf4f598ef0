"""Reading a contract file: an agreement, or everything there is to mend, all at once.

    reading = read(data)                    # a file as it stands
    reading = read_contract(raw, masters=…) # a contract whose company, customer and catalog
                                            # are known already (import, API)

Both apply the same checks; what posting refuses is refused here too unless it's a draft that
may stay unfinished (`posting=False`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from cadencia.core.agreement import Agreement, Company, Customer, ScheduleChange
from cadencia.interchange import beside, catalog, contract, parties, posting
from cadencia.interchange.contract_file import ContractFile, Masters
from cadencia.interchange.fields import Fields
from cadencia.interchange.history import history
from cadencia.interchange.json_text import WHOLE_FILE, Unreadable, load
from cadencia.interchange.problems import Problem, Problems

FORMAT = 1
FILE_FIELDS = ("format", "company", "customer", "contract", "catalog")


class Reading(NamedTuple):
    """What reading gave: the file, or the problems in the order of the file's fields."""

    file: ContractFile | None
    problems: tuple[Problem, ...] = ()


def read(data: bytes, *, check_posting: bool = True) -> Reading:
    """Return the contract file, or all its problems (never both)."""
    try:
        raw = load(data)
    except Unreadable as unreadable:
        return Reading(None, (unreadable.problem,))
    if not isinstance(raw, Mapping):
        return Reading(None, (Problem(WHOLE_FILE, "file_not_an_object"),))
    return read_form(raw, check_posting=check_posting)


def read_form(raw: Mapping[str, object], *, check_posting: bool = True) -> Reading:
    """Return what a contract file's JSON value says, or all its problems."""
    problems = Problems()
    fields = Fields(raw, "", problems, FILE_FIELDS)
    _check_format(fields)
    company = _company(fields)
    customer = _customer(fields, company)
    masters = catalog.masters(fields.inside("catalog", catalog.CATALOG_FIELDS), Masters())
    body = _inside(fields, "contract", (*contract.CONTRACT_FIELDS, *beside.KEYS))
    besides = beside.read(body.raw, has_schedule=body.given("schedule"))
    found = _file(body, contract.Parties(company, customer), masters, besides.schedule_changes)
    for each in besides.problems:
        problems.add(each.path, each.code, **each.params)
    return _checked(found, problems, check_posting=check_posting)


def read_contract(  # noqa: PLR0913 - what is read, with what, and how strictly
    raw: Mapping[str, object],
    parties_known: contract.Parties,
    masters: Masters,
    *,
    check_posting: bool = True,
    check_variables: bool = False,
    schedule_changes: tuple[ScheduleChange, ...] = (),
) -> Reading:
    """Return a contract (the object under `contract` of a file) whose masters are known.

    With `check_variables` unknown text variables are refused in a draft too (TX-4).

    `schedule_changes` are its own, told beside it (`beside`), and are judged with it.
    """
    problems = Problems()
    fields = Fields(raw, "contract", problems, contract.CONTRACT_FIELDS)
    found = _file(fields, parties_known, masters, schedule_changes)
    if check_variables and not check_posting:
        for each in posting.unknown_variables(found.agreement):
            problems.note(each.problem)
    return _checked(found, problems, check_posting=check_posting)


def _file(
    fields: Fields,
    known: contract.Parties,
    masters: Masters,
    schedule_changes: tuple[ScheduleChange, ...] = (),
) -> ContractFile:
    found, stated = contract.contract(fields, known, masters)
    if schedule_changes:
        found = replace(found, schedule_changes=schedule_changes)
    agreement = Agreement(
        company=known.company,
        contract=found,
        catalog=masters.catalog,
        history=history(found, stated.ledger),
    )
    return ContractFile(agreement=agreement, masters=masters, stated=stated)


def _checked(found: ContractFile, problems: Problems, *, check_posting: bool) -> Reading:
    """Add what posting refuses, as far as the fields it looks at could be read."""
    if check_posting:
        for each in posting.findings(found.agreement):
            if not any(problems.unreadable(path) for path in (each.path, *each.looks_at)):
                problems.note(each.problem)
    if problems.found:
        return Reading(None, tuple(problems.found))
    return Reading(found)


def _check_format(fields: Fields) -> None:
    number = fields.raw.get("format")
    if number is not None and (isinstance(number, bool) or number != FORMAT):
        fields.problem("format", "format_unknown")


def _company(fields: Fields) -> Company:
    return parties.company(_inside(fields, "company", parties.COMPANY_FIELDS))


def _customer(fields: Fields, company: Company) -> Customer:
    return parties.customer(_inside(fields, "customer", parties.CUSTOMER_FIELDS), company)


def _inside(fields: Fields, name: str, names: tuple[str, ...]) -> Fields:
    """Return a part of the file; one left out is empty, and lacks what it must have."""
    found = fields.inside(name, names)
    if found is None and fields.given(name):
        return Fields({}, fields.at(name), Problems(), names)  # that it's no object is noted
    return found or Fields({}, fields.at(name), fields.problems, names)
