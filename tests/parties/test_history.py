"""The history of changes, as the database writes it (AG-11).

Each test commits: what belongs to a row is left out while the transaction lasts that made it.
"""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from cadencia.billing import acts
from cadencia.catalog import services as catalog
from cadencia.catalog.models import PriceListEntry
from cadencia.contracts.models import Contract
from cadencia.parties import people_services
from cadencia.parties import services as parties
from cadencia.parties.access import GRANTS, Actor, NotAllowed, Role, acting
from cadencia.parties.history_reading import Part, changes_of
from cadencia.parties.people import History
from tests import factories
from tests.cli.commands import cadencia
from tests.factories import chief

pytestmark = pytest.mark.django_db(transaction=True)

NOT_WATCHED = {
    "CodeCounter",  # counts
    "Succession",  # what it did to a contract is in that one's history
    "BulkAct", "BulkActMember",  # say themselves who did what, and what they changed is watched
    "Usage",  # comes by the hundred thousand, says itself where from, and is never changed
}  # fmt: skip


def of(row):
    """Return what is written of a row and what belongs to it, oldest first."""
    found = History.objects.filter(owner_table=row._meta.db_table, owner_id=row.pk).order_by("id")
    return [(each.table_name.split("_", 1)[1], each.operation, each.changes) for each in found]


def since(row, before):
    return of(row)[len(before) :]


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def ana():
    return factories.a_customer(factories.a_company())


@pytest.fixture
def draft(ana):
    with transaction.atomic():
        return factories.a_draft_contract(ana, ("CUOTA", "45.00"))


class TestWhatIsWritten:
    def test_that_a_contract_came_to_be_with_all_that_it_came_with(self, draft):
        assert of(draft) == [("contract", "insert", {})]

    def test_the_statement_that_changes_it_even_by_hand(self, draft):
        sql("UPDATE contracts_contract SET reference = 'X', notes = 'Y' WHERE id = %s", draft.pk)
        assert of(draft)[1:] == [
            ("contract", "update", {"reference": ["", "X"], "notes": ["", "Y"]}),
        ]

    def test_not_what_changes_the_version_alone_nor_nothing(self, draft):
        sql("UPDATE contracts_contract SET version = version + 1, reference = reference")
        assert len(of(draft)) == 1

    def test_a_line_added_later_with_what_it_holds(self, draft):
        factories.a_line(draft, position=2, unit_price=Decimal("1.50"), withheld=False)
        (written,) = of(draft)[1:]
        assert written[:2] == ("contractline", "insert")
        assert written[2]["unit_price"] == [None, 1.50]
        assert written[2]["taxes"] == [None, ["IVA21"]]
        assert not {"id", "company_id", "contract_id", "withheld", "lot"} & set(written[2])

    def test_a_line_changed_and_taken_out(self, draft):
        line = draft.lines.get()
        draft.lines.update(unit_price=Decimal("46.50"), months=[1, 2])
        assert of(draft)[1:] == [
            ("contractline", "update", {"unit_price": [45.00, 46.50], "months": [[], [1, 2]]}),
        ]
        line.delete()
        (gone,) = of(draft)[2:]
        assert gone[:2] == ("contractline", "delete")
        assert gone[2]["unit_price"] == [46.50, None]

    def test_every_row_of_a_statement_that_changes_many(self, ana):
        contracts = [factories.a_draft_contract(ana, ("CUOTA", "45.00")) for _ in range(3)]
        Contract.objects.update(project="P")
        for each in contracts:
            assert of(each)[-1] == ("contract", "update", {"project": ["", "P"]})

    def test_a_contract_that_goes_and_what_it_was(self, draft):
        code, owner = draft.code, Contract(pk=draft.pk)
        draft.delete()
        last = of(owner)[-1]
        assert last[:2] == ("contract", "delete")
        assert last[2]["code"] == [code, None]

    def test_nothing_of_what_was_rolled_back(self, draft):
        with transaction.atomic():
            Contract.objects.update(reference="X")
            transaction.set_rollback(True)
        assert len(of(draft)) == 1

    def test_a_key_changed_by_hand_leaves_both(self, ana):
        with transaction.atomic():
            item = factories.an_item(ana.company)
        sql("UPDATE catalog_item SET id = id + 1000000 WHERE id = %s", item.pk)
        moved = type(item)(pk=item.pk + 1000000)
        assert of(item)[-1][2]["code"] == ["CUOTA", None]
        assert of(moved)[-1][2]["code"] == [None, "CUOTA"]


