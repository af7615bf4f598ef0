"""The forecast is the plan of a day to come, without its texts (GE-12)."""

from collections import Counter
from datetime import date, timedelta

import pytest

from cadencia.core.agreement import PriceSource
from cadencia.core.business_days import adjusted, every_weekday
from cadencia.core.forecast import forecast, items_of, with_indexes_until
from cadencia.core.payment_terms import PaymentPart, PaymentTerms
from cadencia.core.planning import plan
from cadencia.interchange.reader import read_form
from tests.core.builders import (
    DIVIDED,
    IVA21,
    ONCE,
    addition,
    agreed,
    catalog,
    contract,
    day,
    divided,
    item,
    ledger,
    line,
    modification,
    money,
    move,
    one_off,
    review,
    row,
    skip,
)
from tests.oracle import reference
from tests.oracle.random_files import random_file, with_history

LONG_AGO = date(2000, 1, 1)


def asked(of, until="2026-12-31", since="2000-01-01", **around):
    return forecast(
        agreed(of, **around), since=day(since), until=day(until), is_business_day=every_weekday
    )


def totals(of, until="2026-12-31", since="2000-01-01", **around):
    found = asked(of, until, since, **around).documents
    return " ".join(f"{each.on.isoformat()[2:]}:{each.made.totals.total}" for each in found)


def cash(of, until="2026-12-31", since="2000-01-01"):
    found = asked(of, until, since).documents
    return " ".join(f"{due.on.isoformat()[2:]}:{due.amount}" for e in found for due in e.due_dates)


class TestMonths:
    def test_all_up_to_the_horizon_and_the_day_itself(self):
        of = contract(line(taxes=(IVA21,)))
        assert totals(of, "2026-03-01") == "26-01-01:36.30 26-02-01:36.30 26-03-01:36.30"
        assert totals(of, "2026-02-28") == "26-01-01:36.30 26-02-01:36.30"

    def test_what_is_billed_is_left_out(self):
        history = ledger(row(1, "2026-01-01"))
        assert totals(contract(), "2026-02-28", history=history) == "26-02-01:30.00"

    def test_what_is_owed_from_before_is_billed_today(self):
        found = totals(contract(), "2026-04-30", since="2026-03-10")
        assert found == "26-03-10:30.00 26-03-10:30.00 26-03-10:30.00 26-04-01:30.00"

    def test_asked_for_ahead_it_still_belongs_to_its_own_date(self):
        assert totals(contract(lead_days=10), "2026-01-31") == "26-01-01:30.00"

    def test_a_pause_and_the_end(self):
        of = contract(pauses=(skip("2026-02-01", "2026-02-28"),), ends_on="2026-03-31")
        assert totals(of) == "26-01-01:30.00 26-03-01:30.00"

    @pytest.mark.parametrize("given", [{"state": "draft"}, {"active": False}])
    def test_of_what_bills_nothing(self, given):
        assert totals(contract(**given)) == ""

    def test_a_total_of_zero_is_no_document(self):
        assert totals(contract(line(price="0.00"))) == ""


class TestPrices:
    def test_a_review_in_the_middle(self):
        of = contract(reviews=(review("2026-03-01", "10"),))
        assert totals(of, "2026-03-31") == "26-01-01:30.00 26-02-01:30.00 26-03-01:33.00"

    def test_an_index_stays_where_it_was_last_published(self):
        given = {"index": "IPC", "base": "2025-01", "every_months": 12}
        of = contract(reviews=(review("2026-02-01", **given),))
        known = catalog(indexes={"IPC": {"2025-01": "100", "2025-12": "104"}})
        found = totals(of, "2027-02-28", catalog=known).split()
        assert (found[0], found[1], found[-1]) == (
            "26-01-01:30.00", "26-02-01:31.20", "27-02-01:31.20",
        )  # fmt: skip

    def test_a_price_list_that_changes_in_the_middle(self):
        prices = [("X", "10.00", 1, None, "2026-01-31"), ("X", "11.00", 1, "2026-02-01", None)]
        known = catalog(item("X"), price_list=prices)
        of = contract(line(price=None, item="X", price_source=PriceSource.CURRENT, taxes=()))
        assert totals(of, "2026-02-28", catalog=known) == "26-01-01:10.00 26-02-01:11.00"

    def test_a_modification_while_it_is_in_force(self):
        of = contract(modifications=(modification("2026-02-01", "2026-02-28", unit_price="9.00"),))
        assert totals(of, "2026-03-31") == "26-01-01:30.00 26-02-01:9.00 26-03-01:30.00"

    def test_what_depends_on_what_was_billed_before(self):
        of = contract(
            divided(),
            line("b", "1.00"),
            modifications=(addition("2026-02-01", **ONCE), addition("2026-02-01", "2026-03-31",
                "9.00", key="d", **DIVIDED)),
            installments=3,
        )  # fmt: skip
        assert totals(of) == "26-01-01:34.33 26-02-01:43.83 26-03-01:38.84"


