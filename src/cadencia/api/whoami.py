"""What a token is: whose, for what, until when; and its user's credentials, given again."""

from datetime import datetime

from django.http import HttpResponse
from django.utils.translation import gettext as _

from cadencia.api import tokens
from cadencia.api.authentication import ApiRequest
from cadencia.api.clock import now
from cadencia.api.endpoints import Endpoints, answer
from cadencia.api.forms import Form, Secret, Told
from cadencia.api.limiting import TooManyRequests
from cadencia.api.problems import Refused, refused_field
from cadencia.parties import behind_wall, signing_in

endpoints = Endpoints("Token")


class WhoAmI(Told):
    """The token that asks."""

    company: str
    company_name: str
    name: str
    scopes: list[str]
    user: str | None
    vouched: bool
    gave_credentials: bool
    expires_at: datetime


class Credentials(Form):
    """The password of the token's user."""

    password: Secret


class Given(Told):
    """Until when the acts that ask for credentials again are done without asking."""

    valid_until: datetime


@endpoints.get("/whoami", WhoAmI, needs=None)
def who_am_i(request: ApiRequest) -> WhoAmI:
    """Tell whose token this is, what it may do and until when."""
    caller = request.auth
    return WhoAmI(
        company=caller.company.code,
        company_name=caller.company.name,
        name=caller.token.name,
        scopes=sorted(caller.actor.permissions),
        user=caller.token.user.get_username() if caller.token.user else None,
        vouched=caller.token.vouched,
        gave_credentials=caller.actor.gave_credentials,
        expires_at=caller.token.expires_at,
    )


@endpoints.post("/credentials", {200: Given}, needs=None, is_kept=False)
def give_credentials(request: ApiRequest, form: Credentials) -> HttpResponse:
    """Give the password of the token's user again, for the acts that ask for it (LC-2).

    It holds for some minutes, for all tokens of the user in this company.
    """
    caller = request.auth
    if caller.token.user is None:
        raise Refused("conflict", _("The token is no user's: there is nobody to ask."))
    try:
        with behind_wall.before_it():  # attempts are counted in all companies of the user
            given = signing_in.give_credentials(
                caller.token.user,
                form.password,
                company_id=caller.company.pk,
                at=now(),
                channel=tokens.CHANNEL,
            )
    except signing_in.CredentialsWrong:
        raise refused_field("password", _("That isn't right.")) from None
    except signing_in.TooManyWrong as wrong:
        seconds = max(1, int((wrong.until - now()).total_seconds()) + 1)
        raise TooManyRequests(seconds) from None
    return answer(200, Given(valid_until=given.valid_until))
