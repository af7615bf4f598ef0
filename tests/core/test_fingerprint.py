"""Equal plans have equal fingerprints, and only they (R16)."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadencia.core import fingerprint
from tests.core.builders import (
    IVA21,
    addition,
    contract,
    line,
    move,
    planned,
)


def of_plan(of, as_of="2026-03-01", **around):
    return fingerprint.fingerprint([planned(of, as_of, **around)])


PLAIN = contract(line(taxes=(IVA21,)), installments=3)


def test_the_same_plan_has_the_same():
    assert of_plan(PLAIN) == of_plan(replace(PLAIN, generation="manual"))
    assert len(of_plan(PLAIN)) == 64


def test_it_does_not_look_at_what_is_settled_when_issuing():
    assert of_plan(PLAIN, "2026-03-01") == of_plan(PLAIN, "2026-04-01")


@pytest.mark.parametrize(
    "changes",
    [
        {"lines": (line(price="30.01", taxes=(IVA21,)),)},
        {"lines": (line(taxes=()),)},
        {"lines": (line(taxes=(IVA21,), description="Other"),)},
        {"lines": (line(taxes=(IVA21,), extra_text="Other"),)},
        {"lines": (line(taxes=(IVA21,), item="X"),)},
        {"lines": (line(taxes=(IVA21,), quantity="2", price="15.00"),)},
        {"lines": (line(taxes=(IVA21,), price="60.00", discounts=("50",)),)},
        {"lines": (line(taxes=(IVA21,), series="B"),)},
        {"modifications": (addition("2026-01-01"),)},
        {"moves": (move("2026-02-01", "2026-02-02"),)},
        {"installments": 2},
        {"code": "CT-2"},
        {"document_type": "delivery_note"},
        {"series": "B"},
        {"mandate": "M"},
        {"tax_regime": "export"},
    ],
)
def test_whatever_a_customer_would_see_changes_it(changes):
    assert of_plan(replace(PLAIN, **changes)) != of_plan(PLAIN)


def test_nothing_billed_adds_nothing():
    nothing = planned(contract(starts_on="2027-01-01"), "2026-03-01")
    assert fingerprint.digest(nothing) == 0
    assert fingerprint.fingerprint([nothing]) == "0" * 64


def test_a_contract_that_is_refused_adds_nothing():
    assert fingerprint.digest(planned(contract(line(price="-1.00")), "2026-01-01")) == 0


@given(st.permutations(range(4)), st.integers(0, 4))
@settings(max_examples=20, deadline=None)
def test_chunks_add_up_in_any_order(order, cut):
    plans = [planned(replace(PLAIN, code=f"CT-{n}"), "2026-03-01") for n in range(4)]
    shuffled = [plans[n] for n in order]
    chunks = [
        fingerprint.added(fingerprint.digest(each) for each in chunk)
        for chunk in (shuffled[:cut], shuffled[cut:])
    ]
    assert fingerprint.written(fingerprint.added(chunks)) == fingerprint.fingerprint(plans)


def test_a_line_moved_from_one_installment_to_another_changes_it():
    early = contract(line("a"), line("b", valid_until="2026-01-31"), installments=2)
    late = contract(line("a"), line("b", valid_from="2026-02-01"), installments=2)
    assert of_plan(early) != of_plan(late)
