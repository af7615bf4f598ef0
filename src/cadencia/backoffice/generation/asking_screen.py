"""The first step: which days, of whom, how. It leads to a preview; nothing is billed."""

from collections.abc import Sequence

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from cadencia.backoffice.clock import clock
from cadencia.backoffice.forms import problems
from cadencia.backoffice.generation.scope_form import ScopeForm, initial_of
from cadencia.backoffice.views import OfficeView
from cadencia.billing import run_report
from cadencia.billing.kept_preview_models import KeptPreview
from cadencia.billing.previewing import asking, checking, working
from cadencia.billing.run_tasks import defer_preview
from cadencia.billing.scopes import Scope
from cadencia.parties.access import Actor, Permission
from cadencia.parties.problems import Problem, ValuesRefused, refuse_if_any

AT_ONCE = 1000
"""Contracts that are calculated while the request waits; more are left to a job."""


class Asking(OfficeView):
    """Asks what to bill, filled from the address."""

    permission = Permission.GENERATE
    template_name = "backoffice/generation/asking.html"
    title = _("Generate invoices")

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Show the form, with the month in which something waits."""
        first = run_report.first_month(by=self.actor)
        given = initial_of(
            request.GET,
            company=self.company,
            today=self.today,
            first=first.start if first else None,
        )
        form = ScopeForm(initial=given, company=self.company, today=self.today)
        return self.page(form=form, waiting=self._waiting(), first=first)

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Ask for the preview, and lead to it."""
        form = ScopeForm(request.POST, company=self.company, today=self.today)
        if form.is_valid():
            try:
                kept = self._asked(form)
            except ValuesRefused as refused:
                problems.show(form, refused)
            else:
                return redirect("office:preview", number=kept.pk)
        return self.refused(form=form, waiting=self._waiting())

    def _asked(self, form: ScopeForm) -> KeptPreview:
        wish = asking.Wish(
            issue=form.cleaned_data["issue"] == "yes",
            document_date=form.cleaned_data["document_date"],
        )
        refuse_if_any(list(self._problems(form, wish)))
        return start(form.scope(), wish, by=self.actor)

    def _problems(self, form: ScopeForm, wish: asking.Wish) -> Sequence[Problem]:
        """Return all that is wrong with what is asked for, at once."""
        found: list[Problem] = []
        checks = (
            lambda: checking.check_filter(form.only(), self.company, by=self.actor),
            lambda: checking.check_document_date(
                wish.document_date, self.company, today=self.today
            ),
            form.scope,
        )
        for check in checks:
            try:
                check()
            except ValuesRefused as refused:
                found += refused.problems
        return found

    def _waiting(self) -> Sequence[object]:
        return list(run_report.waiting(by=self.actor)[:5])


def start(scope: Scope, wish: asking.Wish, *, by: Actor) -> KeptPreview:
    """Ask for a preview and have it calculated: a small one at once, a large one by a job."""
    kept = asking.ask(scope, wish, by=by, at=clock()())
    if asking.how_many(scope, by=by, most=AT_ONCE + 1) <= AT_ONCE:
        working.work(kept.pk, by=by, clock=clock())
    else:
        defer_preview(by.company_id, kept.pk)
    return kept
