"""What stands around every request: company, wall, language, headers, cookies."""

import pytest
from django.test import Client
from django.urls import URLResolver

from cadencia.backoffice.urls import app_urls
from cadencia.parties.models import Preferences
from cadencia.parties.people import Membership
from tests.backoffice.office import PASSWORD, a_user, at_work
from tests.factories import a_company, a_customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def gym():
    return a_company(code="GIM", name="Gimnasio")


@pytest.fixture
def desk(gym):
    return at_work(gym)


def found(desk, text=""):
    return [each["text"] for each in desk.get(f"/choices/customers/?q={text}").json()["results"]]


class TestCompanies:
    @pytest.fixture
    def both(self, gym, desk):
        academy = a_company(code="ACA", name="Academia")
        Membership.objects.create(company=academy, user=desk.user, role="auditor")
        a_customer(gym, "Ana"), a_customer(academy, "Luis")
        return desk

    def test_one_works_in_one_at_a_time(self, both, gym):
        assert found(both) == ["Luis"]  # the first by name
        answer = both.post("/company/", {"company": gym.pk})
        assert answer["Location"] == "/"
        assert found(both) == ["Ana"]

    def test_the_role_is_that_of_the_company(self, both, gym):
        assert both.get("/users/").status_code == 403
        both.post("/company/", {"company": gym.pk})
        assert both.get("/users/").status_code == 200

    def test_somebody_elses_company(self, desk):
        answer = desk.post("/company/", {"company": a_company().pk})
        assert answer.status_code == 404

    def test_a_role_taken_away_acts_now(self, both, gym):
        both.post("/company/", {"company": gym.pk})
        Membership.objects.filter(company=gym, user=both.user).delete()
        assert found(both) == ["Luis"]


class TestChoices:
    def test_the_code_goes_before_what_only_holds_it(self, desk, gym):
        a_customer(gym, "Bar B12", code="A1"), a_customer(gym, "Zulema", code="B12")
        assert found(desk, "b12") == ["Zulema", "Bar B12"]

    def test_each_word_somewhere_and_twenty_at_most(self, desk, gym):
        for number in range(25):
            a_customer(gym, f"Ana {number}", code=f"X{number}")
        assert len(found(desk)) == 20
        assert found(desk, "x7 ana") == ["Ana 7"]

    def test_the_company_alone_is_looked_through(self, desk):
        a_customer(a_company(), "Ajena")
        assert found(desk, "aje") == []

    def test_what_is_no_kind(self, desk):
        assert desk.get("/choices/users/").status_code == 404

    def test_how_many_queries(self, desk, gym, django_assert_max_num_queries):
        for number in range(25):
            a_customer(gym, f"Ana {number}")
        with django_assert_max_num_queries(12):
            found(desk, "ana")


class TestHeaders:
    def test_no_script_but_ours(self, desk):
        policy = desk.get("/preferences/")["Content-Security-Policy"]
        assert "script-src 'self' 'unsafe-eval'" in policy
        assert "frame-ancestors 'self'" in policy

    @pytest.mark.parametrize(
        ("how", "is_secure"),
        [
            ({"HTTP_HOST": "127.0.0.1:8000"}, False),
            ({"HTTP_HOST": "localhost"}, False),
            ({"HTTP_HOST": "[::1]:8000"}, False),
            ({"HTTP_HOST": "cadencia.example"}, True),
            ({"HTTP_HOST": "localhost", "REMOTE_ADDR": "192.168.1.7"}, True),
            ({"HTTP_HOST": "localhost", "HTTP_X_FORWARDED_FOR": "10.0.0.9"}, True),
            ({"HTTP_HOST": "localhost", "wsgi.url_scheme": "https"}, True),
        ],
    )
    def test_cookies_need_https_but_on_this_machine(self, gym, settings, how, is_secure):
        settings.ALLOWED_HOSTS = ["*"]
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
        a_user(gym, username="ana", password=PASSWORD)
        given = {"username": "ana", "password": PASSWORD}
        answer = Client().post("/sign-in/", given, **how)
        assert bool(answer.cookies["cadencia_session"]["secure"]) is is_secure
        assert answer.cookies["cadencia_session"]["httponly"]
        assert answer.cookies["cadencia_session"]["samesite"] == "Lax"

    def test_a_form_without_the_mark_is_refused(self, gym):
        strict = Client(enforce_csrf_checks=True, HTTP_HOST="localhost")
        answer = strict.post("/sign-in/", {"username": "ana"})
        assert answer.status_code == 403
        assert "caducado" in answer.content.decode()


class TestLanguages:
    def test_the_browsers_until_one_says_otherwise(self, gym):
        a_user(gym)
        visitor = Client(HTTP_HOST="localhost", HTTP_ACCEPT_LANGUAGE="en-GB,en")
        assert "Sign in" in visitor.get("/sign-in/").content.decode()
        visitor.post("/language/", {"language": "es"})
        assert "Iniciar sesión" in visitor.get("/sign-in/").content.decode()

    def test_ones_own_wherever_one_signs_in(self, desk):
        desk.post("/language/", {"language": "en", "next": "/preferences/"})
        page = desk.get("/preferences/", headers={"Accept-Language": "es"}).content.decode()
        assert '<html lang="en"' in page
        assert Preferences.objects.get().language == "en"

    @pytest.mark.parametrize("given", [{"language": "fr"}, {}])
    def test_no_other(self, desk, given):
        assert desk.post("/language/", given).status_code == 404


class TestPages:
    def test_what_is_not_there(self, desk):
        answer = desk.get("/nothing/here/")
        assert answer.status_code == 404
        assert "En esta dirección no hay nada" in answer.content.decode()

    def test_the_sidebar_shows_what_the_role_may_see(self, gym):
        assert 'href="/users/"' in at_work(gym).get("/preferences/").content.decode()
        clerk = at_work(gym, "clerk")
        assert 'href="/users/"' not in clerk.get("/preferences/").content.decode()


def views(urls):
    for each in urls:
        if isinstance(each, URLResolver):
            yield from views(each.url_patterns)
        else:
            yield each.name, getattr(each.callback, "view_class", each.callback)


def test_few_views_stand_before_the_wall():
    """A screen that isn't behind it sees the rows of all companies: each is a decision."""
    all_views = list(views(app_urls))
    outside = {name for name, view in all_views if getattr(view, "outside_wall", False)}
    assert outside == {
        "sign-in", "sign-in-code", "sign-out", "session", "credentials", "choose-company",
        "choose-language", "choose-theme", "set-up", "mark", "new-password", "password-link",
    }  # fmt: skip
    before = {name for name, view in all_views if not getattr(view, "is_behind_wall", True)}
    assert before == {
        "users", "user", "new-user", "preferences", "password", "second-factor",
        "contract-editing",  # a preference too
    }  # fmt: skip
