"""Whatever a clerk can type of a contract goes through files and the API too (AG-1, AG-4)."""

import json
from dataclasses import fields
from decimal import Decimal

import pytest

from cadencia.api import contract_forms as api_forms
from cadencia.backoffice.contract_form.fields import HEADER as SCREEN_HEADER
from cadencia.backoffice.contract_form.fields import fields_of, parts
from cadencia.billing import exporting, importing
from cadencia.billing.contract_form import Details
from cadencia.billing.exporting import Format, Target
from cadencia.billing.importing import Manner, contract_fields
from cadencia.billing.importing.details import DETAILS
from cadencia.contracts.models import Contract
from cadencia.interchange import details, reader
from cadencia.interchange.contract import CONTRACT_FIELDS
from cadencia.interchange.lines import LINE_FIELDS
from cadencia.interchange.modifications import MODIFICATION_FIELDS, REVIEW_FIELDS
from cadencia.interchange.tables.contract_columns import CONTRACTS, LINE_PREFIX
from cadencia.parties.access import Role
from cadencia.parties.models import ResponsibleParty, SalesRep, User
from cadencia.parties.people import Membership
from tests.billing.test_importing import A_MOMENT
from tests.factories import a_company, a_customer, chief

TOLD = {
    "sales_rep": "ANA",
    "commission_rate": "7.5",
    "commission_base": "margin",
    "responsible": "eva",
    "responsible_party": "Casa matriz, S.L.",
    "documents_are": "draft",
    "sending": "create_and_send",
    "email_to": "ana@example.com, luis@example.com",
    "email_copy": "copia@example.com",
    "notes": "Pide factura en papel.\nLlamar por la tarde.",
}
REST = {
    "reference": "Ref",
    "kind": "Mensual",
    "project": "P1",
    "contact": "Eva",
    "bill_to": "PAGA",
    "series": "F",
    "journal": "700",
    "payment_method": "SEPA",
    "mandate": "M-1",
    "delivery_address": "Nave 2",
    "payment_terms": {"days": 45, "fixed_days": [10]},
    "decimals": 3,
    "tax_regime": "export",
    "generation": "manual",
    "starts_on": "2026-01-31",
}
LINE = {
    "key": "a",
    "description": "CUOTA <MENSUAL>",
    "unit_price": "45.00",
    "taxes": ["IVA21"],
    "agent": "ANA",
    "commission": "3",
}
SCHEDULE = {"every": 1, "unit": "month", "first": "2026-01-31"}
WHOLE = {"code": "K1", "schedule": SCHEDULE, "lines": [LINE], **REST, **TOLD}


def shop(**fields):
    """Open a company with whom the contract names."""
    company = a_company(**fields)
    a_customer(company, "Ana", code="C1")
    a_customer(company, "Quien paga", code="PAGA")
    SalesRep.objects.create(company=company, code="ANA", name="Ana", commission=Decimal(10))
    ResponsibleParty.objects.create(company=company, name="Casa matriz, S.L.")
    eva, _ = User.objects.get_or_create(username="eva")
    Membership.objects.create(company=company, user=eva, role=Role.CLERK)
    return company


@pytest.fixture
def company(db):
    return shop()


def brought(company, tmp_path, *contracts, **how):
    path = tmp_path / f"given-{company.code}.json"
    records = [{"customer": {"code": "C1"}, "contract": each} for each in contracts]
    path.write_text(json.dumps({"contracts": records}))
    return importing.import_files([path], company, Manner(at=A_MOMENT, language="en", **how))


def told(company, code="K1"):
    records = exporting.exported(company, by=chief(company.pk)).records["contracts"]
    return next(each["contract"] for each in records if each["contract"]["code"] == code)


def test_every_field_of_the_form_is_a_key_of_the_file_and_of_the_api():
    typed = {path.split(".")[0] for path in fields_of(SCREEN_HEADER)}
    typed |= {each.name for each in fields(Details)}
    assert typed == set(CONTRACT_FIELDS) - {"state", "active", "ledger", *parts()}
    assert {each.name for each in fields(Details)} == set(details.KEYS)
    known = {each.path.split(".")[0] for each in (*contract_fields.HEADER, *DETAILS)}
    assert known == typed | {"state", "active"}
    columns = {each.path.split(".")[0] for each in CONTRACTS.columns}
    assert columns - {"customer", "template", "own_header", "line"} == known
    api = set(api_forms.FormOfContract.model_fields) - set(parts())
    assert api == known


