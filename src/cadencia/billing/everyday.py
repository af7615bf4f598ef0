"""The frame of the acts of every day on a posted contract (R14, first row).

Each act asks whether `by` may do it, locks the contract as the run's workers do, settles the
drafts that were made from it, changes, counts the version up and computes anew when the
contract must be looked at: one transaction, all or nothing.

:raises NotAllowed, CredentialsWanted: of every act, before it looks at anything.
:raises NoSuchContract: of every act, if the company has no contract of that number.
:raises ActNotAllowed: of every act, if the state of the contract doesn't admit it.
:raises DraftsWait: of acts with `waiting`, if drafts made from it wait and it refuses.
:raises ValuesRefused: with all that is wrong with what was asked for.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from cadencia.billing import acts, due, telling
from cadencia.billing.acts import Drafts
from cadencia.billing.gathering import Gathered, Masters, gather, masters_of
from cadencia.billing.models import Refusal
from cadencia.billing.objection_sentences import problems
from cadencia.contracts import everyday, services
from cadencia.contracts.everyday import Everyday
from cadencia.contracts.models import Contract
from cadencia.core.desk import Desk, desk
from cadencia.core.objecting import objection
from cadencia.parties.access import Actor, Permission, permitted
from cadencia.parties.problems import refuse_if_any

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
"""The years of agreements: beyond them a date is a mistake, and dates would be counted for ever."""


@contextmanager
def changing(
    contract_id: int,
    act: Everyday,
    *,
    by: Actor,
    waiting: Drafts = Drafts.REFUSE,
    permission: Permission = Permission.EVERYDAY,
) -> Iterator[Contract]:
    """Give the contract, locked, to an act that changes what it bills or when."""
    with permitted(by, permission):
        touched = frozenset({contract_id})
        if waiting is not Drafts.KEEP:
            touched |= acts.settle_drafts(contract_id, by.company_id, waiting)
        contract = services.locked(contract_id, by.company_id)
        everyday.admit(contract, act)
        yield contract
        everyday.count_version(contract)
        Refusal.objects.filter(contract_id=contract_id, company_id=by.company_id).delete()
        due.refresh(sorted(touched), by.company_id)
        telling.acted(contract, act)


@contextmanager
def noting(contract_id: int, act: Everyday, *, by: Actor) -> Iterator[Contract]:
    """Give the contract, locked, to an act that no document is made from."""
    with permitted(by, Permission.EVERYDAY):
        contract = services.locked(contract_id, by.company_id)
        everyday.admit(contract, act)
        yield contract
        telling.acted(contract, act)


def check_days(**days: date | None) -> None:
    """Refuse days outside the years of agreements, by the names of their fields.

    :raises ValuesRefused: if there is any.
    """
    wrong = [name for name, day in days.items() if day and not EARLIEST <= day <= LATEST]
    refuse_if_any(
        problems(
            objection(name, "no_year", first=EARLIEST.year, last=LATEST.year) for name in wrong
        )
    )


def gathered(contract: Contract) -> tuple[Gathered, Masters]:
    """Return the contract as the calculation sees it now."""
    masters = masters_of(contract.company_id)
    (found,) = gather([contract.pk], masters)
    return found, masters


def desk_of(contract: Contract) -> Desk:
    """Return an empty desk for the contract as it is now."""
    found, masters = gathered(contract)
    return desk(found.agreement, masters.is_business_day)
