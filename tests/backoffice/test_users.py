"""Users and roles, one's own preferences, password and second factor."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from cadencia.core import one_time_codes
from cadencia.parties import second_factor
from cadencia.parties.access import Role
from cadencia.parties.models import Preferences, RecoveryCode, User
from tests.backoffice.office import PASSWORD, a_user, at_work
from tests.browser import clock
from tests.factories import a_company

pytestmark = pytest.mark.django_db
OTHER = "verde como la menta"


@pytest.fixture(autouse=True)
def quick(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CLOCK = "tests.browser.clock.now"
    clock.stand_at(clock.USUAL)


@pytest.fixture
def company():
    return a_company(name="Talleres Ana")


@pytest.fixture
def boss(company):
    user = a_user(company, username="jefa", password=PASSWORD)
    return at_work(company, user=user)


def text(answer):
    return unescape(answer.content.decode())


def the_code(user, minutes=0):
    secret = second_factor._secret(user.second_factor)
    return one_time_codes.code(
        secret, one_time_codes.step_at(clock.now() + timedelta(minutes=minutes))
    )


def with_second_factor(user):
    second_factor.begin(user)
    return second_factor.confirm(user, the_code(user), at=clock.now())


class TestUsers:
    NEW = {"username": "luis", "password": OTHER, "role": "clerk", "email": "luis@example.com"}

    def test_a_user_is_opened_and_comes_in(self, boss, company):
        assert boss.post("/users/new/", {**self.NEW, "act": "new"})["Location"] == "/users/"
        assert "luis" in text(boss.get("/users/"))
        luis = Client(HTTP_HOST="localhost")
        luis.post("/sign-in/", {"username": "luis", "password": OTHER})
        assert luis.get("/preferences/").status_code == 200

    def test_all_problems_at_once_at_their_fields(self, boss):
        wrong = {**self.NEW, "username": "jefa", "password": "123", "email": "x"}
        page = text(boss.post("/users/new/", {**wrong, "act": "new"}))
        for each in ("Ya hay un usuario con ese nombre.", "demasiado", "correo"):
            assert each in page

    def test_role_name_password_out_and_in(self, boss, company):
        a_user(company, "clerk", username="luis")
        one = "/users/luis/"
        assert boss.post(one, {"act": "role", "role": "manager"})["Location"] == one
        boss.post(one, {"act": "person", "first_name": "Luis", "last_name": "Gil", "email": ""})
        boss.post(one, {"act": "password", "password": OTHER})
        boss.post(one, {"act": "shut-out"})
        luis = User.objects.get(username="luis")
        assert luis.check_password(OTHER)
        assert (luis.get_full_name(), luis.is_active) == ("Luis Gil", False)
        assert luis.memberships.get().role == Role.MANAGER.value
        boss.post(one, {"act": "let-in"})
        assert User.objects.get(username="luis").is_active
        boss.post(one, {"act": "revoke"})
        assert boss.get(one).status_code == 404

    def test_the_last_administrator_stays(self, boss):
        page = boss.post("/users/jefa/", {"act": "role", "role": "clerk"})
        assert page.status_code == 422
        assert "administrador" in text(page)
        assert boss.post("/users/jefa/", {"act": "shut-out"}).status_code == 422

    def test_somebody_elses_user_is_nobody(self, boss):
        a_user(a_company(), username="ajena")
        for act in ("role", "shut-out", "password", "revoke"):
            given = {"act": act, "role": "clerk", "password": OTHER}
            assert boss.post("/users/ajena/", given).status_code == 404
        assert "ajena" not in text(boss.get("/users/"))

    def test_who_has_a_user_already_is_given_a_role(self, boss):
        a_user(a_company(), username="gestora")
        given = {"act": "add", "add-username": "gestora", "add-role": "accountant"}
        assert boss.post("/users/new/", given)["Location"] == "/users/"
        page = boss.post("/users/gestora/", {"act": "password", "password": OTHER})
        assert "otras empresas" in text(page)

    @pytest.mark.parametrize("role", ["clerk", "accountant", "manager", "auditor"])
    def test_only_administrators(self, company, role):
        assert at_work(company, role).get("/users/").status_code == 403


class TestOneself:
    def test_preferences(self, boss):
        given = {"language": "en", "theme": "dark", "editing": "advanced", "start_page": ""}
        assert boss.post("/preferences/", given)["Location"] == "/preferences/"
        page = text(boss.get("/preferences/"))
        assert "Your preferences are kept." in page
        assert 'class="dark"' in page
        kept = Preferences.objects.get()
        assert (kept.language, kept.editing) == ("en", "advanced")

    def test_another_password(self, boss, company):
        elsewhere = at_work(company, user=boss.user)
        given = {"old": PASSWORD, "new": OTHER, "again": OTHER}
        wrong = boss.post("/preferences/password/", {**given, "old": "x", "again": "y"})
        assert wrong.status_code == 422
        assert boss.post("/preferences/password/", {**given, "old": "x"}).status_code == 422
        assert boss.post("/preferences/password/", given)["Location"] == "/preferences/"
        assert boss.get("/preferences/").status_code == 200
        assert elsewhere.get("/preferences/").status_code == 302


class TestSecondFactor:
    def test_set_up_used_and_taken_away(self, boss):
        place = "/preferences/second-factor/"
        assert boss.post(place, {"act": "begin"}).status_code == 403  # credentials first
        page = boss.post(place, {"act": "begin", "office-credentials": PASSWORD})
        assert "<svg" in text(page)
        assert boss.post(place, {"act": "confirm", "code": "000000"}).status_code == 422
        boss.user.refresh_from_db()
        page = boss.post(place, {"act": "confirm", "code": the_code(boss.user)})
        assert text(page).count("<li><code>") == 10
        assert boss.post(place, {"act": "remove"})["Location"] == "/preferences/"
        assert not second_factor.is_wanted(boss.user)
        assert not RecoveryCode.objects.exists()

    def test_signing_in_asks_for_both(self, boss):
        with_second_factor(boss.user)
        visitor = Client(HTTP_HOST="localhost")
        given = {"username": "jefa", "password": PASSWORD, "next": "/users/"}
        answer = visitor.post("/sign-in/", given)
        assert answer["Location"] == "/sign-in/code/?next=%2Fusers%2F"
        assert visitor.get("/users/").status_code == 302
        used = the_code(boss.user)  # it served to set it up
        assert visitor.post("/sign-in/code/", {"code": used}).status_code == 422
        clock.stand_at(clock.USUAL + timedelta(minutes=2))
        code = {"code": the_code(boss.user), "next": "/users/"}
        assert visitor.post("/sign-in/code/", code)["Location"] == "/users/"
        assert visitor.get("/users/").status_code == 200

    def test_nobody_begins_with_the_code(self, boss):
        with_second_factor(boss.user)
        visitor = Client(HTTP_HOST="localhost")
        answer = visitor.post("/sign-in/code/", {"code": the_code(boss.user)})
        assert answer["Location"].startswith("/sign-in/?")

    def test_a_recovery_code_counts_once(self, boss):
        codes = with_second_factor(boss.user)
        for expected in (302, 422):
            visitor = Client(HTTP_HOST="localhost")
            visitor.post("/sign-in/", {"username": "jefa", "password": PASSWORD})
            code = {"code": codes[0].upper()}
            assert visitor.post("/sign-in/code/", code).status_code == expected

    def test_guessing_codes_is_counted(self, boss):
        with_second_factor(boss.user)
        visitor = Client(HTTP_HOST="localhost")
        visitor.post("/sign-in/", {"username": "jefa", "password": PASSWORD})
        for _ in range(5):
            visitor.post("/sign-in/code/", {"code": "000000"})
        clock.stand_at(clock.USUAL + timedelta(minutes=2))
        page = visitor.post("/sign-in/code/", {"code": the_code(boss.user)})
        assert "Demasiados intentos" in text(page)

    def test_it_proves_again_who_one_is(self, boss):
        with_second_factor(boss.user)
        clock.stand_at(clock.USUAL + timedelta(minutes=2))
        given = {"password": the_code(boss.user)}
        assert boss.post("/credentials/", given).status_code == 204

    def test_the_dialog_of_a_page_takes_both_together(self, boss):
        with_second_factor(boss.user)
        clock.stand_at(clock.USUAL + timedelta(minutes=2))
        visitor = Client(HTTP_HOST="localhost", headers={"X-Office-Script": "1"})
        given = {"username": "jefa", "password": PASSWORD}
        asked = visitor.post("/sign-in/", given)
        assert (asked.status_code, asked.json()["code"]) == (422, True)
        answer = visitor.post("/sign-in/", {**given, "code": the_code(boss.user)})
        assert answer.status_code == 200
        assert answer.json()["csrf"]

    def test_an_administrator_takes_it_away(self, boss, company):
        luis = a_user(company, "clerk", username="luis")
        with_second_factor(luis)
        boss.post("/users/luis/", {"act": "reset"})
        assert not second_factor.is_wanted(luis)

    def test_a_copy_of_the_database_opens_nothing(self, boss, settings):
        with_second_factor(boss.user)
        mine = the_code(boss.user)
        settings.SECRET_KEY = "another"
        assert the_code(boss.user) != mine


class TestForgottenPassword:
    def test_an_administrator_gives_a_link_that_is_shown_once(self, boss, company):
        a_user(company, "clerk", username="luis")
        page = text(boss.post("/users/luis/", {"act": "link"}))
        (address,) = re.findall(r"http://localhost(/sign-in/new-password/[\w-]+/)", page)
        assert address not in text(boss.get("/users/luis/"))
        luis = Client(HTTP_HOST="localhost")
        opened = luis.get(address)
        assert opened["Location"] == "/sign-in/new-password/"
        page = text(luis.get(opened["Location"]))
        assert "luis" in page
        wrong = luis.post(opened["Location"], {"new": OTHER, "again": "otra"})
        assert wrong.status_code == 422
        done = luis.post(opened["Location"], {"new": OTHER, "again": OTHER}, follow=True)
        assert "La contraseña ha cambiado" in text(done)
        given = {"username": "luis", "password": OTHER}
        assert luis.post("/sign-in/", given).status_code == 302
        assert luis.get(address, follow=True).status_code == 410

    def test_who_gave_the_last_one_stands_on_the_page(self, boss, company):
        a_user(company, "clerk", username="luis")
        boss.post("/users/luis/", {"act": "link"})
        page = text(boss.get("/users/luis/"))
        assert "Último enlace" in page
        assert "jefa" in page

    def test_without_a_link_nothing_is_asked(self):
        assert Client(HTTP_HOST="localhost").get("/sign-in/new-password/").status_code == 410

    def test_browsers_find_the_mark_by_themselves(self):
        answer = Client(HTTP_HOST="localhost").get("/favicon.ico")
        assert answer.status_code == 301
        assert answer["Location"].endswith("/backoffice/mark.svg")
