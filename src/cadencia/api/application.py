"""The API as a whole: its parts, what it answers to errors, its description."""

import logging
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from cadencia import __version__
from cadencia.api import (
    acts,
    bulk_acts,
    commissions,
    contracts,
    copying,
    customers,
    daily,
    details,
    document_acts,
    documents,
    everyday,
    followers,
    following,
    forecasts,
    formulas,
    indexes,
    items,
    life,
    mailing,
    one_contract,
    openapi,
    previews,
    price_lists,
    problems,
    reasons,
    refusals,
    runs,
    scheduled,
    series,
    simulations,
    special_prices,
    template_schedules,
    templates,
    usage,
    webhooks,
    whoami,
    written_masters,
)
from cadencia.api.authentication import token
from cadencia.api.bodies import JsonParser
from cadencia.api.problems import Refused

log = logging.getLogger(__name__)

PARTS = (
    whoami,
    customers,
    items,
    price_lists,
    special_prices,
    formulas,
    indexes,
    series,
    reasons,
    templates,
    template_schedules,
    followers,
    contracts,
    acts,
    life,
    everyday,
    details,
    scheduled,
    following,
    daily,
    copying,
    one_contract,
    bulk_acts,
    usage,
    previews,
    runs,
    documents,
    document_acts,
    mailing,
    written_masters,  # with those of `masters`
    forecasts,
    commissions,
    simulations,
    webhooks,
)


class Api(NinjaAPI):
    """Answers every error as a problem, and describes itself wholly."""

    def on_exception(self, request: HttpRequest, exc: Any) -> HttpResponse:
        """Return the problem that an exception is told as."""
        return answer_to(exc)

    def get_openapi_schema(self, **options: Any) -> Any:
        """Return the description, with what every address may answer."""
        return openapi.completed(super().get_openapi_schema(**options))


def answer_to(error: Exception) -> HttpResponse:
    """Return the answer to what went wrong; what nobody foresaw is logged, never told."""
    problem = refusals.problem_of(error)
    if problem is None:
        log.error("A request of the API failed", exc_info=error)
        problem = Refused("failed")
    elif problem.code == "unavailable":
        log.warning("The database gave up: %s", error)
    return problems.response(problem)


def api() -> Api:
    """Return the API with all its parts."""
    made = Api(
        title="Cadencia",
        version=__version__,
        description=openapi.DESCRIPTION,
        urls_namespace="api",
        auth=token(),
        parser=JsonParser(),
        docs_url=None,
        openapi_url=None,
    )
    for part in PARTS:
        made.add_router("", part.endpoints.router)
    return made
