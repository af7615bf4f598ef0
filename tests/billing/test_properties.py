"""What holds of every run over the real database, however contracts and runs are mixed.

Contracts come in through the import, as files do; each example has companies of its own and is
rolled back afterwards. The same files are imported into two companies where one way of running
is compared with another.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import compress, cycle

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cadencia.billing import (
    acts,
    closing,
    doctor,
    due,
    generation,
    issuing,
    preview,
    runs,
    undoing,
)
from cadencia.billing.missing import Missed
from cadencia.billing.models import BillingRun, ContractDue, Installment
from cadencia.billing.runs import Wish
from cadencia.billing.scopes import Scope, month
from cadencia.contracts.models import Contract
from cadencia.contracts.states import ActNotAllowed
from cadencia.core.drafts import DraftDocument
from cadencia.documents.models import Document
from cadencia.parties.models import Company
from tests.billing.towns import FIRST, LAST, Town, plain, settled_in, some_day, towns
from tests.factories import a_line, chief

pytestmark = pytest.mark.django_db
examples = settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

Act = Callable[[Contract, date, Missed], None]


# ------------------------------------------------------------- what is compared


def at(day: date) -> runs.Clock:
    """A clock that stands still at ten in the morning."""
    return lambda: datetime.combine(day, time(10), tzinfo=UTC)


def generate(company: Company, day: date, scope: Scope | None = None, **wish: object) -> BillingRun:
    asked = scope or Scope(as_of=day)
    return generation.generate(asked, Wish(**wish), by=chief(company.pk), clock=at(day))  # type: ignore[arg-type]


def ledger(company: Company) -> list[tuple[object, ...]]:
    """The live rows of a company, without what tells one run from another."""
    found = Installment.objects.filter(company=company, replaced=False)
    return sorted(
        found.values_list(
            "contract__code", "due_on", "kind", "contract_line__key", "number",
            "theoretical_on", "period_start", "period_until", "state",
        ),
        key=str,
    )  # fmt: skip


def documents(company: Company) -> list[tuple[object, ...]]:
    """The documents of a company, without numbers and the dates that issuing settles."""
    return sorted((_document(each) for each in Document.objects.filter(company=company)), key=str)


def _document(each: Document) -> tuple[object, ...]:
    rows = each.lines.order_by("position").values_list(
        "description", "quantity", "unit_price", "discounts", "net", "period_start",
        "period_until", "part", "explanation",
    )  # fmt: skip
    foot = (each.net, each.expenses, each.tax_total, each.total, each.withholding, each.payable)
    return (each.rank_contract, each.kind, each.operation_date, foot, *map(str, rows))


def assert_sound(company: Company, day: date) -> None:
    """Assert what `cadencia doctor` asserts, and that the deferred constraints hold."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    assert doctor.examine(at=at(day)()) == []
    assert_looked_at_in_time(company)


def assert_looked_at_in_time(company: Company) -> None:
    ids = list(Contract.objects.filter(company=company).values_list("pk", flat=True))
    stored = dict(
        ContractDue.objects.filter(company=company).values_list("contract_id", "look_from")
    )
    assert {each: stored.get(each) for each in ids} == due.expected(ids, company.pk)


