"""What a bulk act would do to each contract, and whom it leaves out and why (LN-12)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import sha256
from types import MappingProxyType
from typing import NamedTuple

from django.utils.translation import get_language, gettext_lazy

from cadencia.billing import refusals
from cadencia.core.drafts import Refusal
from cadencia.documents.rendering.figures import figures_in

Value = str | Decimal | None

REASONS: Mapping[str, object] = MappingProxyType(
    {
        "draft": gettext_lazy("it is a draft: change its lines."),
        "prices_agreed": gettext_lazy("its prices are not to be updated (see its card)."),
        "drafts_wait": gettext_lazy("drafts made from it wait: issue or delete them first."),
        "already_reviewed": gettext_lazy("it has a price review already, from %(date)s on."),
        "no_beginning": gettext_lazy("it doesn't say when it begins: it has no anniversary."),
        "not_billed": gettext_lazy("no installment bills it from %(date)s on."),
        "price_given": gettext_lazy("a scheduled modification gives its price since %(date)s."),
        "temporary_price": gettext_lazy("its price is a passing one, until %(date)s."),
        "same_day": gettext_lazy("another modification of it begins on %(date)s."),
        "price_sourced": gettext_lazy(
            "its price comes from the catalog or a list: raise it there."
        ),
        "price_reviewed": gettext_lazy("its price is reviewed: a price given would end that."),
        "price_divided": gettext_lazy("its price is divided among installments."),
        "of_template": gettext_lazy("its line is the template's: change it there."),
        "no_item": gettext_lazy("it has no item whose price it could take."),
        "item_without_price": gettext_lazy("the item %(item)s has no price in the catalog."),
        "price_turns": gettext_lazy("its price would be %(price)s, of the other sign."),
        "price_too_large": gettext_lazy("its price would have more than 12 whole digits."),
        "nothing_to_change": gettext_lazy("it is so already."),
        "followed_before": gettext_lazy("it followed that template before: choose another."),
        "followed_another": gettext_lazy("it followed another template before: it keeps this one."),
        "template_without_schedule": gettext_lazy(
            "it reads its template's schedule, and that one has none."
        ),
        "same_key": gettext_lazy("the template has a line of this key too: rename it there."),
        "no_schedule": gettext_lazy("it has no schedule: it has one-off lines only."),
        "schedule_of_template": gettext_lazy("its schedule is the template's: change it there."),
        "one_sale": gettext_lazy("it is one invoice with due dates: they stay as agreed."),
        "schedule_changes": gettext_lazy("its schedule changes on %(date)s already."),
        "no_day_of_month": gettext_lazy("it is billed by days or weeks, not on a day of a month."),
        "moved_beyond": gettext_lazy(
            "its installment of %(date)s was moved: move it back, or begin after it."
        ),
        "end_not_aligned": gettext_lazy(
            "it renews itself on %(date)s, which the new dates would cut: change its end first."
        ),
    }
)


class LeftOut(NamedTuple):
    """A contract, or one of its lines, that the act doesn't touch."""

    contract: str
    line: str  # the user's key; empty: the whole contract
    code: str
    values: Mapping[str, str] = MappingProxyType({})

    @property
    def sentence(self) -> str:
        """Why, and how to mend it, in the current language."""
        if self.code in REASONS:
            return str(REASONS[self.code]) % dict(self.values)
        return refusals.sentence(self.code, self.code, self.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """What the act does to a line, or to the contract where `line` is empty.

    `due_on` is the first installment that it reaches; without an `after`, `missing` says why
    nobody can tell yet.
    """

    contract_id: int
    contract: str
    customer: str
    line: str = ""
    line_id: int | None = None
    description: str = ""
    acts_from: date | None = None
    due_on: date | None = None
    before: Value = None
    after: Value = None
    calculation: tuple[str, ...] = ()
    missing: Refusal | None = None
    row: str = ""  # what is written of it, as COPY reads it; empty: the wish says it

    @property
    def told_missing(self) -> str:
        """Why there is no new price yet, in the current language."""
        return "" if self.missing is None else refusals.told(self.missing)

    def written(self) -> str:
        """Return what the fingerprint covers."""
        parts = (self.contract, self.line, self.acts_from, self.due_on, self.before, self.after)
        return "\t".join(str(each) for each in parts)


@dataclass(slots=True)
class Proposal:
    """What a bulk act would do."""

    touched: list[Touched] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    def add(self, touched: Iterable[Touched], left_out: Iterable[LeftOut]) -> None:
        """Count a contract in."""
        self.touched += touched
        self.left_out += left_out

    @property
    def contracts(self) -> int:
        """How many contracts it touches."""
        return len({each.contract_id for each in self.touched})

    @property
    def fingerprint(self) -> str:
        """What tells this proposal from any other."""
        lines = sorted(each.written() for each in self.touched)
        return sha256("\n".join(lines).encode()).hexdigest()

    def reasons(self) -> dict[str, int]:
        """Return how many contracts or lines are left out, by reason."""
        return dict(Counter(each.code for each in self.left_out))


def left_out(contract: str, line: str, code: str, **values: object) -> LeftOut:
    """Return why something is left out; dates are written as the language does."""
    return LeftOut(contract, line, code, {name: _word(each) for name, each in values.items()})


def _word(value: object) -> str:
    if isinstance(value, date):
        return figures_in(get_language() or "en").day(value)
    return str(value)


def text(value: Value) -> str:
    """Return a value as it is kept and compared."""
    return "" if value is None else f"{value:f}" if isinstance(value, Decimal) else value


Proposed = tuple[Sequence[Touched], Sequence[LeftOut]]
