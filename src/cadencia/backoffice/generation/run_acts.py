"""What is done with a run: cancelled, gone on with, issued, set aside, undone."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cadencia.backoffice.clock import clock
from cadencia.backoffice.generation.carrying_on import carry_on, take_back
from cadencia.backoffice.views import OfficeView
from cadencia.billing import closing, issuing, run_listing, runs
from cadencia.billing.generation_refusals import sentence_of
from cadencia.billing.undoing import SomethingIssued
from cadencia.parties.access import Permission


class Act(OfficeView):
    """One of the acts; each is asked for by a form of the run's page."""

    permission = Permission.GENERATE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, number: int, act: str) -> HttpResponseBase:
        """Do it, and lead back to the run."""
        acts: dict[str, Callable[[int], str]] = {
            "cancel": self._cancel,
            "resume": self._resume,
            "issue": self._issue,
            "set-aside": self._set_aside,
            "undo": self._undo,
        }
        if act not in acts:
            raise self.nothing_here()
        try:
            run = runs.find(number, by=self.actor)
            sentence = acts[act](run.pk)
        except (runs.NoSuchRun, OverflowError):
            raise self.nothing_here() from None
        except Exception as error:
            refused = sentence_of(error)
            if refused is None:
                raise
            messages.error(request, refused)
        else:
            messages.success(request, sentence)
        return redirect("office:run", number=number)

    def _cancel(self, number: int) -> str:
        runs.cancel(number, by=self.actor, clock=clock())
        return _("The run is asked to stop. Go on with it, or undo what it has drafted.")

    def _resume(self, number: int) -> str:
        runs.go_on(number, by=self.actor)
        if runs.find(number, by=self.actor).state == "undoing":
            take_back(number, by=self.actor)
        else:
            carry_on(number, by=self.actor)
        return _("The run goes on.")

    def _issue(self, number: int) -> str:
        issuing.refuse_unless_open(by=self.actor, clock=clock())
        closing.approve(number, by=self.actor, clock=clock())
        carry_on(number, by=self.actor)
        return _("What was drafted is being issued.")

    def _set_aside(self, number: int) -> str:
        closing.set_aside(number, by=self.actor, clock=clock())
        return _("The run is set aside: what has a number keeps it, the rest are drafts.")

    def _undo(self, number: int) -> str:
        if run_listing.has_issued(runs.find(number, by=self.actor), by=self.actor):
            raise SomethingIssued(number)
        if take_back(number, by=self.actor):
            return _("The run is undone: its installments are due again.")
        return _("The run is being undone.")
