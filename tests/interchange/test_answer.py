"""The answer of a simulation: numbers as typed, order, and no file without an answer."""

from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from cadencia.core.business_days import every_weekday
from cadencia.core.simulation import simulate
from cadencia.interchange.answer import answer
from cadencia.interchange.reader import read_form
from tests.interchange.contract_files import a_file

START, UNTIL = date(2026, 1, 1), date(2028, 12, 31)


def answered(form, *, start=START, until=UNTIL, as_of=None):
    reading = read_form(form)
    assert reading.problems == ()
    agreement = reading.file.agreement
    simulation = simulate(
        agreement, start=start, until=until, as_of=as_of, is_business_day=every_weekday
    )
    return answer(agreement.contract, simulation)


def first_line(**changes):
    form = a_file(**{f"contract__lines__0__{name}": value for name, value in changes.items()})
    return answered(form)["documents"][0]["lines"][0]


def test_prices_and_quantities_show_what_was_typed():
    line = first_line(unit_price="45.500", quantity="2.0", discounts=["10.00"])
    assert (line["unit_price"], line["quantity"], line["discounts"]) == ("45.500", "2.0", ["10.00"])
    assert line["net"] == "81.90"


def test_large_and_small_numbers_show_no_exponent():
    line = first_line(unit_price="0.00000001", quantity="100000000000")
    assert (line["unit_price"], line["net"]) == ("0.00000001", "1000.00")


def test_a_reviewed_price_shows_no_zeros_that_nobody_typed():
    form = a_file(
        contract__lines__0__unit_price="45.00",
        contract__reviews=[{"from": "2026-02-01", "percent": "3.1"}],
    )
    prices = [each["lines"][0]["unit_price"] for each in answered(form)["documents"]]
    assert prices[:2] == ["45.00", "46.395"]


def test_nets_have_the_contract_s_decimals_and_totals_those_of_the_currency():
    form = a_file(contract__decimals=4, contract__lines__0__unit_price="10.12345")
    document = answered(form)["documents"][0]
    assert document["lines"][0]["net"] == "10.1235"
    assert (document["net"], document["total"]) == ("10.12", "12.25")


def test_taxes_stand_by_name_then_by_rate_descending():
    taxes = ["IVA4", "IGIC7", "IVA21", "EXENTO"]
    form = a_file(contract__lines__0__taxes=taxes)
    document = answered(form)["documents"][0]
    assert [(each["tax"], each["rate"]) for each in document["taxes"]] == [
        ("EXENTO", "0"),
        ("IGIC", "7"),
        ("IVA", "21"),
        ("IVA", "4"),
    ]
    assert document["lines"][0]["taxes"] == taxes


def test_the_fingerprint_knows_amounts_and_not_dates_of_issue():
    form = a_file()
    plain = answered(form)["fingerprint"]
    assert answered(form)["fingerprint"] == plain
    assert answered(a_file(company={"issue_date": "issue_day"}))["fingerprint"] == plain
    assert answered(a_file(contract__lines__0__unit_price="45.01"))["fingerprint"] != plain


