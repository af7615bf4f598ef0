"""Prices over time from the command line: modifications, reviews, bulk acts, indexes, formulas."""

import json
from datetime import date
from decimal import Decimal

import pytest

from cadencia.catalog import services as catalog
from cadencia.contracts.models import (
    Contract,
    PriceReview,
    ScheduleChange,
    ScheduledModification,
)
from tests.cli.commands import a_gym, a_member, cadencia, it_is, told
from tests.factories import chief

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _day():
    it_is(date(2026, 3, 15))


@pytest.fixture
def gym():
    company = a_gym()
    a_member(company, "Ana", code="ANA", allow_price_updates=True)
    a_member(company, "Luis", code="LUIS")
    return company


RISE = ("--percent", "3", "--from", "2026-07-01")


class TestReviews:
    def test_the_new_prices_are_listed_and_nothing_is_written(self, gym):
        found = told("reviews", "preview", *RISE)
        (line,) = found["touched"]
        assert (line["contract"], line["first_due_on"]) == ("ANA", "2026-07-31")
        assert (line["before"], line["after"]) == ("45.00", "46.35")
        assert [each["reason"] for each in found["left_out"]] == ["prices_agreed"]
        assert not PriceReview.objects.exists()

    def test_people_see_a_table_and_why_some_are_left_out(self, gym):
        shown = cadencia("reviews", "preview", *RISE).stdout
        assert "46.35" in shown
        assert "Fuera: LUIS" in shown

    def test_applied_listed_and_undone(self, gym):
        fingerprint = told("reviews", "preview", *RISE)["fingerprint"]
        done = told("reviews", "apply", *RISE, "--expect", fingerprint)
        assert [each["state"] for each in told("reviews", "list")] == ["executed"]
        assert "precio" not in cadencia("reviews", "list").stdout
        assert told("reviews", "undo", done["act"])["contracts"] == 1
        assert cadencia("reviews", "undo", done["act"]).exit_code == 1
        assert not PriceReview.objects.exists()

    def test_what_changed_since_it_was_shown_is_refused(self, gym):
        result = cadencia("reviews", "apply", *RISE, "--expect", "abc")
        assert (result.exit_code, "Ahora su huella" in result.stderr) == (1, True)

    @pytest.mark.parametrize(
        ("options", "option"),
        [
            (("--percent", "3"), "--from"),
            (("--percent", "tres", "--from", "2026-07-01"), "--percent"),
            (("--percent", "3", "--from", "1/7/2026"), "--from"),
            (("--percent", "3", "--month", "2026-13"), "--month"),
            (("--index", "IPC", "--from", "2026-07-01"), "--index"),
            (("--from", "2026-07-01"), "--percent"),
            ((*RISE, "--item", "X"), "--item"),
        ],
    )
    def test_bad_input_names_its_option(self, gym, options, option):
        result = cadencia("reviews", "preview", *options)
        assert (result.exit_code, option in result.stderr) == (2, True)
        assert "Traceback" not in result.stderr

    def test_on_the_anniversary_by_an_index(self, gym):
        values = {"2026-01": Decimal(100), "2027-01": Decimal(102)}
        catalog.save_index(gym, "IPC", values, by=chief(gym.pk))
        found = told("reviews", "preview", "--index", "IPC", "--anniversary", "--every", "12")
        (line,) = found["touched"]
        assert (line["from"], line["after"]) == ("2027-01-31", "45.90")


class TestBulk:
    def test_a_price_in_english(self, gym, monkeypatch):
        monkeypatch.setenv("CADENCIA_LANG", "en")
        shown = cadencia("bulk", "preview", "price", "--amount", "1.50", "--from", "2026-07-01")
        assert "46.50" in shown.stdout
        assert "Left out: LUIS" in shown.stdout

    def test_executed_and_undone(self, gym):
        done = told("bulk", "execute", "price", *RISE)
        change = ScheduledModification.objects.get()
        assert (change.unit_price, change.valid_from) == (Decimal("46.35"), date(2026, 7, 1))
        told("bulk", "undo", done["act"])
        assert not ScheduledModification.objects.exists()

    def test_nothing_to_do_is_said(self, gym):
        result = cadencia("bulk", "execute", "price", *RISE, "--contract", "LUIS")
        assert (result.exit_code, "LUIS" in result.stderr) == (1, True)

    def test_another_day_seen_done_and_undone(self, gym):
        asked = ("day", "--day", "15", "--from", "2026-07-01", "--opening", "prorated")
        found = told("bulk", "preview", *asked)
        assert [each["after"] for each in found["touched"]] == ["15", "15"]
        done = told("bulk", "execute", *asked, "--expect", found["fingerprint"])
        assert ScheduleChange.objects.count() == 2
        told("bulk", "undo", done["act"])
        assert not ScheduleChange.objects.exists()

    @pytest.mark.parametrize(
        "options",
        [
            ("day", "--from", "2026-07-01"),
            ("day", "--day", "15"),
            ("day", "--day", "40", "--from", "2026-07-01"),
            ("day", "--day", "15", "--from", "2026-07-01", "--opening", "x"),
            ("template", "--from", "2026-07-01"),
            ("template", "--template", "NO", "--from", "2026-07-01"),
        ],
    )
    def test_a_day_or_a_template_that_wont_do(self, gym, options):
        answer = cadencia("bulk", "preview", *options)
        assert answer.exit_code == 2
        assert answer.stderr.strip()

    def test_a_payment_method(self, gym):
        told("bulk", "execute", "payment-method", "--payment-method", "tarjeta")
        methods = Contract.objects.values_list("payment_method", flat=True)
        assert set(methods) == {"tarjeta"}

    @pytest.mark.parametrize(
        "options",
        [("colour",), ("price",), ("item", "--from", "2026-07-01"), ("payment-method",)],
    )
    def test_bad_input(self, gym, options):
        assert cadencia("bulk", "preview", *options).exit_code == 2

    def test_an_act_that_is_not_there(self, gym):
        assert cadencia("bulk", "undo", 99).exit_code == 2


