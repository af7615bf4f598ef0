"""Starting the run of a kept preview: it bills exactly that, or stops and says what changed."""

from collections.abc import Iterator
from dataclasses import dataclass

from cadencia.billing import chunks, issuing, runs, template_refresh
from cadencia.billing.kept_preview_models import KeptPreview, PreviewContract
from cadencia.billing.models import Preview
from cadencia.billing.preview import MOST_KEPT
from cadencia.billing.previewing import asking
from cadencia.billing.previewing.asking import Clock
from cadencia.billing.previewing.selecting import excluded_of, locked
from cadencia.parties.access import Actor, Permission, permitted, require

AT_A_TIME = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """The run of a preview; `is_new` says that it was started just now."""

    run_id: int
    is_new: bool


class NotAsSeen(Exception):
    """Something else is selected in the preview by now than whoever starts the run has seen."""


def begin(
    preview_id: int, *, approve: bool, by: Actor, clock: Clock, seen: str | None = None
) -> Begun:
    """Start the run that bills a kept preview, or return the one that was started from it.

    However often it is asked, and by how many at once, there is one. `approve` passes the
    safety bounds (R16), never a preview that no longer holds. `seen` is the fingerprint of what
    was looked at: documents may be left out, by somebody else too, after it was shown (GE-15).

    :raises NotAsSeen: if the preview has another fingerprint by now.
    :raises NoSuchPreview: if the company has none of that number.
    :raises NotReady: if it is still being calculated, failed or was cancelled.
    :raises AnotherRunIsOpen: if a run of something else is open.
    :raises IssuerUnknown, DayNotOpen: if it is to be issued and can't be today.
    """
    require(by, Permission.GENERATE)
    template_refresh.settle(by.company_id)
    with permitted(by, Permission.GENERATE):
        kept = locked(preview_id, by=by)
        if kept.run_id is not None:
            return Begun(run_id=kept.run_id, is_new=False)
        if seen is not None and seen != kept.fingerprint:
            raise NotAsSeen
        if kept.issue:
            issuing.refuse_unless_open(by=by, clock=clock)
        _keep_digests(kept, clock)
        started = runs.start(
            asking.scope_of_preview(kept), _wish(kept, approve=approve), by=by, clock=clock
        )
        kept.run_id = started.run_id
        kept.save(update_fields=["run_id"])
    return Begun(run_id=started.run_id, is_new=not started.joined)


def _wish(kept: KeptPreview, *, approve: bool) -> runs.Wish:
    return runs.Wish(
        issue=kept.issue,
        expect=kept.fingerprint,
        approve=approve,
        document_date=kept.document_date,
        excluded=[
            (contract, day) for contract, days in excluded_of(kept).items() for day in sorted(days)
        ],
    )


def _keep_digests(kept: KeptPreview, clock: Clock) -> None:
    """Keep what each contract would bill, so that what changed meanwhile can be named."""
    mine = PreviewContract.objects.filter(preview_id=kept.pk).exclude(digest="")
    if kept.contracts > MOST_KEPT:
        return
    found = mine.order_by("contract_id").values_list("contract_id", "digest")
    Preview.objects.get_or_create(
        company_id=kept.company_id,
        fingerprint=kept.fingerprint,
        scope_key=kept.scope_key,
        defaults={
            "digests": chunks.packed(list(_numbers(found.iterator(chunk_size=AT_A_TIME)))),
            "created_at": clock(),
        },
    )


def _numbers(rows: Iterator[tuple[int, str]]) -> Iterator[tuple[int, int]]:
    return ((contract, int(digest, 16)) for contract, digest in rows)
