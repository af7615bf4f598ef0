"""Calculating a kept preview, part by part: memory is bounded by the part (GE-2).

A part is a transaction: who looks sees how far it is, and a calculation that is cancelled stops
after the part it is at. One that was killed begins again from the start.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from cadencia.billing import chunks, preview, template_refresh
from cadencia.billing.gathering import Masters, gather
from cadencia.billing.kept_preview_models import KeptPreview, PreviewContract, PreviewDocument
from cadencia.billing.previewing import asking, before, rows, sums
from cadencia.billing.previewing.asking import Clock
from cadencia.billing.scopes import Scope
from cadencia.core import fingerprint, rhythm
from cadencia.core.agreement import Contract
from cadencia.core.comparing import Change, period_before, still_missed_from
from cadencia.core.course import spans
from cadencia.documents.models import Series
from cadencia.parties.access import Actor, Permission, require
from cadencia.parties.models import Customer

log = logging.getLogger(__name__)

PART = 500  # contracts calculated and written together


class _Cancelled(Exception):
    """Somebody doesn't want it any more."""


@dataclass(slots=True)
class _Work:
    """A calculation under way."""

    kept: KeptPreview
    at: chunks.Worker
    stamp: rows.Stamp
    places: Mapping[int, int]
    digest: int = 0


def work(preview_id: int, *, by: Actor, clock: Clock) -> None:
    """Calculate a kept preview; one that is ready, or cancelled, is left alone.

    :raises NoSuchPreview: if the company has none of that number.
    """
    require(by, Permission.GENERATE)
    kept = asking.find(preview_id, by=by)
    if kept.state not in ("waiting", "working"):
        return
    try:
        _calculate(kept, clock)
    except _Cancelled:
        return
    except Exception as error:
        log.exception("preview %s could not be calculated", preview_id)
        KeptPreview.objects.filter(pk=preview_id, state="working").update(
            state="failed", failure=type(error).__name__, finished_at=clock()
        )
        raise


def stamp_of(kept: KeptPreview, scope: Scope, masters: Masters) -> rows.Stamp:
    """Return what the rows of a kept preview share."""
    defaults = Series.objects.filter(company_id=kept.company_id, is_default=True)
    return rows.Stamp(
        company_id=kept.company_id,
        preview_id=kept.pk,
        series=dict(defaults.values_list("kind", "code")),
        since=period_before(*stretch(scope))[0],
        everyone=scope.group,
        bounds=masters.bounds,
    )


def stretch(scope: Scope) -> tuple[date, date]:
    """Return the days that a scope bills; as of a day it is its month, as far as it has come."""
    if scope.window is not None:
        return scope.window.start, scope.window.until
    return scope.as_of.replace(day=1), scope.as_of


def _calculate(kept: KeptPreview, clock: Clock) -> None:
    scope = asking.scope_of_preview(kept)
    template_refresh.settle(kept.company_id)
    found = preview.candidates_of(kept.company_id, scope)
    _begin(kept, len(found), clock)
    at = preview.desk_of(kept.company_id, scope, {}, clock=clock)
    places = {contract: place for place, (_, contract) in enumerate(found)}
    going = _Work(kept, at, stamp_of(kept, scope, at.masters), places)
    for part in _parts(found, keeps_together=scope.group or _somebody_groups(kept.company_id)):
        _do(going, part)
    _finish(going, scope, clock)


def _begin(kept: KeptPreview, to_look_at: int, clock: Clock) -> None:
    with transaction.atomic():
        PreviewContract.objects.filter(preview_id=kept.pk).delete()
        PreviewDocument.objects.filter(preview_id=kept.pk).delete()
        going = KeptPreview.objects.select_for_update().filter(pk=kept.pk)
        if not going.filter(state__in=("waiting", "working")).exists():
            raise _Cancelled
        kept.state, kept.began_at, kept.to_look_at = "working", clock(), to_look_at
        kept.looked_at = kept.documents = 0
        kept.save()


def _somebody_groups(company_id: int) -> bool:
    return Customer.objects.filter(company_id=company_id, group_contracts=True).exists()


def _parts(found: Sequence[tuple[int, int]], *, keeps_together: bool) -> Iterator[list[int]]:
    """Yield the contracts in parts; with `keeps_together` a customer's are never parted."""
    part: list[int] = []
    last = None
    for bill_to, contract in found:
        if len(part) >= PART and not (keeps_together and bill_to == last):
            yield part
            part = []
        part.append(contract)
        last = bill_to
    if part:
        yield part


def _do(going: _Work, part: Sequence[int]) -> None:
    with transaction.atomic():
        pairs = list(preview.planned(going.at, part))
        billed = before.last_billed(part)
        made = rows.rows_of(going.stamp, pairs, going.places, billed, {})
        made.write()
        going.digest += sum(made.digests)
        going.kept.looked_at += len(part)
        going.kept.documents += len(made.documents)
        still = KeptPreview.objects.filter(pk=going.kept.pk, state="working")
        if not still.update(looked_at=going.kept.looked_at, documents=going.kept.documents):
            raise _Cancelled


def _finish(going: _Work, scope: Scope, clock: Clock) -> None:
    kept = going.kept
    with transaction.atomic():
        _add_missing(going, scope)
        kept.fingerprint = fingerprint.written(fingerprint.added([going.digest]))
        sums.of_rows(kept.pk).put_into(kept)
        kept.state, kept.finished_at = "ready", clock()
        still = KeptPreview.objects.select_for_update().filter(pk=kept.pk, state="working")
        if not still.exists():
            raise _Cancelled
        kept.save()


def _add_missing(going: _Work, scope: Scope) -> None:
    """Write down who would be billed now by their own calendar, as they were before, and isn't."""
    if scope.measure.ahead:
        return
    found = list(_stopped(going, scope))
    PreviewContract.objects.bulk_create(
        [
            PreviewContract(
                company_id=going.kept.company_id,
                preview_id=going.kept.pk,
                contract_id=each.contract_id,
                place=len(going.places) + place,
                bill_to_id=each.customer_id,
                code=each.code,
                customer_code=each.customer_code,
                customer_name=each.customer_name,
                change=Change.MISSING.value,
                before_on=each.billed_on,
                refusals=[{"code": why, "due_on": each.ended_on and str(each.ended_on)}],
            )
            for place, (each, why) in enumerate(found)
        ],
        batch_size=1000,
    )


def _stopped(going: _Work, scope: Scope) -> Iterator[tuple[before.Still, str]]:
    """Yield who should be billed after what they billed last, and in a word why they aren't."""
    start, until = stretch(scope)
    first, last = period_before(start, until)
    periods = {
        "year": still_missed_from(start),
        "before": first,
        "before_until": last,
        "start": start,
        "until": until,
    }
    found = before.still(going.kept.company_id, scope.only, periods, preview_id=going.kept.pk)
    for done in range(0, len(found), PART):
        part = found[done : done + PART]
        agreed = {
            each.contract_id: each.agreement.contract
            for each in gather([each.contract_id for each in part], going.at.masters)
        }
        for each in part:
            contract = agreed[each.contract_id]
            day = rhythm.next_date(contract, billed_on=each.billed_on, until=until)
            if day is not None and day >= start:
                yield each, _why(each, contract, day)


def _why(each: before.Still, contract: Contract, day: date) -> str:
    """Return in a word why a contract isn't billed on a day of its calendar."""
    if each.state != "posted":
        return each.state
    if not each.is_active:
        return "inactive"
    if any(spans(pause, day) for pause in contract.pauses):
        return "paused"
    return "ended" if each.ended_on is not None and each.ended_on <= day else "not_due"
