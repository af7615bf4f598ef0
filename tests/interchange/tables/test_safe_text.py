"""Text that a spreadsheet can't take for a formula."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadencia.interchange.tables.safe_text import defuse, restore

HOSTILE = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\uff1d1",
    "'=1",
    " =1",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_looks_like_a_formula_begins_with_an_apostrophe(text):
    assert defuse(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Cuota", "1-2", "'s-Hertogenbosch", "", "’=1"])
def test_other_text_stays_as_it_is(text):
    assert defuse(text) == text


@given(st.text() | st.sampled_from(HOSTILE))
def test_restoring_undoes_defusing(text):
    assert restore(defuse(text)) == text


@given(st.text())
def test_no_defused_text_begins_as_a_formula(text):
    assert defuse(text)[:1] not in {"=", "+", "-", "@", "\t", "\r"}
