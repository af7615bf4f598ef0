"""`{% load masters %}`: what pages of masters say of other pieces' things."""

from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from cadencia.backoffice.masters.templates import schedule_words
from cadencia.backoffice.templatetags import office

register = template.Library()

STATES = {
    "draft": (_("Draft"), "neutral"),
    "posted": (_("Posted"), "good"),
    "finished": (_("Finished"), "dim"),
    "void": (_("Void"), "bad"),
}


@register.simple_tag
def contract_address(number: int) -> str:
    """Return where a contract is shown; nowhere, as long as there is no such screen."""
    for name in ("office:contract", "office:contract-form"):
        try:
            return reverse(name, args=[number])
        except NoReverseMatch:
            continue
    return "#"


@register.simple_tag
def state_of(state: str) -> SafeString:
    """Show the state of a contract."""
    words, tone = STATES.get(state, (state, "neutral"))
    return office.badge(words, tone)


@register.simple_tag
def word(words: dict[str, Any], name: str) -> Any:
    """Return what something is called."""
    return words.get(name, name)


_DELIVERIES = {
    "pending": (_("waiting"), "warning"),
    "delivered": (_("delivered"), "good"),
    "failed": (_("failed"), "bad"),
}


@register.simple_tag
def delivery_state(state: str) -> SafeString:
    """Show what became of a message."""
    words, tone = _DELIVERIES.get(state, (state, "neutral"))
    return office.badge(words, tone)


@register.simple_tag
def schedule_of(row: Any) -> str:
    """Say a schedule in words."""
    return schedule_words(row)
