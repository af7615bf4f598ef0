"""What is said of a command line that can't be read: what is wrong with it, and what would do."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import Any

from cadencia.cli.wording import Said, Speaker

WORDS = {
    "no_option": Said("{name}: no existe esa opción.", "{name}: there is no such option."),
    "no_command": Said("{name}: no existe esa orden.", "{name}: there is no such command."),
    "perhaps": Said("¿Se quería decir {names}?", "Did you mean {names}?"),
    "no_command_given": Said(
        "Falta la orden; --help las muestra todas.",
        "A command is missing; --help shows all of them.",
    ),
    "missing": Said("{name}: falta. {help}", "{name}: it is missing. {help}"),
    "no_value": Said(
        "{name}: le falta su valor, que va detrás.", "{name}: its value is missing, after it."
    ),
    "takes_no_value": Said(
        "{name}: no lleva ningún valor; se escribe sola.",
        "{name}: it takes no value; write it alone.",
    ),
    "left_over": Said(
        "{names}: sobra; si lleva espacios, va entre comillas.",
        "{names}: left over; put quotes around what has spaces in it.",
    ),
    "number_within": Said(
        "{name}: tiene que ser un número entero de {first} a {last}.",
        "{name}: it must be a whole number from {first} to {last}.",
    ),
    "whole_number": Said(
        "{name}: tiene que ser un número entero, como 2.",
        "{name}: it must be a whole number, such as 2.",
    ),
}

_QUOTED = re.compile(r"'([^']*)'")
_LEFT_OVER = re.compile(r"unexpected extra arguments?(?:\(s\))? \((.*)\)", re.DOTALL)


def is_one(error: Exception) -> bool:
    """Return whether it is Typer's word for a command line that can't be read.

    Its releases differ in whose class that is; all of them say so in these words.
    """
    return hasattr(error, "format_message") and hasattr(error, "ctx")


def sentence(error: Any, language: str) -> str:
    """Return what is wrong, and what would do, in the language; else in the library's words."""
    say = Speaker(WORDS, language)
    by_kind = {
        "NoSuchOption": _no_option,
        "MissingParameter": _missing,
        "BadOptionUsage": _bad_option,
        "BadParameter": _bad_value,
        "UsageError": _other,
    }
    told = by_kind.get(type(error).__name__, _other)(error, say)
    return told or str(error.format_message())


def _no_option(error: Any, say: Speaker) -> str:
    return _with_guess(say("no_option", name=error.option_name), error.possibilities or (), say)


def _with_guess(told: str, guesses: Any, say: Speaker) -> str:
    if not guesses:
        return told
    return f"{told} {say('perhaps', names=', '.join(sorted(guesses)))}"


def _missing(error: Any, say: Speaker) -> str:
    return say("missing", name=_name(error.param), help=error.param.help or "").strip()


def _name(parameter: Any) -> str:
    """Return how a parameter is written: the option, or what stands for the argument."""
    if parameter.param_type_name == "argument":
        return str(parameter.metavar or parameter.name)
    return str(max(parameter.opts, key=len))


def _bad_option(error: Any, say: Speaker) -> str | None:
    if "does not take a value" in error.message:
        return say("takes_no_value", name=error.option_name)
    if "requires" in error.message:
        return say("no_value", name=error.option_name)
    return None


def _bad_value(error: Any, say: Speaker) -> str | None:
    if error.param is None:
        return None
    first, last = getattr(error.param, "min", None), getattr(error.param, "max", None)
    if first is not None and last is not None:
        return say("number_within", name=_name(error.param), first=first, last=last)
    if "integer" in error.message:
        return say("whole_number", name=_name(error.param))
    return f"{_name(error.param)}: {error.message}"


def _other(error: Any, say: Speaker) -> str | None:
    if found := _LEFT_OVER.search(error.message):
        return say("left_over", names=found[1])
    if error.message.startswith("No such command"):
        name = _QUOTED.findall(error.message)[0]
        guesses = get_close_matches(name, error.ctx.command.list_commands(error.ctx))
        return _with_guess(say("no_command", name=name), guesses, say)
    if error.message.startswith("Missing command"):
        return say("no_command_given")
    return None
