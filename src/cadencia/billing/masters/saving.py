"""Masters are created and changed: all problems at once, and nothing written over unseen."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from cadencia.billing.masters import removing
from cadencia.billing.masters.kinds import Kind, kind_of, locked
from cadencia.documents.models import Series
from cadencia.parties import columns
from cadencia.parties.access import Actor, permitted
from cadencia.parties.meanwhile import refuse_if_changed
from cadencia.parties.models import Company
from cadencia.parties.problems import Problem, Values, refuse_if_any
from cadencia.parties.walls import CompanyForeignKey

LONGEST = 10_000  # characters of a text
LONGEST_CODE = 100
_CODES = ("code", "name")
_LARGEST = Decimal(10) ** columns.WHOLE_DIGITS


def create(kind: str, values: Values, *, by: Actor) -> Any:
    """Create a master of a kind; a field left out has its usual value.

    :raises NotAllowed: without the kind's permission.
    :raises ValuesRefused: with all that is wrong with the values.
    """
    what = kind_of(kind)
    with permitted(by, what.permission):
        company = _locked_company(by)
        values = stripped(values)
        problems = [*_unfilled(what, values, None), *_problems(what, company, values, None)]
        refuse_if_any(problems)
        row = what.model(company=company, **values)
        _step_aside(row)
        row.save(force_insert=True)
        return row


def change(kind: str, row_id: int, values: Values, *, by: Actor, seen: int | None = None) -> Any:
    """Change the given fields of a master. `seen` is the last change that was shown of it.

    :raises NoSuchMaster: if the company has none of that number.
    :raises ChangedMeanwhile: if somebody changed it since.
    :raises ValuesRefused: with all that is wrong with the values.
    """
    what = kind_of(kind)
    with permitted(by, what.permission):
        company = _locked_company(by)
        row = locked(what, row_id, by.company_id)
        refuse_if_changed(row, seen, by=by)
        values = stripped(values)
        complete = {name: getattr(row, name) for name in what.fields} | dict(values)
        problems = [*_unfilled(what, values, row), *_problems(what, company, complete, row)]
        refuse_if_any([*problems, *_unknown(what, values), *_stays(what, values, row, by)])
        for name, value in values.items():
            setattr(row, name, value)
        _step_aside(row)
        if values:
            row.save(update_fields=[_field(what, name).name for name in values])
        return row


def rest(kind: str, row_id: int, *, by: Actor) -> Any:
    """Offer a master no more; what uses it goes on.

    :raises NoSuchMaster: if the company has none of that number.
    :raises ValuesRefused: if this one has to be offered.
    """
    return change(kind, row_id, {"is_active": False}, by=by)


def wake(kind: str, row_id: int, *, by: Actor) -> Any:
    """Offer a master again.

    :raises NoSuchMaster: if the company has none of that number.
    """
    return change(kind, row_id, {"is_active": True}, by=by)


def stripped(values: Values) -> dict[str, Any]:
    """Return the values; a text without the blanks around it."""
    return {
        name: value.strip() if isinstance(value, str) else value for name, value in values.items()
    }


def _locked_company(by: Actor) -> Company:
    """Return the company, so that no two create the same at once."""
    mine = Company.objects.select_for_update(no_key=True).defer("logo")
    return mine.get(pk=by.company_id)


def _unfilled(what: Kind, values: Values, row: Any) -> Iterator[Problem]:
    for name in what.required:
        given = values.get(name) if row is None or name in values else "-"
        if given in (None, ""):
            yield Problem(name.removesuffix("_id"), _("Fill this in."))


def _problems(what: Kind, company: Company, values: Values, row: Any) -> Iterator[Problem]:
    if row is None:
        yield from _unknown(what, values)
    found = [
        *_texts(what, values),
        *_numbers(what, values),
        *_of_others(what, company, values),
        *_taken(what, company, values, row),
    ]
    yield from found
    bad = {each.path for each in found}
    yield from (each for each in what.check(company, values, row) if each.path not in bad)


def _unknown(what: Kind, values: Values) -> Iterator[Problem]:
    for name in values:
        if name not in what.fields:
            yield Problem(name, _("There is no such field."))


def _texts(what: Kind, values: Values) -> Iterator[Problem]:
    for name, value in values.items():
        longest = LONGEST_CODE if name in _CODES else LONGEST
        if isinstance(value, str) and len(value) > longest:
            yield Problem(name, _("Write at most %(longest)s letters.") % {"longest": longest})
        if isinstance(value, str) and "\0" in value:
            yield Problem(name, _("It has a letter that can't be kept: write it anew."))


def _numbers(what: Kind, values: Values) -> Iterator[Problem]:
    """Say what wouldn't fit into its column, before the database does."""
    for name, value in values.items():
        field = _field(what, name)
        if isinstance(field, columns.ExactDecimal) and isinstance(value, Decimal):
            decimals = field.decimal_places or 0
            exponent = value.as_tuple().exponent
            if not isinstance(exponent, int) or abs(value) >= _LARGEST or -exponent > decimals:
                sentence = _("Write a number of at most 12 whole digits and %(decimals)s decimals.")
                yield Problem(name, sentence % {"decimals": decimals})
        if isinstance(field, models.SmallIntegerField) and isinstance(value, int):
            most = 1000
            if not 1 <= value <= most:
                yield Problem(name, _("Write a number from 1 to %(most)s.") % {"most": most})


