"""What the database refuses of the follow-up, of confirmations, and of one-offs taken away."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from cadencia.contracts.models import Contract, ContractLine, FollowUp
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract():
    return factories.a_posted_contract(
        factories.a_customer(factories.a_company()), ("CUOTA", "45.00")
    )


def a_comment(contract, **fields):
    values = {"written_on": date(2026, 3, 1), "text": "Llamará", **fields}
    return FollowUp.objects.create(company_id=contract.company_id, contract=contract, **values)


def refused(act):
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


class TestFollowUp:
    def test_one_that_is_not_posted_can_be_changed(self, contract):
        note = a_comment(contract)
        note.text = "Llamó"
        note.save()
        assert FollowUp.objects.get().text == "Llamó"

    def test_a_posted_one_stays_whatever_is_tried(self, contract):
        note = a_comment(contract, posted_at=factories.A_MOMENT)
        refused(lambda: FollowUp.objects.filter(pk=note.pk).update(text="Nada"))
        refused(lambda: FollowUp.objects.filter(pk=note.pk).update(posted_at=None))
        refused(lambda: FollowUp.objects.filter(pk=note.pk).delete())

    @pytest.mark.parametrize(
        "fields",
        [
            {"text": ""},
            {"kind": "gossip"},
            {"kind": "promise"},
            {"kind": "promise", "promised_on": date(2026, 2, 28)},
        ],
    )
    def test_it_says_something_of_a_kind(self, contract, fields):
        refused(lambda: a_comment(contract, **fields))

    def test_it_answers_one_of_the_same_contract(self, contract):
        other = factories.a_posted_contract(contract.customer, ("OTRA", "1.00"))
        theirs = a_comment(other)
        refused(lambda: a_comment(contract, about=theirs))
        a_comment(contract, about=a_comment(contract))


class TestConfirmation:
    @pytest.mark.parametrize(
        "fields",
        [
            {"first_confirmed": True},
            {"confirm_first_by": date(2026, 3, 1)},
            {"last_confirmed": True},
            {"confirm_last_by": date(2026, 3, 1)},
        ],
    )
    def test_only_what_wants_it_is_confirmed(self, contract, fields):
        refused(lambda: Contract.objects.filter(pk=contract.pk).update(**fields))
        wanted = {"confirm_first": True, "confirm_last": True, **fields}
        Contract.objects.filter(pk=contract.pk).update(**wanted)


class TestOneOffsTakenAway:
    @pytest.fixture
    def puntual(self, contract):
        return factories.a_line(
            contract, position=2, unit_price=Decimal(5), one_off_on=date(2026, 3, 10)
        )

    def test_a_one_off_may_leave_a_posted_contract(self, puntual):
        puntual.delete()
        assert ContractLine.objects.count() == 1

    def test_not_with_another_line(self, contract, puntual):
        refused(lambda: ContractLine.objects.filter(contract=contract)._raw_delete("default"))

    def test_nor_a_recurrent_one(self, contract):
        refused(lambda: contract.lines.get().delete())

    def test_nor_one_that_the_ledger_knows(self, contract, puntual):
        factories.an_installment(contract, None, kind="one_off", contract_line=puntual)

        def by_sql():
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM contracts_contractline WHERE id = %s", [puntual.pk])

        refused(by_sql)

    def test_nor_out_of_a_finished_contract(self, contract, puntual):
        Contract.objects.filter(pk=contract.pk).update(state="finished")
        refused(puntual.delete)
