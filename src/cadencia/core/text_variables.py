"""Variables inside texts: CUOTA GIMNASIO <MENSUAL> reads CUOTA GIMNASIO Febrero (R11).

A text is parsed once and kept; expanding it is a walk over its pieces. The names of the
variables stay in Spanish (with an English spelling each): they are data typed by users.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import NamedTuple

VARIABLES = (
    ("MENSUAL", "MONTH"),
    ("TRIMESTRAL", "QUARTER"),
    ("SEMESTRAL", "HALF"),
    ("ANUAL", "YEAR"),
    ("INICIO VIGENCIA", "VALID FROM"),
    ("FIN VIGENCIA", "VALID UNTIL"),
    ("PERIODO DESDE", "PERIOD FROM"),
    ("PERIODO HASTA", "PERIOD UNTIL"),
    ("CUOTA", "INSTALLMENT"),
    ("CUOTAS", "INSTALLMENTS"),
    ("CONTRATO", "CONTRACT"),
    ("CLIENTE", "CUSTOMER"),
    ("REFERENCIA", "REFERENCE"),
    ("FECHA", "DATE"),
    ("VENCIMIENTO", "DUE DATE"),
    ("ACTIVO", "ASSET"),
)
"""Each variable: its canonical name and its English spelling. For the editor's list."""


