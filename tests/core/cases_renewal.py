"""What the tables of docs/rules ask: renewal by hand and automatic."""

from datetime import date

from cadencia.core import prolongation, renewal
from cadencia.core.agreement import Catalog
from tests.core.builders import contract, day, monthly


def renewed(row):
    of = contract(
        schedule=monthly(row["first"]), starts_on=row["starts"] or None, ends_on=row["ends"] or None
    )
    new = renewal.renewed(of, Catalog(), day(row["D"]), renewal.Prices.IN_FORCE)
    return {
        "first": str(new.schedule.first),
        "starts": str(new.starts_on),
        "ends": str(new.ends_on or ""),
    }


def prolonged(row):
    tacit = prolongation.Tacit(
        ends_on=day(row["ends"]),
        periods=int(row["periods"]),
        notice_days=int(row["notice days"]),
        notice_given_on=day(row["notice"] or None),
    )
    today = date.fromisoformat(row["today"])
    found = list(prolongation.ends_to_come(monthly(row["first"]), tacit, today))
    return {"ends": str(found[-1] if found else tacit.ends_on)}


CASES = {"renewed": renewed, "prolonged": prolonged}
