"""What files tell beside a contract: confirmations, dated schedules, follow-up (LC-6, R4)."""

import json
from datetime import date

import pytest

from cadencia.billing import confirming, due, exporting, following_up, importing
from cadencia.billing.confirming import Which
from cadencia.billing.exporting import Format, Target
from cadencia.billing.following_up import Comment
from cadencia.billing.importing import Manner
from cadencia.billing.models import ContractDue
from cadencia.contracts.followup_models import FollowUp, FollowUpKind
from cadencia.contracts.models import Contract, ScheduleChange
from cadencia.interchange import reader, writer
from tests.billing.test_importing import A_MOMENT, bring
from tests.factories import a_company, chief

pytestmark = pytest.mark.django_db

TOLD = {
    "confirmations": [
        {"which": "first", "by": "2026-01-20", "confirmed": True},
        {"which": "last"},
    ],
    "schedule_changes": [
        {
            "from": "2026-06-10",
            "opening": "prorated",
            "schedule": {"every": 1, "unit": "month", "first": "2026-06-15"},
        }
    ],
    "follow_up": [
        {"on": "2026-02-01", "kind": "call", "text": "Pide factura en papel."},
        {"on": "2026-02-03", "kind": "promise", "text": "Paga", "promised_on": "2026-02-10"},
        {"on": "2026-02-11", "outcome": "Pagó", "about": 2},
    ],
}


@pytest.fixture
def company(tmp_path):
    company = a_company()
    folder = tmp_path / "given"
    folder.mkdir()
    assert bring(company, folder).problems == ()
    by = chief(company.pk)
    contract = Contract.objects.get(company=company, code="K1")
    confirming.require_confirmation(contract.pk, Which.FIRST, by_date=date(2026, 1, 20), by=by)
    confirming.confirm(contract.pk, Which.FIRST, by=by)
    confirming.require_confirmation(contract.pk, Which.LAST, by=by)
    ScheduleChange.objects.create(
        company=company,
        contract=contract,
        valid_from=date(2026, 6, 10),
        opening="prorated",
        schedule_every=1,
        schedule_unit="month",
        schedule_first=date(2026, 6, 15),
    )
    due.refresh([contract.pk], company.pk)

    def note(day, **said):
        on = date(2026, 2, day)
        return following_up.write(contract.pk, Comment(**said), on=on, at=A_MOMENT, by=by)

    note(1, text="Pide factura en papel.", kind=FollowUpKind.CALL)
    paid = note(3, text="Paga", kind=FollowUpKind.PROMISE, promised_on=date(2026, 2, 10))
    note(11, outcome="Pagó", about=paid.pk)
    on = date(2026, 2, 12)
    following_up.write(
        contract.pk, Comment(text="Sin postear"), on=on, at=A_MOMENT, post=False, by=by
    )
    return company


def told(company, **how):
    """Return what an export tells of K1."""
    records = exporting.exported(company, by=chief(company.pk), **how).records["contracts"]
    return next(each["contract"] for each in records if each["contract"]["code"] == "K1")


def brought(company, path, **how):
    manner = Manner(at=A_MOMENT, language="en", **how)
    return importing.import_files([path], company, manner)


@pytest.mark.parametrize("chosen", [Format.JSON, Format.XLSX])
def test_what_is_exported_is_imported_and_exported_equal(company, tmp_path, chosen):
    assert {name: told(company)[name] for name in TOLD} == TOLD
    export = exporting.exported(company, by=chief(company.pk))
    target = Target(path=tmp_path / f"out.{chosen}", format=chosen, locale="es")
    (file,) = exporting.export_to(export, target)
    other = a_company()
    assert brought(other, file).problems == ()
    assert exporting.exported(other, by=chief(other.pk)).records == export.records
    contract = Contract.objects.get(company=other, code="K1")
    assert ContractDue.objects.get(contract=contract).look_from == date(2026, 1, 31)
    assert FollowUp.objects.filter(contract=contract, posted_at=A_MOMENT).count() == 3
    again = brought(other, file)
    assert (again.problems, again.unchanged["contracts"]) == ((), again.unchanged["contracts"])
    assert again.updated.get("contracts", 0) == again.created.get("contracts", 0) == 0
    assert FollowUp.objects.filter(contract=contract).count() == 3


