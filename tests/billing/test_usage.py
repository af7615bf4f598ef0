"""Usage recorded, billed once in the installment that covers it, given back with it (LN-11)."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from cadencia.billing import acts, doctor, generation, undoing, usage_recording
from cadencia.billing.models import BilledUsage, Installment
from cadencia.billing.runs import Wish
from cadencia.billing.scopes import Scope
from cadencia.billing.usage_recording import UsageRow
from cadencia.catalog import services as catalog
from cadencia.contracts.models import ContractLine, Usage
from cadencia.documents.models import DocumentLine
from cadencia.parties.access import GRANTS, Actor, NotAllowed, Role
from tests import factories
from tests.factories import chief

pytestmark = pytest.mark.django_db


@pytest.fixture
def company():
    return factories.a_company()


@pytest.fixture
def boss(company):
    return factories.chief(company.pk)


@pytest.fixture
def copier(company, boss):
    """A copier billed in arrears on the first of each month from February 2026: 0.02 a copy."""
    draft = factories.a_draft_contract(
        factories.a_customer(company), ("Alquiler", "60.00"), code="COPIA",
        timing="arrears", schedule_every=1, schedule_unit="month", schedule_first=date(2026, 2, 1),
    )  # fmt: skip
    factories.a_line(
        draft, position=2, key="copies", description="Copias", unit_price=Decimal("0.02"),
        quantity_source="usage",
    )  # fmt: skip
    return acts.post(draft.pk, on=date(2026, 1, 1), by=boss)


def used(start, until, quantity, **given):
    days = date.fromisoformat(start), date.fromisoformat(until)
    return UsageRow("COPIA", given.pop("line", "copies"), *days, Decimal(quantity), **given)


JANUARY = used("2026-01-01", "2026-01-31", "1500", external_id="meter-1")
FEBRUARY = used("2026-02-01", "2026-02-28", "800", external_id="meter-2")


def record(boss, *given, **named):
    return usage_recording.record(given, at=factories.A_MOMENT, by=boss, **named)


def billed(company, until, *, issue=True):
    day = date.fromisoformat(until)
    moment = factories.A_MOMENT.replace(year=day.year, month=day.month, day=day.day)
    scope = Scope(as_of=day)
    return generation.generate(scope, Wish(issue=issue), by=chief(company.pk), clock=lambda: moment)


def lines():
    found = DocumentLine.objects.order_by("document", "position")
    return [f"{each.description} {each.quantity.normalize():f} {each.net}" for each in found]


class TestBilling:
    def test_in_the_installment_that_covers_it(self, company, copier, boss):
        record(boss, JANUARY, FEBRUARY)
        billed(company, "2026-03-01")
        assert lines() == [
            "Alquiler 1 60.00",
            "Copias 1500 30.00",
            "Alquiler 1 60.00",
            "Copias 800 16.00",
        ]
        months = BilledUsage.objects.order_by("usage").values_list("installment__due_on", flat=True)
        assert list(months) == [date(2026, 2, 1), date(2026, 3, 1)]

    def test_a_late_one_in_the_next_and_only_there(self, company, copier, boss):
        billed(company, "2026-02-01")
        assert record(boss, JANUARY).late == 1
        billed(company, "2026-03-01")
        billed(company, "2026-04-01")
        assert [each for each in lines() if each.startswith("Copias")] == ["Copias 1500 30.00"]

    def test_undone_it_is_billed_again(self, company, copier, boss):
        record(boss, JANUARY)
        run = billed(company, "2026-02-01", issue=False)
        undoing.undo(run.pk, by=chief(company.pk), clock=lambda: factories.A_MOMENT)
        assert not BilledUsage.objects.exists()
        billed(company, "2026-02-01")
        assert lines() == ["Alquiler 1 60.00", "Copias 1500 30.00"]

    def test_with_the_drafts_deleted_too(self, company, copier, boss):
        record(boss, JANUARY)
        billed(company, "2026-02-01", issue=False)
        acts.revert(copier.pk, on=date(2026, 2, 2), by=boss, waiting=acts.Drafts.DELETE)
        assert not BilledUsage.objects.exists()

    def test_not_given_back_while_a_document_stands_that_bills_it(self, company, copier, boss):
        record(boss, JANUARY)
        billed(company, "2026-02-01")
        Installment.objects.update(state="reopened")  # refused when the transaction ends
        assert BilledUsage.objects.count() == 1
        Installment.objects.update(state="billed")

    def test_each_record_is_billed_by_one_installment_at_most(self, company, copier, boss):
        record(boss, JANUARY)
        billed(company, "2026-02-01")
        link = BilledUsage.objects.get()
        with pytest.raises(DatabaseError), transaction.atomic():
            BilledUsage.objects.create(
                company=company, usage=link.usage, installment=link.installment
            )

    def test_the_explanation_says_where_the_quantity_is_from(self, company, copier, boss):
        record(boss, JANUARY)
        billed(company, "2026-02-01")
        line = DocumentLine.objects.get(description="Copias")
        assert line.explanation[-1] == "usage: 1500 in 1 until 2026-01-31"
        assert doctor.examine(at=factories.A_MOMENT) == []


class TestRecording:
    def test_sent_twice_it_counts_once(self, copier, boss):
        assert record(boss, JANUARY, FEBRUARY).added == 2
        again = record(boss, FEBRUARY)
        assert (again.added, again.known, Usage.objects.count()) == (0, 1, 2)

    def test_without_a_name_one_for_each_period(self, copier, boss):
        nameless = used("2026-01-01", "2026-01-31", "5")
        record(boss, nameless)
        assert record(boss, nameless).known == 1
        with pytest.raises(usage_recording.UsageRefused):
            record(boss, used("2026-01-01", "2026-01-31", "6"))

    def test_a_dry_run_writes_nothing(self, copier, boss):
        shown = record(boss, JANUARY, FEBRUARY, dry_run=True)
        assert (shown.added, shown.quantity) == (2, Decimal(2300))
        assert not Usage.objects.exists()

    def test_all_problems_at_once_and_nothing_recorded(self, copier, boss):
        with pytest.raises(usage_recording.UsageRefused) as refused:
            record(
                boss,
                JANUARY,
                used("2026-01-31", "2026-01-01", "-1"),
                used("2026-01-01", "2026-01-31", "1", line="l1"),
                UsageRow("NADIE", "", date(2026, 1, 1), date(2026, 1, 1), Decimal(1)),
                used("2026-01-01", "2026-01-31", "0.1234567"),
                JANUARY._replace(quantity=Decimal(3)),
            )
        found = [(each.row, each.problem.path) for each in refused.value.refused]
        assert found == [
            (1, "until"),
            (1, "quantity"),
            (2, "line"),
            (3, "contract"),
            (4, "quantity"),
            (5, "external_id"),
        ]
        assert not Usage.objects.exists()

    def test_the_only_metered_line_need_not_be_named(self, copier, boss):
        assert record(boss, used("2026-01-01", "2026-01-31", "1", line="")).added == 1

    def test_what_nothing_will_bill_is_said(self, company, copier, boss):
        acts.finish(copier.pk, on=date(2026, 1, 2), by=boss)
        with pytest.raises(usage_recording.UsageRefused):
            record(boss, JANUARY)

    def test_listed_and_deleted_while_not_billed(self, company, copier, boss):
        record(boss, JANUARY, FEBRUARY)
        billed(company, "2026-02-01")
        january, february = usage_recording.listed(by=boss)
        assert (january.billed_on, february.billed_on) == (date(2026, 2, 1), None)
        assert [each.id for each in usage_recording.listed(by=boss, billed=False)] == [february.id]
        with pytest.raises(usage_recording.NotDeletable):
            usage_recording.delete([january.id, february.id], by=boss)
        assert usage_recording.delete([february.id], by=boss) == 1

    def test_the_tables_refuse_a_change(self, copier, boss):
        record(boss, JANUARY)
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE contracts_usage SET quantity = 1")

    def test_who(self, copier):
        auditor = Actor(company_id=copier.company_id, permissions=GRANTS[Role.AUDITOR])
        with pytest.raises(NotAllowed):
            record(auditor, JANUARY)

    def test_another_company_records_nothing_here(self, copier):
        stranger = factories.chief(factories.a_company().pk)
        with pytest.raises(usage_recording.UsageRefused):
            record(stranger, JANUARY)


class TestQuantityByFormula:
    @pytest.fixture
    def square(self, company, boss):
        formula = catalog.create_formula(
            company, "m2", "amount * height", ["height"], by=chief(company.pk)
        )
        draft = factories.a_draft_contract(factories.a_customer(company))
        factories.a_line(
            draft, description="Limpieza", unit_price=Decimal("2.00"), quantity_source="formula",
            quantity_formula=formula, quantity_amount=Decimal(5),
            quantity_parameters={"height": "2.5"},
        )  # fmt: skip
        return acts.post(draft.pk, on=date(2026, 1, 1), by=boss)

    def test_it_is_evaluated_at_each_installment(self, company, square):
        billed(company, "2026-01-31")
        catalog.create_formula(
            company, "m2", "amount * height * 2", ["height"], by=chief(company.pk)
        )
        billed(company, "2026-02-28")
        assert lines() == ["Limpieza 12.5 25.00", "Limpieza 25 50.00"]

    def test_one_that_gives_nothing_is_a_refusal(self, company, square):
        catalog.create_formula(company, "m2", "amount * depth", ["depth"], by=chief(company.pk))
        run = billed(company, "2026-01-31")
        assert (run.refusals, DocumentLine.objects.count()) == (1, 0)


def test_lines_are_metered_whole_or_not_at_all(company):
    draft = factories.a_draft_contract(factories.a_customer(company))
    with pytest.raises(DatabaseError), transaction.atomic():
        factories.a_line(draft, quantity_source="usage", one_off_on=date(2026, 1, 1))
    with pytest.raises(DatabaseError), transaction.atomic():
        factories.a_line(draft, quantity_source="formula")
    assert not ContractLine.objects.exists()
