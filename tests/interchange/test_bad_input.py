"""Bad input: each field that is wrong is named, all at once, with a sentence."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadencia.interchange.json_text import LARGEST_FILE
from cadencia.interchange.problems import line, sentence
from cadencia.interchange.reader import read, read_form
from cadencia.interchange.sentences import SENTENCES
from tests.interchange.contract_files import DROP, a_file, data


def problems(**changes):
    """Return what is wrong with the small file after some changes, as `path code`."""
    return [f"{each.path} {each.code}" for each in read_form(a_file(**changes)).problems]


def test_the_small_file_is_good():
    assert problems() == []


LINE = "contract__lines__0"
CASES = [
    # what has to be there
    ({"customer": DROP}, ["customer.code field_missing", "customer.name field_missing"]),
    ({"customer__code": DROP}, ["customer.code field_missing"]),
    ({"customer__name": "  "}, ["customer.name text_blank"]),
    ({"contract__code": None}, ["contract.code field_missing"]),
    ({"contract__schedule": None}, ["contract.schedule schedule_missing"]),
    ({"contract__schedule": {"every": 1}}, ["contract.schedule.first field_missing"]),
    ({"contract__lines": []}, ["contract.lines lines_missing"]),
    ({f"{LINE}__key": DROP}, ["contract.lines.0.key field_missing"]),
    ({f"{LINE}__description": DROP}, ["contract.lines.0.description field_missing"]),
    ({f"{LINE}__unit_price": DROP}, ["contract.lines.0.unit_price price_missing"]),
    # unknown fields, at every level
    ({"formatt": 1}, ["formatt field_unknown_near"]),
    ({"customer__phone": "1"}, ["customer.phone field_unknown"]),
    ({"customer__payment_terms": {"dayz": 1}}, ["customer.payment_terms.dayz field_unknown_near"]),
    ({"contract__schedule__firs": "x"}, ["contract.schedule.firs field_unknown_near"]),
    ({f"{LINE}__prize": "1"}, ["contract.lines.0.prize field_unknown"]),
    ({"catalog__items__0__cots": "1"}, ["catalog.items.0.cots field_unknown_near"]),
    # kinds
    ({"format": 2}, ["format format_unknown"]),
    ({"format": True}, ["format format_unknown"]),
    ({"contract": []}, ["contract not_an_object"]),
    ({"contract__lines": {}}, ["contract.lines not_a_list"]),
    ({"contract__lines": ["a"]}, ["contract.lines.0 not_an_object"]),
    ({"contract__active": "true"}, ["contract.active not_a_flag"]),
    ({"contract__active": 1}, ["contract.active not_a_flag"]),
    ({"contract__reference": 7}, ["contract.reference not_a_text"]),
    ({"contract__reference": "a\x00b"}, ["contract.reference text_not_printable"]),
    ({"contract__timing": "late"}, ["contract.timing not_a_choice"]),
    ({"contract__decimals": True}, ["contract.decimals not_a_whole_number"]),
    ({"contract__decimals": "2"}, ["contract.decimals not_a_whole_number"]),
    # bounds
    ({"contract__decimals": -1}, ["contract.decimals number_out_of_bounds"]),
    ({"contract__decimals": 7}, ["contract.decimals number_out_of_bounds"]),
    ({"contract__installments": 0}, ["contract.installments number_out_of_bounds"]),
    ({"contract__schedule__every": 0}, ["contract.schedule.every number_out_of_bounds"]),
    ({"contract__schedule__every": 1001}, ["contract.schedule.every number_out_of_bounds"]),
    ({f"{LINE}__quantity": "-0.5"}, ["contract.lines.0.quantity amount_too_low"]),
    ({f"{LINE}__discounts": ["100.01"]}, ["contract.lines.0.discounts.0 amount_too_high"]),
    (
        {f"{LINE}__discounts": ["1", "2", "3", "4"]},
        ["contract.lines.0.discounts too_many_discounts"],
    ),
    (
        {f"{LINE}__quantity": "999999999999", f"{LINE}__unit_price": "-999999999999.99"},
        ["contract.lines.0.unit_price line_too_large"],
    ),
    ({"contract__document_discount": "101"}, ["contract.document_discount amount_too_high"]),
    (
        {f"{LINE}__months": [0, 13]},
        [
            "contract.lines.0.months.0 number_out_of_bounds",
            "contract.lines.0.months.1 number_out_of_bounds",
        ],
    ),
    ({f"{LINE}__months": [1, 1]}, ["contract.lines.0.months.1 value_repeated"]),
    # amounts
    ({f"{LINE}__unit_price": 45}, ["contract.lines.0.unit_price amount_not_a_string"]),
    ({f"{LINE}__unit_price": "1e3"}, ["contract.lines.0.unit_price not_an_amount"]),
    ({f"{LINE}__unit_price": "45,00"}, ["contract.lines.0.unit_price not_an_amount"]),
    ({f"{LINE}__unit_price": " 45"}, ["contract.lines.0.unit_price not_an_amount"]),
    ({f"{LINE}__unit_price": "+45"}, ["contract.lines.0.unit_price not_an_amount"]),
    ({f"{LINE}__unit_price": ".5"}, ["contract.lines.0.unit_price not_an_amount"]),
    ({f"{LINE}__unit_price": "5."}, ["contract.lines.0.unit_price not_an_amount"]),
    ({f"{LINE}__unit_price": "٤٥"}, ["contract.lines.0.unit_price not_an_amount"]),
    ({f"{LINE}__unit_price": "1\n"}, ["contract.lines.0.unit_price not_an_amount"]),
    ({f"{LINE}__unit_price": "1234567890123"}, ["contract.lines.0.unit_price not_an_amount"]),
    ({f"{LINE}__unit_price": "1.123456789"}, ["contract.lines.0.unit_price too_many_decimals"]),
    ({f"{LINE}__quantity": "1.1234567"}, ["contract.lines.0.quantity too_many_decimals"]),
    # dates
    ({"contract__ends_on": "31/12/2026"}, ["contract.ends_on not_a_date"]),
    ({"contract__ends_on": "20261231"}, ["contract.ends_on not_a_date"]),
    ({"contract__ends_on": "2026-W01-1"}, ["contract.ends_on not_a_date"]),
    ({"contract__ends_on": "2027-02-29"}, ["contract.ends_on date_not_real"]),
    ({"contract__ends_on": 20261231}, ["contract.ends_on not_a_date"]),
    ({"contract__schedule__first": "0001-01-01"}, ["contract.schedule.first date_too_early"]),
    # codes and references
    ({f"{LINE}__item": "NO"}, ["contract.lines.0.item item_unknown"]),
    ({f"{LINE}__taxes": ["IVA22"]}, ["contract.lines.0.taxes.0 tax_unknown"]),
    ({f"{LINE}__taxes": ["IRPF15"]}, ["contract.lines.0.taxes.0 tax_is_withholding"]),
    ({f"{LINE}__taxes": ["IVA21", "IVA21"]}, ["contract.lines.0.taxes.1 value_repeated"]),
    ({"contract__withholding": "IRPF99"}, ["contract.withholding tax_unknown"]),
    ({"contract__withholding": "IVA21"}, ["contract.withholding tax_not_withholding"]),
    (
        {"contract__lines__1": {"key": "a", "description": "b", "unit_price": "1"}},
        [
            "contract.lines.1.key value_repeated",
        ],
    ),
    ({"catalog__items__4": {"code": "CUOTA"}}, ["catalog.items.4.code value_repeated"]),
    (
        {"catalog__price_list": [{"item": "NO", "price": "1"}]},
        [
            "catalog.price_list.0.item item_unknown",
        ],
    ),
    (
        {"catalog__taxes": [{"code": "IVA21", "tax": "IVA", "rate": "22"}]},
        [
            "catalog.taxes.0.code tax_exists",
        ],
    ),
    ({"catalog__taxes": [{"code": "X", "tax": "X"}]}, ["catalog.taxes.0.rate field_missing"]),
    ({"catalog__indexes__0__values": {"2026-13": "1"}}, ["catalog.indexes.0.values not_a_month"]),
    (
        {"catalog__indexes__0__values": {"2026-01": "0"}},
        [
            "catalog.indexes.0.values.2026-01 amount_too_low",
        ],
    ),
    # company and customer
    ({"company__country": "Spain"}, ["company.country not_a_country"]),
    ({"company__currency": "eur"}, ["company.currency not_a_currency"]),
    ({"company__holidays": "ES-XX"}, ["company.holidays calendar_unknown"]),
    ({"customer__tax_id": "12345678A"}, ["customer.tax_id tax_id_wrong"]),
    ({"customer__decimals": 9}, ["customer.decimals number_out_of_bounds"]),
    (
        {"customer__payment_terms": {"fixed_days": [32]}},
        [
            "customer.payment_terms.fixed_days.0 number_out_of_bounds",
        ],
    ),
    (
        {"customer__payment_terms": {"parts": [{"percent": "60"}, {"percent": "60"}]}},
        [
            "customer.payment_terms.parts parts_above_hundred",
        ],
    ),
    # formulas
    (
        {"catalog__formulas__0__expression": "amount ** 2"},
        [
            "catalog.formulas.0.expression formula_expression_not_allowed",
        ],
    ),
    ({f"{LINE}__price_source": "formula"}, ["contract.lines.0.formula formula_missing"]),
    ({f"{LINE}__formula": "mi"}, ["contract.lines.0.formula formula_unknown"]),
    ({f"{LINE}__formula": "km"}, ["contract.lines.0.formula_amount field_missing"]),
    (
        {f"{LINE}__formula": "km", f"{LINE}__formula_amount": "3"},
        [
            "contract.lines.0.formula_parameters formula_parameter_missing",
        ],
    ),
    ({f"{LINE}__formula_amount": "3"}, ["contract.lines.0.formula_amount formula_not_named"]),
]


@pytest.mark.parametrize(("changes", "expected"), CASES)
def test_what_can_not_be_read(changes, expected):
    assert problems(**changes) == expected


def a_line(**values):
    return {"key": "b", "description": "b", "unit_price": "1", **values}


POSTING = [
    # dates (R1, R2, R3)
    (
        {"contract__starts_on": "2026-02-01", "contract__ends_on": "2026-01-31"},
        [
            "contract.ends_on ends_before_start",
        ],
    ),
    (
        {"contract__starts_on": "2026-02-01", "contract__withdrawn_on": "2026-01-31"},
        [
            "contract.withdrawn_on ends_before_start",
        ],
    ),
    ({"contract__ends_on": "2026-01-30"}, ["contract.ends_on nothing_ever_due"]),
    (
        {f"{LINE}__valid_from": "2026-02-01", f"{LINE}__valid_until": "2026-01-31"},
        [
            "contract.lines.0.valid_until ends_before_start",
        ],
    ),
    (
        {"contract__schedule": {"first": "2026-01-31", "anchor_day": 30}},
        [
            "contract.schedule.first first_not_anchored",
        ],
    ),
    (
        {"contract__schedule": {"first": "2026-01-31", "unit": "week", "anchor_day": 31}},
        [
            "contract.schedule.anchor_day anchor_needs_months",
        ],
    ),
    (
        {"contract__schedule": {"months": [], "since": "2026-01-01"}},
        ["contract.schedule.months months_missing"],
    ),
    ({"contract__schedule": {"months": [1]}}, ["contract.schedule.since since_missing"]),
    (
        {"contract__schedule": {"months": [1], "first": "2026-01-01"}},
        [
            "contract.schedule.months schedule_of_both_kinds",
        ],
    ),
    (
        {"contract__proration": "thirty", "contract__schedule__unit": "week"},
        [
            "contract.proration thirty_needs_months",
        ],
    ),
    (
        {"contract__starts_on": "2025-12-30", "contract__opening": "full"},
        [
            "contract.opening full_opening_too_long",
        ],
    ),
    # pauses and moves (R4)
    (
        {
            "contract__pauses": [
                {"from": "2026-02-01", "until": "2026-02-28"},
                {"from": "2026-02-28"},
            ]
        },
        ["contract.pauses.1.from pauses_overlap"],
    ),
    (
        {"contract__moves": [{"due_on": "2026-02-27", "to": "2026-02-28"}]},
        [
            "contract.moves.0.due_on move_of_nothing",
        ],
    ),
    (
        {"contract__moves": [{"due_on": "2026-02-28", "to": "2026-04-01"}]},
        [
            "contract.moves.0.to move_past_neighbor",
        ],
    ),
    (
        {
            "contract__moves": [
                {"due_on": "2026-02-28", "to": "2026-03-01"},
                {"due_on": "2026-02-28", "to": "2026-03-02"},
            ]
        },
        ["contract.moves.1.due_on value_repeated"],
    ),
    # items and prices (AG-5, R8)
    ({f"{LINE}__item": "VISITA"}, ["contract.lines.0.item item_not_recurrent"]),
    (
        {f"{LINE}__item": "SIN PRECIO", f"{LINE}__unit_price": DROP},
        [
            "contract.lines.0.unit_price price_missing_of_item",
        ],
    ),
    ({f"{LINE}__price_source": "current"}, ["contract.lines.0.item item_missing_for_price"]),
    # one-offs (LN-4)
    (
        {"contract__lines__1": a_line(one_off_on="mañana")},
        [
            "contract.lines.1.one_off_on one_off_unclear",
        ],
    ),
    (
        {"contract__lines__1": a_line(one_off_on="2026-13")},
        [
            "contract.lines.1.one_off_on one_off_unclear",
        ],
    ),
    (
        {"contract__lines__1": a_line(one_off_on="next", months=[1])},
        [
            "contract.lines.1.months one_off_with_months",
        ],
    ),
    (
        {"contract__lines__0": a_line(one_off_on="next"), "contract__schedule": DROP},
        [
            "contract.lines.0.one_off_on one_off_next_without_schedule",
        ],
    ),
    # divided prices (R9)
    ({f"{LINE}__price_split": "divided"}, ["contract.lines.0.price_split divided_among_unknown"]),
    (
        {
            f"{LINE}__price_split": "divided",
            "contract__installments": 3,
            "contract__pauses": [{"from": "2026-02-01", "until": "2026-02-28"}],
        },
        ["contract.pauses.0.mode divided_line_skipped"],
    ),
    # modifications (R7)
    ({"contract__modifications": [{"line": "a"}]}, ["contract.modifications.0.from field_missing"]),
    (
        {"contract__modifications": [{"from": "2026-03-01", "unit_price": "1"}]},
        [
            "contract.modifications.0.line modification_of_no_line",
        ],
    ),
    (
        {"contract__modifications": [{"line": "z", "from": "2026-03-01", "unit_price": "1"}]},
        [
            "contract.modifications.0.line line_unknown",
        ],
    ),
    (
        {"contract__modifications": [{"effect": "add", "from": "2026-03-01"}]},
        [
            "contract.modifications.0.description addition_of_nothing",
            "contract.modifications.0.unit_price price_missing",
        ],
    ),
    (
        {
            "contract__modifications": [
                {"line": "a", "from": "2026-03-01", "unit_price": "1", "quantity": "2"},
                {"line": "a", "from": "2026-03-01", "quantity": "3"},
            ]
        },
        ["contract.modifications.1.from same_from"],
    ),
    # reviews (R8)
    (
        {"contract__reviews": [{"from": "2027-01-01"}]},
        [
            "contract.reviews.0.percent review_of_no_kind",
        ],
    ),
    (
        {"contract__reviews": [{"from": "2027-01-01", "index": "IPC"}]},
        [
            "contract.reviews.0.base review_base_missing",
        ],
    ),
    (
        {"contract__reviews": [{"from": "2027-01-01", "index": "X", "base": "2026-01"}]},
        [
            "contract.reviews.0.index index_unknown",
        ],
    ),
    (
        {"contract__reviews": [{"from": "2027-01-01", "percent": "1", "lines": ["z"]}]},
        [
            "contract.reviews.0.lines.0 line_unknown",
        ],
    ),
    # texts (R11)
    (
        {f"{LINE}__description": "<CUOTA DEL MES>"},
        [
            "contract.lines.0.description variable_unknown",
        ],
    ),
    (
        {f"{LINE}__description": "<FIN VIGENCIA>"},
        [
            "contract.lines.0.description variable_without_value",
        ],
    ),
    (
        {f"{LINE}__extra_text": "<CUOTA> de <CUOTAS>"},
        [
            "contract.lines.0.extra_text variable_without_value",
        ],
    ),
    ({f"{LINE}__reference": "<ASSET>"}, ["contract.lines.0.reference variable_without_value"]),
    ({"contract__reference": "<NADA>"}, ["contract.reference variable_unknown"]),
    (
        {
            "contract__modifications": [
                {"line": "a", "from": "2026-03-01", "description": "hasta <FIN VIGENCIA>"},
            ]
        },
        ["contract.modifications.0.description variable_without_value"],
    ),
    # stock (R12, ST-2)
    ({"contract__stock_release": "each"}, ["contract.stock_release release_needs_count"]),
    (
        {"contract__installments_are": "due_dates"},
        [
            "contract.installments due_dates_need_count",
        ],
    ),
    (
        {f"{LINE}__item": "BICI", "contract__stock_release": "first", "contract__installments": 3},
        ["contract.installments_are delivered_by_installments"],
    ),
    (
        {
            f"{LINE}__item": "BICI",
            "contract__stock_release": "first",
            "contract__installments": 3,
            "company__country": "GT",
        },
        ["contract.lines.0.installment_service service_missing"],
    ),
]


@pytest.mark.parametrize(("changes", "expected"), POSTING)
def test_what_posting_refuses(changes, expected):
    assert problems(**changes) == expected


ALLOWED = [
    # one day is a contract
    {"contract__starts_on": "2026-01-31", "contract__ends_on": "2026-01-31"},
    # delivered with the last installment: what is billed before is paid in advance (R12)
    {
        f"{LINE}__item": "BICI",
        f"{LINE}__installment_service": "CUOTA",
        "contract__stock_release": "last",
        "contract__installments": 3,
    },
    {"contract__schedule": {"first": "2026-02-28", "anchor_day": 31}},
    {"contract__schedule": {"months": [1, 7]}, "contract__starts_on": "2026-01-01"},
    {"contract__starts_on": "2025-12-31", "contract__opening": "full"},
    {"contract__ends_on": "2026-01-31"},
    {"contract__ends_on": "9999-12-31", f"{LINE}__valid_until": "9999-12-31"},
    {f"{LINE}__unit_price": "-45.00"},
    {f"{LINE}__unit_price": "999999999999.12345678"},
    {f"{LINE}__quantity": "-0"},
    {f"{LINE}__discounts": ["100", "-5.5"]},
    {f"{LINE}__item": "CUOTA", f"{LINE}__unit_price": DROP},
    {"contract__lines__1": a_line(item="VISITA", one_off_on="2027-03")},
    {"contract__modifications": [{"effect": "add", "from": "2026-03-01", "item": "VISITA"}]},
    {f"{LINE}__description": "10 < 20 y <b>"},
    {f"{LINE}__description": "hasta <FIN VIGENCIA>", f"{LINE}__valid_until": "2026-12-31"},
    {"contract__stock_release": "each", "company__release_each_without_count": True},
    {"customer__tax_id": "12345678Z"},
    {"customer__tax_id": "whatever", "customer__country": "FR"},
    {"catalog__taxes": [{"code": "IVA21", "tax": "IVA", "rate": "21", "surcharge": "5.2"}]},
    {
        f"{LINE}__item": "BICI",
        "contract__stock_release": "first",
        "contract__installments": 3,
        "contract__installments_are": "due_dates",
    },
]


@pytest.mark.parametrize("changes", ALLOWED)
def test_what_is_allowed(changes):
    assert problems(**changes) == []


def test_all_at_once_and_only_what_is_wrong():
    """A broken field hides what can't be judged without it, and nothing else."""
    found = problems(
        customer__name=DROP,
        contract__ends_on="2020-02-30",
        contract__lines__0__unit_price="x",
        contract__lines__0__description="<FIN VIGENCIA> <NADA>",
        contract__lines__1={"key": "b", "description": "b"},
    )
    assert found == [
        "customer.name field_missing",
        "contract.lines.0.unit_price not_an_amount",
        "contract.ends_on date_not_real",
        "contract.lines.1.unit_price price_missing",
        "contract.lines.0.description variable_unknown",
    ]


