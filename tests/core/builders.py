"""Contracts said in one line each, and answers as tables that can be read aloud.

Builders say only what matters to the case. An answer is one row for each installment, line
or document, so that a failing test shows the row that differs.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from cadencia.core.agreement import (
    Agreement,
    Catalog,
    Closing,
    Company,
    Contract,
    Customer,
    Effect,
    Every,
    History,
    InMonths,
    InstallmentsAre,
    Item,
    Kind,
    LedgerRow,
    LedgerState,
    Line,
    Move,
    OneOff,
    Opening,
    Pause,
    PauseMode,
    Placement,
    PriceReview,
    PriceSplit,
    PriceStep,
    Proration,
    ScheduledModification,
    SpecialPrice,
    StockRelease,
    Times,
    Timing,
    Unit,
)
from cadencia.core.business_days import every_weekday
from cadencia.core.measure import WHOLE
from cadencia.core.planning import plan
from cadencia.core.simulation import simulate
from cadencia.core.totals import TaxRate

IVA21 = TaxRate("IVA21", "IVA", Decimal(21), Decimal("5.2"))
IVA10 = TaxRate("IVA10", "IVA", Decimal(10), Decimal("1.4"))
IRPF15 = TaxRate("IRPF15", "IRPF", Decimal(15))
ANA = Customer(code="C1", name="Ana")
OPEN = frozenset({LedgerState.DUE, LedgerState.REOPENED})


def day(text):
    """Return the date; nothing for nothing."""
    return text and date.fromisoformat(text)


def money(text):
    """Return the amount; nothing for nothing."""
    return None if text is None else Decimal(text)


# Schedules


def monthly(first="2026-01-01", every=1, anchor_day=None):
    return each("month", first, every, anchor_day)


def weekly(first, every=1):
    return each("week", first, every)


def each(unit, first, every=1, anchor_day=None):
    return Every(interval=every, unit=Unit(unit), first=day(first), anchor_day=anchor_day)


def in_months(*months, on=1, since=None):
    return InMonths(months=months, day=on, since=day(since))


# Lines and what is scheduled about them


def line(key="a", price="30.00", **given):
    for name in ("valid_from", "valid_until"):
        given[name] = day(given.get(name))
    given["discounts"] = tuple(Decimal(each) for each in given.get("discounts", ()))
    given["quantity"] = Decimal(given.get("quantity", 1))
    return Line(key=key, **{"description": f"Line {key}", "unit_price": money(price)} | given)


def divided(key="a", price="100.00", **given):
    return line(key, price, price_split=PriceSplit.DIVIDED, **given)


def one_off(key="x", when="2026-03-10", price="7.00", **given):
    """Return a line billed once: on a day, in a month (`2026-03`) or with the `next`."""
    if when == "next":
        once = OneOff(with_next=True)
    elif len(when) == len("2026-03"):
        once = OneOff(month=(int(when[:4]), int(when[5:])))
    else:
        once = OneOff(on=day(when))
    return line(key, price, one_off=once, **given)


def modification(start, until=None, line="a", **given):
    for name in ("unit_price", "quantity"):
        given[name] = money(given.get(name))
    if "discounts" in given:
        given["discounts"] = tuple(Decimal(each) for each in given["discounts"])
    names = {"key": f"m{start}", "valid_from": day(start), "valid_until": day(until)}
    return ScheduledModification(line=line, **names | given)


def addition(start, until=None, price="5.00", key="add", **given):
    given = {"effect": Effect.ADD, "description": f"Line {key}", "unit_price": price} | given
    return modification(start, until, None, key=key, **given)


ONCE = {"times": Times.FIRST}
APART = {"document": Placement.SEPARATE}
DIVIDED = {"price_split": PriceSplit.DIVIDED}


def review(start, percent=None, **given):
    return PriceReview(valid_from=day(start), percent=money(percent), **given)


def skip(start, until=None):
    return Pause(start=day(start), until=day(until))


def shift(start, until=None):
    return Pause(start=day(start), until=day(until), mode=PauseMode.SHIFT)


def move(due_on, to):
    return Move(due_on=day(due_on), to=day(to))


# Contract and what stands around it

DATES = ("starts_on", "ends_on", "withdrawn_on", "billed_until")
CHOICES = {
    "timing": Timing,
    "opening": Opening,
    "closing": Closing,
    "proration": Proration,
    "stock_release": StockRelease,
    "installments_are": InstallmentsAre,
}


def contract(*lines, **given):
    """Return a contract of 30.00 each month from 1 January 2026, changed as given."""
    for name in DATES:
        given[name] = day(given.get(name))
    for name in ("document_discount", "expenses"):
        if name in given:
            given[name] = Decimal(given[name])
    given |= {name: CHOICES[name](given[name]) for name in CHOICES.keys() & given.keys()}
    given = {"schedule": monthly(), "lines": lines or (line(),)} | given
    return Contract(code="CT-1", customer=given.pop("customer", ANA), **given)


def item(code="X", price="10.00", **given):
    return Item(code=code, price=money(price), **given)


def stocked(code="X", cost="0", price="10.00"):
    return item(code, price, stocked=True, cost=Decimal(cost))


def catalog(*items, price_list=(), special=(), indexes=None):
    steps: dict[str, list[PriceStep]] = {}
    for code, price, least, start, until in price_list:
        step = PriceStep(
            item=code,
            price=Decimal(price),
            min_quantity=Decimal(least),
            valid_from=day(start),
            valid_until=day(until),
        )
        steps.setdefault(code, []).append(step)
    specials: dict[str, list[SpecialPrice]] = {}
    for code, price, start, until in special:
        found = SpecialPrice(
            item=code, price=Decimal(price), valid_from=day(start), valid_until=day(until)
        )
        specials.setdefault(code, []).append(found)
    return Catalog(
        items={each.code: each for each in items},
        price_list={code: tuple(found) for code, found in steps.items()},
        special_prices={code: tuple(found) for code, found in specials.items()},
        indexes={
            name: {month: Decimal(value) for month, value in values.items()}
            for name, values in (indexes or {}).items()
        },
    )


def row(number, due_on, state="billed", kind="regular", line=None):
    return LedgerRow(
        number=number, due_on=day(due_on), kind=Kind(kind), state=LedgerState(state), line=line
    )


def ledger(*rows, **given):
    """Return the history that these rows of the ledger make."""
    sequence = [each for each in rows if each.kind is not Kind.ONE_OFF]
    return History(
        last_due_on=max((each.due_on for each in sequence), default=None),
        last_number=max((each.number or 0 for each in sequence), default=0),
        open_rows=tuple(each for each in rows if each.state in OPEN),
        one_offs_billed=frozenset(
            each.line for each in rows if each.kind is Kind.ONE_OFF and each.state not in OPEN
        ),
        skipped=frozenset(each.due_on for each in rows if each.state is LedgerState.SKIPPED),
        **given,
    )


def agreed(of, *, company=None, catalog=None, history=None):
    return Agreement(
        company=company or Company(),
        contract=of,
        catalog=catalog or Catalog(),
        history=history or History(),
    )


def dated(of, **given):
    """Return the contract with some of its dates changed."""
    return replace(of, **{name: day(value) for name, value in given.items()})


# Asking


def simulated(of, until="2026-12-31", start="2020-01-01", as_of=None, **around):
    return simulate(
        agreed(of, **around),
        start=day(start),
        until=day(until),
        as_of=day(as_of),
        is_business_day=every_weekday,
    )


def planned(of, as_of, window=None, excluded=(), measure=WHOLE, **around):
    return plan(
        agreed(of, **around),
        as_of=day(as_of),
        is_business_day=every_weekday,
        window=window,
        excluded=frozenset(day(each) for each in excluded),
        measure=measure,
    )


# Answers as tables


def said(text):
    """Return a table typed in a test, without its margins."""
    rows = (" ".join(each.split()) for each in text.strip().splitlines())
    return "\n".join(each for each in rows if each)


def shown(number):
    return "-" if number is None else str(number)


def spell(period):
    return f"{period.start}..{period.until}"


def asked(of, until="2026-12-31", start="2020-01-01", **around):
    """Return the installments: number, due date, kind, period."""
    found = simulated(of, until, start, **around).installments
    return "\n".join(f"{shown(i.number)} {i.due_on} {i.kind} {spell(i.period)}" for i in found)


def numbers(of, until="2026-12-31", start="2020-01-01", **around):
    """Return only numbers and due dates, month and day: 1:01-31 2:02-28."""
    found = simulated(of, until, start, **around).installments
    return " ".join(f"{shown(i.number)}:{i.due_on.isoformat()[2:]}" for i in found)


def billed(of, until="2026-12-31", start="2020-01-01", **around):
    """Return the lines billed: due date, key, period, net."""
    answer = simulated(of, until, start, **around)
    return "\n".join(
        f"{answer.installments[each.installment].due_on} {name_of(each)} "
        f"{spell(each.period)} {each.net}"
        for document in answer.documents
        for each in document.draft.lines
    )


def amounts(of, until="2026-12-31", start="2020-01-01", **around):
    """Return the nets of the lines in order: 10.00 10.00 5.16."""
    answer = simulated(of, until, start, **around)
    return " ".join(str(each.net) for made in answer.documents for each in made.draft.lines)


def documents(of, until="2026-12-31", start="2020-01-01", **around):
    """Return the documents: issue date, installments, lines, total."""
    answer = simulated(of, until, start, **around)
    return "\n".join(
        f"{made.issue_date} "
        f"({','.join(shown(answer.installments[i].number) for i in made.draft.installments)}) "
        f"{'+'.join(name_of(each) for each in made.draft.lines)} {made.draft.totals.total}"
        for made in answer.documents
    )


def refusals(of, until="2026-12-31", start="2020-01-01", **around):
    """Return the codes of the refusals and their dates."""
    answer = simulated(of, until, start, **around)
    return " ".join(f"{each.code}:{each.due_on}" for each in answer.refusals)


def name_of(drafted):
    return str(drafted.modification if drafted.key is None else drafted.key)
