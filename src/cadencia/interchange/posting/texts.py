"""Checks of text variables: unknown ones, and those that will have no value (R11)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cadencia.core import text_variables
from cadencia.core.agreement import Agreement, Contract, Effect, Line, ScheduledModification
from cadencia.core.course import effective_end
from cadencia.core.text_variables import Facts
from cadencia.interchange.posting.finding import Finding, found, line_path, modification_path

LINE_TEXTS = ("description", "extra_text", "reference")
UNKNOWN = "variable_unknown"
SOME_DAY = date(2000, 1, 1)  # stands for what every installment has
BOUNDS = ("contract.starts_on", "contract.ends_on", "contract.withdrawn_on")


def findings(agreement: Agreement) -> Iterator[Finding]:
    """Yield the variables of each text that are unknown or will have no value."""
    contract = agreement.contract
    if "<" in contract.reference:
        yield from _text("contract.reference", contract.reference, _facts(contract, None))
    for position, line in enumerate(contract.lines):
        for name in LINE_TEXTS:
            text = getattr(line, name)
            if "<" in text:
                yield from _text(line_path(position, name), text, _facts(contract, line))
    for position, each in enumerate(contract.modifications):
        if each.description is not None and "<" in each.description:
            path = modification_path(position, "description")
            yield from _text(path, each.description, _facts(contract, _target(contract, each)))


def unknown_variables(agreement: Agreement) -> Iterator[Finding]:
    """Yield the variables that no text can ever have, in drafts too (TX-4)."""
    return (each for each in findings(agreement) if each.problem.code == UNKNOWN)


def _text(path: str, text: str, facts: Facts) -> Iterator[Finding]:
    for name in text_variables.unknown_variables(text):
        yield found(path, UNKNOWN, variable=name)
    line = path.rpartition(".")[0]
    validity = (f"{line}.valid_from", f"{line}.valid_until", f"{line}.one_off_on")
    for name in text_variables.missing_values(text, facts):
        looks_at = (*validity, *BOUNDS, "contract.installments", "contract.reference")
        yield found(path, "variable_without_value", *looks_at, variable=name)


def _target(contract: Contract, modification: ScheduledModification) -> Line | None:
    if modification.effect is Effect.ADD:
        return None
    return next((line for line in contract.lines if line.key == modification.line), None)


def _facts(contract: Contract, line: Line | None) -> Facts:
    """Return which variables an ordinary installment of the line has a value for."""
    own_from = line.valid_from if line else None
    own_until = line.valid_until if line else None
    reference = line.reference if line else ""
    return Facts(
        due_on=SOME_DAY,
        valid_from=own_from or contract.starts_on,
        valid_until=own_until or effective_end(contract),
        period_from=SOME_DAY,
        period_until=SOME_DAY,
        installment=None if line is not None and line.one_off else 1,
        installments=contract.installments,
        contract=contract.code,
        customer=contract.customer.name,
        reference="" if "<" in contract.reference else _own(reference) or contract.reference,
        theoretical_on=SOME_DAY,
        payment_due_on=SOME_DAY,
    )


def _own(reference: str) -> str:
    """Return a line's reference if it is no text with variables itself."""
    return "" if "<" in reference else reference
