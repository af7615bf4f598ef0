"""`cadencia user`, `cadencia reasons` and `cadencia history`."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from typer.testing import CliRunner

from cadencia.cli.main import app
from cadencia.parties.people import Membership
from tests.cli.commands import a_gym, a_member, cadencia, it_is, told
from tests.factories import a_customer, a_draft_contract

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "tres-gatos-y-un-perro"


@pytest.fixture(autouse=True)
def _spanish(monkeypatch, settings):
    monkeypatch.setenv("CADENCIA_LANG", "es")
    settings.CLOCK = "tests.cli.commands.the_clock"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    it_is(date(2026, 3, 15))


def user(*arguments, password=PASSWORD):
    return CliRunner().invoke(app, ["user", *arguments], input=f"{password}\n")


class TestUsers:
    def test_a_user_is_added_listed_and_shut_out(self):
        a_gym()
        shown = user("add", "rosa", "manager", "--password-stdin")
        assert shown.output == "rosa: creado como responsable.\n"
        user("role", "rosa", "clerk")
        cadencia("user", "deactivate", "rosa")
        (found,) = told("user", "list")
        assert found == {
            "username": "rosa", "name": "", "email": "", "role": "clerk", "is_active": False,
            "first_name": "", "last_name": "", "last_sign_in": None, "has_second_factor": False,
        }  # fmt: skip
        assert "sin acceso" in cadencia("user", "list").stdout

    def test_all_that_is_wrong_is_said_and_the_password_is_not(self):
        a_gym()
        shown = user("add", "ro sa", "boss", "--email", "x", "--password-stdin", password="1234")
        assert shown.exit_code == 2
        for path in ("username: ", "email: ", "role: ", "password: "):
            assert path in shown.output
        assert "1234" not in shown.output
        assert not Membership.objects.exists()

    def test_a_link_for_a_forgotten_password(self):
        a_gym()
        user("add", "rosa", "manager", "--password-stdin")
        found = told("user", "reset-link", "rosa", "--address", "https://cadencia.example/")
        assert found["hours"] == 24
        assert found["link"].startswith("https://cadencia.example/sign-in/new-password/")
        shown = cadencia("user", "reset-link", "rosa").stdout
        assert "una sola vez, en 24 horas" in shown
        assert "http://127.0.0.1:8000/sign-in/new-password/" in shown

    def test_without_a_terminal_the_password_is_not_asked_for(self):
        a_gym()
        shown = user("add", "rosa", "clerk")
        assert shown.exit_code == 2
        assert "--password-stdin" in shown.output

    def test_a_new_password(self):
        a_gym()
        user("add", "rosa", "clerk", "--password-stdin")
        before = Membership.objects.get().user.password
        assert (
            user("password", "rosa", "--password-stdin", password="otra-cosa-larga").exit_code == 0
        )
        assert Membership.objects.get().user.password != before

    def test_nobody_of_that_name(self):
        a_gym()
        shown = cadencia("user", "remove", "rosa")
        assert shown.exit_code == 1
        assert "rosa: no hay ningún usuario" in shown.stderr


class TestReasons:
    def test_a_reason_is_kept_listed_and_given_with_the_end(self):
        mine = a_member(a_gym(), "Ana")
        assert cadencia("reasons", "set", "MUD", "Se muda").stdout == "MUD: Se muda\n"
        assert told("reasons", "list") == [{"code": "MUD", "name": "Se muda"}]
        assert cadencia("contract", "finish", mine.code, "--reason", "mud").exit_code == 0
        assert "Motivo de baja: – → Se muda" in cadencia("history", mine.code).stdout

    def test_an_unknown_one_is_refused(self):
        mine = a_member(a_gym(), "Ana")
        shown = cadencia("contract", "void", mine.code, "--reason", "NADA", "--yes")
        assert shown.exit_code == 1
        assert f"{mine.code}: reason: " in shown.stderr
        assert cadencia("reasons", "give", mine.code, "NADA").exit_code == 2


class TestHistory:
    @pytest.fixture
    def mine(self):
        customer = a_customer(a_gym())
        return a_draft_contract(customer, ("CUOTA", "45.00"), reference="Vieja")

    def test_what_was_done_by_whom_from_what_to_what(self, mine):
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE contracts_contractline SET unit_price = 46.50, taxes = '{IVA10}'"
            )
            cursor.execute("UPDATE contracts_contract SET reference = ''")
        cadencia("contract", "post", mine.code)
        shown = cadencia("history", mine.code).stdout
        lines = [each.split("  ", 2)[-1].strip() for each in shown.splitlines()[2:]]
        assert f"Contrato {mine.code}" in lines[0]
        assert "línea de órdenes" in shown
        assert "base de datos" in shown
        assert "Estado: borrador → posteado" in shown
        assert "Referencia: Vieja → –" in shown
        assert "Precio: 45,00 → 46,50" in shown
        assert "Impuestos: IVA21 → IVA10" in shown

    def test_in_json_page_by_page(self, mine):
        mine.lines.update(unit_price=Decimal("46.50"))
        mine.lines.update(unit_price=Decimal("47"))
        newest, older = told("history", mine.code, "--rows", "2")
        assert newest["changes"] == [
            {"field": "unit_price", "name": "Precio", "from": "46.50", "to": "47"}
        ]
        (oldest, *_) = told("history", mine.code, "--rows", "1", "--before", older["id"])
        assert oldest["id"] < older["id"] < newest["id"]

    def test_in_english(self, mine, monkeypatch):
        monkeypatch.setenv("CADENCIA_LANG", "en")
        shown = cadencia("history", mine.code).stdout
        assert f"Contract {mine.code}: was created" in shown
        assert "Description: CUOTA" in shown

    def test_since_a_day(self, mine):
        assert told("history", mine.code, "--since", "2999-01-01") == []

    def test_bad_input(self, mine):
        assert cadencia("history", "NADA").exit_code == 2
        assert cadencia("history", mine.code, "--since", "ayer").exit_code == 2
