"""The lines of an installment: texts, taxes, and where each cent comes from (R8, R11)."""

from decimal import Decimal

import pytest

from cadencia.core.agreement import Customer, History, Kind
from cadencia.core.payment_terms import PaymentPart, PaymentTerms
from cadencia.core.totals import missing_tax
from tests.core.builders import (
    IVA10,
    IVA21,
    addition,
    catalog,
    contract,
    day,
    documents,
    in_months,
    item,
    line,
    modification,
    monthly,
    move,
    one_off,
    refusals,
    row,
    simulated,
)


def texts(of, until="2026-12-31", **around):
    found = simulated(of, until, **around).documents
    return [line.description for made in found for line in made.draft.lines]


def text(description, until="2026-12-31", **given):
    return texts(contract(line(description=description), **given), until)


class TestVariables:
    def test_months_by_the_due_date(self):
        assert text("CUOTA <MENSUAL>", "2026-02-28") == ["CUOTA Enero", "CUOTA Febrero"]

    def test_the_due_date_also_in_arrears_and_when_moved(self):
        found = text(
            "<MENSUAL> <MENSUAL-1>",
            "2026-02-28",
            starts_on="2026-01-01",
            timing="arrears",
            moves=(move("2026-02-01", "2026-03-01"),),
        )
        assert found == ["Febrero Enero"]

    def test_the_period_number_and_count(self):
        assert text("<PERIODO DESDE> <PERIODO HASTA> <CUOTA>/<CUOTAS>", installments=2) == [
            "01/01/2026 31/01/2026 1/2",
            "01/02/2026 28/02/2026 2/2",
        ]

    def test_the_period_that_an_end_cuts(self):
        assert text("<PERIODO HASTA>", ends_on="2026-01-20") == ["20/01/2026"]

    def test_the_period_of_a_line_with_months_is_its_own(self):
        of = contract(
            line("a", description="<PERIODO HASTA>"),
            line("y", description="<PERIODO HASTA>", months=(1, 7)),
            installments=1,
        )
        assert texts(of) == ["31/01/2026", "30/06/2026"]

    def test_validity_of_the_line_else_of_the_contract(self):
        of = contract(
            line("a", description="<INICIO VIGENCIA> <FIN VIGENCIA>"),
            line(
                "b",
                description="<INICIO VIGENCIA> <FIN VIGENCIA>",
                valid_from="2025-05-05",
                valid_until="2026-01-15",
            ),
            starts_on="2026-01-01",
            ends_on="2026-03-03",
            installments=1,
        )
        assert texts(of) == ["01/01/2026 03/03/2026", "05/05/2025 15/01/2026"]

    def test_contract_customer_and_reference(self):
        of = contract(
            line("a", description="<CONTRATO> <CLIENTE> <REFERENCIA>"),
            line("b", description="<REFERENCIA>", reference="PO-1"),
            reference="Gym",
            installments=1,
        )
        assert texts(of) == ["CT-1 Ana Gym", "PO-1"]

    def test_dates_of_the_document_and_of_its_payment(self):
        found = text(
            "<FECHA> <VENCIMIENTO>",
            installments=1,
            moves=(move("2026-01-01", "2026-01-03"),),
            business_day="next",
            payment_terms=PaymentTerms(days=30),
        )
        assert found == ["05/01/2026 04/02/2026"]  # Saturday the 3rd, Monday the 5th

    @pytest.mark.parametrize("percent", ["70", "50", "33.3", "0.01"])
    def test_paid_in_parts_it_is_the_first(self, percent):
        parts = (PaymentPart(Decimal(percent), 10), PaymentPart(Decimal(0), 60))
        found = text("<VENCIMIENTO>", installments=1, payment_terms=PaymentTerms(parts=parts))
        assert found == ["11/01/2026"]

    def test_the_language_of_the_customer(self):
        english = Customer(code="C", name="Bob", language="en")
        of = contract(line(description="<MONTH> <MENSUAL>"), customer=english, installments=1)
        assert texts(of) == ["January January"]

    def test_extra_text_and_reference_too(self):
        of = contract(line(extra_text="<MENSUAL+1>", reference="<ANUAL>"), installments=1)
        made = simulated(of).documents[0].draft.lines[0]
        assert (made.extra_text, made.reference) == ("Febrero", "2026")

    def test_modifications_and_additions_too(self):
        of = contract(
            line(),
            modifications=(
                modification("2026-01-01", description="Mod <MENSUAL>"),
                addition("2026-01-01", description="Add <CUOTA>"),
            ),
            installments=1,
        )
        assert texts(of) == ["Mod Enero", "Add 1"]

    def test_the_opening_is_number_zero(self):
        of = contract(
            line(description="<CUOTA> <MENSUAL> <PERIODO HASTA>"),
            schedule=monthly("2026-02-01"),
            starts_on="2026-01-10",
            opening="full",
        )
        assert texts(of, "2026-01-31") == ["0 Enero 31/01/2026"]

    def test_a_one_off_has_its_day(self):
        of = contract(
            one_off("x", "2026-03-10", description="<PERIODO DESDE> <PERIODO HASTA> <MENSUAL>"),
            schedule=None,
        )
        assert texts(of) == ["10/03/2026 10/03/2026 Marzo"]

    @pytest.mark.parametrize("name", ["CUOTA", "CUOTAS", "FIN VIGENCIA", "INICIO VIGENCIA"])
    def test_one_without_a_value_is_a_refusal(self, name):
        of = contract(one_off("x", "2026-03-10", description=f"<{name}>"), schedule=None)
        assert refusals(of) == "variable_without_value:2026-03-10"
        found = simulated(of).refusals[0]
        assert found.fields == ("contract.lines.0.description",)

    def test_a_number_on_a_date_of_month_lines_alone(self):
        of = contract(
            line("a"),
            line("y", description="<CUOTA>", months=(3,)),
            schedule=in_months(1, since="2026-01-01"),
        )
        assert refusals(of) == "variable_without_value:2026-03-01"


