"""Reading scheduled modifications, price reviews, pauses, moves and the ledger."""

from __future__ import annotations

from collections.abc import Collection

from cadencia.core.agreement import (
    Effect,
    Key,
    Kind,
    LedgerRow,
    LedgerState,
    Move,
    Pause,
    PauseMode,
    Placement,
    PriceReview,
    PriceSplit,
    ScheduledModification,
    Times,
)
from cadencia.interchange.catalog import MONTH, span, tax_rates
from cadencia.interchange.contract_file import FormulaUse, Masters
from cadencia.interchange.fields import NO_DAY, PRICE, QUANTITY, Fields
from cadencia.interchange.lines import discounts, formula_use, item

MODIFICATION_FIELDS = (
    *("line", "effect", "document", "times", "from", "until", "item", "description", "quantity"),
    *("unit_price", "price_split", "discounts", "taxes", "installment_service", "formula"),
    *("formula_amount", "formula_parameters", "lot", "serial"),
)
REVIEW_FIELDS = ("from", "every_months", "percent", "index", "base", "lines")
PAUSE_FIELDS = ("from", "until", "mode")
MOVE_FIELDS = ("due_on", "to")
LEDGER_FIELDS = ("number", "due_on", "kind", "state", "line")

LONGEST_REVIEW_STEP = 1200  # months


def modification(
    fields: Fields, position: int, masters: Masters
) -> tuple[ScheduledModification, FormulaUse | None]:
    """Return a scheduled modification, and the formula that it names (R7)."""
    if not fields.given("from"):
        fields.problem("from", "field_missing")
    start, until = span(fields)
    use, price = formula_use(fields, masters)
    unit_price = fields.amount("unit_price", PRICE)
    effect = fields.choice("effect", Effect, Effect.MODIFY)
    code = item(fields, masters)
    return (
        ScheduledModification(
            key=position,
            line=fields.name("line"),
            effect=effect,
            document=fields.choice("document", Placement, Placement.SAME),
            times=fields.choice("times", Times, Times.EACH),
            valid_from=start or NO_DAY,
            valid_until=until,
            item=code,
            description=fields.text("description") or _filled_in(effect, code, masters),
            quantity=fields.amount("quantity", QUANTITY),
            unit_price=price if unit_price is None else unit_price,
            formula=use.name if use else None,
            price_split=fields.optional_choice("price_split", PriceSplit),
            discounts=discounts(fields),
            taxes=tax_rates(fields, "taxes", masters.taxes),
            installment_service=item(fields, masters, "installment_service"),
            lot=fields.name("lot"),
            serial=fields.name("serial"),
        ),
        use,
    )


def _filled_in(effect: Effect, code: str | None, masters: Masters) -> str | None:
    """Return what the item of an addition says: its name, else its code (SM-2)."""
    item = masters.catalog.items.get(code or "")
    if effect is not Effect.ADD or item is None:
        return None
    return item.name or item.code


def review(fields: Fields, masters: Masters, keys: Collection[Key]) -> PriceReview:
    """Return a price review: by a percent, or by an index over the value of its base (R8)."""
    index = fields.name("index")
    if index is not None and index not in masters.catalog.indexes:
        fields.problem("index", "index_unknown", value=index)
    base = fields.matching("base", MONTH, "not_a_month")
    _refuse_mixed_review(fields)
    lines: list[Key] = []
    for at, key in fields.names("lines"):
        if key not in keys:
            fields.problem(at, "line_unknown", value=key)
        lines.append(key)
    return PriceReview(
        valid_from=fields.required_day("from"),
        every_months=fields.whole("every_months", 1, LONGEST_REVIEW_STEP),
        percent=fields.amount("percent", PRICE),
        index=index,
        base=base,
        lines=tuple(lines),
    )


def _refuse_mixed_review(fields: Fields) -> None:
    if fields.given("percent"):
        for name in ("index", "base"):
            if fields.given(name):
                fields.problem(name, "review_of_both_kinds")
    elif not fields.given("index"):
        fields.problem("base" if fields.given("base") else "percent", "review_of_no_kind")
    elif not fields.given("base"):
        fields.problem("base", "review_base_missing")


def pause(fields: Fields) -> Pause:
    """Return a pause; without `until` it is still open (R4)."""
    if not fields.given("from"):
        fields.problem("from", "field_missing")
    start, until = span(fields)
    return Pause(
        start=start or NO_DAY,
        until=until,
        mode=fields.choice("mode", PauseMode, PauseMode.SKIP),
    )


def move(fields: Fields) -> Move:
    """Return the move of one installment's theoretical date (R4)."""
    return Move(due_on=fields.required_day("due_on"), to=fields.required_day("to"))


def ledger_row(fields: Fields, keys: Collection[Key]) -> LedgerRow:
    """Return a row of the ledger of installments (R4)."""
    kind = fields.choice("kind", Kind, Kind.REGULAR)
    number = fields.whole("number", 0)
    if kind in (Kind.REGULAR, Kind.CLOSING) and not fields.given("number"):
        fields.problem("number", "field_missing")
    line = fields.name("line")
    if line is not None and line not in keys:
        fields.problem("line", "line_unknown", value=line)
    return LedgerRow(
        number=number,
        due_on=fields.required_day("due_on"),
        kind=kind,
        state=fields.choice("state", LedgerState, LedgerState.BILLED),
        line=line,
    )
