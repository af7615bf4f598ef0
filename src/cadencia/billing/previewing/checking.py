"""What is wrong with what a preview is asked for: all at once, each a sentence at its field."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from django.db.models import Model
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cadencia.billing.scopes import Filter, WindowBackwards, WindowTooLong, longest, window
from cadencia.contracts.models import Contract, ContractKind
from cadencia.core.planning import Window
from cadencia.documents.models import Series
from cadencia.documents.rendering.figures import figures_in
from cadencia.parties.access import Actor, Permission, require_in
from cadencia.parties.models import Company, Customer, SalesRep
from cadencia.parties.people import Membership
from cadencia.parties.problems import Problem, refuse_if_any

_LOOKED_UP: Sequence[tuple[str, type[Model], str]] = (
    ("contracts", Contract, "code"),
    ("customers", Customer, "code"),
    ("kinds", ContractKind, "name"),
    ("projects", Contract, "project"),
    ("sales_reps", SalesRep, "code"),
    ("series", Series, "code"),
    ("responsibles", Membership, "user__username"),
)


def check_filter(only: Filter, company: Company, *, by: Actor) -> None:
    """Refuse a filter that names what the company doesn't have: mistyped, it would bill nobody.

    :raises ValuesRefused: if there is any such name.
    """
    require_in(by, company.pk, Permission.READ)
    refuse_if_any(list(_unknown(only, company)))


def checked_window(start: date, until: date) -> Window:
    """Return a range of dates, both included (R16).

    :raises ValuesRefused: if it ends before it begins, or reaches 11 months or more.
    """
    figures = figures_in(get_language() or "es")
    try:
        return window(start, until)
    except WindowBackwards:
        problem = _("The range ends before it begins: write a later date.")
    except WindowTooLong:
        places = {"start": figures.day(start), "last": figures.day(longest(start))}
        problem = (
            _("A range reaches less than 11 months: from %(start)s, to %(last)s at most.") % places
        )
    refuse_if_any([Problem("until", problem)])
    raise AssertionError(problem)


def check_document_date(wanted: date | None, company: Company, *, today: date) -> None:
    """Refuse a date for all documents that issuing would refuse (R5).

    :raises ValuesRefused: if it is in the future, too far back, or in a closed period.
    """
    if wanted is None:
        return
    first = today - timedelta(days=company.max_backdating)
    if company.closed_until is not None:
        first = max(first, company.closed_until + timedelta(days=1))
    if not first <= wanted <= today:
        figures = figures_in(get_language() or "es")
        sentence = _("Choose a day from %(first)s to %(last)s.")
        places = {"first": figures.day(first), "last": figures.day(today)}
        refuse_if_any([Problem("document_date", sentence % places)])


def _unknown(only: Filter, company: Company) -> Iterator[Problem]:
    for name, model, column in _LOOKED_UP:
        codes: Sequence[str] = getattr(only, name)
        if not codes:
            continue
        rows = model._default_manager.filter(company=company, **{f"{column}__in": codes})  # noqa: SLF001
        known = set(rows.values_list(column, flat=True))
        for code in codes:
            if code not in known:
                yield Problem(name, _("Nothing of yours is called %(code)s.") % {"code": code})