def as_file(company, tmp_path, **changes):
    """Write K1 as a file, with some keys changed; None takes one out."""
    record = {"customer": {"code": "C1"}, "contract": {**told(company), **changes}}
    record["contract"] = {name: each for name, each in record["contract"].items() if each != "out"}
    path = tmp_path / "k1.json"
    path.write_text(json.dumps({"contracts": [record]}))
    return path


def test_what_a_file_does_not_say_stays_and_what_it_says_otherwise_is_refused(company, tmp_path):
    without = as_file(company, tmp_path, **dict.fromkeys(TOLD, "out"))
    assert brought(company, without).unchanged["contracts"] == 1
    assert {name: told(company)[name] for name in TOLD} == TOLD
    other = as_file(company, tmp_path, confirmations=[], schedule_changes=[])
    (problem,) = brought(company, other).problems
    assert "Confirmations, Schedule changes" in f"{problem.problem} {problem.remedy}"
    assert {name: told(company)[name] for name in TOLD} == TOLD


def test_comments_are_added_to_a_posted_contract_once(company, tmp_path):
    more = [*TOLD["follow_up"], {"on": "2026-03-01", "text": "Todo bien", "about": 3}]
    file = as_file(company, tmp_path, follow_up=more)
    assert brought(company, file).updated["contracts"] == 1
    assert brought(company, file).unchanged["contracts"] == 1
    assert told(company)["follow_up"] == more


def test_all_that_is_wrong_is_named_at_once(company, tmp_path):
    file = as_file(
        company,
        tmp_path,
        code="K9",
        confirmations=[{"which": "second"}, {"which": "last"}, {"which": "last"}],
        schedule_changes=[{"from": "2026-06-10"}, {"from": "x", "schedule": {"every": 0}}],
        follow_up=[
            {"on": "2026-02-01"},
            {"on": "2026-02-01", "text": "x", "about": 2},
            {"on": "2026-02-01", "text": "x", "kind": "promise", "promised_on": "2026-01-01"},
            {"on": "2026-02-01", "text": "x", "by": "Ana"},
        ],
    )
    problems = brought(company, file).problems
    assert [(each.place.column, each.code) for each in problems] == [
        ("contracts.0.contract.confirmations.0.which", "not_a_choice"),
        ("contracts.0.contract.confirmations.2.which", "value_repeated"),
        ("contracts.0.contract.schedule_changes.0.schedule", "field_missing"),
        ("contracts.0.contract.schedule_changes.1.from", "not_a_date"),
        ("contracts.0.contract.schedule_changes.1.schedule.every", "number_out_of_bounds"),
        ("contracts.0.contract.schedule_changes.1.schedule.first", "field_missing"),
        ("contracts.0.contract.follow_up.0.text", "field_missing"),
        ("contracts.0.contract.follow_up.1.about", "about_no_earlier_comment"),
        ("contracts.0.contract.follow_up.2.promised_on", "promised_before_written"),
        ("contracts.0.contract.follow_up.3.by", "field_unknown"),
    ]
    assert not Contract.objects.filter(code="K9").exists()


def test_the_contract_file_calculates_with_its_dated_schedules(company):
    form = {
        "customer": {"code": "C1", "name": "Ana"},
        "contract": {
            "code": "K1",
            "schedule": {"every": 1, "unit": "month", "first": "2026-01-31"},
            "lines": [{"key": "a", "description": "Cuota", "unit_price": "45.00"}],
            **TOLD,
        },
    }
    file = reader.read(json.dumps(form).encode()).file
    assert file is not None
    (change,) = file.agreement.contract.schedule_changes
    assert (change.valid_from, change.schedule.first) == (date(2026, 6, 10), date(2026, 6, 15))
    assert writer.form(file)["contract"]["schedule_changes"] == TOLD["schedule_changes"]
