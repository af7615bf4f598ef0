"""The site that admin classes hang from: Unfold's, with our own ways in and out."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from unfold.sites import UnfoldAdminSite

from cadencia.parties.access import Permission


class OfficeSite(UnfoldAdminSite):
    """Who may come in was decided by the middleware; what they may do, each class asks."""

    final_catch_all_view = False
    enable_nav_sidebar = True

    def has_permission(self, request: HttpRequest) -> bool:
        """Say whether somebody at work asks."""
        actor = getattr(request, "actor", None)
        return actor is not None and Permission.READ in actor.permissions

    def index(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Lead to the first page."""
        return redirect("office:home")

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponseRedirect:
        """Lead to our own page for it."""
        return redirect("office:sign-in")

    def logout(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Lead to the first page: leaving is an act of its own."""
        return redirect("office:home")

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Lead to our own page for it."""
        return redirect("office:password")

    def app_index(
        self, request: HttpRequest, app_label: str, extra_context: Any = None
    ) -> HttpResponse:
        """Lead to the first page."""
        return redirect("office:home")

    def search(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Find nothing: what is looked for stands in lists."""
        return HttpResponse()
