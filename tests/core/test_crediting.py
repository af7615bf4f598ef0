"""What credit notes take back, and what corrective documents print (DO-3)."""

from collections import defaultdict
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cadencia.core import crediting
from cadencia.core.corrective import Method, corrective
from cadencia.core.credited import Billed, BilledLine, CreditRefused, Pick
from cadencia.core.money import round_half_up
from cadencia.core.totals import TaxRate, TotalLine, document_totals

IVA21 = TaxRate("IVA21", "IVA", Decimal(21))
IVA10 = TaxRate("IVA10", "IVA", Decimal(10))
SURCHARGED = TaxRate("IVA21", "IVA", Decimal(21), Decimal("5.2"))
TOURISM = TaxRate("INGUAT", "INGUAT", Decimal(5))
EXEMPT = TaxRate("E", "IVA", Decimal(0), exemption="E1")


def a_line(net, *taxes, quantity="1", price=None, withheld=False, discounts=()):
    return Decimal(net), taxes, Decimal(quantity), Decimal(price or net), withheld, discounts


def an_invoice(*lines, decimals=2, expenses="0", withholding="0", **choices):
    """Return an invoice with the foot that R10 gives it."""
    foot = document_totals(
        [TotalLine(net, taxes, withheld) for net, taxes, _, _, withheld, _ in lines],
        decimals=decimals,
        expenses=Decimal(expenses),
        surcharge_applies=True,
        withholding_rate=Decimal(withholding),
        **choices,
    )
    return Billed(
        lines=tuple(
            BilledLine(place, quantity, price, tuple(discounts), net, taxes, withheld)
            for place, (net, taxes, quantity, price, withheld, discounts) in enumerate(lines, 1)
        ),
        foot=foot,
        decimals=decimals,
        withholding_rate=Decimal(withholding),
        **choices,
    )


def amounts(taken):
    taxes = " ".join(f"{each.base}+{each.amount}" for each in taken.taxes)
    return f"{taken.net} | {taxes} | {taken.total}"


def printed(found):
    return [f"{each.quantity} x {each.unit_price} = {each.net}" for each in found.lines]


def foot(found):
    taxes = [f"{each.base} {each.amount}" for each in found.totals.taxes]
    return [str(found.totals.net), *taxes, str(found.totals.total)]


def refused(act):
    with pytest.raises(CreditRefused) as refusal:
        act()
    return [
        (each.code, each.line, str(each.asked), str(each.left)) for each in refusal.value.objections
    ]


TWO_RATES = an_invoice(a_line("100.00", IVA21), a_line("50.00", IVA10))
THIRDS = an_invoice(*[a_line("0.33", IVA21)] * 3)  # base 0.99, tax 0.21


class TestWhole:
    def test_takes_back_each_tax_to_the_cent(self):
        assert amounts(crediting.whole(TWO_RATES)) == "150.00 | 100.00+21.00 50.00+5.00 | 176.00"

    def test_takes_what_the_earlier_ones_left(self):
        first = crediting.by_lines(TWO_RATES, (), [Pick(2)])
        rest = crediting.whole(TWO_RATES, [first])
        assert amounts(rest) == "100.00 | 100.00+21.00 0.00+0.00 | 121.00"
        assert [each.position for each in rest.lines] == [1]

    def test_nothing_is_left_twice(self):
        assert refused(lambda: crediting.whole(TWO_RATES, [crediting.whole(TWO_RATES)])) == [
            ("nothing_left", None, "None", "None")
        ]

    def test_takes_back_expenses_and_what_was_withheld(self):
        billed = an_invoice(
            a_line("100.00", IVA21, withheld=True), expenses="10.00", withholding="15"
        )
        taken = crediting.whole(billed)
        assert amounts(taken) == "110.00 | 110.00+23.10 | 133.10"
        assert (taken.expenses, taken.withholding, taken.payable) == (
            Decimal("10.00"),
            Decimal("15.00"),
            Decimal("118.10"),
        )


