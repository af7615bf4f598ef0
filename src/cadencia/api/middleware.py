"""What surrounds the API: nothing leaves it that isn't JSON, a PDF or problem details."""

from collections.abc import Callable
from contextlib import ExitStack
from http import HTTPStatus
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from cadencia.api import problems
from cadencia.api.application import answer_to
from cadencia.api.authentication import SurroundedRequest
from cadencia.api.problems import Refused

PREFIX = "/api/"
_BY_STATUS = {
    400: "bad-request",
    403: "not-allowed",
    404: "not-found",
    405: "method-not-allowed",
    413: "too-large",
}


class ApiAnswers:
    """Turns what Django itself refuses below `/api/` into problem details."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request."""
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        if "\0" in request.path_info or any("\0" in each for each in _query(request)):
            return problems.response(Refused("bad-request"))
        with ExitStack() as until_answered:
            cast(SurroundedRequest, request).until_answered = until_answered
            answer = self.get_response(request)
        if (
            answer.status_code < HTTPStatus.BAD_REQUEST
            or answer["Content-Type"] == problems.CONTENT_TYPE
        ):
            answer.setdefault("Cache-Control", "no-store")
            return answer
        return _as_problem(answer)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer what went wrong outside the API's own views."""
        return answer_to(error) if request.path_info.startswith(PREFIX) else None


def _query(request: HttpRequest) -> list[str]:
    return [text for name, values in request.GET.lists() for text in (name, *values)]


def _as_problem(answer: HttpResponseBase) -> HttpResponse:
    code = _BY_STATUS.get(answer.status_code, "failed")
    headers = {name: answer[name] for name in ("Allow",) if name in answer}
    return problems.response(Refused(code, headers=headers))
