"""What a contract will do in a stretch of its life (GE-13)."""

import pytest

from cadencia.core.agreement import Company
from cadencia.core.payment_terms import PaymentTerms
from tests.core.builders import (
    ONCE,
    contract,
    divided,
    documents,
    ledger,
    line,
    modification,
    monthly,
    move,
    numbers,
    one_off,
    refusals,
    row,
    said,
    simulated,
    skip,
)


def dates_of(of, as_of=None, until="2026-12-31", start="2020-01-01", **around):
    """Return issue date and operation date of each document."""
    found = simulated(of, until, start, as_of, **around).documents
    return [f"{made.issue_date} {made.draft.theoretical_on}" for made in found]


class TestRange:
    @pytest.mark.parametrize(
        ("start", "until", "expected"),
        [
            ("2026-02-01", "2026-03-01", "2:26-02-01 3:26-03-01"),
            ("2026-02-02", "2026-02-28", ""),
            ("2026-02-02", "2026-03-01", "3:26-03-01"),
            ("2026-03-01", "2026-03-01", "3:26-03-01"),
        ],
    )
    def test_due_dates_in_it_both_ends_included(self, start, until, expected):
        assert numbers(contract(), until, start) == expected

    def test_it_is_the_due_date_that_counts_not_where_it_was_moved(self):
        of = contract(moves=(move("2026-02-01", "2026-03-10"),))
        assert documents(of, "2026-02-28", "2026-02-01") == "2026-03-10 (2) a 30.00"

    def test_what_comes_before_is_counted_though_not_shown(self):
        of = contract(
            divided(price="100.00"),
            modifications=(modification("2026-01-01", unit_price="70.00", **ONCE),),
            installments=3,
        )
        whole = documents(of)
        assert documents(of, "2026-03-31", "2026-02-01") == "\n".join(whole.splitlines()[1:])

    def test_skipped_and_settled_ones_are_not_listed(self):
        of = contract(pauses=(skip("2026-02-01", "2026-02-28"),))
        history = ledger(row(1, "2026-01-01"))
        assert numbers(of, "2026-04-30", history=history) == "3:26-03-01 4:26-04-01"

    def test_the_range_is_not_limited(self):
        assert len(simulated(contract(), "2125-12-31").installments) == 1200

    @pytest.mark.parametrize("state", ["draft", "finished", "void"])
    def test_nothing_of_a_contract_that_does_not_generate(self, state):
        found = simulated(contract(state=state))
        assert (found.installments, found.documents, found.refusals) == ((), (), ())


class TestIssue:
    def test_each_on_its_ask_date(self):
        assert dates_of(contract(installments=2)) == [
            "2026-01-01 2026-01-01",
            "2026-02-01 2026-02-01",
        ]

    def test_days_ahead_the_document_bears_the_day_of_issue(self):
        of = contract(lead_days=5, installments=1)
        assert dates_of(of) == ["2025-12-27 2026-01-01"]

    @pytest.mark.parametrize(
        ("rule", "expected"),
        [
            ("next", "2026-02-02 2026-02-02"),
            ("previous", "2026-01-30 2026-01-30"),
            ("as_is", "2026-02-01 2026-02-01"),
        ],
    )
    def test_the_business_day_rule(self, rule, expected):
        of = contract(business_day=rule)
        assert dates_of(of, until="2026-02-28", start="2026-02-01") == [expected]

    @pytest.mark.parametrize(
        ("as_of", "expected"),
        [
            ("2026-02-15", ["2026-02-01 2026-02-01", "2026-02-15 2026-01-01"]),
            ("2026-02-16", ["2026-02-01 2026-02-01", "2026-02-16 2026-01-01"]),
            ("2026-02-17", ["2026-02-17 2026-01-01", "2026-02-17 2026-02-01"]),
            ("2026-01-31", ["2026-01-31 2026-01-01"]),
            ("2026-01-16", ["2026-01-01 2026-01-01"]),
            ("2026-01-17", ["2026-01-17 2026-01-01"]),
            ("2025-12-31", []),
        ],
    )
    def test_all_that_is_pending_on_one_day(self, as_of, expected):
        """Fifteen days back at most; numbers follow issue dates, so none goes back."""
        assert dates_of(contract(), as_of) == expected

    def test_an_older_backdating_that_the_company_allows(self):
        found = dates_of(contract(), "2026-02-15", company=Company(max_backdating=60))
        assert found == ["2026-01-01 2026-01-01", "2026-02-01 2026-02-01"]

    def test_always_the_day_of_issue(self):
        company = Company(issue_date="issue_day")
        assert dates_of(contract(lead_days=5, installments=1), company=company) == [
            "2025-12-27 2026-01-01"
        ]
        assert dates_of(contract(), "2026-01-10", company=company) == ["2026-01-10 2026-01-01"]

    def test_documents_stand_by_issue_date(self):
        of = contract(
            moves=(move("2026-01-01", "2026-01-31"),),
            installments=2,
            schedule=monthly("2026-01-01"),
        )
        assert documents(of) == "2026-01-31 (1) a 30.00\n2026-02-01 (2) a 30.00"


class TestPayment:
    def payments(self, of, as_of=None, **around):
        return [
            f"{each.on} {each.amount}"
            for made in simulated(of, as_of=as_of, **around).documents
            for each in made.due_dates
        ]

    def test_terms_count_from_the_later_of_issue_and_theoretical_date(self):
        terms = PaymentTerms(days=10)
        of = contract(lead_days=5, payment_terms=terms, installments=1)
        assert self.payments(of) == ["2026-01-11 30.00"]
        of = contract(payment_terms=terms, installments=1)
        assert self.payments(of, "2026-03-01") == ["2026-03-11 30.00"]

    @pytest.mark.parametrize(
        "document_type", ["delivery_note", "non_billable_delivery_note", "work_order"]
    )
    def test_only_invoices_are_paid(self, document_type):
        of = contract(document_type=document_type, installments=1)
        assert self.payments(of) == []


class TestRefusals:
    def test_only_those_of_the_range(self):
        of = contract(
            line(price="-1.00", valid_until="2026-01-31"), line("b", valid_from="2026-02-01")
        )
        assert refusals(of) == "negative_total:2026-01-01"
        assert refusals(of, start="2026-02-01") == ""
        assert documents(of, "2026-02-28") == "2026-02-01 (2) b 30.00"

    def test_the_others_are_billed(self):
        of = contract(line(), one_off("x", "2026-01-20", "-5.00"), installments=2)
        assert documents(of) == "2026-01-01 (1) a 30.00\n2026-02-01 (2) a 30.00"
        assert numbers(of) == "1:26-01-01 -:26-01-20 2:26-02-01"
        assert refusals(of) == "negative_total:2026-01-20"


def test_positions_are_those_of_the_answer():
    of = contract(line(), line("b", series="B"), installments=3)
    found = simulated(of, "2026-03-31", "2026-02-01")
    assert [found.documents_of(place) for place in range(2)] == [(0, 1), (2, 3)]
    assert [made.draft.installments for made in found.documents] == [(0,), (0,), (1,), (1,)]
    assert [each.installment for made in found.documents for each in made.draft.lines] == [
        0,
        0,
        1,
        1,
    ]


def test_a_year_of_a_gym():
    of = contract(line("a", "29.99"), schedule=monthly("2026-01-31"), installments=3)
    assert documents(of) == said("""
        2026-01-31 (1) a 29.99
        2026-02-28 (2) a 29.99
        2026-03-31 (3) a 29.99
    """)
