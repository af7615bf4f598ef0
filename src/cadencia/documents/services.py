"""Making a company ready to issue: its lock, and its series of numbers."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from cadencia.documents import numbering
from cadencia.documents.models import KINDS, Document, Issuer, Series
from cadencia.parties.access import Actor, Permission, permitted_in
from cadencia.parties.models import Company
from cadencia.parties.problems import Problem, Values, refuse_if_any
from cadencia.parties.saving import save_by_key
from cadencia.parties.services import unknown_fields

FIRST_SERIES = {
    "invoice": "F",
    "delivery_note": "A",
    "non_billable_delivery_note": "N",
    "work_order": "P",
    "credit_note": "R",
}
"""The series that every company has from the start, by kind of document."""

_OWN = frozenset({"id", "company"})


@transaction.atomic
def open_issuer(company: Company) -> None:
    """Let a new company issue: its lock, and a series for each kind of document."""
    Issuer.objects.get_or_create(company=company)
    rows = [{"code": code, "kind": kind, "is_default": True} for kind, code in FIRST_SERIES.items()]
    known = set(Series.objects.filter(company=company, is_default=True).values_list("kind"))
    save_by_key(Series, company, [each for each in rows if (each["kind"],) not in known])


def save_series(company: Company, values: Values, *, by: Actor) -> Series:
    """Create a series, or change the one of that code; a default one takes the other's place.

    :raises NotAllowed: if the actor may not, or is another company's.
    :raises ValuesRefused: if a value can't be used, or would change what is numbered already.
    """
    with permitted_in(by, company.pk, Permission.MASTERS):
        refuse_if_any(_problems(company, values))
        if values.get("is_default"):
            kind = values.get("kind", "invoice")
            others = Series.objects.filter(company=company, kind=kind, is_default=True)
            others.exclude(code=values["code"]).update(is_default=False)
        return save_by_key(Series, company, [values])[0]


def _problems(company: Company, values: Values) -> Sequence[Problem]:
    problems = unknown_fields(Series, values, _OWN)
    if not str(values.get("code") or "").strip():
        problems.append(Problem("code", _("Fill this in.")))
    if values.get("kind", "invoice") not in KINDS:
        problems.append(Problem("kind", _("There is no such kind of document.")))
    if "pattern" in values:
        found = numbering.pattern_problems(str(values["pattern"]))
        problems += [Problem("pattern", each) for each in found]
    return problems + _changes_of_numbered(company, values)


def _changes_of_numbered(company: Company, values: Values) -> list[Problem]:
    """Documents print their number by the series' pattern: it stays once there are any."""
    used = Series.objects.filter(company=company, code=values.get("code")).first()
    if used is None or not Document.objects.filter(series=used, number__isnull=False).exists():
        return []
    return [
        Problem(name, _("This series has numbered documents already; make another series."))
        for name in ("pattern", "kind")
        if name in values and values[name] != getattr(used, name)
    ]
