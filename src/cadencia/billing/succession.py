"""A renewal that is posted ends the contract that it goes on with (R17)."""

from datetime import timedelta

from django.db import connection
from django.db.models import F
from django.utils.translation import gettext as _

from cadencia.billing import drafts, due
from cadencia.billing.models import Refusal
from cadencia.contracts.models import Contract
from cadencia.contracts.services import PostingRefused
from cadencia.contracts.states import State
from cadencia.parties.problems import Problem

# Both at once and in order, as the run's workers do.
_LOCK = """
SELECT id FROM contracts_contract
WHERE company_id = %(company)s AND (id = %(contract)s OR id = (
    SELECT renewed_from_id FROM contracts_contract
    WHERE id = %(contract)s AND company_id = %(company)s))
ORDER BY id FOR NO KEY UPDATE
"""


class PredecessorHasDrafts(PostingRefused):
    """Drafts made from the contract that is renewed wait: its end would change under them."""


def lock_both(contract_id: int, company_id: int) -> None:
    """Lock a contract that is about to be posted, and the one that it renews, if any."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, {"company": company_id, "contract": contract_id})


def end_predecessor(renewal: Contract) -> None:
    """End the contract that a renewal, just posted, goes on with: the day before it starts.

    One that ends earlier is left as it is. What is pending stays with it (R17). Automatic
    renewal is over for it.

    :raises PredecessorHasDrafts: if drafts made from it wait, whose end would change.
    """
    old = renewal.renewed_from
    if old is None or renewal.starts_on is None or old.state == State.VOID.value:
        return
    end = renewal.starts_on - timedelta(days=1)
    ends = old.ends_on is None or old.ends_on > end
    if ends:
        waiting = drafts.waiting(old.pk, old.company_id)
        if waiting:
            runs = sorted({each.run_id for each in waiting if each.run_id})
            values = {"contract": old.code, "runs": ", ".join(map(str, runs)) or "–"}
            sentence = _("Drafts made from %(contract)s wait (run %(runs)s): settle them first.")
            raise PredecessorHasDrafts(renewal.code, [Problem("renewed_from", sentence % values)])
    Contract.objects.filter(pk=old.pk).update(
        ends_on=end if ends else old.ends_on,
        renew_automatically=False,
        version=F("version") + 1 if ends else F("version"),
    )
    if ends:
        Refusal.objects.filter(contract_id=old.pk, company_id=old.company_id).delete()
        due.refresh([old.pk], old.company_id)
