"""`{% load office %}`: figures and dates in the user's language, fields, addresses with filters."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.forms import BoundField, CheckboxInput
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from cadencia.backoffice.forms import typed
from cadencia.documents.rendering.figures import Figures, figures_in

register = template.Library()


def _figures() -> Figures:
    return figures_in((get_language() or "es")[:2])


@register.filter
def money(value: Decimal | None, currency: str = "EUR") -> str:
    """Show an amount with its currency: `1.234,50 €`. Nothing for None."""
    if value is None:
        return ""
    return _figures().money(Decimal(value), currency=currency, decimals=2)


@register.filter
def amount(value: Decimal | None, decimals: int = 2) -> str:
    """Show an amount as in a column: `1.234,50`."""
    return "" if value is None else _figures().amount(Decimal(value), decimals=decimals)


@register.filter
def price(value: Decimal | None, decimals: int = 2) -> str:
    """Show a unit price: at least two decimals, at most eight."""
    return "" if value is None else _figures().price(value, decimals=decimals)


@register.filter
def quantity(value: Decimal | int | None) -> str:
    """Show a number with the decimals it needs: `1.234`, `1,5`."""
    return "" if value is None else _figures().number(Decimal(value))


@register.filter
def percent(value: Decimal | None) -> str:
    """Show a percent: `21 %`."""
    return "" if value is None else _figures().percent(Decimal(value))


@register.filter
def day(value: date | None) -> str:
    """Show a date as it is typed: `31/12/2026`."""
    return "" if value is None else typed.show_day(value)


@register.filter
def moment(value: datetime | None, time_zone: str = "Europe/Madrid") -> str:
    """Show a moment in a time zone: `31/12/2026 09:05`."""
    if value is None:
        return ""
    there = value.astimezone(ZoneInfo(time_zone))
    return f"{typed.show_day(there.date())} {there.hour:02d}:{there.minute:02d}"


@register.simple_tag(takes_context=True)
def with_query(context: dict[str, Any], **changes: Any) -> str:
    """Return this page's address with other filters; None or an empty text takes one away."""
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = value
    return f"?{query.urlencode()}" if query else request.path


@register.inclusion_tag("backoffice/parts/field.html")
def field(bound: BoundField, **options: Any) -> dict[str, Any]:
    """Show a field with its label, its help and its problems.

    `wide` takes a whole row; `hint` is shown below, `suffix` behind; `bare` leaves the label to
    screen readers alone.
    """
    described = " ".join(
        [f"{bound.auto_id}-help"] * bool(bound.help_text or options.get("hint"))
        + [f"{bound.auto_id}-problem"] * bool(bound.errors)
    )
    attrs: dict[str, Any] = {"aria-describedby": described} if described else {}
    if bound.errors:
        attrs["aria-invalid"] = "true"
    if options.get("focus"):
        attrs["autofocus"] = True
    widget = bound.as_widget(attrs=attrs)
    is_box = isinstance(bound.field.widget, CheckboxInput)
    return {"bound": bound, "widget": widget, "is_box": is_box, **options}


@register.simple_tag
def badge(text: Any, tone: str = "neutral") -> SafeString:
    """Show a state: `tone` is neutral, good, warning, bad, info or dim."""
    return format_html('<span class="o-badge" data-tone="{}">{}</span>\n', tone, text)
