"""How numbers are printed, and which patterns and changes of a series are refused."""

import pytest

from cadencia.documents import services
from cadencia.documents.models import Series
from cadencia.documents.numbering import pattern_problems, printed_number
from cadencia.parties.problems import ValuesRefused
from tests import factories


@pytest.mark.parametrize(
    ("pattern", "printed"),
    [
        ("{series}-{year}-{number:06d}", "F-2026-000041"),
        ("{series}{year:02d}/{number}", "F26/41"),
        ("{year}{number:04d}", "20260041"),
        ("{number:01d}-{year}", "41-2026"),
    ],
)
def test_a_pattern_is_filled_in(pattern, printed):
    assert printed_number(pattern, series="F", year=2026, number=41) == printed


def test_a_long_number_is_never_cut():
    assert (
        printed_number("{year}-{number:03d}", series="F", year=2026, number=12345) == "2026-12345"
    )


@pytest.mark.parametrize(
    ("pattern", "how_many"),
    [
        ("{series}-{year}-{number:06d}", 0),
        ("{series}-{year}", 1),
        ("{series}-{number}", 1),
        ("{series}", 2),
        ("{series.__class__}{year}{number}", 1),
        ("{year}{number}{0}", 1),
        ("{year}{number}}", 1),
    ],
)
def test_a_pattern_tells_numbers_apart(pattern, how_many):
    assert len(list(pattern_problems(pattern))) == how_many


@pytest.mark.django_db
class TestSeries:
    def test_every_company_has_one_for_each_kind(self):
        company = factories.a_company()
        found = dict(Series.objects.filter(company=company).values_list("kind", "code"))
        assert found == {
            "invoice": "F", "delivery_note": "A", "non_billable_delivery_note": "N",
            "work_order": "P", "credit_note": "R",
        }  # fmt: skip

    def test_a_new_default_takes_the_place_of_the_old(self):
        company = factories.a_company()
        services.save_series(
            company,
            {"code": "G", "kind": "invoice", "is_default": True},
            by=factories.chief(company.pk),
        )
        defaults = Series.objects.filter(company=company, kind="invoice", is_default=True)
        assert [each.code for each in defaults] == ["G"]

    def test_what_is_refused(self):
        company = factories.a_company()
        with pytest.raises(ValuesRefused) as refusal:
            services.save_series(
                company,
                {"code": "", "kind": "x", "pattern": "x", "color": 1},
                by=factories.chief(company.pk),
            )
        paths = [each.path for each in refusal.value.problems]
        assert sorted(set(paths)) == ["code", "color", "kind", "pattern"]

    def test_the_pattern_stays_once_there_are_numbers(self):
        ana = factories.a_customer(factories.a_company())
        factories.an_issued_document(ana)
        with pytest.raises(ValuesRefused):
            services.save_series(
                ana.company,
                {"code": "F", "pattern": "{year}/{number}"},
                by=factories.chief(ana.company_id),
            )
        services.save_series(
            ana.company, {"code": "F", "name": "Facturas"}, by=factories.chief(ana.company_id)
        )
