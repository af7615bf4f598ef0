"""In which language a command answers: the one that the terminal asks for."""

from __future__ import annotations

import os
from collections.abc import Mapping

ASKED_BY = ("CADENCIA_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def asked_language(environment: Mapping[str, str]) -> str:
    """Return `en` or `es`, as the first variable that is set asks; Spanish otherwise.

    >>> asked_language({"LANG": "en_US.UTF-8"}), asked_language({"LANG": "C.UTF-8"})
    ('en', 'es')
    """
    chosen = next((environment[name] for name in ASKED_BY if environment.get(name)), "es")
    return "en" if chosen.startswith("en") else "es"


def speak_as_asked() -> str:
    """Make Django's texts speak the language of the terminal, and return it."""
    from django.utils import translation

    language = asked_language(os.environ)
    translation.activate(language)
    return language
