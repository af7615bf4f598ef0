"""Several batches numbered at once: each begins from how the one before it is going to end.

Numbers are known before they are written: a lane writes its batch with those foretold, on a
connection of its own. Only when the batch before is committed does it take the locks of issuing
(run, issuer, counters), look whether all is as foretold, and commit. If it isn't, the batch never
was, nor are those after it, and `issuing` does it in its turn.

A lane thus locks documents before it has the run and the issuer, against the order of all others.
It never waits long for a lock, so that nobody waits long for it: it gives up.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from django.db import Error, connection, transaction

from cadencia.billing import closing, issuing, issuing_batch, issuing_locks, issuing_turns, telling
from cadencia.billing.issuing_batch import Issuer, LostDocument
from cadencia.billing.issuing_locks import ClockWentBack, Counters
from cadencia.billing.meanwhile import among
from cadencia.core.numbering import DayNotOpen, Numbered
from cadencia.parties import behind_wall

MOST = 4  # lanes; Python between the statements is done by one at a time
BRIEF = "250ms"  # the longest wait for a lock; PostgreSQL looks for deadlocks after a second
LONGEST_REST = 64  # batches

_RANKS = "SELECT rank FROM billing_runissue WHERE run_id = %s AND rank > %s ORDER BY rank"
_ISSUED = "SELECT issued_rank FROM billing_billingrun WHERE id = %s"
_COUNTERS = """
SELECT series_id, fiscal_year, last_number, last_date FROM documents_seriescounter
WHERE company_id = %s
"""


class NotForetold(Exception):
    """What a lane began from didn't come to be: its batch wasn't written."""


NOT_FORETOLD = (NotForetold, LostDocument, ClockWentBack, DayNotOpen, Error)


@dataclass(slots=True)
class _Batch:
    """A batch on its way."""

    first: int  # rank
    foretold: "Future[Counters]" = field(default_factory=Future)
    """What the next one begins from: known before this one is written."""
    issued: "Future[tuple[int, list[int]]]" = field(default_factory=Future)
    """How many documents it had, and those that stay drafts; once committed."""


@contextmanager
def opened(at: Issuer, *, workers: int) -> Iterator[Callable[[], int]]:
    """Give what issues the next batch as `issuing.issue_next` does, by so many workers at once.

    One alone issues in turn, and has the next batch read meanwhile.
    """
    if workers == 1 or behind_wall.is_behind():
        with issuing_turns.reading_ahead() as ahead:
            yield lambda: issuing.issue_next(at, ahead)
        return
    with ExitStack() as stack:
        pools = [stack.enter_context(_lane(each)) for each in range(min(workers, MOST))]
        yield _Lanes(at, pools, workers).issue_next


@contextmanager
def _lane(number: int) -> Iterator[ThreadPoolExecutor]:
    """Give a thread with a connection of its own, closed in the end."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"lane-{number}") as pool:
        try:
            yield pool
        finally:
            pool.submit(lambda: connection.close())


