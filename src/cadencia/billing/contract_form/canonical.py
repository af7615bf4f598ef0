"""One way of writing each contract: what has its usual value is left out, as when it is read."""

from collections.abc import Mapping
from decimal import DecimalException
from typing import Any

from cadencia.billing.importing.contract_fields import (
    HEADER,
    PARTS,
    Part,
    part_kept,
    part_told,
)
from cadencia.billing.importing.fields import Field, Json, Reference, kept, told

_HEADER = tuple(each for each in HEADER if not isinstance(each.kind, Reference))
_REFERENCES = tuple(each.path for each in HEADER if isinstance(each.kind, Reference))
_REFUSED = (TypeError, ValueError, KeyError, AttributeError, DecimalException)


def canonical(contract: Mapping[str, Json]) -> dict[str, Json]:
    """Return a contract as it would be told once it is kept; what can't be kept stays as it is.

    >>> canonical({"lead_days": 0, "reference": "x", "lines": [{"key": "a", "quantity": "1"}]})
    {'reference': 'x', 'lines': [{'key': 'a'}]}
    """
    try:
        found = told(_HEADER, kept(_HEADER, contract, {}), {})
    except _REFUSED:
        return {name: each for name, each in contract.items() if each is not None}
    found |= {name: contract[name] for name in _REFERENCES if contract.get(name) is not None}
    for part in PARTS:
        rows = [_row(part, row) for row in contract.get(part.name) or ()]
        if rows:
            found[part.name] = rows
    others = {"template"} & contract.keys()
    return found | {name: contract[name] for name in others if contract[name]}


def _row(part: Part, row: Mapping[str, Json]) -> dict[str, Json]:
    references = [each for each in part.fields if isinstance(each.kind, Reference)]
    plain = part._replace(fields=tuple(each for each in part.fields if each not in references))
    try:
        found: dict[str, Any] = part_told(plain, part_kept(plain, row, {}), {})
    except _REFUSED:
        return {name: each for name, each in row.items() if each is not None}
    return found | _given(references, row)


def _given(fields: list[Field], row: Mapping[str, Json]) -> dict[str, Json]:
    return {each.path: row[each.path] for each in fields if row.get(each.path) is not None}