class TestOfWhom:
    def test_of_who_acts_and_by_which_way_in(self, draft):
        rosa = people_services.create_user(
            {"username": "rosa"}, "tres-gatos-y-un-perro", Role.MANAGER, by=chief(draft.company_id)
        )
        by = Actor(
            company_id=draft.company_id,
            permissions=GRANTS[Role.MANAGER],
            user_id=rosa.pk,
            channel="web",
        )
        acts.post(draft.pk, on=date(2026, 1, 1), by=by)
        posting = changes_of(draft, by=by)[0]
        assert (posting.user, posting.channel) == ("rosa", "web")
        assert posting.fields == {"state": ("draft", "posted")}

    def test_of_nobody_where_nobody_said_who(self, draft):
        Contract.objects.update(reference="X")
        written = History.objects.latest("id")
        assert (written.user_id, written.channel) == (None, "sql")

    def test_the_next_transaction_is_somebody_elses(self, draft):
        with acting(chief(draft.company_id)):
            Contract.objects.update(reference="X")
        Contract.objects.update(reference="Y")
        channels = History.objects.order_by("id").values_list("channel", flat=True)
        assert list(channels)[-2:] == ["cli", "sql"]

    def test_what_was_done_together_is_told_together(self, draft):
        with acting(chief(draft.company_id)):
            Contract.objects.update(reference="X")
            draft.lines.update(description="Z")
        line, header, birth = changes_of(draft, by=chief(draft.company_id))
        assert line.together == header.together != birth.together


class TestMasters:
    def test_a_customer_with_the_address_and_the_price_that_are_theirs(self, ana):
        parties.update_customer(
            ana.pk,
            ana.company,
            {"phone": "600 000 000"},
            by=chief(ana.company_id),
            at=factories.A_MOMENT,
        )
        parties.save_address(ana, "Taller", {"city": "Vigo"}, by=chief(ana.company_id))
        assert of(ana)[1:] == [
            ("customer", "update", {"phone": ["", "600 000 000"]}),
            ("address", "insert", {"label": [None, "Taller"], "city": [None, "Vigo"]}),
        ]

    def test_a_companys_own_account_is_found_under_itself(self, ana):
        account = parties.save_bank_account(
            ana.company,
            "ES9121000418450200051332",
            by=chief(ana.company_id),
            at=factories.A_MOMENT,
        )
        assert of(account)[0][2] == {"iban": [None, "ES9121000418450200051332"]}

    def test_prices_under_their_list(self, ana):
        item = factories.an_item(ana.company)
        by = chief(ana.company_id)
        (tariff,) = catalog.save_price_lists(ana.company, [{"code": "T"}], by=by)
        rows = [{"price_list_id": tariff.pk, "item_id": item.pk, "min_quantity": Decimal(1),
                 "valid_from": None, "price": Decimal("9.90")}]  # fmt: skip
        catalog.save_price_list_entries(ana.company, rows, by=by)
        PriceListEntry.objects.update(price=Decimal("9.95"))
        assert of(tariff)[-1] == ("pricelistentry", "update", {"price": [9.90, 9.95]})

    def test_of_a_logo_only_that_it_changed(self, ana):
        sql("UPDATE parties_company SET logo = 'secret', city = 'Vigo'")
        assert of(ana.company)[-1] == (
            "company", "update", {"logo": [], "city": ["", "Vigo"]},
        )  # fmt: skip

    def test_a_role(self, ana):
        by = chief(ana.company_id)
        people_services.create_user(
            {"username": "rosa"}, "tres-gatos-y-un-perro", Role.CLERK, by=by
        )
        membership = people_services.grant_role("rosa", Role.MANAGER, by=by)
        assert of(membership)[-1] == ("membership", "update", {"role": ["clerk", "manager"]})


