"""A program bills an installment in advance and says that it is paid; and voids a renewal."""

from datetime import date

import pytest

from cadencia.billing import acts, renewing
from cadencia.billing.renewing import Copy
from tests.api.calling import Program, it_is
from tests.billing.everyday_world import a_member, chief, day

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    it_is(date(2026, 3, 15))
    return a_member(starts_on="2026-01-31", ends_on="2027-01-30")


@pytest.fixture
def program(member):
    return Program(member.company)


def test_what_is_in_advance_is_paid(program, member):
    body = {"count": 3, "paid_now": {"on": "2026-03-14", "method": "cash", "reference": "REC-7"}}
    done = program.post(f"/contracts/{member.pk}/generate", body).json()
    assert (done["pending"], done["ahead"], done["run"]["state"]) == (2, 1, "issued")
    (payment,) = done["payments"]
    (paid,) = program.get(f"/contracts/{member.pk}/payments").json()
    assert paid == {
        "payment": payment,
        "paid_on": "2026-03-14",
        "document": paid["document"],
        "due_date": 1,
        "amount": "54.45",
        "currency": "EUR",
        "method": "cash",
        "reference": "REC-7",
    }
    listed = program.get(f"/contracts/{member.pk}/documents").json()
    assert [each["paid"] for each in listed if each["id"] == paid["document"]] == ["54.45"]
    assert program.delete(f"/payments/{payment}").json() == {"removed": True}
    assert program.get(f"/contracts/{member.pk}/payments").json() == []
    assert program.delete(f"/payments/{payment}").status_code == 404


def test_not_on_a_day_to_come(program, member):
    body = {"count": 3, "paid_now": {"on": "2026-03-16"}}
    refused = program.post(f"/contracts/{member.pk}/generate", body)
    assert refused.status_code == 422
    assert "paid_now.on" in refused.content.decode()


@pytest.mark.parametrize(("body", "end"), [({}, "2027-01-30"), ({"old_end": "keep"}, "2026-06-29")])
def test_a_voided_renewal_gives_the_old_end_back(program, member, body, end):
    how = Copy(today=day("2026-03-15"), code="NUEVO")
    new = renewing.renew(member.pk, day("2026-06-30"), how, by=chief(member))
    acts.post(new.pk, on=day("2026-03-15"), by=chief(member))
    assert program.post(f"/contracts/{new.pk}/void", body).json()["state"] == "void"
    member.refresh_from_db()
    assert member.ends_on == day(end)
