"""What other programs are told of runs and documents, in the transaction in which it happens.

A batch or a chunk writes one row, and only if somebody listens: the run isn't slower for it.
"""

from collections.abc import Iterable, Sequence

from cadencia.core.numbering import Numbered
from cadencia.webhooks import outbox


def issued(company_id: int, numbered: Sequence[Numbered]) -> None:
    """Tell which documents got which numbers."""
    outbox.tell_many(
        company_id,
        "document.issued",
        (
            {
                "document": each.document,
                "fiscal_year": each.fiscal_year,
                "number": each.number,
                "issue_date": each.issued_on.isoformat(),
            }
            for each in numbered
        ),
    )


def refused(company_id: int, run_id: int, contracts: Iterable[tuple[int, str]]) -> None:
    """Tell which contracts a run left aside, with the code of each refusal."""
    outbox.tell_many(
        company_id,
        "contract.refused",
        ({"contract": number, "code": code, "run": run_id} for number, code in contracts),
    )


def run_stopped(company_id: int, run_id: int) -> None:
    """Tell that a run drafted all and asks before it issues."""
    outbox.tell(company_id, "run.stopped", {"run": run_id})


def run_finished(company_id: int, run_id: int) -> None:
    """Tell that a run did all that was asked."""
    outbox.tell(company_id, "run.finished", {"run": run_id})


def run_undone(company_id: int, run_id: int) -> None:
    """Tell that the drafts of a run are deleted."""
    outbox.tell(company_id, "run.undone", {"run": run_id})
