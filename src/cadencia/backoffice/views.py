"""What every screen is made of: see docs/decisions/0090-back-office.md for how one is written."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, cast

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.functional import cached_property
from django.views import View

from cadencia.backoffice.clock import now
from cadencia.backoffice.requests import OfficeRequest, is_partial
from cadencia.core.dates import civil_date
from cadencia.parties.access import Actor, NotAllowed, Permission
from cadencia.parties.models import Company


class Crumb(NamedTuple):
    """A step of the way to a page."""

    title: Any
    address: str = ""


class OfficeView(View):
    """A screen. `get` gathers and returns `self.page(…)`; `post` calls one service and redirects.

    `permission` is what one needs to see it; what an act needs its service asks. Whatever a
    service raises of `NotAllowed` and `CredentialsWanted` is left alone: the middleware answers.
    """

    permission = Permission.READ
    is_behind_wall = True  # what concerns users, who may work in several companies, isn't
    template_name = "backoffice/page.html"
    title: Any = ""

    request: OfficeRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let in who may see the screen."""
        if self.permission not in self.actor.permissions:
            raise NotAllowed(self.permission)
        return super().dispatch(request, *args, **kwargs)

    @property
    def actor(self) -> Actor:
        """Who is at work: give it to services as `by`."""
        return self.request.actor

    @property
    def company(self) -> Company:
        """The company one works in."""
        return self.request.company

    @cached_property
    def now(self) -> datetime:
        """This moment, in UTC, the same for the whole request."""
        return now()

    @cached_property
    def today(self) -> date:
        """Today in the company's time zone."""
        return civil_date(self.now, self.company.time_zone)

    @cached_property
    def is_partial(self) -> bool:
        """Whether a part of the page is asked for (HTMX), and not the page."""
        return is_partial(self.request)

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way to this page, without the page itself."""
        return ()

    def page(
        self, *, status: int = 200, template: str | None = None, **context: Any
    ) -> TemplateResponse:
        """Return the page; what `context` says goes before what all pages are told."""
        told = {
            **(admin.site.each_context(self.request) if not self.is_partial else {}),
            "title": self.title,
            "crumbs": self.crumbs(),
            "today": self.today,
            "view": self,
            **context,
        }
        return TemplateResponse(self.request, template or self.template_name, told, status=status)

    def refused(self, *, template: str | None = None, **context: Any) -> TemplateResponse:
        """Return the page with the form that was refused, and its problems."""
        return self.page(status=422, template=template, **context)

    def done(self, sentence: Any, to: str, *args: Any, **kwargs: Any) -> HttpResponseRedirect:
        """Tell that the act is done, on the page that comes next."""
        messages.success(self.request, sentence)
        return cast(HttpResponseRedirect, redirect(to, *args, **kwargs))

    def nothing_here(self) -> Http404:
        """Return what to raise where the company has no such thing."""
        return Http404()


def partial_or_redirect(request: HttpRequest, to: str) -> HttpResponse:
    """Lead on to an address: a script is told to go there, a form is redirected."""
    if is_partial(request):
        return HttpResponse(status=204, headers={"HX-Redirect": to})
    return HttpResponseRedirect(to)
