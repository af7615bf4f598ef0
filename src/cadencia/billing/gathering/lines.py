"""Lines, scheduled modifications, reviews, pauses and moves, by contract."""

import json
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from cadencia.billing.gathering import arrays, metered
from cadencia.billing.gathering.masters import Masters
from cadencia.billing.querying import Row, asking_about, rows
from cadencia.catalog.formulas import FormulaRefused, evaluate
from cadencia.core.agreement import (
    Effect,
    Line,
    Move,
    OneOff,
    Pause,
    PauseMode,
    Placement,
    PriceReview,
    PriceSource,
    PriceSplit,
    ScheduledModification,
    Times,
    Used,
)

# Nearly every line says only these: what says more is read whole.
_LINES = """
SELECT {owner}, id, item_id, description, quantity, unit_price, discounts::text, taxes::text,
       valid_from, valid_until, price_source = 'fixed' AND unit_price IS NOT NULL
       AND price_split = 'same' AND months = '{{}}' AND withheld AND extra_text = ''
       AND reference = '' AND one_off_on IS NULL AND one_off_month = '' AND NOT one_off_with_next
       AND formula_id IS NULL AND document_type = '' AND series = '' AND mandate = ''
       AND payment_method = '' AND delivery_address = '' AND account = '' AND agent = ''
       AND commission IS NULL AND location = '' AND lot = '' AND serial = ''
       AND installment_service_id IS NULL AND quantity_source = 'fixed'
FROM {table} WHERE {owner} = ANY(%s::bigint[]) ORDER BY {owner}, position, id
"""

_REST = """
SELECT id, one_off_on, one_off_month, one_off_with_next, formula_amount, formula_parameters::text,
       installment_service_id, document_type, series, mandate, payment_method, delivery_address,
       account, agent, commission, location, lot, serial, quantity_source, quantity_formula_id,
       quantity_amount, quantity_parameters::text, extra_text, reference, price_source,
       price_split, withheld, months::text, formula_id
FROM {table} WHERE id = ANY(%s::bigint[])
"""

OF_CONTRACTS = {"table": "contracts_contractline", "owner": "contract_id"}
OF_TEMPLATES = {"table": "contracts_templateline", "owner": "template_id"}


def lines(
    ids: list[int], masters: Masters, of: Mapping[str, str] = OF_CONTRACTS
) -> Mapping[int, tuple[Line, ...]]:
    """Return the lines of each contract in their order. What few lines have is read apart.

    With `OF_TEMPLATES` the ids are those of templates, and so are the keys of what is given.
    """
    found_rows = asking_about(ids)(_LINES.format(**of), arrays.written(ids))
    special = [row[1] for row in found_rows if not row[10]]
    rest = (
        {row[0]: row for row in asking_about(special)(_REST.format(**of), arrays.written(special))}
        if special
        else {}
    )
    used = metered.usage(rest) if rest else {}
    found: dict[int, list[Line]] = {}
    for row in found_rows:
        line = _usual_line(row, masters) if row[10] else _line(row, rest[row[1]], masters, used)
        known = found.get(row[0])
        if known is None:
            found[row[0]] = [line]
        else:
            known.append(line)
    return {contract: tuple(each) for contract, each in found.items()}


def _usual_line(row: Row, masters: Masters) -> Line:
    """A line that says nothing but what it bills, how much of it, and from when to when."""
    return Line(
        key=row[1],
        description=row[3],
        item=None if row[2] is None else masters.item_codes[row[2]],
        quantity=row[4],
        unit_price=row[5],
        discounts=arrays.decimals(row[6]),
        taxes=None if row[7] is None else masters.taxes_of(row[7]),
        valid_from=row[8],
        valid_until=row[9],
    )


def _line(row: Row, rest: Row, masters: Masters, used: Mapping[int, tuple[Used, ...]]) -> Line:
    formula = masters.formulas.get(rest[28]) if rest[28] is not None else None
    line = Line(
        key=row[1],
        description=row[3],
        item=_item(row[2], masters),
        extra_text=rest[22],
        reference=rest[23],
        quantity=row[4],
        unit_price=row[5],
        price_source=PriceSource(rest[24]),
        formula=formula.name if formula else None,
        formula_price=_formula_price(rest[28], rest[4], rest[5], masters),
        price_split=PriceSplit(rest[25]),
        discounts=arrays.decimals(row[6]),
        taxes=None if row[7] is None else masters.taxes_of(row[7]),
        withheld=rest[26],
        months=arrays.months(rest[27]),
        valid_from=row[8],
        valid_until=row[9],
        one_off=_one_off(rest),
        installment_service=_item(rest[6], masters),
        document_type=rest[7] or None,
        series=rest[8] or None,
        mandate=rest[9] or None,
        payment_method=rest[10] or None,
        delivery_address=rest[11] or None,
        account=rest[12] or None,
        agent=rest[13] or None,
        commission=rest[14],
        location=rest[15] or None,
        lot=rest[16] or None,
        serial=rest[17] or None,
    )
    if rest[metered.SOURCE] == "fixed":
        return line
    return replace(line, usage=used.get(row[1]), **metered.by_formula(rest, masters))