days = st.dates(date(2025, 6, 1), date(2028, 12, 31)).map(str)
maybe_day = st.none() | days
prices = st.sampled_from(["45.00", "0.333", "-3.00", "1000", "0"])
later_days = st.none() | st.dates(date(2027, 1, 1), date(2028, 12, 31)).map(str)
recurring = st.fixed_dictionaries(
    {
        "description": st.sampled_from(["a", "<MENSUAL-1> <CUOTA>", "<PERIODO HASTA>"]),
        "unit_price": prices,
    },
    optional={
        "item": st.sampled_from(["CUOTA", "BICI"]),
        "quantity": st.sampled_from(["2", "0.5", "0"]),
        "price_split": st.sampled_from(["same", "divided"]),
        "price_source": st.sampled_from(["fixed", "current", "catalog"]),
        "discounts": st.lists(st.sampled_from(["10", "33.3"]), max_size=2),
        "taxes": st.lists(st.sampled_from(["IVA21", "IVA10", "EXENTO"]), unique=True),
        "months": st.lists(st.integers(1, 12), unique=True, max_size=3),
        "valid_from": st.none() | st.dates(date(2025, 6, 1), date(2026, 12, 31)).map(str),
        "valid_until": later_days,
        "series": st.sampled_from([None, "B"]),
        "installment_service": st.just("CUOTA"),
    },
)
one_offs = st.fixed_dictionaries(
    {
        "description": st.sampled_from(["v", "<PERIODO HASTA>"]),
        "unit_price": prices,
        "one_off_on": days | st.sampled_from(["2026-05", "next"]),
    }
)
lines = (
    recurring.map(
        lambda line: {**line, "months": []} if line.get("price_split") == "divided" else line
    )
    | one_offs
)
changed = {
    "document": st.sampled_from(["same", "separate"]),
    "times": st.sampled_from(["each", "first"]),
    "until": later_days,
    "unit_price": prices,
    "price_split": st.sampled_from([None, "same", "divided"]),
}
starts = st.dates(date(2026, 1, 1), date(2026, 12, 31)).map(str)
modifications = st.fixed_dictionaries(
    {"from": starts, "line": st.just("0")}, optional=changed
) | st.fixed_dictionaries(
    {"from": starts, "effect": st.just("add"), "item": st.just("CUOTA")},
    optional={**changed, "description": st.just("m")},
)
schedules = st.fixed_dictionaries(
    {"first": days},
    optional={
        "every": st.integers(1, 5),
        "unit": st.sampled_from(["day", "week", "month", "quarter", "semester", "year"]),
    },
) | st.fixed_dictionaries(
    {"months": st.lists(st.integers(1, 12), unique=True, min_size=1), "since": days},
    optional={"day": st.integers(1, 31)},
)
contracts = st.fixed_dictionaries(
    {"schedule": schedules, "lines": st.lists(lines, min_size=1, max_size=3)},
    optional={
        "modifications": st.lists(modifications, max_size=3),
        "starts_on": st.none() | st.dates(date(2025, 6, 1), date(2026, 6, 30)).map(str),
        "ends_on": later_days,
        "withdrawn_on": later_days,
        "installments": st.integers(1, 40),
        "installments_are": st.sampled_from(["documents", "due_dates"]),
        "timing": st.sampled_from(["advance", "arrears"]),
        "opening": st.sampled_from(["none", "full", "prorated"]),
        "closing": st.sampled_from(["full", "prorated"]),
        "proration": st.sampled_from(["actual", "thirty"]),
        "split_on_change": st.booleans(),
        "business_day": st.sampled_from(["as_is", "next", "previous"]),
        "lead_days": st.integers(0, 10),
        "billed_until": maybe_day,
        "document_discount": st.sampled_from(["0", "5"]),
        "expenses": st.sampled_from(["0", "3.01"]),
        "stock_release": st.sampled_from([None, "each", "first", "first_deferring_cost", "last"]),
        "pauses": st.lists(
            st.fixed_dictionaries(
                {
                    "from": starts,
                    "until": st.dates(date(2027, 1, 1), date(2027, 12, 31)).map(str),
                    "mode": st.sampled_from(["shift", "skip"]),
                }
            ),
            max_size=1,
        ),
        "reviews": st.lists(
            st.fixed_dictionaries(
                {"from": days, "percent": st.sampled_from(["3.1", "-2"])},
                optional={"every_months": st.integers(1, 24)},
            ),
            max_size=2,
        ),
        "ledger": st.lists(
            st.fixed_dictionaries(
                {
                    "number": st.integers(1, 9),
                    "due_on": days,
                    "state": st.sampled_from(["billed", "due", "skipped", "reopened"]),
                }
            ),
            max_size=2,
        ),
    },
)


@settings(deadline=None)  # the machine may be busy
@given(
    contracts,
    st.booleans(),
    st.sampled_from(["ES", "GT"]),
    st.none() | st.dates(date(2026, 1, 1), date(2028, 12, 31)),
)
def test_every_file_that_is_good_has_an_answer(contract, surcharge, country, as_of):
    for place, line in enumerate(contract["lines"]):
        line["key"] = str(place)
    form = a_file(
        company={"country": country},
        customer__surcharge=surcharge,
        contract={"code": "CT-1", **contract},
    )
    if read_form(form).problems:
        return
    found = answered(form, as_of=as_of)
    due = [each["due_on"] for each in found["installments"]]
    assert due == sorted(due)
    issued = [each["issue_date"] for each in found["documents"]]
    assert issued == sorted(issued)
    for each in found["documents"]:
        taxes = sum(Decimal(tax["amount"]) + Decimal(tax["surcharge"]) for tax in each["taxes"])
        assert Decimal(each["net"]) + taxes == Decimal(each["total"])
        if each["type"] == "invoice":
            paid = sum(Decimal(part["amount"]) for part in each["due_dates"])
            assert paid == Decimal(each["payable"])
    for place, each in enumerate(found["installments"]):
        assert all(
            each["number"] in found["documents"][document]["installments"]
            for document in each["documents"]
        ), place
