"""A run from start to end: what it bills, that it bills it once, and what it leaves behind."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from unittest.mock import patch

import pytest
from django.db import connection

from cadencia.billing import closing, doctor, due, generation, issuing, preview, runs, undoing
from cadencia.billing.models import (
    BillingRun,
    ContractDue,
    Installment,
    Refusal,
    RunChunk,
    RunIssue,
)
from cadencia.billing.runs import Wish
from cadencia.billing.scopes import Scope, month
from cadencia.core.numbering import DayNotOpen
from cadencia.documents.models import Document
from cadencia.parties.models import Company
from cadencia.parties.snapshots import refresh_issuer
from tests.factories import a_company, a_customer, a_line, a_posted_contract, chief

pytestmark = pytest.mark.django_db(transaction=True)


def at(day: date, hour: int = 10) -> Callable[[], datetime]:
    """A clock that stands still."""
    return lambda: datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def generate(company: Company, day: date, **wish: object) -> BillingRun:
    return generation.generate(
        Scope(as_of=day),
        Wish(**wish),
        by=chief(company.pk),
        clock=at(day),
    )


def a_gym(members: int = 3) -> Company:
    """A company with members who pay 45.00 on the last day of each month from January 2026."""
    company = a_company()
    for _ in range(members):
        contract = a_posted_contract(a_customer(company), ("CUOTA <MENSUAL>", "45.00"))
        due.refresh([contract.pk], company.pk)
    return company


def numbers(company: Company) -> list[tuple[int | None, date | None, str]]:
    found = Document.objects.filter(company=company).order_by("number", "id")
    return [(each.number, each.issue_date, each.lines.get().description) for each in found]


def test_months_missed_are_billed_together_oldest_first() -> None:
    company = a_gym(1)
    run = generate(company, date(2026, 3, 15))
    assert run.state == "issued"
    assert (run.contracts, run.documents, run.installments, run.refusals) == (1, 2, 2, 0)
    assert run.totals == {"EUR": "108.90"}
    assert numbers(company) == [
        (1, date(2026, 2, 28), "CUOTA Febrero"),
        (2, date(2026, 3, 15), "CUOTA Enero"),
    ]


def test_a_second_run_bills_nothing() -> None:
    company = a_gym()
    generate(company, date(2026, 1, 31))
    again = generate(company, date(2026, 1, 31))
    assert (again.state, again.documents) == ("issued", 0)
    assert Document.objects.filter(company=company).count() == 3


def test_the_contract_is_looked_at_again_on_its_next_date() -> None:
    company = a_gym(1)
    generate(company, date(2026, 1, 31))
    assert ContractDue.objects.get(company=company).look_from == date(2026, 2, 28)
    contract = ContractDue.objects.get(company=company).contract_id
    assert due.expected([contract], company.pk) == {contract: date(2026, 2, 28)}


def test_a_bad_contract_is_parked_and_the_others_are_billed() -> None:
    company = a_gym(2)
    bad = a_posted_contract(a_customer(company))
    with connection.cursor() as cursor:  # as if another program had written it
        cursor.execute("ALTER TABLE contracts_contractline DISABLE TRIGGER USER")
        a_line(bad, description="CUOTA <FIN VIGENCIA>", unit_price=Decimal("10.00"))
        cursor.execute("ALTER TABLE contracts_contractline ENABLE TRIGGER USER")
    due.refresh([bad.pk], company.pk)
    run = generate(company, date(2026, 1, 31))
    assert (run.documents, run.refusals) == (2, 1)
    refusal = Refusal.objects.get(contract=bad)
    assert refusal.code == "variable_without_value"
    assert ContractDue.objects.get(contract=bad).look_from == date(2026, 1, 31)


def test_drafts_can_be_undone_and_are_billed_again_with_their_numbers() -> None:
    company = a_gym(2)
    run = generate(company, date(2026, 1, 31), issue=False)
    assert run.state == "drafted"
    assert undoing.undo(run.pk, by=chief(company.pk), clock=at(date(2026, 1, 31))) == 2
    assert not Document.objects.filter(company=company).exists()
    assert set(Installment.objects.values_list("state", flat=True)) == {"reopened"}
    again = generate(company, date(2026, 1, 31))
    assert again.documents == 2
    live = Installment.objects.filter(replaced=False)
    assert sorted(live.values_list("number", "state")) == [(1, "billed"), (1, "billed")]


def test_drafts_are_issued_in_the_name_that_the_company_has_by_then() -> None:
    company = a_gym(1)
    run = generate(company, date(2026, 1, 31), issue=False)
    drafted_for = Document.objects.get(company=company).issuer
    Company.objects.filter(pk=company.pk).update(name="Gimnasio Nuevo, S.L.")
    refresh_issuer(Company.objects.get(pk=company.pk), at=at(date(2026, 1, 31))())
    closing.approve(run.pk, by=chief(company.pk), clock=at(date(2026, 1, 31)))
    generation.carry_on(run.pk, by=chief(company.pk), clock=at(date(2026, 1, 31)))
    issued = Document.objects.get(company=company)
    assert issued.issuer.data["name"] == "Gimnasio Nuevo, S.L."
    assert drafted_for.data["name"] != issued.issuer.data["name"]


def test_an_issued_run_is_not_undone() -> None:
    company = a_gym(1)
    run = generate(company, date(2026, 1, 31))
    with pytest.raises(runs.RunNotOpen):
        undoing.undo(run.pk, by=chief(company.pk), clock=at(date(2026, 1, 31)))


def test_the_preview_is_what_the_run_makes() -> None:
    company = a_gym(3)
    scope = Scope(as_of=date(2026, 3, 1))
    shown = preview.summarize(scope, by=chief(company.pk), clock=at(date(2026, 3, 1)))
    run = generate(company, date(2026, 3, 1), expect=shown.fingerprint)
    assert run.state == "issued"
    assert run.fingerprint == shown.fingerprint
    assert (run.documents, run.totals) == (shown.documents, {"EUR": str(shown.totals["EUR"])})


def test_a_preview_that_no_longer_holds_issues_nothing_and_says_what_changed() -> None:
    company = a_gym(2)
    scope = Scope(as_of=date(2026, 1, 31))
    shown = preview.summarize(scope, by=chief(company.pk), clock=at(date(2026, 1, 31)))
    late = a_posted_contract(a_customer(company), ("CUOTA", "30.00"))
    due.refresh([late.pk], company.pk)
    run = generate(company, date(2026, 1, 31), expect=shown.fingerprint)
    assert run.state == "drafted"
    assert run.stop_reason["expected"]["changed"] == [{"contract": late.code, "how": "new"}]
    assert not Document.objects.filter(company=company, number__isnull=False).exists()


def test_a_later_month_leaves_the_earlier_ones_due() -> None:
    company = a_gym(1)
    scope = Scope(as_of=date(2026, 3, 31), window=month(2026, 3))
    generation.generate(scope, Wish(), by=chief(company.pk), clock=at(date(2026, 3, 31)))
    ledger = Installment.objects.order_by("due_on").values_list("number", "due_on", "state")
    assert list(ledger) == [
        (1, date(2026, 1, 31), "due"),
        (2, date(2026, 2, 28), "due"),
        (3, date(2026, 3, 31), "billed"),
    ]
    generate(company, date(2026, 3, 31))
    assert Document.objects.filter(company=company).count() == 3


def test_an_open_run_of_another_scope_is_named() -> None:
    company = a_gym(1)
    first = runs.start(
        Scope(as_of=date(2026, 1, 31)), Wish(), by=chief(company.pk), clock=at(date(2026, 1, 31))
    )
    with pytest.raises(runs.AnotherRunIsOpen) as refused:
        generate(company, date(2026, 3, 1))
    assert refused.value.run_id == first.run_id
    joined = runs.start(
        Scope(as_of=date(2026, 1, 31)), Wish(), by=chief(company.pk), clock=at(date(2026, 1, 31))
    )
    assert (joined.run_id, joined.joined) == (first.run_id, True)


def test_too_many_installments_stop_before_issuing() -> None:
    company = a_company(max_installments_per_contract=2)
    contract = a_posted_contract(a_customer(company), ("CUOTA", "45.00"))
    due.refresh([contract.pk], company.pk)
    run = generate(company, date(2026, 5, 1))
    assert run.state == "drafted"
    assert run.stop_reason == {
        "installments_per_contract": {"count": 1, "contracts": [contract.code]}
    }


def test_a_total_of_zero_is_a_row_without_document() -> None:
    company = a_company()
    contract = a_posted_contract(a_customer(company), ("GRATIS", "0.00"))
    due.refresh([contract.pk], company.pk)
    run = generate(company, date(2026, 1, 31))
    assert (run.installments, run.documents) == (1, 0)
    assert list(Installment.objects.values_list("state", "reason")) == [("billed", "zero_total")]
    assert doctor.examine(at=at(date(2026, 1, 31))()) == []


def test_lines_keep_the_percents_of_their_taxes() -> None:
    company = a_gym(1)
    generate(company, date(2026, 1, 31))
    line = Document.objects.get(company=company).lines.get()
    assert (line.taxes, line.tax_rates) == (["IVA21"], [Decimal(21)])


def test_what_a_contract_leaves_open_comes_from_its_customer() -> None:
    company = a_company()
    ana = a_customer(company, payment_method="Domiciliación", mandate="M-1")
    own = a_posted_contract(ana, ("CUOTA", "45.00"), payment_method="Transferencia", mandate="M-2")
    plain = a_posted_contract(ana, ("CUOTA", "45.00"))
    due.refresh([own.pk, plain.pk], company.pk)
    generate(company, date(2026, 1, 31))
    found = Document.objects.filter(company=company)
    assert set(found.values_list("rank_contract", "payment_method", "mandate")) == {
        (own.code, "Transferencia", "M-2"),
        (plain.code, "Domiciliación", "M-1"),
    }


def _closed_before_issuing(company: Company, day: date) -> BillingRun:
    """A run that was ranked, and whose period was closed before its first number."""
    run = generate(company, day, issue=False)
    closing.approve(run.pk, by=chief(company.pk), clock=at(day))
    Company.objects.filter(pk=company.pk).update(closed_until=day)
    with pytest.raises(DayNotOpen):
        generation.carry_on(run.pk, by=chief(company.pk), clock=at(day))
    return BillingRun.objects.get(pk=run.pk)


def test_a_run_whose_day_is_closed_is_undone_if_nothing_has_a_number() -> None:
    company = a_gym(2)
    run = _closed_before_issuing(company, date(2026, 1, 31))
    assert run.state == "issuing"
    assert undoing.undo(run.pk, by=chief(company.pk), clock=at(date(2026, 1, 31))) == 2
    assert not RunIssue.objects.exists()
    assert generate(company, date(2026, 2, 1)).documents == 2
    assert [number for number, _, _ in numbers(company)] == [1, 2]


def test_a_run_whose_day_is_closed_is_set_aside_and_issued_later() -> None:
    company = a_gym(2)
    run = _closed_before_issuing(company, date(2026, 1, 31))
    with pytest.raises(runs.AnotherRunIsOpen):
        generate(company, date(2026, 2, 28))
    closing.set_aside(run.pk, by=chief(company.pk), clock=at(date(2026, 1, 31)))
    assert generate(company, date(2026, 2, 28)).documents == 2
    closing.approve(run.pk, by=chief(company.pk), clock=at(date(2026, 3, 1)))
    generation.carry_on(run.pk, by=chief(company.pk), clock=at(date(2026, 3, 1)))
    assert [(number, day) for number, day, _ in numbers(company)] == [
        (1, date(2026, 2, 28)), (2, date(2026, 2, 28)),
        (3, date(2026, 3, 1)), (4, date(2026, 3, 1)),
    ]  # fmt: skip
    assert doctor.examine(at=at(date(2026, 3, 1))()) == []


def test_a_run_half_issued_is_set_aside_and_keeps_what_it_numbered() -> None:
    company = a_gym(3)
    day = date(2026, 1, 31)
    run = generate(company, day, issue=False)
    with patch.object(closing, "BATCH", 1):
        closing.approve(run.pk, by=chief(company.pk), clock=at(day))
        issuing.issue_next(issuing.issuer(run, clock=at(day)))
    closing.set_aside(run.pk, by=chief(company.pk), clock=at(day))
    run = BillingRun.objects.get(pk=run.pk)
    assert (run.state, run.stop_reason) == ("drafted", {"set_aside": {"rank": 1}})
    with pytest.raises(undoing.SomethingIssued):
        undoing.undo(run.pk, by=chief(company.pk), clock=at(day))
    assert issuing.issue_next(issuing.issuer(run, clock=at(day))) == 0  # a late worker stops
    generate(company, date(2026, 2, 28))
    closing.approve(run.pk, by=chief(company.pk), clock=at(date(2026, 3, 1)))
    done = generation.carry_on(run.pk, by=chief(company.pk), clock=at(date(2026, 3, 1)))
    assert (done.state, done.stop_reason) == ("issued", None)
    assert [number for number, _, _ in numbers(company)] == [1, 2, 3, 4, 5, 6]
    assert Installment.objects.filter(state="billed").count() == 6
    assert doctor.examine(at=at(date(2026, 3, 1))()) == []


def test_only_a_run_that_is_being_issued_is_set_aside() -> None:
    company = a_gym(1)
    run = generate(company, date(2026, 1, 31), issue=False)
    with pytest.raises(runs.RunNotOpen):
        closing.set_aside(run.pk, by=chief(company.pk), clock=at(date(2026, 1, 31)))


def test_a_large_run_ends_in_small_chunks(monkeypatch) -> None:
    """Workers that end together: nobody waits for the last long chunk of another."""
    monkeypatch.setattr(runs, "CHUNK", 4)
    company = a_gym(18)
    run = generate(company, date(2026, 1, 31))
    chunks = RunChunk.objects.filter(run=run).order_by("n")
    assert [each.contracts for each in chunks] == [4, 4, 2, 1, 1, 1, 1, 1, 1, 1, 1]
    billed = [contract for each in chunks for contract in each.contract_ids]
    assert (len(billed), len(set(billed)), run.documents) == (18, 18, 18)


def test_a_small_run_goes_by_fifths_and_ends_in_halves_of_them(monkeypatch) -> None:
    monkeypatch.setattr(runs, "LEAST", 2)
    company = a_gym(20)
    run = generate(company, date(2026, 1, 31))
    chunks = RunChunk.objects.filter(run=run).order_by("n")
    assert [each.contracts for each in chunks] == [4, 4, 4, 2, 2, 2, 2]
    assert run.documents == 20