class TestByLines:
    def test_a_line_with_its_tax(self):
        taken = crediting.by_lines(TWO_RATES, (), [Pick(2)])
        assert amounts(taken) == "50.00 | 0.00+0.00 50.00+5.00 | 55.00"

    def test_a_part_of_a_line(self):
        taken = crediting.by_lines(TWO_RATES, (), [Pick(1, net=Decimal("33.33"))])
        assert amounts(taken) == "33.33 | 33.33+7.00 0.00+0.00 | 40.33"

    def test_some_units_of_a_line(self):
        billed = an_invoice(a_line("10.00", IVA21, quantity="3", price="3.33333333"))
        first = crediting.by_lines(billed, (), [Pick(1, quantity=Decimal(2))])
        assert amounts(first) == "6.67 | 6.67+1.40 | 8.07"
        last = crediting.by_lines(billed, [first], [Pick(1, quantity=Decimal(1))])
        assert amounts(last) == "3.33 | 3.33+0.70 | 4.03"

    def test_the_last_line_takes_the_last_cent_of_the_tax(self):
        # Each third alone has a tax of 0.07, together 0.21; a line of 0.34 would have 0.07 too.
        billed = an_invoice(a_line("0.34", IVA21), a_line("0.31", IVA21))  # 0.65, tax 0.14
        first = crediting.by_lines(billed, (), [Pick(1)])
        second = crediting.by_lines(billed, [first], [Pick(2)])
        assert amounts(first) == "0.34 | 0.34+0.07 | 0.41"
        assert amounts(second) == "0.31 | 0.31+0.07 | 0.38"
        small = an_invoice(*[a_line("0.02", IVA21)] * 3)  # 0.06, tax 0.01: each alone has none
        one = crediting.by_lines(small, (), [Pick(1)])
        two = crediting.by_lines(small, [one], [Pick(2)])
        three = crediting.by_lines(small, [one, two], [Pick(3)])
        assert [str(each.total) for each in (one, two, three)] == ["0.02", "0.02", "0.03"]

    def test_a_tax_that_is_used_up_gives_no_more(self):
        billed = an_invoice(*[a_line("0.03", IVA21)] * 5)  # 0.15: tax 0.03; alone 0.01 each
        taken = []
        for place in (1, 2, 3, 4, 5):
            taken.append(crediting.by_lines(billed, taken, [Pick(place)]))
        assert [str(each.taxes[0].amount) for each in taken] == [
            "0.01", "0.01", "0.01", "0.00", "0.00",
        ]  # fmt: skip

    def test_what_is_withheld_of_the_lines(self):
        billed = an_invoice(
            a_line("100.00", IVA21, withheld=True), a_line("40.00", IVA21), withholding="15"
        )
        taken = crediting.by_lines(billed, (), [Pick(2)])
        assert (taken.withholding, taken.payable) == (Decimal("0.00"), Decimal("48.40"))
        rest = crediting.by_lines(billed, [taken], [Pick(1)])
        assert (rest.withholding, rest.payable) == (Decimal("15.00"), Decimal("106.00"))

    def test_the_last_line_takes_the_last_cent_withheld(self):
        # 15 % of 0.06 is 0.01, of each 0.02 alone nothing.
        billed = an_invoice(*[a_line("0.02", withheld=True)] * 3, withholding="15")
        taken = []
        for place in (1, 2, 3):
            taken.append(crediting.by_lines(billed, taken, [Pick(place)]))
        assert [str(each.withholding) for each in taken] == ["0.00", "0.00", "0.01"]

    def test_the_last_unit_takes_the_last_cent(self):
        billed = an_invoice(a_line("10.00", IVA21, quantity="3", price="3.33333333"))
        taken = []
        for _ in range(3):
            taken.append(crediting.by_lines(billed, taken, [Pick(1, quantity=Decimal(1))]))
        assert [str(each.net) for each in taken] == ["3.33", "3.33", "3.34"]

    def test_prices_that_include_the_tax(self):
        billed = an_invoice(
            a_line("121.00", IVA21), a_line("60.50", IVA21), prices_include_tax=True
        )
        taken = crediting.by_lines(billed, (), [Pick(2)])
        assert amounts(taken) == "50.00 | 50.00+10.50 | 60.50"

    def test_a_surcharge_goes_with_its_line(self):
        billed = an_invoice(a_line("100.00", SURCHARGED), a_line("10.00", SURCHARGED))
        taken = crediting.by_lines(billed, (), [Pick(2)])
        assert (taken.taxes[0].amount, taken.taxes[0].surcharge) == (
            Decimal("2.10"),
            Decimal("0.52"),
        )

    def test_all_that_is_wrong_is_said_at_once(self):
        billed = an_invoice(a_line("100.00", IVA21), a_line("50.00", IVA21), a_line("5.00", IVA21))
        first = crediting.by_lines(billed, (), [Pick(2)])
        picks = [Pick(1, net=Decimal("100.01")), Pick(2), Pick(7), Pick(3), Pick(3)]
        assert refused(lambda: crediting.by_lines(billed, [first], picks)) == [
            ("line_too_much", 1, "100.01", "100.00"),
            ("line_settled", 2, "None", "None"),
            ("no_such_line", 7, "None", "None"),
            ("line_twice", 3, "None", "None"),
        ]

    @pytest.mark.parametrize(
        ("pick", "code"),
        [
            (Pick(1, net=Decimal("-1.00")), "line_too_much"),
            (Pick(1, net=Decimal(0)), "line_too_much"),
            (Pick(1, net=Decimal("0.001")), "too_fine"),
            (Pick(1, quantity=Decimal(2)), "quantity_too_much"),
            (Pick(1, quantity=Decimal(-1)), "quantity_too_much"),
            (Pick(1, quantity=Decimal("0.0000001")), "too_fine"),
            (Pick(1, net=Decimal("1E+200")), "line_too_much"),
        ],
    )
    def test_what_a_line_does_not_admit(self, pick, code):
        assert refused(lambda: crediting.by_lines(TWO_RATES, (), [pick]))[0][0] == code

    def test_none_is_refused(self):
        assert refused(lambda: crediting.by_lines(TWO_RATES, (), []))[0][0] == "nothing_taken"

    def test_a_line_may_not_take_what_an_amount_took(self):
        half = crediting.by_amount(TWO_RATES, (), Decimal("88.00"))
        found = refused(lambda: crediting.by_lines(TWO_RATES, [half], [Pick(1)]))
        assert found == [("tax_too_much", None, "100.00", "50.00")]
        taken = crediting.by_lines(TWO_RATES, [half], [Pick(1, net=Decimal("50.00"))])
        assert amounts(taken) == "50.00 | 50.00+10.50 0.00+0.00 | 60.50"


