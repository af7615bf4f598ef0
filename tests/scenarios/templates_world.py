"""The words of the stories about templates and renewal."""

from datetime import date
from decimal import Decimal
from typing import Any

from cadencia.billing import followers, following, renewing, tacit_renewal, templates
from cadencia.billing.tacit_renewal import Terms
from cadencia.billing.templates import LineChange
from cadencia.contracts.models import Contract, Template
from cadencia.parties.models import Company
from tests.factories import chief
from tests.scenarios import rows

Day = str
"""A date as the stories write it: 2026-01-31."""


def a_template(company: Company, code: str, first: Day, *lines: dict[str, Any]) -> Template:
    """Make a monthly template; its lines have the keys a, b, c…"""
    keyed = [{"key": key, **each} for key, each in zip("abcdefgh", lines, strict=False)]
    schedule = {"every": 1, "unit": "month", "first": first}
    return templates.create(
        {"code": code, "schedule": schedule, "lines": keyed}, by=chief(company.pk)
    )


def a_follower(template: Template, customer: str, code: str, *, on: Day, **own: Any) -> Contract:
    """Make a draft that follows a template."""
    by = chief(template.company_id)
    form = {"code": code, **own}
    return following.make_contract(template.code, customer, form, today=_day(on), by=by)


def would_pay(template: Template, line: str, price: str, *, since: Day) -> None:
    """Print whom a new price would reach, from which installment, and its totals."""
    by = chief(template.company_id)
    found = followers.touched(template.pk, _change(line, price, since), by=by)
    print(f"{found.followers} follow, {found.billing} bill")
    rows.show(f"{e.contract}  {e.due_on}  {e.before} -> {e.after}" for e in found.shown)


def new_price(template: Template, line: str, price: str, *, since: Day) -> None:
    """Change the price of a template's line from a day on."""
    by = chief(template.company_id)
    templates.change_line(template.pk, _change(line, price, since), by=by)


def detach(contract: Contract) -> None:
    """Give a follower lines of its own."""
    following.detach(contract.pk, by=chief(contract.company_id))


def renewed(contract: Contract, code: str, *, since: Day, on: Day) -> Contract:
    """Renew a contract by hand, and print from when to when the draft goes."""
    how = renewing.Copy(today=_day(on), code=code)
    new = renewing.renew(contract.pk, _day(since), how, by=chief(contract.company_id))
    print(f"{new.code}: {new.starts_on} to {new.ends_on}")
    return new


def ends_on(contract: Contract) -> date | None:
    """Return the end of a contract."""
    contract.refresh_from_db()
    return contract.ends_on


def renews_itself(contract: Contract, *, notice_days: int) -> None:
    """Have a contract renew itself from its end on."""
    terms = Terms(notice_days=notice_days)
    tacit_renewal.set_automatic(contract.pk, terms, by=chief(contract.company_id))


def notice(contract: Contract, *, on: Day) -> None:
    """Note that notice was given."""
    tacit_renewal.give_notice(contract.pk, _day(on), by=chief(contract.company_id))


def renewals(company: Company, *, on: Day) -> None:
    """Renew what is due, and print the new ends."""
    done = tacit_renewal.renew_due(_day(on), by=chief(company.pk))
    rows.show(f"{e.contract.code}: {e.previous_end} -> {e.ends_on}" for e in done)


def _change(line: str, price: str, since: Day) -> LineChange:
    return LineChange(line=line, on=_day(since), unit_price=Decimal(price))


def _day(written: Day) -> date:
    return date.fromisoformat(written)
