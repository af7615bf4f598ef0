"""Index series, such as the IPC: imported, listed, and left alone once they billed (LN-12).

A value that a price review has used in something billed doesn't change, unless said: what was
billed with it would not be explained any more.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cadencia.billing.querying import rows
from cadencia.catalog import services as catalog
from cadencia.catalog.models import IndexSeries, IndexValue
from cadencia.core.reviews import months_looked_at
from cadencia.parties.access import Actor, Permission, permitted, require
from cadencia.parties.models import Company

# Reviews by an index that have acted, and the last day that the contract has billed.
_ACTED = """
SELECT x.name, r.valid_from, r.every_months, r.base, last.until
FROM contracts_pricereview r
JOIN catalog_indexseries x ON x.id = r.index_id
CROSS JOIN LATERAL (
    SELECT max(greatest(i.due_on, i.period_until)) AS until FROM billing_installment i
    WHERE i.contract_id = r.contract_id AND i.state = 'billed' AND NOT i.replaced
) last
WHERE r.company_id = %s AND last.until >= r.valid_from
"""


class NoSuchIndex(Exception):
    """The company has no index series of that name."""


class ValuesUsed(Exception):
    """Values that reviews have billed with would change; `months` names them."""

    def __init__(self, months: tuple[str, ...]) -> None:
        super().__init__(*months)
        self.months = months


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexChange:
    """What an import does to a series, month by month: (before, after) of what changes."""

    name: str
    is_new: bool
    added: Mapping[str, Decimal]
    changed: Mapping[str, tuple[Decimal, Decimal]]
    unchanged: int
    used: tuple[str, ...]  # those of `changed` that something was billed with


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesListed:
    """A series with its first and last month, and how many price reviews look at it."""

    name: str
    first: str
    last: str
    months: int
    reviews: int


def preview_import(name: str, values: Mapping[str, Decimal], *, by: Actor) -> IndexChange:
    """Return what importing these values by month (2026-01) would do; writes nothing."""
    require(by, Permission.READ)
    series = IndexSeries.objects.filter(company_id=by.company_id, name=name).first()
    known = {} if series is None else dict(series.values.values_list("month", "value"))
    changed = {
        month: (known[month], value)
        for month, value in values.items()
        if month in known and known[month] != value
    }
    used = used_months(by.company_id).get(name, frozenset()) if changed else frozenset()
    return IndexChange(
        name=name,
        is_new=series is None,
        added={month: each for month, each in sorted(values.items()) if month not in known},
        changed=changed,
        unchanged=sum(known.get(month) == each for month, each in values.items()),
        used=tuple(sorted(used & changed.keys())),
    )


def import_values(
    name: str, values: Mapping[str, Decimal], *, by: Actor, change_used: bool = False
) -> IndexChange:
    """Add the values to a series, which is created if it has to be, all or none.

    :raises ValuesUsed: if some would change that something was billed with, unless
        `change_used`.
    :raises ValuesRefused: if a month or a value can't be used.
    """
    with permitted(by, Permission.MASTERS):
        company = Company.objects.select_for_update(no_key=True).get(pk=by.company_id)
        change = preview_import(name, values, by=by)
        if change.used and not change_used:
            raise ValuesUsed(change.used)
        catalog.save_index(company, name, values, by=by)
    return change


def remove_value(name: str, month: str, *, by: Actor) -> None:
    """Take the value of a month (2026-01) out of a series.

    :raises NoSuchIndex: if the company has no series of that name, or it no value of the month.
    :raises ValuesUsed: if something was billed with it.
    """
    with permitted(by, Permission.MASTERS):
        mine = IndexValue.objects.filter(company_id=by.company_id, series__name=name, month=month)
        value = mine.select_for_update(of=("self",)).first()
        if value is None:
            raise NoSuchIndex(name)
        if month in used_months(by.company_id).get(name, frozenset()):
            raise ValuesUsed((month,))
        value.delete()


def listed(*, by: Actor) -> list[SeriesListed]:
    """Return the company's series in order of name."""
    require(by, Permission.READ)
    return [
        SeriesListed(name=name, first=first or "", last=last or "", months=months, reviews=reviews)
        for name, first, last, months, reviews in rows(
            "SELECT x.name, min(v.month), max(v.month), count(v.id),"
            " (SELECT count(*) FROM contracts_pricereview r WHERE r.index_id = x.id)"
            " FROM catalog_indexseries x LEFT JOIN catalog_indexvalue v ON v.series_id = x.id"
            " WHERE x.company_id = %s GROUP BY x.id, x.name ORDER BY x.name",
            by.company_id,
        )
    ]


def values_of(name: str, *, by: Actor) -> dict[str, Decimal]:
    """Return the values of a series by month, in order.

    :raises NoSuchIndex: if the company has none of that name.
    """
    require(by, Permission.READ)
    series = IndexSeries.objects.filter(company_id=by.company_id, name=name).first()
    if series is None:
        raise NoSuchIndex(name)
    found = IndexValue.objects.filter(series=series).order_by("month")
    return dict(found.values_list("month", "value"))


def used_months(company_id: int) -> dict[str, frozenset[str]]:
    """Return by series the months whose values something was billed with.

    Judged by the dates of the reviews and of what is billed: rather one too many than too few.
    """
    found: dict[str, frozenset[str]] = {}
    seen: set[tuple[str, date, int | None, str, date]] = set()
    for name, start, every, base, until in rows(_ACTED, company_id):
        if (name, start, every, base, until) in seen:
            continue  # a bulk review is the same in thousands of contracts
        seen.add((name, start, every, base, until))
        months = months_looked_at(start, every, base, until=until)
        found[name] = found.get(name, frozenset()) | months
    return found
