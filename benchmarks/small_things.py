"""The pure draft of a three-line invoice, and the preview of one contract among many."""

import json
import tempfile
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

from benchmarks import installation
from cadencia.core import assembling, desk, planning
from cadencia.core.agreement import (
    Agreement,
    Company,
    Contract,
    Customer,
    Every,
    History,
    Line,
    Unit,
)
from cadencia.core.business_days import every_weekday
from cadencia.core.totals import TaxRate
from cadencia.parties.access import administrator_of_machine

AS_OF = date(2026, 2, 28)
IVA21 = (TaxRate("IVA21", "IVA", Decimal(21)),)
MEMBERSHIP = Agreement(
    company=Company(),
    contract=Contract(
        code="CT-1",
        customer=Customer(code="C1", name="Ana"),
        schedule=Every(interval=1, unit=Unit.MONTH, first=date(2026, 1, 31)),
        lines=(
            Line(key=1, description="CUOTA <MENSUAL>", unit_price=Decimal("45.00"), taxes=IVA21),
            Line(
                key=2,
                description="SERVICIO ADICIONAL",
                quantity=Decimal(2),
                unit_price=Decimal("12.50"),
                discounts=(Decimal(10),),
                taxes=IVA21,
            ),
            Line(key=3, description="MANTENIMIENTO", unit_price=Decimal("7.25"), taxes=IVA21),
        ),
    ),
    history=History(last_due_on=date(2026, 1, 31), last_number=1),
)


def main() -> None:
    """Measure and print."""
    found: dict[str, object] = {"python": installation.python()}
    found["draft_us"] = round(_draft(), 1)
    found["plan_us"] = round(_best(_plan, 300), 1)
    found["preview_of_one_ms"] = round(_preview_of_one(), 2)
    print(json.dumps(found), flush=True)


def _draft() -> float:
    """The document of an installment: lines, texts, totals."""
    at = desk.desk(MEMBERSHIP, every_weekday)
    owed = list(planning.pending(at, as_of=AS_OF))
    return _best(lambda: assembling.assemble(at, owed, [0]), 300)


def _plan() -> object:
    return planning.plan(MEMBERSHIP, as_of=AS_OF, is_business_day=every_weekday)


def _best(act: Callable[[], object], times: int, *, rounds: int = 15) -> float:
    """Return the microseconds of the best round: what the machine can do undisturbed."""
    best = float("inf")
    for _ in range(rounds):
        began = time.perf_counter()
        for _ in range(times):
            act()
        best = min(best, (time.perf_counter() - began) / times * 1e6)
    return best


def _preview_of_one() -> float:
    """One contract of ten thousand, from the database, in milliseconds."""
    home = Path(tempfile.gettempdir()) / "cadencia-bench"
    installation.prepare(home)
    from benchmarks import population
    from benchmarks.run_at_scale import clock, company, exists
    from cadencia.billing import preview
    from cadencia.billing.scopes import Filter, Scope

    if not exists("bench_10000_0"):
        installation.fresh_database("bench_10000_0")
        population.populate(10_000)
    installation.use_database("bench_10000_0")
    scope = Scope(as_of=AS_OF, only=Filter(contracts=("CT00005000",)))
    by = administrator_of_machine(company())
    return _best(lambda: list(preview.plans(scope, by=by, clock=clock)), 10) / 1000


if __name__ == "__main__":
    main()
