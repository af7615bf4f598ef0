"""What the middleware puts on a request, for screens to read."""

from contextlib import ExitStack

from django.http import HttpRequest

from cadencia.parties.access import Actor
from cadencia.parties.models import Company, User
from cadencia.parties.sign_in_models import Preferences

COMPANY_KEY = "office-company"
"""Where the session keeps the company that was chosen."""


class OfficeRequest(HttpRequest):
    """A request of somebody who works in a company.

    `companies` are those the user may choose among; `is_partial` says that a part of a page was
    asked for by a script, and not a page.
    """

    user: User
    actor: Actor
    company: Company
    companies: list[Company]
    preferences: Preferences
    until_answered: ExitStack
    credentials_problem: str


def is_partial(request: HttpRequest) -> bool:
    """Say whether a script asked, for a part of a page: by HTMX or with our own mark."""
    return "HX-Request" in request.headers or "X-Office-Script" in request.headers
