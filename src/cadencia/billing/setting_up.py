"""The first day of an installation: its first company and who administers it, at once.

Nobody works here yet, so that nobody can be asked who they are: whoever calls makes sure that only
who sits at the machine does this, and it is done once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from cadencia.billing.companies import open_company
from cadencia.billing.masters import numbering
from cadencia.documents import services as documents
from cadencia.documents.models import Series
from cadencia.parties import people_services
from cadencia.parties import services as parties
from cadencia.parties.access import Role, administrator_of_machine
from cadencia.parties.models import Company, User
from cadencia.parties.people import Membership
from cadencia.parties.problems import Problem, ValuesRefused, refuse_if_any

_LOCK = 0x0CADE3


class AlreadySetUp(Exception):
    """Somebody may sign in already: the rest is done by who may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class First:
    """What is said on the first day.

    `company` are fields of the company and, if wanted, `iban`; `series` the code and pattern of
    its invoices, and at which number the year begins; `person` who administers it all.
    """

    company: Mapping[str, Any]
    series: Mapping[str, Any]
    person: Mapping[str, str]
    password: str
    year: int


def is_wanted() -> bool:
    """Say whether nobody can sign in yet."""
    return not User.objects.exists()


def companies() -> list[Company]:
    """Return the companies that there are already, imported by the command line."""
    return list(Company.objects.defer("logo").order_by("code"))


@transaction.atomic
def set_up(first: First, *, at: datetime) -> User:
    """Open the first company with taxes and series, and the user who administers it.

    Where there are companies already no other is opened: the user administers those.

    :raises AlreadySetUp: if there is a user already.
    :raises ValuesRefused: with all that is wrong, each under `company.`, `series.` or `person.`.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    if not is_wanted():
        raise AlreadySetUp
    there = companies()
    problems: list[Problem] = []
    company = there[0] if there else _opened(first, problems, at)
    user = _administrator(first, company, problems)
    refuse_if_any(problems)
    assert user is not None  # noqa: S101 - refused above
    for each in there[1:]:
        Membership.objects.create(company=each, user=user, role=Role.ADMINISTRATOR.value)
    return user


def _opened(first: First, problems: list[Problem], at: datetime) -> Company | None:
    values = {name: each for name, each in first.company.items() if name != "iban"}
    iban = str(first.company.get("iban") or "")
    company = None
    try:
        with transaction.atomic():
            company = open_company(values, at=at)
    except ValuesRefused as refused:
        problems += _under("company", refused)
    if company is None:
        return None
    by = administrator_of_machine(company.pk, channel="web")
    try:
        if iban:
            parties.save_bank_account(company, iban, by=by, at=at)
    except ValuesRefused as refused:
        problems += _under("company", refused)
    _numbered(first, company, problems)
    return company


def _numbered(first: First, company: Company, problems: list[Problem]) -> None:
    """Give the invoices their series: the one that every company has, as it is wanted here."""
    by = administrator_of_machine(company.pk, channel="web")
    usual = Series.objects.get(company=company, kind="invoice", is_default=True)
    code = str(first.series.get("code") or usual.code).strip()
    taken = Series.objects.filter(company=company, code=code).exclude(pk=usual.pk)
    if taken.exists():
        problems.append(Problem("series.code", _("Another kind of document has this series.")))
        return
    Series.objects.filter(pk=usual.pk).update(code=code)
    try:
        if first.series.get("pattern"):
            documents.save_series(
                company, {"code": code, "pattern": first.series["pattern"]}, by=by
            )
        number = first.series.get("number")
        if number is not None and number != 1:
            numbering.begin_at(usual.pk, first.year, number, by=by)
    except ValuesRefused as refused:
        problems += _under("series", refused)


def _administrator(first: First, company: Company | None, problems: list[Problem]) -> User | None:
    """Open the user; without a company they are only judged."""
    try:
        with transaction.atomic():
            judged = company or Company.objects.create(code="-", name="-")
            by = administrator_of_machine(judged.pk, channel="web")
            role = Role.ADMINISTRATOR.value
            user = people_services.create_user(first.person, first.password, role, by=by)
            if company is None:
                transaction.set_rollback(True)
            return user
    except ValuesRefused as refused:
        problems += _under("person", refused)
    return None


def _under(part: str, refused: ValuesRefused) -> list[Problem]:
    return [Problem(f"{part}.{each.path}", each.message) for each in refused.problems]
