"""What the ledger of installments says of contracts: its end, its open rows, what acted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from cadencia.billing.gathering import arrays
from cadencia.billing.querying import rows
from cadencia.core.agreement import (
    History,
    Key,
    Kind,
    LedgerRow,
    LedgerState,
    Line,
    Owner,
    PriceSplit,
    ScheduledModification,
    Times,
)

_LAST = """
SELECT asked.id, last.due_on, coalesce(numbered.number, 0)
FROM unnest(%s::bigint[]) AS asked (id)
CROSS JOIN LATERAL (
    SELECT due_on FROM billing_installment i
    WHERE i.contract_id = asked.id AND i.kind <> 'one_off' AND NOT i.replaced
    ORDER BY i.due_on DESC LIMIT 1
) last
LEFT JOIN LATERAL (
    SELECT number FROM billing_installment i
    WHERE i.contract_id = asked.id AND i.kind IN ('regular', 'closing') AND NOT i.replaced
      AND i.number IS NOT NULL
    ORDER BY i.number DESC LIMIT 1
) numbered ON true
"""

_OPEN = """
SELECT id, contract_id, number, due_on, kind, state, contract_line_id
FROM billing_installment
WHERE contract_id = ANY(%s::bigint[]) AND state IN ('due', 'reopened') AND NOT replaced
ORDER BY contract_id, due_on
"""

_ONE_OFFS = """
SELECT contract_id, contract_line_id FROM billing_installment
WHERE contract_line_id = ANY(%s::bigint[]) AND kind = 'one_off' AND NOT replaced
  AND state IN ('billed', 'linked', 'skipped')
"""

# Only what a live row of the ledger bills: a reopened one gave its part back.
_PARTS = """
SELECT l.contract_id, l.contract_line_id, l.modification_id, sum(l.net)
FROM documents_documentline l JOIN billing_installment i ON i.id = l.installment_id
WHERE l.part IS NOT NULL AND i.state = 'billed' AND NOT i.replaced
  AND (l.contract_line_id = ANY(%s::bigint[]) OR l.modification_id = ANY(%s::bigint[]))
GROUP BY 1, 2, 3
"""

_ACTED = """
SELECT DISTINCT l.contract_id, l.modification_id
FROM documents_documentline l JOIN billing_installment i ON i.id = l.installment_id
WHERE l.modification_id = ANY(%s::bigint[]) AND i.state = 'billed' AND NOT i.replaced
"""

# Those that acted beside the one that the line names; it notes them (`once: id`).
_ACTED_TOO = """
SELECT DISTINCT l.contract_id, split_part(noted, ': ', 2)::bigint
FROM documents_documentline l JOIN billing_installment i ON i.id = l.installment_id
CROSS JOIN unnest(l.explanation) AS noted
WHERE l.modification_id = ANY(%s::bigint[]) AND i.state = 'billed' AND NOT i.replaced
  AND noted LIKE 'once: %%'
"""

# What the installments would have billed that an existing sale took the place of (GE-8).
_ASSOCIATED = """
SELECT a.contract_id, l.contract_line_id, l.modification_id, sum(l.net)
FROM billing_associatedline l JOIN billing_association a ON a.id = l.association_id
WHERE a.undone_at IS NULL AND l.is_part
  AND (l.contract_line_id = ANY(%s::bigint[]) OR l.modification_id = ANY(%s::bigint[]))
GROUP BY 1, 2, 3
"""

_ACTED_THERE = """
SELECT DISTINCT a.contract_id, l.modification_id
FROM billing_associatedline l JOIN billing_association a ON a.id = l.association_id
WHERE a.undone_at IS NULL AND l.modification_id = ANY(%s::bigint[])
"""

_SKIPPED = """
SELECT contract_id, due_on FROM billing_installment
WHERE contract_id = ANY(%s::bigint[]) AND state = 'skipped' AND NOT replaced AND kind <> 'one_off'
"""

# Another document of a reopened installment may still stand.
_STILL = """
SELECT i.contract_id, i.due_on, i.kind, coalesce(l.contract_line_id, l.modification_id)
FROM billing_installment i
JOIN billing_installmentdocument d ON d.installment_id = i.id
JOIN documents_documentline l ON l.document_id = d.document_id AND l.installment_id = i.id
WHERE i.id = ANY(%s::bigint[]) AND NOT EXISTS (
    SELECT 1 FROM documents_documentvoid v WHERE v.document_id = d.document_id)
  AND NOT EXISTS (
    WITH RECURSIVE follows AS (
        SELECT document_id, gave_back FROM documents_correction
        WHERE original_id = d.document_id AND stands
        UNION ALL
        SELECT c.document_id, c.gave_back FROM documents_correction c
        JOIN follows ON c.original_id = follows.document_id WHERE c.stands
    )
    SELECT 1 FROM follows WHERE gave_back)
"""


@dataclass(slots=True)
class Known:
    """A contract's history, and the rows that its open installments have."""

    history: History
    open_rows: Mapping[tuple[date, str, int | None], int]


@dataclass(slots=True)
class _Facts:
    open_rows: list[LedgerRow] = field(default_factory=list)
    open_ids: dict[tuple[date, str, int | None], int] = field(default_factory=dict)
    one_offs: set[Key] = field(default_factory=set)
    acted: set[Key] = field(default_factory=set)
    divided: dict[Owner, Decimal] = field(default_factory=dict)
    skipped: set[date] = field(default_factory=set)
    still: dict[tuple[date, Kind], set[Key]] = field(default_factory=dict)


