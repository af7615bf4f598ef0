"""Contracts as columns: read from the tables, compared, and written in bulk."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection, models
from psycopg.types.json import Jsonb

from cadencia.billing import copying, querying
from cadencia.billing.importing import details, followed_templates
from cadencia.billing.importing.beside import Beside
from cadencia.billing.importing.beside import differences as differences_beside
from cadencia.billing.importing.contract_fields import HEADER, LINE_OF, PARTS, Part
from cadencia.billing.importing.fields import Columns
from cadencia.contracts.models import (
    Contract,
    ContractLine,
    PastTemplate,
    ScheduleChange,
    ScheduledModification,
)
from cadencia.contracts.states import State
from cadencia.parties import behind_wall, kept_plans

_HEADER_COLUMNS = (*(each.column for each in HEADER), "customer_id")
_AT_ONCE = 2_000  # contracts


_ANY = "SELECT 1 FROM contracts_contract WHERE company_id = %s AND code = ANY(%s) LIMIT 1"
_SETTLE = "UPDATE contracts_contract SET state = %s WHERE id = ANY(%s::bigint[])"


@dataclass(slots=True)
class KeptContract:
    """A contract's header and, by the name of the list, the rows of its parts."""

    header: Columns
    parts: dict[str, list[Columns]] = field(default_factory=dict)
    id: int | None = None
    template: int | None = None  # that it follows: lines and schedule are what is its own
    details: Columns = field(default_factory=dict)  # those that are said; else as they were
    # From when on it must be looked at, if that was worked out when it was read; see `due`.
    look_from: date | None = None
    is_looked_at: bool = False
    beside: Beside = field(default_factory=dict)  # what a file says besides

    def differences(self, other: "KeptContract") -> list[str]:
        """Return the paths of the header's fields and the lists that differ."""
        found = [
            each.path for each in HEADER if self.header[each.column] != other.header[each.column]
        ]
        if self.header["customer_id"] != other.header["customer_id"]:
            found.append("customer")
        if self.template != other.template:
            found.append("template")
        names = [part.name for part in PARTS]
        found += [name for name in names if self.parts.get(name, []) != other.parts.get(name, [])]
        found += details.differences(self.details, other.details)
        return found + differences_beside(self.beside, other.beside)


def existing(
    company_id: int, codes: Sequence[str], *, whole: bool = True
) -> dict[str, KeptContract]:
    """Return the contracts that are there already, by code, as `read` does."""
    found: dict[str, KeptContract] = {}
    for start in range(0, len(codes), _AT_ONCE):
        found.update(_existing(company_id, codes[start : start + _AT_ONCE], whole=whole))
    return found


def read(rows: Iterable[Columns], *, whole: bool = True) -> dict[int, KeptContract]:
    """Return contracts by id, from the columns of their headers, with all their parts.

    A follower of a template has its lines, changes and schedule among them; if it isn't to be
    `whole`, it has what is its own and says which one it follows.
    """
    found = list(rows)
    following = followed_templates.followed(found)
    if not found:
        return {}
    by_id = {row.pop("id"): row for row in found}
    for header in by_id.values():
        for column in followed_templates.FOLLOWS:
            del header[column]
    contracts = {
        number: KeptContract(header, {}, number, details=_taken(header))
        for number, header in by_id.items()
    }
    keys = _add_parts(contracts, PARTS[0], {})
    for part in PARTS[1:]:
        _add_parts(contracts, part, keys)
    if whole and following:
        _complete(contracts, following)
    else:
        for number, template in following.items():
            contracts[number].template = template
    return contracts


def _taken(header: Columns) -> Columns:
    """Take the details out of a header, and return them."""
    return {column: header.pop(column) for column in details.COLUMNS}


def _complete(contracts: dict[int, KeptContract], following: dict[int, int]) -> None:
    """Give followers what they read of their templates."""
    templates = followed_templates.read(following.values())
    for number, template in following.items():
        found = contracts[number]
        followed_templates.complete(found.header, found.parts, templates[template])


