"""Looking again at contracts that a run left aside: what can be billed now is parked no more."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from cadencia.billing.gathering import gather, masters_of
from cadencia.billing.models import Refusal
from cadencia.core.planning import plan
from cadencia.parties.access import Actor, Permission, permitted

MOST = 500


class Looked(NamedTuple):
    """How many contracts were looked at, and how many of them aren't parked any more."""

    looked_at: int
    cleared: int


def look_again(contracts: Iterable[int] = (), *, today: date, by: Actor) -> Looked:
    """Plan the parked contracts of these ids (none: all, 500 at most) as a run of today would.

    What would be billed isn't parked any more; the next run bills it. Nothing else is written.
    """
    with permitted(by, Permission.GENERATE):
        wanted = list(contracts)
        parked = Refusal.objects.filter(company_id=by.company_id)
        if wanted:
            parked = parked.filter(contract_id__in=wanted)
        ids = list(parked.order_by("contract_id").values_list("contract_id", flat=True)[:MOST])
        masters = masters_of(by.company_id)
        good = [
            each.contract_id
            for each in gather(ids, masters)
            if not plan(
                each.agreement, as_of=today, is_business_day=masters.is_business_day
            ).refusals
        ]
        Refusal.objects.filter(company_id=by.company_id, contract_id__in=good).delete()
    return Looked(len(ids), len(good))
