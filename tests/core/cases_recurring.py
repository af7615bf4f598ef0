"""What the tables of docs/rules ask: recurring revenue, from when to when, and what changed it."""

from decimal import Decimal

from cadencia.core import recurring_revenue
from tests.core.builders import agreed, contract, day, each, in_months, line, monthly, shift, skip


def amount(row):
    kind, *numbers = row["schedule"].split()
    if kind == "months":
        schedule = in_months(*map(int, numbers))
    else:
        schedule = each(numbers[1], "2026-01-01", int(numbers[0]))
    months = tuple(map(int, row["months"].split()))
    of = contract(
        line(
            price=row["price"],
            quantity=row["quantity"],
            discounts=row["discounts"].split(),
            months=months,
        ),
        schedule=schedule,
        starts_on="2026-01-01",
    )
    found = recurring_revenue.revenue(agreed(of), until=day("2027-12-31"))
    return {"monthly": str(found.on(day("2027-05-05")))}


def life(row):
    pauses = ()
    if row["pause"]:
        mode, dates = row["pause"].split()
        start, until = dates.split("..")
        pauses = ({"skip": skip, "shift": shift}[mode](start, f"2026-{until}"),)
    of = contract(
        schedule=monthly(row["first"]),
        starts_on=row["starts"] or None,
        ends_on=row["ends"] or None,
        installments=int(row["count"]) if row["count"] else None,
        timing=row["timing"],
        opening=row["opening"],
        pauses=pauses,
    )
    found = recurring_revenue.revenue(agreed(of), until=day("2027-12-31"))
    return {"monthly": str(found.on(day(row["day"])))}


def change(row):
    found = recurring_revenue.movement(
        Decimal(row["before"]),
        Decimal(row["after"]),
        began=row["began"] == "yes",
        ended=row["ended"] == "yes",
    )
    return {name: str(value) for name, value in found._asdict().items()}


CASES = {"recurring-amount": amount, "recurring-life": life, "recurring-change": change}
