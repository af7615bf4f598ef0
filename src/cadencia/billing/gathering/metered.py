"""Quantities that a line doesn't keep itself: metered ones, and those that a formula gives."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from cadencia.billing.gathering import arrays
from cadencia.billing.gathering.masters import Masters
from cadencia.billing.querying import Row, rows
from cadencia.catalog.formulas import FormulaRefused, quantity
from cadencia.core.agreement import Used

SOURCE, FORMULA, AMOUNT, PARAMETERS = 18, 19, 20, 21
"""Where the rare columns of a line tell of its quantity."""

_USED = """
SELECT u.line_id, u.id, u.used_until, u.quantity FROM contracts_usage u
WHERE u.line_id = ANY(%s::bigint[])
  AND NOT EXISTS (SELECT FROM billing_billedusage b WHERE b.usage_id = u.id)
ORDER BY u.line_id, u.used_until, u.id
"""


def usage(rest: Mapping[int, Row]) -> dict[int, tuple[Used, ...]]:
    """Return what was used and isn't billed yet, by line; empty for a line without any.

    `rest` are the rare columns of lines by their ids. Lines that aren't metered are not there.
    """
    metered = [number for number, row in rest.items() if row[SOURCE] == "usage"]
    if not metered:
        return {}
    found: dict[int, list[Used]] = {number: [] for number in metered}
    for line, number, day, used in rows(_USED, arrays.written(metered)):
        found[line].append(Used(number, day, used))
    return {line: tuple(each) for line, each in found.items()}


def by_formula(rest: Row, masters: Masters) -> dict[str, Any]:
    """Return what a line says of its quantity if a formula gives it; nothing otherwise.

    It is evaluated anew each time; one that gives nothing leaves the quantity unknown.
    """
    formula = masters.formulas.get(rest[FORMULA]) if rest[FORMULA] is not None else None
    if formula is None:
        return {}
    values = {name: Decimal(text) for name, text in json.loads(rest[PARAMETERS] or "{}").items()}
    try:
        found = quantity(formula, rest[AMOUNT] or Decimal(0), values)
    except FormulaRefused:
        return {"quantity_formula": formula.name, "quantity_known": False}
    return {"quantity_formula": formula.name, "quantity": found}
