"""What the forms refuse, as sentences: pydantic's kinds of errors in both languages."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadencia.api.problems import Fault

_SENTENCES = {
    "missing": gettext_lazy("Fill this in."),
    "extra_forbidden": gettext_lazy("There is no such field."),
    "string_type": gettext_lazy('Write a text, such as "…".'),
    "string_too_short": gettext_lazy("Write at least %(min_length)s characters."),
    "string_too_long": gettext_lazy("Write at most %(max_length)s characters."),
    "string_pattern_mismatch": gettext_lazy("It isn't written as it must be: %(pattern)s"),
    "bool_type": gettext_lazy("Write true or false."),
    "bool_parsing": gettext_lazy("Write true or false."),
    "int_type": gettext_lazy("Write a whole number."),
    "int_parsing": gettext_lazy("Write a whole number."),
    "int_parsing_size": gettext_lazy("Write a smaller whole number."),
    "int_from_float": gettext_lazy("Write a whole number."),
    "greater_than_equal": gettext_lazy("Write a number from %(ge)s."),
    "less_than_equal": gettext_lazy("Write a number up to %(le)s."),
    "literal_error": gettext_lazy("Write one of these: %(expected)s."),
    "enum": gettext_lazy("Write one of these: %(expected)s."),
    "list_type": gettext_lazy("Write a list: […]"),
    "too_long": gettext_lazy("Give at most %(max_length)s of them."),
    "too_short": gettext_lazy("Give at least %(min_length)s of them."),
    "dict_type": gettext_lazy("Write an object: {…}"),
    "model_type": gettext_lazy("Write an object: {…}"),
    "model_attributes_type": gettext_lazy("Write an object: {…}"),
    "not_a_day": gettext_lazy("Write a date as 2026-12-31, from 1900 to 2199."),
    "not_an_amount": gettext_lazy(
        'Write a number as a text, such as "1234.56", of at most 12 digits and 8 decimals.'
    ),
}


def faults(errors: Sequence[Mapping[str, Any]]) -> list[Fault]:
    """Return what is to be mended, from what the forms found."""
    return [_fault(each) for each in errors]


def _fault(error: Mapping[str, Any]) -> Fault:
    place, *names = (str(each) for each in error["loc"])
    if place == "body":
        names = names[1:]  # the name of our own argument
    return Fault(".".join(names) or "body", _message(error), place)


def _message(error: Mapping[str, Any]) -> str:
    kind = error["type"]
    if kind == "string_too_short" and error.get("ctx", {}).get("min_length") == 1:
        kind = "missing"
    sentence = _SENTENCES.get(kind)
    if sentence is None:
        return _("This value can't be used.")
    return str(sentence) % error.get("ctx", {}) if "%(" in str(sentence) else str(sentence)