class _Lanes:
    """Batches on their way, in order, each on the lane whose turn it is."""

    def __init__(self, at: Issuer, pools: Sequence[ThreadPoolExecutor], workers: int) -> None:
        self.at = at
        self.pools = pools
        self.workers = workers
        self.ranks: deque[int] = deque()  # of batches that no lane has yet
        self.on_their_way: deque[_Batch] = deque()
        self.last = _Batch(0)
        self.given = 0
        self.rest = self.last_rest = 0  # batches done in turn, after one was not as foretold

    def issue_next(self) -> int:
        """Issue the next batch of the run; return how many documents it had, 0 at the end.

        :raises ClockWentBack, DayNotOpen: as `issuing.issue_next`.
        """
        if not self.on_their_way and not self.rest:
            self._begin()
        if self.on_their_way:
            try:
                return self._taken(self.on_their_way.popleft())
            except NOT_FORETOLD:
                self._give_up()
        self.rest = max(self.rest - 1, 0)
        return issuing.issue_next(self.at)

    def _taken(self, batch: _Batch) -> int:
        documents, stale = batch.issued.result()
        self.at.stale += stale
        self.last_rest = 0
        self._give()
        return documents

    def _begin(self) -> None:
        """Look how issuing stands, without locking anything, and set the lanes going."""
        with connection.cursor() as cursor:
            cursor.execute(_ISSUED, (self.at.run_id,))
            (rank,) = cursor.fetchone()
            cursor.execute(_COUNTERS, (self.at.company_id,))
            counters: Counters = {(each[0], each[1]): (each[2], each[3]) for each in cursor}
            cursor.execute(_RANKS, (self.at.run_id, rank))
            self.ranks = deque(each for (each,) in cursor)
        first, second, *_ = [*self.ranks, 0, 0]
        if second - first < closing.BATCH // 4:
            self.ranks.clear()  # a small run isn't worth the connections
            self.rest = LONGEST_REST
            return
        self.last = _Batch(rank)
        self.last.foretold.set_result(counters)
        self.last.issued.set_result((0, []))
        for _ in range(len(self.pools) + 1):  # one waits, so that no lane does
            self._give()

    def _give(self) -> None:
        """Give the next batch to the lane whose turn it is."""
        if not self.ranks:
            return
        before, self.last = self.last, _Batch(self.ranks.popleft())
        pool = self.pools[self.given % len(self.pools)]
        self.last.issued = pool.submit(_issue, self.at, self.last, before, self.workers)
        self.on_their_way.append(self.last)
        self.given += 1

    def _give_up(self) -> None:
        """Wait until the lanes are idle: no batch after one that wasn't issued ever is."""
        self.ranks.clear()
        for each in self.on_their_way:
            each.issued.exception()
        self.on_their_way.clear()
        self.rest = self.last_rest = min(2 * self.last_rest + 1, LONGEST_REST)


# On a lane's own thread


def _issue(at: Issuer, batch: _Batch, before: _Batch, workers: int) -> tuple[int, list[int]]:
    try:
        with among(workers), transaction.atomic():
            return _written(at, batch, before)
    except BaseException as error:
        if not batch.foretold.done():
            batch.foretold.set_exception(NotForetold(batch.first))
        if isinstance(error, Error):
            connection.close()  # the next one is tried on a new one
        raise


def _written(at: Issuer, batch: _Batch, before: _Batch) -> tuple[int, list[int]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", (BRIEF,))
    documents = issuing_turns.batch(at.run_id, batch.first)
    read = issuing_turns.unlocked(documents)
    ready = issuing_batch.current(documents, read)
    counters = before.foretold.result()
    now = at.clock()
    settled = issuing_batch.numbered(at, ready, counters, now)
    batch.foretold.set_result(counters | _last(settled))
    issuing_batch.write(at, ready, settled, now)
    if before.issued.exception() is not None:
        raise NotForetold(batch.first)
    _take_turn(at, batch, counters, settled, now)
    issuing_locks.advance_rank(at.run_id, batch.first + len(documents) - 1)
    return len(documents), issuing_batch.stale(read)


def _take_turn(
    at: Issuer, batch: _Batch, counters: Counters, settled: Sequence[Numbered], now: datetime
) -> None:
    """Take the locks of issuing, in their order, and see that nobody issued anything meanwhile.

    :raises NotForetold: if somebody did, or the run isn't being issued any more.
    :raises ClockWentBack: if somebody did, later than this batch says of itself.
    """
    if issuing_locks.next_rank(at.run_id) != batch.first:
        raise NotForetold(batch.first)
    issuing_locks.lock_issuer(at.company_id, lambda: now)
    series = {each.series for each in settled}
    found = issuing_locks.lock_counters(at.company_id, sorted(series))
    if found != {key: last for key, last in counters.items() if key[0] in series}:
        raise NotForetold(batch.first)
    issuing_locks.advance_counters(at.company_id, settled)
    telling.issued(at.company_id, settled)


def _last(settled: Sequence[Numbered]) -> Counters:
    return {(each.series, each.fiscal_year): (each.number, each.issued_on) for each in settled}
