"""What a run's record says, in words: its state, why it stopped, how long it took."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from cadencia.billing.models import BillingRun
from cadencia.documents.rendering.figures import figures_in

STATES: Mapping[str, Any] = {
    "drafting": gettext_lazy("Making drafts"),
    "stopped": gettext_lazy("Stopped"),
    "drafted": gettext_lazy("Drafts, not issued"),
    "approved": gettext_lazy("Approved"),
    "issuing": gettext_lazy("Issuing"),
    "issued": gettext_lazy("Ended"),
    "undoing": gettext_lazy("Undoing"),
    "undone": gettext_lazy("Undone"),
}
TONES: Mapping[str, str] = {
    "drafting": "info",
    "stopped": "warning",
    "drafted": "warning",
    "approved": "info",
    "issuing": "info",
    "issued": "good",
    "undoing": "info",
    "undone": "dim",
}


def warnings(reason: Mapping[str, Any]) -> Iterator[str]:
    """Yield why a run asks before it issues (R16), of what it keeps or a preview tells."""
    many, moved, growth = (
        reason.get(name) for name in ("installments_per_contract", "price_change", "growth")
    )
    if many:
        sentence = ngettext(
            "%(count)s contract would be billed very many installments at once: %(contracts)s.",
            "%(count)s contracts would be billed very many installments at once: %(contracts)s.",
            many["count"],
        )
        yield _naming(sentence, many)
    if moved:
        sentence = ngettext(
            "The price of %(count)s contract moved more than usual: %(contracts)s.",
            "The prices of %(count)s contracts moved more than usual: %(contracts)s.",
            moved["count"],
        )
        yield _naming(sentence, moved)
    if growth:
        yield _growth(growth)
    if "set_aside" in reason:
        yield _("It was set aside while it was being issued: the rest are drafts.")


def changed(run: BillingRun) -> list[dict[str, str]] | None:
    """Return which contracts would bill something else than the preview showed; None if none."""
    expected = (run.stop_reason or {}).get("expected")
    if expected is None:
        return None
    words = {
        "new": _("wasn't in the preview"),
        "missing": _("isn't billed any more"),
        "changed": _("would be billed something else"),
    }
    return [
        {"contract": each["contract"], "how": words.get(each["how"], each["how"])}
        for each in expected.get("changed") or []
    ]


def seconds(run: BillingRun) -> int | None:
    """Return how long the run took; None as long as it hasn't ended."""
    if run.finished_at is None:
        return None
    return max(0, round((run.finished_at - run.started_at).total_seconds()))


def _naming(sentence: str, found: Mapping[str, Any]) -> str:
    codes = list(found["contracts"])
    more = " …" if found["count"] > len(codes) else ""
    told = sentence % {"count": found["count"], "contracts": ", ".join(codes) + more}
    return told.replace("….", "…")


def _growth(growth: Mapping[str, Any]) -> str:
    if "documents" in growth:
        sentence = _("It makes %(documents)s documents, where %(expected)s were to be expected.")
        return sentence % growth
    figures = figures_in(get_language() or "es")
    amounts = {
        name: figures.money(Decimal(growth[name]), currency=growth["currency"], decimals=2)
        for name in ("amount", "expected")
    }
    return _("It comes to %(amount)s, where %(expected)s was to be expected.") % amounts
