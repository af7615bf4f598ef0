"""Who is at work, in which company; and the second wall around all that comes after.

    before the wall   session, user, companies, role, credentials, preferences
    behind the wall   the view, its services, its template
    after it          the session is saved

A view that concerns no company (to sign in, to choose the company) is marked `outside_wall`. One
about users (`is_behind_wall = False`), who may work in several companies, knows the company and who
is at work, but the rows it needs aren't seen behind the wall; a test counts them.
"""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, cast

from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation

from cadencia.backoffice import answers
from cadencia.backoffice.clock import now
from cadencia.backoffice.requests import OfficeRequest
from cadencia.backoffice.signing_in import again
from cadencia.backoffice.signing_in.company import chosen_of
from cadencia.backoffice.signing_in.marks import outside_wall as outside_wall
from cadencia.backoffice.signing_in.marks import preferences_of as preferences_of
from cadencia.parties import behind_wall, signing_in
from cadencia.parties.access import CredentialsWanted, NotAllowed

NOT_OURS = ("/api/",)
_READING = frozenset({"GET", "HEAD", "OPTIONS"})


class Office:
    """Recognises who asks, and puts them behind the wall of their company."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request."""
        if request.path_info.startswith(NOT_OURS):
            return self.get_response(request)
        with ExitStack() as until_answered:
            cast(OfficeRequest, request).until_answered = until_answered
            _speak_as(request)
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Let the view be run behind the wall, or say what is missing."""
        if request.path_info.startswith(NOT_OURS) or _is_outside(view):
            return None
        if not request.user.is_authenticated:
            return answers.sign_in_wanted(request)
        known = cast(OfficeRequest, request)
        known.companies = signing_in.companies_of(known.user)
        company = chosen_of(request, known.companies)
        if company is None:
            return answers.no_company(request)
        known.company = company
        if again.FIELD in request.POST:
            known.credentials_problem = again.given(request, known.user, request.POST[again.FIELD])
        at = now()
        known.actor = signing_in.actor_of(known.user, company.pk, at=at, channel="web")
        if _is_behind_wall(view):
            known.until_answered.enter_context(behind_wall.of(company.pk))
        if request.method in _READING:
            # One taking of the role for all that is read.
            known.until_answered.enter_context(transaction.atomic())
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """Answer what a service refused and the view left to us."""
        if request.path_info.startswith(NOT_OURS):
            return None
        if isinstance(error, CredentialsWanted):
            return answers.credentials_wanted(request)
        if isinstance(error, NotAllowed):
            return answers.not_allowed(request, error)
        return None


def _is_outside(view: Callable[..., Any]) -> bool:
    inner = getattr(view, "view_class", view)
    return bool(getattr(view, "outside_wall", False) or getattr(inner, "outside_wall", False))


def _is_behind_wall(view: Callable[..., Any]) -> bool:
    return bool(getattr(getattr(view, "view_class", view), "is_behind_wall", True))


def _speak_as(request: HttpRequest) -> None:
    """Use the language that the user prefers; without one, the browser's holds."""
    user = request.user
    if not user.is_authenticated:
        return
    preferences = preferences_of(user)
    cast(OfficeRequest, request).preferences = preferences
    if preferences.language:
        translation.activate(preferences.language)
        request.LANGUAGE_CODE = preferences.language
