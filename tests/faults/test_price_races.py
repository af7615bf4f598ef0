"""What changes for many at once, against the run: a template's dates, an act that is taken back."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest

from benchmarks import templates as followed
from benchmarks.population import populate
from cadencia.billing import bulk, due, template_refresh, template_schedules, templates
from cadencia.billing.bulk import BilledSince
from cadencia.billing.bulk_day import DayWish
from cadencia.billing.bulk_prices import PriceWish
from cadencia.billing.choosing import Choice
from cadencia.billing.models import ContractDue, Installment, InstallmentDocument
from cadencia.billing.templates import FollowersHaveDrafts
from cadencia.contracts.models import BulkAct, Contract
from cadencia.documents.models import DocumentLine
from tests.factories import A_MOMENT, agreed_anew, chief
from tests.faults import victim
from tests.faults.test_races import in_thread
from tests.faults.town import a_town, a_victim, check, is_healthy, month_end

pytestmark = pytest.mark.django_db(transaction=True)

HOW_MANY = 60
FEBRUARY = date(2026, 2, 28)
MIDDLE_OF_MARCH = date(2026, 3, 15)
THE_15TH = {"every": 1, "unit": "month", "first": "2026-01-15"}


@pytest.fixture(autouse=True)
def _small() -> None:
    victim.make_small()


def dates(company: int) -> set[tuple[date, ...]]:
    """Return the due dates that each contract has been billed for, each list once."""
    rows = Installment.objects.filter(company_id=company, state="billed", replaced=False)
    found: dict[int, list[date]] = {}
    for contract, due_on in rows.order_by("due_on").values_list("contract_id", "due_on"):
        found.setdefault(contract, []).append(due_on)
    assert len(found) == HOW_MANY
    return {tuple(each) for each in found.values()}


def looked_at_in_time(company: int) -> None:
    """Assert that nothing lies between a contract and the day on which it must be looked at."""
    ids = list(Contract.objects.filter(company_id=company).values_list("pk", flat=True))
    kept = dict(ContractDue.objects.filter(company_id=company).values_list(*_DUE))
    assert kept == due.expected(ids, company)


_DUE = ("contract_id", "look_from")


def test_a_template_changes_its_dates_while_its_followers_are_billed() -> None:
    company = populate(HOW_MANY, lines=followed.follow)
    victim.generate(company, month_end(1))
    run = a_victim(company, FEBRUARY)
    over = threading.Event()
    settling = threading.Thread(target=in_thread, args=(lambda: _settle_until(over, company),))
    settling.start()
    in_thread(lambda: _change_dates(company))
    said, errors = run.communicate(timeout=240)
    over.set()
    settling.join()
    assert said.strip() in ("issued", "drafted"), errors
    template_refresh.settle(company)
    looked_at_in_time(company)

    victim.generate(company, date(2026, 5, 20))
    before = (month_end(1), date(2026, 3, 15), date(2026, 4, 15), date(2026, 5, 15))
    after = (month_end(1), FEBRUARY, date(2026, 4, 15), date(2026, 5, 15))
    assert dates(company) <= {before, after}
    looked_at_in_time(company)
    is_healthy()


def _settle_until(over: threading.Event, company: int) -> None:
    """Look at the followers again and again, as the job in the background does."""
    while not over.is_set():
        template_refresh.settle(company)


def _change_dates(company: int) -> None:
    """Change them as soon as no draft waits."""
    by = chief(company)
    template = templates.find("GYM", by=by).pk
    while True:
        with suppress(FollowersHaveDrafts):
            template_schedules.change(template, THE_15TH, since=date(2026, 2, 20), by=by)
            return


def prices(company: int) -> set[Decimal]:
    """Return what the fee cost in the second installments."""
    rows = Installment.objects.filter(company_id=company, number=2)
    links = InstallmentDocument.objects.filter(installment__in=rows.values("pk"))
    lines = DocumentLine.objects.filter(
        document__in=links.values("document"), description__startswith="CUOTA"
    )
    return set(lines.values_list("unit_price", flat=True))


def second_dates(company: int) -> set[date]:
    """Return the due dates of the second installments."""
    rows = Installment.objects.filter(company_id=company, number=2)
    return set(rows.values_list("due_on", flat=True))


Wish = PriceWish | DayWish
RISE = PriceWish(since=date(2026, 2, 1), percent=Decimal(10))
TO_THE_15TH = DayWish(since=date(2026, 2, 10), day=15)


@pytest.mark.parametrize("billed", [False, True], ids=["at once", "when some are billed"])
@pytest.mark.parametrize(
    ("wish", "seen", "changed", "unchanged"),
    [
        (RISE, prices, Decimal("49.50"), Decimal("45.00")),
        (TO_THE_15TH, second_dates, MIDDLE_OF_MARCH, FEBRUARY),
    ],
    ids=["prices", "day"],
)
def test_an_act_over_many_is_taken_back_or_billed_never_in_part(
    wish: Wish,
    seen: Callable[[int], set[object]],
    changed: object,
    unchanged: object,
    billed: bool,
) -> None:
    company = a_town(HOW_MANY)
    agreed_anew(Contract.objects.filter(company_id=company), allow_price_updates=True)
    victim.generate(company, month_end(1))
    done = bulk.execute(
        Choice(), wish, today=month_end(1), at=A_MOMENT.replace(month=2), by=chief(company)
    )
    assert len({each.contract_id for each in done.proposal.touched}) == HOW_MANY
    with ThreadPoolExecutor(2) as pool:
        run = pool.submit(in_thread, lambda: victim.generate(company, MIDDLE_OF_MARCH))
        if billed:
            _until_billed(company, run)
        undone = pool.submit(in_thread, lambda: _undo(company, done.act_id)).result(timeout=240)
        assert run.result(timeout=240) in ("issued", "drafted")
    if billed:
        assert not undone
    assert BulkAct.objects.get(pk=done.act_id).state == ("undone" if undone else "executed")
    looked_at_in_time(company)
    victim.generate(company, MIDDLE_OF_MARCH)  # what the run left, since it was being changed
    assert seen(company) == {unchanged if undone else changed}
    check(company, contracts=HOW_MANY, installments=2)


def _undo(company: int, act: int) -> bool:
    """Say whether nothing was billed from it yet."""
    try:
        bulk.undo(act, at=A_MOMENT.replace(month=3), by=chief(company))
    except BilledSince:
        return False
    return True


def _until_billed(company: int, run: Future[object]) -> None:
    """Wait until the run has billed some, or all."""
    while not run.done():
        if Installment.objects.filter(company_id=company, number=2).exists():
            return
