"""The company and its preferences, kept by its administrator; its logo and own accounts."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cadencia.catalog import checks as catalog
from cadencia.contracts import codes
from cadencia.contracts.models import CodeCounter
from cadencia.documents.models import Series
from cadencia.documents.rendering import LogoRefused
from cadencia.documents.rendering.logo_files import cleaned
from cadencia.documents.rendering.printable import AccentNotAColor, Format, PageStyle, Paper
from cadencia.parties import checks, services, snapshots
from cadencia.parties.access import Actor, Permission, permitted
from cadencia.parties.identification import plain_iban
from cadencia.parties.meanwhile import refuse_if_changed
from cadencia.parties.models import BankAccount, Company
from cadencia.parties.problems import Problem, Values, ValuesRefused, refuse_if_any

OWN = ("code_pattern", "accounts", "logo_file", "logo_gone")
"""What is said besides the company's own fields."""


def change(values: Values, *, by: Actor, at: datetime, seen: int | None = None) -> Company:
    """Change the given settings of the company.

    Besides its fields: `code_pattern` of its contracts, `accounts` (all of its own bank accounts,
    as rows of `id`, `iban`, `bic`), `logo_file` (the bytes of a new logo), `logo_gone`.

    :raises ChangedMeanwhile: if somebody changed it since it was shown.
    :raises ValuesRefused: with all that is wrong with them.
    """
    with permitted(by, Permission.SETTINGS):
        company = Company.objects.select_for_update(no_key=True).get(pk=by.company_id)
        refuse_if_changed(company, seen, by=by)
        own = {name: values[name] for name in OWN if name in values}
        fields = {name: each for name, each in values.items() if name not in OWN}
        problems = [*_problems(company, fields), *_account_problems(own.get("accounts") or ())]
        problems += _with_logo(own, fields)
        problems += _with_pattern(own, by)
        try:
            services.update_company(company.pk, fields, by=by, at=at)
        except ValuesRefused as refused:
            problems = [*refused.problems, *problems]
        refuse_if_any(problems)
        company.refresh_from_db()
        if "accounts" in own:
            _write_accounts(company, own["accounts"], at)
    return company


def code_pattern(*, by: Actor) -> str:
    """Return the pattern by which codes of new contracts are proposed."""
    found = CodeCounter.objects.filter(company_id=by.company_id).first()
    return found.pattern if found else str(CodeCounter().pattern)


def _problems(company: Company, values: Values) -> list[Problem]:
    found = []
    known = catalog.tax_codes(company)
    for code in values.get("default_taxes") or ():
        if code not in known:
            sentence = _("There is no tax %(code)s. Create it first, or choose another.")
            found.append(Problem("default_taxes", sentence % {"code": code}))
    series = values.get("default_series")
    if series and not Series.objects.filter(company=company, code=series).exists():
        found.append(Problem("default_series", _("There is no series of this code.")))
    if "page_style" in values:
        found += _style_problems(values["page_style"])
    return found


def _style_problems(style: Mapping[str, Any]) -> list[Problem]:
    found = []
    try:
        PageStyle(accent=str(style.get("accent") or "#1f3a5f"))
    except AccentNotAColor:
        found.append(Problem("accent", _("Write a color as #rrggbb, such as #1f3a5f.")))
    if style.get("format") not in (None, *Format):
        found.append(Problem("format", _("Choose one from the list.")))
    if style.get("paper") not in (None, *Paper):
        found.append(Problem("paper", _("Choose one from the list.")))
    return found


def _with_logo(own: Values, fields: dict[str, Any]) -> list[Problem]:
    if own.get("logo_gone"):
        fields["logo"] = None
    if not own.get("logo_file"):
        return []
    try:
        fields["logo"] = cleaned(own["logo_file"])
    except LogoRefused as refused:
        return [Problem("logo_file", refused.sentence((get_language() or "es")[:2]))]
    return []


def _with_pattern(own: Values, by: Actor) -> list[Problem]:
    if "code_pattern" not in own:
        return []
    try:
        codes.set_pattern(str(own["code_pattern"]).strip(), by=by)
    except ValuesRefused as refused:
        return [Problem("code_pattern", each.message) for each in refused.problems]
    return []


def _account_problems(accounts: Sequence[Mapping[str, Any]]) -> list[Problem]:
    found, seen = [], set()
    for position, row in enumerate(accounts):
        at = f"accounts.{position}.iban"
        iban = plain_iban(str(row.get("iban") or ""))
        found += checks.iban_problems(iban, at)
        if iban and iban in seen:
            found.append(Problem(at, _("It is there twice: leave one.")))
        seen.add(iban)
    return found


def _write_accounts(company: Company, accounts: Sequence[Mapping[str, Any]], at: datetime) -> None:
    mine = BankAccount.objects.filter(company=company, customer=None)
    there = {each.iban: each for each in mine}
    wanted = {plain_iban(str(each["iban"])): str(each.get("bic") or "") for each in accounts}
    mine.exclude(iban__in=wanted).delete()
    for iban, bic in wanted.items():
        found = there.get(iban) or BankAccount(company=company, iban=iban)
        if found.pk is None or found.bic != bic:
            found.bic = bic
            found.save()
    snapshots.refresh_issuer(company, at=at)
