"""Doctor finds what is wrong with usage, existing sales and renewals."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from cadencia.billing import acts, associating, doctor, existing_sales, renewing, usage_recording
from cadencia.billing.associating import Asked
from cadencia.billing.existing_sales import Written
from cadencia.billing.models import Installment
from cadencia.billing.renewing import Copy
from cadencia.billing.usage_recording import UsageRow
from cadencia.contracts.models import Prolongation
from cadencia.documents.models import Document
from tests import factories
from tests.billing.everyday_world import a_member, chief, day, generate
from tests.billing.test_doctor import sql, unguarded

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 6, 1, 10, tzinfo=UTC)


def found():
    return {each.name for each in doctor.examine(at=NOW)} - {"triggers"}


@pytest.fixture
def other():
    """A contract of the same company as any other of these tests."""
    return a_member(starts_on="2026-01-31", ends_on="2027-01-30")


def one_of(contract, **fields):
    draft = factories.a_draft_contract(contract.customer, ("CUOTA", "45.00"), **fields)
    return acts.post(draft.pk, on=day("2026-01-01"), by=chief(contract))


@pytest.fixture
def metered(other):
    """A copier billed with 1500 copies of January."""
    draft = factories.a_draft_contract(
        other.customer, ("Alquiler", "60.00"), code="COPIA", timing="arrears",
        schedule_every=1, schedule_unit="month", schedule_first=date(2026, 2, 1),
    )  # fmt: skip
    factories.a_line(
        draft, position=2, key="copies", unit_price=Decimal("0.02"), quantity_source="usage"
    )
    contract = acts.post(draft.pk, on=day("2026-01-01"), by=chief(other))
    rows = [
        UsageRow("COPIA", "copies", day("2026-01-01"), day("2026-01-31"), Decimal(quantity))
        for quantity in ("1000", "500")
    ]
    rows = [row._replace(external_id=name) for row, name in zip(rows, "ab", strict=True)]
    usage_recording.record(rows, at=NOW, by=chief(other))
    generate(contract, "2026-02-01")
    return contract


class TestUsage:
    def test_sound(self, metered):
        assert found() == set()

    def test_one_that_is_free_again_though_it_is_billed(self, metered):
        sql("DELETE FROM billing_billedusage WHERE usage_id ="
            " (SELECT min(id) FROM contracts_usage)")  # fmt: skip
        assert found() == {"usage_as_billed"}

    def test_all_of_them(self, metered):
        sql("DELETE FROM billing_billedusage")
        assert found() == {"usage_as_billed"}

    def test_one_that_another_contract_bills(self, metered, other):
        theirs = Installment.objects.filter(contract=other).first()
        sql("UPDATE billing_billedusage SET installment_id = %s", theirs.pk)
        assert found() == {"usage_as_billed", "usage_of_other_contract"}


@pytest.fixture
def linked(other):
    written = Written(
        customer=other.customer.code, number="F-7", issue_date=date(2026, 2, 1),
        total=Decimal("54.45"),
    )  # fmt: skip
    sale = existing_sales.register(written, at=NOW, by=chief(other))
    asked = Asked(contract_id=other.pk, external_sale=sale.pk, due_on=day("2026-01-31"))
    return associating.associate(asked, at=NOW, by=chief(other))


class TestSales:
    def test_sound(self, linked):
        assert found() == set()

    def test_one_of_an_installment_of_another_contract(self, linked, other):
        sql("UPDATE billing_association SET contract_id = %s", one_of(other).pk)
        assert found() == {"association_of_other_contract"}

    def test_one_of_another_total(self, linked):
        sql("UPDATE billing_association SET total = 1")
        assert found() == {"sale_of_other_total"}

    def test_one_that_bills_an_installment_too(self, linked, other):
        one_of(other)
        generate(other, "2026-01-31")
        document = Document.objects.get()
        sql("UPDATE billing_association SET external_sale_id = NULL, document_id = %s",
            document.pk)  # fmt: skip
        assert found() == {"sale_that_bills"}


class TestRenewals:
    @pytest.fixture
    def renewal(self, other):
        how = Copy(today=day("2026-07-01"), code="NUEVO")
        new = renewing.renew(other.pk, day("2026-07-31"), how, by=chief(other))
        return acts.post(new.pk, on=day("2026-07-01"), by=chief(other))

    def test_sound(self, renewal):
        assert found() == set()

    def test_the_old_one_goes_on_beside_it(self, renewal, other):
        unguarded("UPDATE contracts_contract SET ends_on = '2026-07-31' WHERE id = %s", other.pk)
        assert "renewal_overlaps" in found()

    def test_the_end_of_another_one_was_given(self, renewal, other):
        sql("UPDATE contracts_succession SET renewed_id = %s", one_of(other).pk)
        assert found() == {"renewal_links"}

    def test_one_that_renews_what_came_after_it(self, renewal, other):
        unguarded("UPDATE contracts_contract SET renewed_from_id = NULL WHERE id = %s", renewal.pk)
        unguarded(
            "UPDATE contracts_contract SET renewed_from_id = %s WHERE id = %s",
            renewal.pk, other.pk,
        )  # fmt: skip
        assert "renewal_links" in found()

    def test_prolonged_from_before_its_end(self, other):
        for start, until in (("2026-12-31", "2027-12-31"), ("2027-06-30", "2028-06-30")):
            Prolongation.objects.create(
                company_id=other.company_id, contract=other, previous_end=day(start),
                ends_on=day(until), periods=12, renewed_on=day("2026-12-01"),
            )  # fmt: skip
        assert found() == {"prolongations_in_order"}
