"""Two people changed the same contract: what is joined, and what is named (AG-11)."""

from cadencia.interchange.merging import merge

A = {"key": "a", "description": "Cuota", "unit_price": "45"}
B = {"key": "b", "description": "Taquilla", "unit_price": "5"}
JUNE = {"line": "a", "from": "2026-06-01", "unit_price": "49"}
JULY = {"line": "a", "from": "2026-07-01", "unit_price": "50"}


def joined(base, mine, theirs):
    found = merge(base, mine, theirs)
    return found.contract, [each.path for each in found.conflicts]


def test_what_each_changed_is_taken():
    base = {"reference": "x", "lead_days": 1, "project": "p"}
    mine = {"reference": "mine", "lead_days": 1, "project": "p"}
    theirs = {"reference": "x", "lead_days": 2}
    assert joined(base, mine, theirs) == ({"reference": "mine", "lead_days": 2}, [])


def test_where_both_changed_a_field_mine_stands_and_it_is_named():
    found = merge({"reference": "x"}, {"reference": "mine"}, {"reference": "theirs"})
    assert found.contract == {"reference": "mine"}
    assert [tuple(each) for each in found.conflicts] == [("reference", "mine", "theirs", "x")]
    assert found.taken == ()


def test_what_is_taken_from_them_is_named_with_what_stood_before():
    found = merge(
        {"lead_days": 1, "lines": [A]},
        {"lead_days": 1, "lines": [A]},
        {"lead_days": 2, "lines": [{**A, "unit_price": "46"}, B]},
    )
    assert [tuple(each) for each in found.taken] == [
        ("lead_days", 1, 2), ("lines.0.unit_price", "45", "46"), ("lines.1", None, B),
    ]  # fmt: skip


def test_both_to_the_same_is_no_conflict():
    assert joined({"reference": "x"}, {"reference": "y"}, {"reference": "y"}) == (
        {"reference": "y"}, [],
    )  # fmt: skip


def test_fields_of_one_line_are_joined():
    mine, theirs = {**A, "quantity": "2"}, {**A, "unit_price": "46"}
    assert joined({"lines": [A]}, {"lines": [mine]}, {"lines": [theirs]}) == (
        {"lines": [{**A, "quantity": "2", "unit_price": "46"}]}, [],
    )  # fmt: skip


def test_a_line_that_both_changed_is_named_by_its_field():
    _, conflicts = joined(
        {"lines": [B, A]},
        {"lines": [B, {**A, "unit_price": "1"}]},
        {"lines": [B, {**A, "unit_price": "2"}]},
    )
    assert conflicts == ["lines.1.unit_price"]


def test_lines_added_by_either_are_there_and_taken_out_ones_are_gone():
    c, d = {**A, "key": "c"}, {**A, "key": "d"}
    found, conflicts = joined({"lines": [A, B]}, {"lines": [A, B, c]}, {"lines": [A, d]})
    assert ([each["key"] for each in found["lines"]], conflicts) == (["a", "c", "d"], [])


def test_a_line_taken_out_here_and_changed_there_stays_and_is_named():
    theirs = {**A, "unit_price": "50"}
    found, conflicts = joined({"lines": [A, B]}, {"lines": [B]}, {"lines": [theirs, B]})
    assert found["lines"] == [B, theirs]
    assert conflicts == ["lines.1"]


def test_rows_without_a_key_are_told_apart_by_what_they_say():
    base = {"modifications": [JUNE]}
    assert joined(base, base, {"modifications": [JULY]}) == ({"modifications": [JULY]}, [])
    assert joined(base, {"modifications": []}, base) == ({}, [])
    found, conflicts = joined(
        base, {"modifications": [JUNE, JULY]}, {"modifications": [{**JUNE, "unit_price": "1"}]}
    )
    assert found["modifications"] == [JULY, {**JUNE, "unit_price": "1"}]
    assert conflicts == ["modifications"]
