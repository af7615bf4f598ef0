"""Generate invoices (N): what is due of the contracts listed, said before it is done (GE-3)."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cadencia.backoffice.clock import clock
from cadencia.backoffice.contract_acts.refusing import REFUSALS, problems_of
from cadencia.backoffice.contract_list.asked import Asked, read
from cadencia.backoffice.generation.carrying_on import carry_on
from cadencia.backoffice.requests import OfficeRequest
from cadencia.backoffice.views import Crumb, OfficeView, partial_or_redirect
from cadencia.billing import contract_listing, issuing, preview, runs
from cadencia.billing.contract_filters import beyond_a_run, scope_filter
from cadencia.billing.contract_listing import DueCount
from cadencia.billing.runs import Wish
from cadencia.billing.scopes import Scope
from cadencia.core.measure import ONLY_THE_OLDEST, WHOLE
from cadencia.parties.access import Permission

AT_ONCE = 1000
"""Contracts whose documents are worked out while the request waits; of more, the wizard."""
IN_ADDRESS = 60  # contracts that an address may name


class GenerateDue(OfficeView):
    """How many contracts, installments, which total; only the oldest of each, if so wished."""

    permission = Permission.GENERATE
    template_name = "backoffice/contract_list/due_page.html"
    title = gettext_lazy("Generate what is due")

    def crumbs(self) -> tuple[Crumb, ...]:
        """Back to the list."""
        return (Crumb(_("Contracts"), f"{reverse('office:contracts')}?{self.asked.query()}"),)

    @cached_property
    def asked(self) -> Asked:
        """The filter of the list."""
        return read(self.request.GET, today=self.today)

    @cached_property
    def due(self) -> DueCount:
        """How many contracts may have something due."""
        return contract_listing.due_count(self.asked.filter, today=self.today, by=self.actor)

    @property
    def is_oldest(self) -> bool:
        """Whether only the oldest installment of each is asked for."""
        given = self.request.POST if self.request.method == "POST" else self.request.GET
        return given.get("oldest") == "1"

    def get(self, request: OfficeRequest) -> TemplateResponse:
        """Show what it would do."""
        return self._shown()

    def post(self, request: OfficeRequest) -> HttpResponse:
        """Generate exactly that."""
        issue = request.POST.get("issue", "") == "yes"
        try:
            if issue:
                issuing.refuse_unless_open(by=self.actor, clock=clock())
            wish = Wish(issue=issue, expect=request.POST.get("expect", ""))
            started = runs.start(self._scope(), wish, by=self.actor, clock=clock())
            carry_on(started.run_id, by=self.actor)
        except REFUSALS as refused:
            problems = [each.message for each in problems_of(refused)]
            return self._shown(problems=problems, status=422)
        messages.success(request, _("The run is on its way."))
        return partial_or_redirect(request, reverse("office:run", args=[started.run_id]))

    def _shown(self, *, problems: Any = (), status: int = 200) -> TemplateResponse:
        is_small = not self.due.is_more and 0 < self.due.contracts <= AT_ONCE
        summary = None
        if is_small:
            summary = preview.summarize(self._scope(), by=self.actor, clock=clock())
        return self.page(
            status=status,
            template="backoffice/contract_list/due.html" if self.is_partial else None,
            due=self.due,
            summary=summary,
            is_oldest=self.is_oldest,
            issues=self.company.documents_are == "issued",
            wizard=self._wizard(),
            beyond=bool(beyond_a_run(self.asked.filter)) and not self._codes(),
            problems=problems,
            query=self.asked.filter_query,
            next=f"{reverse('office:contracts')}?{self.asked.query()}",
        )

    def _scope(self) -> Scope:
        measure = ONLY_THE_OLDEST if self.is_oldest else WHOLE
        only = scope_filter(self.asked.filter, codes=tuple(self._codes()))
        return Scope(as_of=self.today, only=only, measure=measure)

    def _codes(self) -> list[str]:
        """The contracts by code, where the filter says what a run can't be asked for."""
        if not beyond_a_run(self.asked.filter) or self.due.contracts > AT_ONCE:
            return []
        asked = replace(self.asked.filter)
        return contract_listing.due_codes(asked, today=self.today, most=AT_ONCE, by=self.actor)

    def _wizard(self) -> str:
        """The address of the wizard, with as much of the filter as it can say."""
        codes = tuple(self._codes())[:IN_ADDRESS]
        only = scope_filter(self.asked.filter, codes=codes)
        said = {name: getattr(only, name) for name in only.__slots__ if getattr(only, name)}
        query = urlencode({"days": "as_of", **said}, doseq=True)
        return f"{reverse('office:generation')}?{query}"
