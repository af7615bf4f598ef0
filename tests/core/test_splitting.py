from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadencia.core import splitting

decimals_of_money = st.integers(0, 6)
units = st.integers(-(10**14), 10**14)


def amounts(text):
    return tuple(Decimal(each) for each in text.split())


def written(parts):
    return " ".join(str(each) for each in parts)


class TestSplitEvenly:
    @pytest.mark.parametrize(
        ("whole", "parts", "decimals", "expected"),
        [
            ("100.00", 3, 2, "33.33 33.33 33.34"),
            ("-100.00", 3, 2, "-33.33 -33.33 -33.34"),
            ("100.01", 3, 2, "33.33 33.34 33.34"),
            ("0.02", 3, 2, "0.00 0.01 0.01"),
            ("-0.01", 2, 2, "0.00 -0.01"),
            ("100", 3, 0, "33 33 34"),
            ("1.000", 6, 3, "0.166 0.166 0.167 0.167 0.167 0.167"),
            ("5.00", 1, 2, "5.00"),
            ("0.00", 2, 2, "0.00 0.00"),
        ],
    )
    def test_the_units_left_over_go_to_the_last(self, whole, parts, decimals, expected):
        assert written(splitting.split_evenly(Decimal(whole), parts, decimals)) == expected

    def test_ten_in_sixty(self):
        found = splitting.split_evenly(Decimal("10.00"), 60, 2)
        assert found == (Decimal("0.16"),) * 20 + (Decimal("0.17"),) * 40

    def test_a_thousand_in_twelve(self):
        found = splitting.split_evenly(Decimal("1000.00"), 12, 2)
        assert found == (Decimal("83.33"),) * 8 + (Decimal("83.34"),) * 4

    def test_no_parts_are_refused(self):
        with pytest.raises(splitting.NoParts):
            splitting.split_evenly(Decimal("1.00"), 0, 2)
        with pytest.raises(splitting.NoParts):
            splitting.next_part(Decimal("1.00"), 0, 2)

    def test_a_whole_finer_than_its_parts_is_refused(self):
        with pytest.raises(splitting.FinerThanUnit):
            splitting.split_evenly(Decimal("1.005"), 2, 2)


def test_after_a_change_the_rest_is_divided_among_the_installments_left():
    # 120.00 in 4, two billed at 30.00, then the price rises to 150.01.
    rest = Decimal("150.01") - Decimal("60.00")
    assert splitting.next_part(rest, 2, 2) == Decimal("45.00")
    assert splitting.next_part(rest - Decimal("45.00"), 1, 2) == Decimal("45.01")


@given(units, st.integers(1, 400), decimals_of_money)
def test_parts_add_up_and_differ_by_a_unit_at_most(unscaled, parts, decimals):
    whole = Decimal(unscaled).scaleb(-decimals)
    found = splitting.split_evenly(whole, parts, decimals)
    assert len(found) == parts
    assert sum(found) == whole
    assert max(found) - min(found) <= Decimal(1).scaleb(-decimals)
    assert sorted(found, key=abs) == list(found)
    assert {each.as_tuple().exponent for each in found} == {-decimals}


@given(units, st.integers(1, 200), decimals_of_money)
def test_taking_the_next_part_again_and_again_is_splitting_evenly(unscaled, parts, decimals):
    rest = whole = Decimal(unscaled).scaleb(-decimals)
    taken = []
    for left in range(parts, 0, -1):
        taken.append(splitting.next_part(rest, left, decimals))
        rest -= taken[-1]
    assert tuple(taken) == splitting.split_evenly(whole, parts, decimals)
    assert rest == 0


class TestSplitInProportion:
    @pytest.mark.parametrize(
        ("whole", "weights", "expected"),
        [
            ("10.00", "100 200", "3.33 6.67"),
            ("10.00", "1 1 1", "3.34 3.33 3.33"),
            ("10.00", "1 3 3", "1.42 4.30 4.28"),
            ("0.05", "1 1 1 1 1 1", "0.05 0.00 0.00 0.00 0.00 0.00"),
            ("10.00", "0 0", "10.00 0.00"),
            ("10.00", "5 -5", "10.00 0.00"),
            ("-10.00", "-100 -200", "-3.33 -6.67"),
            ("-10.00", "100 200", "-3.33 -6.67"),
            ("10.00", "0 7", "0.00 10.00"),
            ("10.00", "150 -50", "15.00 -5.00"),
            ("10.00", "8", "10.00"),
        ],
    )
    def test_what_is_left_over_goes_to_the_largest(self, whole, weights, expected):
        found = splitting.split_in_proportion(Decimal(whole), amounts(weights), 2)
        assert written(found) == expected

    def test_exact_shares_are_not_cut(self):
        found = splitting.split_in_proportion(Decimal("9.00"), amounts("1 1 1"), 2)
        assert written(found) == "3.00 3.00 3.00"

    def test_nothing_to_share_among(self):
        assert splitting.split_in_proportion(Decimal("9.00"), (), 2) == ()


@given(
    units,
    st.lists(st.integers(-(10**9), 10**9).map(lambda n: Decimal(n).scaleb(-2)), min_size=1),
    decimals_of_money,
)
def test_shares_add_up_and_a_credit_mirrors_its_invoice(unscaled, weights, decimals):
    whole = Decimal(unscaled).scaleb(-decimals)
    shares = splitting.split_in_proportion(whole, weights, decimals)
    assert len(shares) == len(weights)
    assert sum(shares) == whole
    mirrored = splitting.split_in_proportion(-whole, [-each for each in weights], decimals)
    assert mirrored == tuple(-each for each in shares)


@given(units, st.lists(st.integers(1, 10**9).map(Decimal), min_size=1, max_size=12))
def test_no_share_of_positive_weights_is_off_by_more_than_what_was_cut(unscaled, weights):
    whole = Decimal(unscaled).scaleb(-2)
    for share, weight in zip(
        splitting.split_in_proportion(whole, weights, 2), weights, strict=True
    ):
        assert abs(share - whole * weight / sum(weights)) <= Decimal("0.01") * len(weights)
