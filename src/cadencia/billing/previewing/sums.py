"""What a kept preview comes to: added up from its rows, by the database.

Where some contracts are planned anew, theirs alone are added up, before and after.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from cadencia.billing.gathering import arrays
from cadencia.billing.kept_preview_models import KeptPreview
from cadencia.billing.querying import rows

_GROUPS = """
SELECT document_type, series, currency, count(*), sum(net), sum(total)
FROM billing_previewdocument WHERE preview_id = %s AND is_selected {only} GROUP BY 1, 2, 3
"""

_CONTRACTS = """
SELECT change, count(*), count(*) FILTER (WHERE installments > 0), sum(installments),
       count(*) FILTER (WHERE refusals <> '[]' AND change = '')
FROM billing_previewcontract WHERE preview_id = %s {only} GROUP BY change
"""

_ALERTS = """
SELECT name, count(*) FROM billing_previewcontract, unnest(alerts) AS name
WHERE preview_id = %s AND alerts <> '{{}}' {only} GROUP BY name
"""

_ONLY = "AND place = ANY(%s::int[])"

Key = tuple[str, str, str]
"""Type of document, series, currency."""


class Group(NamedTuple):
    """What the documents of a type, series and currency come to."""

    documents: int
    net: Decimal
    total: Decimal

    def plus(self, other: Group, sign: int) -> Group:
        """Return it with another one added, or taken away with a `sign` of -1."""
        return Group(
            self.documents + sign * other.documents,
            self.net + sign * other.net,
            self.total + sign * other.total,
        )


NOTHING = Group(0, Decimal(0), Decimal(0))


@dataclass(slots=True)
class Sums:
    """What some contracts of a preview come to."""

    groups: dict[Key, Group] = field(default_factory=dict)
    changes: Counter[str] = field(default_factory=Counter)
    alerts: Counter[str] = field(default_factory=Counter)
    contracts: int = 0
    installments: int = 0
    refusals: int = 0

    def add(self, other: Sums, sign: int) -> None:
        """Add others, or take them away with a `sign` of -1."""
        for key, group in other.groups.items():
            self.groups[key] = self.groups.get(key, NOTHING).plus(group, sign)
        for change, count in other.changes.items():
            self.changes[change] += sign * count
        for name, count in other.alerts.items():
            self.alerts[name] += sign * count
        self.contracts += sign * other.contracts
        self.installments += sign * other.installments
        self.refusals += sign * other.refusals

    def put_into(self, kept: KeptPreview) -> None:
        """Write them into a kept preview; the caller saves it."""
        kept.groups = [
            {
                "type": kind,
                "series": series,
                "currency": currency,
                "documents": group.documents,
                "net": str(group.net),
                "total": str(group.total),
            }
            for (kind, series, currency), group in sorted(self.groups.items())
            if group.documents
        ]
        kept.documents = sum(group.documents for group in self.groups.values())
        kept.changes = {change: count for change, count in self.changes.items() if count}
        kept.alerts = {name: count for name, count in self.alerts.items() if count}
        kept.contracts, kept.installments = self.contracts, self.installments
        kept.refusals = self.refusals


def of_rows(preview_id: int, places: Iterable[int] | None = None) -> Sums:
    """Return what the rows of a preview come to: of contracts by their places, or of all."""
    only = "" if places is None else _ONLY
    asked: list[Any] = [] if places is None else [arrays.written(places)]
    found = Sums()
    for kind, series, currency, documents, net, total in rows(
        _GROUPS.format(only=only), preview_id, *asked
    ):
        found.groups[kind, series, currency] = Group(documents, net, total)
    for change, count, billed, installments, refused in rows(
        _CONTRACTS.format(only=only), preview_id, *asked
    ):
        found.changes[change] += count if change else 0
        found.contracts += billed
        found.installments += installments
        found.refusals += refused
    found.alerts.update(dict(rows(_ALERTS.format(only=only), preview_id, *asked)))
    return found


def of_kept(kept: KeptPreview) -> Sums:
    """Return what a kept preview says of itself."""
    found = Sums(
        changes=Counter(kept.changes),
        alerts=Counter(kept.alerts),
        contracts=kept.contracts,
        installments=kept.installments,
        refusals=kept.refusals,
    )
    for each in kept.groups:
        key = each["type"], each["series"], each["currency"]
        amounts = Decimal(each["net"]), Decimal(each["total"])
        found.groups[key] = Group(each["documents"], *amounts)
    return found
