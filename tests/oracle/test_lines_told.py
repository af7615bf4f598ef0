"""What a line says of itself is enough to work its net out again (GE-16); doctor relies on it."""

from fractions import Fraction

from tests.oracle.program import billed
from tests.oracle.random_files import random_file

HALF = Fraction(1, 2)


def documents(seed):
    """Return the decimals of the totals, and what the file of a seed bills."""
    found = billed(*random_file(seed))
    if found is None:
        return 0, ()
    return found.contract.totals_decimals, [each.draft for each in found.simulation.documents]


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
        decimals, drafts = documents(seed)
        for document in drafts:
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