FILES = [
    (b"", "file_empty"),
    (b"  \n", "file_empty"),
    (b"{", "file_not_json"),
    (b"{'a': 1}", "file_not_json"),
    (b"[]", "file_not_an_object"),
    (b'"x"', "file_not_an_object"),
    ('{"customer": {"code": "Á"}}'.encode("latin-1"), "file_not_utf8"),
    ("{}".encode("utf-16"), "file_not_utf8"),
    (b"[" * 100_000, "file_too_deep"),
    (b'{"a":' * 100_000, "file_too_deep"),
    (b" " * (LARGEST_FILE + 1), "file_too_large"),
]


@pytest.mark.parametrize(("given_bytes", "code"), FILES, ids=[code for _, code in FILES])
def test_unreadable_files(given_bytes, code):
    assert [each.code for each in read(given_bytes).problems] == [code]


def test_a_byte_order_mark_is_no_problem():
    assert read(b"\xef\xbb\xbf" + data(a_file())).problems == ()


def test_a_field_given_twice():
    text = data(a_file()).replace(b'"code": "CT-1"', b'"code": "CT-0", "code": "CT-1"')
    assert [(each.path, each.code) for each in read(text).problems] == [
        ("contract.code", "field_repeated")
    ]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1.5", "1e400", "9" * 5000])
