"""The process of jobs beside the server: killed, it is there again; stopped, it is gone."""

import itertools
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cadencia.cli import jobs_beside
from cadencia.cli.jobs_beside import JobsBeside

PATIENCE = 60.0  # seconds


def wait_for(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def sign_of_life(until_empty: bool) -> None:
    """Stand in for the jobs: say that one runs, and wait for the signal to stop."""
    with Path(os.environ["SIGNS"]).open("a") as signs:
        signs.write(f"{os.getpid()}\n")
    signal.pause()


def dies_at_once(until_empty: bool) -> None:
    with Path(os.environ["SIGNS"]).open("a") as signs:
        signs.write(f"{time.monotonic()}\n")
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.fixture
def signs(tmp_path, monkeypatch) -> Callable[[], list[str]]:
    file = tmp_path / "signs"
    monkeypatch.setenv("SIGNS", str(file))
    return lambda: file.read_text().split() if file.exists() else []


def test_killed_it_is_started_again(signs, monkeypatch):
    monkeypatch.setattr(jobs_beside, "FIRST_WAIT", 0.05)
    with JobsBeside(sign_of_life):
        wait_for(lambda: len(signs()) == 1)
        first = int(signs()[0])
        os.kill(first, signal.SIGKILL)
        wait_for(lambda: len(signs()) == 2)
        second = int(signs()[1])
        assert is_alive(second)
        assert second != first
    assert not is_alive(second)


def test_one_that_dies_time_after_time_is_waited_for_longer_and_longer(signs, monkeypatch):
    monkeypatch.setattr(jobs_beside, "FIRST_WAIT", 0.2)
    monkeypatch.setattr(jobs_beside, "LONGEST_WAIT", 0.8)
    with JobsBeside(dies_at_once):
        wait_for(lambda: len(signs()) >= 4)  # a fifth may have come before one looks
    moments = [float(each) for each in signs()]
    gaps = [later - before for before, later in itertools.pairwise(moments)]
    assert gaps[0] >= 0.2
    assert gaps[1] >= 0.4
    assert gaps[2] >= 0.8


def test_stopped_while_it_waits_it_isnt_started_again(signs, monkeypatch):
    monkeypatch.setattr(jobs_beside, "FIRST_WAIT", 600.0)
    with JobsBeside(dies_at_once) as jobs:
        wait_for(lambda: len(signs()) == 1 and not is_alive(jobs.pid))
    assert len(signs()) == 1
