"""Coming in and going out; what is told to whom doesn't."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.test import Client

from cadencia.parties.models import SignInRefused
from tests.backoffice.office import PASSWORD, a_user, at_work
from tests.factories import a_company

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def ana():
    return a_user(a_company(name="Talleres Ana"), username="ana", password=PASSWORD)


@pytest.fixture
def visitor():
    return Client(HTTP_HOST="localhost", HTTP_ACCEPT_LANGUAGE="es")


def signed_in(client, password=PASSWORD, name="ana", **more):
    return client.post("/sign-in/", {"username": name, "password": password, **more})


class TestComingIn:
    def test_who_is_nobody_is_asked_and_led_back(self, visitor, ana):
        answer = visitor.get("/users/")
        assert (answer.status_code, answer["Location"]) == (302, "/sign-in/?next=%2Fusers%2F")
        assert "Iniciar sesión" in visitor.get(answer["Location"]).content.decode()
        assert signed_in(visitor, next="/users/")["Location"] == "/users/"

    def test_never_led_to_somebody_elses_page(self, visitor, ana):
        assert signed_in(visitor, next="https://elsewhere.example/")["Location"] == "/"

    @pytest.mark.parametrize(("name", "password"), [("ana", "wrong"), ("nobody", PASSWORD)])
    def test_a_wrong_name_and_a_wrong_password_are_answered_alike(
        self, visitor, ana, name, password
    ):
        answer = signed_in(visitor, password, name)
        assert answer.status_code == 422
        assert "El usuario o la contraseña no son correctos." in answer.content.decode()
        assert "sessionid" not in answer.cookies

    @pytest.mark.parametrize("name", ["ana", "nobody"])
    def test_after_five_wrong_ones_nothing_is_compared(self, visitor, ana, name):
        for _ in range(5):
            signed_in(visitor, "wrong", name)
        answer = signed_in(visitor, PASSWORD, name)
        assert "Demasiados intentos" in answer.content.decode()

    def test_a_quarter_of_an_hour_later_they_are_looked_at_again(self, visitor, ana):
        for _ in range(5):
            signed_in(visitor, "wrong")
        SignInRefused.objects.update(at=F("at") - timedelta(minutes=16))
        assert signed_in(visitor).status_code == 302
        assert not SignInRefused.objects.exists()

    def test_somebody_shut_out_does_not_come_in(self, visitor, ana):
        ana.memberships.update(is_active=False)
        assert signed_in(visitor).status_code == 422

    def test_shut_out_while_at_work(self, ana):
        at_desk = at_work(ana.memberships.get().company, user=ana)
        ana.memberships.update(is_active=False)
        assert at_desk.get("/").status_code == 403


class TestGoingOut:
    def test_the_session_ends(self, ana):
        desk = at_work(ana.memberships.get().company, user=ana)
        assert desk.get("/session/").status_code == 204
        assert desk.get("/sign-out/").status_code == 405
        assert desk.post("/sign-out/")["Location"] == "/sign-in/"
        assert desk.get("/session/").status_code == 401

    def test_a_script_is_told_so(self, visitor):
        answer = visitor.get("/users/", headers={"HX-Request": "true"})
        assert (answer.status_code, answer["X-Office-Signed-Out"]) == (401, "1")
