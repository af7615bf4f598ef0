"""The file `company.json`: the issuer whose customers and contracts lie beside it."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cadencia.billing.companies import open_company
from cadencia.documents import services as documents
from cadencia.documents.rendering import LogoRefused, check_logo
from cadencia.parties import services as parties
from cadencia.parties.access import administrator_of_machine
from cadencia.parties.models import Company
from cadencia.parties.problems import Problem, ValuesRefused

FILE_NAME = "company.json"
_BESIDE = ("series", "iban", "logo")
"""What the file says besides the company's own fields."""


class CompanyFileRefused(Exception):
    """The file doesn't describe a company; `problems` says why, one by one."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(*problems)
        self.problems = problems


@transaction.atomic
def company_in(file: Path, *, at: datetime) -> Company:
    """Return the company that a file describes: the one of its code, else opened now.

    One that is there already is left as it is: its settings are changed in the program.

    :raises CompanyFileRefused: if the file can't be read or used.
    """
    facts = _facts(file)
    found = Company.objects.filter(code=facts.get("code")).first()
    if found is not None:
        return found
    values = {name: each for name, each in facts.items() if name not in _BESIDE}
    try:
        company = open_company({**values, **_logo(facts, file)}, at=at)
        by = administrator_of_machine(company.pk)
        for series in _series(facts):
            documents.save_series(company, series, by=by)
        if facts.get("iban"):
            parties.save_bank_account(company, facts["iban"], by=by, at=at)
    except ValuesRefused as refused:
        raise CompanyFileRefused(refused.problems) from None
    return company


def _facts(file: Path) -> Mapping[str, Any]:
    try:
        facts = json.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise _refused(FILE_NAME, _("It can't be read: %(reason)s") % {"reason": error}) from None
    except (json.JSONDecodeError, RecursionError) as error:
        raise _refused(FILE_NAME, _("It isn't JSON: %(reason)s") % {"reason": error}) from None
    if not isinstance(facts, dict):
        raise _refused(FILE_NAME, _("Write an object with code and name: {…}"))
    return facts


def _series(facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    series = facts.get("series", [])
    if not isinstance(series, list) or not all(isinstance(each, dict) for each in series):
        raise _refused("series", _("Write a list of objects with code and kind."))
    return series


def _logo(facts: Mapping[str, Any], file: Path) -> dict[str, bytes]:
    """Return the picture that stands beside the file, if it names one."""
    name = facts.get("logo")
    if not name:
        return {}
    try:
        data = (file.parent / Path(str(name)).name).read_bytes()
        check_logo(data)
    except OSError:
        raise _refused("logo", _("There is no such picture beside the file.")) from None
    except LogoRefused as refused:
        language = get_language() or "es"
        raise _refused("logo", refused.sentences.get(language, refused.sentences["en"])) from None
    return {"logo": data}


def _refused(path: str, message: str) -> CompanyFileRefused:
    return CompanyFileRefused((Problem(path, message),))
