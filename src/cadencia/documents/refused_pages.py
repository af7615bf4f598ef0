"""Why a document could not be printed, in words, and how to mend it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cadencia.documents.rendering import logos

_LOGO_REFUSALS: Final = {each.__name__: each for each in logos.LogoRefused.__subclasses__()}


def why_not_printed(reason: str, detail: str) -> str:
    """Return the sentence for the name of a refusal and what it said."""
    logo = _LOGO_REFUSALS.get(reason)
    if logo is not None:
        return logo().sentence((get_language() or "es")[:2])
    told = _SENTENCES.get(reason, _unexpected)()
    return told % {"reason": reason, "detail": detail}


def _unexpected() -> str:
    return _("It can't be printed: %(reason)s: %(detail)s. Look for it in the log of the worker.")


def _not_printable() -> str:
    return _("The page can't be drawn (%(detail)s); look at its texts for unusual signs.")


def _sums() -> str:
    return _("Its total isn't what its parts add up to; run: cadencia doctor")


def _accent() -> str:
    return _("Page style of the company: write the accent as #rrggbb, not %(detail)s.")


def _style() -> str:
    return _(
        "Page style of the company: there is no %(detail)s; the format is standard or compact, "
        "the paper a4 or letter."
    )


def _issuer() -> str:
    return _("Company %(detail)s has no printed data yet; save its name and address once.")


_SENTENCES: Final[dict[str, Callable[[], str]]] = {
    "NotPrintable": _not_printable,
    "SumsDoNotHold": _sums,
    "AccentNotAColor": _accent,
    "PageStyleUnknown": _style,
    "IssuerUnknown": _issuer,
}
