"""The demo companies' files: what the tool makes up, and good enough to import."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from stdnum import iban
from stdnum.es import nif

from cadencia.billing import importing
from cadencia.billing.importing import Manner
from cadencia.billing.models import ContractDue
from cadencia.contracts.models import Contract
from cadencia.documents.models import Series
from cadencia.interchange.tables import reading
from tests.interchange.tables.test_table_round_trip import stripped
from tools import make_demo_files
from tools.demo_companies import academy, boilers, gym, insurer

DEMO = Path(__file__).parent.parent.parent / "demo"
COMPANIES = [gym, insurer, boilers, academy]
A_MOMENT = datetime(2026, 1, 15, 9, tzinfo=UTC)


def files_of(company):
    folder = DEMO / company.COMPANY["code"]
    return sorted(each for each in folder.iterdir() if each.suffix in {".xlsx", ".csv"})


@pytest.mark.parametrize("company", COMPANIES, ids=lambda each: each.COMPANY["code"])
def test_the_files_hold_what_the_tool_makes_up(company):
    bundle = reading.read_files(files_of(company), locale="es", language="en")
    assert bundle.problems == []
    for kind, expected in company.records(make_demo_files.SEED).items():
        assert [stripped(each.data) for each in bundle.of(kind)] == expected


@pytest.mark.parametrize("company", COMPANIES, ids=lambda each: each.COMPANY["code"])
def test_tax_ids_and_ibans_are_formally_right_and_nobody_is_there_twice(company):
    customers = company.records(make_demo_files.SEED)["customers"]
    assert nif.is_valid(company.COMPANY["tax_id"])
    assert all(nif.is_valid(each["tax_id"]) for each in customers)
    assert all(iban.is_valid(each["iban"]) for each in customers if "iban" in each)
    assert len({each["tax_id"] for each in customers}) == len(customers)
    assert len({each["email"] for each in customers}) == len(customers)


def test_the_gym_has_its_stories():
    contracts = [each["contract"] for each in gym.records(make_demo_files.SEED)["contracts"]]
    assert len(contracts) == 2000
    assert sum(each["schedule"]["first"].endswith("-31") for each in contracts) > 200
    assert sum("pauses" in each for each in contracts) > 50
    assert sum("billed_until" in each for each in contracts) > 1500


def test_the_whole_stays_small():
    assert sum(each.stat().st_size for each in DEMO.rglob("*") if each.is_file()) < 3_000_000


@pytest.mark.django_db
def test_a_folder_opens_its_company_and_twice_is_once():
    folder = DEMO / "calderas"
    manner = Manner(at=A_MOMENT, language="en")
    tried = importing.import_folder(
        folder / "company.json", files_of(boilers), Manner(at=A_MOMENT, dry_run=True)
    )
    assert tried[1].problems == ()
    assert not Series.objects.filter(company__code="calderas").exists()
    company, outcome = importing.import_folder(folder / "company.json", files_of(boilers), manner)
    assert outcome.problems == ()
    assert bytes(company.logo).startswith(b"<svg")
    default = Series.objects.get(company=company, kind="invoice", is_default=True)
    assert default.code == "M"
    contracts = Contract.objects.filter(company=company)
    assert (contracts.count(), contracts.filter(state="posted").count()) == (400, 400)
    assert ContractDue.objects.filter(company=company, look_from__lte=date(2026, 12, 31)).count()
    again, outcome = importing.import_folder(folder / "company.json", files_of(boilers), manner)
    assert (again.pk, outcome.created, outcome.updated) == (company.pk, {}, {})
