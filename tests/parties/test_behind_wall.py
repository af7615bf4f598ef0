"""A transaction is behind the wall from its first statement, and nothing is left of it after."""

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from cadencia.billing import copying
from cadencia.catalog.models import PriceList
from cadencia.parties import behind_wall
from cadencia.parties.models import Customer
from tests.factories import a_company, a_customer

BEHIND = "cadencia_application"
COPY = "COPY catalog_pricelist (company_id) FROM STDIN"


def at_work() -> tuple[str, str | None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('cadencia.company', true)")
        return cursor.fetchone()


def the_owner() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_user")
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
class TestTransactions:
    def test_each_transaction_and_each_lone_statement_is_behind_it(self):
        with behind_wall.of(71):
            assert at_work() == (BEHIND, "71")
            with transaction.atomic():
                assert at_work() == (BEHIND, "71")
                with transaction.atomic():
                    assert at_work() == (BEHIND, "71")
            assert at_work() == (BEHIND, "71")
        assert at_work()[0] == the_owner()

    def test_a_transaction_that_begins_with_a_savepoint(self):
        with behind_wall.of(71), transaction.atomic(), transaction.atomic():
            assert at_work() == (BEHIND, "71")

    def test_nothing_is_left_when_something_fails(self):
        with pytest.raises(IntegrityError), behind_wall.of(71), transaction.atomic():
            PriceList.objects.create(company_id=71, code="T", name="T")  # there is no such company
        assert at_work() == (the_owner(), "")
        with pytest.raises(DatabaseError), behind_wall.of(71):
            connection.cursor().execute("SELECT 1 / 0")
        assert at_work()[0] == the_owner()

    def test_it_goes_on_after_a_savepoint_was_undone(self):
        company = a_company()
        with behind_wall.of(company.pk), transaction.atomic():
            with pytest.raises(DatabaseError), transaction.atomic():
                connection.cursor().execute("SELECT 1 / 0")
            assert at_work() == (BEHIND, str(company.pk))

    def test_another_connection_is_made_in_the_middle(self):
        with behind_wall.of(71):
            connection.close()
            assert at_work() == (BEHIND, "71")

    def test_what_is_read_in_portions(self):
        mine, theirs = a_company(), a_company()
        a_customer(mine), a_customer(theirs)
        with behind_wall.of(mine.pk):
            assert [each.company_id for each in Customer.objects.iterator()] == [mine.pk]

    def test_one_wall_within_another(self):
        with behind_wall.of(71):
            with behind_wall.of(72):
                assert at_work() == (BEHIND, "72")
            assert at_work() == (BEHIND, "71")

    def test_stepping_out(self):
        with behind_wall.of(71):
            with behind_wall.before_it(), transaction.atomic(durable=True):
                assert at_work()[0] == the_owner()
                assert not behind_wall.is_behind()
            assert at_work() == (BEHIND, "71")
            assert behind_wall.is_behind()
        assert not behind_wall.is_behind()

    def test_in_a_transaction_that_asked_nothing_yet(self):
        with behind_wall.of(71):
            assert at_work() == (BEHIND, "71")
        with transaction.atomic():
            with behind_wall.of(71):
                assert at_work() == (BEHIND, "71")
            assert at_work() == (the_owner(), "")


@pytest.mark.django_db
class TestWithinATransaction:
    """As within a test's: what was before comes back at the end."""

    def test_the_role_is_taken_and_given_back(self):
        with behind_wall.of(71):
            assert at_work() == (BEHIND, "71")
            with behind_wall.before_it():
                assert at_work()[0] == the_owner()
            assert at_work() == (BEHIND, "71")
        assert at_work() == (the_owner(), "")

    def test_a_forgotten_filter_shows_ones_own(self):
        mine, theirs = a_company(), a_company()
        a_customer(mine), a_customer(theirs)
        with behind_wall.of(mine.pk):
            assert {each.company_id for each in Customer.objects.all()} == {mine.pk}
            assert Customer.objects.filter(company=theirs).update(name="x") == 0

    def test_rows_of_copy_are_written_all_the_same(self):
        company = a_company()
        texts = ["plain", "tab\tand\nline", "back\\slash", "\\N", "\\t", "", "ñ'\"%s"]
        with behind_wall.of(company.pk):
            rows = [
                f"{company.pk}\t{number}\t{copying.text(text)}" for number, text in enumerate(texts)
            ]
            copying.copy("catalog_pricelist", "company_id, code, name", rows)
        kept = PriceList.objects.filter(company=company).order_by("code")
        assert [each.name for each in kept] == texts

    def test_copy_itself_is_refused(self):
        company = a_company()
        with behind_wall.of(company.pk):
            at_work()
            raw = connection.connection.cursor()
            with pytest.raises(psycopg.Error, match="row-level security"), raw.copy(COPY):
                pass