class TestByAmount:
    def test_a_part_of_one_rate(self):
        billed = an_invoice(a_line("100.00", IVA21))
        assert amounts(crediting.by_amount(billed, (), Decimal("50.00"))) == (
            "41.32 | 41.32+8.68 | 50.00"
        )

    def test_in_proportion_to_the_rates(self):
        # 121.00 and 55.00 are left: 88.00 is half of each, 60.50 and 27.50.
        assert amounts(crediting.by_amount(TWO_RATES, (), Decimal("88.00"))) == (
            "75.00 | 50.00+10.50 25.00+2.50 | 88.00"
        )

    def test_what_bears_no_tax_has_its_share(self):
        billed = an_invoice(a_line("100.00", IVA21), a_line("79.00"))
        assert amounts(crediting.by_amount(billed, (), Decimal("100.00"))) == (
            "89.50 | 50.00+10.50 | 100.00"
        )

    def test_a_surcharge_is_inside(self):
        billed = an_invoice(a_line("100.00", SURCHARGED))  # 126.20
        taken = crediting.by_amount(billed, (), Decimal("63.10"))
        assert tuple(map(str, taken.taxes[0])) == ("50.00", "10.50", "2.60")

    def test_withholding_in_proportion(self):
        billed = an_invoice(a_line("100.00", IVA21, withheld=True), withholding="15")
        taken = crediting.by_amount(billed, (), Decimal("12.10"))
        assert (taken.net, taken.withholding, taken.payable) == (
            Decimal("10.00"),
            Decimal("1.50"),
            Decimal("10.60"),
        )

    @pytest.mark.parametrize(
        ("amount", "code"),
        [
            ("0.00", "amount_not_positive"),
            ("-1.00", "amount_not_positive"),
            ("0.001", "too_fine"),
            ("176.01", "amount_too_much"),
            ("1E+200", "amount_too_much"),
            ("1E-200", "too_fine"),
        ],
    )
    def test_amounts_that_cannot_be(self, amount, code):
        found = refused(lambda: crediting.by_amount(TWO_RATES, (), Decimal(amount)))
        assert found[0][0] == code

    def test_all_of_it_is_the_whole(self):
        taken = crediting.by_amount(TWO_RATES, (), Decimal("176.00"))
        assert amounts(taken) == amounts(crediting.whole(TWO_RATES))

    def test_lines_with_several_taxes_must_be_named(self):
        billed = an_invoice(a_line("100.00", IVA21, TOURISM))
        assert refused(lambda: crediting.by_amount(billed, (), Decimal(10)))[0][0] == (
            "several_taxes"
        )
        assert amounts(crediting.by_lines(billed, (), [Pick(1, net=Decimal("10.00"))])) == (
            "10.00 | 10.00+0.50 10.00+2.10 | 12.60"
        )


