"""What holds of every contract whatever a clerk does to it, in any order, among runs."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadencia.billing import (
    confirming,
    everyday,
    moving,
    one_offs,
    pausing,
    reopening,
    skipping,
    withdrawing,
)
from cadencia.billing.acts import Drafts, DraftsWait
from cadencia.billing.missing import Missed
from cadencia.billing.models import Installment
from cadencia.contracts.models import Contract, ContractLine, Pause
from cadencia.contracts.services import PostingRefused
from cadencia.contracts.states import ActNotAllowed
from cadencia.core import agreement
from cadencia.core.agreement import PauseMode
from cadencia.core.planning import upcoming
from cadencia.parties.problems import ValuesRefused
from tests.billing.test_properties import (
    assert_looked_at_in_time,
    assert_sound,
    examples,
    generate,
    taken_back,
)
from tests.billing.towns import FIRST, Town, settled_in, towns
from tests.factories import chief

pytestmark = pytest.mark.django_db

Act = Callable[[Contract, date, int], None]
"""Something done on a day; the number chooses among what there is to do it to."""

REFUSALS = (ActNotAllowed, DraftsWait, ValuesRefused, PostingRefused)


def given_by(contract: Contract, n: int) -> dict[str, object]:
    """Drafts that wait are deleted, or keep the act from being done."""
    waiting = Drafts.DELETE if n % 2 else Drafts.REFUSE
    return {"by": chief(contract.company_id), "waiting": waiting}


def a_pause(day: date, n: int) -> agreement.Pause:
    start = day + timedelta(days=n % 90 - 20)
    until = None if n % 5 == 0 else start + timedelta(days=n % 70)
    return agreement.Pause(start=start, until=until, mode=list(PauseMode)[n % 2])


def _paused(contract: Contract, day: date, n: int) -> None:
    pausing.pause(contract.pk, a_pause(day, n), **given_by(contract, n))  # type: ignore[arg-type]


def _some_pause(contract: Contract, n: int) -> Pause | None:
    every = list(Pause.objects.filter(contract=contract).order_by("start"))
    return every[n % len(every)] if every else None


def _pause_changed(contract: Contract, day: date, n: int) -> None:
    if found := _some_pause(contract, n):
        pausing.change_pause(
            contract.pk,
            found.start,
            a_pause(day, n),
            **given_by(contract, n),  # type: ignore[arg-type]
        )


def _pause_removed(contract: Contract, day: date, n: int) -> None:
    if found := _some_pause(contract, n):
        pausing.remove_pause(contract.pk, found.start, **given_by(contract, n))  # type: ignore[arg-type]


def _resumed(contract: Contract, day: date, n: int) -> None:
    missed = list(Missed)[n % 2]
    pausing.resume(contract.pk, day, missed=missed, **given_by(contract, n))  # type: ignore[arg-type]


def _some_date(contract: Contract, day: date, n: int) -> date:
    at = everyday.desk_of(contract)
    dates = [slot.due_on for slot in upcoming(at, until=day + timedelta(days=150))]
    return dates[n % len(dates)] if dates else day


def _skipped(contract: Contract, day: date, n: int) -> None:
    due_on = _some_date(contract, day, n)
    skipping.skip(contract.pk, due_on, reason="No", **given_by(contract, n))  # type: ignore[arg-type]


def _unskipped(contract: Contract, day: date, n: int) -> None:
    rows = Installment.objects.filter(contract=contract, state="skipped", replaced=False)
    found = list(rows.exclude(kind="one_off").order_by("due_on"))
    if found:
        due_on = found[n % len(found)].due_on
        skipping.unskip(contract.pk, due_on, **given_by(contract, n))  # type: ignore[arg-type]


def _moved(contract: Contract, day: date, n: int) -> None:
    due_on = _some_date(contract, day, n)
    to = due_on + timedelta(days=n % 21 - 10)
    moving.move(contract.pk, due_on, to, **given_by(contract, n))  # type: ignore[arg-type]


def _moved_with_schedule(contract: Contract, day: date, n: int) -> None:
    due_on = _some_date(contract, day, 0)
    to = due_on + timedelta(days=n % 21 - 5)
    moving.move_schedule(contract.pk, due_on, to, on=day, **given_by(contract, n))  # type: ignore[arg-type]


def _withdrawn(contract: Contract, day: date, n: int) -> None:
    on = day + timedelta(days=n % 100 - 30)
    withdrawing.withdraw(
        contract.pk,
        on,
        bill_day=bool(n % 3),
        **given_by(contract, n),  # type: ignore[arg-type]
    )


def _taken_back(contract: Contract, day: date, n: int) -> None:
    missed = list(Missed)[n % 2]
    withdrawing.take_back(contract.pk, on=day, missed=missed, **given_by(contract, n))  # type: ignore[arg-type]


def _visited(contract: Contract, day: date, n: int) -> None:
    when = ("next", day.isoformat(), f"{day:%Y-%m}")[n % 3]
    form = {"description": "Visita", "unit_price": "7.00", "taxes": [], "one_off_on": when}
    one_offs.add_one_off(contract.pk, form, **given_by(contract, n))  # type: ignore[arg-type]


def _visit_removed(contract: Contract, day: date, n: int) -> None:
    keys = ContractLine.objects.filter(contract=contract, key__startswith="once").order_by("pk")
    if key := keys.values_list("key", flat=True).first():
        one_offs.remove_one_off(contract.pk, key, **given_by(contract, n))  # type: ignore[arg-type]


def _to_be_confirmed(contract: Contract, day: date, n: int) -> None:
    which = list(confirming.Which)[n % 2]
    confirming.require_confirmation(contract.pk, which, by=chief(contract.company_id))


def _confirmed(contract: Contract, day: date, n: int) -> None:
    which = list(confirming.Which)[n % 2]
    confirming.confirm(contract.pk, which, by=chief(contract.company_id))


def _given_back(contract: Contract, day: date, n: int) -> None:
    """Reopen what made no document, because its total was zero."""
    rows = Installment.objects.filter(contract=contract, state="billed", replaced=False)
    for each in rows.filter(links=None).exclude(kind="one_off")[:1]:
        reopening.reopen(contract.pk, each.due_on, by=chief(contract.company_id))


def _billed(contract: Contract, day: date, n: int) -> None:
    generate(contract.company, day)


def _drafted(contract: Contract, day: date, n: int) -> None:
    generate(contract.company, day, issue=False)


ACTS: tuple[Act, ...] = (
    _paused, _paused, _pause_changed, _pause_removed, _resumed, _skipped, _skipped, _unskipped,
    _moved, _moved_with_schedule, _withdrawn, _taken_back, _visited, _visit_removed,
    _to_be_confirmed, _confirmed, _given_back, _billed, _billed, _drafted,
)  # fmt: skip

done_in_a_life = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, 2), st.integers(0, 45), st.integers(0, 1000)),
    min_size=1,
    max_size=12,
)


def live(town: Town, done: list[tuple[Act, int, int, int]]) -> tuple[object, date]:
    """Do the acts one after another; what is refused leaves all as it was."""
    company, day = settled_in(town), FIRST
    for act, which, days, n in done:
        day += timedelta(days=days)
        contract = Contract.objects.get(company=company, code=f"CT-{which % len(town)}")
        with suppress(*REFUSALS):
            act(contract, day, n)
        assert_looked_at_in_time(company)
    return company, day


@settings(examples, max_examples=8)
@given(town=towns, done=done_in_a_life)
def test_whatever_is_done_each_contract_is_looked_at_in_time_and_doctor_finds_nothing(
    town: Town, done: list[tuple[Act, int, int, int]]
) -> None:
    with taken_back():
        company, day = live(town, done)
        assert_sound(company, day)  # type: ignore[arg-type]
        generate(company, day)  # type: ignore[arg-type]
        assert_sound(company, day)  # type: ignore[arg-type]


@settings(examples, max_examples=8)
@given(
    first=st.dates(FIRST, date(2026, 2, 28)),
    unit=st.sampled_from(["week", "month", "quarter"]),
    timing=st.sampled_from(["advance", "arrears"]),
    closing=st.sampled_from(["full", "prorated"]),
    count=st.none() | st.integers(2, 12),
    done=done_in_a_life,
)
def test_whatever_is_done_no_day_is_billed_twice_and_no_more_than_the_count(  # noqa: PLR0913
    first: date,
    unit: str,
    timing: str,
    closing: str,
    count: int | None,
    done: list[tuple[Act, int, int, int]],
) -> None:
    town: Town = [
        {
            "schedule": {"every": 1, "unit": unit, "first": first.isoformat()},
            "timing": timing,
            "closing": closing,
            "installments": count,
            "lines": [
                {"key": "a", "description": "Cuota <CUOTA>", "unit_price": "30.00", "taxes": []}
            ],
        }
    ]
    with taken_back():
        company, day = live(town, done)
        generate(company, day + timedelta(days=200))  # type: ignore[arg-type]
        rows = Installment.objects.filter(company=company, replaced=False)
        billed = list(rows.filter(state="billed").exclude(kind="one_off").order_by("due_on"))
        for before, after in pairwise(billed):
            assert before.period_until is not None
            assert after.period_start is not None
            assert before.period_until < after.period_start
        numbered = [each.number for each in rows if each.number]
        assert len(numbered) == len(set(numbered))
        assert len(numbered) <= (count or len(numbered))
        nets = [line.net for each in billed for link in each.links.all() for line in
                link.document.lines.filter(installment_id=each.pk)]  # fmt: skip
        assert all(Decimal(0) < net <= Decimal("30.00") for net in nets)
