"""A price changed for all followers of a template: what it costs, and what the next run does.

python -m benchmarks.templates --followers 100000

Of run and refresh: seconds that it took, and seconds that Python and the server computed.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from benchmarks import installation, population
from benchmarks.bulk import seconds

FIRST = date(2026, 1, 31)
NEW_PRICE_FROM = date(2026, 2, 1)
WEEKLY_FROM = date(2026, 2, 2)
LATER = datetime(2026, 2, 1, 9, 0, tzinfo=UTC)
TEMPLATE = {
    "code": "GYM",
    "name": "Gimnasio",
    "schedule": {"every": 1, "unit": "month", "first": FIRST.isoformat()},
    "lines": [
        {"key": "l1", "description": "CUOTA <MENSUAL>", "unit_price": "45.00", "taxes": ["IVA21"]},
        {
            "key": "l2",
            "description": "SERVICIO ADICIONAL",
            "quantity": "2",
            "unit_price": "12.50",
            "discounts": ["10"],
            "taxes": ["IVA21"],
        },
        {"key": "l3", "description": "MANTENIMIENTO", "unit_price": "7.25", "taxes": ["IVA21"]},
    ],
}

_FOLLOW = """
UPDATE contracts_contract SET template_id = %(template)s, follows_template = true,
    schedule_every = NULL, schedule_unit = '', schedule_first = NULL
WHERE company_id = %(company)s
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--followers", type=int, default=100_000)
    followers = parser.parse_args().followers
    installation.prepare(Path(tempfile.gettempdir()) / "cadencia-bench")
    installation.fresh_database("bench_templates")
    try:
        print(json.dumps(_measured(followers)), flush=True)
    finally:
        installation.use_database("postgres")
        installation.drop_database("bench_templates")


def _measured(followers: int) -> dict[str, Any]:
    from cadencia.billing import followers as following
    from cadencia.billing import template_refresh, template_schedules, templates
    from cadencia.billing.templates import LineChange
    from cadencia.parties.access import administrator_of_machine

    company_id = population.populate(followers, lines=follow)
    by = administrator_of_machine(company_id)
    template = templates.find("GYM", by=by)
    change = LineChange(line="l1", on=NEW_PRICE_FROM, unit_price=Decimal("49.00"))
    found: dict[str, Any] = {"followers": followers, "python": installation.python()}
    found["seen_before_ms"] = _ms(lambda: following.touched(template.pk, change, by=by))
    found["price_change_ms"] = _ms(lambda: templates.change_line(template.pk, change, by=by))
    found["run_s"] = seconds(lambda: _run(company_id, followers))
    weekly = {"every": 1, "unit": "week", "first": "2026-02-02"}
    found["schedule_change_ms"] = _ms(
        lambda: template_schedules.change(template.pk, weekly, since=WEEKLY_FROM, by=by)
    )
    found["refresh_s"] = seconds(lambda: template_refresh.settle(company_id))
    return found


def follow(company_id: int) -> None:
    """Make the contracts followers of one template, without a line or schedule of their own."""
    from django.db import connection

    from cadencia.billing import templates
    from cadencia.parties.access import administrator_of_machine

    template = templates.create(TEMPLATE, by=administrator_of_machine(company_id))
    with connection.cursor() as cursor:
        cursor.execute(_FOLLOW, {"company": company_id, "template": template.pk})


def _run(company_id: int, followers: int) -> None:
    from cadencia.billing import generation
    from cadencia.billing.runs import Wish
    from cadencia.billing.scopes import Scope
    from cadencia.parties.access import administrator_of_machine

    run = generation.generate(
        Scope(as_of=FIRST),
        Wish(issue=True, approve=True),
        by=administrator_of_machine(company_id),
        clock=lambda: LATER,
    )
    assert run.documents == followers, run.documents


def _ms(act: Callable[[], Any]) -> float:
    before = time.perf_counter()
    act()
    return round((time.perf_counter() - before) * 1000, 2)


if __name__ == "__main__":
    main()
