"""The API's description (OpenAPI 3.1), completed with what every address may answer."""

from collections.abc import Iterator, Mapping
from typing import Any

from cadencia.api import idempotency
from cadencia.api.endpoints import KEPT, NEEDS
from cadencia.api.problems import CONTENT_TYPE, TITLES
from cadencia.webhooks.events import DAYS, DESCRIPTIONS, FACTS, NUMBERS, TEXTS
from cadencia.webhooks.models import EVENTS

DESCRIPTION = """\
Agreements billed again and again: contracts, installments, numbered invoices.

Amounts, prices and quantities are texts (`"45.00"`), dates are `2026-12-31`. What can't be served
is answered as problem details (RFC 9457) in Spanish or English, as `Accept-Language` asks. Every
request that changes something may carry an `Idempotency-Key`: sent again, it is done once.
"""

PROBLEM = {
    "type": "object",
    "description": "Why the request wasn't served (RFC 9457).",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string", "enum": [f"urn:cadencia:problem:{each}" for each in TITLES]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "description": "What is to be mended, all of it at once.",
            "items": {
                "type": "object",
                "required": ["in", "path", "message"],
                "properties": {
                    "in": {"type": "string", "enum": ["body", "query", "path", "header"]},
                    "path": {"type": "string", "examples": ["contract.lines.0.unit_price"]},
                    "message": {"type": "string"},
                },
            },
        },
    },
    "additionalProperties": True,
}
_KEY = {
    "in": "header",
    "name": idempotency.HEADER,
    "required": False,
    "description": "Anything of yours, kept for 30 days: the same key does the same request once.",
    "schema": {"type": "string", "pattern": "^[!-~]{1,255}$"},
}
_ALWAYS = (400, 401, 403, 422, 429, 500, 503)
_OF_ACTS = (409,)
_OF_BODIES = (413, 415)
_DESCRIPTIONS = {
    400: "The request can't be read: the body isn't JSON, or a parameter holds a NUL.",
    401: "No valid token.",
    403: "The token lacks the scope, or the credentials are asked for again.",
    404: "Nothing of the company has this number.",
    409: "The state it is in doesn't admit this, or something else is being done.",
    413: "The body is too large.",
    415: "The body isn't sent as JSON.",
    422: "Something is to be mended; every problem is named at once.",
    429: "The token asks too often; Retry-After says when to ask again.",
    500: "Something failed that nobody foresaw.",
    503: "The database can't be reached or gave up.",
}
_SIGNED_BY = ("webhook-id", "webhook-timestamp", "webhook-signature")
_FACTS: dict[str, dict[str, Any]] = {
    **{name: {"type": "integer"} for name in NUMBERS},
    **{name: {"type": "string"} for name in TEXTS},
    **{name: {"type": "string", "format": "date"} for name in DAYS},
}
_RETRY = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}}
_LOCATION = {"Location": {"schema": {"type": "string"}, "description": "Where it is."}}
_CREATED = 201


def completed(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the description with the problems, headers and scopes of every address."""
    schema["components"].setdefault("schemas", {})["Problem"] = PROBLEM
    for path, method, operation in operations(schema):
        _complete(path, method, operation)
    schema["webhooks"] = {kind: {"post": _message(kind)} for kind in EVENTS}
    return schema


def _message(kind: str) -> dict[str, Any]:
    """Return the description of a message that is sent to who listens to an event."""
    said = {
        "type": "object",
        "required": ["type", "timestamp", "data"],
        "properties": {
            "type": {"type": "string", "const": kind},
            "timestamp": {"type": "string", "format": "date-time"},
            "data": {
                "type": "object",
                "description": "The numbers of what it is about; ask for the rest.",
                "properties": {each: _FACTS[each] for each in FACTS[kind]},
                "required": list(FACTS[kind]),
            },
        },
    }
    header = {"in": "header", "required": True, "schema": {"type": "string"}}
    return {
        "summary": DESCRIPTIONS[kind],
        "operationId": "told_" + kind.replace(".", "_"),
        "parameters": [{**header, "name": each} for each in _SIGNED_BY],
        "requestBody": {"required": True, "content": {"application/json": {"schema": said}}},
        "responses": {"2XX": {"description": "It has arrived: it isn't sent again."}},
    }


def operations(schema: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield path, method and description of each address."""
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    operation["parameters"] = [*operation.get("parameters", []), *_added_parameters(operation)]
    statuses = list(_ALWAYS)
    if "{" in path:
        statuses.append(404)
    if method != "get":
        statuses += _OF_ACTS
    if "requestBody" in operation:
        statuses += _OF_BODIES
    answers = operation["responses"]
    for status in [*statuses, *operation.pop("x-problems", ())]:
        answers[status] = {
            "description": _DESCRIPTIONS[status],
            "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    for status in (429, 503):
        answers[status]["headers"] = _RETRY
    if _CREATED in answers:
        answers[_CREATED]["headers"] = _LOCATION
    needs = operation.get(NEEDS)
    operation["security"] = [{"token": [needs] if needs else []}]
    operation["responses"] = {str(status): answers[status] for status in sorted(answers)}


def _added_parameters(operation: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [_KEY] if operation.get(KEPT) else []
