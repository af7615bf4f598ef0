"""Drafting a run chunk by chunk, in as many processes as there are (GE-6, GE-7).

The claim is the row lock held to the commit: a dead worker frees it, there is no lease. The
contracts are locked before they are read, in order of id.
"""

import json
import logging
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from django.db import connection, transaction

from cadencia.billing import bounds, due, grouped, halving, telling
from cadencia.billing.gathering import Gathered, Masters, arrays, gather, masters_of
from cadencia.billing.meanwhile import ahead, has_room
from cadencia.billing.recording import (
    Planned,
    Rows,
    SeriesUnknown,
    Stamp,
    serialized,
    series_of,
)
from cadencia.billing.row_ids import RowIds, reserve
from cadencia.billing.runs import Clock
from cadencia.billing.scopes import Scope, as_of, look_until, scope_of
from cadencia.core import fingerprint
from cadencia.core.drafts import ContractPlan, Refusal
from cadencia.core.planning import plan

log = logging.getLogger(__name__)

PART = 1000  # contracts gathered, decided and written together; twice as many where nothing
# is worked out beside, because fewer and larger `COPY` cost PostgreSQL less

_CLAIM = """
SELECT id, n, contract_ids FROM billing_runchunk
WHERE run_id = %s AND state = 'open' ORDER BY n LIMIT 1 FOR UPDATE SKIP LOCKED
"""

_DONE = """
UPDATE billing_runchunk SET state = 'done', documents = %s, installments = %s, refusals = %s,
    totals = %s, digest = %s, digests = %s, alerts = %s, finished_at = %s
WHERE id = %s
"""

_STORE_REFUSALS = """
INSERT INTO billing_refusal
    (contract_id, company_id, code, message, fields, details, due_on, run_id, at)
SELECT u.contract_id, %(company)s, u.code, u.message,
       ARRAY(SELECT jsonb_array_elements_text(u.fields::jsonb)), u.details::jsonb, u.due_on,
       %(run)s, %(at)s
FROM unnest(%(contracts)s::bigint[], %(codes)s::text[], %(messages)s::text[],
            %(fields)s::text[], %(details)s::text[], %(dues)s::date[])
     AS u (contract_id, code, message, fields, details, due_on)
ON CONFLICT (contract_id) DO UPDATE SET code = excluded.code, message = excluded.message,
    fields = excluded.fields, details = excluded.details, due_on = excluded.due_on,
    run_id = excluded.run_id, at = excluded.at
"""


@dataclass(slots=True)
class Worker:
    """A process that drafts chunks of one run. It keeps the masters between chunks."""

    run_id: int
    company_id: int
    scope: Scope
    masters: Masters
    excluded: dict[int, frozenset[date]]
    keeps_digests: bool
    clock: Clock
    chunks: int = 0  # drafted by it so far


class Decided(NamedTuple):
    """What the contracts of a part come to."""

    every: list[Planned]
    billed: list[Planned]  # those that bill something, or pass installments over
    alerts: Mapping[int, list[str]]  # safety bounds that they pass, by contract
    rows: Rows | None = None  # of what they bill, where it could be worked out already


@dataclass(slots=True)
class Outcome:
    """What a chunk comes to."""

    planned: list[Planned] = field(default_factory=list)
    refused: list[tuple[Gathered, Refusal]] = field(default_factory=list)
    looked: list[Planned] = field(default_factory=list)  # and kept in mind when to look again
    joint: list[grouped.One] = field(default_factory=list)  # documents of several contracts
    digests: list[tuple[int, int]] = field(default_factory=list)  # contract, digest of its plan
    alerts: dict[int, list[str]] = field(default_factory=dict)


