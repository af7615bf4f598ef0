"""What the program bills of a contract file, for those who look whether it is right."""

from datetime import date
from typing import Any, NamedTuple

from cadencia.cli.simulate import _calendar
from cadencia.core.agreement import Contract
from cadencia.core.simulation import Simulation, simulate
from cadencia.interchange.reader import read_form


class Billed(NamedTuple):
    """The contract of a file, and what it bills."""

    contract: Contract
    simulation: Simulation


def billed(file: Any, start: date, until: date, as_of: date | None) -> Billed | None:
    """Return what a file bills from a day to another; None if it is refused."""
    read = read_form(file).file
    if read is None:
        return None
    simulation = simulate(
        read.agreement,
        start=start,
        until=until,
        as_of=as_of,
        is_business_day=_calendar(read.agreement),
    )
    return Billed(read.agreement.contract, simulation)
