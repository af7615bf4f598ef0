"""A template as it is typed: the fields of a contract file that many contracts share (AG-6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cadencia.billing.gathering import Masters, masters_of
from cadencia.billing.importing import contract_fields
from cadencia.billing.importing.fields import Columns, Json, Refs, kept, told
from cadencia.catalog.models import Formula
from cadencia.contracts.models import ContractLine, Template, TemplateLine
from cadencia.core import agreement
from cadencia.interchange import contract_file, reader
from cadencia.interchange import problems as interchange
from cadencia.interchange.contract import Parties
from cadencia.parties.models import Company
from cadencia.parties.problems import Problem, ValuesRefused

Form = Mapping[str, Json]
"""A template by the names of the contract file, and `name` and `notes` of its own."""

OWN = ("code", "name", "notes")
LINES = next(part for part in contract_fields.PARTS if part.model is ContractLine)
NOBODY = agreement.Customer(code="-", name="-")
_COLUMNS = {each.attname for each in Template._meta.concrete_fields}  # noqa: SLF001
HEADER = tuple(
    each for each in contract_fields.HEADER if each.column in _COLUMNS and each.path not in OWN
)
ALLOWED = frozenset({*OWN, "lines", *(each.path.split(".")[0] for each in HEADER)})


@dataclass(frozen=True, slots=True)
class TemplateRows:
    """A template as columns: its header, and its lines in order."""

    header: Columns
    lines: list[Columns]


def read(form: Form, company: Company) -> TemplateRows:
    """Return the columns of a template that was typed; a text field left out is empty.

    :raises ValuesRefused: with all that is wrong with it.
    """
    problems = [
        Problem(name, _("A template has no field of this name: take it out."))
        for name in form
        if name not in ALLOWED
    ]
    problems += _own_problems(form)
    masters = masters_of(company.pk)
    contract = {name: form[name] for name in form if name in ALLOWED and name not in OWN}
    contract |= {"code": "-", "state": "draft"}
    reading = reader.read_contract(
        contract, Parties(masters.company, NOBODY), masters_for(masters), check_posting=False
    )
    problems += [told_problem(each) for each in reading.problems]
    if reading.file is not None:
        problems += _line_problems(reading.file.agreement.contract.lines)
    if problems or reading.file is None:
        raise ValuesRefused(problems)
    refs = refs_of(company, masters)
    header = contract_fields.header_kept({**contract, "code": "-"}, 0, refs)
    rows = [
        {**contract_fields.part_kept(LINES, each, refs), "position": position}
        for position, each in enumerate(contract.get("lines") or [])
    ]
    keep_formula_prices(rows, reading.file.agreement.contract.lines)
    said = {name: str(form.get(name) or "").strip() for name in OWN}
    return TemplateRows({**_mine(header), **said}, rows)


def read_schedule(form: Json, company: Company) -> Columns:
    """Return the columns of a schedule; None is none: each follower has its own then.

    :raises ValuesRefused: with all that is wrong with it.
    """
    line = {"key": "-", "description": "-", "unit_price": "0"}
    found = read({"code": "-", "schedule": form, "lines": [line]}, company)
    return {name: value for name, value in found.header.items() if name.startswith("schedule_")}


def written(template: Template, masters: Masters, refs: Refs) -> dict[str, Json]:
    """Return the template as a form; what has its default is left out."""
    columns = {each.column: getattr(template, each.column) for each in HEADER}
    form: dict[str, Json] = {"code": template.code, "name": template.name}
    form |= told(HEADER, columns, refs)
    lines = TemplateLine.objects.filter(template=template).order_by("position", "pk")
    form["lines"] = [written_line(each, refs) for each in lines]
    return form


def written_schedule(row: Any) -> dict[str, Json]:
    """Return the schedule of a row that has the columns of one, as a form."""
    fields = tuple(each for each in HEADER if each.column.startswith("schedule_"))
    columns = {each.column: getattr(row, each.column) for each in fields}
    form: dict[str, Json] = told(fields, columns, {}).get("schedule") or {}
    return form


def written_line(line: TemplateLine | ContractLine, refs: Refs) -> dict[str, Json]:
    """Return a line as a form."""
    columns: dict[str, Any] = {each.column: getattr(line, each.column) for each in LINES.fields}
    return contract_fields.part_told(LINES, columns, refs)


def header_of(form: Form, refs: Refs) -> Columns:
    """Return the columns that a form gives of what a template says too."""
    return kept(HEADER, form, refs)


def masters_for(masters: Masters, price_list: int | None = None) -> contract_file.Masters:
    """Return what a contract of the company may refer to."""
    return contract_file.Masters(
        catalog=masters.catalog(price_list, {}),
        taxes=masters.taxes,
        formulas={each.name: each for each in masters.formulas.values()},
    )


def refs_of(company: Company, masters: Masters) -> Refs:
    """Return the ids of what a template may refer to, by code."""
    formulas = Formula.objects.filter(company=company).values_list("name", "pk")
    return {
        "item": masters.item_ids,
        "price_list": masters.price_list_ids,
        "formula": dict(formulas),
        "kind": {},
        "customer": {},
        "index": {},
    }


def keep_formula_prices(rows: list[Columns], lines: tuple[agreement.Line, ...]) -> None:
    """Keep what a formula gave when it was chosen: it isn't evaluated again (R8)."""
    for row, line in zip(rows, lines, strict=True):
        if row["formula_id"] is not None and line.price_source is agreement.PriceSource.FIXED:
            row["unit_price"] = line.unit_price


def told_problem(problem: interchange.Problem) -> Problem:
    """Return a problem of a contract file as one of this form, in the user's language."""
    language = (get_language() or "es")[:2]
    path = problem.path.removeprefix("contract.")
    return Problem(path, interchange.sentence(problem, language))


def _mine(header: Columns) -> Columns:
    return {name: value for name, value in header.items() if name in _COLUMNS}


def _own_problems(form: Form) -> list[Problem]:
    if not isinstance(form.get("code"), str) or not str(form["code"]).strip():
        return [Problem("code", _("Write a code."))]
    return []


def _line_problems(lines: tuple[agreement.Line, ...]) -> list[Problem]:
    problems = []
    for position, line in enumerate(lines):
        if line.one_off is not None:
            sentence = _("A template has no one-off lines: give it to each contract.")
            problems.append(Problem(f"lines.{position}.one_off_on", sentence))
        if line.price_split is not agreement.PriceSplit.SAME:
            sentence = _("A template's price isn't divided: give the line to each contract.")
            problems.append(Problem(f"lines.{position}.price_split", sentence))
        if line.usage is not None:
            sentence = _("A template's line isn't metered: give the line to each contract.")
            problems.append(Problem(f"lines.{position}.quantity_source", sentence))
    return problems
