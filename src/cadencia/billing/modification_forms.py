"""A scheduled modification as it is typed, read and checked as in a contract file (SM-1, SM-2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cadencia.billing.gathering import Gathered, Masters
from cadencia.billing.importing import contract_fields
from cadencia.billing.importing.fields import Columns, Json, Refs
from cadencia.contracts.models import ScheduledModification as Row
from cadencia.core import outlook
from cadencia.core.agreement import Agreement, Key, ScheduledModification
from cadencia.interchange import contract_file, posting
from cadencia.interchange import problems as interchange
from cadencia.interchange.fields import Fields
from cadencia.interchange.modifications import MODIFICATION_FIELDS, modification
from cadencia.parties.problems import Problem, refuse_if_any

Form = Mapping[str, Json]
"""The fields of a modification by the names of the contract file; `line` is the line's key."""

NEW: Key = "new"
"""The key of a modification that has no row yet."""

_PART = next(each for each in contract_fields.PARTS if each.model is Row)
OTHERS = "contract.modifications."
SAYS_NOTHING = frozenset({"line", "effect", "document", "times", "from", "until"})
"""Fields that say of what and when, not what changes."""

_FORMULA = ("formula", "formula_amount", "formula_parameters")


@dataclass(frozen=True, slots=True)
class Read:
    """A modification that was read: as a value of the core, and as the columns of its row."""

    change: ScheduledModification
    columns: Columns


def read(form: Form, key: Key, keys: Mapping[str, int], at: tuple[Gathered, Masters]) -> Read:
    """Return the modification that a form describes, checked as posting checks it.

    `keys` are the rows of the contract's lines by the user's keys; `key` is the modification's
    row, or `NEW`. A formula is evaluated now, and its result kept as a price given (R8).

    :raises ValuesRefused: with every problem, each naming its field.
    """
    gathered, masters = at
    found = interchange.Problems()
    fields = Fields(form, "", found, MODIFICATION_FIELDS)
    change, _use = modification(fields, 0, _masters_for(gathered, masters))
    change = replace(change, key=key, line=keys.get(str(change.line), change.line))
    problems = list(found.found)
    if not problems:
        problems = _posting_problems(gathered.agreement, change)
    told = [_told(each) for each in problems]
    said = {name for name, value in form.items() if value not in (None, "")}
    if not told and not said - SAYS_NOTHING:
        told.append(Problem("unit_price", _("Say what changes: a price, for instance.")))
    refuse_if_any(told)
    columns = contract_fields.part_kept(_PART, form, _refs(masters))
    columns.pop(contract_fields.LINE_OF)
    columns["line_id"] = change.line
    if columns["formula_id"] is not None:
        columns["unit_price"] = change.unit_price
    return Read(change, columns)


def written(row: Row, masters: Masters) -> dict[str, Json]:
    """Return the form that a row was made from; what has its default is left out."""
    columns: dict[str, Any] = {each.column: getattr(row, each.column) for each in _PART.fields}
    columns[contract_fields.LINE_OF] = None if row.line is None else row.line.key
    return contract_fields.part_told(_PART, columns, _codes(masters))


def merged(before: Form, changes: Form) -> dict[str, Json]:
    """Return a form with some fields changed; a formula given anew decides the price again."""
    kept = dict(before)
    if any(name in changes for name in _FORMULA):
        kept.pop("unit_price", None)
    elif "unit_price" in changes:
        for name in _FORMULA:
            kept.pop(name, None)
    return {**kept, **changes}


def _masters_for(gathered: Gathered, masters: Masters) -> contract_file.Masters:
    return contract_file.Masters(
        catalog=gathered.agreement.catalog,
        taxes=masters.taxes,
        formulas={each.name: each for each in masters.formulas.values()},
    )


def _posting_problems(
    agreement: Agreement, change: ScheduledModification
) -> list[interchange.Problem]:
    """What posting would refuse of the contract with the change, and doesn't without it."""
    then = outlook.with_modification(agreement, change)
    before = {(each.path, each.code) for each in posting.problems(agreement)}
    place = next(n for n, m in enumerate(then.contract.modifications) if m.key == change.key)
    prefix = f"{OTHERS}{place}."
    numbers = [each.key for each in then.contract.modifications]
    return [
        _of_others(each, prefix, numbers)
        for each in posting.problems(then)
        if (each.path, each.code) not in before
    ]


def _of_others(
    problem: interchange.Problem, prefix: str, numbers: Sequence[Key]
) -> interchange.Problem:
    """Return a problem with the path of a field of this form; another modification by its number.

    Of two that exclude each other it doesn't matter which of them is the later one.
    """
    path, other = problem.path, problem.params.get("other")
    if isinstance(other, str) and other.startswith(OTHERS):
        if other.startswith(prefix):
            path, other = other, path
        place = other.removeprefix(OTHERS).partition(".")[0]
        name = _("modification %(id)s") % {"id": numbers[int(place)]}
        problem = problem._replace(params={**problem.params, "other": name})
    return problem._replace(path=path.removeprefix(prefix))


def _told(problem: interchange.Problem) -> Problem:
    language = (get_language() or "es")[:2]
    return Problem(problem.path, interchange.sentence(problem, language))


def _refs(masters: Masters) -> Refs:
    return {
        "item": masters.item_ids,
        "formula": {each.name: number for number, each in masters.formulas.items()},
    }


def _codes(masters: Masters) -> Refs:
    return {
        "item": masters.item_codes,
        "formula": {number: each.name for number, each in masters.formulas.items()},
    }
