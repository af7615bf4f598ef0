"""The list of contracts: filters, search, order, pages, and what each bills next (GE-3, LC-4)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cadencia.billing import acts, contract_filters, contract_listing, contract_search
from cadencia.billing.contract_filters import (
    ContractFilter,
    Standing,
    beyond_a_run,
    scope_filter,
)
from cadencia.billing.contract_listing import Order
from cadencia.billing.models import Refusal
from cadencia.billing.scopes import Filter
from cadencia.contracts.models import ContractKind
from cadencia.parties import behind_wall
from cadencia.parties.access import Actor, NotAllowed
from tests import factories

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 15)


@pytest.fixture
def company():
    return factories.a_company()


@pytest.fixture
def boss(company):
    return factories.chief(company.pk)


@pytest.fixture
def contract(company, boss):
    """Make a contract posted on New Year's Day; its fields by name, those of its customer too."""

    def make(code, name="Ana", *, post=True, customer=None, lines=(("CUOTA", "45.00"),), **fields):
        buyer = factories.a_customer(company, name, **(customer or {}))
        draft = factories.a_draft_contract(buyer, *lines, code=code, **fields)
        return acts.post(draft.pk, on=date(2026, 1, 1), by=boss) if post else draft

    return make


def shown(asked=None, *, by, **manner):
    page = contract_listing.page_of(asked or ContractFilter(), today=TODAY, by=by, **manner)
    return " ".join(each.code for each in page.contracts)


class TestWhatIsNext:
    def test_the_oldest_pending_one_with_its_amount(self, contract, boss):
        contract("A")
        (found,) = contract_listing.page_of(ContractFilter(), today=TODAY, by=boss).contracts
        assert found.is_due
        assert found.next.due == 2  # January and February
        assert found.next.installment.due_on == date(2026, 1, 31)
        assert (found.next.net, found.next.total) == (Decimal("45.00"), Decimal("54.45"))
        assert found.currency == "EUR"

    @pytest.mark.parametrize(("day", "due"), [(30, 0), (31, 1)])
    def test_what_asks_today_is_due_and_what_asks_tomorrow_is_next(self, contract, boss, day, due):
        contract("A")
        on = date(2026, 1, day)
        (found,) = contract_listing.page_of(ContractFilter(), today=on, by=boss).contracts
        assert found.next.due == due
        assert found.next.installment.due_on == date(2026, 1, 31)

    def test_a_draft_shows_what_it_would_bill_and_is_not_due(self, contract, boss):
        contract("A", post=False)
        (found,) = contract_listing.page_of(ContractFilter(), today=TODAY, by=boss).contracts
        assert found.standing is Standing.DRAFT
        assert found.next.total == Decimal("54.45")
        assert not found.is_due

    def test_a_finished_one_has_nothing_to_come(self, contract, boss):
        made = contract("A")
        acts.finish(made.pk, on=TODAY, by=boss)
        (found,) = contract_listing.page_of(ContractFilter(), today=TODAY, by=boss).contracts
        assert found.standing is Standing.FINISHED
        assert found.next.installment is None

    def test_one_that_cannot_be_billed_says_why(self, contract, boss):
        made = contract("A", post=False)
        made.lines.update(price_source="current", unit_price=None)
        (found,) = contract_listing.page_of(ContractFilter(), today=TODAY, by=boss).contracts
        assert found.next.total is None
        assert found.next.refusal is not None

    def test_what_a_run_left_aside_is_told(self, contract, company, boss):
        made = contract("A")
        Refusal.objects.create(
            contract=made, company=company, code="x", message="Falta el precio.",
            at=factories.A_MOMENT,
        )  # fmt: skip
        (found,) = contract_listing.page_of(ContractFilter(), today=TODAY, by=boss).contracts
        assert found.refusal == "Falta el precio."
        assert shown(ContractFilter(parked=True), by=boss) == "A"