def _one_off(rest: Row) -> OneOff | None:
    if rest[1] is not None:
        return OneOff(on=rest[1])
    if rest[2]:
        year, month = rest[2].split("-")
        return OneOff(month=(int(year), int(month)))
    return OneOff(with_next=True) if rest[3] else None


def _formula_price(
    formula: int | None, amount: Decimal | None, parameters: str | None, masters: Masters
) -> Decimal | None:
    """What the formula gives today; None where it gives nothing: the price is missing then."""
    known = masters.formulas.get(formula) if formula is not None else None
    if known is None:
        return None
    values = {name: Decimal(text) for name, text in json.loads(parameters or "{}").items()}
    try:
        return evaluate(known, amount or Decimal(0), values)
    except FormulaRefused:
        return None


def _item(number: int | None, masters: Masters) -> str | None:
    return None if number is None else masters.item_codes[number]


_MODIFICATIONS = """
SELECT contract_id, id, line_id, effect, document, times, valid_from, valid_until, item_id,
       description, quantity, unit_price, price_split, discounts::text, taxes::text,
       installment_service_id, formula_id, formula_amount, formula_parameters::text, lot, serial
FROM contracts_scheduledmodification WHERE contract_id = ANY(%s::bigint[])
ORDER BY contract_id, position, id
"""


def modifications(
    ids: list[int], masters: Masters
) -> Mapping[int, tuple[ScheduledModification, ...]]:
    """Return the scheduled modifications of the contracts."""
    return _by_contract(
        (row[0], _modification(row, masters)) for row in rows(_MODIFICATIONS, arrays.written(ids))
    )


def _modification(row: Row, masters: Masters) -> ScheduledModification:
    price = row[11]
    if price is None and row[16] is not None:
        price = _formula_price(row[16], row[17], row[18], masters)
    return ScheduledModification(
        key=row[1],
        line=row[2],
        effect=Effect(row[3]),
        document=Placement(row[4]),
        times=Times(row[5]),
        valid_from=row[6],
        valid_until=row[7],
        item=_item(row[8], masters),
        description=row[9] or None,
        quantity=row[10],
        unit_price=price,
        formula=masters.formulas[row[16]].name if row[16] is not None else None,
        price_split=PriceSplit(row[12]) if row[12] else None,
        discounts=None if row[13] is None else arrays.decimals(row[13]),
        taxes=None if row[14] is None else masters.taxes_of(row[14]),
        installment_service=_item(row[15], masters),
        lot=row[19] or None,
        serial=row[20] or None,
    )


def reviews(ids: list[int], masters: Masters) -> Mapping[int, tuple[PriceReview, ...]]:
    """Return the price reviews of the contracts; lines are named by their rows."""
    found = rows(_REVIEWS, arrays.written(ids))
    keys = _keys({row[0] for row in found if row[6]})
    return _by_contract(
        (
            row[0],
            PriceReview(
                valid_from=row[1],
                every_months=row[2],
                percent=row[3],
                index=masters.index_names[row[4]] if row[4] is not None else None,
                base=row[5] or None,
                lines=tuple(keys[row[0], key] for key in row[6] if (row[0], key) in keys),
            ),
        )
        for row in found
    )


_REVIEWS = """
SELECT contract_id, valid_from, every_months, percent, index_id, base, line_keys
FROM contracts_pricereview WHERE contract_id = ANY(%s::bigint[]) ORDER BY contract_id, position, id
"""


def _keys(contracts: set[int]) -> dict[tuple[int, str], int]:
    """The row that each of the user's keys names."""
    if not contracts:
        return {}
    found = rows(
        "SELECT contract_id, key, id FROM contracts_contractline"
        " WHERE contract_id = ANY(%s::bigint[])",
        arrays.written(contracts),
    )
    return {(contract, key): line for contract, key, line in found}


def pauses(ids: list[int]) -> Mapping[int, tuple[Pause, ...]]:
    """Return the pauses of the contracts."""
    return _by_contract(
        (row[0], Pause(start=row[1], until=row[2], mode=PauseMode(row[3])))
        for row in rows(
            "SELECT contract_id, start, until, mode FROM contracts_pause"
            " WHERE contract_id = ANY(%s::bigint[]) ORDER BY contract_id, start",
            arrays.written(ids),
        )
    )


def moves(ids: list[int]) -> Mapping[int, tuple[Move, ...]]:
    """Return the installments that were moved."""
    return _by_contract(
        (row[0], Move(due_on=row[1], to=row[2]))
        for row in rows(
            'SELECT contract_id, due_on, "to" FROM contracts_installmentmove'
            " WHERE contract_id = ANY(%s::bigint[]) ORDER BY contract_id, due_on",
            arrays.written(ids),
        )
    )


def _by_contract(pairs: Any) -> dict[int, tuple[Any, ...]]:
    found: dict[int, list[Any]] = {}
    for contract, value in pairs:
        found.setdefault(contract, []).append(value)
    return {contract: tuple(values) for contract, values in found.items()}