class TestTaxes:
    def test_the_items_where_the_line_says_none(self):
        goods = catalog(item("X", taxes=(IVA10,)))
        of = contract(
            line("a", item="X", taxes=None),
            line("b", item="X", taxes=(IVA21,)),
            line("c", item="X", taxes=()),
            installments=1,
        )
        found = simulated(of, catalog=goods).documents[0].draft.lines
        assert [[tax.code for tax in each.taxes] for each in found] == [["IVA10"], ["IVA21"], []]

    def test_those_of_the_item_that_a_modification_brings(self):
        goods = catalog(item("X", taxes=(IVA10,)), item("Y", taxes=(IVA21,)))
        of = contract(
            line(item="X", taxes=None),
            modifications=(modification("2026-02-01", item="Y"),),
            installments=2,
        )
        found = simulated(of, catalog=goods).documents
        assert [made.draft.lines[0].taxes[0].code for made in found] == ["IVA10", "IVA21"]


def test_what_a_line_names_goes_along():
    of = contract(
        line(account="705", agent="Eva", lot="L1", serial="S1", location="W"), installments=1
    )
    made = simulated(of).documents[0].draft.lines[0]
    assert (made.account, made.agent, made.lot, made.serial, made.location) == (
        "705",
        "Eva",
        "L1",
        "S1",
        "W",
    )


def test_what_a_live_document_still_bills_is_not_billed_again():
    history = History(
        last_due_on=day("2026-01-01"),
        last_number=1,
        open_rows=(row(1, "2026-01-01", "reopened"),),
        still_billed={(day("2026-01-01"), Kind.REGULAR): frozenset({"a"})},
    )
    of = contract(line("a"), line("b", "5.00"), installments=1)
    assert documents(of, history=history) == "2026-01-01 (1) b 5.00"


class TestTaxesThatAreNotThere:
    MISSING = missing_tax("IVA99")

    @pytest.mark.parametrize(
        "of",
        [
            contract(line(taxes=(IVA21, MISSING))),
            contract(line(item="CUOTA", taxes=None)),
            contract(line(taxes=(MISSING,)), tax_regime="export"),
            contract(line(taxes=(IVA21,)), withholding=MISSING),
        ],
        ids=["line", "item", "regime", "withholding"],
    )
    def test_nothing_is_billed_without_them(self, of):
        around = {"catalog": catalog(item("CUOTA", taxes=(self.MISSING,)))}
        found = simulated(of, "2026-01-31", **around)
        assert found.documents == ()
        assert [(each.code, each.values) for each in found.refusals] == [
            ("tax_missing", (("tax", "IVA99"),))
        ]
