"""Documents are found by the number that is printed on them, or by their id."""

import pytest

from cadencia.documents.finding import find_document
from cadencia.documents.models import Series
from tests.factories import (
    a_company,
    a_customer,
    a_draft_document,
    an_issued_document,
    chief,
)

pytestmark = pytest.mark.django_db


def a_series(company, **fields):
    Series.objects.filter(company=company, kind="invoice").update(is_default=False)
    return Series.objects.create(company=company, kind="invoice", is_default=True, **fields)


@pytest.mark.parametrize("text", ["F-2026-000041", "f-2026-41", " F-2026-000041 "])
def test_by_the_printed_number(text):
    company = a_company()
    document = an_issued_document(a_customer(company), 41)
    assert find_document(text, by=chief(company.pk)) == document


def test_by_a_pattern_with_a_short_year_and_signs_of_its_own():
    company = a_company()
    a_series(company, code="A+", pattern="{series}({year:02d}).{number:04d}")
    document = an_issued_document(a_customer(company), 7)
    assert find_document("A+(26).0007", by=chief(company.pk)) == document
    assert find_document("A+(25).0007", by=chief(company.pk)) is None
    assert find_document("AA(26)x0007", by=chief(company.pk)) is None


def test_a_draft_by_its_id():
    company = a_company()
    draft = a_draft_document(a_customer(company))
    assert find_document(f"#{draft.pk}", by=chief(company.pk)) == draft
    assert find_document(str(draft.pk), by=chief(company.pk)) == draft


@pytest.mark.parametrize(
    "text", ["", "#", "F-2026-000042", "F-2025-000041", "G-2026-000041", "٤١", "9" * 5000]
)
def test_nothing_else_is_found(text):
    company = a_company()
    an_issued_document(a_customer(company), 41)
    assert find_document(text, by=chief(company.pk)) is None


def test_nothing_of_another_company():
    document = an_issued_document(a_customer(a_company()), 41)
    other = a_company()
    assert find_document("F-2026-000041", by=chief(other.pk)) is None
    assert find_document(f"#{document.pk}", by=chief(other.pk)) is None