def test_numbers_that_no_field_takes(number):
    text = data(a_file()).replace(b'"45.00"', number.encode())
    found = read(text).problems
    assert [(each.path, each.code) for each in found] == [
        ("contract.lines.0.unit_price", "amount_not_a_string")
    ]
    text = data(a_file()).replace(b'"every": 1', b'"every": ' + number.encode())
    assert [each.path for each in read(text).problems] == ["contract.schedule.every"]


def test_half_a_surrogate_pair_and_a_field_with_a_line_feed():
    text = data(a_file()).replace(b'"Ana"', b'"\\ud800", "a\\nb": 1')
    found = read(text).problems
    assert [line(each, "en").split(": ")[0] for each in found] == [
        "customer.a\\nb",
        "customer.name",
    ]
    assert all("\n" not in line(each, "es") for each in found)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=5)
    | st.sampled_from(["2026-01-31"]),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=3), inside),
    max_leaves=5,
)
FIELDS = [
    ("customer",),
    ("customer", "payment_terms"),
    ("company",),
    *((("contract", name)) for name in ("schedule", "lines", "modifications", "pauses", "ledger")),
    *((("contract", name)) for name in ("installments", "starts_on", "expenses", "reviews")),
    *((("contract", "lines", 0, name)) for name in ("key", "months", "taxes", "one_off_on")),
    *((("catalog", name)) for name in ("items", "taxes", "indexes", "formulas", "price_list")),
]


@settings(deadline=None)  # the machine may be busy
@given(st.sampled_from(FIELDS), JSON)
def test_whatever_a_field_holds_it_is_read_or_refused_in_words(path, value):
    form = a_file()
    inside = form
    for each in path[:-1]:
        inside = inside.setdefault(each, {}) if isinstance(inside, dict) else inside[each]
    inside[path[-1]] = value
    found = read(json.dumps(form).encode())
    assert (found.file is None) == bool(found.problems)
    for each in found.problems:
        assert "\n" not in line(each, "es") + line(each, "en")


def test_every_sentence_is_there_in_both_languages_and_ends():
    for code, (spanish, english) in SENTENCES.items():
        assert spanish.endswith((".", "?")), code
        assert english.endswith((".", "?")), code


def test_spanish_and_english():
    (problem,) = read_form(a_file(customer__tax_id="12345678A")).problems
    assert line(problem, "es") == (
        "customer.tax_id: «12345678A» no es un NIF correcto; revisar las cifras y la letra."
    )
    assert sentence(problem, "en") == (
        "“12345678A” isn't a valid Spanish NIF; check its digits and letter."
    )
