"""Jobs about documents, kept in the database's own queue: they commit or roll back with the data.

`cadencia worker` runs them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from django.conf import settings
from django.utils.module_loading import import_string
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.types import JSONDict

from cadencia.documents import files
from cadencia.parties.access import administrator_of_machine

MOST_IN_A_JOB: Final = 200

ENLIST: Final = "mailing.enlist"
"""The job that sends what goes by itself: asked for by name, since it knows documents."""

_RETRY = RetryStrategy(max_attempts=5, exponential_wait=4)  # seconds; the database was away


def defer_rendering(document_ids: Sequence[int], company_id: int) -> None:
    """Have jobs make the PDFs of these documents, once issued: `MOST_IN_A_JOB` in each.

    Call it inside the transaction that issues them: the jobs exist if that commits.
    """
    together: list[JSONDict] = [
        {"company_id": company_id, "document_ids": list(document_ids[at : at + MOST_IN_A_JOB])}
        for at in range(0, len(document_ids), MOST_IN_A_JOB)
    ]
    if together:
        make_files.batch_defer(*together)  # one statement for all of them


@app.task(name="documents.make_files", queue="documents", retry=_RETRY)
def make_files(*, company_id: int, document_ids: list[int]) -> None:
    """Make the PDFs that are still missing; a job killed half way goes on where it was.

    What can't be printed is written down and doesn't fail the job: trying again at once would
    change nothing. Afterwards those are sent whose contract or customer says so.
    """
    clock: Callable[[], datetime] = import_string(settings.CLOCK)
    by = administrator_of_machine(company_id, channel="job")
    files.make_files(document_ids, by=by, at=clock())
    app.configure_task(ENLIST, queue="mail").defer(
        company_id=company_id, document_ids=[*document_ids]
    )
