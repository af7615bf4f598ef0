"""The first day: a company, its numbers and its administrator, on one page, once."""

import pytest
from django.test import Client

from cadencia.catalog.models import Tax
from cadencia.documents.models import Series, SeriesCounter
from cadencia.parties.models import BankAccount, Company, User
from cadencia.parties.people import Membership
from tests.factories import a_company

pytestmark = pytest.mark.django_db
PASSWORD = "sobre la mesa azul"
SAID = {
    "company-name": "Gimnasio Norte", "company-code": "NORTE", "company-country": "ES",
    "company-currency": "EUR", "company-time_zone": "Europe/Madrid", "company-taxes": "IVA",
    "company-tax_id": "B12345674", "company-iban": "ES91 2100 0418 4502 0005 1332",
    "series-code": "FAC", "series-pattern": "{series}-{year}-{number:04d}",
    "series-number": "142",
    "person-username": "ana", "person-first_name": "Ana", "person-password": PASSWORD,
    "person-again": PASSWORD,
}  # fmt: skip


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def visitor():
    return Client(HTTP_HOST="localhost", HTTP_ACCEPT_LANGUAGE="es")


def test_an_empty_installation_is_set_up_and_signed_into(visitor):
    assert visitor.get("/sign-in/")["Location"] == "/set-up/"
    page = visitor.get("/set-up/").content.decode()
    assert '<option value="IVA" selected>' in page
    answer = visitor.post("/set-up/", SAID)
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/")
    company = Company.objects.get()
    assert (company.code, company.default_taxes) == ("NORTE", ["IVA21"])
    assert Tax.objects.filter(company=company).count() == 9
    series = Series.objects.get(company=company, kind="invoice", is_default=True)
    assert (series.code, series.pattern) == ("FAC", "{series}-{year}-{number:04d}")
    assert SeriesCounter.objects.get().first_number == 142
    assert BankAccount.objects.get().iban == "ES9121000418450200051332"
    assert Membership.objects.get().role == "administrator"
    visitor.post("/sign-in/", {"username": "ana", "password": PASSWORD})
    assert visitor.get("/masters/company/").status_code == 200
    assert visitor.get("/set-up/").status_code == 404


def test_all_that_is_wrong_is_said_at_once(visitor):
    wrong = SAID | {
        "company-tax_id": "B12345670", "company-iban": "ES00", "series-pattern": "{year}",
        "person-username": "ana ruiz", "person-password": "1234", "person-again": "12345",
        "company-code": "",
    }  # fmt: skip
    answer = visitor.post("/set-up/", wrong)
    assert answer.status_code == 422
    assert answer.content.decode().count("has-problem") >= 5
    assert not Company.objects.exists()
    assert not User.objects.exists()
    again = SAID | {"company-tax_id": "", "company-iban": "ES00", "person-password": "1234"}
    page = visitor.post("/set-up/", again).content.decode()
    assert "IBAN" in page
    assert not Company.objects.exists()


def test_companies_that_are_there_are_administered(visitor):
    one, other = a_company(), a_company()
    person = {name: each for name, each in SAID.items() if name.startswith("person")}
    assert visitor.post("/set-up/", person).status_code == 302
    assert {each.company_id for each in Membership.objects.all()} == {one.pk, other.pk}


def test_only_who_sits_at_the_machine_may():
    stranger = Client(HTTP_HOST="testserver")
    answer = stranger.post("/set-up/", SAID)
    assert answer.status_code == 403
    proxied = Client(HTTP_HOST="localhost", HTTP_X_FORWARDED_FOR="203.0.113.9")
    assert proxied.post("/set-up/", SAID).status_code == 403
    assert not Company.objects.exists()