def headers(company_id: int) -> Any:
    """Return the query of a company's headers, as dicts of the columns kept."""
    return (
        Contract.objects.filter(company_id=company_id)
        .order_by("code")
        .values("id", *_HEADER_COLUMNS, *details.COLUMNS, *followed_templates.FOLLOWS)
    )


def insert(contracts: Sequence[KeptContract], company_id: int, **created: Any) -> None:
    """Write new contracts; `created` are further columns of the header.

    They are drafts until all their parts are there, which is when the tables admit them.
    """
    wanted = [(part.model, _how_many(contracts, part)) for part in PARTS]
    numbers, *of_parts = _new_ids([(Contract, len(contracts)), *wanted])
    for contract, number in zip(contracts, numbers, strict=True):
        contract.id = number
    with _together():
        _insert(contracts, company_id, of_parts, created)


def _together() -> AbstractContextManager[None]:
    """Behind the wall rows go by statements, which needn't wait for one another; COPY does."""
    return kept_plans.sent_together() if behind_wall.is_behind() else nullcontext()


def _insert(
    contracts: Sequence[KeptContract],
    company_id: int,
    of_parts: Sequence[list[int]],
    created: Columns,
) -> None:
    further = {**created, "version": 1}
    names = (*_HEADER_COLUMNS, *details.COLUMNS, *followed_templates.FOLLOWS)
    _copy(
        Contract,
        ("id", "company_id", *names, *further),
        (
            (each.id, company_id, *_header_values(each), *_follows(each), *further.values())
            for each in contracts
        ),
    )
    _insert_parts(contracts, company_id, of_parts)
    settle_states(contracts)


def replace(contracts: Sequence[KeptContract], company_id: int) -> None:
    """Write drafts anew: header, parts, and what they follow, whatever they followed before."""
    if not contracts:
        return
    numbers = ids(contracts)
    for part in reversed(PARTS):
        part.model._default_manager.filter(contract_id__in=numbers).delete()  # noqa: SLF001
    for model in (ScheduleChange, PastTemplate):  # of which a file knows nothing
        model._default_manager.filter(contract_id__in=numbers).delete()  # noqa: SLF001
    for each in contracts:
        columns = dict(zip(_HEADER_COLUMNS, _header_values(each), strict=True))
        version = models.F("version") + 1
        Contract.objects.filter(pk__in=ids([each])).update(
            **{**columns, "payment_terms": each.header["payment_terms"], "version": version},
            **each.details,
            template=each.template,
            follows_template=each.template is not None,
        )
    insert_parts(contracts, company_id)
    settle_states(contracts)


def insert_parts(contracts: Sequence[KeptContract], company_id: int) -> None:
    """Write the lines of contracts and what else belongs to them."""
    wanted = [(part.model, _how_many(contracts, part)) for part in PARTS]
    _insert_parts(contracts, company_id, _new_ids(wanted))


def _insert_parts(
    contracts: Sequence[KeptContract], company_id: int, of_parts: Sequence[list[int]]
) -> None:
    """Write their parts under the ids that are given for each kind of part."""
    lines: dict[tuple[int | None, str], int] = {}
    for part, numbers in zip(PARTS, of_parts, strict=True):
        if not numbers:
            continue
        rows = [(each.id, row) for each in contracts for row in each.parts.get(part.name, [])]
        if part.model is ContractLine:
            lines = {
                (contract, row["key"]): number
                for number, (contract, row) in zip(numbers, rows, strict=True)
            }
        _copy_part(part, contracts, company_id, numbers, lines)


def ids(contracts: Iterable[KeptContract]) -> list[int]:
    """Return the ids of contracts that have one."""
    return [each.id for each in contracts if each.id is not None]


def settle_states(contracts: Sequence[KeptContract]) -> None:
    """Give contracts that were written as drafts the state that they are to have.

    A finished one was posted before: no other way leads there (R14), which the table watches.
    """
    for state in (State.POSTED, State.FINISHED, State.VOID):
        through = {state, State.FINISHED} if state is State.POSTED else {state}
        numbers = ids([each for each in contracts if each.header["state"] in through])
        if numbers:
            with kept_plans.cursor() as cursor:
                cursor.execute(_SETTLE, (state.value, numbers))


