"""`cadencia template`, `cadencia renewals`, `cadencia contract renew` and its like."""

import json
from datetime import date

import pytest

from cadencia.contracts.models import Contract
from tests.cli.commands import a_gym, a_member, cadencia, it_is, told
from tests.factories import a_customer

pytestmark = pytest.mark.django_db

GYM = {
    "code": "GYM",
    "name": "Gimnasio",
    "schedule": {"every": 1, "unit": "month", "first": "2026-01-01"},
    "lines": [
        {"key": "fee", "description": "CUOTA <MENSUAL>", "unit_price": "45.00", "taxes": ["IVA21"]}
    ],
}


@pytest.fixture(autouse=True)
def today():
    it_is(date(2026, 3, 15))


@pytest.fixture
def gym(tmp_path):
    file = tmp_path / "gym.json"
    file.write_text(json.dumps(GYM), encoding="utf-8")
    company = a_gym()
    assert cadencia("template", "create", file).exit_code == 0
    return company


@pytest.fixture
def member(gym):
    customer = a_customer(gym, "Ana")
    code = told("template", "new-contract", "GYM", customer.code)["contract"]
    cadencia("contract", "post", code)
    return Contract.objects.get(code=code)


class TestTemplates:
    def test_what_was_made_is_listed_and_shown(self, member):
        assert told("template", "list") == [
            {"code": "GYM", "name": "Gimnasio", "lines": 1, "followers": 1}
        ]
        assert told("template", "show", "GYM")["lines"][0]["unit_price"] == "45.00"
        assert "CUOTA <MENSUAL>" in cadencia("template", "show", "GYM").stdout

    def test_a_price_is_seen_before_and_then_set(self, member):
        asked = ("followers", "GYM", "--line", "fee", "--price", "49.00", "--from", "2026-04-01")
        found = told("template", *asked)
        assert found["shown"] == [
            {
                "contract": member.code,
                "customer": member.customer.code,
                "currency": "EUR",
                "due_on": "2026-04-01",
                "before": "54.45",
                "after": "59.29",
            }
        ]
        done = cadencia("template", "set-price", "GYM", "fee", "49.00", "--from", "2026-04-01")
        assert done.exit_code == 0
        assert told("template", "show", "GYM")["changes"][0]["unit_price"] == "49.00"

    def test_what_wont_do_is_a_sentence(self, gym, tmp_path):
        bad = tmp_path / "bad.json"
        bad.write_text("{")
        for arguments in (
            ("create", bad),
            ("create", tmp_path / "none.json"),
            ("show", "NO"),
            ("set-price", "GYM", "fee", "mucho"),
            ("set-price", "GYM", "none", "1"),
            ("new-contract", "NO", "NOBODY"),
        ):
            answer = cadencia("template", *arguments)
            assert answer.exit_code in (1, 2)
            assert answer.stderr.strip()

    def test_another_schedule_from_a_day_on(self, member):
        asked = ("--every", 1, "--unit", "month", "--first", "2026-01-15", "--from", "2026-06-10")
        found = told("template", "set-schedule", "GYM", *asked, "--json")
        assert (found["followers"], found["shown"][0]["begins"]) == (1, "2026-07-01")
        assert cadencia("template", "set-schedule", "GYM", *asked).exit_code in (1, 2)
        back = cadencia("template", "withdraw-schedule", "GYM", "--from", "2026-06-10")
        assert back.exit_code == 0
        assert "2026" in back.stdout
        weekless = cadencia("template", "set-schedule", "GYM", "--every", "0")
        assert weekless.exit_code in (1, 2)
        assert weekless.stderr.strip()

    def test_detaching(self, member):
        assert told("template", "detach", member.code)["follows_template"] is False
        assert told("template", "list")[0]["followers"] == 0


class TestRenewing:
    def test_a_contract_is_renewed_from_the_day_proposed(self, gym):
        member = told_member(gym, ends_on=date(2026, 12, 30))
        found = told("contract", "renew", member.code)
        assert (found["starts_on"], found["state"]) == ("2026-12-31", "draft")
        assert found["renewed_from"] == member.code
        again = cadencia("contract", "renew", member.code)
        assert (again.exit_code, "contract:" in again.stderr) == (1, True)

    def test_voided_it_gives_the_old_one_its_end_back(self, gym):
        member = told_member(gym, ends_on=date(2027, 1, 30))
        code = told("contract", "renew", member.code, "--on", "2026-06-30")["contract"]
        assert told("contract", "post", code)[0]["done"]
        (found,) = told("contract", "void", code)
        assert found["goes_on"] == {"contract": member.code, "ends_on": "2027-01-30"}
        member.refresh_from_db()
        assert member.ends_on == date(2027, 1, 30)

    def test_or_it_is_kept(self, gym):
        member = told_member(gym, ends_on=date(2027, 1, 30))
        code = told("contract", "renew", member.code, "--on", "2026-06-30")["contract"]
        told("contract", "post", code)
        (found,) = told("contract", "void", code, "--old-end", "keep")
        assert "goes_on" not in found
        member.refresh_from_db()
        assert member.ends_on == date(2026, 6, 29)
        wrong = cadencia("contract", "void", member.code, "--old-end", "nada")
        assert wrong.exit_code == 2

    def test_a_clone(self, gym):
        member = told_member(gym)
        assert told("contract", "clone", member.code, "--code", "NUEVO")["contract"] == "NUEVO"

    def test_automatic_renewal_from_end_to_end(self, gym):
        member = told_member(gym, ends_on=date(2026, 6, 29))
        found = told("contract", "renew-automatically", member.code, "--notice-days", "30")
        assert found["renew_automatically"] is True
        assert told("renewals", "--until", "2026-12-31")[0]["new_end"] == "2026-11-29"
        it_is(date(2026, 5, 31))
        assert told("renewals", "--apply") == [
            {
                "contract": member.code,
                "previous_end": "2026-06-29",
                "ends_on": "2026-11-29",
            }
        ]
        assert told("renewals", "--apply") == []
        assert told("contract", "notice", member.code)["notice_given_on"] == "2026-05-31"
        assert "hay preaviso" in cadencia("renewals", "--until", "2026-12-31").stdout


def told_member(company, **fields):
    return a_member(company, "Luis", **fields)
