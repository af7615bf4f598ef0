"""What a request that can't be served is answered: problem details (RFC 9457), in two languages.

An answer says nothing that tells another company's row from one that doesn't exist: the same
number of the same kind is the same body, byte for byte.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

CONTENT_TYPE = "application/problem+json"
URN = "urn:cadencia:problem:"

TITLES = {
    "bad-request": (400, gettext_lazy("The request can't be read.")),
    "not-recognised": (401, gettext_lazy("A valid token is missing.")),
    "not-allowed": (403, gettext_lazy("The token may not do this.")),
    "credentials-wanted": (403, gettext_lazy("The credentials are asked for again.")),
    "not-found": (404, gettext_lazy("There is no such thing.")),
    "method-not-allowed": (405, gettext_lazy("This address doesn't answer that method.")),
    "conflict": (409, gettext_lazy("The state it is in doesn't admit this.")),
    "busy": (409, gettext_lazy("Something else is being done that excludes this.")),
    "too-large": (413, gettext_lazy("The body is too large.")),
    "not-json": (415, gettext_lazy("The body must be JSON.")),
    "refused": (422, gettext_lazy("Something in the request is to be mended.")),
    "key-reused": (422, gettext_lazy("The idempotency key was used for another request.")),
    "too-many-requests": (429, gettext_lazy("The token asks too often.")),
    "failed": (500, gettext_lazy("Something failed that nobody foresaw.")),
    "unavailable": (503, gettext_lazy("The database can't be reached or gave up.")),
}
"""The problems there are: the status and the title of each."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend: where it is, the field, and the sentence that says how."""

    path: str
    message: str
    place: str = "body"  # body, query, path, header

    def form(self) -> dict[str, str]:
        """Return it as the answer has it."""
        return {"in": self.place, "path": self.path, "message": self.message}


@dataclass(slots=True)
class Refused(Exception):
    """The request can't be served; `code` is one of `TITLES`."""

    code: str
    detail: str = ""
    faults: Sequence[Fault] = ()
    more: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """Return the HTTP status."""
        return TITLES[self.code][0]


def not_found() -> Refused:
    """Return the answer for what doesn't exist, or exists in another company."""
    return Refused("not-found", _("Nothing of yours has this number."))


def refused_field(path: str, message: str, *, place: str = "body") -> Refused:
    """Return the answer for one field that is to be mended."""
    return Refused("refused", faults=(Fault(path, message, place),))


def response(problem: Refused) -> HttpResponse:
    """Return the problem as an answer."""
    status, title = TITLES[problem.code]
    body: dict[str, object] = {
        "type": f"{URN}{problem.code}",
        "title": str(title),
        "status": status,
    }
    if problem.detail:
        body["detail"] = problem.detail
    if problem.faults:
        body["errors"] = [each.form() for each in problem.faults]
    body.update(problem.more)
    answer = HttpResponse(
        json.dumps(body, ensure_ascii=False), status=status, content_type=CONTENT_TYPE
    )
    for name, value in problem.headers.items():
        answer[name] = value
    return answer
