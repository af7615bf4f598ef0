"""Ten years of varied contracts, day by day, are the plan of their last day (R4, R16, GE-13)."""

from collections import Counter
from datetime import date

import pytest

from cadencia.cli.simulate import _calendar
from cadencia.core.forecast import forecast, with_indexes_until
from cadencia.core.planning import plan
from cadencia.interchange.reader import read_form
from tests.oracle.day_by_day import begun, lived, told
from tests.oracle.random_files import random_file

START, UNTIL = date(2024, 1, 1), date(2034, 12, 31)


def agreements(seeds):
    """Yield the contracts of the seeds that can be posted, prices known for the whole time."""
    for seed in seeds:
        read = read_form(random_file(seed)[0]).file
        if read is not None:
            yield seed, with_indexes_until(read.agreement, UNTIL)


def compare(seed, agreement, until):
    """Assert that a life day by day is the closed form; return how many documents it made."""
    calendar = _calendar(agreement)
    start = min(START, _first_day(agreement))
    diary = lived(agreement, start, until, calendar, looks_twice=seed % 5 == 0)
    if diary.parked_on is not None:
        expected = forecast(agreement, since=start, until=until, is_business_day=calendar)
        assert expected.refusal is not None, seed
        assert Counter(_amounts(diary)) == Counter(
            (each.on, each.made.key, each.made.totals) for each in expected.documents
        ), seed
        return 0
    whole = plan(agreement, as_of=until, is_business_day=calendar)
    assert whole.refusals == (), seed
    assert _dated(diary.installments) == _dated(whole.installments), seed
    closed = [told(each, whole.installments) for each in whole.documents]
    assert _sorted(diary.documents) == _sorted(closed), seed
    return len(closed)


def _first_day(agreement):
    days = [line.one_off.on for line in agreement.contract.lines if line.one_off]
    return min((each for each in days if each), default=START)


def _amounts(diary):
    return [(each[0], each[2], each[5]) for each in diary.documents]


def _sorted(documents):
    return sorted(documents, key=lambda each: (each[0], str(each[3]), str(each[2]), _keys(each)))


def _keys(document):
    return [str((line.key, line.modification, line.period.start)) for line in document[4]]


def _dated(installments):
    return sorted(installments, key=lambda each: (each.due_on, each.kind, str(each.one_off_line)))


def test_two_years_of_a_hundred_contracts():
    documents = sum(
        compare(seed, agreement, date(2026, 12, 31)) for seed, agreement in agreements(range(130))
    )
    assert documents > 300


def test_a_diary_begins_as_the_database_does():
    (_, agreement), *_ = agreements(range(20))
    assert begun(agreement).last_due_on is None


@pytest.mark.long
def test_ten_years_of_a_thousand_contracts():
    lives, documents = 0, 0
    for seed, agreement in agreements(range(20_000, 30_000)):
        made = compare(seed, agreement, UNTIL)
        documents, lives = documents + made, lives + (made > 0)
        if lives == 1000:
            break
    assert lives == 1000
    assert documents > 30_000
