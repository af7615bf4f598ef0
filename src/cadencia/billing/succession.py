"""What a renewal does to the contract that it goes on with, once posted and once void (R17).

Posting it ends that one the day before. What it had before is kept in a row of its own, and
voiding the renewal gives it back, unless it is to be kept or somebody changed the end meanwhile.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.db import connection
from django.db.models import F
from django.utils.translation import gettext as _

from cadencia.billing import beyond_the_end, drafts, due, missing
from cadencia.billing.gathering import arrays
from cadencia.billing.missing import Missed
from cadencia.billing.models import Refusal
from cadencia.billing.objection_sentences import problems
from cadencia.contracts.models import Contract, Succession
from cadencia.contracts.services import PostingRefused
from cadencia.contracts.states import State
from cadencia.parties.access import Actor, Permission, require
from cadencia.parties.problems import Problem, refuse_if_any

# Both at once and in order, as the run's workers do.
_LOCK = """
SELECT id FROM contracts_contract
WHERE company_id = %(company)s AND (id = %(contract)s OR id = ANY(%(also)s::bigint[]) OR id = (
    SELECT renewed_from_id FROM contracts_contract
    WHERE id = %(contract)s AND company_id = %(company)s))
ORDER BY id FOR NO KEY UPDATE
"""


class OldEnd(StrEnum):
    """What becomes of the end that a renewal gave the contract before it, once it is void."""

    GIVE_BACK = "give_back"  # the old one goes on as if it had not been renewed
    KEEP = "keep"  # it stays ended


@dataclass(frozen=True, slots=True, kw_only=True)
class Voiding:
    """What voiding a renewal does to the contract that it went on with.

    `missed` says what becomes of that one's dates that passed since it was ended, up to `on`.
    """

    on: date
    old_end: OldEnd = OldEnd.GIVE_BACK
    missed: Missed = Missed.SKIP


@dataclass(frozen=True, slots=True, kw_only=True)
class GoesOn:
    """A contract that would get its old end back, and its due dates that passed meanwhile."""

    contract: str
    ends_on: date  # the end that the renewal gave it
    previous_end: date | None
    missed: tuple[date, ...]


class PredecessorHasDrafts(PostingRefused):
    """Drafts made from the contract that is renewed wait: its end would change under them."""


def lock_both(contract_id: int, company_id: int, also: frozenset[int] = frozenset()) -> None:
    """Lock a contract that is posted or voided, the one that it renews, if any, and others."""
    written = arrays.written(sorted(also))
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, {"company": company_id, "contract": contract_id, "also": written})


def end_predecessor(renewal: Contract) -> None:
    """End the contract that a renewal, just posted, goes on with: the day before it starts.

    One that ends earlier is left as it is. What is pending stays with it (R17). Automatic
    renewal is over for it. A renewal that is posted again moves the end that it gave.

    :raises PredecessorHasDrafts: if drafts made from it wait, whose end would change.
    """
    old = renewal.renewed_from
    if old is None or renewal.starts_on is None or old.state == State.VOID.value:
        return
    given = _standing(renewal)
    had = old.ends_on if given is None else given.previous_end
    end = renewal.starts_on - timedelta(days=1)
    ends = had is None or had > end
    new_end = end if ends else had
    if new_end != old.ends_on:
        _refuse_if_drafts(old, renewal.code)
    _keep_what_it_had(renewal, old, new_end, given)
    _end(old, new_end, renews=False)


def would_go_on(renewal_id: int, *, on: date, by: Actor) -> GoesOn | None:
    """Return the contract that would get its old end back if a renewal were voided, or none.

    Nothing is written.
    """
    require(by, Permission.READ)
    renewal = Contract.objects.filter(pk=renewal_id, company_id=by.company_id).first()
    given = None if renewal is None else _standing(renewal)
    if given is None:
        return None
    old, since = given.renewed, given.ends_on
    missed = missing.missed_since(old, since=since, on=on, ends_on=given.previous_end)
    return GoesOn(
        contract=old.code,
        ends_on=since,
        previous_end=given.previous_end,
        missed=tuple(each.due_on for each in missed),
    )


def give_back(renewal: Contract, wish: Voiding) -> Contract | None:
    """Give the renewed contract its old end back, now that the renewal is void.

    Call it in the transaction of the voiding, with both locked (`lock_both`). Returns the
    contract that goes on; none if there is none, or its end is to be kept or was changed since.

    :raises PredecessorHasDrafts: if drafts made from it wait, whose end would change.
    :raises ValuesRefused: if its closing installment is billed: that is credited first.
    """
    given = _standing(renewal)
    if given is None:
        return None
    old: Contract = given.renewed
    if wish.old_end is OldEnd.KEEP:
        return None
    given.delete()
    if given.previous_end == given.ends_on:  # it had ended by itself
        _end(old, old.ends_on, renews=given.renewed_automatically)
        return old
    _refuse_if_drafts(old, renewal.code)
    refuse_if_any(problems(beyond_the_end.objections_to_going_on(old)))
    _end(old, given.previous_end, renews=given.renewed_automatically)
    old.refresh_from_db()
    beyond_the_end.restore(old, given.ends_on)
    if old.state == State.POSTED.value and old.is_active:
        missing.settle_since(old, since=given.ends_on, on=wish.on, missed=wish.missed)
    due.refresh([old.pk], old.company_id)
    return old


def _standing(renewal: Contract) -> Succession | None:
    """Return what the renewal changed; none if somebody has changed the end since."""
    found = Succession.objects.filter(renewal=renewal).select_related("renewed").first()
    if found is None or found.renewed.ends_on != found.ends_on:
        return None
    return found


def _keep_what_it_had(
    renewal: Contract, old: Contract, end: date | None, given: Succession | None
) -> None:
    if end is None:
        return
    automatically = old.renew_automatically if given is None else given.renewed_automatically
    had = old.ends_on if given is None else given.previous_end
    Succession.objects.update_or_create(
        company_id=old.company_id,
        renewal=renewal,
        defaults={
            "renewed": old,
            "ends_on": end,
            "previous_end": had,
            "renewed_automatically": automatically,
        },
    )


def _refuse_if_drafts(old: Contract, renewal: str) -> None:
    waiting = drafts.waiting(old.pk, old.company_id)
    if not waiting:
        return
    runs = sorted({each.run_id for each in waiting if each.run_id})
    values = {"contract": old.code, "runs": ", ".join(map(str, runs)) or "–"}
    sentence = _("Drafts made from %(contract)s wait (run %(runs)s): settle them first.")
    raise PredecessorHasDrafts(renewal, [Problem("renewed_from", sentence % values)])


def _end(old: Contract, end: date | None, *, renews: bool) -> None:
    """Write the end, if it is another, and look anew at what the contract has to bill."""
    is_other = end != old.ends_on
    Contract.objects.filter(pk=old.pk).update(
        ends_on=end,
        renew_automatically=renews,
        version=F("version") + 1 if is_other else F("version"),
    )
    if is_other:
        old.ends_on = end
        beyond_the_end.retire(old)
        Refusal.objects.filter(contract_id=old.pk, company_id=old.company_id).delete()
        due.refresh([old.pk], old.company_id)