class VariableWithoutValue(Exception):
    """A variable of the text has no value, and nothing is printed in its place.

    `name` is the variable as the user wrote it, without the angle brackets.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Facts(NamedTuple):
    """What the variables of one installment's texts may say; None or "" is *no value*.

    Both ends of validity and period are inclusive. `installment` is the number, and
    `installments` the count. `theoretical_on` is the date of R5, before the document is
    issued, and `payment_due_on` the payment due date counted from it: neither changes when
    the draft is issued later.
    """

    due_on: date
    valid_from: date | None = None
    valid_until: date | None = None
    period_from: date | None = None
    period_until: date | None = None
    installment: int | None = None
    installments: int | None = None
    contract: str = ""
    customer: str = ""
    reference: str = ""
    theoretical_on: date | None = None
    payment_due_on: date | None = None
    asset: str = ""


def unknown_variables(text: str) -> tuple[str, ...]:
    """Return what looks like a variable and is none, as written, in order, without repeats.

    That is `<`, then words in capitals that name no variable, then `>`. After `<` anything
    else is ordinary text.
    """
    written = (match[1] for match in _CANDIDATE.finditer(text))
    return tuple(
        dict.fromkeys(each for each in written if each.isupper() and _variable(each) is None)
    )


def variables_in(text: str) -> frozenset[str]:
    """Return the canonical names of the variables in `text`: MENSUAL for <month+1>."""
    return frozenset(each.canonical for each in _used(text))


def different_shifts(text: str) -> bool:
    """Tell whether the text moves its months, quarters, halves and years differently.

    <MENSUAL+1> <ANUAL> does: in December it names January of the year that ends. The
    editor warns; <MENSUAL+1> <ANUAL MENSUAL+1> is what was meant.
    """
    return len({each.months for each in _used(text) if each.canonical in _SHIFTED}) > 1


def missing_values(text: str, facts: Facts) -> tuple[str, ...]:
    """Return the variables of `text` that have no value, as written, without repeats."""
    return tuple(
        dict.fromkeys(
            each.written for each in _used(text) if not each.value(facts, _SPANISH, each.months)
        )
    )


def expand(text: str, facts: Facts, language: str) -> str:
    """Return `text` with each variable replaced by its value in the customer's language.

    `language` is es, en, ca, pt or fr, with or without a region (en-GB); any other reads
    as Spanish. What is no variable is left as it stands.

    :raises VariableWithoutValue: if a variable has no value (R11: never left empty).
    """
    pieces = _parsed(text)
    if pieces is None:
        return text
    words = _WORDS.get(language) or _words_of(language)
    found = []
    for piece in pieces:
        if isinstance(piece, str):
            found.append(piece)
            continue
        value = piece.value(facts, words, piece.months)
        if not value:
            raise VariableWithoutValue(piece.written)
        found.append(value)
    return "".join(found)


class _Words(NamedTuple):
    months: tuple[str, ...]
    quarters: tuple[str, ...]
    halves: tuple[str, ...]
    day: Callable[[date], str]


def _slashed(day: date) -> str:
    return f"{day.day:02}/{day.month:02}/{day.year}"


def _english(day: date) -> str:
    return f"{day.day} {_ENGLISH_MONTHS[day.month - 1][:3]} {day.year}"


_ENGLISH_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
# Spanish month names start with a capital, as the users' manuals show (R11).
_SPANISH = _Words(
    months=(
        *("Enero", "Febrero", "Marzo", "Abril", "Mayo", "Junio"),
        *("Julio", "Agosto", "Septiembre", "Octubre", "Noviembre", "Diciembre"),
    ),
    quarters=("1.er trimestre", "2.º trimestre", "3.er trimestre", "4.º trimestre"),
    halves=("1.er semestre", "2.º semestre"),
    day=_slashed,
)
_WORDS = {
    "es": _SPANISH,
    "en": _Words(
        months=_ENGLISH_MONTHS,
        quarters=("1st quarter", "2nd quarter", "3rd quarter", "4th quarter"),
        halves=("1st half", "2nd half"),
        day=_english,
    ),
    "ca": _Words(
        months=(
            *("gener", "febrer", "març", "abril", "maig", "juny"),
            *("juliol", "agost", "setembre", "octubre", "novembre", "desembre"),
        ),
        quarters=("1r trimestre", "2n trimestre", "3r trimestre", "4t trimestre"),
        halves=("1r semestre", "2n semestre"),
        day=_slashed,
    ),
    "pt": _Words(
        months=(
            *("janeiro", "fevereiro", "março", "abril", "maio", "junho"),
            *("julho", "agosto", "setembro", "outubro", "novembro", "dezembro"),
        ),
        quarters=("1.º trimestre", "2.º trimestre", "3.º trimestre", "4.º trimestre"),
        halves=("1.º semestre", "2.º semestre"),
        day=_slashed,
    ),
    "fr": _Words(
        months=(
            *("janvier", "février", "mars", "avril", "mai", "juin"),
            *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
        ),
        quarters=("1er trimestre", "2e trimestre", "3e trimestre", "4e trimestre"),
        halves=("1er semestre", "2e semestre"),
        day=_slashed,
    ),
}


def _words_of(language: str) -> _Words:
    return _WORDS.get(language[:2].lower(), _SPANISH)


_Value = Callable[[Facts, _Words, int], str | None]


class _Variable(NamedTuple):
    written: str  # as the user typed it, without the brackets
    canonical: str
    months: int  # the shift, in months whatever its unit
    value: _Value


def _month_index(facts: Facts, months: int) -> int:
    """Count the months since year 0: no shift, however long, leaves the calendar."""
    return facts.due_on.year * 12 + facts.due_on.month - 1 + months


def _day(day: date | None, words: _Words) -> str | None:
    return None if day is None else words.day(day)


def _number(number: int | None) -> str | None:
    return None if number is None else str(number)


_VALUES: dict[str, _Value] = {
    "MENSUAL": lambda facts, words, n: words.months[_month_index(facts, n) % 12],
    "TRIMESTRAL": lambda facts, words, n: words.quarters[_month_index(facts, n) % 12 // 3],
    "SEMESTRAL": lambda facts, words, n: words.halves[_month_index(facts, n) % 12 // 6],
    "ANUAL": lambda facts, words, n: str(_month_index(facts, n) // 12),
    "INICIO VIGENCIA": lambda facts, words, n: _day(facts.valid_from, words),
    "FIN VIGENCIA": lambda facts, words, n: _day(facts.valid_until, words),
    "PERIODO DESDE": lambda facts, words, n: _day(facts.period_from, words),
    "PERIODO HASTA": lambda facts, words, n: _day(facts.period_until, words),
    "CUOTA": lambda facts, words, n: _number(facts.installment),
    "CUOTAS": lambda facts, words, n: _number(facts.installments),
    "CONTRATO": lambda facts, words, n: facts.contract,
    "CLIENTE": lambda facts, words, n: facts.customer,
    "REFERENCIA": lambda facts, words, n: facts.reference,
    "FECHA": lambda facts, words, n: _day(facts.theoretical_on, words),
    "VENCIMIENTO": lambda facts, words, n: _day(facts.payment_due_on, words),
    "ACTIVO": lambda facts, words, n: facts.asset,
}
_SHIFTED = {"MENSUAL": 1, "TRIMESTRAL": 3, "SEMESTRAL": 6, "ANUAL": 12}
_CANONICAL = {spelling: names[0] for names in VARIABLES for spelling in names}

_CANDIDATE = re.compile(r"<([^\W\d_][^<>\n]*)>")
_SHIFT = re.compile(r"(?:(?P<year>ANUAL|YEAR) )?(?P<unit>[A-Z]+)(?: ?(?P<n>[+-] ?[0-9]{1,3}))?")


def _used(text: str) -> tuple[_Variable, ...]:
    return tuple(each for each in _parsed(text) or () if not isinstance(each, str))


@lru_cache(maxsize=16384)
def _parsed(text: str) -> tuple[str | _Variable, ...] | None:
    """Return the text as literal pieces and variables; None if it has no variable."""
    pieces: list[str | _Variable] = []
    reached = 0
    for match in _CANDIDATE.finditer(text):
        variable = _variable(match[1])
        if variable is not None:
            pieces += [text[reached : match.start()], variable]
            reached = match.end()
    if not pieces:
        return None
    return tuple(piece for piece in (*pieces, text[reached:]) if piece != "")


def _variable(written: str) -> _Variable | None:
    """Return the variable that was written between the brackets, if it is one."""
    name = plain_name(written)
    canonical = _CANONICAL.get(name)
    if canonical is not None:
        return _Variable(written, canonical, 0, _VALUES[canonical])
    match = _SHIFT.fullmatch(name)
    unit = _CANONICAL.get(match["unit"]) if match else None
    if match is None or unit not in _SHIFTED or (match["year"] and unit == "ANUAL"):
        return None
    months = int((match["n"] or "0").replace(" ", "")) * _SHIFTED[unit]
    canonical = "ANUAL" if match["year"] else unit
    return _Variable(written, canonical, months, _VALUES[canonical])


def plain_name(written: str) -> str:
    """Return capitals without accents and with single blanks: período  desde is one too."""
    decomposed = unicodedata.normalize("NFKD", written.upper())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())
