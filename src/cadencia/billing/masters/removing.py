"""What isn't used any more may be removed; what is used says by what, and may rest instead."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from cadencia.billing.masters.kinds import Kind, kind_of, locked
from cadencia.billing.masters.words import noun
from cadencia.catalog.models import Item, PriceList, Tax
from cadencia.contracts.models import (
    Contract,
    ContractLine,
    ScheduledModification,
    Template,
    TemplateLine,
)
from cadencia.documents.models import DocumentLine, Series, SeriesCounter
from cadencia.parties.access import Actor, permitted
from cadencia.parties.meanwhile import refuse_if_changed
from cadencia.parties.models import Company, Customer, PartySnapshot, SalesRep
from cadencia.parties.problems import Problem, refuse_if_any
from cadencia.parties.walls import CompanyForeignKey

MOST = 1000  # that are counted of each; beyond, it is said so


@dataclass(frozen=True, slots=True)
class Use:
    """By what something is used, and how often; `is_all` if no more were counted."""

    model: type[models.Model]
    count: int
    is_all: bool = True

    def __str__(self) -> str:
        counted = noun(self.model, self.count)
        return counted if self.is_all else _("more than %(counted)s") % {"counted": counted}


def remove(kind: str, row_id: int, *, by: Actor, seen: int | None = None) -> None:
    """Remove a master that nothing uses.

    :raises NoSuchMaster: if the company has none of that number.
    :raises ChangedMeanwhile: if somebody changed it since it was shown.
    :raises ValuesRefused: if something uses it; the problem says what.
    """
    what = kind_of(kind)
    with permitted(by, what.permission):
        row = locked(what, row_id, by.company_id)
        refuse_if_changed(row, seen, by=by)
        found = uses(what, row)
        if found:
            refuse_if_any([Problem("", _in_use(what, listed(found)))])
        _let_go(row)
        row.delete()


def uses(what: Kind, row: Any, *, deeply: bool = True) -> list[Use]:
    """Return by what a master is used: nothing, and it may go.

    `deeply`: look also through the lines of documents, where nothing else uses it.
    """
    asked = [*_referring(row), *_naming(row)]
    found = [each for each in map(_counted, asked) if each is not None]
    if (
        deeply and not found and isinstance(row, Item)
    ):  # a long table without an index for it: asked last
        billed = _counted(_of(DocumentLine, row.company_id, item_id=row.pk))
        found = [billed] if billed is not None else []
    return found


def listed(found: list[Use]) -> str:
    """Return the uses in words: 12 contracts and 3 items.

    >>> listed([])
    ''
    """
    words = [str(each) for each in found]
    if len(words) < 2:  # noqa: PLR2004 - one needs no "and"
        return "".join(words)
    return _("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


def _in_use(what: Kind, by_what: str) -> str:
    if what.rests:
        return _("It is used by %(uses)s: let it be offered no more instead.") % {"uses": by_what}
    return _("It is used by %(uses)s.") % {"uses": by_what}


def _counted(query: models.QuerySet[Any]) -> Use | None:
    count = query[: MOST + 1].count()
    return Use(query.model, min(count, MOST), count <= MOST) if count else None


def _referring(row: Any) -> Iterator[models.QuerySet[Any]]:
    """Yield the rows that refer to this one and would not go with it."""
    for relation in row._meta.get_fields(include_hidden=True):  # noqa: SLF001 - documented
        field = getattr(relation, "field", None)
        if not isinstance(relation, models.ManyToOneRel) or not isinstance(
            field, CompanyForeignKey
        ):
            continue
        if relation.on_delete is models.CASCADE or field.model in _GOES_ALONG:
            continue
        mine = field.model._default_manager.filter(company_id=row.company_id)  # noqa: SLF001
        yield mine.filter(**{field.attname: row.pk})


_GOES_ALONG = (PartySnapshot, SeriesCounter)

Naming = Callable[[int, str], list[models.QuerySet[Any]]]


def _of(model: type[Any], company_id: int, **asked: Any) -> models.QuerySet[Any]:
    found: models.QuerySet[Any] = model._default_manager.filter(  # noqa: SLF001
        company_id=company_id, **asked
    )
    return found


def _tax(company: int, code: str) -> list[models.QuerySet[Any]]:
    return [
        _of(Item, company, taxes__contains=[code]),
        _of(ContractLine, company, taxes__contains=[code]),
        _of(TemplateLine, company, taxes__contains=[code]),
        _of(ScheduledModification, company, taxes__contains=[code]),
        _of(Contract, company, withholding=code),
        Company.objects.filter(pk=company, default_taxes__contains=[code]),
    ]


def _series(company: int, code: str) -> list[models.QuerySet[Any]]:
    holders = (Contract, ContractLine, Template, TemplateLine)
    found = [_of(each, company, series=code) for each in holders]
    return [*found, Company.objects.filter(pk=company, default_series=code)]


_NAMED: Mapping[type[models.Model], Naming] = {
    Tax: _tax,
    Series: _series,
    PriceList: lambda company, code: [_of(Customer, company, price_list=code)],
    SalesRep: lambda company, code: [
        _of(ContractLine, company, agent=code),
        _of(TemplateLine, company, agent=code),
    ],
}
"""Who names a master by its code, without a reference that the database knows of."""


def _naming(row: Any) -> Iterator[models.QuerySet[Any]]:
    if type(row) in _NAMED:
        yield from _NAMED[type(row)](row.company_id, row.code)


def _let_go(row: Any) -> None:
    """Take out what was made for it and nothing else refers to."""
    if isinstance(row, Customer):
        Customer.objects.filter(pk=row.pk).update(snapshot=None)
        PartySnapshot.objects.filter(company_id=row.company_id, customer=row).delete()
        row.snapshot = None
    if isinstance(row, Series):
        SeriesCounter.objects.filter(company_id=row.company_id, series=row).delete()
