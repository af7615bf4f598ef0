"""What the tables of docs/rules ask of whole contracts: due dates, periods, amounts, documents.

A row describes a contract in words; columns left blank keep what is usual: 30.00 each month
from 1 January 2026, in advance. Lines are separated by semicolons, a line's words by blanks.
"""

from cadencia.core.agreement import Placement, PriceSplit, Times
from tests.core.builders import (
    addition,
    amounts,
    asked,
    catalog,
    contract,
    divided,
    documents,
    each,
    in_months,
    item,
    ledger,
    line,
    modification,
    monthly,
    move,
    numbers,
    one_off,
    planned,
    review,
    row,
    shift,
    shown,
    simulated,
    skip,
    stocked,
)

LATEST = "2029-12-31"
STEPS = {"monthly": "month", "weekly": "week", "quarterly": "quarter", "yearly": "year"}
GOODS = catalog(
    stocked(cost="100.00"),
    item("S"),
    indexes={"IPC": {"2026-01": "120.1", "2027-01": "123.8", "2028-01": "125.0"}},
)


def _schedule(words):
    """Read `monthly from 2026-01-31`, `weekly from …` or `months 1 7 day 20 since 2026-01-01`."""
    if not words:
        return monthly()
    if words == ["none"]:
        return None
    if words[0] == "months":
        place = words.index("day")
        months = [int(each) for each in words[1:place]]
        return in_months(*months, on=int(words[place + 1]), since=words[-1])
    return each(STEPS[words[0]], words[-1])


def _line(text):
    """Read `a 30.00 divided`, `y 9.00 months 3 9`, `b 5.00 from 2026-02-01`, `x 7.00 on next`."""
    key, price, *words = text.split()
    given = {}
    for place, word in enumerate(words):
        if word in ("from", "until"):
            given[f"valid_{word}"] = words[place + 1]
        elif word == "series":
            given["series"] = words[place + 1]
        elif word == "months":
            given["months"] = tuple(int(each) for each in words[place + 1 :] if each.isdigit())
        elif word == "stocked":
            given |= {"item": "X", "installment_service": "S"}
    if "on" in words:
        return one_off(key, words[words.index("on") + 1], price, **given)
    return (divided if "divided" in words else line)(key, price, **given)


def _change(text):
    """Read `2026-02-01 to 2026-03-31 price 40.00 once separate`, or `… add 5.00`."""
    words = text.split()
    until = words[2] if words[1] == "to" else None
    given = {name: word for name, word in (("times", "first"),) if "once" in words}
    if "separate" in words:
        given["document"] = "separate"
    if "divided" in words:
        given["price_split"] = "divided"
    for name in ("quantity", "discounts"):
        if name in words:
            value = words[words.index(name) + 1]
            given[name] = (value,) if name == "discounts" else value
    if "add" in words:
        return addition(words[0], until, words[words.index("add") + 1], **_enums(given))
    if "price" in words:
        given["unit_price"] = words[words.index("price") + 1]
    return modification(words[0], until, **_enums(given))


def _enums(given):
    types = {"times": Times, "document": Placement, "price_split": PriceSplit}
    return {name: types[name](value) if name in types else value for name, value in given.items()}


def _review(text):
    """Read `2027-01-01 3 % yearly`, or `2027-01-01 IPC over 2026-01 yearly`."""
    start, what, *words = text.split()
    given = {"every_months": 12} if "yearly" in words else {}
    if words and words[0] == "over":
        return review(start, index=what, base=words[1], **given)
    return review(start, what, **given)


def _pause(text):
    mode, start, *rest = text.split()
    return {"skip": skip, "shift": shift}[mode](start, *rest)


def _move(text):
    due_on, _, to = text.split()
    return move(due_on, to)


def _row(text):
    number, due_on, state = text.split()
    return row(int(number), due_on, state)


def _each(read, cell):
    return tuple(read(text) for text in cell.split(";")) if cell else ()