class TestFilters:
    def test_by_where_they_stand(self, contract, boss):
        contract("DRAFT", post=False)
        contract("ACTIVE")
        acts.deactivate(contract("INACTIVE").pk, on=TODAY, by=boss)
        acts.finish(contract("FINISHED").pk, on=TODAY, by=boss)
        acts.void(contract("VOID").pk, by=boss)
        for each in Standing:
            assert shown(ContractFilter(standings=(each,)), by=boss) == each.name
        both = ContractFilter(standings=(Standing.ACTIVE, Standing.DRAFT))
        assert shown(both, by=boss) == "ACTIVE DRAFT"

    def test_by_what_the_header_says(self, contract, company, boss):
        kind = ContractKind.objects.create(company=company, name="Gimnasio")
        contract("A", kind=kind, project="Norte", series="F", document_type="invoice")
        contract("B", project="Sur", document_type="delivery_note", generation="manual")
        assert shown(ContractFilter(kinds=("Gimnasio",)), by=boss) == "A"
        assert shown(ContractFilter(projects=("Sur", "Este")), by=boss) == "B"
        assert shown(ContractFilter(series=("F",)), by=boss) == "A"
        assert shown(ContractFilter(document_types=("delivery_note",)), by=boss) == "B"
        assert shown(ContractFilter(generation="manual"), by=boss) == "B"
        assert shown(ContractFilter(projects=("Norte",), series=("X",)), by=boss) == ""

    def test_by_customer_and_item(self, contract, company, boss):
        item = factories.an_item(company, "PISCINA")
        contract("A", customer={"code": "ANA"})
        other = contract("B", post=False)
        other.lines.update(item=item)
        assert shown(ContractFilter(customers=("ANA",)), by=boss) == "A"
        assert shown(ContractFilter(items=("PISCINA",)), by=boss) == "B"

    @pytest.mark.parametrize(("day", "found"), [(30, ""), (31, "A")])
    def test_by_the_day_until_which_something_is_due(self, contract, boss, day, found):
        contract("A")
        asked = ContractFilter(due_until=date(2026, 1, day))
        assert shown(asked, by=boss) == found

    @pytest.mark.parametrize(("day", "found"), [(29, ""), (30, "A")])
    def test_by_the_day_until_which_they_end(self, contract, boss, day, found):
        contract("A", ends_on=date(2026, 6, 30))
        contract("B")
        assert shown(ContractFilter(ending_until=date(2026, 6, day)), by=boss) == found

    def test_by_what_waits_for_a_confirmation(self, contract, boss):
        contract("A", confirm_first=True)
        contract("B", confirm_first=True, first_confirmed=True)
        assert shown(ContractFilter(unconfirmed=True), by=boss) == "A"


