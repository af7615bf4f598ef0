"""The options of preview and generate that say what is asked for, read with all their problems."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from cadencia.cli.refusal import BadInput
from cadencia.cli.scope_words import WORDS
from cadencia.cli.wording import Speaker

if TYPE_CHECKING:
    from cadencia.billing.scopes import Filter, Scope
    from cadencia.core.planning import Window
    from cadencia.parties.models import Company

Month = Annotated[str | None, typer.Option(metavar="YYYY-MM", help="A whole month.")]
From = Annotated[
    str | None, typer.Option("--from", metavar="DATE", help="First day of a range (YYYY-MM-DD).")
]
Until = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="Last day of the range, included; under 11 months."),
]
AsOf = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="All that is pending on this day; today if nothing is said."),
]
Contracts = Annotated[list[str] | None, typer.Option("--contract", help="Code; repeatable.")]
Customers = Annotated[list[str] | None, typer.Option("--customer", help="Code; repeatable.")]
Kinds = Annotated[list[str] | None, typer.Option("--kind", help="Kind of contract; repeatable.")]
Projects = Annotated[list[str] | None, typer.Option("--project", help="Project; repeatable.")]
SalesReps = Annotated[list[str] | None, typer.Option("--sales-rep", help="Code; repeatable.")]
SeriesCodes = Annotated[
    list[str] | None, typer.Option("--series", help="Series of the contract; repeatable.")
]
Types = Annotated[
    list[str] | None,
    typer.Option(
        "--type",
        help="invoice, delivery_note, non_billable_delivery_note or work_order; repeatable.",
    ),
]
Generation = Annotated[
    str | None, typer.Option(help="automatic or manual; both if nothing is said.")
]
Excluded = Annotated[
    list[str] | None,
    typer.Option(
        "--exclude",
        metavar="CONTRACT@DATE",
        help="Leave out the installment of that due date; repeatable.",
    ),
]

Oldest = Annotated[
    bool, typer.Option("--oldest", help="Only the oldest installment of each contract.")
]
Grouped = Annotated[
    bool, typer.Option("--group", help="Contracts of a customer due on one day on one document.")
]

# The years of agreements: 1900 to 2199.
FEW = 3  # dates proposed in the place of one that isn't due
DATE = re.compile(r"(?:19|2[01])\d\d-\d\d-\d\d")
MONTH = re.compile(r"((?:19|2[01])\d\d)-(\d\d)")
TYPES = {
    "factura": "invoice",
    "albaran": "delivery_note",
    "albarán": "delivery_note",
    "albaran_no_facturable": "non_billable_delivery_note",
    "albarán_no_facturable": "non_billable_delivery_note",
    "pedido_de_trabajo": "work_order",
}
GENERATIONS = {"automática": "automatic", "automatica": "automatic"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeOptions:
    """What was typed."""

    month: str | None = None
    start: str | None = None
    until: str | None = None
    as_of: str | None = None
    contracts: Sequence[str] = ()
    customers: Sequence[str] = ()
    kinds: Sequence[str] = ()
    projects: Sequence[str] = ()
    sales_reps: Sequence[str] = ()
    series: Sequence[str] = ()
    types: Sequence[str] = ()
    generation: str | None = None
    excluded: Sequence[str] = ()
    oldest: bool = False
    group: bool = False

    def typed(self) -> str:
        """Return the options as they would be typed again, with a blank before them."""
        words = [
            f"{option} {shlex.quote(value)}"
            for option, values in self._by_option()
            for value in values
        ]
        words += ["--oldest"] * self.oldest + ["--group"] * self.group
        return "".join(f" {each}" for each in words)

    def _by_option(self) -> Iterator[tuple[str, Sequence[str]]]:
        for option, value in (
            ("--month", self.month),
            ("--from", self.start),
            ("--until", self.until),
            ("--as-of", self.as_of),
            ("--generation", self.generation),
        ):
            yield option, [value] if value else []
        yield "--contract", self.contracts
        yield "--customer", self.customers
        yield "--kind", self.kinds
        yield "--project", self.projects
        yield "--sales-rep", self.sales_reps
        yield "--series", self.series
        yield "--type", self.types
        yield "--exclude", self.excluded


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for, and what is left out of it by contract."""

    scope: Scope
    excluded: dict[int, frozenset[date]]


def read(options: ScopeOptions, company: Company, *, today: date, language: str) -> Asked:
    """Return what the options ask for.

    :raises BadInput: with a line for each option that can't be read or names nothing.
    """
    reading = _Reading(company, Speaker(WORDS, language))
    found = Asked(reading.scope(options, today), reading.excluded(options.excluded))
    if not reading.problems:
        reading.look_at(found)
    if reading.problems:
        raise BadInput("\n".join(reading.problems))
    return found


def read_day(option: str, text: str, say: Speaker) -> date:
    """Return the date of an option.

    :raises BadInput: if it is none.
    """
    found = as_day(text)
    if found is None:
        raise BadInput(say("not_a_date", option=option, value=text))
    return found


def as_day(text: str) -> date | None:
    """Return the date that a text writes as YYYY-MM-DD, None if it is none."""
    try:
        return date.fromisoformat(text) if DATE.fullmatch(text) else None
    except ValueError:
        return None