def _of_others(what: Kind, company: Company, values: Values) -> Iterator[Problem]:
    """What is referred to must be the company's own."""
    for name, value in values.items():
        field = _field(what, name)
        if not isinstance(field, CompanyForeignKey) or value is None:
            continue
        target = field.remote_field.model._default_manager  # noqa: SLF001
        if not target.filter(company=company, pk=value).exists():
            yield Problem(field.name, _("Choose one from the list."))


def _taken(what: Kind, company: Company, values: Values, row: Any) -> Iterator[Problem]:
    usual = {name: _field(what, name) for name in what.key}
    key = {
        name: values.get(name, field.get_default() if field is not None else None)
        for name, field in usual.items()
    }
    if any(key[name] in (None, "") for name in what.key if name in what.required):
        return
    asked = {
        (f"{n}__isnull" if v is None else n): (True if v is None else v) for n, v in key.items()
    }
    others = what.model._default_manager.filter(company=company, **asked)  # noqa: SLF001
    if row is not None:
        others = others.exclude(pk=row.pk)
    if others.exists():
        name = what.key[-1] if len(what.key) == 1 else "price"
        yield Problem(name, _sentence_of_taken(what))


def _sentence_of_taken(what: Kind) -> str:
    if what.key == ("name",):
        return _("There is one of this name already.")
    if what.key == ("code",):
        return _("There is one with this code already.")
    return _("There is a price from this quantity and day on already: change that one.")


def _stays(what: Kind, values: Values, row: Any, by: Actor) -> list[Problem]:
    """What others name it by stays as long as they do."""
    changed = [
        each for each in what.stays_in_use if each in values and values[each] != getattr(row, each)
    ]
    uses = removing.uses(what, row) if changed else []
    if not uses:
        return []
    sentence = _("It is used by %(uses)s: leave it, or make another one.")
    told = sentence % {"uses": removing.listed(uses)}
    return [Problem(each, told) for each in changed]


def _field(what: Kind, name: str) -> Any:
    fields = what.model._meta.local_fields  # noqa: SLF001 - documented
    return next((each for each in fields if name in (each.name, each.attname)), None)


def _step_aside(row: Any) -> None:
    """A series that becomes the usual one takes the place of the other of its kind."""
    if isinstance(row, Series) and row.is_default:
        others = Series.objects.filter(company_id=row.company_id, kind=row.kind, is_default=True)
        others.exclude(pk=row.pk).update(is_default=False)
