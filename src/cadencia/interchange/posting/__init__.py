"""What posting refuses: everything that generation would trip over, named at once (R14).

    problems(agreement)      before a contract is posted, imported or simulated

Each check is a function from the agreement to its findings; nothing here knows how the
agreement came about (a file, the database).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cadencia.core.agreement import Agreement
from cadencia.interchange.posting import changes, course, lines, stock, texts
from cadencia.interchange.posting.finding import Finding
from cadencia.interchange.problems import Problem

CHECKS: tuple[Callable[[Agreement], Iterator[Finding]], ...] = (
    course.findings,
    lines.findings,
    changes.findings,
    texts.findings,
    stock.findings,
)


def problems(agreement: Agreement) -> list[Problem]:
    """Return all that must be mended before the contract can be posted; empty if nothing."""
    return [each.problem for each in findings(agreement)]


def unknown_variables(agreement: Agreement) -> Iterator[Finding]:
    """Yield the text variables that there are none of, which no draft may hold either (TX-4)."""
    return texts.unknown_variables(agreement)


def findings(agreement: Agreement) -> Iterator[Finding]:
    """Yield what each check finds."""
    for check in CHECKS:
        yield from check(agreement)
