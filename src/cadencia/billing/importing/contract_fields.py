"""The fields of a contract, its lines and what is scheduled, and the tables that keep them."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db import models

from cadencia.billing.importing import details
from cadencia.billing.importing.fields import (
    Amount,
    Codes,
    Columns,
    Day,
    Field,
    Json,
    Parameters,
    Percents,
    Plain,
    Reference,
    Refs,
    Terms,
    kept,
    told,
)
from cadencia.contracts.models import (
    ContractLine,
    InstallmentMove,
    Pause,
    PriceReview,
    ScheduledModification,
)

TEXT = Plain()
NUMBER = Plain(None)
YES, NO = Plain(default=True), Plain(default=False)
DAY = Day()
OPTIONAL_AMOUNT = Amount()


def _same(kind: Any, *names: str) -> tuple[Field, ...]:
    """Return fields whose column is called as they are."""
    return tuple(Field(name, name, kind) for name in names)


def _word(name: str, default: str) -> Field:
    return Field(name, name, Plain(default))


HEADER: tuple[Field, ...] = (
    *_same(TEXT, "code", "reference", "project", "contact", "series", "journal"),
    *_same(TEXT, "payment_method", "mandate", "delivery_address", "withholding"),
    *_same(TEXT, "stock_release"),
    Field("kind", "kind_id", Reference("kind")),
    Field("bill_to", "bill_to_id", Reference("customer")),
    Field("price_list", "price_list_id", Reference("price_list")),
    _word("state", "posted"),
    Field("active", "is_active", YES),
    _word("generation", "automatic"),
    _word("document_type", "invoice"),
    _word("installments_are", "documents"),
    _word("tax_regime", "domestic"),
    _word("timing", "advance"),
    _word("opening", "none"),
    _word("closing", "full"),
    _word("proration", "actual"),
    _word("business_day", "as_is"),
    *_same(TEXT, "currency"),
    *_same(NUMBER, "decimals", "installments"),
    *_same(NO, "allow_price_updates", "bill_withdrawal_day", "split_on_change"),
    *_same(Amount("0"), "document_discount", "expenses"),
    *_same(DAY, "starts_on", "ends_on", "withdrawn_on", "billed_until"),
    Field("lead_days", "lead_days", Plain(0)),
    Field("payment_terms", "payment_terms", Terms()),
    Field("schedule.every", "schedule_every", NUMBER),
    Field("schedule.unit", "schedule_unit", TEXT),
    Field("schedule.first", "schedule_first", DAY),
    Field("schedule.anchor_day", "schedule_anchor_day", NUMBER),
    Field("schedule.months", "schedule_months", Codes()),
    Field("schedule.day", "schedule_day", NUMBER),
    Field("schedule.since", "schedule_since", DAY),
)

LINE: tuple[Field, ...] = (
    *_same(TEXT, "key", "description", "extra_text", "reference"),
    Field("item", "item_id", Reference("item")),
    Field("installment_service", "installment_service_id", Reference("item")),
    Field("quantity", "quantity", Amount("1")),
    _word("quantity_source", "fixed"),
    Field("quantity_formula", "quantity_formula_id", Reference("formula")),
    Field("quantity_parameters", "quantity_parameters", Parameters()),
    *_same(OPTIONAL_AMOUNT, "quantity_amount", "unit_price", "formula_amount", "commission"),
    _word("price_source", "fixed"),
    Field("formula", "formula_id", Reference("formula")),
    Field("formula_parameters", "formula_parameters", Parameters()),
    _word("price_split", "same"),
    Field("discounts", "discounts", Percents()),
    Field("taxes", "taxes", Codes(nullable=True)),
    *_same(YES, "withheld"),
    Field("months", "months", Codes()),
    *_same(DAY, "valid_from", "valid_until"),
    *_same(TEXT, "document_type", "series", "mandate", "payment_method"),
    *_same(TEXT, "delivery_address", "account", "agent", "location", "lot", "serial"),
    *_same(DAY, "one_off_on"),
    *_same(TEXT, "one_off_month"),
    *_same(NO, "one_off_with_next"),
)

MODIFICATION: tuple[Field, ...] = (
    _word("effect", "modify"),
    _word("document", "same"),
    _word("times", "each"),
    Field("from", "valid_from", DAY),
    Field("until", "valid_until", DAY),
    Field("item", "item_id", Reference("item")),
    Field("installment_service", "installment_service_id", Reference("item")),
    *_same(TEXT, "description", "price_split", "lot", "serial"),
    *_same(OPTIONAL_AMOUNT, "quantity", "unit_price", "formula_amount"),
    Field("discounts", "discounts", Percents(nullable=True)),
    Field("taxes", "taxes", Codes(nullable=True)),
    Field("formula", "formula_id", Reference("formula")),
    Field("formula_parameters", "formula_parameters", Parameters(nullable=True)),
)

REVIEW: tuple[Field, ...] = (
    Field("from", "valid_from", DAY),
    *_same(NUMBER, "every_months"),
    *_same(OPTIONAL_AMOUNT, "percent"),
    Field("index", "index_id", Reference("index")),
    *_same(TEXT, "base"),
    Field("lines", "line_keys", Codes()),
)

PAUSE: tuple[Field, ...] = (
    Field("from", "start", DAY),
    Field("until", "until", DAY),
    _word("mode", "skip"),
)

MOVE: tuple[Field, ...] = _same(DAY, "due_on", "to")


class Part(NamedTuple):
    """A list of the contract file and the table that keeps it."""

    name: str
    model: type[models.Model]
    fields: tuple[Field, ...]
    order: str  # what the rows are ordered by
    has_position: bool


PARTS: tuple[Part, ...] = (
    Part("lines", ContractLine, LINE, "position", has_position=True),
    Part("modifications", ScheduledModification, MODIFICATION, "position", has_position=True),
    Part("reviews", PriceReview, REVIEW, "position", has_position=True),
    Part("pauses", Pause, PAUSE, "start", has_position=False),
    Part("moves", InstallmentMove, MOVE, "due_on", has_position=False),
)

USUAL_UNIT = "month"
LINE_OF = "line"
"""The column of a modification's line while its row isn't known: the line's key."""


