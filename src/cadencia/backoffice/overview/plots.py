"""Kept figures as plots, each with the table that says the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cadencia.backoffice.overview import links, months

ZERO = Decimal(0)
MOST_KINDS = 12  # bars of a plot; the others are one


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A row of values of a plot. `tone` names a color of `plots.js`; `mark` is bar or line."""

    title: str
    tone: str
    values: Sequence[Decimal]
    mark: str = "bar"
    dashed_from: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """A plot: its values by label, and for each label where its number leads."""

    name: str
    title: str
    currency: str
    labels: Sequence[str]
    series: Sequence[Series]
    addresses: Sequence[str] = field(default_factory=list)
    is_stacked: bool = True
    lies: bool = False  # its bars lie
    now: int | None = None  # the place of the current month

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(value for each in self.series for value in each.values)

    def rows(self) -> list[tuple[str, str, list[Decimal]]]:
        """Return the table: label, address, values."""
        addresses = self.addresses or [""] * len(self.labels)
        values = zip(*(each.values for each in self.series), strict=True)
        return [
            (label, address, list(row))
            for label, address, row in zip(self.labels, addresses, values, strict=True)
        ]

    def form(self) -> dict[str, Any]:
        """Return what the script draws."""
        return {
            "currency": self.currency,
            "labels": list(self.labels),
            "stacked": self.is_stacked,
            "lies": self.lies,
            "now": self.now,
            "addresses": list(self.addresses),
            "series": [
                {
                    "title": each.title,
                    "tone": each.tone,
                    "mark": each.mark,
                    "dashedFrom": each.dashed_from,
                    "values": [float(value) for value in each.values],
                }
                for each in self.series
            ],
        }


def _by_months(names: Sequence[str], **more: Any) -> Plot:
    """Return a plot with a label for each month."""
    return Plot(labels=[months.named(each) for each in names], **more)


def billed_and_forecast(kept: Mapping[str, Any], currency: str, *, today: date, back: int) -> Plot:
    """Return what was billed and what will be, by month, without taxes."""
    names = months.around(today, back, 11)
    billed = {
        each["month"]: Decimal(each["net"])
        for each in kept["billed"]
        if each["currency"] == currency
    }
    coming: dict[str, Decimal] = {}
    for each in kept["forecast"]:
        if each["currency"] == currency:
            coming = {month: Decimal(cell["net"]) for month, cell in each["cells"].items()}
    return _by_months(
        names,
        name="billed",
        title=_("Billed and forecast, without taxes"),
        currency=currency,
        series=[
            Series(
                title=pgettext("amount", "Billed"),
                tone="accent",
                values=[billed.get(each, ZERO) for each in names],
            ),
            Series(
                title=_("Forecast"), tone="soft", values=[coming.get(each, ZERO) for each in names]
            ),
        ],
        addresses=[
            links.month_of_documents(each) if number <= back else ""
            for number, each in enumerate(names)
        ],
        now=back,
    )


def recurring(kept: Mapping[str, Any], currency: str, *, today: date, back: int) -> Plot:
    """Return the recurring revenue of each month."""
    names, known = months.around(today, back, 12), by_month(kept, currency)
    return _by_months(
        names,
        name="recurring",
        title=_("Recurring revenue of each month"),
        currency=currency,
        series=[
            Series(
                title=_("Recurring revenue"),
                tone="accent",
                mark="line",
                values=[_amount(known, each, "revenue") for each in names],
                dashed_from=back,
            )
        ],
        is_stacked=False,
        now=back,
    )


def changes(kept: Mapping[str, Any], currency: str, *, today: date, back: int) -> Plot:
    """Return what changed the recurring revenue, month by month."""
    names, known = months.around(today, back, 12), by_month(kept, currency)
    told = (
        (pgettext("revenue", "New"), "good", "new", 1),
        (_("Up"), "good-soft", "up", 1),
        (_("Down"), "warning", "down", -1),
        (_("Lost"), "bad", "lost", -1),
    )
    return _by_months(
        names,
        name="changes",
        title=_("What changes it"),
        currency=currency,
        series=[
            Series(
                title=title,
                tone=tone,
                values=[sign * _amount(known, each, what) for each in names],
            )
            for title, tone, what, sign in told
        ],
        now=back,
    )


def kinds(kept: Mapping[str, Any], currency: str, *, today: date) -> Plot:
    """Return the recurring revenue of today by type of contract, the largest first."""
    found = by_month(kept, currency).get(f"{today:%Y-%m}", {}).get("kinds", {})
    ranked = sorted(found.items(), key=lambda pair: -Decimal(pair[1]))
    shown, rest = ranked[:MOST_KINDS], ranked[MOST_KINDS:]
    labels = [name or _("Without type") for name, _value in shown]
    addresses = [links.to("office:contracts", kind=name) for name, _value in shown]
    values = [Decimal(value) for _name, value in shown]
    if rest:
        labels.append(_("Others"))
        addresses.append("")
        values.append(sum((Decimal(value) for _name, value in rest), ZERO))
    return Plot(
        name="kinds",
        title=_("Recurring revenue by type of contract"),
        currency=currency,
        labels=labels,
        series=[Series(title=_("Recurring revenue"), tone="accent", values=values)],
        addresses=addresses,
        lies=True,
    )


def by_month(kept: Mapping[str, Any], currency: str) -> dict[str, Mapping[str, Any]]:
    """Return the kept recurring revenue of a currency, by month."""
    return {each["month"]: each for each in kept["recurring"] if each["currency"] == currency}


def currencies(kept: Mapping[str, Any], usual: str) -> list[str]:
    """Return the currencies that there are figures of, the company's first."""
    found = {
        each["currency"] for name in ("billed", "forecast", "recurring") for each in kept[name]
    }
    return [usual, *sorted(found - {usual})]


def _amount(known: Mapping[str, Mapping[str, Any]], month: str, what: str) -> Decimal:
    return Decimal(known[month][what]) if month in known else ZERO
