"""Which delivery notes share an invoice, and to which taxes their lines belong (DO-1)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadencia.core.credited import BilledLine
from cadencia.core.following import Note, NoteKey, invoices
from cadencia.core.tax_groups import GroupUnclear, taxes_of_line
from cadencia.core.totals import TaxRate, TaxTotal

IVA21 = TaxRate("IVA21", "IVA", Decimal(21))
IVA10 = TaxRate("IVA10", "IVA", Decimal(10))
ANA = NoteKey(
    customer="Ana",
    bill_to=1,
    currency="EUR",
    decimals=2,
    tax_regime="domestic",
    prices_include_tax=False,
    withholding_rate=Decimal(0),
    payment_method="",
    mandate="",
    terms="",
)


def a_note(number, on, *nets, key=ANA, tax=IVA21, expenses="0"):
    day = date.fromisoformat(on)
    lines = tuple(
        BilledLine(place, Decimal(1), Decimal(net), (), Decimal(net), (tax,))
        for place, net in enumerate(nets, 1)
    )
    return Note(int(number[1:]), key, number, day, day, Decimal(expenses), lines)


def told(found):
    return [
        f"{each.key.customer} {each.on} {'+'.join(note.number for note in each.notes)}"
        f" {each.totals.total}"
        for each in found
    ]


def grouped(*notes, by_month=True):
    return told(invoices(notes, by_month=by_month, rounding="document"))


def test_the_notes_of_a_month_share_an_invoice():
    assert grouped(
        a_note("A2", "2026-03-20", "50.00"),
        a_note("A1", "2026-03-02", "100.00"),
        a_note("A3", "2026-04-01", "10.00"),
    ) == ["Ana 2026-03-20 A1+A2 181.50", "Ana 2026-04-01 A3 12.10"]


def test_where_the_law_sets_no_month_they_are_together():
    march, april = a_note("A1", "2026-03-31", "100.00"), a_note("A2", "2026-04-01", "10.00")
    assert grouped(march, april, by_month=False) == ["Ana 2026-04-01 A1+A2 133.10"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("bill_to", 2),
        ("currency", "USD"),
        ("decimals", 4),
        ("tax_regime", "intra_eu"),
        ("prices_include_tax", True),
        ("withholding_rate", Decimal(15)),
        ("payment_method", "Giro"),
        ("mandate", "M-7"),
        ("terms", '{"days": 30}'),
        ("separate", 7),
    ],
)
def test_what_an_invoice_has_only_one_of_separates_them(field, value):
    other = ANA._replace(**{field: value})
    found = grouped(
        a_note("A1", "2026-03-02", "10.00"), a_note("A2", "2026-03-03", "10.00", key=other)
    )
    assert len(found) == 2


def test_the_tax_is_worked_out_once_on_the_sum():
    # Each note alone has 0.07 of tax; three bases of 0.33 are 0.99, with 0.21.
    found = invoices(
        [a_note(f"A{k}", "2026-03-02", "0.33") for k in (1, 2, 3)],
        by_month=True,
        rounding="document",
    )
    assert told(found) == ["Ana 2026-03-02 A1+A2+A3 1.20"]
    assert [(str(each.base), str(each.amount)) for each in found[0].totals.taxes] == [
        ("0.99", "0.21")
    ]


def test_expenses_of_the_notes_are_added():
    found = grouped(a_note("A1", "2026-03-02", "10.00", expenses="5.00"))
    assert found == ["Ana 2026-03-02 A1 18.15"]


def test_by_date_then_customer():
    bea = ANA._replace(customer="Bea", bill_to=2)
    assert grouped(
        a_note("A1", "2026-03-09", "1.00", key=bea),
        a_note("A2", "2026-03-09", "1.00"),
        a_note("A3", "2026-03-08", "1.00", key=bea._replace(mandate="M")),
    ) == ["Bea 2026-03-08 A3 1.21", "Ana 2026-03-09 A2 1.21", "Bea 2026-03-09 A1 1.21"]


@given(st.lists(st.tuples(st.integers(1, 60), st.sampled_from("ABC")), max_size=20))
def test_every_note_is_on_one_invoice_and_none_spans_two_months(said):
    notes = [
        a_note(f"A{k}", str(date(2026, 1, 1).replace(month=1 + n // 31, day=1 + n % 28)), "1.00",
               key=ANA._replace(customer=who))
        for k, (n, who) in enumerate(said)
    ]  # fmt: skip
    found = invoices(notes, by_month=True, rounding="document")
    assert sorted(each.id for made in found for each in made.notes) == list(range(len(said)))
    for made in found:
        assert len({(each.on.year, each.on.month, each.key) for each in made.notes}) == 1


def a_group(tax, rate, *, surcharge="0", exemption=None):
    zero = Decimal(0)
    rates = Decimal(rate), Decimal(surcharge)
    return TaxTotal(tax, rates[0], Decimal(1), zero, rates[1], zero, "", exemption, None)


class TestTaxesOfLines:
    FOOT = (
        a_group("IVA", 21, surcharge="5.2"),
        a_group("IVA", 10),
        a_group("IGIC", 0, exemption="E1"),
        a_group("IVA", 0, exemption="E1"),
        a_group("IVA", 0, exemption="E2"),
    )
    TODAY = {
        "EXENTO": TaxRate("EXENTO", "IVA", Decimal(0), exemption="E2"),
        "CANARIAS": TaxRate("CANARIAS", "IGIC", Decimal(0)),
        "ANTIGUO": TaxRate("ANTIGUO", "IVA", Decimal(0), exemption="E9"),
    }

    def taxes(self, codes, rates, foot=FOOT):
        found = taxes_of_line(codes, [Decimal(each) for each in rates], foot, self.TODAY.get)
        return [(each.code, each.tax, each.rate, each.surcharge, each.exemption) for each in found]

    def test_by_its_percent_with_the_surcharge_charged(self):
        assert self.taxes(["IVA21"], ["21"]) == [("IVA21", "IVA", 21, Decimal("5.2"), None)]

    def test_by_what_the_code_means_among_equal_percents(self):
        assert self.taxes(["EXENTO"], ["0"]) == [("EXENTO", "IVA", 0, 0, "E2")]
        assert self.taxes(["CANARIAS"], ["0"]) == [("CANARIAS", "IGIC", 0, 0, "E1")]

    def test_a_line_without_percents_on_a_foot_of_one_tax(self):
        assert self.taxes(["IVA21"], [], self.FOOT[:1])[0][1:3] == ("IVA", 21)

    @pytest.mark.parametrize(("code", "rate"), [("ANTIGUO", "0"), ("NADIE", "0"), ("IVA4", "4")])
    def test_what_cannot_be_told_is_refused(self, code, rate):
        with pytest.raises(GroupUnclear):
            self.taxes([code], [rate])
