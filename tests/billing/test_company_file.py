"""The file that describes a company."""

import json
from datetime import UTC, datetime

import pytest

from cadencia.billing import importing
from cadencia.documents.models import Series
from cadencia.parties.models import BankAccount, Company

pytestmark = pytest.mark.django_db

A_MOMENT = datetime(2026, 1, 15, 9, tzinfo=UTC)


def opened(folder, **facts):
    file = folder / "company.json"
    file.write_text(json.dumps({"code": "gym", "name": "Gym", **facts}), encoding="utf-8")
    return importing.company_in(file, at=A_MOMENT)


def refused(folder, **facts):
    with pytest.raises(importing.CompanyFileRefused) as found:
        opened(folder, **facts)
    assert not Company.objects.filter(code="gym").exists()
    return [each.path for each in found.value.problems]


def test_a_company_with_series_and_account(tmp_path):
    company = opened(
        tmp_path,
        iban="ES9121000418450200051332",
        series=[{"code": "G", "kind": "invoice", "is_default": True}],
    )
    assert Series.objects.get(company=company, kind="invoice", is_default=True).code == "G"
    assert BankAccount.objects.get(company=company, customer=None).iban.startswith("ES91")
    assert company.issuer_snapshot.data["bank_accounts"][0]["iban"].startswith("ES91")


def test_one_that_is_there_is_left_as_it_is(tmp_path):
    first = opened(tmp_path)
    again = opened(tmp_path, name="Other")
    assert (again.pk, again.name) == (first.pk, "Gym")


@pytest.mark.parametrize(
    ("facts", "paths"),
    [
        ({"tax_id": "B00000001"}, ["tax_id"]),
        ({"shoes": 1}, ["shoes"]),
        ({"code": "", "name": ""}, ["code", "name"]),
        ({"series": {"code": "F"}}, ["series"]),
        ({"series": [{"code": "F", "kind": "shoe"}]}, ["kind"]),
        ({"iban": "ES00"}, ["iban"]),
        ({"logo": "none.svg"}, ["logo"]),
        ({"logo": "company.json"}, ["logo"]),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_opened(tmp_path, facts, paths):
    assert refused(tmp_path, **facts) == paths


@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff\xfe\x00", b"[" * 100_000])
def test_a_file_that_is_no_company(tmp_path, content):
    file = tmp_path / "company.json"
    file.write_bytes(content)
    with pytest.raises(importing.CompanyFileRefused) as found:
        importing.company_in(file, at=A_MOMENT)
    assert [each.path for each in found.value.problems] == ["company.json"]
