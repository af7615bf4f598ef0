"""Previews that are kept: what they show, what is deselected, and that the run bills just that."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection

from cadencia.billing import bounds, due, generation
from cadencia.billing.kept_preview_models import KeptPreview, PreviewContract, PreviewDocument
from cadencia.billing.models import BillingRun, Installment
from cadencia.billing.preview import summarize
from cadencia.billing.previewing import asking, reading, selecting, starting, sums, working
from cadencia.billing.previewing.reading import Shown
from cadencia.billing.previewing.selecting import Choice
from cadencia.billing.runs import Wish
from cadencia.billing.scopes import Filter, Scope, month
from cadencia.contracts.models import Contract
from cadencia.documents.models import Document
from cadencia.parties import behind_wall
from cadencia.parties.models import Company, Customer
from tests.factories import a_company, a_customer, a_line, a_posted_contract, chief

pytestmark = pytest.mark.django_db(transaction=True)


def at(day: date) -> Callable[[], datetime]:
    """A clock that stands still."""
    return lambda: datetime(day.year, day.month, day.day, 10, tzinfo=UTC)


JANUARY = date(2026, 1, 31)
MARCH = date(2026, 3, 31)


def a_contract(customer: Customer, *lines: tuple[str, str], **fields: object) -> Contract:
    contract = a_posted_contract(customer, *(lines or (("CUOTA", "45.00"),)), **fields)
    due.refresh([contract.pk], customer.company_id)
    return contract


def a_preview(company: Company, scope: Scope, *, issue: bool = False) -> KeptPreview:
    clock = at(scope.as_of)
    asked = asking.ask(scope, asking.Wish(issue=issue), by=chief(company.pk), at=clock())
    working.work(asked.pk, by=chief(company.pk), clock=clock)
    return asking.find(asked.pk, by=chief(company.pk))


def listed(kept: KeptPreview, **shown: object) -> list[tuple[str, str, bool]]:
    found, _ = reading.page(
        kept,
        Shown(**shown),  # type: ignore[arg-type]
        after=None,
        many=50,
        by=chief(kept.company_id),
    )
    return [
        (each.contract.code, str(each.document.total), each.document.is_selected) for each in found
    ]


def choose(kept: KeptPreview, documents: list[PreviewDocument], *, selected: bool) -> KeptPreview:
    choice = Choice(documents=[each.pk for each in documents], selected=selected)
    return selecting.choose(kept.pk, choice, by=chief(kept.company_id), clock=at(kept.as_of))


def begin(kept: KeptPreview, *, approve: bool = False) -> BillingRun:
    by, clock = chief(kept.company_id), at(kept.as_of)
    begun = starting.begin(kept.pk, approve=approve, by=by, clock=clock)
    return generation.carry_on(begun.run_id, by=by, clock=clock)


def fresh(kept: KeptPreview, excluded: dict[int, frozenset[date]]) -> str:
    """The fingerprint of the same scope, calculated whole."""
    scope = asking.scope_of_preview(kept)
    by = chief(kept.company_id)
    return summarize(scope, by=by, clock=at(kept.as_of), excluded=excluded).fingerprint


def test_it_comes_to_what_the_preview_of_the_api_does() -> None:
    company = a_company()
    for _ in range(3):
        a_contract(a_customer(company))
    kept = a_preview(company, Scope(as_of=date(2026, 2, 28)))
    assert (kept.state, kept.contracts, kept.documents, kept.installments) == ("ready", 3, 6, 6)
    assert kept.groups == [
        {
            "type": "invoice", "series": "F", "currency": "EUR", "documents": 6,
            "net": "270.00", "total": "326.70",
        }
    ]  # fmt: skip
    assert kept.fingerprint == fresh(kept, {})
    assert (kept.to_look_at, kept.looked_at) == (3, 3)


def test_a_page_ends_and_the_next_one_goes_on() -> None:
    company = a_company()
    for _ in range(3):
        a_contract(a_customer(company))
    kept = a_preview(company, Scope(as_of=date(2026, 2, 28)))
    by = chief(company.pk)
    first, then = reading.page(kept, Shown(), after=None, many=4, by=by)
    second, end = reading.page(kept, Shown(), after=then, many=4, by=by)
    numbers = [each.document.pk for each in (*first, *second)]
    assert (len(first), len(second), end) == (4, 2, None)
    assert len(set(numbers)) == 6


def test_what_is_deselected_stays_where_it_stood_and_so_does_what_is_taken_in_again() -> None:
    company = a_company()
    for _ in range(2):
        a_contract(a_customer(company))
    kept = a_preview(company, Scope(as_of=date(2026, 3, 31)))

    def days() -> list[tuple[int, str]]:
        found, _ = reading.page(kept, Shown(), after=None, many=50, by=chief(company.pk))
        return [(each.document.contract_id, str(each.document.due_dates[0])) for each in found]

    before = days()
    assert [day for _, day in before] == 2 * ["2026-01-31", "2026-02-28", "2026-03-31"]
    first = list(PreviewDocument.objects.filter(due_dates=[JANUARY]))
    kept = choose(kept, first, selected=False)
    assert days() == before
    assert [each[2] for each in listed(kept)] == 2 * [False, True, True]
    again = list(PreviewDocument.objects.filter(is_selected=False))
    kept = choose(kept, again[:1], selected=True)
    assert days() == before
    assert [each[2] for each in listed(kept)] == [True, True, True, False, True, True]


def test_only_what_was_seen_is_generated() -> None:
    company = a_company()
    for _ in range(2):
        a_contract(a_customer(company))
    kept = a_preview(company, Scope(as_of=JANUARY))
    seen, by, clock = kept.fingerprint, chief(company.pk), at(JANUARY)
    choose(kept, list(PreviewDocument.objects.all()[:1]), selected=False)
    with pytest.raises(starting.NotAsSeen):
        starting.begin(kept.pk, approve=False, by=by, clock=clock, seen=seen)
    assert not BillingRun.objects.exists()
    now = asking.find(kept.pk, by=by).fingerprint
    begun = starting.begin(kept.pk, approve=False, by=by, clock=clock, seen=now)
    # Clicking twice is one run, whatever was seen.
    assert starting.begin(kept.pk, approve=False, by=by, clock=clock, seen=now) == starting.Begun(
        run_id=begun.run_id, is_new=False
    )


def test_what_is_deselected_is_left_out_and_stays_due() -> None:
    company = a_company()
    contracts = [a_contract(a_customer(company)) for _ in range(2)]
    kept = a_preview(company, Scope(as_of=date(2026, 2, 28)), issue=True)
    out = PreviewDocument.objects.get(contract_id=contracts[0].pk, due_dates=[JANUARY])
    kept = choose(kept, [out], selected=False)
    assert (kept.documents, kept.installments) == (3, 3)
    assert kept.fingerprint == fresh(kept, {contracts[0].pk: frozenset({JANUARY})})
    assert [selected for _, _, selected in listed(kept)] == [False, True, True, True]
    assert listed(kept, deselected=True) == [(contracts[0].code, "54.45", False)]
    run = begin(kept)
    assert (run.state, run.documents, run.fingerprint) == ("issued", 3, kept.fingerprint)
    states = Installment.objects.filter(contract=contracts[0]).order_by("due_on")
    assert list(states.values_list("state", flat=True)) == ["due", "billed"]


def test_what_is_taken_in_again_is_as_if_nothing_had_been() -> None:
    company = a_company()
    contract = a_contract(a_customer(company))
    kept = a_preview(company, Scope(as_of=date(2026, 2, 28)))
    before = kept.fingerprint
    kept = choose(kept, list(PreviewDocument.objects.filter(due_dates=[JANUARY])), selected=False)
    assert kept.fingerprint != before
    out = PreviewDocument.objects.filter(contract_id=contract.pk, is_selected=False)
    kept = choose(kept, list(out), selected=True)
    assert kept.fingerprint == before
    assert (kept.documents, kept.groups[0]["total"]) == (2, "108.90")


def test_all_of_a_contract_can_be_left_out() -> None:
    company = a_company()
    a_contract(a_customer(company))
    a_contract(a_customer(company))
    kept = a_preview(company, Scope(as_of=JANUARY), issue=True)
    first = PreviewDocument.objects.order_by("place")[0]
    kept = choose(kept, [first], selected=False)
    assert (kept.contracts, kept.documents) == (1, 1)
    run = begin(kept)
    assert (run.state, run.documents, run.stop_reason) == ("issued", 1, None)


def test_a_document_of_several_contracts_goes_as_one() -> None:
    company = a_company()
    together = a_customer(company, group_contracts=True)
    pair = [a_contract(together), a_contract(together, ("OTRA", "10.00"))]
    a_contract(a_customer(company))
    kept = a_preview(company, Scope(as_of=JANUARY), issue=True)
    assert [total for _, total, _ in listed(kept)] == ["66.55", "54.45"]
    assert kept.fingerprint == fresh(kept, {})
    joint = PreviewDocument.objects.exclude(joint_digest="").get()
    assert sorted(joint.contract_ids) == sorted(each.pk for each in pair)
    without = choose(kept, [joint], selected=False)
    assert without.documents == 1
    assert without.fingerprint == fresh(kept, {each.pk: frozenset({JANUARY}) for each in pair})
    assert sorted(listed(without)) == sorted(listed_again(kept, without))
    whole = KeptPreview()
    sums.of_rows(without.pk).put_into(whole)
    names = ("groups", "changes", "contracts", "documents", "installments", "refusals")
    assert [getattr(without, name) for name in names] == [getattr(whole, name) for name in names]
    again = choose(without, list(PreviewDocument.objects.filter(is_selected=False)), selected=True)
    assert again.fingerprint == fresh(kept, {})
    assert begin(again).documents == 2


def listed_again(kept: KeptPreview, without: KeptPreview) -> list[tuple[str, str, bool]]:
    codes = PreviewContract.objects.order_by("place").values_list("code", flat=True)
    return [(codes[0], "66.55", False), (codes[2], "54.45", True)]


def test_generating_twice_is_one_run() -> None:
    company = a_company()
    a_contract(a_customer(company))
    kept = a_preview(company, Scope(as_of=JANUARY), issue=True)
    by, clock = chief(company.pk), at(JANUARY)
    first = starting.begin(kept.pk, approve=False, by=by, clock=clock)
    generation.carry_on(first.run_id, by=by, clock=clock)
    second = starting.begin(kept.pk, approve=False, by=by, clock=clock)
    assert (first.is_new, second.is_new, second.run_id) == (True, False, first.run_id)
    assert BillingRun.objects.count() == 1
    with pytest.raises(selecting.NotReady):
        choose(kept, list(PreviewDocument.objects.all()), selected=False)


def test_what_changed_meanwhile_is_named_and_nothing_is_issued() -> None:
    company = a_company()
    contract = a_contract(a_customer(company))
    a_contract(a_customer(company))
    kept = a_preview(company, Scope(as_of=JANUARY), issue=True)
    with connection.cursor() as cursor:  # as a clerk would have after reverting the posting
        cursor.execute("ALTER TABLE contracts_contractline DISABLE TRIGGER USER")
        contract.lines.update(unit_price=Decimal("46.00"))
        cursor.execute("ALTER TABLE contracts_contractline ENABLE TRIGGER USER")
    run = begin(kept, approve=True)
    assert run.state == "drafted"
    assert run.stop_reason is not None
    assert run.stop_reason["expected"]["changed"] == [{"contract": contract.code, "how": "changed"}]
    assert not Document.objects.filter(number__isnull=False).exists()


def test_what_cannot_be_billed_is_listed_with_its_reason() -> None:
    company = a_company()
    bad = a_posted_contract(a_customer(company, "Berta"))
    with connection.cursor() as cursor:  # as if another program had written it
        cursor.execute("ALTER TABLE contracts_contractline DISABLE TRIGGER USER")
        a_line(bad, description="CUOTA <FIN VIGENCIA>", unit_price=Decimal("10.00"))
        cursor.execute("ALTER TABLE contracts_contractline ENABLE TRIGGER USER")
    due.refresh([bad.pk], company.pk)
    a_contract(a_customer(company))
    kept = a_preview(company, Scope(as_of=JANUARY))
    assert (kept.refusals, kept.documents) == (1, 1)
    (row,) = reading.refused(kept, by=chief(company.pk))
    assert (row.code, row.customer_name) == (bad.code, "Berta")
    assert "FIN VIGENCIA" in reading.sentences(row)[0]


class TestWhatDiffers:
    def test_the_first_time_the_same_again_and_who_is_missing(self) -> None:
        company = a_company()
        same, gone = a_contract(a_customer(company)), a_contract(a_customer(company))
        run = generation.generate(
            Scope(as_of=date(2026, 2, 28)),
            Wish(),
            by=chief(company.pk),
            clock=at(date(2026, 2, 28)),
        )
        assert run.documents == 4
        Contract.objects.filter(pk=gone.pk).update(state="finished")
        due.refresh([gone.pk], company.pk)
        new = a_contract(a_customer(company), schedule_first=MARCH)
        kept = a_preview(company, Scope(as_of=MARCH, window=month(2026, 3)))
        assert kept.changes == {"same": 1, "first": 1, "missing": 1}
        by = chief(company.pk)
        (missing,) = reading.of_change(kept, ["missing"], by=by)
        assert (missing.code, missing.before_on) == (gone.code, date(2026, 2, 28))
        assert missing.refusals == [{"code": "finished", "due_on": None}]
        assert listed(kept, change="differs") == [(new.code, "54.45", True)]
        assert listed(kept, change="same") == [(same.code, "54.45", True)]

    def test_a_price_that_moved_says_from_what_to_what(self) -> None:
        company = a_company()
        contract = a_contract(a_customer(company))
        by = chief(company.pk)
        generation.generate(Scope(as_of=JANUARY), Wish(), by=by, clock=at(JANUARY))
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE contracts_contractline DISABLE TRIGGER USER")
            contract.lines.update(unit_price=Decimal("50.00"))
            cursor.execute("ALTER TABLE contracts_contractline ENABLE TRIGGER USER")
        kept = a_preview(company, Scope(as_of=date(2026, 2, 28), window=month(2026, 2)))
        (row,) = reading.of_change(kept, ["price"], by=by)
        assert (row.net_before, row.net, row.before_on) == (
            Decimal("45.00"), Decimal("50.00"), JANUARY,
        )  # fmt: skip

    def test_one_of_every_two_months_is_as_it_was_two_months_before(self) -> None:
        company = a_company()
        a_contract(
            a_customer(company),
            schedule_every=2, schedule_unit="month", schedule_first=JANUARY,
        )  # fmt: skip
        by = chief(company.pk)
        generation.generate(Scope(as_of=JANUARY), Wish(), by=by, clock=at(JANUARY))
        kept = a_preview(company, Scope(as_of=MARCH, window=month(2026, 3)))
        assert kept.changes == {"same": 1}
        later = a_preview(company, Scope(as_of=MARCH, window=month(2026, 5)))
        assert later.changes == {"again": 1}  # March was left out


class TestBounds:
    """The preview says beforehand what the run asks about, word for word (R16)."""

    def warned_and_asked(self, kept: KeptPreview) -> dict[str, object]:
        warned = reading.warnings(kept, by=chief(kept.company_id))
        assert begin(kept).stop_reason == (warned or None)
        return warned

    def test_very_many_installments_of_a_contract(self) -> None:
        company = a_company(max_installments_per_contract=2)
        many = a_contract(a_customer(company))
        a_contract(a_customer(company), schedule_first=date(2026, 3, 15))
        kept = a_preview(company, Scope(as_of=MARCH), issue=True)
        assert listed(kept, alert="installments_per_contract") == [(many.code, "54.45", True)] * 3
        found = self.warned_and_asked(kept)
        assert found == {"installments_per_contract": {"count": 1, "contracts": [many.code]}}

    def test_what_is_left_out_is_not_asked_about(self) -> None:
        company = a_company(max_installments_per_contract=2)
        a_contract(a_customer(company))
        kept = a_preview(company, Scope(as_of=MARCH), issue=True)
        out = PreviewDocument.objects.get(due_dates=[JANUARY])
        assert self.warned_and_asked(choose(kept, [out], selected=False)) == {}

    def test_a_price_that_moved_more_than_the_company_admits(self) -> None:
        company = a_company(max_price_change=Decimal(10))
        by = chief(company.pk)
        little, much = a_contract(a_customer(company)), a_contract(a_customer(company))
        generation.generate(Scope(as_of=JANUARY), Wish(), by=by, clock=at(JANUARY))
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE contracts_contractline DISABLE TRIGGER USER")
            little.lines.update(unit_price=Decimal("49.50"))
            much.lines.update(unit_price=Decimal("49.51"))
            cursor.execute("ALTER TABLE contracts_contractline ENABLE TRIGGER USER")
        kept = a_preview(company, Scope(as_of=date(2026, 2, 28)), issue=True)
        found = self.warned_and_asked(kept)
        assert found == {"price_change": {"count": 1, "contracts": [much.code]}}

    def test_many_more_documents_than_the_month_before(self, monkeypatch) -> None:  # type: ignore[no-untyped-def]
        monkeypatch.setattr(bounds, "FEW_DOCUMENTS", 2)
        company = a_company()
        for _ in range(2):
            a_contract(
                a_customer(company),
                schedule_every=12, schedule_unit="month", schedule_first=JANUARY,
            )  # fmt: skip
        by = chief(company.pk)
        generation.generate(Scope(as_of=JANUARY), Wish(), by=by, clock=at(JANUARY))
        for _ in range(4):
            a_contract(a_customer(company), schedule_first=date(2026, 2, 28))
        kept = a_preview(company, Scope(as_of=date(2026, 2, 28)), issue=True)
        assert self.warned_and_asked(kept) == {"growth": {"documents": 4, "expected": 2}}


class TestWhoMayAndWhere:
    def test_it_works_behind_the_wall(self) -> None:
        company = a_company()
        contract = a_contract(a_customer(company))
        with behind_wall.of(company.pk):
            kept = a_preview(company, Scope(as_of=JANUARY))
            document = PreviewDocument.objects.get(contract_id=contract.pk)
            assert choose(kept, [document], selected=False).documents == 0
        assert kept.documents == 1

    def test_another_companys_is_not_found(self) -> None:
        company, other = a_company(), a_company()
        a_contract(a_customer(company))
        kept = a_preview(company, Scope(as_of=JANUARY))
        with pytest.raises(asking.NoSuchPreview):
            asking.find(kept.pk, by=chief(other.pk))
        with pytest.raises(asking.NoSuchPreview):
            starting.begin(kept.pk, approve=False, by=chief(other.pk), clock=at(JANUARY))

    def test_one_that_is_cancelled_is_not_calculated(self) -> None:
        company = a_company()
        a_contract(a_customer(company))
        by = chief(company.pk)
        asked = asking.ask(Scope(as_of=JANUARY), asking.Wish(), by=by, at=at(JANUARY)())
        asking.cancel(asked.pk, by=by, at=at(JANUARY)())
        working.work(asked.pk, by=by, clock=at(JANUARY))
        assert asking.find(asked.pk, by=by).state == "cancelled"
        with pytest.raises(selecting.NotReady):
            starting.begin(asked.pk, approve=False, by=by, clock=at(JANUARY))

    def test_only_the_contracts_of_the_person_in_charge(self) -> None:
        company = a_company()
        a_contract(a_customer(company))
        scope = Scope(as_of=JANUARY, only=Filter(responsibles=("nobody",)))
        assert a_preview(company, scope).documents == 0
        assert asking.how_many(Scope(as_of=JANUARY), by=chief(company.pk), most=10) == 1


def test_pages_cost_the_same_however_many_there_are(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    company = a_company()
    for _ in range(8):
        a_contract(a_customer(company))
    kept = a_preview(company, Scope(as_of=JANUARY))
    with django_assert_max_num_queries(2):
        assert len(listed(kept)) == 8
