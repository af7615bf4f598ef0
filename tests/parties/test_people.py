"""The users of a company, their roles, and credentials given again."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from cadencia.parties import people_services as services
from cadencia.parties.access import NotAllowed, Permission, Role
from cadencia.parties.models import User
from cadencia.parties.people import (
    CredentialsGiven,
    CredentialsRefused,
    History,
    Membership,
)
from cadencia.parties.problems import ValuesRefused
from cadencia.parties.signing_in import (
    CredentialsWrong,
    NoWayIn,
    TooManyWrong,
    actor_of,
    give_credentials,
)
from tests import factories
from tests.factories import chief

pytestmark = pytest.mark.django_db

PASSWORD = "tres-gatos-y-un-perro"
NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _fast_hashes(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def company():
    return factories.a_company()


@pytest.fixture
def rosa(company):
    """The manager."""
    return a_user(company, "rosa", Role.MANAGER)


def a_user(company, name, role, password=PASSWORD):
    return services.create_user({"username": name}, password, role, by=chief(company.pk))


def actor(user, company, at=NINE, channel="web"):
    return actor_of(user, company.pk, at=at, channel=channel)


def again(user, company, password=PASSWORD, at=NINE, channel="web"):
    return give_credentials(user, password, company_id=company.pk, at=at, channel=channel)


class TestWhoIsAtWork:
    def test_a_user_may_what_the_role_may(self, rosa, company):
        found = actor(rosa, company)
        assert (found.company_id, found.user_id, found.name) == (company.pk, rosa.pk, "rosa")
        assert Permission.PRICES in found.permissions
        assert Permission.SETTINGS not in found.permissions
        assert not found.gave_credentials

    def test_in_another_company_the_user_is_nobody(self, rosa):
        with pytest.raises(NoWayIn):
            actor(rosa, factories.a_company())

    def test_who_is_shut_out_is_nobody_and_keeps_the_role(self, rosa, company):
        services.deactivate("rosa", by=chief(company.pk))
        with pytest.raises(NoWayIn):
            actor(rosa, company)
        rosa.refresh_from_db()
        assert not rosa.is_active
        services.activate("rosa", by=chief(company.pk))
        assert Permission.PRICES in actor(rosa, company).permissions

    def test_shut_out_of_one_company_the_user_still_works_in_the_other(self, rosa, company):
        other = factories.a_company()
        services.grant_role("rosa", Role.CLERK, by=chief(other.pk))
        services.deactivate("rosa", by=chief(company.pk))
        rosa.refresh_from_db()
        assert rosa.is_active
        assert Permission.CONTRACTS in actor(rosa, other).permissions


class TestCredentialsGivenAgain:
    def test_they_hold_for_ten_minutes(self, rosa, company):
        again(rosa, company)
        assert actor(rosa, company).gave_credentials

    @pytest.mark.parametrize(
        ("seconds", "hold"), [(-1, False), (0, True), (599, True), (600, False), (601, False)]
    )
    def test_until_the_minute_is_over(self, rosa, company, seconds, hold):
        again(rosa, company)
        found = actor(rosa, company, at=NINE + timedelta(seconds=seconds))
        assert found.gave_credentials is hold

    def test_as_long_as_the_company_says(self, rosa, company):
        type(company).objects.filter(pk=company.pk).update(credentials_minutes=2)
        given = again(rosa, company)
        assert given.valid_until == datetime(2026, 3, 2, 9, 2, tzinfo=UTC)

    def test_by_the_way_in_by_which_they_were_given_alone(self, rosa, company):
        again(rosa, company, channel="api")
        assert not actor(rosa, company, channel="web").gave_credentials

    def test_in_that_company_alone(self, rosa, company):
        other = factories.a_company()
        services.grant_role("rosa", Role.MANAGER, by=chief(other.pk))
        again(rosa, company)
        assert not actor(rosa, other).gave_credentials

    def test_a_wrong_password_is_refused_and_kept_without_what_was_typed(self, rosa, company):
        with pytest.raises(CredentialsWrong) as refused:
            again(rosa, company, password="otra cosa")
        assert refused.value.args == ()
        kept = CredentialsRefused.objects.get()
        assert (kept.user, kept.at, kept.channel, kept.method) == (rosa, NINE, "web", "password")

    def test_no_way_in_is_told_like_a_wrong_password(self, rosa, company):
        services.deactivate("rosa", by=chief(company.pk))
        with pytest.raises(CredentialsWrong) as refused:
            again(rosa, company)
        assert refused.value.args == ()

    def test_the_sixth_attempt_is_not_even_compared(self, rosa, company):
        for minute in range(5):
            with pytest.raises(CredentialsWrong):
                again(rosa, company, password="x", at=NINE + timedelta(minutes=minute))
        with pytest.raises(TooManyWrong) as refused:
            again(rosa, company, at=NINE + timedelta(minutes=5))
        assert refused.value.until == datetime(2026, 3, 2, 9, 15, tzinfo=UTC)
        assert CredentialsRefused.objects.count() == 5

    @pytest.mark.parametrize(("minutes", "looked_at"), [(14, False), (15, True), (16, True)])
    def test_until_the_first_is_a_quarter_of_an_hour_old(self, rosa, company, minutes, looked_at):
        for _ in range(5):
            with pytest.raises(CredentialsWrong):
                again(rosa, company, password="x")
        later = NINE + timedelta(minutes=minutes)
        if looked_at:
            assert again(rosa, company, at=later).user == rosa
        else:
            with pytest.raises(TooManyWrong):
                again(rosa, company, at=later)

    def test_the_right_one_forgives_those_before(self, rosa, company):
        for second in range(4):
            with pytest.raises(CredentialsWrong):
                again(rosa, company, password="x", at=NINE + timedelta(seconds=second))
        again(rosa, company, at=NINE + timedelta(seconds=10))
        with pytest.raises(CredentialsWrong):
            again(rosa, company, password="x", at=NINE + timedelta(seconds=20))
        assert again(rosa, company, at=NINE + timedelta(seconds=30))

    @pytest.mark.parametrize("table", ["credentialsgiven", "credentialsrefused"])
    @pytest.mark.parametrize(
        "change", ["UPDATE parties_{} SET channel = 'cli'", "DELETE FROM parties_{}"]
    )
    def test_neither_is_changed_nor_taken_out(self, rosa, company, table, change):
        again(rosa, company)
        with pytest.raises(CredentialsWrong):
            again(rosa, company, password="x", at=NINE + timedelta(seconds=1))
        with pytest.raises(DatabaseError, match="it is kept as it was"), transaction.atomic():
            connection.cursor().execute(change.format(table))
        assert CredentialsGiven.objects.count() == 1


class TestUsers:
    def test_all_that_is_wrong_is_said_at_once(self, company):
        with pytest.raises(ValuesRefused) as refused:
            services.create_user(
                {"username": "con espacio", "email": "x", "nick": "r"}, "1234", "boss",
                by=chief(company.pk),
            )  # fmt: skip
        assert {each.path for each in refused.value.problems} == {
            "username", "email", "nick", "password", "role",
        }  # fmt: skip
        assert not User.objects.exists()

    def test_a_name_is_taken_once(self, rosa, company):
        with pytest.raises(ValuesRefused) as refused:
            a_user(company, "Rosa", Role.CLERK)
        assert [each.path for each in refused.value.problems] == ["username"]

    def test_the_password_is_not_kept_as_it_is(self, rosa):
        assert PASSWORD not in rosa.password

    def test_a_role_is_replaced_and_taken_away(self, rosa, company):
        services.grant_role("rosa", Role.AUDITOR, by=chief(company.pk))
        assert Membership.objects.get().role == "auditor"
        services.revoke_role("rosa", by=chief(company.pk))
        assert not Membership.objects.exists()

    def test_who_works_elsewhere_is_no_user_of_the_company(self, rosa):
        other = factories.a_company()
        for act in (services.revoke_role, services.deactivate, services.activate):
            with pytest.raises(services.NoSuchUser):
                act("rosa", by=chief(other.pk))

    def test_the_last_administrator_stays(self, company):
        boss = a_user(company, "jefa", Role.ADMINISTRATOR)
        by = actor(boss, company)
        with pytest.raises(services.LastAdministrator):
            services.grant_role("jefa", Role.CLERK, by=by)
        with pytest.raises(services.LastAdministrator):
            services.deactivate("jefa", by=by)
        with pytest.raises(services.LastAdministrator):
            services.revoke_role("jefa", by=by)
        a_user(company, "otra", Role.ADMINISTRATOR)
        services.revoke_role("jefa", by=by)
        assert [each.username for each in services.people(by=chief(company.pk))] == ["otra"]

    def test_an_administrator_opens_no_other_company_with_a_new_password(self, rosa, company):
        other = factories.a_company()
        services.grant_role("rosa", Role.CLERK, by=chief(other.pk))
        by = actor(a_user(other, "jefa", Role.ADMINISTRATOR), other)
        with pytest.raises(services.WorksElsewhere):
            services.set_password("rosa", "cuatro-gatos-y-un-loro", by=by, at=NINE)

    def test_a_new_password_is_written_down_without_it(self, rosa, company):
        new = "cuatro-gatos-y-un-loro"
        with transaction.atomic():
            services.set_password("rosa", new, by=chief(company.pk), at=NINE)
        assert Membership.objects.get().password_set_at == NINE
        with pytest.raises(CredentialsWrong):
            again(rosa, company)
        assert again(rosa, company, password=new, at=NINE + timedelta(seconds=1))
        assert not History.objects.filter(changes__icontains=new).exists()


def test_only_who_may_change_settings_sees_and_changes_users(rosa, company):
    by = actor(rosa, company)
    with pytest.raises(NotAllowed):
        services.people(by=by)
    with pytest.raises(NotAllowed):
        services.create_user({"username": "x"}, PASSWORD, Role.CLERK, by=by)
    with pytest.raises(NotAllowed):
        services.set_password("rosa", PASSWORD, by=by, at=NINE)
    for act in (services.revoke_role, services.deactivate, services.activate):
        with pytest.raises(NotAllowed):
            act("rosa", by=by)
