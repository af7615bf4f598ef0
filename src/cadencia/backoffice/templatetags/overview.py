"""`{% load overview %}`: months and dates as kept answers write them."""

from datetime import date

from django import template

from cadencia.backoffice.forms import typed
from cadencia.backoffice.overview import months

register = template.Library()


@register.filter
def month_name(month: str) -> str:
    """Show a month, 2026-01, as the heading of a column: `ene 26`."""
    return months.named(month)


@register.filter
def iso_day(text: str | None) -> str:
    """Show a date that is kept as a text, as it is typed: `31/12/2026`."""
    return typed.show_day(date.fromisoformat(text)) if text else ""
