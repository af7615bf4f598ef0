"""An act that wants the credentials again: asked for, given, and then done."""

import pytest
from django.http import HttpResponse
from django.urls import include, path

from cadencia.backoffice.urls import app_urls
from cadencia.backoffice.urls import urlpatterns as office_addresses
from cadencia.backoffice.views import OfficeView
from cadencia.parties import behind_wall
from cadencia.parties.access import Permission, require
from tests.backoffice.office import PASSWORD, a_user, at_work
from tests.factories import a_company

pytestmark = pytest.mark.django_db


class Voiding(OfficeView):
    """A screen with an act that only some may do, and only with credentials."""

    title = "Anular"

    def get(self, request):
        return self.page()

    def post(self, request):
        require(self.actor, Permission.VOID)
        return HttpResponse(f"done: {request.POST['why']}, {behind_wall.is_behind()}")


urlpatterns = [
    path("void/", Voiding.as_view()),
    path("", include((app_urls, "office"))),
    *office_addresses[1:],
]


@pytest.fixture(autouse=True)
def addresses(settings):
    settings.ROOT_URLCONF = __name__
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def desk():
    company = a_company(name="Talleres Ana")
    return at_work(company, user=a_user(company, "manager", username="ana", password=PASSWORD))


def test_the_page_stands_in_its_frame(desk):
    page = desk.get("/void/").content.decode()
    for each in ("<h1>Anular</h1>", "Talleres Ana", "Cerrar sesión", 'id="o-credentials"'):
        assert each in page


def test_a_page_asks_and_carries_the_fields_along(desk):
    asked = desk.post("/void/", {"why": "error <b>"})
    assert asked.status_code == 403
    assert 'name="why" value="error &lt;b&gt;"' in asked.content.decode()
    wrong = desk.post("/void/", {"why": "error", "office-credentials": "no"})
    assert "La contraseña o el código no son correctos." in wrong.content.decode()
    done = desk.post("/void/", {"why": "error", "office-credentials": PASSWORD})
    assert done.content == b"done: error, True"
    assert desk.post("/void/", {"why": "again"}).content == b"done: again, True"


def test_a_script_is_told_and_the_dialog_gives_them(desk):
    script = {"X-Office-Script": "1"}
    asked = desk.post("/void/", {"why": "error"}, headers=script)
    assert (asked.status_code, asked["X-Office-Credentials"]) == (403, "1")
    wrong = desk.post("/credentials/", {"password": "no"}, headers=script)
    assert (wrong.status_code, wrong.json()) == (
        422,
        {"problem": "La contraseña o el código no son correctos."},
    )
    assert desk.post("/credentials/", {"password": PASSWORD}, headers=script).status_code == 204
    assert desk.post("/void/", {"why": "error"}).content == b"done: error, True"


def test_who_may_not_is_told_so(desk):
    company = desk.user.memberships.get().company
    answer = at_work(company, "auditor").post("/void/", {"why": "error"})
    assert answer.status_code == 403
    assert "El papel de este usuario no lo permite" in answer.content.decode()
