"""The JSON form: contract files, lists and lines of them, a company's lists."""

import json

from tests.interchange.tables.files import read, spots

A_CONTRACT = {"customer": {"code": "C1"}, "contract": {"code": "K1", "lines": []}}


def contracts(bundle):
    return [each.data for each in bundle.of("contracts")]


def test_a_contract_file_a_list_lines_and_lists_are_the_same(tmp_path):
    one = json.dumps({"format": 1, **A_CONTRACT})
    two = json.dumps({"customer": {"code": "C2"}, "contract": {"code": "K2"}})
    for text, how_many in (
        (one, 1),
        (f"[{one}, {two}]", 2),
        (f"{one}\n{two}\n", 2),
        (f'{{"contracts": [{one}, {two}]}}', 2),
    ):
        bundle = read(tmp_path, {"contratos.json": text})
        assert bundle.problems == []
        assert contracts(bundle)[0] == A_CONTRACT
        assert len(contracts(bundle)) == how_many


def test_a_customer_with_more_than_its_code_is_imported_too_and_once(tmp_path):
    customer = {"code": "C1", "name": "Ana"}
    each = {"customer": customer, "contract": {"code": "K1"}}
    other = {"customer": customer, "contract": {"code": "K2"}}
    bundle = read(tmp_path, {"x.json": json.dumps([each, other])})
    assert bundle.problems == []
    assert [record.data for record in bundle.of("customers")] == [customer, customer]


def test_masters_are_checked_field_by_field(tmp_path):
    wrong = {
        "customers": [
            {"code": "C1", "name": "Ana", "nmae": "x", "decimals": "2"},
            {"code": 5, "name": "Luis", "is_business": "yes"},
            {"name": "Eva", "payment_terms": {"days": 30, "weeks": 2}},
        ],
        "items": [{"code": "A", "price": 45.0}, {"code": "B", "price": "1,5", "taxes": "IVA21"}],
        "zapatos": [],
    }
    bundle = read(tmp_path, {"x.json": json.dumps(wrong)})
    assert sorted(spots(bundle), key=str) == sorted(
        [
            ("x.json", None, "zapatos", "json_key_unknown"),
            ("x.json", None, "customers.0.nmae", "json_key_unknown"),
            ("x.json", None, "customers.0.decimals", "json_shape"),
            ("x.json", None, "customers.1.code", "json_shape"),
            ("x.json", None, "customers.1.is_business", "json_shape"),
            ("x.json", None, "customers.2.code", "required"),
            ("x.json", None, "customers.2.payment_terms.weeks", "json_key_unknown"),
            ("x.json", None, "items.0.price", "json_shape"),
            ("x.json", None, "items.1.price", "not_a_number"),
            ("x.json", None, "items.1.taxes", "json_shape"),
        ],
        key=str,
    )
    assert bundle.of("customers") == []


def test_what_an_import_does_not_take_is_refused(tmp_path):
    whole = {**A_CONTRACT, "company": {"name": "Otra"}, "catalog": {"items": []}, "extra": 1}
    bundle = read(tmp_path, {"x.json": json.dumps([whole])})
    assert spots(bundle) == [
        ("x.json", None, "0.company", "part_refused"),
        ("x.json", None, "0.catalog", "part_refused"),
        ("x.json", None, "0.extra", "json_key_unknown"),
    ]


def test_a_broken_line_among_good_ones_is_named(tmp_path):
    good = json.dumps(A_CONTRACT)
    bundle = read(tmp_path, {"x.jsonl": f'{good}\n{{"customer": x}}\n'})
    assert spots(bundle) == [("x.jsonl", 2, None, "json_broken")]


def test_other_shapes_say_what_is_expected(tmp_path):
    for text in ("5", '"x"', '[{"contract": 5}]', '{"customers": {}}', '{"format": 2}', "[[]]"):
        bundle = read(tmp_path, {"x.json": text})
        assert {each.code for each in bundle.problems} == {"json_shape"}, text


def test_what_nothing_can_print_is_escaped_in_problems(tmp_path):
    """Half a character, or a zero byte, would end in an error where the problem is told."""
    text = r'{"items": [{"code": "A", "price": "1\ud800"}, {"b\u0000d": 1, "code": "B"}]}'
    found = [each.as_json() for each in read(tmp_path, {"x.json": text}).problems]
    assert {each["value"] for each in found} >= {r"1\ud800"}
    assert {each["column"] for each in found} >= {r"items.1.b\x00d"}
    json.dumps(found, ensure_ascii=False).encode()
