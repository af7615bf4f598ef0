"""Where a line stands: among the current ones, the inactive, or those billed once (LN-2)."""

from datetime import date
from enum import StrEnum

from cadencia.billing.contract_form.reading import Form


class Group(StrEnum):
    """A list of lines of the form."""

    CURRENT = "current"  # actuales, those that begin later too
    INACTIVE = "inactive"  # inactivas a día de hoy
    ONCE = "once"  # puntuales


def group_of(line: Form, today: date) -> Group:
    """Return the list in which a line stands.

    >>> group_of({"key": "a", "valid_until": "2026-03-14"}, date(2026, 3, 15)).value
    'inactive'
    >>> group_of({"key": "a", "valid_from": "2026-06-01"}, date(2026, 3, 15)).value
    'current'
    """
    if line.get("one_off_on"):
        return Group.ONCE
    until = line.get("valid_until")
    return Group.INACTIVE if until and str(until) < today.isoformat() else Group.CURRENT


def begins_later(line: Form, today: date) -> str | None:
    """Return the day on which a line begins, written as a file does, if it hasn't begun yet."""
    since = line.get("valid_from")
    return str(since) if since and str(since) > today.isoformat() else None
