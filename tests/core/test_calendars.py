"""The calendars of known contracts: did anything change in what is due, and when?"""

from tests.core.builders import (
    addition,
    contract,
    divided,
    in_months,
    line,
    monthly,
    move,
    one_off,
    shift,
    shown,
    simulated,
    skip,
    weekly,
)
from tests.core.builders import each as every

ARREARS = {"timing": "arrears"}
MOST = 14  # rows of each
BOTH_PRORATED = {"opening": "prorated", "closing": "prorated"}

KNOWN = {
    "gym, each month from 31 January": contract(schedule=monthly("2024-01-31")),
    "gym, joined on 28 February meaning the 31st": contract(
        schedule=monthly("2026-02-28", 1, 31), installments=13
    ),
    "insurer, a year from 29 February": contract(schedule=every("year", "2024-02-29")),
    "insurer, half a year from 31 August": contract(schedule=every("semester", "2025-08-31")),
    "rent in arrears from the 15th, both ends prorated": contract(
        schedule=monthly("2026-01-15"),
        starts_on="2026-01-05",
        ends_on="2026-06-20",
        **ARREARS,
        **BOTH_PRORATED,
    ),
    "rent in advance, both ends prorated": contract(
        schedule=monthly("2026-02-01"),
        starts_on="2026-01-10",
        ends_on="2026-05-20",
        **BOTH_PRORATED,
    ),
    "a long opening of two steps and a half": contract(
        schedule=monthly("2026-04-01"),
        starts_on="2026-01-17",
        installments=2,
        opening="prorated",
    ),
    "cleaning, every two weeks from a Friday": contract(schedule=weekly("2026-01-02", 2)),
    "newspaper, every ten days": contract(schedule=every("day", "2026-01-01", 10), installments=8),
    "day 20 of each quarter": contract(schedule=in_months(1, 4, 7, 10, on=20, since="2026-01-01")),
    "last day of February and August, in arrears": contract(
        schedule=in_months(2, 8, on=31, since="2026-01-01"), **ARREARS
    ),
    "boilers: a visit in March and October, a yearly one in May": contract(
        line("visit"),
        line("yearly", "90.00", months=(5,)),
        schedule=in_months(3, 10, on=15, since="2026-01-01"),
    ),
    "a fee each week, an inspection each June": contract(
        line("fee"), line("inspection", months=(6,)), schedule=weekly("2026-05-20"), installments=6
    ),
    "course in ten parts": contract(
        divided(price="999.99"), schedule=monthly("2026-09-30"), installments=10
    ),
    "course in ten parts, closed in August": contract(
        divided(price="999.99"),
        schedule=monthly("2026-04-30"),
        installments=10,
        pauses=(shift("2026-08-01", "2026-08-31"),),
    ),
    "gym closed in August": contract(
        schedule=monthly("2026-06-01"),
        installments=5,
        pauses=(skip("2026-08-01", "2026-08-31"),),
    ),
    "withdrawn on a due date": contract(withdrawn_on="2026-04-01"),
    "withdrawn on a due date, that day billed": contract(
        withdrawn_on="2026-04-01", bill_withdrawal_day=True
    ),
    "business days, ten days ahead, one moved": contract(
        schedule=monthly("2026-01-31"),
        business_day="next",
        lead_days=10,
        moves=(move("2026-03-31", "2026-04-04"),),
        installments=6,
    ),
    "only one-off lines": contract(
        one_off("x", "2026-03-10"), one_off("y", "2026-05"), schedule=None
    ),
    "lines that come and go, and one with the next": contract(
        line("a", valid_until="2026-03-31"),
        line("b", valid_from="2026-05-15"),
        one_off("x", "next"),
        modifications=(addition("2026-06-01", "2026-07-31", "5.00"),),
        installments=6,
    ),
    "billed by another program until June": contract(billed_until="2026-06-30", installments=8),
}


def calendar(of):
    found = simulated(of, "2028-12-31")
    for place, one in enumerate(found.installments[:MOST]):
        made = [found.documents[number] for number in found.documents_of(place)]
        drafted = [drafted for document in made for drafted in document.draft.lines]
        nets = " ".join(str(each.net) for each in drafted if each.installment == place)
        issued = " ".join(sorted({document.issue_date.isoformat() for document in made}))
        number, period = shown(one.number), f"{one.period.start}..{one.period.until}"
        yield f"    {number:>2} {one.due_on} {one.kind:<9} {period}  {nets}  issued {issued}"
    if len(found.installments) > MOST:
        yield "    …"


def test_the_calendars_of_known_contracts(golden):
    rows = []
    for name, of in KNOWN.items():
        rows += [name, *calendar(of), ""]
    golden("calendars.txt", "\n".join(rows))
