"""Carrying a run on: a small one while the request waits, any by a job."""

from cadencia.backoffice.clock import clock
from cadencia.billing import generation, run_listing
from cadencia.billing.run_tasks import defer_run, defer_undoing
from cadencia.billing.undoing import undo
from cadencia.parties.access import Actor

AT_ONCE = 200
"""Contracts that a run may look at to be done while the request waits."""


def carry_on(run_id: int, *, by: Actor) -> None:
    """Bring a run to its end, or leave it to a job: whoever comes first does it, once."""
    if run_listing.contracts_of(run_id, by=by) <= AT_ONCE:
        generation.carry_on(run_id, by=by, clock=clock())
    else:
        defer_run(by.company_id, run_id)


def take_back(run_id: int, *, by: Actor) -> bool:
    """Undo a run, or leave it to a job; say whether it is done."""
    if run_listing.contracts_of(run_id, by=by) <= AT_ONCE:
        undo(run_id, by=by, clock=clock())
        return True
    defer_undoing(by.company_id, run_id)
    return False
