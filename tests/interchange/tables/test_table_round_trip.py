"""What is written reads back equal, in every format and language."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cadencia.interchange.tables import reading, writing

codes = st.from_regex(r"[A-Z=+@'-][A-Z0-9 ./-]{0,7}[A-Z0-9]", fullmatch=True)
texts = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], include_characters="\n=+-@'"),
    min_size=1,
    max_size=25,
).filter(lambda each: each.strip() == each and each)
amounts = st.one_of(st.decimals(0, 10**9, places=2), st.decimals(0, 10**9, places=8)).map(
    lambda each: format(each, "f")
)
days = st.dates().map(lambda each: each.isoformat())


def some(**fields):
    """Return objects that have any of the optional fields."""
    return st.fixed_dictionaries({}, optional=fields)


customers = st.builds(
    lambda needed, more: {**needed, **more},
    st.fixed_dictionaries({"code": codes, "name": texts}),
    some(
        email=texts,
        is_business=st.booleans(),
        decimals=st.integers(0, 6),
        language=st.sampled_from(["es", "en"]),
        postal_code=st.from_regex(r"[0-9]{5}", fullmatch=True),
        payment_terms=st.fixed_dictionaries(
            {"days": st.integers(0, 90)},
            optional={
                "month_end": st.booleans(),
                "fixed_days": st.lists(st.integers(1, 31), min_size=1, max_size=3, unique=True),
                "parts": st.just([{"percent": "30.5", "days": 0}, {"percent": "69.5", "days": 60}]),
            },
        ),
    ),
)
lines = st.builds(
    lambda needed, more: {**needed, **more},
    st.fixed_dictionaries({"key": codes, "description": texts}),
    some(
        item=codes,
        unit_price=amounts,
        discounts=st.lists(amounts, min_size=1, max_size=3),
        taxes=st.lists(st.sampled_from(["IVA21", "IVA10", "EXENTO"]), max_size=2, unique=True),
        months=st.lists(st.integers(1, 12), min_size=1, unique=True).map(sorted),
        one_off_on=days | st.just("next") | st.just("2027-03"),
        withheld=st.booleans(),
        price_source=st.sampled_from(["fixed", "current", "catalog"]),
    ),
)
contracts = st.builds(
    lambda customer, needed, more: {
        "customer": {"code": customer},
        "contract": {**needed, **more},
    },
    codes,
    st.fixed_dictionaries({"code": codes, "lines": st.lists(lines, min_size=1, max_size=3)}),
    some(
        reference=texts,
        state=st.sampled_from(["draft", "posted"]),
        installments=st.integers(1, 60),
        starts_on=days,
        expenses=amounts,
        schedule=st.fixed_dictionaries({"first": days, "unit": st.sampled_from(["month", "year"])}),
        pauses=st.lists(
            st.fixed_dictionaries({"from": days, "mode": st.just("skip")}), min_size=1, max_size=2
        ),
    ),
)
wholes = st.fixed_dictionaries(
    {
        "customers": st.lists(customers, max_size=4, unique_by=lambda each: each["code"]),
        "contracts": st.lists(
            contracts, max_size=3, unique_by=lambda each: each["contract"]["code"]
        ),
    }
)


def stripped(data):
    """Return data without the fields that a blank cell left."""
    if isinstance(data, dict):
        found = {name: stripped(each) for name, each in data.items()}
        return {name: each for name, each in found.items() if each is not None and each != {}}
    return [stripped(each) for each in data] if isinstance(data, list) else data


def same(bundle, records):
    assert bundle.problems == []
    for kind, expected in records.items():
        assert [stripped(each.data) for each in bundle.of(kind)] == expected


quickly = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@quickly
@given(wholes, st.sampled_from(["es", "en"]))
def test_a_workbook_reads_back_equal(tmp_path, records, locale):
    file = tmp_path / "all.xlsx"
    tables = writing.tables(records, locale=locale)
    file.write_bytes(writing.workbook(tables, locale=locale))
    if tables:
        same(reading.read_files([file], locale=locale, language="en"), records)


@quickly
@given(wholes, st.sampled_from(["es", "en"]))
def test_csv_files_read_back_equal(tmp_path, records, locale):
    paths = []
    for table in writing.tables(records, locale=locale):
        path = tmp_path / f"{table.name}.csv"
        path.write_bytes(writing.csv_file(table, locale=locale))
        paths.append(path)
    same(reading.read_files(paths, locale=locale, language="en"), records)


@quickly
@given(wholes)
def test_json_reads_back_equal(tmp_path, records):
    file = tmp_path / "all.json"
    file.write_bytes(writing.json_file(records))
    same(reading.read_files([file], locale="es", language="en"), records)


@quickly
@given(st.lists(contracts, min_size=1, max_size=3, unique_by=lambda each: each["contract"]["code"]))
def test_a_flat_sheet_reads_back_equal(tmp_path, found):
    for each in found:
        each["contract"].pop("pauses", None)  # they have a sheet of their own
    file = tmp_path / "contratos.csv"
    file.write_bytes(writing.csv_file(writing.flat_contracts(found, locale="es"), locale="es"))
    same(reading.read_files([file], locale="es", language="en"), {"contracts": found})


def test_two_workbooks_of_the_same_data_are_equal():
    records = {"customers": [{"code": "C1", "name": "Ana"}]}
    first, second = (
        writing.workbook(writing.tables(records, locale="es"), locale="es") for _ in range(2)
    )
    assert first == second


@pytest.mark.parametrize("day", ["0001-01-01", "1900-02-28", "1900-03-01", "9999-12-31"])
def test_days_that_spreadsheets_do_not_know_survive_in_a_workbook(tmp_path, day):
    contract = {"code": "K", "starts_on": day, "lines": [{"key": "1", "description": "x"}]}
    records = {"contracts": [{"customer": {"code": "C"}, "contract": contract}]}
    file = tmp_path / "all.xlsx"
    file.write_bytes(writing.workbook(writing.tables(records, locale="es"), locale="es"))
    same(reading.read_files([file], locale="es", language="en"), records)


@pytest.mark.parametrize("locale", ["es", "en"])
@pytest.mark.parametrize(
    "amount",
    [
        "0.12345678",
        "1234567.12345678",  # 15 digits: a spreadsheet's number
        "12345678.12345678",  # 16: it would come back as 12345678.12345678 or not, by luck
        "999999999.99999999",
        "-123456789.00000001",
    ],
)
def test_amounts_of_many_digits_survive_in_a_workbook(tmp_path, locale, amount):
    line = {"key": "1", "description": "x", "unit_price": amount, "discounts": [amount]}
    contract = {"code": "K", "expenses": "12345678901.12", "lines": [line]}
    records = {"contracts": [{"customer": {"code": "C"}, "contract": contract}]}
    file = tmp_path / "all.xlsx"
    file.write_bytes(writing.workbook(writing.tables(records, locale=locale), locale=locale))
    same(reading.read_files([file], locale=locale, language="en"), records)