def referred(
    header: Columns, parts: Mapping[str, list[Columns]], said: Columns | None = None
) -> dict[str, set[int]]:
    """Return the ids of the masters that a contract refers to, by kind of master.

    `said` are its details.
    """
    found: dict[str, set[int]] = {"customer": {header["customer_id"]}, **details.referred(said)}
    _add_referred(found, HEADER, header)
    for part in PARTS:
        for row in parts.get(part.name, ()):
            _add_referred(found, part.fields, row)
    return found


def _add_referred(
    found: dict[str, set[int]], fields: tuple[Field, ...], columns: Mapping[str, Any]
) -> None:
    for each in fields:
        if isinstance(each.kind, Reference) and columns[each.column] is not None:
            found.setdefault(each.kind.to, set()).add(columns[each.column])


def header_kept(contract: Mapping[str, Json], customer_id: int, refs: Refs) -> Columns:
    """Return the columns of a contract's header."""
    columns = {**kept(HEADER, contract, refs), "customer_id": customer_id}
    if columns["schedule_first"] is not None:  # as the reader takes what an interval leaves out
        columns["schedule_every"] = columns["schedule_every"] or 1
        columns["schedule_unit"] = columns["schedule_unit"] or USUAL_UNIT
    return columns


def part_kept(part: Part, data: Mapping[str, Json], refs: Refs) -> Columns:
    """Return the columns of a line, a modification, a review, a pause or a move."""
    if part.model is ContractLine:
        return kept(part.fields, _one_off_apart(data), refs)
    columns = kept(part.fields, data, refs)
    if part.model is ScheduledModification:
        columns[LINE_OF] = data.get("line")
    return columns


def part_told(part: Part, columns: Mapping[str, Any], refs: Refs) -> dict[str, Json]:
    """Return a line, a modification, a review, a pause or a move as the file has it."""
    data = told(part.fields, columns, refs)
    if part.model is ContractLine:
        return _one_off_together(data)
    if part.model is ScheduledModification and columns[LINE_OF] is not None:
        return {"line": columns[LINE_OF], **data}
    return data


def _one_off_apart(line: Mapping[str, Json]) -> Mapping[str, Json]:
    when = line.get("one_off_on")
    if when is None:
        return line
    if when == "next":
        return {**line, "one_off_on": None, "one_off_with_next": True}
    if len(when) == len("2027-03"):
        return {**line, "one_off_on": None, "one_off_month": when}
    return line


def _one_off_together(line: dict[str, Json]) -> dict[str, Json]:
    month = line.pop("one_off_month", None)
    if line.pop("one_off_with_next", False):
        line["one_off_on"] = "next"
    elif month:
        line["one_off_on"] = month
    return line