class TestByDifferences:
    def test_the_lines_below_zero(self):
        found = corrective(TWO_RATES, crediting.whole(TWO_RATES), Method.DIFFERENCES)
        assert printed(found) == ["-1 x 100.00 = -100.00", "-1 x 50.00 = -50.00"]
        assert foot(found) == ["-150.00", "-100.00 -21.00", "-50.00 -5.00", "-176.00"]

    def test_units_keep_price_and_discounts(self):
        billed = an_invoice(
            a_line("27.00", IVA21, quantity="3", price="10.00", discounts=(Decimal(10),))
        )
        taken = crediting.by_lines(billed, (), [Pick(1, quantity=Decimal(2))])
        (line,) = corrective(billed, taken, Method.DIFFERENCES).lines
        assert (line.quantity, line.unit_price, line.net) == (-2, Decimal(10), Decimal("-18.00"))
        assert line.discounts == (Decimal(10),)

    def test_an_amount_of_a_line_is_one_unit(self):
        taken = crediting.by_lines(TWO_RATES, (), [Pick(1, net=Decimal("33.33"))])
        assert printed(corrective(TWO_RATES, taken, Method.DIFFERENCES)) == ["-1 x 33.33 = -33.33"]

    def test_an_amount_is_a_line_for_each_rate(self):
        taken = crediting.by_amount(TWO_RATES, (), Decimal("88.00"))
        found = corrective(TWO_RATES, taken, Method.DIFFERENCES)
        assert printed(found) == ["-1 x 50.00 = -50.00", "-1 x 25.00 = -25.00"]
        assert [each.taxes[0].code for each in found.lines] == ["IVA21", "IVA10"]
        assert {each.origin for each in found.lines} == {"part"}

    def test_expenses_are_a_line(self):
        billed = an_invoice(a_line("100.00", IVA21), expenses="10.00")
        found = corrective(billed, crediting.whole(billed), Method.DIFFERENCES)
        assert [(each.origin, str(each.net)) for each in found.lines] == [
            ("line", "-100.00"),
            ("expenses", "-10.00"),
        ]
        assert (found.totals.expenses, str(found.totals.net)) == (0, "-110.00")

    def test_a_tax_that_is_not_touched_is_not_said(self):
        found = corrective(
            TWO_RATES, crediting.by_lines(TWO_RATES, (), [Pick(2)]), Method.DIFFERENCES
        )
        assert foot(found) == ["-50.00", "-50.00 -5.00", "-55.00"]

    def test_lines_finer_than_the_totals_add_up(self):
        billed = an_invoice(a_line("0.3333", IVA21), a_line("0.3333", IVA21))  # 0.6666 is 0.67
        first = crediting.by_lines(billed, (), [Pick(1)])
        rest = crediting.whole(billed, [first])
        assert (str(first.net), str(rest.net)) == ("0.33", "0.34")
        found = corrective(billed, rest, Method.DIFFERENCES)
        assert sum(each.net for each in found.lines) == Decimal("-0.34")


