"""What a line says of itself is enough to work its net out again (GE-16); doctor relies on it."""

from fractions import Fraction

from cadencia.cli.simulate import _calendar
from cadencia.core.simulation import simulate
from cadencia.interchange.reader import read_form
from tests.oracle.random_files import random_file

HALF = Fraction(1, 2)


def documents(seed):
    """Return the decimals of the totals, and what the file of a seed bills."""
    file, start, until, as_of = random_file(seed)
    read = read_form(file).file
    if read is None:
        return 0, ()
    simulation = simulate(
        read.agreement,
        start=start,
        until=until,
        as_of=as_of,
        is_business_day=_calendar(read.agreement),
    )
    billed = tuple(each.draft for each in simulation.documents)
    return read.agreement.contract.totals_decimals, billed


def worked_out(line):
    """Return the net before rounding, by quantity, price, discounts and what is noted."""
    net = Fraction(line.quantity) * Fraction(line.unit_price)
    for percent in line.discounts:
        net *= 1 - Fraction(percent) / 100
    for note in line.explanation:
        code, _colon, value = note.partition(": ")
        if code == "proration":
            net *= Fraction(value)
        elif code == "document discount":
            net *= 1 - Fraction(value.removesuffix(" %")) / 100
    return net


def test_of_three_hundred_contracts():
    seen = set()
    for seed in range(300):
        decimals, billed = documents(seed)
        for document in billed:
            for line in document.lines:
                seen |= {note.partition(": ")[0] for note in line.explanation}
                unit = Fraction(1, 10**decimals)
                assert abs(Fraction(line.net) - worked_out(line)) <= HALF * unit, (seed, line)
                rates = {each.rate for each in document.totals.taxes}
                assert {each.rate for each in line.taxes} <= rates, (seed, line)
            for tax in document.totals.taxes:
                charged = Fraction(tax.base) * Fraction(tax.rate) / 100
                assert abs(Fraction(tax.amount) - charged) <= unit * (len(document.lines) + 1)
    assert {"proration", "document discount", "part", "installments"} <= seen
