"""`cadencia simulate`: what a contract file will bill, without a database."""

from __future__ import annotations

import json
import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from cadencia.cli import help_texts
from cadencia.cli.language import asked_language
from cadencia.core.agreement import Agreement
from cadencia.core.business_days import IsBusinessDay, every_weekday
from cadencia.core.simulation import simulate
from cadencia.interchange.answer import answer
from cadencia.interchange.contract_file import ContractFile
from cadencia.interchange.fields import as_day
from cadencia.interchange.json_text import LARGEST_FILE, WHOLE_FILE
from cadencia.interchange.problems import Problem, line
from cadencia.interchange.reader import read

STANDARD_INPUT = "-"
BAD_INPUT = 2

HELP = {
    "simulate": "Say what a contract file bills from one date to another; no database is needed."
    " Bad input: exit code 2, and one line for each problem on standard error.",
    "file": "The contract file; - for standard input.",
    "--from": "First due date, YYYY-MM-DD.",
    "--until": "Last due date, included.",
    "--as-of": "Issue on this day all that is pending.",
    "--json": "Answer in JSON.",
}


class Range(NamedTuple):
    """The dates asked for, all included."""

    start: date
    until: date
    as_of: date | None


def main(arguments: Sequence[str]) -> int:
    """Answer the command and return its exit code: 2 for bad input, told on standard error.

    Neither Typer nor Django is imported: the whole process takes less than half a second.
    """
    language = asked_language(os.environ)
    help_texts.speak(language)
    options, unknown = _parser(language).parse_known_args(arguments)
    problems = [Problem(each, "option_unknown") for each in unknown]
    asked = _range(options, problems)
    found = _contract_file(options.file, problems)
    if problems or asked is None or found is None:
        sys.stderr.write("".join(f"{line(each, language)}\n" for each in problems))
        return BAD_INPUT
    contract = found.agreement.contract
    simulation = simulate(
        found.agreement,
        start=asked.start,
        until=asked.until,
        as_of=asked.as_of,
        is_business_day=_calendar(found.agreement),
    )
    if options.json:
        text = json.dumps(answer(contract, simulation), ensure_ascii=False, indent=2)
        _write(text + "\n")
    else:
        from cadencia.cli.simulation_table import table  # Rich: only people look at it

        _write(table(contract, simulation, language))
    return 0


def _parser(language: str) -> ArgumentParser:
    said = {name: help_texts.in_language(text, language) for name, text in HELP.items()}
    file, day = (help_texts.in_language(each, language) for each in ("FILE", "DATE"))
    parser = ArgumentParser(
        prog="cadencia simulate", description=said["simulate"], allow_abbrev=False
    )
    parser.add_argument("file", metavar=file, help=said["file"])
    parser.add_argument("--from", dest="start", metavar=day, help=said["--from"])
    parser.add_argument("--until", metavar=day, help=said["--until"])
    parser.add_argument("--as-of", metavar=day, help=said["--as-of"])
    parser.add_argument("--json", action="store_true", help=said["--json"])
    return parser


def _range(options: Namespace, problems: list[Problem]) -> Range | None:
    """Return the dates of the options; what is wrong with them goes to the problems."""
    first = _day("--from", options.start, problems)
    last = _day("--until", options.until, problems)
    as_of = None if options.as_of is None else _day("--as-of", options.as_of, problems)
    if first is None or last is None:
        return None
    if first > last:
        problems.append(Problem("--from", "range_reversed"))
    return Range(first, last, as_of)


def _day(option: str, written: str | None, problems: list[Problem]) -> date | None:
    if written is None:
        problems.append(Problem(option, "option_missing"))
        return None
    found = as_day(written)
    if found is None:
        problems.append(Problem(option, "option_not_a_date", {"value": written}))
    return found


def _contract_file(file: str, problems: list[Problem]) -> ContractFile | None:
    """Return the contract file; what is wrong with it goes to the problems."""
    try:
        data = _bytes(file)
    except OSError as failure:
        reason = failure.strerror or type(failure).__name__
        problems.append(Problem(WHOLE_FILE, "file_missing", {"name": file, "reason": reason}))
        return None
    reading = read(data)
    problems += reading.problems
    return reading.file


def _bytes(file: str) -> bytes:
    """Read one byte more than the reader takes, so that a larger file is refused unread."""
    if file == STANDARD_INPUT:
        return sys.stdin.buffer.read(LARGEST_FILE + 1)
    with Path(file).open("rb") as opened:
        return opened.read(LARGEST_FILE + 1)


def _calendar(agreement: Agreement) -> IsBusinessDay:
    """Return the company's business days, if any date of the contract asks for them."""
    contract = agreement.contract
    if contract.business_day == contract.payment_terms.business_day == "as_is":
        return every_weekday
    from cadencia.parties.calendars import business_days  # loads the calendars of the world

    return business_days(agreement.company.holidays)


def _write(text: str) -> None:
    """Write UTF-8 whatever the locale: the answer is read by programs."""
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()