@contextmanager
def taken_back() -> Iterator[None]:
    """Take back what an example writes, and with it its company."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


# ------------------------------------------------------------------- properties


@examples
@given(town=towns, day=some_day)
def test_generating_makes_what_the_preview_showed(town: Town, day: date) -> None:
    with taken_back():
        company = settled_in(town)
        drawn: list[str] = []
        shown = preview.summarize(
            Scope(as_of=day),
            by=chief(company.pk),
            clock=at(day),
            watch=lambda _, plan: drawn.extend(_drawn(each) for each in plan.documents),
        )
        assert documents(company) == []
        run = generate(company, day, expect=shown.fingerprint)
        assert (run.state, run.fingerprint) == ("issued", shown.fingerprint)
        assert run.documents == shown.documents
        assert run.installments == shown.installments
        assert run.refusals == shown.refusals
        assert {name: Decimal(total) for name, total in run.totals.items()} == shown.totals
        assert sorted(_stored(each) for each in issued(company)) == sorted(drawn)
        assert_sound(company, day)


@examples
@given(town=towns, days=st.lists(some_day, max_size=3))
def test_several_runs_are_one(town: Town, days: list[date]) -> None:
    """However often it is run meanwhile, the same installments and documents come out, once."""
    with taken_back():
        often, once = settled_in(town), settled_in(town)
        for day in sorted(days):
            generate(often, day)
        generate(often, LAST)
        generate(once, LAST)
        assert ledger(often) == ledger(once)
        assert documents(often) == documents(once)
        assert_sound(often, LAST)


@examples
@given(town=towns, number=st.integers(1, 12), day=some_day)
def test_a_month_by_itself_forgets_nothing(town: Town, number: int, day: date) -> None:
    """What a range passes over is billed by the next run as if it had never been passed over.

    Not so where the order counts: the parts of a divided price, and what is billed with the first
    installment only.
    """
    with taken_back():
        apart, once = settled_in(plain(town)), settled_in(plain(town))
        generate(apart, day, Scope(as_of=day, window=month(2026, number)))
        assert_sound(apart, day)
        generate(apart, LAST)
        generate(once, LAST)
        assert ledger(apart) == ledger(once)
        assert documents(apart) == documents(once)


@examples
@given(town=towns, day=some_day, picked=st.lists(st.booleans(), min_size=1))
def test_what_is_deselected_is_billed_by_the_next_run(
    town: Town, day: date, picked: list[bool]
) -> None:
    with taken_back():
        apart, once = settled_in(plain(town)), settled_in(plain(town))
        shown = [
            (gathered.contract_id, each.due_on)
            for gathered, found in preview.plans(
                Scope(as_of=day), by=chief(apart.pk), clock=at(day)
            )
            for each in found.installments
        ]
        generate(apart, day, excluded=list(compress(shown, cycle(picked))))
        assert_sound(apart, day)
        generate(apart, LAST)
        generate(once, LAST)
        assert ledger(apart) == ledger(once)
        assert documents(apart) == documents(once)


@examples
@given(town=towns, days=st.tuples(some_day, some_day).map(sorted))
def test_undone_is_as_if_it_had_never_been(town: Town, days: list[date]) -> None:
    first, then = days
    with taken_back():
        undone, once = settled_in(town), settled_in(town)
        run = generate(undone, first, issue=False)
        assert undoing.undo(run.pk, by=chief(undone.pk), clock=at(first)) == run.documents
        assert documents(undone) == []
        assert_sound(undone, first)
        generate(undone, then)
        generate(once, then)
        assert ledger(undone) == ledger(once)
        assert documents(undone) == documents(once)
        assert_sound(undone, then)


@examples
@given(town=towns, day=some_day)
def test_every_stored_document_adds_up(town: Town, day: date) -> None:
    """Lines and expenses make the net, net and taxes the total, and the due dates what is paid."""
    with taken_back():
        company = settled_in(town)
        generate(company, day)
        for each in issued(company):
            foot = list(each.taxes.all())
            lines_net = sum((row.net for row in each.lines.all()), Decimal(0))
            assert each.prices_include_tax or lines_net + each.expenses == each.net
            assert sum((tax.amount for tax in foot), Decimal(0)) == each.tax_total
            assert sum((tax.surcharge for tax in foot), Decimal(0)) == each.surcharge_total
            assert each.net + each.tax_total + each.surcharge_total == each.total
            assert each.total - each.withholding == each.payable
            assert each.prices_include_tax or all(
                tax.amount == cents(tax.base * tax.rate / 100) for tax in foot
            )
            paid = [due_date.amount for due_date in each.due_dates.all()]
            assert each.kind != "invoice" or sum(paid) == each.payable
        given_numbers = sorted(_numbered(each) for each in issued(company))
        places: defaultdict[tuple[int, int], int] = defaultdict(int)
        for series, year, number in given_numbers:
            places[series, year] += 1
            assert number == places[series, year]


A_SALE: Town = [
    {
        "schedule": {"every": 1, "unit": "month", "first": "2026-01-15"},
        "installments": 4,
        "installments_are": "due_dates",
        "lines": [{"key": "a", "description": "Bomba", "unit_price": "25.00", "taxes": ["IVA21"]}],
    }
]


@pytest.mark.parametrize(
    ("number", "left_out"),
    [(2, []), (1, []), (None, [date(2026, 1, 15)]), (None, [date(2026, 2, 15)])],
    ids=["a later month", "its month", "the first deselected", "the second deselected"],
)
@pytest.mark.parametrize("lead_days", [0, 40])
def test_a_sale_is_billed_whole_or_not_at_all(
    number: int | None, left_out: list[date], lead_days: int
) -> None:
    """Its installments are due dates of one invoice: none of them is asked for by itself (ST-4)."""
    day = date(2026, 2, 28)
    company = settled_in([{**A_SALE[0], "lead_days": lead_days}])
    (contract,) = Contract.objects.filter(company=company).values_list("pk", flat=True)
    asked = Scope(as_of=day, window=None if number is None else month(2026, number))
    generate(company, day, asked, excluded=[(contract, each) for each in left_out])
    assert_sound(company, day)
    generate(company, LAST)
    assert_sound(company, LAST)
    (invoice,) = issued(company)
    assert [each.amount for each in invoice.due_dates.all()] == 4 * [Decimal("30.25")]


# ----------------------------------------------------- any act, in any order


def _posted(contract: Contract, day: date, missed: Missed) -> None:
    acts.post(contract.pk, by=chief(contract.company_id), on=day, missed=missed)


def _activated(contract: Contract, day: date, missed: Missed) -> None:
    acts.activate(contract.pk, by=chief(contract.company_id), on=day, missed=missed)


def _reopened(contract: Contract, day: date, missed: Missed) -> None:
    acts.reopen(contract.pk, by=chief(contract.company_id), on=day, missed=missed)


def _reverted(contract: Contract, day: date, _: Missed) -> None:
    acts.revert(contract.pk, by=chief(contract.company_id), on=day, waiting=acts.Drafts.DELETE)


def _deactivated(contract: Contract, day: date, _: Missed) -> None:
    acts.deactivate(contract.pk, by=chief(contract.company_id), on=day, waiting=acts.Drafts.KEEP)


def _finished(contract: Contract, day: date, _: Missed) -> None:
    acts.finish(contract.pk, by=chief(contract.company_id), on=day)


def _voided(contract: Contract, _: date, __: Missed) -> None:
    acts.void(contract.pk, by=chief(contract.company_id))


def _visited(contract: Contract, day: date, _: Missed) -> None:
    """Add a one-off line, which a posted contract admits too."""
    assume(contract.state in ("draft", "posted"))
    place = contract.lines.count() + 1
    a_line(contract, position=place, one_off_on=day, unit_price=Decimal("48.00"))
    due.refresh([contract.pk], contract.company_id)


def _billed(contract: Contract, day: date, _: Missed) -> None:
    generate(contract.company, day)


def _drafted(contract: Contract, day: date, _: Missed) -> None:
    generate(contract.company, day, issue=False)


def _billed_by_month(contract: Contract, day: date, _: Missed) -> None:
    scope = Scope(as_of=day, window=month(day.year, day.month))
    generate(contract.company, day, scope)


def _approved(contract: Contract, day: date, _: Missed) -> None:
    """Issue every run that waits."""
    for run in BillingRun.objects.filter(company=contract.company, state="drafted"):
        closing.approve(run.pk, by=chief(run.company_id), clock=at(day))
        generation.carry_on(run.pk, by=chief(run.company_id), clock=at(day))


def _issued_singly(contract: Contract, day: date, _: Missed) -> None:
    """Issue one draft that waits, unless its contract has changed."""
    for draft in Document.objects.filter(company=contract.company, number=None)[:1]:
        with suppress(issuing.LostDocument):
            issuing.issue_one(draft.pk, by=chief(draft.company_id), clock=at(day))


def _undone(contract: Contract, day: date, _: Missed) -> None:
    """Undo every run that waits."""
    for run in BillingRun.objects.filter(company=contract.company, state="drafted"):
        with suppress(undoing.SomethingIssued):
            undoing.undo(run.pk, by=chief(run.company_id), clock=at(day))


ACTS = (
    _posted, _activated, _reopened, _reverted, _deactivated, _finished, _voided, _visited,
    _billed, _billed_by_month, _drafted, _drafted, _approved, _issued_singly, _undone,
)  # fmt: skip


@settings(examples, max_examples=12)
@given(
    town=towns,
    done=st.lists(
        st.tuples(
            st.sampled_from(ACTS), st.integers(0, 2), st.integers(0, 60), st.sampled_from(Missed)
        ),
        max_size=10,
    ),
)
def test_after_any_act_each_contract_is_looked_at_when_it_must_be(
    town: Town, done: list[tuple[Act, int, int, Missed]]
) -> None:
    with taken_back():
        company, day = settled_in(town), FIRST
        for act, which, days, missed in done:
            day += timedelta(days=days)
            contract = Contract.objects.get(company=company, code=f"CT-{which % len(town)}")
            with suppress(ActNotAllowed, acts.DraftsWait):
                act(contract, day, missed)
            assert_looked_at_in_time(company)
        assert_sound(company, day)


# ------------------------------------------------------------- how they compare


def issued(company: Company) -> list[Document]:
    return list(Document.objects.filter(company=company, number__isnull=False))


def _numbered(each: Document) -> tuple[int, int, int]:
    assert each.fiscal_year is not None
    assert each.number is not None
    return each.series_id, each.fiscal_year, each.number


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _drawn(each: DraftDocument) -> str:
    rows = [(row.description, str(cents(row.net))) for row in each.lines]
    return f"{each.contract} {each.theoretical_on} {cents(each.totals.total)} {rows}"


def _stored(each: Document) -> str:
    rows = [(row.description, str(cents(row.net))) for row in each.lines.order_by("position")]
    return f"{each.rank_contract} {each.operation_date} {cents(each.total)} {rows}"
