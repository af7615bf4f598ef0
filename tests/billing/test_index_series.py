"""Index series: imported, and left alone once something was billed with them (LN-12)."""

from datetime import date
from decimal import Decimal

import pytest

from cadencia.billing import acts, generation, index_series
from cadencia.billing.runs import Wish
from cadencia.billing.scopes import Scope
from cadencia.contracts.models import PriceReview
from cadencia.parties.access import GRANTS, Actor, NotAllowed, Role
from cadencia.parties.problems import ValuesRefused
from tests import factories

pytestmark = pytest.mark.django_db

VALUES = {"2026-01": Decimal("120.1"), "2027-01": Decimal("123.8"), "2028-01": Decimal("125")}


@pytest.fixture
def company():
    return factories.a_company()


@pytest.fixture
def boss(company):
    return factories.chief(company.pk)


@pytest.fixture
def billed(company, boss):
    """A contract reviewed in January 2027 over January 2026, billed up to February 2027."""
    index_series.import_values("IPC", VALUES, by=boss)
    draft = factories.a_draft_contract(factories.a_customer(company), ("CUOTA", "100.00"))
    PriceReview.objects.create(
        company_id=company.pk, contract=draft, position=0, valid_from=date(2027, 1, 1),
        every_months=12, index=company_index(company), base="2026-01",
    )  # fmt: skip
    acts.post(draft.pk, on=date(2026, 1, 1), by=boss)
    moment = factories.A_MOMENT.replace(year=2027, month=2, day=28)
    generation.generate(
        Scope(as_of=date(2027, 2, 28)),
        Wish(issue=False),
        by=factories.chief(company.pk),
        clock=lambda: moment,
    )


def company_index(company):
    from cadencia.catalog.models import IndexSeries

    return IndexSeries.objects.get(company=company)


def changed(month, value, boss, **named):
    return index_series.import_values("IPC", {month: Decimal(value)}, by=boss, **named)


def test_added_changed_and_listed(boss):
    index_series.import_values("IPC", VALUES, by=boss)
    again = {**VALUES, "2028-01": Decimal("125.5"), "2029-01": Decimal(130)}
    shown = index_series.preview_import("IPC", again, by=boss)
    assert (shown.is_new, dict(shown.added), shown.unchanged) == (
        False,
        {"2029-01": Decimal(130)},
        2,
    )
    assert dict(shown.changed) == {"2028-01": (Decimal(125), Decimal("125.5"))}
    index_series.import_values("IPC", again, by=boss)
    (found,) = index_series.listed(by=boss)
    assert (found.first, found.last, found.months) == ("2026-01", "2029-01", 4)
    assert index_series.values_of("IPC", by=boss)["2028-01"] == Decimal("125.5")


@pytest.mark.parametrize(
    ("month", "is_used"), [("2026-01", True), ("2027-01", True), ("2028-01", False)]
)
def test_a_value_that_was_billed_with_does_not_change(billed, boss, month, is_used):
    if not is_used:
        changed(month, "1", boss)
        return
    with pytest.raises(index_series.ValuesUsed) as refused:
        changed(month, "1", boss)
    assert refused.value.months == (month,)
    changed(month, "1", boss, change_used=True)
    assert index_series.values_of("IPC", by=boss)[month] == Decimal(1)


def test_nothing_is_written_if_anything_is_wrong(boss):
    with pytest.raises(ValuesRefused):
        index_series.import_values("IPC", {"2026-01": Decimal(1), "2026": Decimal(2)}, by=boss)
    with pytest.raises(index_series.NoSuchIndex):
        index_series.values_of("IPC", by=boss)


def test_who(company):
    auditor = Actor(company_id=company.pk, permissions=GRANTS[Role.AUDITOR])
    with pytest.raises(NotAllowed):
        index_series.import_values("IPC", VALUES, by=auditor)
