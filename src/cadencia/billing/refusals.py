"""What can't be billed, and why, in the words of whoever asks (GE-6, R16)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType

from django.db.models import QuerySet
from django.utils.translation import get_language, gettext_noop

from cadencia.billing import models, why_sentences
from cadencia.core.drafts import Refusal
from cadencia.documents.rendering.figures import figures_in
from cadencia.parties.access import Actor, Permission, require

# What the core refuses, and what drafting and recording do.
SENTENCES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **why_sentences.REFUSALS,
        "quantity_missing": (
            gettext_noop("the formula %(formula)s gives no quantity; mend it, or the line."),
        ),
        "series_unknown": (
            gettext_noop("there is no series %(series)s; create it or change the contract's."),
            gettext_noop("the series of the contract doesn't exist; create it."),
        ),
        "recipient_missing": (
            gettext_noop("the customer has no printed data; save the customer again."),
        ),
        "refused_by_database": (
            gettext_noop("the database refused its documents (%(error)s); report it."),
            gettext_noop("the database refused its documents; report it."),
        ),
        "unexpected_error": (
            gettext_noop("an error that nobody foresaw (%(error)s); report it."),
            gettext_noop("an error that nobody foresaw; report it."),
        ),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldRefusal:
    """A contract that can't be billed. `since` is when a run last tried to."""

    contract: str
    customer: str
    customer_name: str
    code: str
    sentence: str
    fields: tuple[str, ...]
    due_on: date | None
    run_id: int | None
    since: datetime


def stored(
    *, by: Actor, contracts: Sequence[str] = (), run_id: int | None = None
) -> Iterator[ToldRefusal]:
    """Yield what the runs of a company left aside and still waits, in order of contract."""
    found = rows_of(by=by, contracts=contracts, run_id=run_id)
    for each in found.order_by("contract__code").iterator(chunk_size=1000):
        yield as_told(each)


def rows_of(
    *, by: Actor, contracts: Sequence[str] = (), run_id: int | None = None
) -> QuerySet[models.Refusal]:
    """Return what the runs of a company left aside and still waits, with its contracts."""
    require(by, Permission.READ)
    found = models.Refusal.objects.filter(company_id=by.company_id)
    if contracts:
        found = found.filter(contract__code__in=contracts)
    if run_id is not None:
        found = found.filter(run_id=run_id)
    return found.select_related("contract__customer")


def as_told(row: models.Refusal) -> ToldRefusal:
    """Return what was left aside in the words of whoever asks."""
    return ToldRefusal(
        contract=row.contract.code,
        customer=row.contract.customer.code,
        customer_name=row.contract.customer.name,
        code=row.code,
        sentence=sentence(row.code, row.message, row.details),
        fields=tuple(row.fields),
        due_on=row.due_on,
        run_id=row.run_id,
        since=row.at,
    )


def told(refusal: Refusal) -> str:
    """Return a refusal that was just decided as a sentence of the current language."""
    return sentence(refusal.code, refusal.message, dict(refusal.values))


def sentence(code: str, message: str, details: Mapping[str, str]) -> str:
    """Return why, and how to mend it, in the current language; `message` if it has no words."""
    choices = SENTENCES.get(code)
    if choices is None:
        return message
    words = {name: _word(name, value) for name, value in details.items()}
    text = why_sentences.filled(choices, words)
    return text[:1].upper() + text[1:]


def _word(name: str, value: str) -> str:
    figures = figures_in(get_language() or "en")
    if name == "date":
        return figures.day(date.fromisoformat(value))
    if name == "total":
        amount = Decimal(value)
        return figures.amount(amount, decimals=max(0, -int(amount.as_tuple().exponent)))
    return value
