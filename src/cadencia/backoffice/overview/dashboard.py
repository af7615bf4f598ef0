"""The dashboard: what waits, with its lists, and the plots of what was billed and will be."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadencia.backoffice.clock import clock
from cadencia.backoffice.overview import links, plots
from cadencia.backoffice.views import OfficeView
from cadencia.billing import figures, kept_answers, kept_task
from cadencia.billing.figures import NEAR, Counts
from cadencia.billing.kept_answers import Kept
from cadencia.mailing import deliveries

STRETCHES = (12, 24)  # months back that may be shown
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """How many wait of something, and the list of them."""

    title: str
    number: int
    text: str
    address: str
    icon: str
    tone: str = ""


class _WithFigures(OfficeView):
    """What the page and its part about figures share."""

    def kept(self) -> Kept:
        """Return the figures that are kept."""
        return kept_answers.read(figures.WHAT, "", at=self.now, by=self.actor)

    def is_old(self, kept: Kept) -> bool:
        """Say whether they should be worked out anew."""
        made_on = kept.answer["on"] if kept.answer else ""
        return figures.is_old(kept.made_at, made_on, today=self.today, at=self.now, by=self.actor)

    def told(self, kept: Kept) -> dict[str, Any]:
        """Return what the plots are drawn from."""
        told: dict[str, Any] = {
            "kept": kept,
            "counts": figures.counts(today=self.today, by=self.actor),
            "asks": not self.is_partial and not kept.is_waiting and self.is_old(kept),
            "contracts_due": links.to("office:contracts", due="today"),
            "generate_address": links.to("office:generation"),
        }
        if kept.answer:
            told |= self._plots(kept.answer)
        return told

    def _plots(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        names = plots.currencies(answer, self.company.currency)
        wanted = self.request.GET.get("currency", "")
        currency = wanted if wanted in names else names[0]
        back = self._back()
        where: dict[str, Any] = {"today": self.today, "back": back}
        return {
            "currency": currency,
            "currencies": names,
            "back": back,
            "stretches": STRETCHES,
            "due": answer["due"],
            "due_total": Decimal(answer["due"]["totals"].get(currency, "0")),
            "left_out": answer.get("left_out"),
            "recurring": _recurring(answer, currency, f"{self.today:%Y-%m}"),
            "plots": [
                plots.billed_and_forecast(answer, currency, **where),
                plots.recurring(answer, currency, **where),
                plots.changes(answer, currency, **where),
                plots.kinds(answer, currency, today=self.today),
            ],
        }

    def _back(self) -> int:
        asked = self.request.GET.get("months", "")
        return int(asked) if asked in {str(each) for each in STRETCHES} else STRETCHES[0]


class Overview(_WithFigures):
    """The page that many begin with."""

    template_name = "backoffice/overview/dashboard.html"
    title = gettext_lazy("Dashboard")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show what waits, and the figures as they are kept."""
        told = self.told(self.kept())
        trouble = deliveries.in_trouble(by=self.actor)
        return self.page(cards=_cards(told["counts"]), mail_in_trouble=trouble, **told)


class Figures(_WithFigures):
    """The part of the page that is worked out contract by contract."""

    template_name = "backoffice/overview/figures.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the figures as they are kept: a page that waits for new ones asks again."""
        if not self.is_partial:
            return redirect("office:overview")
        return self.page(**self.told(self.kept()))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Have the figures worked out anew: at once where contracts are few, else by a job."""
        if kept_answers.begin(figures.WHAT, "", at=self.now, by=self.actor):
            if figures.is_small(by=self.actor):
                kept_task.work_out_now(today=self.today, clock=clock(), by=self.actor)
            else:
                kept_task.defer_figures(self.company.pk)
        return self.get(request)


def _recurring(answer: Mapping[str, Any], currency: str, month: str) -> dict[str, Any]:
    """What the page says of recurring revenue today, beside the plots."""
    known = plots.by_month(answer, currency)
    names = sorted(each for each in known if each <= month)
    now = known.get(month, {})
    before = Decimal(known[names[-2]]["revenue"]) if len(names) > 1 else ZERO
    revenue = Decimal(now.get("revenue", "0"))
    return {
        "month": revenue,
        "year": revenue * 12,
        "contracts": now.get("contracts", 0),
        "change": revenue - before,
        "percent": (revenue - before) * 100 / before if before else None,
    }


def _cards(counts: Counts) -> list[Card]:
    """What waits, the most urgent first."""
    return [*_to_mend(counts), *_to_finish(counts), *_coming(counts)]


def _to_mend(counts: Counts) -> Iterator[Card]:
    yield Card(
        title=_("Can't be billed"),
        number=counts.parked,
        text=_("with an error to mend"),
        address=links.to("office:parked"),
        icon="error",
        tone="bad",
    )
    yield Card(
        title=_("To confirm"),
        number=counts.unconfirmed,
        text=_("first or last installment"),
        address=links.to("office:confirmations"),
        icon="fact_check",
        tone="warning",
    )


def _to_finish(counts: Counts) -> Iterator[Card]:
    yield Card(
        title=_("Drafts of documents"),
        number=counts.draft_documents,
        text=_("to issue"),
        address=links.to("office:documents", state="draft"),
        icon="draft",
    )
    yield Card(
        title=_("Draft contracts"),
        number=counts.drafts,
        text=_("to post"),
        address=links.to("office:contracts", standing="draft"),
        icon="edit_note",
    )


def _coming(counts: Counts) -> Iterator[Card]:
    near, within = counts.near.isoformat(), _("within %(days)s days") % {"days": NEAR}
    renewals, reviews = "office:renewals", "office:reviews"
    for title, number, address, icon in (
        (
            _("To renew"),
            counts.renewing,
            links.to(renewals, until=near, outcome="renews"),
            "autorenew",
        ),
        (
            _("Ending"),
            counts.expiring,
            links.to(renewals, until=near, outcome="ends"),
            "event_busy",
        ),
        (_("Price reviews"), counts.reviews, links.to(reviews, until=near), "price_change"),
    ):
        yield Card(title=title, number=number, text=within, address=address, icon=icon)