class TestBySubstitution:
    def test_the_whole_leaves_the_lines_at_zero(self):
        found = corrective(TWO_RATES, crediting.whole(TWO_RATES), Method.SUBSTITUTION)
        assert printed(found) == ["0 x 100.00 = 0.00", "0 x 50.00 = 0.00"]
        assert foot(found) == ["0.00", "0.00 0.00", "0.00 0.00", "0.00"]

    def test_a_line_leaves_the_others(self):
        taken = crediting.by_lines(TWO_RATES, (), [Pick(2)])
        found = corrective(TWO_RATES, taken, Method.SUBSTITUTION)
        assert printed(found) == ["1 x 100.00 = 100.00"]
        assert foot(found) == ["100.00", "100.00 21.00", "121.00"]

    def test_every_line_leaves_them_at_zero(self):
        taken = crediting.by_lines(TWO_RATES, (), [Pick(1), Pick(2)])
        found = corrective(TWO_RATES, taken, Method.SUBSTITUTION)
        assert printed(found) == ["0 x 100.00 = 0.00", "0 x 50.00 = 0.00"]

    def test_some_units_leave_the_rest(self):
        billed = an_invoice(a_line("30.00", IVA21, quantity="3", price="10.00"))
        taken = crediting.by_lines(billed, (), [Pick(1, quantity=Decimal(1))])
        assert printed(corrective(billed, taken, Method.SUBSTITUTION)) == ["2 x 10.00 = 20.00"]

    def test_a_part_of_a_line_leaves_an_amount(self):
        taken = crediting.by_lines(TWO_RATES, (), [Pick(1, net=Decimal("33.33"))])
        assert printed(corrective(TWO_RATES, taken, Method.SUBSTITUTION)) == [
            "1 x 66.67 = 66.67",
            "1 x 50.00 = 50.00",
        ]

    def test_an_amount_is_deducted_below_the_lines(self):
        taken = crediting.by_amount(TWO_RATES, (), Decimal("88.00"))
        found = corrective(TWO_RATES, taken, Method.SUBSTITUTION)
        assert printed(found)[2:] == ["-1 x 50.00 = -50.00", "-1 x 25.00 = -25.00"]
        assert foot(found) == ["75.00", "50.00 10.50", "25.00 2.50", "88.00"]

    def test_data_set_right_leave_the_amounts(self):
        found = corrective(TWO_RATES, crediting.nothing(TWO_RATES), Method.SUBSTITUTION)
        assert foot(found) == ["150.00", "100.00 21.00", "50.00 5.00", "176.00"]


# Properties

taxes = st.sampled_from([(IVA21,), (IVA10,), (SURCHARGED,), (EXEMPT,), ()])
several = st.sampled_from([(IVA21,), (IVA10, TOURISM), ()])


@st.composite
def invoices(draw, of=taxes, *, places=2):
    lines = draw(
        st.lists(st.tuples(st.decimals("-30", "900", places=places), of), min_size=1, max_size=5)
    )
    billed = an_invoice(
        *(a_line(str(net), *each, withheld=draw(st.booleans())) for net, each in lines),
        decimals=2,
        expenses=draw(st.sampled_from(["0", "0", "7.77"])),
        withholding=draw(st.sampled_from(["0", "15"])),
        rounding=draw(st.sampled_from(["document", "line"])),
        prices_include_tax=draw(st.booleans()),
    )
    assume(billed.foot.total > 0)
    return billed


