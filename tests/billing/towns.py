"""Contracts of any kind, as files have them, and the companies that they are imported into."""

import json
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import reject
from hypothesis import strategies as st

from cadencia.billing import importing
from cadencia.interchange.tables import json_reading
from cadencia.interchange.tables.records import Bundle, Record
from cadencia.parties.models import Company
from tests.factories import A_MOMENT, a_company

Form = dict[str, object]
Town = list[Form]
"""The contracts of a company."""

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
UNBOUND = {
    "max_installments_per_contract": 1000,
    "max_growth": Decimal(1000),
    "max_price_change": Decimal(1000),
}
"""A company that no safety bound stops: the bounds have tests of their own."""

# ---------------------------------------------------------------- any contract

some_day = st.dates(FIRST, LAST)
some_text = some_day.map(date.isoformat)
beginnings = st.dates(FIRST, date(2026, 4, 30)).map(date.isoformat)
prices = st.integers(1, 99_999).map(lambda cents: f"{Decimal(cents) / 100}")
months = st.sets(st.integers(1, 12), min_size=1).map(sorted)
tax_sets = st.sampled_from([["IVA21"], ["IVA10"], ["EXENTO"], [], ["IVA4"]])
schedules = st.fixed_dictionaries(
    {
        "every": st.integers(1, 3),
        "unit": st.sampled_from(["week", "month", "month", "quarter", "semester"]),
        "first": beginnings,
    }
) | st.fixed_dictionaries({"months": months, "day": st.integers(1, 31), "since": beginnings})


@st.composite
def lines(draw: st.DrawFn, key: str, divided: bool, *, is_sale: bool) -> Form:
    """A line that bills with the schedule, in months of its own (not of a sale), or once."""
    form: Form = {
        "key": key,
        "description": f"{key} <CUOTA>/<MENSUAL>" if key == "a" else f"{key} <FECHA>",
        "unit_price": draw(prices),
        "quantity": draw(st.sampled_from(["1", "2", "0.333", "7.25"])),
        "discounts": draw(st.lists(st.sampled_from(["5", "12.5", "33"]), max_size=2)),
        "taxes": draw(tax_sets),
        "withheld": draw(st.booleans()),
    }
    kind = draw(st.sampled_from(["plain", "plain", "months", "one_off", "valid", "note"]))
    if key == "a" or (is_sale and kind == "months"):
        kind = "plain"  # the numbered one has to be there
    by_kind: dict[str, Form] = {
        "plain": {"price_split": "divided" if divided else "same"},
        "months": {"months": draw(months)},
        "one_off": {"one_off_on": draw(some_text | st.just("next") | st.just("2026-05"))},
        "valid": {"valid_from": draw(some_text)},
        "note": {"document_type": "delivery_note"},
    }
    return form | by_kind[kind]


@st.composite
def contracts(draw: st.DrawFn) -> Form:
    """A posted contract, as a file has it."""
    count = draw(st.none() | st.integers(1, 12))
    divided = count is not None and draw(st.booleans())
    pause_from = draw(some_day)
    pause = {
        "from": pause_from.isoformat(),
        "until": (pause_from + timedelta(days=draw(st.integers(0, 70)))).isoformat(),
        "mode": "shift" if divided else draw(st.sampled_from(["skip", "shift"])),
    }
    # A rise: a divided price that falls below what was billed already would be refused.
    change = {"line": "a", "from": draw(some_text), "unit_price": "1234.56"}
    extra = {
        "effect": "add",
        "description": "extra",
        "from": draw(some_text),
        "unit_price": draw(prices),
        "taxes": ["IVA21"],
        "document": draw(st.sampled_from(["same", "separate"])),
        "times": draw(st.sampled_from(["each", "first"])),
    }
    review = {
        "from": draw(some_text),
        "every_months": draw(st.none() | st.just(4)),
        "percent": "3.1",
    }
    as_due_dates = count is not None and not divided and draw(st.integers(0, 5)) == 0
    return {
        "schedule": draw(schedules),
        "installments_are": "due_dates" if as_due_dates else "documents",
        "starts_on": draw(st.none() | beginnings),
        "opening": draw(st.sampled_from(["none", "none", "prorated"])),
        "split_on_change": draw(st.booleans()),
        "installments": count,
        "timing": draw(st.sampled_from(["advance", "advance", "arrears"])),
        "closing": draw(st.sampled_from(["full", "prorated"])),
        "withdrawn_on": draw(st.none() | st.none() | some_text),
        "lead_days": draw(st.sampled_from([0, 0, 3, 20])),
        "business_day": draw(st.sampled_from(["as_is", "next", "previous"])),
        "expenses": draw(st.sampled_from(["0", "0", "1.99"])),
        "document_discount": draw(st.sampled_from(["0", "0", "7"])),
        "withholding": draw(st.none() | st.just("IRPF15")),
        "pauses": draw(st.just([]) | st.just([pause])),
        "modifications": draw(st.sampled_from([[], [change], [extra], [change, extra]])),
        "reviews": draw(st.just([]) | st.just([review])),
        "billed_until": draw(st.none() | st.none() | beginnings),
        "lines": [
            draw(lines(key, divided, is_sale=as_due_dates))
            for key in "abc"[: draw(st.integers(1, 3))]
        ],
    }


towns: st.SearchStrategy[Town] = st.lists(contracts(), min_size=1, max_size=3)
"""The contracts of a company; they belong to two customers in turn."""


def plain(town: Town) -> Town:
    """Return the contracts without what depends on the order in which installments are billed."""
    text = json.dumps(town)
    for ordered, free in (
        ('"divided"', '"same"'),
        ('"times": "first"', '"times": "each"'),
    ):
        text = text.replace(ordered, free)
    return json.loads(text)  # type: ignore[no-any-return]


def settled_in(town: Town) -> Company:
    """Import the contracts into a company of its own."""
    company = a_company(**UNBOUND, holidays="ES-MD", prices_include_tax=len(town) == 2)
    customers = [
        {"code": "Ana", "name": "Ana"},
        {"code": "Luis", "name": "Luis", "surcharge": True},
    ]
    forms = [
        {"customer": {"code": ("Ana", "Luis")[n % 2]}, "contract": {"code": f"CT-{n}", **form}}
        for n, form in enumerate(town)
    ]
    content = json.dumps({"customers": customers, "contracts": forms}).encode()
    found, problems = json_reading.records(content, file="town.json", language="en")
    records: dict[str, list[Record]] = {}
    for each in found:
        records.setdefault(each.kind, []).append(each)
    manner = importing.Manner(at=A_MOMENT, language="en")
    outcome = importing.import_records(Bundle(records, problems), company, manner)
    if outcome.problems:
        reject()
    return company
