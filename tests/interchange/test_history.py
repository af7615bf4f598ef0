"""What the ledger of a file says of the contract (R4)."""

from datetime import date

import pytest

from cadencia.interchange.reader import read_form
from tests.interchange.contract_files import a_file


def row(number, due_on, state="billed", kind="regular", **more):
    return {"number": number, "due_on": due_on, "state": state, "kind": kind, **more}


def history(*rows, **changes):
    reading = read_form(a_file(contract__ledger=list(rows), **changes))
    assert reading.problems == ()
    return reading.file.agreement.history


def one_off(key, on):
    return {"key": key, "description": "v", "unit_price": "1", "one_off_on": on}


ONE_OFFS = {
    "contract__lines__1": one_off("day", "2026-02-10"),
    "contract__lines__2": one_off("month", "2026-03"),
    "contract__lines__3": one_off("next", "next"),
}


def test_the_latest_row_and_what_is_open():
    found = history(
        row(3, "2026-03-31", "due"),
        row(1, "2026-01-31"),
        row(2, "2026-02-28", "reopened"),
        row(4, "2026-04-30", "skipped"),
    )
    assert (found.last_due_on, found.last_number) == (date(2026, 4, 30), 4)
    assert [each.number for each in found.open_rows] == [2, 3]
    assert found.skipped == {date(2026, 4, 30)}


def test_a_one_off_is_no_latest_row():
    found = history(row(1, "2026-01-31"), row(None, "2026-02-10", kind="one_off"), **ONE_OFFS)
    assert (found.last_due_on, found.last_number) == (date(2026, 1, 31), 1)


@pytest.mark.parametrize(
    ("rows", "billed"),
    [
        ([row(None, "2026-02-10", kind="one_off")], {"day"}),
        ([row(None, "2026-03-31", kind="one_off")], {"month"}),
        ([row(None, "2026-02-10", kind="one_off", line="next")], {"next"}),
        ([row(None, "2026-06-30", kind="one_off")], {"next"}),
        ([row(None, "2026-02-10", "due", kind="one_off")], set()),
        ([row(None, "2026-02-10", "skipped", kind="one_off")], {"day"}),
    ],
)
def test_which_one_offs_are_billed(rows, billed):
    assert history(*rows, **ONE_OFFS).one_offs_billed == billed


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([row(1, "2026-01-31"), row(1, "2026-02-28")], "contract.ledger.1.number value_repeated"),
        ([row(1, "2026-01-31"), row(2, "2026-01-31")], "contract.ledger.1.due_on value_repeated"),
        ([row(None, "2026-01-31")], "contract.ledger.0.number field_missing"),
        ([row(1, "2026-01-31", line="z")], "contract.ledger.0.line line_unknown"),
        ([row(1, "2026-01-31", kind="other")], "contract.ledger.0.kind not_a_choice"),
    ],
)
def test_rows_that_contradict_each_other(rows, expected):
    found = read_form(a_file(contract__ledger=rows)).problems
    assert [f"{each.path} {each.code}" for each in found] == [expected]


def test_without_a_ledger_there_is_no_history():
    assert history().last_due_on is None
