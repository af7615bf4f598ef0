"""How far a long calculation is, and how long it will still take."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cadencia.billing.kept_preview_models import KeptPreview

TELLING = timedelta(seconds=2)
"""Before so long nothing can be said about what is left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HowFar:
    """Done of total (0: not known yet), documents found so far, and what is left, if known."""

    done: int
    total: int
    documents: int
    left: timedelta | None

    @property
    def percent(self) -> int:
        """How much of it is done, 0 to 100."""
        return min(100, self.done * 100 // self.total) if self.total else 0

    @property
    def seconds_left(self) -> int | None:
        """How many seconds it will still take; None if nobody knows yet."""
        return None if self.left is None else int(self.left.total_seconds())


def how_far(done: int, total: int, documents: int, elapsed: timedelta | None) -> HowFar:
    """Return how far something is that began a while ago: what is left takes as long each."""
    known = elapsed is not None and elapsed >= TELLING and 0 < done <= total
    left = elapsed * (total - done) / done if known and elapsed is not None else None
    return HowFar(done=done, total=total, documents=documents, left=left)


def of_preview(kept: KeptPreview, *, at: datetime) -> HowFar:
    """Return how far the calculation of a preview is."""
    elapsed = at - kept.began_at if kept.began_at else None
    return how_far(kept.looked_at, kept.to_look_at, kept.documents, elapsed)
