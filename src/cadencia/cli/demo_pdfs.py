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
from cadencia.cli import demo_folder, screen
from cadencia.cli.clock import clock
from cadencia.cli.demo_steps import Steps
from cadencia.cli.pdf import file_name, write_kept
from cadencia.cli.run_documents import issued_of
from cadencia.cli.run_watch import bars
from cadencia.cli.worker import run_processes
from cadencia.documents import files
from cadencia.parties.access import Actor, administrator_of_machine
from cadencia.parties.models import Company

SECONDS_BETWEEN_LOOKS = 0.5
SECONDS_BETWEEN_LINES = 10.0


_Wanted = tuple[Company, files.KeptFile]


@dataclass(frozen=True, slots=True)
class Printed:
    """What was printed: a folder for each run, how many files were written, one of them."""

    target: Path
    written: int
    sample: Path | None


def print_all(companies: Sequence[Company], target: Path, show: Steps) -> Printed:
    """Make the PDFs that are missing, write those that the folder lacks or has otherwise."""
    _make(companies, show)
    with show.console.status(show.say("writing_files")):
        wanted = {path: each for company in companies for path, each in _kept(company)}
        written, strange = _write(companies, wanted, target)
    show.done("files", "", show.say("files_done", count=written, folder=target))
    if strange:
        show.note(show.say("files_strange", count=strange, folder=target))
    return Printed(target, written, target / next(iter(wanted)) if wanted else None)


def _by(company: Company) -> Actor:
    return administrator_of_machine(company.pk)


def _kept(company: Company) -> Iterator[tuple[str, _Wanted]]:
    """Yield where in the folder each kept PDF of the company's runs belongs, run by run."""
    runs = BillingRun.objects.filter(company=company, state="issued", documents__gt=0)
    for run in runs.order_by("pk"):
        place = f"{company.code}/{run.as_of:%Y-%m}"
        for ids in files.in_batches(issued_of(company, run.pk)):
            for each in files.kept_files(ids, by=_by(company)):
                yield f"{place}/{file_name(each.number, each.document_id)}", (company, each)


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


def _write(
    companies: Sequence[Company], wanted: dict[str, _Wanted], target: Path
) -> tuple[int, int]:
    """Write what the folder lacks, take away what it had of another database.

    Return how many were written, and how many PDFs are left there that nobody here wrote.
    """
    before = demo_folder.listed(target)
    digests = {path: kept.sha256 for path, (_, kept) in wanted.items()}
    # Told before: stopped in the middle, the next call knows what may have been written.
    demo_folder.write_list(target, {**digests, **before})
    written = 0
    for path, (company, kept) in wanted.items():
        file = target / path
        file.parent.mkdir(parents=True, exist_ok=True)
        written += write_kept(file, kept, by=_by(company))
    codes = [each.code for each in companies]
    old = {path: each for path, each in before.items() if path.split("/")[0] in codes}
    demo_folder.take_away(target, {path: old[path] for path in old.keys() - digests.keys()})
    of_others = {path: each for path, each in before.items() if path not in old}
    demo_folder.write_list(target, {**of_others, **digests})
    return written, demo_folder.others(target, codes, digests)
