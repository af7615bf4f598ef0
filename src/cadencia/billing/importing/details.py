"""Who sells, who is in charge, commission and sending of contracts that files bring (AG-1, AG-4).

A key that a file lacks says nothing: what is there stays. The names of people are looked up
where a file has any: who registers a contract without them asks nothing more of the database.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cadencia.billing import detail_texts, querying
from cadencia.billing.importing.fields import (
    Amount,
    Columns,
    Field,
    Json,
    Plain,
    Reference,
    Refs,
    kept,
    told,
)
from cadencia.interchange.details import NAMED, TEXTS
from cadencia.interchange.tables.records import Record
from cadencia.parties.problems import Problem

DETAILS: tuple[Field, ...] = (
    Field("sales_rep", "sales_rep_id", Reference("sales_rep")),
    Field("commission_rate", "commission_rate", Amount()),
    Field("commission_base", "commission_base", Plain()),
    Field("responsible", "responsible_id", Reference("responsible")),
    Field("responsible_party", "responsible_party_id", Reference("responsible_party")),
    Field("documents_are", "documents_are", Plain()),
    Field("sending", "sending", Plain()),
    Field("email_to", "email_to", Plain()),
    Field("email_copy", "email_copy", Plain()),
    Field("notes", "notes", Plain()),
)
COLUMNS = tuple(each.column for each in DETAILS)
USUAL: Mapping[str, Any] = kept(DETAILS, {}, {})
"""What a contract has that says none of them, by column."""


def of_form(contract: Mapping[str, Json], refs: Refs) -> Columns:
    """Return the columns of the details that a contract says; it was read without problems."""
    said = tuple(each for each in DETAILS if each.path in contract)
    return kept(said, contract, refs) if said else {}


def form(columns: Mapping[str, Any], refs: Refs) -> dict[str, Json]:
    """Return details as a file has them; what has its usual value is left out."""
    known = tuple(each for each in DETAILS if each.column in columns)
    return told(known, columns, refs)


def referred(columns: Mapping[str, Any] | None) -> dict[str, set[int]]:
    """Return the ids of whom details name, by kind of master."""
    return {
        each.kind.to: {columns[each.column]}
        for each in DETAILS
        if isinstance(each.kind, Reference) and columns and columns.get(each.column) is not None
    }


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return the details of which `after` says something else."""
    return [
        each.path
        for each in DETAILS
        if each.column in after and _bare(after[each.column]) != _bare(before.get(each.column))
    ]


def unknown(contract: Mapping[str, Json], refs: Refs) -> Iterator[tuple[str, str]]:
    """Yield the details that name somebody the company doesn't have: the key and the name."""
    for name in NAMED:
        value = contract.get(name)
        if isinstance(value, str) and value.strip() and value not in refs[name]:
            yield name, value


def unfit(contract: Mapping[str, Json]) -> Iterator[Problem]:
    """Yield what may not stand in the texts of details, which were read without problems."""
    texts = {name: _text(contract, name) for name in TEXTS if contract.get(name)}
    for each in detail_texts.problems(texts) if texts else ():
        yield Problem(f"contract.{each.path}", each.message)


def refs_of(records: Iterable[Record], company_id: int) -> dict[str, dict[str, int]]:
    """Return the ids of whom contracts name, by key of the contract and name."""
    named: dict[str, set[str]] = {name: set() for name in NAMED}
    for record in records:
        contract = record.data["contract"]
        for name in NAMED:
            if name in contract and (value := _text(contract, name)):
                named[name].add(value)
    return {
        name: dict(querying.rows(_QUERIES[name], company_id, sorted(values))) if values else {}
        for name, values in named.items()
    }


_QUERIES = {
    "sales_rep": "SELECT code, id FROM parties_salesrep WHERE company_id = %s AND code = ANY(%s)",
    "responsible": """
SELECT u.username, u.id FROM parties_user u JOIN parties_membership m ON m.user_id = u.id
WHERE m.company_id = %s AND u.username = ANY(%s)
""",
    "responsible_party": """
SELECT name, id FROM parties_responsibleparty WHERE company_id = %s AND name = ANY(%s)
""",
}


def _bare(value: Any) -> Any:
    """Return a value as a cell of a sheet gives it back: without the blanks around a text."""
    return value.strip() if isinstance(value, str) else value


def _text(contract: Mapping[str, Json], name: str) -> str:
    value = contract.get(name)
    return value if isinstance(value, str) else ""
