"""Signing in and out."""

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from cadencia.backoffice.clock import now
from cadencia.backoffice.requests import is_partial
from cadencia.backoffice.signing_in.marks import outside_wall
from cadencia.parties import sign_in as signing
from cadencia.parties.models import User
from cadencia.parties.signing_in import CredentialsWrong, TooManyWrong

BACKEND = "cadencia.backoffice.signing_in.backend.OfficeBackend"


@outside_wall
@never_cache
@csrf_protect
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask who somebody is, and let them in."""
    following = safe_next(request)
    if request.method == "GET":
        if request.user.is_authenticated:
            return redirect(following)
        return _page(request, following)
    name = request.POST.get("username", "")
    try:
        user = signing.recognised(
            name, request.POST.get("password", ""), address=address_of(request), at=now()
        )
    except CredentialsWrong:
        sentence = _("The name or the password isn't right.")
        return _page(request, following, name=name, problem=sentence)
    except TooManyWrong as refused:
        return _page(request, following, name=name, problem=too_many(refused))
    return let_in(request, user, following)


def let_in(request: HttpRequest, user: User, following: str) -> HttpResponse:
    """Begin the session of somebody who proved who they are."""
    login(request, user, backend=BACKEND)
    signing.came_in(user, at=now())
    if is_partial(request):
        return JsonResponse({"csrf": get_token(request)})
    return redirect(following)


@outside_wall
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("office:sign-in")


@outside_wall
@never_cache
def session(request: HttpRequest) -> HttpResponse:
    """Say whether the session still holds: 204, or 401 where it has ended."""
    return HttpResponse(status=204 if request.user.is_authenticated else 401)


def safe_next(request: HttpRequest) -> str:
    """Return where to go on: an address of ours, or the first page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else reverse("office:home")


def address_of(request: HttpRequest) -> str | None:
    """Return from which address somebody asks; behind a proxy, as the proxy says."""
    told = request.headers.get("X-Forwarded-For", "")
    if settings.SECURE_PROXY_SSL_HEADER and told:
        return told.rpartition(",")[2].strip() or None
    return request.META.get("REMOTE_ADDR") or None


def too_many(refused: TooManyWrong) -> str:
    """Return the sentence that says how long to wait."""
    minutes = max(1, -(-int((refused.until - now()).total_seconds()) // 60))
    sentence = _("Too many wrong attempts. Wait %(minutes)s minutes and try again.")
    return sentence % {"minutes": minutes}


def _page(
    request: HttpRequest, following: str, *, name: str = "", problem: str = ""
) -> HttpResponse:
    if is_partial(request) and problem:
        return JsonResponse({"problem": problem}, status=422)
    told = {"next": following, "username": name, "problem": problem, "title": _("Sign in")}
    status = 422 if problem else 200
    return render(request, "backoffice/signing_in/sign_in.html", told, status=status)
