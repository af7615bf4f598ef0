"""Calling the commands in this process, at a moment that the test chooses."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from click.testing import Result
from django.conf import settings
from django.db import connection
from typer.testing import CliRunner

from cadencia.billing import due
from cadencia.cli.main import app
from cadencia.contracts.models import Contract
from cadencia.parties.models import Company
from tests.factories import a_company, a_customer, a_line, a_posted_contract

_now = datetime(2026, 3, 15, 10, 0, tzinfo=UTC)


def the_clock() -> datetime:
    """What settings.CLOCK names under test."""
    return _now


def it_is(day: date, hour: int = 10) -> None:
    """Make it that day for the commands that follow."""
    global _now
    _now = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def cadencia(*arguments: object) -> Result:
    """Call a command in Spanish, unless the environment asks otherwise."""
    settings.CLOCK = "tests.cli.commands.the_clock"
    return CliRunner(env={"COLUMNS": "140"}).invoke(app, [str(each) for each in arguments])


def told(*arguments: object) -> Any:
    """Return what a command tells in JSON."""
    return json.loads(cadencia(*arguments, "--json").stdout)


def a_gym(*names: str, **fields: Any) -> Company:
    """A company with members who pay 45.00 on the last day of each month from January 2026."""
    company = a_company(name="Gimnasio Fuerte", **fields)
    for name in names:
        a_member(company, name)
    return company


def a_member(company: Company, name: str, **fields: Any) -> Contract:
    contract = a_posted_contract(a_customer(company, name), ("CUOTA <MENSUAL>", "45.00"), **fields)
    due.refresh([contract.pk], company.pk)
    return contract


def a_member_that_cannot_be_billed(company: Company, name: str) -> Contract:
    """A posted contract whose text names something that its installments lack."""
    contract = a_posted_contract(a_customer(company, name))
    with connection.cursor() as cursor:  # as if another program had written it
        cursor.execute("ALTER TABLE contracts_contractline DISABLE TRIGGER USER")
        a_line(contract, description="CUOTA <FIN VIGENCIA>", unit_price=Decimal("10.00"))
        cursor.execute("ALTER TABLE contracts_contractline ENABLE TRIGGER USER")
    due.refresh([contract.pk], company.pk)
    return contract
