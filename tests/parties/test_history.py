"""The history of changes, as the database writes it."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from cadencia.billing import acts
from cadencia.parties.access import Actor, Role, acting, administrator_of_machine
from cadencia.parties.people import History
from tests import factories
from tests.factories import chief

pytestmark = pytest.mark.django_db(transaction=True)


def of(row):
    """Return what is written of a row and what belongs to it, oldest first."""
    found = History.objects.filter(owner_table=row._meta.db_table, owner_id=row.pk).order_by("id")
    return [(each.table_name.split("_", 1)[1], each.operation, each.changes) for each in found]


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def ana():
    return factories.a_customer(factories.a_company())


@pytest.fixture
def draft(ana):
    with transaction.atomic():
        return factories.a_draft_contract(ana, ("CUOTA", "45.00"))


def test_a_change_says_from_what_to_what(draft):
    sql("UPDATE contracts_contract SET reference = 'X', version = 2 WHERE id = %s", draft.pk)
    assert of(draft) == [
        ("contract", "insert", {}),
        ("contract", "update", {"reference": ["", "X"]}),
    ]


def test_an_act_is_written_with_who_did_it(draft):
    acts.post(draft.pk, on=date(2026, 1, 1), by=chief(draft.company_id))
    posting = History.objects.filter(owner_table="contracts_contract").latest("id")
    assert (posting.user_id, posting.channel) == (None, "cli")
    assert posting.changes == {"state": ["draft", "posted"]}
