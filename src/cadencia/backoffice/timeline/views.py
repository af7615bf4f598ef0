"""The whole life of a contract on one page, and what any day would bring (GE-13, GE-14)."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from cadencia.backoffice.clock import clock
from cadencia.backoffice.forms import typed
from cadencia.backoffice.overview.links import to
from cadencia.backoffice.timeline import drawing, words
from cadencia.backoffice.views import Crumb, OfficeView
from cadencia.billing import refusals, timeline, why_sentences
from cadencia.billing.timeline import WhatIf
from cadencia.contracts.services import NoSuchContract
from cadencia.core.drafts import ContractPlan

TONES = {
    "due": "bad",
    "waiting": "info",
    "held": "warning",
    "settled": "good",
    "nothing": "dim",
    "detail": "dim",
}


class Timeline(OfficeView):
    """Installments, changes, pauses, renewals, end: by year, and as a picture."""

    template_name = "backoffice/timeline/timeline.html"

    def crumbs(self) -> list[Crumb]:
        """Return the way to the page."""
        return [Crumb(_("Contracts"), to("office:contracts"))]

    def get(self, request: HttpRequest, number: int) -> HttpResponse:
        """Show the timeline; with `on` in the address, what that day would bring."""
        try:
            found = timeline.timeline(number, today=self.today, by=self.actor)
            on, problem = self._asked()
            tried = timeline.what_if(number, on, by=self.actor, clock=clock()) if on else None
        except NoSuchContract:
            raise self.nothing_here() from None
        rows = drawing.rows(found, self.today)
        contract = found.life.contract
        return self.page(
            title=_("Timeline of %(contract)s") % {"contract": contract.code},
            found=found,
            contract=contract,
            contract_state=words.CONTRACT_STATES[contract.state],
            years=drawing.years(found, self.today, rows),
            picture=drawing.picture(found, self.today),
            contract_address=_contract_address(number),
            refused=[
                {"on": each.due_on, "sentence": refusals.told(each)} for each in found.life.refusals
            ],
            typed=request.GET.get("on", ""),
            problem=problem,
            tried=_tried(tried) if tried else None,
            template="backoffice/timeline/what_if.html" if self.is_partial else None,
        )

    def _asked(self) -> tuple[date | None, str]:
        """Return the day to be tried, or what is wrong with what was typed."""
        text = self.request.GET.get("on", "").strip()
        if not text:
            return None, ""
        found = typed.day(text, self.today)
        return found, "" if found else _("Write a date, such as 31/12/2026.")


def _contract_address(number: int) -> str:
    try:
        return reverse("office:contract", args=[number])
    except NoReverseMatch:
        return ""


def _tried(tried: WhatIf) -> dict[str, Any]:
    plan = tried.plan
    return {
        "on": tried.on,
        "tone": TONES[tried.why.verdict],
        "causes": tried.why.causes,
        "documents": [] if plan is None else list(_documents(plan)),
        "refused": [] if plan is None else [refusals.told(each) for each in plan.refusals],
    }


def _documents(plan: ContractPlan) -> list[dict[str, Any]]:
    return [
        {
            "kind": _(why_sentences.DOCUMENT_TYPES[each.key.document_type]).capitalize(),
            "on": each.theoretical_on,
            "currency": each.key.currency,
            "lines": each.lines,
            "net": each.totals.net,
            "total": each.totals.total,
            "numbers": [
                number
                for place in each.installments
                if (number := plan.installments[place].number) is not None
            ],
        }
        for each in plan.documents
    ]
