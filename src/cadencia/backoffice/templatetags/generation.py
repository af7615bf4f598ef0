"""`{% load generation %}`: words and small figures of previews, runs and documents."""

from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cadencia.backoffice.forms.typed import show_day
from cadencia.backoffice.generation import run_words
from cadencia.billing.document_list.exporting import kind_word as _kind_word
from cadencia.billing.kept_preview_models import PreviewContract
from cadencia.billing.models import BillingRun
from cadencia.core.corrective import CorrectiveLine
from cadencia.documents.models import Document, DocumentLine
from cadencia.documents.numbering import number_of as _number_of
from cadencia.documents.rendering.figures import figures_in

register = template.Library()
_MINUTE = 60

_TONES = {"first": "info", "price": "warning", "amount": "warning", "missing": "bad"}


@register.filter
def change_word(change: str) -> str:
    """Return how a contract differs from what it billed last."""
    return change_words().get(change, change)


@register.filter
def change_tone(change: str) -> str:
    """Return the tone of its badge."""
    return _TONES.get(change, "dim")


@register.simple_tag(name="change_words")
def change_words() -> dict[str, str]:
    """Return the words of all changes."""
    return {
        "first": _("First time"),
        "price": _("Price moved"),
        "amount": _("Another amount"),
        "again": _("After a break"),
        "missing": _("Missing"),
        "same": _("The same"),
    }


@register.filter
def missing_cause(row: PreviewContract) -> str:
    """Return why a contract that was billed before isn't billed now, as far as its row says."""
    (why,) = row.refusals or [{}]
    words = {
        "finished": _("It is finished."),
        "void": _("It is void."),
        "inactive": _("It is inactive."),
        "paused": _("It is paused."),
        "ended": _("It ends on %(day)s.") % {"day": _iso_day(why.get("due_on"))},
        "not_due": _("Nothing of it falls due."),
    }
    return words.get(why.get("code", ""), "")


@register.filter
def difference(row: PreviewContract) -> str:
    """Return by how much the net moved, with its sign."""
    if row.net is None or row.net_before is None:
        return ""
    moved = row.net - row.net_before
    shown = figures_in(_language()).amount(moved, decimals=2)
    return f"+{shown}" if moved > 0 else shown


@register.filter
def taxes_of(group: dict[str, Any]) -> Decimal:
    """Return the taxes of a group of totals."""
    return Decimal(group["total"]) - Decimal(group["net"])


@register.filter
def joined(values: list[Any]) -> str:
    """Return numbers with commas."""
    return ", ".join(str(each) for each in values)


@register.filter
def kind_word(kind: str) -> str:
    """Return the name of a kind of document."""
    return _kind_word(kind)


@register.filter
def run_word(state: str) -> Any:
    """Return the name of a run's state."""
    return run_words.STATES.get(state, state)


@register.filter
def run_tone(state: str) -> str:
    """Return the tone of its badge."""
    return run_words.TONES.get(state, "neutral")


@register.filter
def took(run: BillingRun) -> str:
    """Return how long a run took: `4 s`, `2 min 5 s`."""
    seconds = run_words.seconds(run)
    if seconds is None:
        return ""
    minutes, rest = divmod(seconds, _MINUTE)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


@register.filter
def iso_day(text: str) -> str:
    """Return a date of a record as it is typed."""
    return _iso_day(text)


@register.filter
def contract_address(code: str) -> str:
    """Return where a contract is found by its code."""
    return f"{reverse('office:contracts')}?{urlencode({'q': code})}"


def _iso_day(text: Any) -> str:
    return show_day(date.fromisoformat(text)) if text else ""


def _language() -> str:
    return get_language() or "es"


@register.filter
def number_of(document: Document) -> str:
    """Return a document's number as printed; nothing of a draft."""
    return _number_of(document) or ""


@register.filter
def credited_text(line: CorrectiveLine, lines: list[tuple[DocumentLine, Any]]) -> str:
    """Return what a line of a credit note credits: the text of the line that it corrects."""
    texts = {each.position: each.description for each, _ in lines}
    return texts.get(line.position or 0, "")
