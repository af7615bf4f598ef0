"""What posting refuses because of dates (R14)."""

import pytest

from cadencia.core.business_days import every_weekday
from cadencia.core.posting import date_problems
from cadencia.interchange.reader import read_form
from tests.core.builders import (
    DIVIDED,
    addition,
    agreed,
    contract,
    dated,
    divided,
    each,
    in_months,
    ledger,
    line,
    modification,
    monthly,
    move,
    one_off,
    row,
    shift,
    skip,
)


def problems(of, **around):
    return [
        f"{problem.path} {problem.code}"
        for problem in date_problems(agreed(of, **around), every_weekday)
    ]


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"installments": 12},
        {"ends_on": "2026-01-01"},
        {"timing": "arrears", "ends_on": "2026-01-05"},
        {"starts_on": "2026-02-10", "opening": "prorated"},
        {"pauses": (skip("2026-02-01", "2026-02-28"),)},
    ],
)
def test_a_sound_contract_has_none(given):
    assert problems(contract(**given)) == []


class TestNothingEverDue:
    @pytest.mark.parametrize(
        ("given", "path"),
        [
            ({"ends_on": "2025-12-31"}, "contract.ends_on"),
            ({"withdrawn_on": "2026-01-01"}, "contract.withdrawn_on"),
            (
                {"schedule": in_months(6, since="2026-07-01"), "ends_on": "2027-05-31"},
                "contract.ends_on",
            ),
            ({"lines": (line(valid_until="2025-12-31"),)}, "contract.lines.0.valid_until"),
            (
                {"lines": (line(valid_from="2026-01-02", valid_until="2026-01-31"),)},
                "contract.lines.0.valid_until",
            ),
        ],
    )
    def test_the_field_that_ends_it(self, given, path):
        assert problems(contract(**given)) == [f"{path} nothing_ever_due"]

    @pytest.mark.parametrize(
        "given",
        [
            {"lines": (line(valid_until="2025-12-31"), one_off())},
            {"schedule": None, "lines": (one_off(),)},
            {
                "schedule": monthly("2026-03-01"),
                "starts_on": "2026-02-10",
                "ends_on": "2026-02-20",
                "opening": "full",
            },
            {"withdrawn_on": "2026-01-01", "bill_withdrawal_day": True},
        ],
    )
    def test_one_date_is_enough(self, given):
        assert problems(contract(**given)) == []

    def test_a_one_off_after_the_end_is_no_date(self):
        of = contract(one_off(when="2026-03-10"), schedule=None, ends_on="2026-03-09")
        assert problems(of) == ["contract.ends_on nothing_ever_due"]

    def test_what_is_all_billed_was_due(self):
        history = ledger(row(1, "2026-01-01"))
        assert problems(contract(installments=1), history=history) == []


class TestOpening:
    @pytest.mark.parametrize(
        ("starts_on", "expected"),
        [
            ("2026-02-10", []),
            ("2026-02-01", []),
            ("2026-01-31", ["contract.opening full_opening_too_long"]),
        ],
    )
    def test_a_whole_one_of_more_than_a_step(self, starts_on, expected):
        of = {"schedule": monthly("2026-03-01"), "starts_on": starts_on}
        assert problems(contract(**of, opening="full")) == expected
        assert problems(contract(**of, opening="prorated")) == []
        assert problems(contract(**of, opening="full", timing="arrears")) == []


class TestDivided:
    def test_a_line_needs_a_count(self):
        of = contract(divided(), ends_on="2026-12-31")
        assert problems(of) == ["contract.lines.0.price_split divided_among_unknown"]
        assert problems(contract(divided(), installments=3)) == []

    def test_among_no_installment(self):
        of = contract(line(), divided("b", valid_from="2027-01-01"), installments=12)
        assert problems(of) == ["contract.lines.1.price_split divided_among_none"]

    def test_a_modification_needs_an_end_or_a_count(self):
        change = modification("2026-02-01", unit_price="9.00", **DIVIDED)
        assert problems(contract(modifications=(change,))) == [
            "contract.modifications.0.price_split divided_among_unknown"
        ]
        assert problems(contract(modifications=(change,), installments=3)) == []
        more = addition("2026-02-01", "2026-04-30", **DIVIDED)
        assert problems(contract(modifications=(more,))) == []

    def test_a_modification_after_the_last_one(self):
        change = modification("2026-05-01", unit_price="9.00", **DIVIDED)
        assert problems(contract(modifications=(change,), installments=3)) == [
            "contract.modifications.0.price_split divided_among_none"
        ]

    def test_it_takes_only_a_pause_that_shifts(self):
        of = {"installments": 3}
        pause = ("2026-02-01", "2026-02-28")
        assert problems(contract(divided(), pauses=(skip(*pause),), **of)) == [
            "contract.pauses.0.mode divided_line_skipped"
        ]
        assert problems(contract(divided(), pauses=(shift(*pause),), **of)) == []