def histories(
    ids: list[int],
    lines: Mapping[int, tuple[Line, ...]],
    modifications: Mapping[int, tuple[ScheduledModification, ...]],
) -> dict[int, Known]:
    """Return the history of each contract that has any; `ids` are those with installments."""
    facts: dict[int, _Facts] = {}
    last: dict[int, tuple[date, int]] = {}
    if ids:
        last = {each[0]: (each[1], each[2]) for each in rows(_LAST, arrays.written(ids))}
        _add_openrows(facts, ids)
    _add_one_offs(facts, lines)
    if modifications:
        _add_acted(facts, modifications)
    _add_divided(facts, lines, modifications)
    plain = {each: _plain(*end) for each, end in last.items() if each not in facts}
    return plain | {each: _known(found, last.get(each)) for each, found in facts.items()}


def _add_openrows(facts: dict[int, _Facts], ids: list[int]) -> None:
    open_ids = []
    for row_id, contract, number, due_on, kind, state, line in rows(_OPEN, arrays.written(ids)):
        mine = facts.setdefault(contract, _Facts())
        mine.open_rows.append(
            LedgerRow(
                number=number,
                due_on=due_on,
                kind=Kind(kind),
                state=LedgerState(state),
                line=line,
            )
        )
        mine.open_ids[due_on, kind, line] = row_id
        open_ids.append(row_id)
    if not open_ids:
        return
    for contract, due_on, kind, key in rows(_STILL, arrays.written(open_ids)):
        facts[contract].still.setdefault((due_on, Kind(kind)), set()).add(key)


def _add_one_offs(facts: dict[int, _Facts], lines: Mapping[int, tuple[Line, ...]]) -> None:
    keys = [line.key for each in lines.values() for line in each if line.one_off is not None]
    if keys:
        for contract, line in rows(_ONE_OFFS, arrays.written(keys)):
            facts.setdefault(contract, _Facts()).one_offs.add(line)


def _add_acted(
    facts: dict[int, _Facts], modifications: Mapping[int, tuple[ScheduledModification, ...]]
) -> None:
    once = [m.key for each in modifications.values() for m in each if m.times is Times.FIRST]
    if once:
        written = arrays.written(once)
        for contract, key in (*rows(_ACTED, written), *rows(_ACTED_THERE, written)):
            facts.setdefault(contract, _Facts()).acted.add(key)
    beside = [m.key for each in modifications.values() if _may_act_together(each) for m in each]
    if beside:
        for contract, key in rows(_ACTED_TOO, arrays.written(beside)):
            facts.setdefault(contract, _Facts()).acted.add(key)


def _may_act_together(modifications: tuple[ScheduledModification, ...]) -> bool:
    """Say whether a document line may have to name one that acts once beside another.

    It names a divided one before one that acts once, and of several that act once the latest.
    """
    once = [each for each in modifications if each.times is Times.FIRST]
    lines = {each.line for each in once if each.line is not None}
    return len(lines) < len(once) or any(
        each.line in lines and each.price_split is PriceSplit.DIVIDED for each in modifications
    )


def _add_divided(
    facts: dict[int, _Facts],
    lines: Mapping[int, tuple[Line, ...]],
    modifications: Mapping[int, tuple[ScheduledModification, ...]],
) -> None:
    """What is billed of each divided price; nothing yet is said too, as zero."""
    mine = _dividing(lines, "line")
    theirs = _dividing(modifications, "modification")
    for each, contract in {**mine, **theirs}.items():
        facts.setdefault(contract, _Facts()).divided[each] = Decimal(0)
    if not mine and not theirs:
        return
    keys = [arrays.written(key for _, key in each) for each in (mine, theirs)]
    for contract, line, modification, amount in (*rows(_PARTS, *keys), *rows(_ASSOCIATED, *keys)):
        owner: Owner = ("modification", modification)
        if owner not in theirs:
            owner = ("line", line)
        billed = facts[contract].divided
        billed[owner] = billed.get(owner, Decimal(0)) + amount
    for contract, due_on in rows(_SKIPPED, arrays.written({*mine.values(), *theirs.values()})):
        facts[contract].skipped.add(due_on)


def _dividing(values: Mapping[int, Iterable[Any]], name: str) -> dict[Owner, int]:
    return {
        (name, each.key): contract
        for contract, found in values.items()
        for each in found
        if each.price_split is PriceSplit.DIVIDED
    }


def _plain(due_on: date, number: int) -> Known:
    """What is known of most: how far they are billed."""
    return Known(History(last_due_on=due_on, last_number=number), {})


def _known(facts: _Facts, last: tuple[date, int] | None) -> Known:
    last_due_on, last_number = last or (None, 0)
    return Known(
        History(
            last_due_on=last_due_on,
            last_number=last_number,
            open_rows=tuple(facts.open_rows),
            one_offs_billed=frozenset(facts.one_offs),
            once_billed=frozenset(facts.acted),
            divided_billed=facts.divided,
            skipped=frozenset(facts.skipped),
            still_billed={key: frozenset(keys) for key, keys in facts.still.items()},
        ),
        facts.open_ids,
    )
