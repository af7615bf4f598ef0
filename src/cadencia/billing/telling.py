"""What other programs are told, in the transaction in which it happens.

A batch or a chunk writes one row, and only if somebody listens: the run isn't slower for it.
"""

from collections.abc import Iterable, Sequence

from cadencia.contracts.everyday import Everyday
from cadencia.contracts.models import Contract, Prolongation
from cadencia.core.numbering import Numbered
from cadencia.webhooks import outbox

_EVERYDAY = {
    Everyday.PAUSE: "contract.paused",  # also when a pause changes or is taken away
    Everyday.RESUME: "contract.resumed",
    Everyday.SKIP: "installment.skipped",
    Everyday.UNSKIP: "installment.unskipped",
    Everyday.REOPEN_INSTALLMENT: "installment.reopened",
    Everyday.MOVE: "installment.moved",
    Everyday.WITHDRAW: "contract.withdrawn",
    Everyday.TAKE_BACK: "contract.withdrawal_undone",
    Everyday.ONE_OFF: "contract.changed",
    Everyday.CHANGE: "contract.changed",
    Everyday.FOLLOW_UP: "contract.commented",
    Everyday.CONFIRM: "contract.confirmed",
    Everyday.ASSOCIATE: "contract.associated",  # also when it is undone
}
"""The event of each act of every day."""


def acted(contract: Contract, act: Everyday) -> None:
    """Tell of an act of every day on a contract."""
    outbox.tell(contract.company_id, _EVERYDAY[act], {**_facts(contract), "what": act.value})


def modified(contract: Contract) -> None:
    """Tell that the scheduled modifications of a contract are others now."""
    outbox.tell(contract.company_id, "contract.modified", _facts(contract))


def renewed(old: Contract, new: Contract) -> None:
    """Tell that a draft was made that goes on with a contract."""
    facts = {**_facts(new), "renewed_from": old.pk}
    outbox.tell(new.company_id, "contract.renewed", facts)


def cloned(old: Contract, new: Contract) -> None:
    """Tell that a draft was made as a copy of a contract."""
    outbox.tell(new.company_id, "contract.cloned", {**_facts(new), "cloned_from": old.pk})


def prolonged(company_id: int, made: Iterable[Prolongation]) -> None:
    """Tell which contracts renewed themselves, and until when."""
    outbox.tell_many(
        company_id,
        "contract.prolonged",
        ({"contract": each.contract_id, "ends_on": each.ends_on.isoformat()} for each in made),
    )


def bulk_done(company_id: int, act_id: int, kind: str, contracts: int, *, undone: bool) -> None:
    """Tell that a bulk act, or a price review, was executed or taken back."""
    what = ("review.undone" if undone else "review.applied") if kind == "review" else None
    event = what or ("bulk.undone" if undone else "bulk.executed")
    outbox.tell(company_id, event, {"act": act_id, "kind": kind, "contracts": contracts})


def credited(company_id: int, document_id: int, corrective_id: int) -> None:
    """Tell that a document was credited, by which document."""
    facts = {"document": document_id, "credit_note": corrective_id}
    outbox.tell(company_id, "document.credited", facts)


def voided(company_id: int, document_id: int) -> None:
    """Tell that a document was voided."""
    outbox.tell(company_id, "document.voided", {"document": document_id})


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


def _facts(contract: Contract) -> dict[str, object]:
    return {"contract": contract.pk, "code": contract.code, "state": contract.state}