def test_every_field_of_a_line_is_a_key_of_the_file_and_of_the_api():
    lines = set(fields_of("lines"))
    assert lines == set(LINE_FIELDS) == set(api_forms.FormOfLine.model_fields)
    assert lines == {
        each.path.removeprefix(LINE_PREFIX)
        for each in CONTRACTS.columns
        if each.path.startswith(LINE_PREFIX)
    }
    for part, form, names in (
        ("modifications", api_forms.FormOfModification, MODIFICATION_FIELDS),
        ("reviews", api_forms.FormOfReview, REVIEW_FIELDS),
    ):
        aliases = {each.alias or name for name, each in form.model_fields.items()}
        assert set(fields_of(part)) == set(names) == aliases


@pytest.mark.parametrize("chosen", [Format.JSON, Format.XLSX, Format.CSV])
def test_what_is_exported_is_imported_and_exported_equal(company, tmp_path, chosen):
    assert brought(company, tmp_path, WHOLE).problems == ()
    assert told(company) == WHOLE
    row = Contract.objects.get(company=company, code="K1")
    assert (row.sales_rep.name, row.commission_rate) == ("Ana", Decimal("7.5"))
    assert (row.responsible.username, row.responsible_party.name) == ("eva", "Casa matriz, S.L.")
    export = exporting.exported(company, by=chief(company.pk))
    target = Target(path=tmp_path / f"out.{chosen}", format=chosen, locale="es")
    files = exporting.export_to(export, target)
    other = shop()
    manner = Manner(at=A_MOMENT, language="en")
    assert importing.import_files(files, other, manner).problems == ()
    assert told(other) == WHOLE
    again = importing.import_files(files, other, manner)
    assert (again.problems, again.unchanged["contracts"]) == ((), 1)


def test_a_file_that_says_nothing_leaves_what_is_there(company, tmp_path):
    brought(company, tmp_path, WHOLE)
    silent = {name: each for name, each in WHOLE.items() if name not in TOLD}
    assert brought(company, tmp_path, silent).unchanged["contracts"] == 1
    assert told(company) == WHOLE


def test_a_posted_contract_is_not_changed_and_a_draft_is(company, tmp_path):
    draft = {**WHOLE, "code": "K2", "state": "draft"}
    brought(company, tmp_path, WHOLE, draft)
    other = {"commission_rate": "9", "notes": None}
    (problem,) = brought(company, tmp_path, {**WHOLE, **other}).problems
    assert problem.code == "contract_posted_differs"
    assert "Contract commission, Notes" in problem.problem
    assert told(company) == WHOLE
    assert brought(company, tmp_path, {**draft, **other}).updated["contracts"] == 1
    assert told(company, "K2") == {
        name: each for name, each in {**draft, **other}.items() if name != "notes"
    }


def test_all_that_is_wrong_is_named_at_once(company, tmp_path):
    shop()  # who works in another company is nobody here
    SalesRep.objects.create(company=a_company(), code="OTRA", name="Otra")
    wrong = {
        "sales_rep": "OTRA",
        "responsible": "nadie",
        "responsible_party": "Nadie",
        "commission_rate": "7.5",
        "email_to": "no es",
        "notes": "4111 1111 1111 1111",
    }
    problems = brought(company, tmp_path, {**WHOLE, **wrong}).problems
    assert {(each.place.column, each.code) for each in problems} == {
        ("contracts.0.contract.sales_rep", "sales_rep_unknown"),
        ("contracts.0.contract.responsible", "responsible_unknown"),
        ("contracts.0.contract.responsible_party", "responsible_party_unknown"),
        ("contracts.0.contract.email_to", "value_refused"),
        ("contracts.0.contract.notes", "value_refused"),
    }
    wrong = {"commission_rate": "101", "commission_base": "gross", "sending": "yes", "notes": 3}
    problems = brought(company, tmp_path, {**WHOLE, **wrong}).problems
    assert {(each.place.column.rpartition(".")[2], each.code) for each in problems} == {
        ("commission_rate", "amount_too_high"),
        ("commission_base", "not_a_choice"),
        ("sending", "not_a_choice"),
        ("notes", "not_a_text"),
    }
    assert not Contract.objects.filter(company=company).exists()


def test_the_simulation_takes_them_and_calculates_the_same():
    silent = {name: each for name, each in WHOLE.items() if name not in TOLD}
    files = [
        reader.read_form({"customer": {"code": "C1", "name": "Ana"}, "contract": each})
        for each in (WHOLE, silent)
    ]
    assert [each.problems for each in files] == [(), ()]
    assert files[0].file.agreement == files[1].file.agreement
    wrong = {**WHOLE, "commission_rate": "-1", "sales_reps": "ANA"}
    refused = reader.read_form({"customer": {"code": "C1", "name": "Ana"}, "contract": wrong})
    assert [(each.path, each.code) for each in refused.problems] == [
        ("contract.sales_reps", "field_unknown_near"),
        ("contract.commission_rate", "amount_too_low"),
    ]
