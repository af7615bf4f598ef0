"""Where the figures lead: each number to the list that it counts."""

from datetime import date
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse


def to(name: str, **query: object) -> str:
    """Return the address of a screen with filters; nothing, where there is no such screen."""
    try:
        address = reverse(name)
    except NoReverseMatch:
        return ""
    said = {key: value for key, value in query.items() if value not in (None, "")}
    return f"{address}?{urlencode(said)}" if said else address


def month_of_documents(month: str) -> str:
    """Return where the invoices and credit notes issued in a month (2026-01) are listed."""
    start = date.fromisoformat(f"{month}-01")
    until = date(start.year + start.month // 12, start.month % 12 + 1, 1)
    last = date.fromordinal(until.toordinal() - 1)
    return to(
        "office:documents",
        state="issued",
        start=start.isoformat(),
        until=last.isoformat(),
    )
