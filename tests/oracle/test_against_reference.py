"""The program's answers beside those of a second, slow reading of the rules (R1 to R12)."""

import json
from datetime import date

import pytest

from cadencia.interchange.answer import answer
from tests.oracle import reference
from tests.oracle.program import billed
from tests.oracle.random_files import random_file, with_history

EVERYTHING = date(2000, 1, 1)


def compared(seed):
    """Return how many files of a seed were billed, and where the two readings differ."""
    file, start, until, as_of = random_file(seed)
    if program(file, start, until, as_of) is None:
        return 0, []
    listed = reference.answer(file, EVERYTHING, until)["installments"]
    files = [file, with_history(file, listed, seed)]
    found = [(program(each, start, until, as_of), each) for each in files]
    return len(files), [
        difference
        for said, each in found
        if is_comparable(said, each)
        and (difference := differs(said, reference.answer(each, start, until, as_of)))
    ]


def is_comparable(said, file):
    """What acts once may have to be refused: then it is open where it will act."""
    if said is None:
        return False
    once = any(each.get("times") for each in file["contract"].get("modifications", []))
    return not (once and said["refusals"])


def program(file, start, until, as_of):
    """Return what `cadencia simulate` answers as far as the reference knows it, None if refused."""
    told = billed(file, start, until, as_of)
    if told is None:
        return None
    found = json.loads(json.dumps(answer(*told)))
    del found["fingerprint"]
    found["refusals"] = sorted({each["code"] for each in found["refusals"]})
    for document in found["documents"]:
        for line in document["lines"]:
            del line["explanation"]
    return found


def differs(one, other, path=""):
    """Return the first place where two answers differ and what they say there, or None."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        pairs = [(f"{path}.{name}", one[name], other[name]) for name in one]
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = [(f"{path}.{n}", *both) for n, both in enumerate(zip(one, other, strict=True))]
    else:
        return None if one == other else f"{path}: {one} for the program, {other} by the rules"
    return next((found for where, a, b in pairs if (found := differs(a, b, where))), None)


def compare(seeds):
    billed, differences = 0, {}
    for seed in seeds:
        files, found = compared(seed)
        billed += files
        if found:
            differences[seed] = found
    return billed, differences


def test_the_program_answers_as_the_rules_read_twice():
    billed, differences = compare(range(300))
    assert differences == {}
    assert billed > 300  # most of the files made by chance can be billed


@pytest.mark.long
@pytest.mark.parametrize("block", range(20))
def test_twenty_thousand_files(block):
    _, differences = compare(range(1000 * (block + 1), 1000 * (block + 2)))
    assert differences == {}


def test_a_difference_is_seen():
    assert differs({"a": [1, {"b": 2}]}, {"a": [1, {"b": 3}]}) == (
        ".a.1.b: 2 for the program, 3 by the rules"
    )
    assert differs({"a": [1]}, {"a": []}) == ".a: [1] for the program, [] by the rules"
    assert differs({"a": [1]}, {"a": [1]}) is None
