"""A problem names the field as the body of the request has it."""

from datetime import date

import pytest

from tests import factories
from tests.api.calling import Program, a_form, errors, it_is

pytestmark = pytest.mark.django_db


@pytest.fixture
def gym() -> Program:
    it_is(date(2026, 3, 15))
    program = Program(factories.a_company())
    factories.a_customer(program.token.company, code="C1")
    return program


@pytest.fixture
def path(gym) -> str:
    return f"/contracts/{gym.post('/contracts', a_form('C1')).json()['id']}"


def named(answer) -> set[str]:
    assert answer.status_code == 422, answer.content
    return set(errors(answer))


def test_a_pause_by_from_and_by_the_one_it_replaces(gym, path):
    gym.post(f"{path}/pause", {"from": "2026-06-01", "until": "2026-06-30"})
    assert named(gym.post(f"{path}/pause", {"from": "2026-06-10"})) == {"from"}
    assert named(gym.post(f"{path}/remove-pause", {"from": "2026-06-02"})) == {"from"}
    other = {"from": "2026-07-01", "instead_of": "2026-06-02"}
    assert named(gym.post(f"{path}/pause", other)) == {"instead_of"}


def test_a_credit_by_method_and_gives_back(gym, path):
    gym.post("/runs", {"month": "2026-01"})
    invoice = f"/documents/{gym.get('/documents').json()['data'][0]['id']}/credit"
    part = {"reason": "x", "what": "amount", "amount": "10.00"}
    assert named(gym.post(invoice, {**part, "gives_back": True})) == {"gives_back"}
    gym.post(invoice, part)
    whole = {"reason": "x", "method": "substitution"}
    assert named(gym.post(invoice, whole)) == {"method"}
    draft = {"reason": "x", "gives_back": True, "issue": False}
    assert named(gym.post(invoice, draft)) == {"gives_back"}


def test_what_is_paid_now_by_its_day(gym, path):
    form = {"count": 3, "paid_now": {"on": "2026-03-16"}}
    assert named(gym.post(f"{path}/generate", form)) == {"paid_now.on"}


def test_how_it_renews_itself_by_periods(gym, path):
    form = {"automatic": True, "periods": 0, "notice_days": 32_000}
    asked = gym.post(f"{path}/automatic-renewal", form)
    assert named(asked) == {"periods", "notice_days", "automatic"}


def test_a_line_billed_once_inside_line(gym, path):
    line = {"key": "a", "description": "x", "unit_price": "1.00", "one_off_on": "2026-05-01"}
    assert named(gym.post(f"{path}/one-offs", {"line": line})) == {"line.key"}
    line = {"description": "x", "unit_price": "uno", "one_off_on": "ayer"}
    asked = gym.post(f"{path}/one-offs", {"line": line})
    assert named(asked) == {"line.unit_price", "line.one_off_on"}


def test_a_modification_inside_modification_and_the_other_one_by_its_number(gym, path):
    change = {"line": "a", "from": "2026-06-01", "unit_price": "50.00"}
    done = gym.post(f"{path}/modifications", {"modification": change}).json()
    first = done["data"][0]["id"]
    for each in ("", "/preview"):
        asked = gym.post(f"{path}/modifications{each}", {"modification": change})
        assert named(asked) == {"modification.from"}
        assert errors(asked)["modification.from"] == (
            f"modification {first} begins on the same day and changes unit_price too;"
            " change one of the dates."
        )
    later = {**change, "from": "2026-07-01"}
    second = gym.post(f"{path}/modifications", {"modification": later}).json()["data"][1]["id"]
    moved = {"id": first, "modification": {"from": "2026-07-01"}}
    asked = gym.post(f"{path}/modifications", moved)
    assert named(asked) == {"modification.from"}
    assert errors(asked)["modification.from"].startswith(f"modification {second} begins")
    wrong = {"line": "zz", "from": "mañana", "unit_price": "caro"}
    asked = gym.post(f"{path}/modifications", {"modification": wrong})
    assert named(asked) >= {"modification.from", "modification.unit_price"}


def test_a_schedule_of_a_template_by_valid_from(gym):
    line = {"key": "a", "description": "x", "unit_price": "1.00"}
    schedule = {"every": 1, "unit": "month", "first": "2026-01-01"}
    form = {"code": "P", "schedule": schedule, "lines": [line]}
    template = f"/templates/{gym.post('/templates', form).json()['id']}/schedules"
    follower = {"template": "P", "customer": {"code": "C1"}, "contract": {"code": "CT-2"}}
    made = gym.post("/contracts/from-template", follower)
    assert gym.post(f"/contracts/{made.json()['id']}/post").status_code == 200
    change = {"valid_from": "2026-06-01", "schedule": {**schedule, "first": "2026-06-01"}}
    assert gym.post(template, change).status_code == 200
    assert named(gym.post(template, change)) == {"valid_from"}
    assert named(gym.post(f"{template}/preview", change)) == {"valid_from"}
    assert named(gym.post(f"{template}/withdraw", {"valid_from": "2026-06-02"})) == {"valid_from"}
