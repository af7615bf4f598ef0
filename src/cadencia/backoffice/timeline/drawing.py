"""The timeline as a picture and as a list: places in percent, rows by year."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from cadencia.backoffice.timeline import words
from cadencia.billing.timeline import Billed, Documented, Event, Timeline, What
from cadencia.core.dates import add_months

MONTH_WIDTH = 2.1  # rem
FEWEST_MONTHS = 12
MOST_MONTHS = 120  # that are drawn; the list has all
SPANS = (What.PAUSE, What.MODIFICATION, What.LINE)
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the list: an installment, or something else that happens."""

    on: date
    text: str
    icon: str = ""
    state: str = ""
    tone: str = ""
    mark: str = ""
    period: tuple[date, date] | None = None
    moved_to: date | None = None
    until: date | None = None
    total: Decimal | None = None
    documents: Sequence[Documented] = ()
    contract: int | None = None
    is_shared: bool = False  # its document was counted with the row before
    anchor: str = ""
    is_past: bool = False


@dataclass(slots=True, kw_only=True)
class Year:
    """The rows of a year, and what its installments come to."""

    year: int
    rows: list[Row] = field(default_factory=list)
    installments: int = 0
    total: Decimal = ZERO
    is_open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A mark of the picture: where it begins and how long it is, in percent."""

    left: str
    width: str
    lane: str
    tone: str
    title: str
    anchor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """The picture: its width in rem, its years and months, its marks."""

    width: str
    years: Sequence[Mark]
    marks: Sequence[Mark]
    today: str | None


def years(of: Timeline, today: date, rows: Sequence[Row]) -> list[Year]:
    """Return the rows by year; those around today are open."""
    found: dict[int, Year] = {}
    for row in rows:
        year = found.setdefault(row.on.year, Year(year=row.on.year))
        year.rows.append(row)
        if row.total is not None:
            year.installments += 1
            year.total += ZERO if row.is_shared else row.total
    for each in found.values():
        each.is_open = each.year in (today.year, today.year + 1) or len(found) <= 3  # noqa: PLR2004
    if found and not any(each.is_open for each in found.values()):
        found[max(found)].is_open = True
    return [found[year] for year in sorted(found)]


def rows(of: Timeline, today: date) -> list[Row]:
    """Return all rows, oldest first: what begins on a day before its installments."""
    found = [_event_row(each, today) for each in of.events]
    counted: set[object] = set()
    for place, each in enumerate(of.installments):
        shared = _shared_key(each)
        found.append(_row(each, place, today, is_shared=shared in counted))
        counted.add(shared)
    return sorted(found, key=lambda row: (row.on, row.total is not None))


def _shared_key(each: Billed) -> object:
    """What tells apart documents that several installments may share: counted once (R6)."""
    if each.documents:
        return tuple(document.id for document in each.documents)
    step = each.step
    return (step.theoretical_on, step.total) if step.documents else object()


def picture(of: Timeline, today: date) -> Picture | None:
    """Return the picture, None where nothing happens."""
    days = [each.step.due_on for each in of.installments] + [each.on for each in of.events]
    if not days:
        return None
    start, end = _ends(days, today)
    scale = _Scale(start, end)
    return Picture(
        width=f"{scale.months * MONTH_WIDTH:.1f}rem",
        years=[
            scale.span(date(year, 1, 1), date(year, 12, 31), "years", "", str(year))
            for year in range(start.year, end.year + 1)
        ],
        marks=[*_marks(of, scale, today)],
        today=scale.place(today) if start <= today <= end else None,
    )


class _Scale:
    """From days to places."""

    def __init__(self, start: date, end: date) -> None:
        self.start, self.end = start, end
        self.days = (end - start).days + 1
        self.months = (end.year - start.year) * 12 + end.month - start.month + 1

    def place(self, day: date) -> str:
        return f"{(day - self.start).days * 100 / self.days:.3f}%"

    def span(  # noqa: PLR0913 - a mark and where it lies
        self, on: date, until: date, lane: str, tone: str, title: str, anchor: str = ""
    ) -> Mark:
        first, last = max(on, self.start), min(until, self.end)
        width = max((last - first).days + 1, 0) * 100 / self.days
        return Mark(
            left=self.place(first), width=f"{width:.3f}%", lane=lane, tone=tone, title=title,
            anchor=anchor,
        )  # fmt: skip


def _ends(days: Sequence[date], today: date) -> tuple[date, date]:
    """The months that are drawn: all, or with very many those around today."""
    start, last = min(days).replace(day=1), max(days)
    if (last.year - start.year) * 12 + last.month - start.month > MOST_MONTHS:
        start = max(start, add_months(today.replace(day=1), -MOST_MONTHS // 3))
        last = min(last, add_months(start, MOST_MONTHS))
    end = max(add_months(start, FEWEST_MONTHS), add_months(last.replace(day=1), 1))
    return start, date.fromordinal(end.toordinal() - 1)


def _marks(of: Timeline, scale: _Scale, today: date) -> Iterator[Mark]:
    for place, each in enumerate(of.installments):
        on = each.step.theoretical_on
        if scale.start <= on <= scale.end:
            state, tone = words.STATES[_state(each)]
            yield scale.span(on, on, "installments", tone, str(state), f"i{place}")
    for event in of.events:
        if event.on > scale.end or (event.until or event.on) < scale.start:
            continue
        title = words.sentence(event)
        if event.what in SPANS:
            until = event.until or scale.end
            yield scale.span(event.on, until, event.what.value, "", title)
        elif event.on >= scale.start:
            yield scale.span(event.on, event.on, "events", event.what.value, title)


def _state(each: Billed) -> str:
    return "due" if each.is_due else each.step.state


def _row(each: Billed, place: int, today: date, *, is_shared: bool) -> Row:
    step = each.step
    state, tone = words.STATES[_state(each)]
    name = words.KINDS.get(step.kind)
    text = str(name) if name else ""
    if each.reason:
        text = f"{text} {each.reason}".strip()
    return Row(
        on=step.due_on,
        text=text,
        mark="" if step.number is None else str(step.number),
        state=str(state),
        tone=tone,
        period=step.period,
        moved_to=step.theoretical_on if step.theoretical_on != step.due_on else None,
        total=step.total,
        documents=each.documents,
        anchor=f"i{place}",
        is_shared=is_shared,
        is_past=step.due_on < today and step.state != "to_come",
    )


def _event_row(event: Event, today: date) -> Row:
    return Row(
        on=event.on,
        text=words.sentence(event),
        icon=words.ICONS[event.what],
        until=event.until,
        contract=event.facts.get("id"),
        is_past=event.on < today,
    )
