"""Several documents as one PDF, by the API (DO-6)."""

from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from cadencia.documents import merged_files
from cadencia.parties.models import Company
from tests.api.calling import Program, a_form, it_is, problem
from tests.factories import a_company, a_customer

pytestmark = pytest.mark.django_db


def a_gym() -> Program:
    it_is(date(2026, 2, 10))
    gym = Program(a_company())
    for name in ("Ana", "Luis"):
        gym.post("/contracts", a_form(a_customer(gym.token.company, name).code, f"CT-{name}"))
    assert gym.post("/runs", {"issue": True}).status_code == 200
    return gym


def numbers(gym: Program) -> list[int]:
    return [each["id"] for each in gym.get("/documents").json()["data"]]


def pages(answer) -> list[str]:
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf"), answer.content
    return [each.extract_text() for each in PdfReader(BytesIO(answer.content)).pages]


def test_they_come_in_the_order_given_and_as_duplicates():
    gym = a_gym()
    second, first = numbers(gym)
    found = pages(gym.get(f"/documents/pdf?document={second}&document={first}"))
    names = [each["customer_name"] for each in gym.get("/documents").json()["data"]]
    assert [name in page for name, page in zip(names, found, strict=True)] == [True, True]
    assert not any("DUPLICADO" in each for each in found)
    (only,) = pages(gym.get(f"/documents/pdf?document={first}&duplicates=true"))
    assert "DUPLICADO" in only


def test_what_is_not_there_and_another_company_s_are_one():
    gym = a_gym()
    (mine, _), (theirs, _) = numbers(gym), numbers(a_gym())
    answers = [
        gym.get(f"/documents/pdf?document={mine}&document={each}") for each in (theirs, 987_654_321)
    ]
    assert [problem(each) for each in answers] == ["404 not-found", "404 not-found"]
    assert answers[0].content == answers[1].content
    most = "&".join(f"document={mine}" for _ in range(merged_files.MOST + 1))
    for wrong in ("", "?document=x", f"?{most}", f"?document={mine}&documents=1"):
        assert problem(gym.get(f"/documents/pdf{wrong}")) == "422 refused", wrong


def test_one_that_can_not_be_printed_is_named_and_there_is_no_file():
    gym = a_gym()
    mine = numbers(gym)[0]
    Company.objects.filter(pk=gym.token.company_id).update(page_style={"accent": "red"})
    refused = gym.get(f"/documents/pdf?document={mine}")
    assert problem(refused) == "409 conflict"
    (number,) = refused.json()["documents"]
    assert number in refused.json()["detail"]
