"""Write a Python client of the API from its OpenAPI document: one file, no other package.

    python tools/generate_client.py http://127.0.0.1:8000 > cadencia_client.py
    python tools/generate_client.py openapi.json > cadencia_client.py

Every operation becomes a method: what is in the address comes first, what is asked by name.
"""

import json
import keyword
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

TYPES = {"string": "str", "integer": "int", "boolean": "bool", "number": "str"}
KEY = "Idempotency-Key"
DESCRIPTION = "/api/v1/openapi.json"

HEAD = '''"""A client of the Cadencia API, made from its OpenAPI document: don't edit it."""

import json
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen


class Problem(Exception):
    """What the server answered instead; `status`, `code`, and `errors` by path."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        super().__init__(status, body.get("title"), body.get("detail"), body.get("errors"))
        self.status = status
        self.code = body.get("type", "").rpartition(":")[2]
        self.errors = {each["path"]: each["message"] for each in body.get("errors", ())}
        self.body = body


class Client:
    """Asks one server, with one token."""

    def __init__(
        self, base: str, token: str, *, language: str = "en", timeout: float = 60.0
    ) -> None:
        self.base = base.rstrip("/")
        self.token = token
        self.language = language
        self.timeout = timeout

    def _ask(
        self, method: str, path: str, query: dict[str, Any], body: Any, key: str | None
    ) -> Any:
        given = {
            name: str(each).lower() if isinstance(each, bool) else each
            for name, each in query.items()
            if each is not None
        }
        address = self.base + path + (f"?{urlencode(given)}" if given else "")
        headers = {"Authorization": f"Bearer {self.token}", "Accept-Language": self.language}
        if key is not None:
            headers["Idempotency-Key"] = key
        data = None
        if isinstance(body, bytes):  # a file
            data, headers["Content-Type"] = body, "text/csv"
        elif body is not None:
            data, headers["Content-Type"] = json.dumps(body).encode(), "application/json"
        request = Request(address, data, headers, method=method)
        try:
            with urlopen(request, timeout=self.timeout) as answer:
                content = answer.read()
                kind = answer.headers.get_content_type()
        except HTTPError as refused:
            raise Problem(refused.code, json.loads(refused.read())) from None
        if kind == "application/json" and content:
            return json.loads(content)
        return content or None
'''


def client(schema: dict[str, Any]) -> str:
    """Return the text of the client."""
    methods = [
        _method(path, verb, operation)
        for path, verbs in schema["paths"].items()
        for verb, operation in verbs.items()
    ]
    return HEAD + "\n" + "\n".join(methods)


def _method(path: str, verb: str, operation: dict[str, Any]) -> str:
    inside = [each["name"] for each in operation["parameters"] if each["in"] == "path"]
    asked = [each for each in operation["parameters"] if each["in"] == "query"]
    has_key = any(each["name"] == KEY for each in operation["parameters"])
    body = operation.get("requestBody")
    arguments = ["self", *(f"{_name(each)}: int" for each in inside)]
    if body is not None:
        kind = "Any" if "application/json" in body["content"] else "bytes"
        arguments.append(f"body: {kind}" if body.get("required") else f"body: {kind} | None = None")
    named = [*_named(asked), *(["idempotency_key: str | None = None"] if has_key else [])]
    arguments += ["*", *named] if named else []
    query = ", ".join(f'"{each["name"]}": {_name(each["name"])}' for each in asked)
    address = re.sub(r"{(\w+)}", lambda place: "{quote(str(" + _name(place[1]) + "))}", path)
    return (
        f"    def {operation['operationId']}({', '.join(arguments)}) -> Any:\n"
        f'        """{operation["summary"]}"""\n'
        f'        return self._ask("{verb.upper()}", f"{address}", {{{query}}},'
        f" {'body' if body is not None else 'None'}, {'idempotency_key' if has_key else 'None'})\n"
    )


def _named(asked: list[dict[str, Any]]) -> Iterator[str]:
    for each in sorted(asked, key=lambda one: not one["required"]):
        schema = each["schema"]
        kinds = [schema, *schema.get("anyOf", ())]
        found = next((TYPES[one["type"]] for one in kinds if one.get("type") in TYPES), "Any")
        name = _name(each["name"])
        yield f"{name}: {found}" if each["required"] else f"{name}: {found} | None = None"


def _name(name: str) -> str:
    """Return a name that Python takes: `from` is `from_`."""
    return f"{name}_" if keyword.iskeyword(name) else name


def described_at(server: str) -> str:
    """Return where a server describes itself; an address that ends in `.json` is that already."""
    return server if server.endswith(".json") else f"{server.rstrip('/')}{DESCRIPTION}"


def _document(source: str) -> dict[str, Any]:
    if source.startswith(("http://", "https://")):
        with urlopen(described_at(source)) as answer:  # noqa: S310 - of whoever calls it
            found: dict[str, Any] = json.load(answer)
            return found
    return dict(json.loads(Path(source).read_text(encoding="utf-8")))


if __name__ == "__main__":
    sys.stdout.write(client(_document(sys.argv[1])))
