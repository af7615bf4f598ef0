"""The words for what a clerk does to a posted contract; see `world`."""

from datetime import UTC, date, datetime, time

from cadencia.billing import (
    completing,
    confirming,
    following_up,
    moving,
    one_offs,
    pausing,
    skipping,
    withdrawing,
)
from cadencia.contracts.followup_models import FollowUpKind
from cadencia.contracts.models import Contract
from cadencia.core import agreement
from cadencia.core.agreement import PauseMode
from cadencia.documents.printing import number_of
from cadencia.parties.models import Company
from cadencia.parties.problems import ValuesRefused
from tests.factories import chief
from tests.scenarios import rows
from tests.scenarios.world import ENGLISH, Day

__all__ = [
    "ValuesRefused",
    "add_one_off",
    "ask_confirmation",
    "complete",
    "confirm",
    "move",
    "note",
    "pause",
    "promises",
    "resume",
    "skip",
    "take_back",
    "unconfirmed",
    "withdraw",
]


def pause(contract: Contract, start: Day, until: Day | None = None, mode: str = "skip") -> None:
    """Pause a contract, and print what that skips."""
    wanted = agreement.Pause(
        start=_day(start), until=None if until is None else _day(until), mode=PauseMode(mode)
    )
    told = pausing.pause(contract.pk, wanted, by=_by(contract))
    rows.show(f"skips {each}" for each in told.skipped[:3])


def resume(contract: Contract, *, on: Day) -> None:
    """Go on with a paused contract, and print what passed meanwhile."""
    told = pausing.resume(contract.pk, _day(on), by=_by(contract))
    rows.show(f"missed {each}" for each in told.missed)


def skip(contract: Contract, due_on: Day, reason: str) -> None:
    """Skip one installment."""
    with ENGLISH():
        skipping.skip(contract.pk, _day(due_on), reason=reason, by=_by(contract))


def move(contract: Contract, due_on: Day, to: Day) -> None:
    """Bill one installment on another day."""
    with ENGLISH():
        moving.move(contract.pk, _day(due_on), _day(to), by=_by(contract))


def withdraw(contract: Contract, *, on: Day) -> None:
    """Withdraw a contract, and print what of which document is to be credited."""
    told = withdrawing.withdraw(contract.pk, _day(on), by=_by(contract))
    rows.show(
        f"{number_of(each.document)}  credit {rows.amount(each.credit)}"
        f"  {'whole' if each.is_whole else 'part'}"
        for each in told.beyond
    )


def take_back(contract: Contract, *, on: Day) -> None:
    """Take a withdrawal back, and print what passed meanwhile."""
    told = withdrawing.take_back(contract.pk, on=_day(on), by=_by(contract))
    rows.show(f"missed {each}" for each in told.missed)


def add_one_off(contract: Contract, description: str, price: str, *, on: str) -> None:
    """Add a line that is billed once."""
    form = {"description": description, "unit_price": price, "taxes": ["IVA21"], "one_off_on": on}
    one_offs.add_one_off(contract.pk, form, by=_by(contract))


def note(contract: Contract, text: str, *, on: Day, promised_on: Day | None = None) -> None:
    """Write a comment, or a promise to pay."""
    promise = None if promised_on is None else _day(promised_on)
    kind = FollowUpKind.COMMENT if promise is None else FollowUpKind.PROMISE
    comment = following_up.Comment(text=text, kind=kind, promised_on=promise)
    moment = datetime.combine(_day(on), time(10), tzinfo=UTC)
    following_up.write(contract.pk, comment, on=_day(on), at=moment, by=_by(contract))


def promises(company: Company, *, until: Day) -> None:
    """Print the promises to pay by a day that nothing answers."""
    found = following_up.open_promises(until=_day(until), by=chief(company.pk))
    rows.show(f"{each.contract.code}  {each.promised_on}  {each.text}" for each in found)


def ask_confirmation(contract: Contract, which: str, *, by: Day) -> None:
    """Have an installment confirmed before it is billed."""
    wanted = confirming.Which(which)
    confirming.require_confirmation(contract.pk, wanted, by_date=_day(by), by=_by(contract))


def confirm(contract: Contract, which: str) -> None:
    """Confirm an installment."""
    confirming.confirm(contract.pk, confirming.Which(which), by=_by(contract))


def unconfirmed(company: Company) -> None:
    """Print what waits to be confirmed."""
    found = confirming.waiting(by=chief(company.pk))
    rows.show(
        [f"{each.contract}  {each.which}  {each.due_on}  by {each.by}" for each in found]
        or ["nothing waits"]
    )


def complete(company: Company) -> None:
    """Print the contracts whose installments are all generated, and until when they last."""
    found = completing.complete_contracts(by=chief(company.pk))
    rows.show([f"{each.contract}  {each.covered_until}" for each in found] or ["none"])


def _by(contract: Contract):  # type: ignore[no-untyped-def]
    return chief(contract.company_id)


def _day(day: Day) -> date:
    return date.fromisoformat(day)
