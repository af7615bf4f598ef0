"""Dates as a command takes them."""

from __future__ import annotations

from datetime import date

from cadencia.cli.refusal import BadInput


def given_date(option: str, written: str) -> date:
    """Return the date that was typed with an option.

    :raises BadInput: if it is no date, written YYYY-MM-DD.
    """
    from django.utils.translation import gettext as _

    try:
        found = date.fromisoformat(written)
    except ValueError:
        found = None
    if found is None or found.isoformat() != written:
        sentence = _("%(option)s: “%(written)s” is no date; write it as in 2026-03-15.")
        raise BadInput(sentence % {"option": option, "written": written})
    return found