class TestIndex:
    @pytest.fixture
    def ipc(self, tmp_path):
        file = tmp_path / "ipc.csv"
        file.write_text("PERIODO;VALOR\n2026M02;120,9\n2026M01;120,1\n", encoding="utf-8")
        return file

    def test_dry_run_import_list_show(self, gym, ipc):
        assert told("index", "import", "IPC", ipc, "--dry-run")["added"] == {
            "2026-01": "120.1",
            "2026-02": "120.9",
        }
        assert told("index", "list") == []
        told("index", "import", "IPC", ipc)
        assert told("index", "list") == [
            {"name": "IPC", "first": "2026-01", "last": "2026-02", "months": 2, "reviews": 0}
        ]
        assert told("index", "show", "IPC")["values"]["2026-02"] == "120.9"
        assert "120.9" in cadencia("index", "show", "IPC").stdout

    def test_every_bad_row_is_named(self, gym, tmp_path):
        file = tmp_path / "ipc.csv"
        file.write_text("mes;valor\n2026-13;1\n2026-01;x\n", encoding="utf-8")
        result = cadencia("index", "import", "IPC", file)
        assert result.exit_code == 2
        assert [each[:6] for each in result.stderr.splitlines()] == ["fila 2", "fila 3"]

    @pytest.mark.parametrize("options", [("show", "X"), ("import", "X", "/nowhere.csv")])
    def test_what_is_not_there(self, gym, options):
        assert cadencia("index", *options).exit_code == 2


class TestFormula:
    def test_set_try_list(self, gym):
        told("formula", "set", "km", "amount * 0.26 + base", "--parameter", "base")
        assert told("formula", "try", "km", "100", "--with", "base=10")["result"] == "36"
        (found,) = told("formula", "list")
        assert (found["expression"], found["uses"]) == ("amount * 0.26 + base", 0)

    @pytest.mark.parametrize(
        "options",
        [
            ("set", "km", "import os"),
            ("try", "km", "1"),
            ("try", "none", "1"),
            ("try", "km", "mucho", "--with", "base=1"),
            ("try", "km", "1", "--with", "base"),
        ],
    )
    def test_bad_input(self, gym, options):
        told("formula", "set", "km", "amount + base", "--parameter", "base")
        result = cadencia("formula", *options)
        assert (result.exit_code, "Traceback" in result.stderr) == (2, False)


class TestModifications:
    FORM = json.dumps({"line": "l1", "from": "2026-07-01", "unit_price": "54.00"})

    def test_shown_added_changed_removed(self, gym):
        found = told("modifications", "add", "ANA", self.FORM, "--dry-run")
        assert (found["done"], found["acts_from"]) == (False, "2026-07-31")
        assert found["after"][0]["documents"][0]["lines"][0]["unit_price"] == "54.00"
        number = told("modifications", "add", "ANA", self.FORM)["number"]
        told("modifications", "change", "ANA", number, '{"unit_price": "55.00"}')
        (row,) = told("modifications", "list", "ANA")
        assert row["modification"]["unit_price"] == "55.00"
        shown = cadencia("modifications", "remove", "ANA", number).stdout
        assert "55.00" in shown
        assert told("modifications", "list", "ANA") == []

    @pytest.mark.parametrize(
        ("options", "exit_code"),
        [
            (("add", "NADIE", FORM), 2),
            (("add", "ANA", "{"), 2),
            (("add", "ANA", "[]"), 2),
            (("add", "ANA", '{"line": "x", "from": "2026-07-01"}'), 2),
            (("remove", "ANA", "99"), 2),
            (("add", "ANA", FORM, "--drafts", "burn"), 2),
        ],
    )
    def test_bad_input(self, gym, options, exit_code):
        result = cadencia("modifications", *options)
        assert (result.exit_code, "Traceback" in result.stderr) == (exit_code, False)