READERS = {
    "schedule": lambda cell: _schedule(cell.split()),
    "count": int,
    "lead days": int,
    "lines": lambda cell: _each(_line, cell),
    "modifications": lambda cell: _each(_change, cell),
    "reviews": lambda cell: _each(_review, cell),
    "pause": lambda cell: _each(_pause, cell),
    "moved": lambda cell: _each(_move, cell),
    "split": bool,
    "withdrawal day": bool,
}
FIELDS = {
    "starts": "starts_on",
    "ends": "ends_on",
    "withdrawn": "withdrawn_on",
    "count": "installments",
    "lead days": "lead_days",
    "pause": "pauses",
    "moved": "moves",
    "split": "split_on_change",
    "withdrawal day": "bill_withdrawal_day",
    "billed until": "billed_until",
    "business day": "business_day",
    "stock": "stock_release",
    "document discount": "document_discount",
}
AROUND = ("as of", "ledger", "until", "price")


def _contract(asked_row):
    given = {}
    for name, cell in asked_row.items():
        if cell and name not in AROUND:
            given[FIELDS.get(name, name)] = READERS.get(name, str)(cell)
    if asked_row.get("price"):
        given["lines"] = (line(price=asked_row["price"]),)
    return contract(*given.pop("lines", ()), **given)


def _until(asked_row):
    return asked_row.get("until") or LATEST


def _day(text):
    """Print 2026-01-31 as 31/1/26: whole columns of dates fit on a page."""
    year, month, number = text.split("-")
    return f"{int(number)}/{int(month)}/{year[2:]}"


def installments(asked_row):
    found = []
    for each_row in asked(_contract(asked_row), _until(asked_row)).splitlines():
        number, due_on, kind, period = each_row.split()
        start, until = period.split("..")
        mark = {"regular": number, "line_only": "-", "one_off": "-"}.get(kind, kind)
        found.append(f"{mark}: {_day(due_on)} ({_day(start)} to {_day(until)})")
    return {"installments": ", ".join(found)}


def billed_amounts(asked_row):
    return {"billed": amounts(_contract(asked_row), _until(asked_row), catalog=GOODS)}


def numbered(asked_row):
    found = numbers(_contract(asked_row), _until(asked_row))
    pairs = (each.split(":") for each in found.split())
    return {"due": ", ".join(f"{number}: {_day('20' + due_on)}" for number, due_on in pairs)}


def owed(asked_row):
    history = ledger(*_each(_row, asked_row.get("ledger")))
    found = planned(_contract(asked_row), asked_row["as of"], history=history).installments
    return {"owed": ", ".join(f"{shown(i.number)}: {_day(str(i.due_on))}" for i in found)}


def documented(asked_row):
    rows = (
        each.split() for each in documents(_contract(asked_row), _until(asked_row)).splitlines()
    )
    return {"documents": ", ".join(f"{keys} {total}" for _, _, keys, total in rows)}


def released(asked_row):
    answer = simulated(_contract(asked_row), LATEST, catalog=GOODS)
    found = []
    for made in answer.documents:
        item_billed = made.draft.lines[0].item
        moved = " and goods" if made.draft.stock_moves else ""
        cost = made.draft.cost_released
        found.append(f"{item_billed}{moved}" + (f" (cost {cost})" if cost else ""))
    return {"billed": ", ".join(found)}


def nets(asked_row):
    of = contract(
        line(
            price=asked_row["price"],
            quantity=asked_row["quantity"],
            discounts=tuple(asked_row["discounts"].split()),
        ),
        document_discount=asked_row["document discount"] or "0",
        decimals=int(asked_row["decimals"] or 2),
        installments=1,
    )
    return {"net": str(simulated(of).documents[0].draft.lines[0].net)}


def lines_in_force(asked_row):
    own = line(
        valid_from=asked_row["valid from"] or None, valid_until=asked_row["valid until"] or None
    )
    of = contract(own, timing=asked_row["timing"], starts_on=asked_row["starts"] or None)
    months = (int(each.split("-")[1]) for each in numbers(of).split())
    return {"billed on the 1st of": " ".join(str(each) for each in months)}


CASES = {
    "installments": installments,
    "amounts": billed_amounts,
    "numbers": numbered,
    "owed": owed,
    "documents": documented,
    "releases": released,
    "line-nets": nets,
    "lines-in-force": lines_in_force,
}
