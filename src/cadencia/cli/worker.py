"""`cadencia worker`: run the jobs that wait in the database, such as making PDFs."""

from __future__ import annotations

import multiprocessing
import signal
from multiprocessing.connection import wait
from types import FrameType
from typing import Annotated

import typer

from cadencia.cli.installation import open_installation
from cadencia.cli.refusal import Refused
from cadencia.cli.worker_process import run_as_child, run_jobs

app = typer.Typer(add_completion=False)

MOST_PROCESSES = 64
_STOPS = (signal.SIGINT, signal.SIGTERM)


@app.command()
def worker(
    *,
    until_empty: Annotated[
        bool, typer.Option("--until-empty", help="End when no job is waiting.")
    ] = False,
    concurrency: Annotated[
        int, typer.Option(help="How many processes.", min=1, max=MOST_PROCESSES)
    ] = 1,
) -> None:
    """Run jobs until Ctrl-C, which lets those at hand end. Any number of workers may run.

    A job whose worker was killed is taken up again half a minute later.
    """
    open_installation()
    from django.utils.translation import gettext as _

    from cadencia.cli.language import speak_as_asked

    speak_as_asked()
    if concurrency == 1:
        ended_well = _run_here(until_empty=until_empty)
    else:
        ended_well = run_processes(concurrency, until_empty=until_empty)
    if not ended_well:
        raise Refused(_("A worker ended before its time; the log says why. Start it again."))


def _run_here(*, until_empty: bool) -> bool:
    from django.utils.translation import gettext as _
    from procrastinate.exceptions import ConnectorException

    try:
        return run_jobs(until_empty=until_empty)
    except ConnectorException as error:
        told = str(error.__cause__ or error).strip()
        sentence = _("The database can't be reached or gave up: %(reason)s")
        raise Refused(sentence % {"reason": told}) from None


def run_processes(how_many: int, *, until_empty: bool) -> bool:
    """Run that many processes and wait for them all; say whether they ended as asked.

    When one ends before its time so do the others, so that whoever watches over us notices.
    """
    team = _Team(how_many, until_empty=until_empty)
    before = {each: signal.signal(each, team.stop_as_asked) for each in _STOPS}
    try:
        return team.work()
    finally:
        team.stop()
        for each, handler in before.items():
            signal.signal(each, handler)


class _Team:
    def __init__(self, how_many: int, *, until_empty: bool) -> None:
        context = multiprocessing.get_context("spawn")
        self._members = [
            context.Process(target=run_as_child, args=(until_empty,)) for _ in range(how_many)
        ]
        self._asked = False

    def work(self) -> bool:
        for each in self._members:
            each.start()
        while alive := [each for each in self._members if each.is_alive()]:
            wait([each.sentinel for each in alive])
            if self._one_fell():
                self.stop()
        return self._asked or not self._one_fell()

    def stop_as_asked(self, number: int, frame: FrameType | None) -> None:
        self._asked = True
        self.stop()

    def stop(self) -> None:
        for each in self._members:
            if each.is_alive():
                each.terminate()

    def _one_fell(self) -> bool:
        return any(each.exitcode for each in self._members)
