"""Lines, scheduled modifications, reviews, pauses and moves, by contract."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, TypeVar

from cadencia.billing.gathering import arrays, metered
from cadencia.billing.gathering.masters import Masters
from cadencia.billing.querying import Row, rows
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
)

Value = TypeVar("Value")

_LINES = """
SELECT {owner}, id, key, item_id, description, extra_text, reference, quantity, unit_price,
       price_source, price_split, discounts::text, taxes::text, withheld, months::text, valid_from,
       valid_until, one_off_on IS NULL AND one_off_month = '' AND NOT one_off_with_next,
       formula_id, document_type = '' AND series = '' AND mandate = '' AND payment_method = ''
       AND delivery_address = '' AND account = '' AND agent = '' AND commission IS NULL
       AND location = '' AND lot = '' AND serial = '' AND installment_service_id IS NULL
       AND quantity_source = 'fixed'
FROM {table} WHERE {owner} = ANY(%s::bigint[]) ORDER BY {owner}, position, id
"""

_REST = """
SELECT id, one_off_on, one_off_month, one_off_with_next, formula_amount, formula_parameters::text,
       installment_service_id, document_type, series, mandate, payment_method, delivery_address,
       account, agent, commission, location, lot, serial, quantity_source, quantity_formula_id,
       quantity_amount, quantity_parameters::text
FROM {table} WHERE id = ANY(%s::bigint[])
"""

_SAME = PriceSplit.SAME
_FIXED = PriceSource.FIXED


OF_CONTRACTS = {"table": "contracts_contractline", "owner": "contract_id"}
OF_TEMPLATES = {"table": "contracts_templateline", "owner": "template_id"}


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines by contract, and the row that each of the user's keys names."""

    by_contract: Mapping[int, tuple[Line, ...]]
    keys: Mapping[tuple[int, str], int]


def lines(ids: list[int], masters: Masters, of: Mapping[str, str] = OF_CONTRACTS) -> Lines:
    """Return the lines of the contracts in their order. What few lines have is read apart.

    With `OF_TEMPLATES` the ids are those of templates, and so are the keys of what is given.
    """
    found_rows = rows(_LINES.format(**of), arrays.written(ids))
    special = [row[1] for row in found_rows if not (row[17] and row[19] and row[18] is None)]
    rest = (
        {row[0]: row for row in rows(_REST.format(**of), arrays.written(special))}
        if special
        else {}
    )
    used = metered.usage(rest) if rest else {}
    found: dict[int, list[Line]] = {}
    for row in found_rows:
        line = _plain_line(row, masters) if row[1] not in rest else None
        if line is None:
            line = _special_line(row, rest[row[1]], masters)
            if rest[row[1]][metered.SOURCE] != "fixed":
                by_formula = metered.by_formula(rest[row[1]], masters)
                line = replace(line, usage=used.get(row[1]), **by_formula)
        found.setdefault(row[0], []).append(line)
    return Lines(
        {contract: tuple(each) for contract, each in found.items()},
        {(row[0], row[2]): row[1] for row in found_rows},
    )


def _plain_line(row: Row, masters: Masters) -> Line:
    return Line(
        key=row[1],
        description=row[4],
        item=masters.item_codes[row[3]] if row[3] is not None else None,
        extra_text=row[5],
        reference=row[6],
        quantity=row[7],
        unit_price=row[8],
        price_source=_FIXED if row[9] == "fixed" else PriceSource(row[9]),
        price_split=_SAME if row[10] == "same" else PriceSplit.DIVIDED,
        discounts=arrays.decimals(row[11]),
        taxes=None if row[12] is None else masters.taxes_of(row[12]),
        withheld=row[13],
        months=arrays.months(row[14]),
        valid_from=row[15],
        valid_until=row[16],
    )


def _special_line(row: Row, rest: Row, masters: Masters) -> Line:
    formula = masters.formulas.get(row[18]) if row[18] is not None else None
    return Line(
        key=row[1],
        description=row[4],
        item=_item(row[3], masters),
        extra_text=row[5],
        reference=row[6],
        quantity=row[7],
        unit_price=row[8],
        price_source=PriceSource(row[9]),
        formula=formula.name if formula else None,
        formula_price=_formula_price(row[18], rest[4], rest[5], masters),
        price_split=PriceSplit(row[10]),
        discounts=arrays.decimals(row[11]),
        taxes=None if row[12] is None else masters.taxes_of(row[12]),
        withheld=row[13],
        months=arrays.months(row[14]),
        valid_from=row[15],
        valid_until=row[16],
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


def reviews(
    ids: list[int], masters: Masters, keys: Mapping[tuple[int, str], int]
) -> Mapping[int, tuple[PriceReview, ...]]:
    """Return the price reviews of the contracts; lines are named by their rows."""
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
        for row in rows(
            "SELECT contract_id, valid_from, every_months, percent, index_id, base, line_keys"
            " FROM contracts_pricereview WHERE contract_id = ANY(%s::bigint[])"
            " ORDER BY contract_id, position, id",
            arrays.written(ids),
        )
    )


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