def added_up(found):
    """Return the sums of a foot by tax: base, amount, surcharge; and net, withholding, total."""
    sums = defaultdict(lambda: [Decimal(0)] * 3)
    rest = [Decimal(0)] * 3
    for totals in found:
        for each in totals.taxes:
            key = (each.tax, each.rate, each.surcharge_rate, each.exemption)
            more = (each.base, each.amount, each.surcharge)
            sums[key] = [a + b for a, b in zip(sums[key], more, strict=True)]
        more = (totals.net, totals.withholding, totals.total)
        rest = [a + b for a, b in zip(rest, more, strict=True)]
    return sums, rest


def credits_of(billed, data):
    """Credit by lines and by amounts, as they come, then all the rest."""
    taken = []
    for _ in range(data.draw(st.integers(0, 4))):
        rest = crediting.left(billed, taken)
        try:
            if data.draw(st.booleans()):
                amount = data.draw(st.decimals("0.01", max(rest.total, Decimal("0.02")), places=2))
                taken.append(crediting.by_amount(billed, taken, amount))
            else:
                picks = data.draw(st.lists(st.sampled_from(billed.lines), max_size=3))
                portion = data.draw(st.sampled_from([None, Decimal("1.00"), Decimal("0.37")]))
                picked = [Pick(each.position, net=portion) for each in picks]
                taken.append(crediting.by_lines(billed, taken, picked))
        except CreditRefused:
            continue
    try:
        taken.append(crediting.whole(billed, taken))
    except CreditRefused:
        assert crediting.left(billed, taken).total == 0
    return taken


@given(st.one_of(invoices(), invoices(several), invoices(places=4)), st.data())
def test_all_credits_together_bring_every_tax_exactly_to_zero(billed, data):
    taken = credits_of(billed, data)
    notes = [corrective(billed, each, Method.DIFFERENCES) for each in taken]
    sums, rest = added_up([billed.foot, *(each.totals for each in notes)])
    assert not any(any(each) for each in sums.values())
    assert not any(rest)


@given(st.one_of(invoices(), invoices(several)), st.data())
def test_no_credit_takes_more_than_is_left(billed, data):
    taken = []
    for each in credits_of(billed, data):
        rest = crediting.left(billed, taken)
        for part, bound in zip(each.taxes, rest.taxes, strict=True):
            for mine, there in zip(part, bound, strict=True):
                assert min(there, 0) <= mine <= max(there, 0)
        taken.append(each)


@given(st.one_of(invoices(), invoices(places=4)), st.data())
def test_the_lines_of_a_corrective_add_up_to_its_net(billed, data):
    for each in credits_of(billed, data):
        found = corrective(billed, each, Method.DIFFERENCES)
        if not billed.prices_include_tax:
            net = sum(line.net for line in found.lines) + found.totals.expenses
            assert round_half_up(net, 2) == found.totals.net


@given(st.one_of(invoices(), invoices(several), invoices(places=4)), st.data())
def test_substitution_and_difference_are_the_same_credit(billed, data):
    taken = credits_of(billed, data)[0]
    instead = corrective(billed, taken, Method.SUBSTITUTION).totals
    less = corrective(billed, taken, Method.DIFFERENCES).totals
    sums, rest = added_up([billed.foot, less])
    after, remaining = added_up([instead])
    assert rest == remaining
    assert {key: each for key, each in sums.items() if any(each)} == {
        key: each for key, each in after.items() if any(each)
    }


@given(invoices(), st.data())
def test_an_amount_is_credited_to_the_cent(billed, data):
    amount = data.draw(st.decimals("0.01", billed.foot.total, places=2))
    assert crediting.by_amount(billed, (), amount).total == amount
