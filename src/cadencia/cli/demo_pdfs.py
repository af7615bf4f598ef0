"""The demo's PDFs: made by the jobs of the queue, in parallel, then written to a folder."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from django.db.models import Q
from procrastinate.contrib.django.models import ProcrastinateJob

from cadencia.billing.models import BillingRun
from cadencia.cli import screen
from cadencia.cli.clock import clock
from cadencia.cli.demo_steps import Steps
from cadencia.cli.pdf import file_name
from cadencia.cli.run_documents import issued_of
from cadencia.cli.run_watch import bars
from cadencia.cli.worker import run_processes
from cadencia.documents import files
from cadencia.parties.access import Actor, administrator_of_machine
from cadencia.parties.models import Company

SECONDS_BETWEEN_LOOKS = 0.5
SECONDS_BETWEEN_LINES = 10.0


@dataclass(frozen=True, slots=True)
class Printed:
    """What was printed: a folder for each run, how many files were written, one of them."""

    target: Path
    written: int
    sample: Path | None


def print_all(companies: Sequence[Company], target: Path, show: Steps) -> Printed:
    """Make the PDFs that are missing and write those that the folder lacks."""
    _make(companies, show)
    written, sample = 0, None
    with show.console.status(show.say("writing_files")):
        for company, run in _runs(companies):
            folder = target / company.code / f"{run.as_of:%Y-%m}"
            how_many, one = _write(company, run, folder)
            written += how_many
            sample = one or sample
    show.done("files", "", show.say("files_done", count=written, folder=target))
    return Printed(target, written, sample)


def _by(company: Company) -> Actor:
    return administrator_of_machine(company.pk)


def _runs(companies: Sequence[Company]) -> Iterator[tuple[Company, BillingRun]]:
    for company in companies:
        found = BillingRun.objects.filter(company=company, state="issued", documents__gt=0)
        for run in found.order_by("pk"):
            yield company, run


def missing(companies: Sequence[Company]) -> int:
    """Return how many issued documents have no PDF."""
    return sum(files.without_file(by=_by(each)).count() for each in companies)


def _make(companies: Sequence[Company], show: Steps) -> None:
    before = missing(companies)
    if not before:
        show.done("pdfs", "", show.say("pdfs_none"))
        return
    workers = os.cpu_count() or 1
    with _watched(companies, before, show):
        run_processes(workers, until_empty=True)
        if _was_interrupted():
            raise KeyboardInterrupt
        _make_what_no_job_made(companies)
    after = missing(companies)
    show.done("pdfs", "", show.say("pdfs_done", count=before - after, workers=workers))
    if after:
        show.note(show.say("pdfs_missing", count=after))


def _was_interrupted() -> bool:
    """Whether the workers were stopped: else they leave no job that could be done now."""
    ready = Q(scheduled_at=None) | Q(scheduled_at__lte=clock()())
    return ProcrastinateJob.objects.filter(ready, status="todo").exists()


def _make_what_no_job_made(companies: Sequence[Company]) -> None:
    """Make here what a killed worker still holds: its job is taken up half a minute later."""
    for company in companies:
        for ids in files.in_batches(files.without_file(by=_by(company))):
            files.make_files(ids, by=_by(company), at=clock()())


@contextmanager
def _watched(companies: Sequence[Company], total: int, show: Steps) -> Iterator[None]:
    """Show how many are made, looking from a thread of its own: a bar, or a line now and then."""
    ended = threading.Event()

    def look(tell: Callable[[int], None], seconds: float) -> None:
        while not ended.wait(seconds):
            tell(total - missing(companies))
        connection.close()

    with _told(total, show) as (tell, seconds):
        thread = threading.Thread(target=look, args=(tell, seconds), daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()


@contextmanager
def _told(total: int, show: Steps) -> Iterator[tuple[Callable[[int], None], float]]:
    """Yield what tells how many are made, and how many seconds to wait between."""
    console = screen.margin()
    if not console.is_terminal:
        yield (
            lambda made: console.print(show.say("line_pdfs", made=made, total=total)),
            SECONDS_BETWEEN_LINES,
        )
        return
    with bars(console, transient=True) as shown:
        task = shown.add_task(show.say("making_pdfs"), total=total, note="")
        yield lambda made: shown.update(task, completed=made), SECONDS_BETWEEN_LOOKS


def _write(company: Company, run: BillingRun, folder: Path) -> tuple[int, Path | None]:
    """Write the PDFs of a run that its folder lacks; return how many, and the first one."""
    documents = issued_of(company, run.pk)
    folder.mkdir(parents=True, exist_ok=True)
    there = {each.name for each in folder.glob("*.pdf")}
    written, sample = 0, None
    for ids in files.in_batches(documents):
        for kept in files.kept_files(ids, by=_by(company)):
            target = folder / file_name(kept.number, kept.document_id)
            sample = sample or target
            if target.name not in there:
                target.write_bytes(files.pdf_of(kept.id, by=_by(company)))
                written += 1
    return written, sample
