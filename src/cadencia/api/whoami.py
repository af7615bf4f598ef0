"""What a token is: whose, for what, until when."""

from datetime import datetime

from cadencia.api.authentication import ApiRequest
from cadencia.api.endpoints import Endpoints
from cadencia.api.forms import Told

endpoints = Endpoints("Token")


class WhoAmI(Told):
    """The token that asks."""

    company: str
    company_name: str
    name: str
    scopes: list[str]
    vouched: bool
    expires_at: datetime


@endpoints.get("/whoami", WhoAmI, needs=None)
def who_am_i(request: ApiRequest) -> WhoAmI:
    """Tell whose token this is, what it may do and until when."""
    caller = request.auth
    return WhoAmI(
        company=caller.company.code,
        company_name=caller.company.name,
        name=caller.token.name,
        scopes=sorted(caller.actor.permissions),
        vouched=caller.token.vouched,
        expires_at=caller.token.expires_at,
    )
