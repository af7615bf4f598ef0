"""What `--help` says, in the language of the terminal.

Help texts are written in English where the options are; `locale/es/LC_MESSAGES/commands.po` has
them in Spanish, and with them the words of the libraries that read options (Typer, argparse).
`tools/command_messages.py` collects what is to be translated.
"""

from __future__ import annotations

import gettext
import inspect
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DOMAIN = "commands"
LOCALE = Path(__file__).parents[1] / "locale"

OF_LIBRARIES = (
    # Typer
    "Options",
    "Arguments",
    "Commands",
    "Error",
    "Aborted.",
    "Aborted!",
    "Usage: ",
    "[OPTIONS]",
    "COMMAND [ARGS]...",
    "Show this message and exit.",
    "Try [blue]'{command_path} {help_option}'[/] for help.",
    "[default: {}]",
    "[required]",
    # argparse
    "usage: ",
    "options",
    "positional arguments",
    "show this help message and exit",
    "the following arguments are required: %s",
    "expected one argument",
    "argument %(argument_name)s: %(message)s",
    "ignored explicit argument %r",
    "%(prog)s: error: %(message)s\n",
)
"""What they say of themselves where a command of ours is asked for help, or misread."""

MADE_UP = {"str": "TEXT", "int": "NUMBER", "Path": "FILE"}
"""What stands for a value whose option names nothing better, by the type of the value."""


def speak(language: str) -> None:
    """Have the libraries that read options say their own words in the language (`es` or `en`)."""
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain(DOMAIN, str(LOCALE))
    gettext.textdomain(DOMAIN)


def in_language(text: str, language: str) -> str:
    """Return a help text in the language; in English if nobody has translated it."""
    return gettext.translation(DOMAIN, LOCALE, [language], fallback=True).gettext(text)


def flowing(text: str) -> str:
    r"""Return a docstring with one line to a paragraph, as screens of any width want it.

    >>> flowing("Bill.\n\n    Without --drafts\n    it issues.")
    'Bill.\n\nWithout --drafts it issues.'
    """
    paragraphs = inspect.cleandoc(text).split("\n\n")
    return "\n\n".join(" ".join(each.split()) for each in paragraphs)


def texts_of(command: Any) -> Iterator[str]:
    """Yield what is to be translated of a command and of those below it."""
    if command.help:
        yield flowing(command.help)
    for parameter in command.params:
        if parameter.help:
            yield flowing(parameter.help)
        if not _is_flag(parameter):
            yield _value_name(parameter)
    for each in getattr(command, "commands", {}).values():
        yield from texts_of(each)


def translate(command: Any, language: str) -> None:
    """Put the help of a command, and of those below it, in the language.

    What stands for a value gets a name in place of a type of Python's (`<str>`). Typer's releases
    differ in whose `Command` and `Parameter` these are, hence `Any`.
    """
    for name in ("help", "options_metavar", "subcommand_metavar"):
        text = getattr(command, name, None)
        if text:
            setattr(command, name, in_language(flowing(text), language))
    _translate_what_typer_adds(command, language)
    for parameter in command.params:
        _translate_parameter(parameter, language)
    for each in getattr(command, "commands", {}).values():
        translate(each, language)


def _translate_parameter(parameter: Any, language: str) -> None:
    if parameter.help:
        parameter.help = in_language(flowing(parameter.help), language)
    if not _is_flag(parameter):
        parameter.metavar = in_language(_value_name(parameter), language)
    if _is_flag(parameter) or parameter.param_type_name == "argument":
        parameter.display_type_rich = _nothing


def _translate_what_typer_adds(command: Any, language: str) -> None:
    """Put in the language what isn't there before the help is written: `--help`, and the usage."""
    help_option, usage = command.get_help_option, command.get_usage

    def translated_option(ctx: Any) -> Any:
        option = help_option(ctx)
        if option is not None:
            option.help = in_language(option.help, language)
            option.display_type_rich = _nothing
        return option

    def translated_usage(ctx: Any) -> str:
        word = "Usage: "
        told: str = usage(ctx)
        return told.replace(word, in_language(word, language), 1)

    command.get_help_option = translated_option
    command.get_usage = translated_usage


def _nothing(*, ctx: Any) -> None:
    return None


def _is_flag(parameter: Any) -> bool:
    return bool(getattr(parameter, "is_flag", False))


def _value_name(parameter: Any) -> str:
    """Return what stands for a parameter's value: as it says, else its name or its type."""
    if parameter.metavar:
        return str(parameter.metavar)
    if parameter.param_type_name == "argument":
        return f"{parameter.name.upper()}{'...' if parameter.nargs == -1 else ''}"
    kind = parameter.type_descriptor.annotation
    kind = (getattr(kind, "__args__", None) or (kind,))[0]
    return MADE_UP[kind.__name__]