class TestCash:
    def test_payment_terms(self):
        of = contract(payment_terms=PaymentTerms(days=30))
        assert cash(of, "2026-02-28") == "26-01-31:30.00 26-03-03:30.00"

    def test_parts(self):
        parts = (PaymentPart(money("40"), 0), PaymentPart(money("60"), 60))
        of = contract(payment_terms=PaymentTerms(parts=parts))
        assert cash(of, "2026-01-31") == "26-01-01:12.00 26-03-02:18.00"

    @pytest.mark.parametrize(("today", "paid_on"), [("16", "01-31"), ("17", "02-16")])
    def test_what_is_late_by_more_than_fifteen_days_counts_from_today(self, today, paid_on):
        of = contract(payment_terms=PaymentTerms(days=30), ends_on="2026-01-31")
        assert cash(of, since=f"2026-01-{today}") == f"26-{paid_on}:30.00"

    def test_nothing_is_paid_of_a_delivery_note(self):
        assert cash(contract(document_type="delivery_note"), "2026-01-31") == ""

    def test_a_sale_is_paid_by_its_installments(self):
        of = contract(installments=3, installments_are="due_dates")
        assert totals(of) == "26-01-01:90.00"
        assert cash(of, "2026-01-31") == "26-01-01:30.00 26-02-01:30.00 26-03-01:30.00"


class TestRefusals:
    """A contract is parked whole when something can't be billed: what came before is."""

    def of(self, since="2026-01-01", **given):
        gone = line("a", None, item="X", price_source=PriceSource.CURRENT)
        prices = [("X", "10.00", 1, None, "2026-02-28")]
        known = catalog(item("X", price=None), price_list=prices)
        return asked(contract(gone, **given), catalog=known, since=since)

    def test_what_comes_before(self):
        found = self.of()
        assert [each.on.isoformat() for each in found.documents] == ["2026-01-01", "2026-02-01"]
        assert found.refusal.code == "price_missing"
        assert found.refusal.due_on == date(2026, 3, 1)

    def test_nothing_if_it_is_pending_today(self):
        gone = line("a", None, item="X", price_source=PriceSource.CURRENT)
        known = catalog(item("X", price=None), price_list=[("X", "10.00", 1, None, "2026-02-28")])
        assert totals(contract(gone), since="2026-03-01", catalog=known) == ""

    @pytest.mark.parametrize(("today", "documents"), [("2026-01-28", 2), ("2026-01-29", 0)])
    def test_asked_for_ahead(self, today, documents):
        """That of March is asked for on 29 January: from then on nothing is billed."""
        assert len(self.of(today, lead_days=31).documents) == documents

    def test_one_that_was_moved_holds_up_what_is_asked_for_later_only(self):
        gone = line(price="-1.00")
        moved = move("2026-02-01", "2026-02-20")
        days = one_off("x", "2026-02-10"), one_off("y", "2026-02-25")
        of = contract(gone, *days, moves=(moved,), billed_until="2026-01-31")
        assert totals(of) == "26-02-10:7.00"


def test_items_add_up_to_the_net():
    of = contract(line(item="X"), line("b", "5.00"), line("c", "7.00", item="X"), expenses="2.50")
    made = asked(of, "2026-01-31", catalog=catalog(item("X"))).documents[0].made
    assert items_of(made) == {"X": money("37.00"), None: money("7.50")}


def test_a_one_off_joins_its_date():
    of = contract(line(), one_off("x", "2026-02-01"), one_off("y", "2026-02-10"))
    assert totals(of, "2026-02-28") == "26-01-01:30.00 26-02-01:37.00 26-02-10:7.00"


def compared(seed):
    """Return what the forecast and the plan say of a contract file made by chance."""
    file, _, until, _ = random_file(seed)
    until += timedelta(days=700)
    files = [file]
    if read_form(file).file is not None:
        listed = reference.answer(file, LONG_AGO, until)["installments"]
        files.append(with_history(file, listed, seed))
    for each in files:
        read = read_form(each).file
        if read is None:
            continue
        agreement = with_indexes_until(read.agreement, until)
        yield _of_forecast(agreement, until), _of_plan(agreement, until)


def _of_forecast(agreement, until):
    found = forecast(agreement, since=LONG_AGO, until=until, is_business_day=every_weekday)
    return Counter(_told(each.on, each.made) for each in found.documents)


def _of_plan(agreement, until):
    """Where something is refused, the plan of the day before it is asked for."""
    planned = plan(agreement, as_of=until, is_business_day=every_weekday)
    lead = timedelta(days=agreement.contract.lead_days)
    moves = {each.due_on: each.to for each in agreement.contract.moves}
    while planned.refusals:
        days = [moves.get(each.due_on, each.due_on) for each in planned.refusals]
        asked_on = min(_adjusted(agreement, each) for each in days) - lead
        planned = plan(agreement, as_of=asked_on - timedelta(days=1), is_business_day=every_weekday)
    made = [each for each in planned.documents if each.theoretical_on <= until]
    return Counter(_told(each.theoretical_on, each) for each in made)


def _adjusted(agreement, on):
    return adjusted(on, agreement.contract.business_day, every_weekday)


def _told(on, made):
    amounts = tuple((each.key, each.item, each.net) for each in made.lines)
    return on, made.key, made.totals, amounts, made.fixed_due_dates


def test_it_is_the_plan_of_the_last_day():
    documents = 0
    for seed in range(400):
        for said_by_forecast, said_by_plan in compared(seed):
            assert said_by_forecast == said_by_plan, seed
            documents += sum(said_by_plan.values())
    assert documents > 2000


@pytest.mark.long
@pytest.mark.parametrize("block", range(5))
def test_it_is_the_plan_of_the_last_day_of_thousands(block):
    for seed in range(1000 * (block + 1), 1000 * (block + 2)):
        for said_by_forecast, said_by_plan in compared(seed):
            assert said_by_forecast == said_by_plan, seed