@dataclass(slots=True)
class _Reading:
    """Options being read, and what is wrong with them."""

    company: Company
    say: Speaker
    problems: list[str] = field(default_factory=list)

    def scope(self, options: ScopeOptions, today: date) -> Scope:
        from cadencia.billing.scopes import Scope
        from cadencia.core.measure import ONLY_THE_OLDEST, WHOLE

        window, as_of = self._dates(options)
        only = self._filter(options)
        measure = ONLY_THE_OLDEST if options.oldest else WHOLE
        if window is not None:
            as_of = window.until
        day = as_of or today
        return Scope(as_of=day, window=window, only=only, measure=measure, group=options.group)

    def excluded(self, typed: Sequence[str]) -> dict[int, frozenset[date]]:
        from cadencia.contracts.models import Contract

        pairs = [pair for each in typed if (pair := self._pair(each)) is not None]
        known = dict(
            Contract.objects.filter(
                company=self.company, code__in=[code for code, _ in pairs]
            ).values_list("code", "pk")
        )
        found: dict[int, frozenset[date]] = {}
        for code, day in pairs:
            if code not in known:
                self._note("unknown", option="--exclude", values=code)
                continue
            found[known[code]] = found.get(known[code], frozenset()) | {day}
        return found

    def look_at(self, asked: Asked) -> None:
        """Note what is to be left out and isn't due: mistyped, it would be billed."""
        from cadencia.billing.previewing.left_out import not_pending
        from cadencia.cli.clock import clock
        from cadencia.parties.access import administrator_of_machine

        by = administrator_of_machine(self.company.pk)
        for each in not_pending(asked.excluded, asked.scope, by=by, clock=clock()):
            near = sorted(each.pending, key=lambda day: abs(day - each.day))[:FEW]
            self._note(
                "nothing_to_leave_out" if near else "nothing_at_all",
                contract=each.contract, day=each.day, near=", ".join(map(str, sorted(near))),
            )  # fmt: skip

    def _pair(self, typed: str) -> tuple[str, date] | None:
        code, _, written = typed.rpartition("@")
        day = as_day(written)
        if not code or day is None:
            self._note("not_an_exclusion", value=typed)
            return None
        return code, day

    def _dates(self, options: ScopeOptions) -> tuple[Window | None, date | None]:
        ranged = options.start is not None or options.until is not None
        if sum((options.month is not None, ranged, options.as_of is not None)) > 1:
            self._note("dates_exclude_each_other")
        if options.month is not None:
            return self._month(options.month), None
        if ranged:
            return self._range(options.start, options.until), None
        return None, self._day("--as-of", options.as_of) if options.as_of is not None else None

    def _month(self, typed: str) -> Window | None:
        from cadencia.billing import scopes

        read = MONTH.fullmatch(typed)
        try:
            if read is not None:
                return scopes.month(int(read[1]), int(read[2]))
        except ValueError:
            pass
        self._note("not_a_month", value=typed)
        return None

    def _range(self, start: str | None, until: str | None) -> Window | None:
        from cadencia.billing import scopes

        first, last = self._day("--from", start), self._day("--until", until)
        if first is None or last is None:
            return None
        try:
            return scopes.window(first, last)
        except scopes.WindowBackwards:
            self._note("range_backwards", start=first, until=last)
        except scopes.WindowTooLong:
            self._note("range_too_long", start=first, until=last, longest=scopes.longest(first))
        return None

    def _day(self, option: str, typed: str | None) -> date | None:
        if typed is None:
            self._note("range_half", option=option)
            return None
        found = as_day(typed)
        if found is None:
            self._note("not_a_date", option=option, value=typed)
        return found

    def _filter(self, options: ScopeOptions) -> Filter:
        from cadencia.billing.scopes import Filter

        self._look_up(options)
        types = self._choices("--type", options.types, self._document_types(), TYPES)
        generation = self._choices(
            "--generation",
            (options.generation,) if options.generation else (),
            ("automatic", "manual"),
            GENERATIONS,
        )
        return Filter(
            contracts=tuple(options.contracts),
            customers=tuple(options.customers),
            kinds=tuple(options.kinds),
            projects=tuple(options.projects),
            sales_reps=tuple(options.sales_reps),
            series=tuple(options.series),
            document_types=types,
            generation=generation[0] if generation else "",
        )

    def _look_up(self, options: ScopeOptions) -> None:
        """Note each code that nothing has: a filter that is mistyped would bill nobody."""
        from cadencia.contracts.models import Contract, ContractKind
        from cadencia.documents.models import Series
        from cadencia.parties.models import Customer, SalesRep

        for option, typed, model, column in (
            ("--contract", options.contracts, Contract, "code"),
            ("--customer", options.customers, Customer, "code"),
            ("--kind", options.kinds, ContractKind, "name"),
            ("--project", options.projects, Contract, "project"),
            ("--sales-rep", options.sales_reps, SalesRep, "code"),
            ("--series", options.series, Series, "code"),
        ):
            if not typed:
                continue
            mine = model._default_manager.filter(company=self.company)  # noqa: SLF001
            asked = mine.filter(**{f"{column}__in": list(typed)})
            known = set(asked.values_list(column, flat=True).distinct())
            missing = [each for each in typed if each not in known]
            if missing:
                self._note("unknown", option=option, values=", ".join(missing))

    def _choices(
        self,
        option: str,
        typed: Sequence[str],
        known: Sequence[str],
        synonyms: dict[str, str],
    ) -> tuple[str, ...]:
        chosen = [synonyms.get(each.casefold(), each.casefold()) for each in typed]
        for each, said in zip(chosen, typed, strict=True):
            if each not in known:
                self._note("not_a_choice", option=option, value=said, choices=", ".join(known))
        return tuple(chosen)

    @staticmethod
    def _document_types() -> Sequence[str]:
        from cadencia.contracts.line_columns import DOCUMENT_TYPES

        return DOCUMENT_TYPES

    def _note(self, sentence: str, **values: object) -> None:
        self.problems.append(self.say(sentence, **values))
