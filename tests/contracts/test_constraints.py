"""What the database refuses of contracts, whoever writes them."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from cadencia.contracts.models import Contract, ContractLine, PriceReview, ScheduledModification
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return factories.a_customer(factories.a_company())


@pytest.fixture
def draft(ana):
    return factories.a_draft_contract(ana, ("CUOTA", "45.00"))


@pytest.fixture
def posted(ana):
    return factories.a_posted_contract(ana, ("CUOTA", "45.00"))


def refused(by: str):
    return pytest.raises(IntegrityError, match=by)


class TestAPostedContractIsNotEdited:
    def test_its_lines_stay(self, posted):
        with refused("isn't a draft"), transaction.atomic():
            ContractLine.objects.filter(contract=posted).update(unit_price=Decimal("1.00"))
        with refused("isn't a draft"), transaction.atomic():
            ContractLine.objects.filter(contract=posted).delete()
        with refused("lines refused"), transaction.atomic():
            factories.a_line(posted, position=2)

    @pytest.mark.parametrize(
        "one_off",
        [
            {"one_off_on": date(2026, 3, 5)},
            {"one_off_month": "2026-03"},
            {"one_off_with_next": True},
        ],
    )
    def test_a_one_off_line_is_admitted(self, posted, one_off):
        factories.a_line(posted, position=2, unit_price=Decimal("10.00"), **one_off)

    def test_a_one_off_is_not_admitted_on_a_void_contract(self, posted):
        Contract.objects.filter(pk=posted.pk).update(state="void")
        with refused("lines refused"):
            factories.a_line(posted, position=2, one_off_with_next=True)

    @pytest.mark.parametrize(
        "change",
        [
            {"schedule_first": date(2026, 2, 28)},
            {"schedule_every": 2},
            {"installments": 12},
            {"timing": "arrears"},
            {"starts_on": date(2026, 1, 1)},
            {"decimals": 3},
            {"document_discount": Decimal(50)},
            {"payment_terms": [{"percent": "100", "days": 90}]},
            {"lead_days": 15},
            {"allow_price_updates": True},
            {"series": "X"},
            {"code": "CT-OTHER"},
        ],
    )
    def test_schedule_count_and_terms_stay(self, posted, change):
        with refused("is refused: it is posted"):
            Contract.objects.filter(pk=posted.pk).update(**change)

    def test_its_customer_stays(self, posted):
        luis = factories.a_customer(posted.company, "Luis")
        with refused("is refused: it is posted"):
            Contract.objects.filter(pk=posted.pk).update(customer=luis)

    def test_everyday_acts_need_no_reverting(self, posted):
        Contract.objects.filter(pk=posted.pk).update(
            withdrawn_on=date(2026, 6, 30), payment_method="transfer", mandate="M1",
            contact="Eva", delivery_address="Casa", version=2,
        )  # fmt: skip

    def test_it_is_not_deleted(self, posted):
        with connection.cursor() as cursor, refused("is refused: it is posted"):
            cursor.execute("DELETE FROM contracts_contract WHERE id = %s", [posted.pk])

    def test_a_draft_is_edited_and_deleted(self, draft):
        ContractLine.objects.filter(contract=draft).update(unit_price=Decimal("1.00"))
        Contract.objects.filter(pk=draft.pk).update(schedule_every=2, installments=3)
        draft.delete()
        assert not ContractLine.objects.exists()

    def test_a_line_does_not_move_into_a_posted_contract(self, draft, posted):
        with refused("isn't a draft"):
            ContractLine.objects.filter(contract=draft).update(contract=posted, key="x")


class TestStates:
    @pytest.mark.parametrize(
        ("before", "after"),
        [("void", "draft"), ("void", "posted"), ("finished", "draft"), ("finished", "void")],
    )
    def test_only_the_ways_of_r14(self, posted, before, after):
        Contract.objects.filter(pk=posted.pk).update(state=before)
        with refused(f"it is {before}"):
            Contract.objects.filter(pk=posted.pk).update(state=after)

    def test_a_draft_is_not_finished(self, draft):
        with refused("it is draft"):
            Contract.objects.filter(pk=draft.pk).update(state="finished")


class TestWhatAContractCannotSay:
    @pytest.mark.parametrize(
        "wrong",
        [
            {"generation": "x"},
            {"document_type": "receipt"},
            {"tax_regime": "x"},
            {"stock_release": "x"},
            {"timing": "x"},
            {"decimals": 7},
            {"decimals": -1},
            {"lead_days": -1},
            {"installments": 0},
            {"document_discount": Decimal("100.01")},
            {"document_discount": Decimal("1.123456789")},
            {"expenses": Decimal("1000000000000")},
            {"starts_on": date(2026, 2, 1), "ends_on": date(2026, 1, 31)},
            {"starts_on": date(2026, 2, 1), "withdrawn_on": date(2026, 1, 31)},
            {"schedule_every": 0},
            {"schedule_every": 1001},
            {"schedule_unit": "fortnight"},
            {"schedule_unit": ""},
            {"schedule_first": None},
            {"schedule_anchor_day": 32},
            {"schedule_months": [1]},
            {"schedule_day": 5},
            {"schedule_every": None, "schedule_unit": "", "schedule_first": None,
             "schedule_months": [13]},
            {"schedule_every": None, "schedule_unit": "", "schedule_first": None,
             "schedule_day": 5},
        ],
    )  # fmt: skip
    def test_the_header(self, draft, wrong):
        with refused("violates check constraint"):
            Contract.objects.filter(pk=draft.pk).update(**wrong)

    @pytest.mark.parametrize(
        "schedule",
        [
            {"schedule_every": 1000, "schedule_anchor_day": 31},
            {"schedule_every": None, "schedule_unit": "", "schedule_first": None,
             "schedule_months": [1, 12], "schedule_day": 31, "schedule_since": date(2026, 1, 1)},
            {"schedule_every": None, "schedule_unit": "", "schedule_first": None},
        ],
    )  # fmt: skip
    def test_one_schedule_or_none(self, draft, schedule):
        Contract.objects.filter(pk=draft.pk).update(**schedule)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"quantity": Decimal(-1)},
            {"quantity": Decimal("1.1234567")},
            {"unit_price": Decimal("1.123456789")},
            {"price_source": "x"},
            {"price_split": "x"},
            {"discounts": [Decimal(10), Decimal("100.5")]},
            {"months": [0]},
            {"valid_from": date(2026, 2, 1), "valid_until": date(2026, 1, 31)},
            {"one_off_on": date(2026, 2, 1), "one_off_with_next": True},
            {"one_off_month": "2026-13"},
            {"description": ""},
        ],
    )
    def test_a_line(self, draft, wrong):
        with refused("violates check constraint"):
            ContractLine.objects.filter(contract=draft).update(**wrong)

    def test_a_credit_line_and_a_rise_are_possible(self, draft):
        ContractLine.objects.filter(contract=draft).update(
            unit_price=Decimal("-5.00"), quantity=Decimal(0), discounts=[Decimal(-10), Decimal(100)]
        )

    def test_a_modification_is_of_a_line_of_its_contract(self, ana, draft):
        other = factories.a_draft_contract(ana, ("OTRA", "1.00"))
        with refused("line_id_wall"):
            ScheduledModification.objects.create(
                company_id=draft.company_id, contract=draft, position=1,
                line=other.lines.get(), valid_from=date(2026, 7, 1),
            )  # fmt: skip

    def test_a_review_is_by_percent_or_by_index(self, draft):
        with refused("percent_or_index"):
            PriceReview.objects.create(
                company_id=draft.company_id, contract=draft, position=1,
                valid_from=date(2027, 1, 1),
            )  # fmt: skip

    def test_numbers_keep_the_zeros_they_were_typed_with(self, draft):
        ContractLine.objects.filter(contract=draft).update(
            quantity=Decimal("1.50"), unit_price=Decimal("45.000"), discounts=[Decimal("10.0")]
        )
        line = draft.lines.get()
        assert (str(line.quantity), str(line.unit_price)) == ("1.50", "45.000")
        assert [str(each) for each in line.discounts] == ["10.0"]
