"""Proving again who one is, before acts that ask for it (LC-2)."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from cadencia.backoffice.clock import now
from cadencia.backoffice.signing_in.coming_in import too_many
from cadencia.backoffice.signing_in.company import chosen_of
from cadencia.backoffice.signing_in.marks import outside_wall
from cadencia.parties import signing_in
from cadencia.parties.access import Actor, CredentialsWanted, Permission
from cadencia.parties.models import User
from cadencia.parties.signing_in import CredentialsWrong, TooManyWrong

CHANNEL = "web"
FIELD = "office-credentials"
"""The field of a form in which credentials come along with the act that wanted them."""


@outside_wall
@never_cache
@sensitive_post_parameters("password")
@require_POST
def credentials(request: HttpRequest) -> HttpResponse:
    """Take the credentials that the dialog asked for: 204, or 422 with a sentence."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    problem = given(request, request.user, request.POST.get("password", ""))
    return JsonResponse({"problem": problem}, status=422) if problem else HttpResponse(status=204)


def given(request: HttpRequest, user: User, password: str) -> str:
    """Keep that the user proved again who they are; return what is wrong, or nothing."""
    company = chosen_of(request, signing_in.companies_of(user))
    if company is None:
        return _("You work in no company any more.")
    try:
        signing_in.give_credentials(
            user, password, company_id=company.pk, at=now(), channel=CHANNEL
        )
    except CredentialsWrong:
        return _("The password or the code isn't right.")
    except TooManyWrong as refused:
        return too_many(refused)
    return ""


def wanted(actor: Actor) -> None:
    """Ask for the credentials again, unless they hold: for what opens everything.

    :raises CredentialsWanted: if they don't.
    """
    if not actor.gave_credentials:
        raise CredentialsWanted(Permission.READ)
