"""The description of the API: for programs (OpenAPI) and for people, on one page of our own.

The page needs no other server: no script, no style sheet, no font from elsewhere.
"""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET

from cadencia.api import openapi
from cadencia.api.application import Api
from cadencia.api.endpoints import NEEDS

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


@csrf_exempt
@require_GET
def openapi_document(request: HttpRequest, api: Api) -> HttpResponse:
    """Answer the OpenAPI document."""
    text = json.dumps(api.get_openapi_schema(), ensure_ascii=False, indent=1)
    return HttpResponse(text, content_type="application/json")


@csrf_exempt
@require_GET
def docs(request: HttpRequest, api: Api) -> HttpResponse:
    """Answer the page that describes every address."""
    schema = api.get_openapi_schema()
    context = {
        "title": schema["info"]["title"],
        "version": schema["info"]["version"],
        "description": schema["info"]["description"],
        "parts": _parts(schema),
        "forms": [
            {"name": name, **_form(form)}
            for name, form in sorted(schema["components"]["schemas"].items())
        ],
    }
    answer = HttpResponse(render_to_string("api/docs.html", context))
    answer["Content-Security-Policy"] = _POLICY
    return answer


def _parts(schema: dict[str, Any]) -> list[dict[str, Any]]:
    parts: dict[str, list[dict[str, Any]]] = {}
    for path, method, operation in openapi.operations(schema):
        parts.setdefault(operation["tags"][0], []).append(
            {
                "path": path,
                "method": method.upper(),
                "id": operation["operationId"],
                "summary": operation["summary"],
                "description": operation.get("description", ""),
                "needs": operation.get(NEEDS),
                "parameters": operation["parameters"],
                "body": _body(operation),
                "answers": [
                    {"status": status, "what": each["description"], "form": _content(each)}
                    for status, each in operation["responses"].items()
                ],
            }
        )
    return [{"name": name, "operations": each} for name, each in parts.items()]


def _body(operation: dict[str, Any]) -> str:
    return _content(operation["requestBody"]) if "requestBody" in operation else ""


def _content(part: dict[str, Any]) -> str:
    """Return the name of the form that a body or an answer has."""
    for each in part.get("content", {}).values():
        return _kind(each.get("schema", {}))
    return ""


def _form(schema: dict[str, Any]) -> dict[str, Any]:
    required = schema.get("required", ())
    fields = [
        {
            "name": name,
            "kind": _kind(each),
            "required": name in required,
            "description": each.get("description", ""),
        }
        for name, each in schema.get("properties", {}).items()
    ]
    return {"description": schema.get("description", ""), "fields": fields}


def _kind(schema: dict[str, Any]) -> str:
    """Return the kind of a value, as short as can be read."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " | ".join(_kind(each) for each in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(json.dumps(each) for each in schema["enum"])
    if "const" in schema:
        return json.dumps(schema["const"])
    if schema.get("type") == "array":
        return f"[{_kind(schema.get('items', {}))}]"
    return str(schema.get("format") or schema.get("type") or "…")