class TestItStays:
    @pytest.mark.parametrize(
        "change", ["UPDATE parties_history SET channel = 'x'", "DELETE FROM parties_history"]
    )
    def test_nobody_changes_it(self, draft, change):
        with pytest.raises(DatabaseError, match="it is kept as it was"):
            sql(change)
        assert len(of(draft)) == 1


class TestReading:
    def test_page_by_page_newest_first(self, draft):
        for number in range(5):
            Contract.objects.update(reference=str(number))
        by = chief(draft.company_id)
        first = changes_of(draft, Part(most=2), by=by)
        second = changes_of(draft, Part(most=2, before=first[-1].id), by=by)
        told = [each.fields["reference"][1] for each in (*first, *second)]
        assert told == ["4", "3", "2", "1"]

    def test_since_a_moment_that_one_included(self, draft):
        Contract.objects.update(reference="X")
        by = chief(draft.company_id)
        (newest, _) = changes_of(draft, by=by)
        assert changes_of(draft, Part(since=newest.at), by=by) == [newest]
        assert changes_of(draft, Part(since=datetime(2999, 1, 1, tzinfo=UTC)), by=by) == []

    def test_numbers_are_exact_and_references_have_names(self, draft, ana):
        other = factories.a_customer(ana.company, "Berta")
        draft.lines.update(unit_price=Decimal("0.10000001"))
        Contract.objects.update(bill_to=other)
        header, line, _ = changes_of(draft, by=chief(ana.company_id))
        assert header.fields == {"bill_to_id": (None, "Berta")}
        assert line.fields == {"unit_price": (Decimal("45.00"), Decimal("0.10000001"))}
        assert line.row == "l1"

    def test_a_line_that_is_gone_is_still_called_by_its_key(self, draft):
        draft.lines.all().delete()
        assert changes_of(draft, by=chief(draft.company_id))[0].row == "l1"

    def test_another_company_sees_nothing(self, draft):
        assert changes_of(draft, by=chief(factories.a_company().pk)) == []

    def test_who_may_not_read_is_refused(self, draft):
        nobody = Actor(company_id=draft.company_id, permissions=frozenset())
        with pytest.raises(NotAllowed):
            changes_of(draft, by=nobody)


def test_every_table_of_contracts_is_watched():
    """Add `parties.history.Watch` to the migration of a new table, or name it above."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger"
            " WHERE tgname LIKE '%_note_insert' AND NOT tgisinternal"
        )
        watched = {row[0] for row in cursor.fetchall()}
    missing = {
        model.__name__
        for model in apps.get_app_config("contracts").get_models()
        if model._meta.db_table not in watched
    }
    assert missing <= NOT_WATCHED


def test_no_secret_is_watched():
    """Users have passwords: their table isn't watched, their role in a company is."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_trigger WHERE tgrelid = 'parties_user'::regclass"
            " AND tgname LIKE '%_note_%'"
        )
        assert cursor.fetchone() is None
    assert isinstance(History._meta.get_field("changes"), models.JSONField)


def test_an_import_adds_one_row_for_each_contract(ana, tmp_path):
    """Its lines come with it, and so does its posting."""
    file = tmp_path / "contratos.csv"
    file.write_text(
        "Contrato;Cliente;Cuota inicial;Descripción;Precio\n"
        f"K1;{ana.code};31/01/2026;Cuota;45,00\nK1;;;Otra;1,00\nK2;{ana.code};31/01/2026;Cuota;9\n",
        encoding="utf-8",
    )
    assert cadencia("import", file).exit_code == 0
    written = History.objects.filter(owner_table="contracts_contract").order_by("id")
    assert [(each.operation, each.channel) for each in written] == 2 * [("insert", "cli")]
    assert Contract.objects.filter(state="posted").count() == 2
