"""Reading the body of a request: JSON in UTF-8, unambiguous, and fit for the database.

The contract file's reader takes it as it is, so that numbers keep their text; what no field may
hold anywhere (a name given twice, a character that can't be kept) is refused here.
"""

import re
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja.parser import Parser

from cadencia.api.problems import Fault, Refused
from cadencia.interchange import json_text
from cadencia.interchange.json_text import JsonObject, Unreadable
from cadencia.interchange.problems import sentence, shown

MEDIA_TYPES = ("application/json", "application/merge-patch+json")
MOST_FAULTS = 100
DEEPEST = 40
_UNFIT = re.compile("[\x00\ud800-\udfff]")


class JsonParser(Parser):
    """Reads bodies for the API."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Return the body's JSON value.

        :raises Refused: if it isn't what a body must be.
        """
        if request.content_type not in MEDIA_TYPES:
            raise Refused("not-json", _("Send it with Content-Type: application/json."))
        value = read(body_of(request))
        faults = list(_faults(value, "", 0))
        if faults:
            raise Refused("refused", faults=faults[:MOST_FAULTS])
        return value


def body_of(request: HttpRequest) -> bytes:
    """Return the bytes of the body.

    :raises Refused: if there are too many.
    """
    try:
        return request.body
    except RequestDataTooBig:
        raise Refused("too-large") from None


def read(data: bytes) -> object:
    """Return the JSON value that the bytes write.

    :raises Refused: if they write none.
    """
    try:
        return json_text.load(data)
    except Unreadable as unreadable:
        message = sentence(unreadable.problem, (get_language() or "es")[:2])
        raise Refused("bad-request", message) from None


def _faults(value: object, path: str, depth: int) -> Iterator[Fault]:
    if depth > DEEPEST:
        yield Fault(path, _("It is nested too deeply."))
    elif isinstance(value, str):
        if _UNFIT.search(value):
            yield Fault(path, _("It has a character that can't be kept. Take it out."))
    elif isinstance(value, dict):
        yield from _object_faults(value, path, depth)
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from _faults(each, f"{path}.{place}" if path else str(place), depth + 1)


def _object_faults(value: dict[str, object], path: str, depth: int) -> Iterator[Fault]:
    for name, each in value.items():
        inside = f"{path}.{shown(name)}" if path else shown(name)
        if _UNFIT.search(name):
            yield Fault(inside, _("Its name has a character that can't be kept."))
        yield from _faults(each, inside, depth + 1)
    if isinstance(value, JsonObject):
        for name in value.repeated:
            inside = f"{path}.{shown(name)}" if path else shown(name)
            yield Fault(inside, _("It is given more than once. Give it once."))
