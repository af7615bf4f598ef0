"""`{% load mailing %}`: states of deliveries, and addresses from which messages came back."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from cadencia.backoffice.mail_screens.words import REASON_WORDS, STATE_TONES, STATE_WORDS
from cadencia.backoffice.templatetags import office
from cadencia.core.recipients import addresses_in
from cadencia.mailing.models import Delivery
from cadencia.mailing.outbox import bad_among
from cadencia.parties.models import Customer

register = template.Library()


@register.simple_tag
def mail_state(delivery: Delivery) -> SafeString:
    """Show what became of a delivery."""
    return office.badge(STATE_WORDS[delivery.state], STATE_TONES[delivery.state])


@register.filter
def why_word(delivery: Delivery) -> str:
    """Return why a delivery isn't where it should be; the server's own words stand beside."""
    return str(REASON_WORDS.get(delivery.reason, delivery.reason))


@register.inclusion_tag("backoffice/mail_screens/parts/bad_addresses.html", takes_context=True)
def bad_addresses(context: dict[str, Any], customer: Customer) -> dict[str, Any]:
    """Tell which addresses of a customer messages came back from."""
    mine = addresses_in(f"{customer.email},{customer.billing_email},{customer.email_copy}")
    found = bad_among(mine, by=context["request"].actor)
    return {
        "bad": list(found.values()),
        "may": context.get("may"),
        "request": context["request"],
    }
