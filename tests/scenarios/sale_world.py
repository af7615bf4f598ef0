"""The words of the story of a sale, besides those of `world`: ahead of time, history, both ends."""

from datetime import date
from decimal import Decimal
from typing import Any

from cadencia.billing import acts, modifying, one_contract, renewing
from cadencia.billing.one_contract import Asked
from cadencia.billing.runs import Wish
from cadencia.contracts import history_words as words
from cadencia.contracts.models import Contract
from cadencia.core.outlook import Ahead
from cadencia.documents.models import Document
from cadencia.parties.history_reading import Change, Part, changes_of
from cadencia.parties.problems import Problem
from tests.factories import chief
from tests.scenarios import rows
from tests.scenarios.world import ENGLISH, Day, _clock

__all__ = ["ahead", "history", "linked", "modify", "post_refused", "would_be"]

FIELDS = ("state", "unit_price", "valid_from", "valid_until", "start", "until", "mode", "ends_on")


def post_refused(contract: Contract, *, on: Day) -> None:
    """Try to post a draft, and print all that is to be mended."""
    with ENGLISH():
        try:
            acts.post(contract.pk, by=chief(contract.company_id), on=date.fromisoformat(on))
        except acts.services.PostingRefused as refused:
            rows.show(map(_told, refused.problems))


def modify(contract: Contract, form: dict[str, Any], *, on: Day) -> None:
    """Show what a scheduled modification would do, then schedule it."""
    today, by = date.fromisoformat(on), chief(contract.company_id)
    with ENGLISH():
        shown = modifying.preview_add(contract.pk, form, today=today, by=by, most=4)
        for before, after in zip(shown.before, shown.after, strict=True):
            print(f"{after.installment.due_on}  {_total(before)} -> {_total(after)}")
        modifying.add(contract.pk, form, today=today, by=by)


def would_be(contract: Contract, count: int, *, on: Day) -> None:
    """Print what billing so many installments would be, and how many of them in advance."""
    shown = one_contract.preview_one(
        contract.company_id, _asked(contract, count, on), by=chief(contract.company_id),
        clock=_clock(on),
    )  # fmt: skip
    print(f"{shown.pending} pending, {shown.ahead} in advance")
    rows.show(map(rows.of_draft, shown.plan.documents))


def ahead(contract: Contract, count: int, *, on: Day) -> None:
    """Bill so many installments of a contract, and print them."""
    done = one_contract.generate_one(
        contract.company_id, _asked(contract, count, on), Wish(), by=chief(contract.company_id),
        clock=_clock(on),
    )  # fmt: skip
    rows.show(rows.of_documents(Document.objects.filter(run_id=done.run.pk)))


def linked(old: Contract, new: Contract) -> None:
    """Print what each of two contracts says of the other."""
    old.refresh_from_db()
    new.refresh_from_db()
    heir, before = renewing.heir_of(old), new.renewed_from
    print(f"{old.code} ends on {old.ends_on}, goes on as {heir}; {new.code} renews {before}")


def history(contract: Contract) -> None:
    """Print what happened to a contract, oldest first, in the words of the screen."""
    found = changes_of(contract, Part(most=1000), by=chief(contract.company_id))
    for each in reversed(found):
        said = [_field(each, column) for column in FIELDS if column in each.fields]
        if said:
            print(f"{words.row_called(each.table, 'es')}: {', '.join(said)}")


def _field(change: Change, column: str) -> str:
    before, after = (
        words.value_shown(change.table, column, value, "es") for value in change.fields[column]
    )
    name = words.field_called(change.table, column, "es")
    return f"{name} {after}" if change.operation == "insert" else f"{name} {before} → {after}"


def _asked(contract: Contract, count: int, on: Day) -> Asked:
    return Asked(contract=contract.code, as_of=date.fromisoformat(on), count=count)


def _total(ahead: Ahead) -> str:
    return rows.amount(sum((each.totals.total for each in ahead.documents), Decimal(0)))


def _told(problem: Problem) -> str:
    return f"{problem.path}: {problem.message}"
