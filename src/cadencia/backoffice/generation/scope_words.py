"""A scope in words: which days, of whom, how."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from cadencia.backoffice.forms.typed import show_day
from cadencia.billing import scopes
from cadencia.billing.models import BillingRun
from cadencia.billing.scopes import Scope


def told(scope: Scope) -> Mapping[str, Any]:
    """Return the days as a title, and the filters as sentences."""
    return {"days": days(scope), "filters": list(_filters(scope))}


def of_run(run: BillingRun) -> Mapping[str, Any]:
    """Return what a run was asked for."""
    return told(scopes.scope_of(run.scope, as_of=run.as_of))


def days(scope: Scope) -> str:
    """Return the days: `November 2026`, `15/01/2026 – 14/12/2026`, `Pending on 30/11/2026`."""
    window = scope.window
    if window is None:
        return _("Pending on %(day)s") % {"day": show_day(scope.as_of)}
    if _is_month(window.start, window.until):
        return f"{str(MONTHS[window.start.month]).capitalize()} {window.start.year}"
    return f"{show_day(window.start)} – {show_day(window.until)}"


def _is_month(start: date, until: date) -> bool:
    return start.day == 1 and scopes.month(start.year, start.month).until == until


def _filters(scope: Scope) -> Iterator[str]:
    names = {
        "contracts": _("Contracts"),
        "customers": _("Customers"),
        "kinds": _("Contract types"),
        "projects": _("Projects"),
        "sales_reps": _("Sales representatives"),
        "series": _("Series"),
        "document_types": _("Document types"),
        "responsibles": _("Persons in charge"),
    }
    for name, title in names.items():
        values = getattr(scope.only, name)
        if values:
            shown = ", ".join(values[:5]) + (" …" if len(values) > 5 else "")  # noqa: PLR2004
            yield f"{title}: {shown}"
    if scope.only.generation:
        word = {"automatic": _("Automatic"), "manual": _("By hand")}[scope.only.generation]
        yield f"{_('Generation')}: {word}"
    if scope.measure.count == 1 and not scope.measure.ahead:
        yield _("Only the oldest installment of each contract")
    if scope.group:
        yield _("One document for several contracts of a customer")
