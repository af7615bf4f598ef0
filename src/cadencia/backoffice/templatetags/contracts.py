"""`{% load contracts %}`: the words for where a contract stands, what it makes, what changes."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cadencia.backoffice.forms.typed import show_day
from cadencia.billing.contract_filters import Standing
from cadencia.billing.rehearsing import Fate
from cadencia.core.agreement import Kind
from cadencia.documents.rendering.figures import figures_in

register = template.Library()

STANDINGS: Mapping[str, Any] = {
    Standing.DRAFT: pgettext_lazy("contract", "Draft"),
    Standing.ACTIVE: pgettext_lazy("contract", "Active"),
    Standing.INACTIVE: pgettext_lazy("contract", "Inactive"),
    Standing.FINISHED: pgettext_lazy("contract", "Finished"),
    Standing.VOID: pgettext_lazy("contract", "Void"),
}
TONES = {
    Standing.DRAFT: "warning",
    Standing.ACTIVE: "good",
    Standing.INACTIVE: "dim",
    Standing.FINISHED: "dim",
    Standing.VOID: "dim",
}
DOCUMENTS: Mapping[str, Any] = {
    "invoice": _("Invoice"),
    "delivery_note": _("Delivery note"),
    "non_billable_delivery_note": _("Non-billable delivery note"),
    "work_order": _("Work order"),
}
FATES: Mapping[str, Any] = {
    Fate.SAME: pgettext_lazy("installment", "as before"),
    Fate.CHANGED: pgettext_lazy("installment", "changes"),
    Fate.NEW: pgettext_lazy("installment", "new"),
    Fate.GONE: pgettext_lazy("installment", "not billed"),
}
FATE_TONES = {Fate.SAME: "dim", Fate.CHANGED: "info", Fate.NEW: "good", Fate.GONE: "bad"}
KINDS: Mapping[str, Any] = {
    Kind.OPENING: _("opening"),
    Kind.CLOSING: _("closing"),
    Kind.LINE_ONLY: _("lines with months"),
    Kind.ONE_OFF: _("one-off"),
}


@register.filter
def standing_name(value: str) -> Any:
    """Return the word for where a contract stands."""
    return STANDINGS.get(value, value)


@register.filter
def standing_tone(value: str) -> str:
    """Return the tone of its badge."""
    return TONES.get(Standing(value), "neutral")


@register.filter
def standing_class(value: str) -> str:
    """Return the class of its row: a draft leans, what is void is struck through (LC-4)."""
    return {"draft": "is-draft", "void": "is-void", "active": ""}.get(value, "is-dim")


@register.filter
def document_name(value: str) -> Any:
    """Return the word for a type of document."""
    return DOCUMENTS.get(value, value)


@register.filter
def fate_name(value: str) -> Any:
    """Return the word for what becomes of an installment."""
    return FATES[value]


@register.filter
def fate_tone(value: str) -> str:
    """Return the tone of its badge."""
    return FATE_TONES[Fate(value)]


@register.filter
def installment_name(value: Any) -> Any:
    """Return an installment's number, or the word for one that has none."""
    return value.number if value.number else KINDS.get(value.kind, "")


@register.filter
def iso_day(value: str) -> str:
    """Return a date that is kept as a text as it is typed; nothing for nothing."""
    return show_day(date.fromisoformat(value)) if value else ""


@register.filter
def plain_value(value: str) -> str:
    """Return a kept value: a price as prices are shown, any other as it is."""
    try:
        found = Decimal(value)
    except ArithmeticError:
        return value
    return figures_in((get_language() or "es")[:2]).price(found, decimals=2)
