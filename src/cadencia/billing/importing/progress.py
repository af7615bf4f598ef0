"""How far an import is, for whoever shows it."""

from enum import StrEnum
from typing import Protocol


class Stage(StrEnum):
    """What an import is doing."""

    MASTERS = "masters"
    CHECK = "check"
    WRITE = "write"
    DUE = "due"


class Progress(Protocol):
    """Is told how far each stage is."""

    def __call__(self, stage: Stage, done: int, total: int) -> None:
        """Take notice that `done` of `total` records have gone through a stage."""


def nobody_looks(stage: Stage, done: int, total: int) -> None:
    """Be the progress of an import at which nobody looks."""
