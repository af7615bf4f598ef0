"""`{% load help %}`: where the manual explains the screen one looks at."""

from typing import Any

from django import template

from cadencia.backoffice.help.pages import address_for

register = template.Library()


@register.simple_tag(takes_context=True)
def help_address(context: dict[str, Any]) -> str:
    """Return the address of the page of the manual about this screen."""
    return address_for(context["request"])
