"""Leaving documents of a kept preview out, and taking them in again (GE-2).

What is left out is an installment: all its documents go together, and it stays due. The contract
is planned anew without it, by the calculation of the run, so that fingerprint and totals are
exactly what generating will make.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from cadencia.billing import preview
from cadencia.billing.kept_preview_models import KeptPreview, PreviewContract, PreviewDocument
from cadencia.billing.previewing import asking, before, rows, sums
from cadencia.billing.previewing.asking import Clock
from cadencia.billing.previewing.working import stamp_of
from cadencia.core import fingerprint
from cadencia.parties.access import Actor, Permission, permitted, require
from cadencia.parties.models import Customer

MOST_AT_ONCE = 500


class NotReady(Exception):
    """The preview is still being calculated, or a run was started from it already."""

    def __init__(self, preview_id: int, state: str) -> None:
        super().__init__(preview_id, state)
        self.preview_id = preview_id
        self.state = state


class TooMany(Exception):
    """More documents than can be deselected in one request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Documents of a preview by their ids, and whether they are to be billed."""

    documents: Sequence[int]
    selected: bool


def choose(preview_id: int, choice: Choice, *, by: Actor, clock: Clock) -> KeptPreview:
    """Leave documents out or take them in again; return the preview with its new sums.

    Ids that are of no document of the preview are passed over: it may have changed meanwhile.

    :raises NoSuchPreview: if the company has none of that number.
    :raises NotReady: if it can't be changed any more, or not yet.
    :raises TooMany: if more than `MOST_AT_ONCE` documents are named.
    """
    with permitted(by, Permission.GENERATE):
        kept = locked(preview_id, by=by)
        if len(choice.documents) > MOST_AT_ONCE:
            raise TooMany(len(choice.documents))
        if kept.run_id is not None:
            raise NotReady(preview_id, "run")
        asked = PreviewDocument.objects.filter(preview_id=kept.pk, pk__in=choice.documents)
        touched = _touched(asked, choice)
        if touched:
            _again(kept, touched, choice, clock)
            kept.save()
    return kept


def locked(preview_id: int, *, by: Actor) -> KeptPreview:
    """Lock a kept preview that is ready, in the transaction that is open.

    :raises NoSuchPreview: if the company has none of that number.
    :raises NotReady: if it is still being calculated, failed or was cancelled.
    """
    require(by, Permission.GENERATE)
    asking.find(preview_id, by=by)
    kept = KeptPreview.objects.select_for_update().get(pk=preview_id, company_id=by.company_id)
    if kept.state != "ready":
        raise NotReady(preview_id, kept.state)
    return kept


Excluded = dict[int, frozenset[date]]
"""By contract: the due dates that are left out."""


def excluded_of(kept: KeptPreview) -> Excluded:
    """Return what is left out of a kept preview."""
    some = PreviewContract.objects.filter(preview_id=kept.pk).exclude(excluded=[])
    return {number: frozenset(days) for number, days in some.values_list("contract_id", "excluded")}


def _touched(asked: Iterable[PreviewDocument], choice: Choice) -> Excluded:
    """Return the due dates that are asked of each contract."""
    found: Excluded = {}
    for each in asked:
        if each.is_selected != choice.selected:
            for contract in each.contract_ids:
                found[contract] = found.get(contract, frozenset()) | frozenset(each.due_dates)
    return found


def _again(kept: KeptPreview, touched: Excluded, choice: Choice, clock: Clock) -> None:
    """Plan the contracts anew that are touched, and those that may share documents with them."""
    held = _held(kept, touched)
    excluded = {
        each.contract_id: _now_out(frozenset(each.excluded), touched.get(each.contract_id), choice)
        for each in held
    }
    places = {each.contract_id: each.place for each in held}
    total = sums.of_kept(kept)
    total.add(sums.of_rows(kept.pk, places.values()), -1)
    gone = sum(int(each.digest, 16) for each in held) + _taken_out(kept, list(places.values()))
    scope = asking.scope_of_preview(kept)
    numbers = sorted(places, key=lambda number: places[number])
    out = {number: days for number, days in excluded.items() if days}
    at = preview.desk_of(kept.company_id, scope, out, clock=clock)
    stamp = stamp_of(kept, scope, at.masters)
    pairs = list(preview.planned(at, numbers))
    made = rows.rows_of(stamp, pairs, places, before.last_billed(numbers), out)
    at.excluded = {}
    whole = list(preview.planned(at, _with_mates(out, numbers, stamp)))
    made.documents += rows.deselected(stamp, whole, places, out)
    made.write()
    total.add(sums.of_rows(kept.pk, places.values()), 1)
    total.put_into(kept)
    digest = int(kept.fingerprint, 16) - gone + sum(made.digests)
    kept.fingerprint = fingerprint.written(fingerprint.added([digest]))


def _now_out(
    out: frozenset[date], asked: frozenset[date] | None, choice: Choice
) -> frozenset[date]:
    if asked is None:
        return out
    return out - asked if choice.selected else out | asked


def _held(kept: KeptPreview, touched: Excluded) -> list[PreviewContract]:
    """Return the rows of the contracts, and of those that may share documents with them."""
    mine = PreviewContract.objects.filter(preview_id=kept.pk).exclude(digest="")
    asked = list(mine.filter(contract_id__in=touched))
    payers = {each.bill_to_id for each in asked}
    if not asking.scope_of_preview(kept).group:
        grouping = Customer.objects.filter(pk__in=payers, group_contracts=True)
        payers = set(grouping.values_list("pk", flat=True))
    mates = mine.filter(bill_to_id__in=payers) if payers else []
    return list({each.contract_id: each for each in (*asked, *mates)}.values())


def _with_mates(out: Excluded, numbers: Sequence[int], stamp: rows.Stamp) -> list[int]:
    """Return whom to plan whole to show what is left out: with a joint document, all of them."""
    if not out:
        return []
    return list(numbers) if stamp.everyone or len(numbers) > len(out) else sorted(out)


def _taken_out(kept: KeptPreview, places: Sequence[int]) -> int:
    """Delete the rows of contracts; return what their joint documents added to the fingerprint."""
    documents = PreviewDocument.objects.filter(preview_id=kept.pk, place__in=places)
    joint = documents.filter(is_selected=True).exclude(joint_digest="")
    digests = sum(int(each, 16) for each in joint.values_list("joint_digest", flat=True))
    documents.delete()
    PreviewContract.objects.filter(preview_id=kept.pk, place__in=places).delete()
    return digests
