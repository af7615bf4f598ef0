"""Documents of several contracts that are one: which, and what they come to (R6, GE-9)."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadencia.core.grouping import Mate, document_of, joint
from tests.core.builders import (
    ANA,
    APART,
    IRPF15,
    IVA10,
    IVA21,
    addition,
    agreed,
    contract,
    divided,
    line,
    monthly,
    planned,
)

TAXED = {"taxes": (IVA21,)}


def mate(of, as_of="2026-01-31", group="Ana"):
    return Mate(agreement=agreed(of), plan=planned(of, as_of), group=group)


def named(code, *lines, **given):
    return replace(contract(*lines, **given), code=code)


def joined(*contracts, as_of="2026-01-31"):
    """Return for each joint document its contracts and net: A+B 60.00."""
    mates = [mate(each, as_of) for each in contracts]
    return [
        f"{'+'.join(mates[place].plan.contract for place, _ in one.shares)} {one.totals.net}"
        for one in joint(mates)
    ]


class TestWhichAreOne:
    def test_those_of_one_date(self):
        assert joined(named("A"), named("B"), named("C")) == ["A+B+C 90.00"]

    def test_each_date_has_its_own(self):
        found = joined(named("A"), named("B"), as_of="2026-02-28")
        assert found == ["A+B 60.00", "A+B 60.00"]

    def test_another_day_stays_apart(self):
        assert joined(named("A"), named("B", schedule=monthly("2026-01-15"))) == []

    @pytest.mark.parametrize(
        "given",
        [
            {"document_type": "delivery_note"},
            {"series": "B"},
            {"currency": "USD"},
            {"tax_regime": "export"},
            {"mandate": "M-2"},
            {"payment_method": "card"},
            {"totals_decimals": 0},
            {"withholding": IRPF15},
            {"customer": replace(ANA, surcharge=True)},
        ],
    )
    def test_what_a_document_has_only_one_of_keeps_them_apart(self, given):
        assert joined(named("A"), named("B", **given), named("C")) == ["A+C 60.00"]

    def test_another_group_stays_apart(self):
        mates = [mate(named("A")), mate(named("B"), group="Luis")]
        assert joint(mates) == []

    def test_a_sale_and_what_a_modification_asked_for_stay_by_themselves(self):
        sale = named("A", divided(), installments=3, installments_are="due_dates")
        apart = named("B", modifications=(addition("2026-01-01", **APART),))
        assert joined(sale, apart, named("C")) == ["B+C 60.00"]

    def test_one_alone_is_not_joint(self):
        assert joined(named("A")) == []


class TestTheFoot:
    def test_it_is_rounded_once(self):
        of = [named(code, line(price="0.10", **TAXED)) for code in "ABC"]
        mates = [mate(each) for each in of]
        (one,) = joint(mates)
        # Each alone: 0.10 and 0.02 of tax. Together: 0.30 and 0.06; by rounding once, 0.06.
        assert (one.totals.net, one.totals.total) == (Decimal("0.30"), Decimal("0.36"))

    def test_cents_that_each_alone_would_lose(self):
        of = [named(code, line(price="0.12", **TAXED)) for code in "ABCD"]
        (one,) = joint([mate(each) for each in of])
        # 0.03 of tax each alone, 0.12 in all; 21 % of 0.48 is 0.10.
        assert one.totals.total == Decimal("0.58")

    def test_groups_of_taxes_and_expenses(self):
        first = named("A", line(price="10.00", **TAXED), expenses="1.00")
        second = named("B", line(price="20.00", taxes=(IVA10,)))
        (one,) = joint([mate(first), mate(second)])
        assert one.totals.net == Decimal("31.00")
        assert [each.base for each in one.totals.taxes] == [Decimal("10.33"), Decimal("20.67")]


@given(
    st.lists(
        st.tuples(st.integers(1, 99_999), st.sampled_from([(IVA21,), (IVA10,), ()])),
        min_size=2,
        max_size=6,
    )
)
def test_no_line_is_lost_and_the_net_is_their_sum(priced):
    mates = [
        mate(named(str(n), line(price=str(Decimal(cents) / 100), taxes=taxes)))
        for n, (cents, taxes) in enumerate(priced)
    ]
    (one,) = joint(mates)
    assert [place for place, _ in one.shares] == list(range(len(mates)))
    nets = [each.net for share in one.shares for each in document_of(mates, share).lines]
    assert one.totals.net == sum(nets)