class TestMoves:
    @pytest.mark.parametrize(
        ("to", "expected"),
        [
            ("2025-12-31", "contract.moves.0.to move_past_neighbor"),
            ("2026-01-01", None),
            ("2026-03-01", None),
            ("2026-03-02", "contract.moves.0.to move_past_neighbor"),
        ],
    )
    def test_never_before_the_previous_nor_after_the_next(self, to, expected):
        assert problems(contract(moves=(move("2026-02-01", to),))) == (
            [] if expected is None else [expected]
        )

    def test_nor_past_where_the_neighbor_was_moved(self):
        both = (move("2026-02-01", "2026-02-20"), move("2026-03-01", "2026-02-19"))
        assert problems(contract(moves=both)) == [
            "contract.moves.0.to move_past_neighbor",
            "contract.moves.1.to move_past_neighbor",
        ]

    @pytest.mark.parametrize("due_on", ["2026-02-02", "2025-12-01"])
    def test_it_names_an_installment(self, due_on):
        assert problems(contract(moves=(move(due_on, "2026-02-03"),))) == [
            "contract.moves.0.due_on move_of_nothing"
        ]

    def test_the_first_and_the_last(self):
        of = {"installments": 2}
        assert problems(contract(moves=(move("2026-01-01", "2025-06-01"),), **of)) == []
        assert problems(contract(moves=(move("2026-02-01", "2027-06-01"),), **of)) == []

    def test_days_of_a_long_contract(self):
        of = contract(
            schedule=each("week", "2026-01-05"), moves=(move("2035-01-01", "2035-01-02"),)
        )
        assert problems(of) == []


def test_all_problems_at_once():
    of = contract(
        divided(),
        schedule=monthly("2026-03-01"),
        starts_on="2026-01-10",
        opening="full",
        moves=(move("2026-02-02", "2026-02-03"),),
    )
    assert problems(of) == [
        "contract.opening full_opening_too_long",
        "contract.lines.0.price_split divided_among_unknown",
        "contract.moves.0.due_on move_of_nothing",
    ]


class TestTexts:
    """A number that a date of month lines alone has not is named when posting."""

    def of(self, text, **given):
        own = line("y", description=text, months=(3,), **given)
        return contract(line(), own, schedule=in_months(1, 7, since="2026-01-01"))

    @pytest.mark.parametrize("text", ["<CUOTA>", "Visit <INSTALLMENT> of <MENSUAL-1>"])
    def test_a_line_with_a_date_of_its_own(self, text):
        assert problems(self.of(text)) == ["contract.lines.1.description variable_without_value"]

    def test_its_other_texts(self):
        assert problems(self.of("", extra_text="<CUOTA>", reference="<cuota>")) == [
            "contract.lines.1.extra_text variable_without_value",
            "contract.lines.1.reference variable_without_value",
        ]

    def test_where_it_always_has_a_number_it_may(self):
        own = line("y", description="<CUOTA>", months=(1, 3))
        assert problems(contract(line(), own)) == []

    @pytest.mark.parametrize("text", ["<ANUAL>", "<FIN VIGENCIA>", "<cuota", "CUOTA"])
    def test_other_texts_are_none_of_its_business(self, text):
        assert problems(self.of(text)) == []


def a_sale(every=1, **line):
    return {
        "format": 1,
        "customer": {"code": "C1", "name": "Ana"},
        "contract": {
            "code": "CT",
            "installments_are": "due_dates",
            "installments": 4,
            "schedule": {"every": every, "unit": "month", "first": "2026-01-31"},
            "lines": [
                {
                    "key": "a",
                    "description": "x",
                    "unit_price": "100.00",
                    "taxes": [],
                    **line,
                }
            ],
        },
    }


def test_a_divided_line_of_a_sale_has_no_months_of_its_own():
    form = a_sale(price_split="divided", months=[1, 3])
    found = {(each.path, each.code) for each in read_form(form).problems}
    assert ("contract.lines.0.months", "divided_months_in_sale") in found


@pytest.mark.parametrize(
    ("every", "months", "expected"),
    [(1, [1, 3], []), (3, [1, 7], []), (3, [1, 11], ["contract.lines.0.months"]), (3, [], [])],
)
def test_a_line_of_a_sale_has_only_months_with_an_installment(every, months, expected):
    found = read_form(a_sale(every, months=months)).problems
    assert [each.path for each in found if each.code == "months_beside_sale"] == expected


class TestOneOffs:
    """A one-off line outside its validity would never be billed (R7, LN-4)."""

    @pytest.mark.parametrize(
        ("when", "given", "expected"),
        [
            ("2026-03-10", {"valid_from": "2026-03-10"}, []),
            ("2026-03-10", {"valid_from": "2026-03-11"}, ["one_off_too_early"]),
            ("2026-03", {"valid_from": "2026-03-02"}, ["one_off_too_early"]),
            ("2026-03-10", {"valid_until": "2026-03-10"}, []),
            ("2026-03-10", {"valid_until": "2026-03-09"}, ["one_off_too_late"]),
            ("next", {"valid_until": "2026-01-01"}, []),
            ("next", {"valid_until": "2025-12-31"}, ["one_off_too_late"]),
        ],
    )
    def test_its_own_dates(self, when, given, expected):
        of = contract(line(), one_off("x", when, **given))
        assert problems(of) == [f"contract.lines.1.one_off_on {each}" for each in expected]

    def test_the_start_of_the_contract(self):
        of = contract(line(), one_off("x", "2026-01-09"), starts_on="2026-01-10")
        assert problems(of) == ["contract.lines.1.one_off_on one_off_too_early"]

    def test_one_that_is_billed_is_past(self):
        of = contract(line(), one_off("x", "2026-01-09"), starts_on="2026-01-10")
        assert problems(of, history=ledger(row(None, "2026-01-09", kind="one_off", line="x"))) == []
        assert problems(dated(of, billed_until="2026-01-09")) == []