def _existing(company_id: int, codes: Sequence[str], *, whole: bool) -> dict[str, KeptContract]:
    # New ones are the usual case, and their headers are wide: first whether there are any.
    if not querying.rows(_ANY, company_id, codes):
        return {}
    found = read(headers(company_id).filter(code__in=codes), whole=whole)
    return {str(each.header["code"]): each for each in found.values()}


def _add_parts(
    contracts: dict[int, KeptContract], part: Part, lines: dict[int, str]
) -> dict[int, str]:
    """Read the rows of a part into its contracts; return the keys of lines by their id."""
    is_change = part.model is ScheduledModification
    columns = [each.column for each in part.fields]
    rows = (
        part.model._default_manager.filter(contract_id__in=list(contracts))  # noqa: SLF001
        .order_by("contract_id", part.order, "id")
        .values("id", "contract_id", *columns, *(["line_id"] if is_change else []))
    )
    keys = {}
    for row in rows:
        number, contract = row.pop("id"), row.pop("contract_id")
        if is_change:
            line = row.pop("line_id")
            row[LINE_OF] = None if line is None else lines[line]
        keys[number] = row.get("key", "")
        contracts[contract].parts.setdefault(part.name, []).append(row)
    return keys


def _header_values(contract: KeptContract) -> tuple[Any, ...]:
    values = {**contract.header, "state": State.DRAFT.value}
    if values["payment_terms"] is not None:
        values["payment_terms"] = Jsonb(values["payment_terms"])
    return tuple(values[name] for name in _HEADER_COLUMNS)


def _follows(contract: KeptContract) -> tuple[Any, ...]:
    said = {**details.USUAL, **contract.details}
    of_details = (said[name] for name in details.COLUMNS)
    return *of_details, contract.template, contract.template is not None


def _copy_part(
    part: Part,
    contracts: Sequence[KeptContract],
    company_id: int,
    numbers: Sequence[int],
    lines: dict[tuple[int | None, str], int],
) -> None:
    columns = [each.column for each in part.fields]
    is_change = part.model is ScheduledModification
    names = ["id", "company_id", "contract_id", *columns]
    names += ["position"] if part.has_position else []
    names += ["line_id"] if is_change else []

    def rows() -> Iterable[tuple[Any, ...]]:
        number = iter(numbers)
        for contract in contracts:
            for position, row in enumerate(contract.parts.get(part.name, [])):
                values = [next(number), company_id, contract.id]
                values += [_as_json(row[name]) for name in columns]
                values += [position] if part.has_position else []
                values += [lines.get((contract.id, row[LINE_OF]))] if is_change else []
                yield tuple(values)

    _copy(part.model, names, rows())


def _as_json(value: Any) -> Any:
    return Jsonb(value) if isinstance(value, dict) else value


def _how_many(contracts: Sequence[KeptContract], part: Part) -> int:
    return sum(len(each.parts.get(part.name, ())) for each in contracts)


_NEW_IDS = """
SELECT wanted.place, nextval(pg_get_serial_sequence(wanted.name, 'id'))
FROM unnest(%s::text[], %s::integer[]) WITH ORDINALITY AS wanted (name, how_many, place)
CROSS JOIN LATERAL generate_series(1, wanted.how_many)
"""


def _new_ids(wanted: Sequence[tuple[type[models.Model], int]]) -> list[list[int]]:
    """Take ids of several tables, so many of each."""
    taken: list[list[int]] = [[] for _ in wanted]
    tables = [model._meta.db_table for model, _ in wanted]  # noqa: SLF001
    for place, number in querying.kept(_NEW_IDS, tables, [many for _, many in wanted]):
        taken[place - 1].append(number)
    return taken


def _copy(
    model: type[models.Model], columns: Iterable[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    names = ", ".join(f'"{each}"' for each in columns)
    table = model._meta.db_table  # noqa: SLF001
    if behind_wall.is_behind():
        copying.insert(f'"{table}"', names, rows)
        return
    statement = f'COPY "{table}" ({names}) FROM STDIN'
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
