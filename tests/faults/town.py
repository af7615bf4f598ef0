"""A company with some hundred contracts, and what must hold of it whatever happened."""

import os
import subprocess
import sys
from datetime import date

from django.db import connection

from benchmarks.population import populate
from cadencia.billing import doctor
from cadencia.billing.models import Installment, Refusal
from cadencia.config.clock import now
from cadencia.core.dates import add_months
from cadencia.documents.models import Document, SeriesCounter

FIRST = date(2026, 1, 31)


def a_town(contracts: int) -> int:
    """Make the company; each contract bills three lines on the last day of each month."""
    return populate(contracts)


def month_end(number: int) -> date:
    """Return the due date of installment `number`, from 1."""
    return add_months(FIRST, number - 1)


def a_victim(company: int, day: date, workers: int = 1) -> subprocess.Popen[str]:
    """Start a process that generates as of the day, with so many workers."""
    name = str(connection.settings_dict["NAME"])
    said = str(company), day.isoformat(), str(workers)
    return subprocess.Popen(
        [sys.executable, "-m", "tests.faults.victim", name, *said],
        env={**os.environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def check(company: int, *, contracts: int, installments: int) -> None:
    """Every healthy contract has each of its installments billed once, numbered without a gap."""
    issued = Document.objects.filter(company_id=company, number__isnull=False)
    expected = contracts * installments
    assert issued.count() == expected
    assert not Document.objects.filter(company_id=company, number=None).exists()
    for year in sorted(set(issued.values_list("fiscal_year", flat=True))):
        numbers = list(
            issued.filter(fiscal_year=year).order_by("number").values_list("number", flat=True)
        )
        assert numbers == list(range(1, len(numbers) + 1))
        counter = SeriesCounter.objects.get(company_id=company, fiscal_year=year)
        assert counter.last_number == len(numbers)
    dates = list(issued.order_by("fiscal_year", "number").values_list("issue_date", flat=True))
    assert dates == sorted(dates)
    billed = Installment.objects.filter(company_id=company, state="billed", replaced=False)
    assert billed.count() == expected
    assert billed.values("contract_id", "number").distinct().count() == expected
    is_healthy()


def is_healthy() -> None:
    """Doctor finds nothing."""
    found = [f"{each.name}: {each.says} {each.offenders}" for each in doctor.examine(at=now())]
    assert not found, found


def refused(company: int) -> int:
    """Count the contracts that are parked."""
    return Refusal.objects.filter(company_id=company).count()
