"""Signing in and out."""

from urllib.parse import urlencode

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
from cadencia.parties import second_factor
from cadencia.parties import sign_in as signing
from cadencia.parties.models import User
from cadencia.parties.signing_in import CredentialsWrong, TooManyWrong

_HALF_IN = "office-half-in"
_HALF_IN_SECONDS = 300

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
        if not User.objects.exists():  # the first day
            return redirect("office:set-up")
        return _page(request, following)
    name = request.POST.get("username", "")
    user = _recognised(request, name)
    if isinstance(user, str):
        return _page(request, following, name=name, problem=user)
    if not second_factor.is_wanted(user):
        return let_in(request, user, following)
    if is_partial(request):
        return _proved_at_once(request, user)
    request.session[_HALF_IN] = [user.pk, now().timestamp() + _HALF_IN_SECONDS]
    return redirect(f"{reverse('office:sign-in-code')}?{urlencode({'next': following})}")


@outside_wall
@never_cache
@csrf_protect
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def second_proof(request: HttpRequest) -> HttpResponse:
    """Ask for the code of the second factor, after the password was right."""
    following = safe_next(request)
    user = _half_in(request)
    if user is None:
        return redirect(f"{reverse('office:sign-in')}?{urlencode({'next': following})}")
    if request.method == "GET":
        return _code_page(request, following)
    problem = _wrong_code(request, user)
    return _code_page(request, following, problem) if problem else let_in(request, user, following)


def _recognised(request: HttpRequest, name: str) -> User | str:
    """Return whose name and password were given, or the sentence that says what is wrong."""
    password = request.POST.get("password", "")
    try:
        return signing.recognised(name, password, address=address_of(request), at=now())
    except CredentialsWrong:
        return _("The name or the password isn't right.")
    except TooManyWrong as refused:
        return too_many(refused)


def _proved_at_once(request: HttpRequest, user: User) -> HttpResponse:
    """Take password and code together, as the dialog of a page sends them."""
    if not request.POST.get("code"):
        told = {"code": True, "problem": _("Write the code that your telephone shows.")}
        return JsonResponse(told, status=422)
    problem = _wrong_code(request, user)
    if problem:
        return JsonResponse({"code": True, "problem": problem}, status=422)
    return let_in(request, user, "/")


def _wrong_code(request: HttpRequest, user: User) -> str:
    """Compare the code; return what is wrong, or nothing."""
    code = request.POST.get("code", "")
    try:
        signing.proved_twice(user, code, address=address_of(request), at=now())
    except CredentialsWrong:
        return _("The code isn't right, or has been used.")
    except TooManyWrong as refused:
        return too_many(refused)
    return ""


def _half_in(request: HttpRequest) -> User | None:
    """Return whose password was right some minutes ago at most."""
    pk, until = request.session.get(_HALF_IN, (None, 0))
    if pk is None or now().timestamp() > until:
        return None
    return User.objects.filter(pk=pk, is_active=True).first()


def _code_page(request: HttpRequest, following: str, problem: str = "") -> HttpResponse:
    told = {"next": following, "problem": problem, "title": _("One-time code")}
    status = 422 if problem else 200
    return render(request, "backoffice/signing_in/code.html", told, status=status)


def let_in(request: HttpRequest, user: User, following: str) -> HttpResponse:
    """Begin the session of somebody who proved who they are."""
    request.session.pop(_HALF_IN, None)
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
