"""What representatives earned, by the API: their sums, and their lines page by page (AG-4)."""

from datetime import date
from decimal import Decimal

import pytest

from cadencia.parties.models import SalesRep
from tests.api.calling import Program, a_form, errors, it_is
from tests.factories import a_company, a_customer
from tests.job_queue import empty_queue  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_queue")]
JANUARY = {"from": "2026-01-01", "until": "2026-01-31"}


def test_sums_and_lines() -> None:
    it_is(date(2026, 1, 31))
    company = a_company()
    SalesRep.objects.create(company=company, code="ANA", name="Ana", commission=Decimal(10))
    program = Program(company)
    form = a_form(a_customer(company, "Ana").code)
    form["contract"]["lines"][0]["agent"] = "ANA"
    program.post("/contracts", form)
    program.post("/contracts", {**form, "contract": {**form["contract"], "code": "otro"}})
    assert program.post("/runs", {"issue": True}).json()["state"] == "issued"
    (total,) = program.get("/commissions", **JANUARY).json()["totals"]
    first = program.get("/commissions/lines", **JANUARY, limit=1).json()
    asked = {**JANUARY, "limit": 1, "cursor": first["next"]}
    second = program.get("/commissions/lines", **asked).json()
    lines = [*first["data"], *second["data"]]
    assert second["next"] is None
    assert total["lines"] == len({each["document_id"] for each in lines}) == 2
    earned = sum(Decimal(each["commission"]) for each in lines)
    assert Decimal(total["commission"]) == earned == Decimal("9.00")
    others = Program(a_company()).get("/commissions/lines", **JANUARY)
    assert others.json() == {"data": [], "next": None}


def test_a_year_at_most() -> None:
    program = Program(a_company())
    for path in ("/commissions", "/commissions/lines"):
        refused = program.get(path, **{**JANUARY, "until": "2027-06-30"})
        assert refused.status_code == 422
        assert errors(refused) == {"until": "Write a day at most a year after the first one."}
