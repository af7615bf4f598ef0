"""Runs as a list shows them, and how far one is (GE-10)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import Func, IntegerField, Sum

from cadencia.billing import runs
from cadencia.billing.models import BillingRun, RunCancel, RunChunk
from cadencia.billing.previewing.progress import HowFar, how_far
from cadencia.documents.models import Document
from cadencia.parties.access import Actor, Permission, require, require_in


def page(
    *, states: Sequence[str] = (), after: int | None, many: int, by: Actor
) -> tuple[list[BillingRun], int | None]:
    """Return a page of runs, the latest first, and after which one the next page begins."""
    require(by, Permission.READ)
    mine = BillingRun.objects.filter(company_id=by.company_id).select_related("user")
    if states:
        mine = mine.filter(state__in=states)
    if after is not None:
        mine = mine.filter(pk__lt=after)
    found = list(mine.order_by("-pk")[: many + 1])
    return found[:many], found[many - 1].pk if len(found) > many else None


def contracts_of(run_id: int, *, by: Actor) -> int:
    """Return how many contracts a run looks at.

    :raises NoSuchRun: if the company has none of that number.
    """
    run = runs.find(run_id, by=by)
    ids = Func("contract_ids", function="cardinality", output_field=IntegerField())
    return run.chunks.annotate(many=ids).aggregate(sum=Sum("many"))["sum"] or 0


def progress(run: BillingRun, *, at: datetime, by: Actor) -> HowFar:
    """Return how far a run is: contracts drafted, then documents issued."""
    require_in(by, run.company_id, Permission.READ)
    if run.state == "issuing":
        return how_far(run.issued_rank, run.documents, run.issued_rank, None)
    ids = Func("contract_ids", function="cardinality", output_field=IntegerField())
    rows = RunChunk.objects.filter(run=run).annotate(many=ids)
    done = total = documents = 0
    for state, many, made in rows.values_list("state", "many", "documents"):
        total += many
        done += many if state != "open" else 0
        documents += made
    return how_far(done, total, documents, at - run.started_at)


class Made(NamedTuple):
    """What came of a run, or what it had drafted when it was stopped."""

    contracts: int
    documents: int
    installments: int
    refusals: int


def made_by_stopped(found: Iterable[BillingRun], *, by: Actor) -> Mapping[int, Made]:
    """Return what runs had drafted that were stopped on the way, by run; the others aren't in it.

    A run counts what it made when it ends; until then only its chunks do.
    """
    require(by, Permission.READ)
    drafting = [each for each in found if each.state == "drafting"]
    for each in drafting:
        require_in(by, each.company_id, Permission.READ)
    asked = RunCancel.objects.filter(run__in=drafting).values_list("run_id", flat=True)
    stopped = list(asked)
    if not stopped:
        return {}
    sums = RunChunk.objects.filter(run_id__in=stopped).exclude(state="open").values_list("run_id")
    rows = sums.annotate(*(Sum(name) for name in Made._fields)).order_by("run_id")
    nothing = dict.fromkeys(stopped, Made(0, 0, 0, 0))
    return nothing | {number: Made(*counts) for number, *counts in rows}


def is_cancelled(run: BillingRun, *, by: Actor) -> bool:
    """Say whether somebody asked the run to stop."""
    require_in(by, run.company_id, Permission.READ)
    return RunCancel.objects.filter(run=run).exists()


def has_issued(run: BillingRun, *, by: Actor) -> bool:
    """Say whether any document of a run has its number: then it isn't undone."""
    require_in(by, run.company_id, Permission.READ)
    mine = Document.objects.filter(company_id=run.company_id, run_id=run.pk)
    return mine.filter(number__isnull=False).exists()