class TestSearch:
    @pytest.mark.parametrize(
        "text",
        ["GIM-0042", "m-004", "expediente 77", "garcia", "GARCÍA núñez", "b1234", "gar 77 gim"],
    )
    def test_finds_code_reference_customer_and_tax_id_without_accents(self, contract, boss, text):
        card = {"tax_id": "B12345674"}
        contract("GIM-0042", "María García Núñez", customer=card, reference="Expediente 77")
        contract("OTRO", "Pedro Soler", customer={"code": "PS"}, reference="Expediente 78")
        assert shown(ContractFilter(text=text), by=boss) == "GIM-0042"

    def test_finds_the_items_of_the_lines(self, contract, company, boss):
        item = factories.an_item(company, "PISC", name="Piscina climatizada")
        contract("A", post=False).lines.update(item=item)
        contract("B")
        assert shown(ContractFilter(text="climatiz"), by=boss) == "A"

    @pytest.mark.parametrize("text", ["100%", "a_b", "\\", "'", "%%%", "zzz"])
    def test_what_is_written_is_no_pattern(self, contract, boss, text):
        contract("AXB", reference="1000")
        assert shown(ContractFilter(text=text), by=boss) == ""

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("garcia expediente", "A"),
            ("garcia maria", "A B"),
            ("maria garcia piscina", "B"),
            ("garcia soler", "C"),  # one of the two is billed
            ("soler cuota", "C"),
            ("ana piscina", ""),
            ("cuota piscina", "B"),  # one of the contract, one of its lines
            ("expediente cuota ia", "A"),
            ("GARCÍA garcia", "A B C"),
        ],
    )
    def test_several_words_are_each_somewhere(self, contract, company, boss, text, found):
        contract("A", "María García", reference="Expediente, cuota")
        b = contract("B", "García, María", customer={"code": "MG2"}, reference="Cuota", post=False)
        b.lines.update(item=factories.an_item(company, "P", name="Piscina climatizada"))
        payer = factories.a_customer(company, "Soler", code="SOL")
        contract("C", "José García", customer={"code": "JG"}, reference="Cuota", bill_to=payer)
        assert shown(ContractFilter(text=text), by=boss) == found

    def test_a_common_word_is_looked_for_among_what_the_others_find(
        self, contract, boss, monkeypatch
    ):
        monkeypatch.setattr(contract_search, "COMMON", 1)
        contract("A", "María García", reference="Cuota")
        contract("B", "María López", customer={"code": "ML"}, reference="Cuota")
        contract("C", "María Soler", customer={"code": "MS"}, reference="Seguro")
        assert shown(ContractFilter(text="maria cuota"), by=boss) == "A B"

    def test_says_when_only_the_first_are_looked_at(self, contract, boss, monkeypatch):
        for code in ("A", "B", "C"):
            contract(code, code, customer={"code": code}, reference="Cuota mensual")
        asked = ContractFilter(text="cuota mensual")

        def page(**limits):
            for name, limit in limits.items():
                where = contract_search if name == "COMMON" else contract_filters
                monkeypatch.setattr(where, name, limit)
            return contract_listing.page_of(asked, with_due=True, today=TODAY, by=boss)

        found = page()
        assert (found.count, found.is_wide, found.is_more) == (3, False, False)
        found = page(COMMON=1)  # both are common, and yet in one text
        assert (found.count, found.is_wide, found.is_more) == (3, True, True)
        found = page(MOST_FOUND=2)
        assert (found.count, found.is_wide, found.due.contracts) == (2, True, 2)

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("ga ma", ""),
            ("garcia ma", "A"),
            ("garcia so", "C"),  # who is billed
            ("garcia pi", "B"),  # an item
            ("garcia pi mg", "B"),
            ("garcia cu jo", "C"),
        ],
    )
    def test_short_words_stand_anywhere_beside_longer_ones(
        self, contract, company, boss, text, found
    ):
        contract("A", "María García", reference="Cuota")
        b = contract("B", "García", customer={"code": "MG2"}, reference="Alta", post=False)
        b.lines.update(item=factories.an_item(company, "P", name="Piscina"))
        payer = factories.a_customer(company, "Soler", code="SOL")
        contract("C", "José García", customer={"code": "JG"}, reference="Cuota", bill_to=payer)
        assert shown(ContractFilter(text=text), by=boss) == found

    def test_texts_are_compared_without_capitals_and_accents(self):
        with connection.cursor() as cursor:
            said = "ÁÉÍÓÚÜÑÀÈÒÏÇ áéíóúüñàèòïç Îß ABC"
            cursor.execute("SELECT parties_plain(%s), parties_plain('Ab-1'), parties_plain(NULL)",
                           [said])  # fmt: skip
            assert cursor.fetchone() == ("aeiouunaeoic aeiouunaeoic îß abc", "ab-1", None)

    def test_one_or_two_letters_begin_a_code(self, contract, boss):
        contract("AB1")
        contract("CAB")
        assert shown(ContractFilter(text="ab"), by=boss) == "AB1"

    def test_behind_the_wall_too_and_never_beyond_it(self, contract, company, boss):
        contract("A", "María García")
        other = factories.a_company()
        theirs = factories.a_posted_contract(
            factories.a_customer(other, "José García"), code="OTHER"
        )
        with behind_wall.of(company.pk):
            assert shown(ContractFilter(text="garcia"), by=boss) == "A"
            with connection.cursor() as cursor:
                cursor.execute("SELECT contracts_like(%s, %s, 10)", (other.pk, ["garcia"]))
                assert cursor.fetchall() == []
                cursor.execute("SELECT parties_customers_like(%s, %s, 10)", (other.pk, ["garcia"]))
                assert cursor.fetchall() == []
                for function in ("contracts_by_text", "contracts_of_customers"):
                    cursor.execute(f"SELECT {function}(%s, %s, 10)", (other.pk, ["garcia"]))
                    assert cursor.fetchall() == []
                for whose in (company.pk, other.pk):
                    cursor.execute("SELECT contracts_among(%s, %s, %s)", (whose, [], [theirs.pk]))
                    assert cursor.fetchall() == []


