"""What drafting refuses, in a code, a sentence and the fields concerned (R16)."""

from cadencia.core import divided, pricing
from cadencia.core.desk import Desk
from cadencia.core.drafts import Refusal
from cadencia.core.metering import QuantityMissing
from cadencia.core.reviews import IndexValueMissing
from cadencia.core.sequence import Slot
from cadencia.core.text_variables import VariableWithoutValue
from cadencia.core.totals import TaxMissing

REFUSED = (
    IndexValueMissing,
    pricing.PriceMissing,
    VariableWithoutValue,
    divided.NothingLeftToDivide,
    QuantityMissing,
    TaxMissing,
)


def refusal_of(error: Exception, at: Desk, slot: Slot) -> Refusal:
    """Return the refusal that a drafting error becomes (R16): code, sentence and fields."""
    if isinstance(error, IndexValueMissing):
        names = list(at.agreement.catalog.indexes)
        place = names.index(error.index) if error.index in names else error.index
        return Refusal(
            code="index_value_missing",
            message=f"The index {error.index} has no value for {error.month}: import it.",
            fields=(f"catalog.indexes.{place}.values",),
            due_on=slot.due_on,
            values=(("index", error.index), ("month", error.month)),
        )
    if isinstance(error, pricing.PriceMissing):
        return Refusal(
            code="price_missing",
            message=f"The item {error.item} has no price on {slot.reference_on}: give it one.",
            fields=_price_fields(at, error.item),
            due_on=slot.due_on,
            values=(("item", str(error.item)), ("date", slot.reference_on.isoformat())),
        )
    if isinstance(error, VariableWithoutValue):
        return Refusal(
            code="variable_without_value",
            message=f"The text variable <{error.name}> has no value on {slot.due_on}: remove it.",
            fields=tuple(f"contract.lines.{n}.description" for n in _lines_with(at, error.name)),
            due_on=slot.due_on,
            values=(("variable", error.name), ("date", slot.due_on.isoformat())),
        )
    if isinstance(error, QuantityMissing):
        return _without_quantity(error, slot)
    if isinstance(error, TaxMissing):
        return _without_tax(error, slot)
    return Refusal(
        code="nothing_left_to_divide",
        message=f"No installment is left on {slot.due_on} to divide the price among.",
        fields=("contract.installments",),
        due_on=slot.due_on,
        values=(("date", slot.due_on.isoformat()),),
    )


def _without_quantity(error: QuantityMissing, slot: Slot) -> Refusal:
    return Refusal(
        code="quantity_missing",
        message=f"The formula {error.formula} gives no quantity: mend it, or the line.",
        fields=("contract.lines",),
        due_on=slot.due_on,
        values=(("formula", error.formula),),
    )


def _without_tax(error: TaxMissing, slot: Slot) -> Refusal:
    return Refusal(
        code="tax_missing",
        message=f"There is no tax {error.code}: create it, or give the line another.",
        fields=("contract.lines",),
        due_on=slot.due_on,
        values=(("tax", error.code),),
    )


def _price_fields(at: Desk, item: str | None) -> tuple[str, ...]:
    items = list(at.agreement.catalog.items)
    return (f"catalog.items.{items.index(item)}.price",) if item in items else ("contract.lines",)


def _lines_with(at: Desk, variable: str) -> list[int]:
    """The places of the lines whose texts name the variable."""
    wanted = f"<{variable}>".casefold()
    return [
        place
        for place, line in enumerate(at.agreement.contract.lines)
        if wanted in f"{line.description} {line.extra_text} {line.reference}".casefold()
    ]
