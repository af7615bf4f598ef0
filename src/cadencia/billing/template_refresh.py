"""Followers whose template changed its dates: looked at anew before anybody asks what is due.

A change writes one row, however many follow. Whoever asks what is due (a run, a preview) settles
the rows first; a job does so in the background, so that seldom anybody waits. Prices need no
refresh: they don't say when.
"""

from itertools import islice

from django.db import connection, transaction

from cadencia.billing import due
from cadencia.billing.models import DueRefresh
from cadencia.contracts.models import Contract

CHUNK = 1000

_ASK = """
INSERT INTO billing_duerefresh (company_id, template_id) VALUES (%s, %s)
ON CONFLICT (company_id, template_id) DO UPDATE SET asked = billing_duerefresh.asked + 1
"""


def ask(company_id: int, template_id: int) -> None:
    """Have the followers of a template looked at anew; call it in the transaction of the change."""
    with connection.cursor() as cursor:
        cursor.execute(_ASK, (company_id, template_id))


def settle(company_id: int) -> int:
    """Look at the followers of changed templates; return how many there were.

    Each thousand in a transaction of its own. Killed half way it begins again; a change that
    comes meanwhile keeps its row, and is settled the next time.
    """
    done = 0
    for row in DueRefresh.objects.filter(company_id=company_id).order_by("pk"):
        followers = _followers(company_id, row.template_id)
        while chunk := list(islice(followers, CHUNK)):
            _refresh(chunk, company_id)
            done += len(chunk)
        DueRefresh.objects.filter(pk=row.pk, asked=row.asked).delete()
    return done


def _followers(company_id: int, template_id: int) -> "islice[int]":
    mine = Contract.objects.filter(
        company_id=company_id, template_id=template_id, follows_template=True
    )
    return islice(iter(list(mine.order_by("pk").values_list("pk", flat=True))), None)


@transaction.atomic
def _refresh(contract_ids: list[int], company_id: int) -> None:
    """Lock the contracts in order, as the run's workers do, and keep when to look at them."""
    locked = Contract.objects.select_for_update(no_key=True).filter(pk__in=contract_ids)
    list(locked.order_by("pk").values_list("pk", flat=True))
    due.refresh(contract_ids, company_id)