class TestOrder:
    @pytest.fixture(autouse=True)
    def three(self, contract):
        contract("C", "Álvaro", schedule_every=1, schedule_unit="month",
                 schedule_first=date(2026, 5, 1))  # fmt: skip
        contract("A", "Zoe", schedule_every=1, schedule_unit="month",
                 schedule_first=date(2026, 4, 1))  # fmt: skip
        contract("B", "Berta", post=False)

    @pytest.mark.parametrize(
        ("order", "descending", "codes"),
        [
            (Order.CODE, False, "A B C"),
            (Order.CODE, True, "C B A"),
            (Order.CUSTOMER, False, "C B A"),
            (Order.CUSTOMER, True, "A B C"),
            (Order.NEXT, False, "A C B"),  # without a date: last
            (Order.NEXT, True, "C A B"),
        ],
    )
    def test_sorts(self, boss, order, descending, codes):
        assert shown(by=boss, order=order, is_descending=descending) == codes

    @pytest.mark.parametrize("most", [10_000, 3, 2])
    @pytest.mark.parametrize("descending", [False, True])
    @pytest.mark.parametrize("order", list(Order))
    def test_a_filter_sorts_as_the_whole_list_however_many_it_names(
        self, boss, order, descending, most, monkeypatch
    ):
        """Few are worked out once, more than `most` are read along an index."""
        expected = shown(by=boss, order=order, is_descending=descending)
        monkeypatch.setattr(contract_listing, "MOST_COUNTED", most)
        monkeypatch.setattr(contract_listing, "PAGE", 2)
        asked = ContractFilter(generation="automatic")
        first, second = (
            contract_listing.page_of(
                asked, order=order, is_descending=descending, number=number, with_due=True,
                today=date(2026, 4, 15), by=boss,
            )
            for number in (1, 2)
        )  # fmt: skip
        assert " ".join(each.code for each in (*first.contracts, *second.contracts)) == expected
        assert (first.has_next, second.has_next) == (True, False)
        assert (first.count, first.is_more) == (min(3, most), most == 2)
        assert first.due.contracts == 1  # A since the 1st of April
        due = contract_listing.due_count(asked, today=date(2026, 4, 15), by=boss)
        assert due == first.due

    @pytest.mark.parametrize("order", list(Order))
    def test_pages_hold_each_once(self, boss, order, monkeypatch):
        monkeypatch.setattr(contract_listing, "PAGE", 1)
        pages = [
            contract_listing.page_of(
                ContractFilter(), order=order, number=number, today=TODAY, by=boss
            )
            for number in (1, 2, 3, 4)
        ]
        codes = [each.code for page in pages for each in page.contracts]
        assert sorted(codes) == ["A", "B", "C"]
        assert [page.has_next for page in pages] == [True, True, False, False]
        assert {page.count for page in pages} == {3}


class TestWhoAndHowMuch:
    def test_due_counts_what_a_run_would_look_at(self, contract, boss):
        contract("A")
        contract("B", project="Norte")
        contract("C", post=False)
        assert contract_listing.due_count(ContractFilter(), today=TODAY, by=boss).contracts == 2
        north = ContractFilter(projects=("Norte",))
        assert contract_listing.due_count(north, today=TODAY, by=boss).contracts == 1
        assert contract_listing.due_codes(north, today=TODAY, most=9, by=boss) == ["B"]

    def test_whoever_may_not_read_sees_nothing(self, company):
        nobody = Actor(company_id=company.pk, permissions=frozenset())
        with pytest.raises(NotAllowed):
            shown(by=nobody)

    def test_other_companies_are_not_seen(self, contract, boss):
        contract("A")
        other = factories.a_company()
        factories.a_posted_contract(factories.a_customer(other), code="OTHER")
        assert shown(by=boss) == "A"

    def test_queries_do_not_grow_with_the_rows(self, contract, boss):
        contract("A")
        with CaptureQueriesContext(connection) as few:
            shown(by=boss)
        for number in range(8):
            contract(f"B{number}")
        with CaptureQueriesContext(connection) as many:
            shown(by=boss)
        assert len(many) == len(few)


def test_a_run_is_asked_for_what_it_can_say():
    asked = ContractFilter(text="ana", projects=("Norte",), due_until=TODAY)
    assert scope_filter(asked) == Filter(projects=("Norte",))
    assert beyond_a_run(asked) == {"text"}
    assert beyond_a_run(replace(asked, text="")) == frozenset()