def worker(run_id: int, *, clock: Clock) -> Worker:
    """Return a worker for the run."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT company_id, scope::text, as_of, expect FROM billing_billingrun WHERE id = %s",
            (run_id,),
        )
        company_id, scope, as_of_day, expect = cursor.fetchone()
        cursor.execute(
            "SELECT contract_id, array_agg(due_on) FROM billing_runexclusion WHERE run_id = %s"
            " GROUP BY contract_id",
            (run_id,),
        )
        excluded = {contract: frozenset(days) for contract, days in cursor.fetchall()}
    return Worker(
        run_id=run_id,
        company_id=company_id,
        scope=scope_of(json.loads(scope), as_of=as_of_day),
        masters=masters_of(company_id),
        excluded=excluded,
        keeps_digests=bool(expect),
        clock=clock,
    )


def draft_next(at: Worker) -> bool:
    """Draft the next open chunk; say whether there was one to draft.

    No chunk is taken once the run stops drafting or somebody has asked it to stop.
    """
    with transaction.atomic():
        _prepare(at)
        if not _is_drafting(at.run_id):
            return False
        with connection.cursor() as cursor:
            cursor.execute(_CLAIM, (at.run_id,))
            claimed = cursor.fetchone()
        if claimed is None:
            return False
        chunk_id, _, contract_ids = claimed
        _draft(at, chunk_id, contract_ids)
    return True


def decide(at: Worker, gathered: Gathered) -> ContractPlan:
    """Return what a gathered contract bills; an unforeseen error is a refusal too (R16)."""
    try:
        found = plan(
            gathered.agreement,
            as_of=as_of(at.scope),
            is_business_day=at.masters.is_business_day,
            window=at.scope.window,
            excluded=at.excluded.get(gathered.contract_id, frozenset()),
            measure=at.scope.measure,
        )
        for document in found.documents:
            series_of(document, at.masters)
    except SeriesUnknown as error:
        message = f"There is no series {error}: create it."
        return _refused(gathered, "series_unknown", message, series=str(error))
    except Exception as error:  # one bad contract never stops the others (GE-6)
        log.exception("contract %s could not be planned", gathered.contract_id)
        kind = type(error).__name__
        message = f"Unexpected error ({kind}): report it."
        return _refused(gathered, "unexpected_error", message, error=kind)
    if gathered.recipient_id is None and found.documents:
        return _refused(gathered, "recipient_missing", "The customer has no printed data: save it.")
    return found


def _refused(gathered: Gathered, code: str, message: str, **values: str) -> ContractPlan:
    refusal = Refusal(code=code, message=message, values=tuple(values.items()))
    return ContractPlan(contract=gathered.agreement.contract.code, refusals=(refusal,))


def _prepare(at: Worker) -> None:
    """The commit need not wait for the disk: a chunk that a power cut takes away was never
    drafted, and is drafted again. Issuing waits.

    Plans are forgotten after the first, second, fourth, eighth chunk and so on: those that
    check foreign keys are made once for a session, and one made while the tables of a new
    installation are nearly empty reads far too much once they are full.
    """
    is_power_of_two = at.chunks & (at.chunks - 1) == 0
    with connection.cursor() as cursor:
        forgetting = "; DISCARD PLANS" if is_power_of_two else ""
        cursor.execute(f"SET LOCAL synchronous_commit = off{forgetting}")
    at.chunks += 1


def _is_drafting(run_id: int) -> bool:
    """Share the run's row: it can't be closed or undone while a chunk is being drafted."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT state = 'drafting' AND NOT EXISTS"
            " (SELECT 1 FROM billing_runcancel c WHERE c.run_id = r.id)"
            " FROM billing_billingrun r WHERE id = %s FOR SHARE",
            (run_id,),
        )
        found = cursor.fetchone()
    return bool(found and found[0])


def _draft(at: Worker, chunk_id: int, contract_ids: list[int]) -> None:
    """Draft a chunk part by part: one is decided while another is read or written."""
    ids = _locked(at, contract_ids)
    outcome = Outcome()
    for begun in _begun(at, ids):
        _record(at, outcome, begun.result())
    due.store(
        at.company_id,
        [(each.contract_id, each.bill_to_id, found.look_from) for each, found in outcome.looked],
    )
    now = at.clock()
    _store_refusals(at, outcome, ids, now)
    _finish(at, chunk_id, outcome, now)


def _begun(at: Worker, ids: list[int]) -> "list[Future[Decided]]":
    """The contracts in parts, each begun as soon as it is read.

    In one part if a customer's may share a document: they are written together then.
    """
    begun, may_share = [], at.scope.group
    size = PART if has_room() else 2 * PART
    for first in range(0, len(ids), size):
        part = gather(ids[first : first + size], at.masters)
        may_share = may_share or any(each.groups for each in part)
        row_ids = None if may_share else reserve(len(part), len(part))
        last = bounds.last_prices(part, at.run_id)
        begun.append(ahead(partial(_decided, at, part, last, row_ids)))
    return [ahead(partial(_together, begun))] if may_share and len(begun) > 1 else begun


def _decided(
    at: Worker, part: Sequence[Gathered], last: bounds.LastPrices, row_ids: RowIds | None
) -> Decided:
    """Decide a part, and work out its rows where the ids are enough."""
    every = [Planned(each, decide(at, each)) for each in part]
    billed = [each for each in every if each.plan.installments or each.plan.passed_over]
    alerts = bounds.alerts(billed, last, at.masters.bounds)
    if row_ids is None or not row_ids.are_enough_for(each.plan for each in billed):
        return Decided(every, billed, alerts)
    return Decided(every, billed, alerts, serialized(_stamp(at), billed, row_ids))


def _together(parts: "Sequence[Future[Decided]]") -> Decided:
    decided = [each.result() for each in parts]
    return Decided(
        [one for each in decided for one in each.every],
        [one for each in decided for one in each.billed],
        {contract: names for each in decided for contract, names in each.alerts.items()},
    )


