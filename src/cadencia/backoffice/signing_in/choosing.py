"""The company one works in, and the language and theme of the pages."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.views.decorators.http import require_POST

from cadencia.backoffice.requests import COMPANY_KEY
from cadencia.backoffice.signing_in.coming_in import safe_next
from cadencia.backoffice.signing_in.marks import outside_wall, preferences_of
from cadencia.parties import signing_in
from cadencia.parties.sign_in_models import LANGUAGES, THEMES

LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60  # seconds


@outside_wall
@require_POST
def choose_company(request: HttpRequest) -> HttpResponse:
    """Work in another company of one's own from now on."""
    if not request.user.is_authenticated:
        return redirect("office:sign-in")
    wanted = request.POST.get("company", "")
    for each in signing_in.companies_of(request.user):
        if str(each.pk) == wanted:
            request.session[COMPANY_KEY] = each.pk
            return redirect("office:home")
    raise Http404


@outside_wall
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Speak another language from now on; to whom is signed in, wherever they sign in."""
    wanted = request.POST.get("language", "")
    if wanted not in LANGUAGES:
        raise Http404
    if request.user.is_authenticated:
        preferences = preferences_of(request.user)
        preferences.language = wanted
        preferences.save()
    translation.activate(wanted)
    answer = redirect(safe_next(request))
    answer.set_cookie(
        "django_language", wanted, max_age=LANGUAGE_COOKIE_AGE, samesite="Lax", httponly=True
    )
    return answer


@outside_wall
@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Show light pages, dark ones, or what the machine prefers."""
    wanted = request.POST.get("theme", "")
    if wanted not in THEMES or not request.user.is_authenticated:
        raise Http404
    preferences = preferences_of(request.user)
    preferences.theme = wanted
    preferences.save()
    return redirect(safe_next(request))
