"""What a ledger of installments says of the contract, as the calculation asks for it (R4)."""

from __future__ import annotations

from collections.abc import Iterable

from cadencia.core.agreement import (
    Contract,
    History,
    Key,
    Kind,
    LedgerRow,
    LedgerState,
    Line,
)

_OPEN = (LedgerState.DUE, LedgerState.REOPENED)


def history(contract: Contract, rows: tuple[LedgerRow, ...]) -> History:
    """Return the history that the rows of a file make; without rows, an empty one."""
    if not rows:
        return History()
    sequence = [row for row in rows if row.kind is not Kind.ONE_OFF]
    return History(
        last_due_on=max((row.due_on for row in sequence), default=None),
        last_number=max((row.number or 0 for row in sequence), default=0),
        open_rows=tuple(
            sorted((row for row in rows if row.state in _OPEN), key=lambda row: row.due_on)
        ),
        one_offs_billed=frozenset(_one_offs(contract, rows)),
        skipped=frozenset(row.due_on for row in sequence if row.state is LedgerState.SKIPPED),
    )


def _one_offs(contract: Contract, rows: Iterable[LedgerRow]) -> set[Key]:
    """Return the one-off lines that are billed: by their key, else by their date."""
    waiting = [line for line in contract.lines if line.one_off is not None]
    found: set[Key] = set()
    for row in rows:
        if row.kind is not Kind.ONE_OFF or row.state in _OPEN:
            continue
        line = next((each for each in waiting if _is_of(row, each)), None)
        if line is not None:
            waiting.remove(line)
            found.add(line.key)
    return found


def _is_of(row: LedgerRow, line: Line) -> bool:
    if row.line is not None:
        return row.line == line.key
    one_off = line.one_off
    if one_off is None or one_off.with_next:
        return one_off is not None
    if one_off.month is not None:
        return one_off.month == (row.due_on.year, row.due_on.month)
    return one_off.on == row.due_on