def _stamp(at: Worker) -> Stamp:
    return Stamp(at.company_id, at.run_id, at.masters, at.scope.group)


def _locked(at: Worker, contract_ids: list[int]) -> list[int]:
    """Lock the contracts in order of id, and keep those that are still to be looked at."""
    written = arrays.written(contract_ids)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM contracts_contract WHERE id = ANY(%s::bigint[]) ORDER BY id"
            " FOR NO KEY UPDATE",
            (written,),
        )
        cursor.execute(
            "SELECT contract_id FROM billing_contractdue"
            " WHERE contract_id = ANY(%s::bigint[]) AND look_from <= %s ORDER BY contract_id",
            (written, look_until(at.scope)),
        )
        return [row[0] for row in cursor.fetchall()]


def _record(at: Worker, outcome: Outcome, decided: Decided) -> None:
    """Record what a part of the chunk bills; what the database refuses is parked."""
    every = decided.every
    outcome.refused += [(each, found.refusals[0]) for each, found in every if found.refusals]
    outcome.looked += [each for each in every if not each.plan.refusals]
    outcome.alerts |= decided.alerts
    found = halving.record_or_halve(_stamp(at), decided.billed, decided.rows)
    outcome.planned += found.planned
    outcome.joint += found.joint
    outcome.digests += found.digests
    for guilty, error in found.refused:
        _park(outcome, guilty, error)


def _park(outcome: Outcome, guilty: Planned, error: Exception) -> None:
    log.error("contract %s was refused by the database: %s", guilty.gathered.contract_id, error)
    first = str(error).strip().splitlines()[0]
    outcome.refused.append(
        (
            guilty.gathered,
            Refusal(
                code="refused_by_database",
                message=f"The database refused it: {first}",
                values=(("error", first),),
            ),
        )
    )
    parked = guilty.gathered.contract_id
    outcome.looked = [each for each in outcome.looked if each.gathered.contract_id != parked]


def _store_refusals(at: Worker, outcome: Outcome, ids: list[int], now: datetime) -> None:
    """Keep the refusals, and clear those of contracts that are good now (R16)."""
    refused = outcome.refused
    with connection.cursor() as cursor:
        bad = {gathered.contract_id for gathered, _ in refused}
        cursor.execute(
            "DELETE FROM billing_refusal WHERE contract_id = ANY(%s::bigint[])",
            (arrays.written(each for each in ids if each not in bad),),
        )
        if not refused:
            return
        cursor.execute(
            _STORE_REFUSALS,
            {
                "company": at.company_id,
                "run": at.run_id,
                "at": now,
                "contracts": [gathered.contract_id for gathered, _ in refused],
                "codes": [each.code for _, each in refused],
                "messages": [each.message for _, each in refused],
                "fields": [json.dumps(each.fields) for _, each in refused],
                "details": [json.dumps(dict(each.values)) for _, each in refused],
                "dues": [each.due_on for _, each in refused],
            },
        )
    telling.refused(
        at.company_id, at.run_id, ((each.contract_id, why.code) for each, why in refused)
    )


def _finish(at: Worker, chunk_id: int, outcome: Outcome, now: datetime) -> None:
    digests = outcome.digests
    totals = _totals(outcome.planned)
    for currency, difference in grouped.differences(outcome.joint):
        totals[currency] += difference
    joint = (each.digest for each in outcome.joint)
    with connection.cursor() as cursor:
        cursor.execute(
            _DONE,
            (
                sum(len(each.plan.documents) for each in outcome.planned)
                - grouped.saved(outcome.joint),
                sum(len(each.plan.installments) for each in outcome.planned),
                len(outcome.refused),
                json.dumps({currency: str(amount) for currency, amount in totals.items()}),
                fingerprint.written(
                    fingerprint.added((*(digest for _, digest in digests), *joint))
                ),
                packed(digests) if at.keeps_digests else None,
                json.dumps(bounds.counted(outcome.planned, outcome.alerts)),
                now,
                chunk_id,
            ),
        )


def packed(digests: Sequence[tuple[int, int]]) -> bytes:
    """Return contracts and the first 64 bits of their digests, 16 bytes for each."""
    return b"".join(
        contract.to_bytes(8, "big") + (digest >> 192).to_bytes(8, "big")
        for contract, digest in digests
    )


def unpacked(data: bytes) -> dict[int, int]:
    """Return what `packed` was made from: contract -> the first 64 bits of its digest."""
    return {
        int.from_bytes(data[at : at + 8], "big"): int.from_bytes(data[at + 8 : at + 16], "big")
        for at in range(0, len(data), 16)
    }


def _totals(planned: Sequence[Planned]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for each in planned:
        for document in each.plan.documents:
            currency = document.key.currency
            found[currency] = found.get(currency, Decimal(0)) + document.totals.total
    return found
