"""What speaks against a pause: other pauses, divided prices, numbers already given (R4)."""

import pytest

from cadencia.core import pausing
from tests.core.builders import agreed, contract, divided, ledger, row, shift, skip

BILLED = ledger(row(1, "2026-01-01"), row(2, "2026-02-01"), row(3, "2026-03-01"))


def codes(pause, *, instead_of=None, of=None, history=None):
    found = agreed(of or contract(), history=history)
    return [
        f"{each.field}:{each.code}"
        for each in pausing.objections(found, pause, instead_of=instead_of)
    ]


def removal(pause, history):
    found = agreed(contract(pauses=(pause,)), history=history)
    return [each.code for each in pausing.objections_to_removal(found, pause)]


class TestOtherPauses:
    SUMMER = contract(pauses=(skip("2026-07-01", "2026-08-31"),))

    @pytest.mark.parametrize(
        ("start", "until", "overlaps"),
        [
            ("2026-06-01", "2026-06-30", False),
            ("2026-06-01", "2026-07-01", True),
            ("2026-08-31", "2026-09-30", True),
            ("2026-09-01", "2026-09-30", False),
            ("2026-06-01", None, True),
            ("2026-09-01", None, False),
        ],
    )
    def test_no_day_is_paused_twice(self, start, until, overlaps):
        expected = ["start:pauses_overlap"] if overlaps else []
        assert codes(skip(start, until), of=self.SUMMER) == expected

    def test_the_one_that_is_changed_is_no_other(self):
        longer = skip("2026-06-01", "2026-09-30")
        assert codes(longer, instead_of=self.SUMMER.pauses[0], of=self.SUMMER) == []

    def test_an_open_one_ends_only_when_it_is_ended(self):
        open_one = contract(pauses=(skip("2026-07-01"),))
        assert codes(skip("2030-01-01"), of=open_one) == ["start:pauses_overlap"]


def test_it_ends_on_its_first_day_or_later():
    assert codes(skip("2026-07-01", "2026-07-01")) == []
    assert codes(skip("2026-07-01", "2026-06-30")) == ["until:until_before_start"]


def test_a_divided_price_is_only_put_off():
    of = contract(divided(), installments=12)
    assert codes(skip("2026-07-01"), of=of) == ["mode:divided_price_skipped"]
    assert codes(shift("2026-07-01"), of=of) == []


class TestNumbersGivenAlready:
    """1 January, 1 February and 1 March are in the ledger."""

    @pytest.mark.parametrize(
        ("start", "refused"),
        [("2026-02-28", True), ("2026-03-01", True), ("2026-03-02", False), ("2026-04-01", False)],
    )
    def test_a_shift_begins_after_them(self, start, refused):
        expected = ["start:shift_over_ledger"] if refused else []
        assert codes(shift(start, "2026-05-31"), history=BILLED) == expected

    def test_a_skip_may_begin_before(self):
        assert codes(skip("2026-02-01", "2026-05-31"), history=BILLED) == []

    def test_a_shift_that_acted_is_changed_beyond_them_only(self):
        acted = shift("2026-01-15", "2026-02-15")
        of, history = contract(pauses=(acted,)), ledger(row(1, "2026-01-01"), row(2, "2026-03-01"))
        for until, expected in (
            ("2026-02-20", ["until:shift_has_acted"]),
            ("2026-02-15", []),
        ):
            changed = shift("2026-01-15", until)
            assert codes(changed, instead_of=acted, of=of, history=history) == expected

    def test_one_still_open_is_ended_after_them(self):
        open_one = shift("2026-03-02")
        of = contract(pauses=(open_one,))
        ended = shift("2026-03-02", "2026-03-31")
        assert codes(ended, instead_of=open_one, of=of, history=BILLED) == []

    def test_a_shift_turned_into_a_skip_gives_its_dates_numbers(self):
        acted = shift("2026-01-15", "2026-02-15")
        of = contract(pauses=(acted,))
        found = codes(skip("2026-01-15", "2026-02-15"), instead_of=acted, of=of, history=BILLED)
        assert found == ["until:shift_has_acted"]

    @pytest.mark.parametrize(
        ("pause", "expected"),
        [
            (skip("2026-02-01", "2026-02-28"), []),
            (shift("2026-02-15", "2026-02-20"), ["shift_has_acted"]),
            (shift("2026-03-02", "2026-04-15"), []),
        ],
    )
    def test_what_has_acted_is_not_taken_away(self, pause, expected):
        assert removal(pause, BILLED) == expected
