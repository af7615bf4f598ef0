"""Asking the API in this process, through all that surrounds it, as a program would."""

import json
from datetime import UTC, date, datetime
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from cadencia.api import tokens
from cadencia.api.models import Token
from cadencia.parties.access import Permission, administrator_of_machine
from cadencia.parties.models import Company

_now = datetime(2026, 3, 15, 10, 0, tzinfo=UTC)


def the_clock() -> datetime:
    """What settings.CLOCK names under test."""
    return _now


def it_is(day: date, hour: int = 10) -> None:
    """Make it that day for the requests that follow."""
    global _now
    _now = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def a_token(
    company: Company, *scopes: Permission, vouched: bool = True, **more: Any
) -> tuple[Token, str]:
    """Return a token of the company and its text; without scopes it may do all."""
    wanted = tokens.Wanted(
        name="Tienda", scopes=scopes or tuple(Permission), vouched=vouched, **more
    )
    return tokens.create(wanted, by=administrator_of_machine(company.pk), at=_now)


class Program:
    """A program that holds a token, and speaks English."""

    def __init__(self, company: Company, *scopes: Permission, **more: Any) -> None:
        settings.CLOCK = "tests.api.calling.the_clock"
        self.token, self.text = a_token(company, *scopes, **more)
        self.client = Client(raise_request_exception=False)
        self.language = "en"

    def get(self, path: str, **query: Any) -> HttpResponse:
        return self.ask("GET", path, query=query)

    def post(self, path: str, body: Any = None, *, key: str = "", **query: Any) -> HttpResponse:
        return self.ask("POST", path, body, key=key, query=query)

    def patch(self, path: str, body: Any, *, key: str = "") -> HttpResponse:
        return self.ask("PATCH", path, body, key=key)

    def delete(self, path: str, *, key: str = "") -> HttpResponse:
        return self.ask("DELETE", path, key=key)

    def ask(  # noqa: PLR0913 - a request has that many parts
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        key: str = "",
        query: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
    ) -> HttpResponse:
        """Send a request; `body` is what JSON is written of, or bytes as they are."""
        sent = {"Authorization": f"Bearer {self.text}", "Accept-Language": self.language}
        sent |= {"Idempotency-Key": key} if key else {}
        data = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body)
        return self.client.generic(
            method,
            f"/api/v1{path}",
            data,
            content_type="application/json",
            headers={**sent, **(headers or {})},
            query_params={name: each for name, each in (query or {}).items() if each is not None},
        )


def errors(answer: HttpResponse) -> dict[str, str]:
    """Return what is to be mended, by path."""
    return {each["path"]: each["message"] for each in answer.json().get("errors", [])}


def problem(answer: HttpResponse) -> str:
    """Return the kind of problem that the answer is, with its status."""
    assert answer["Content-Type"] == "application/problem+json", answer.content
    return f"{answer.status_code} {answer.json()['type'].rpartition(':')[2]}"


def a_form(customer: str, code: str = "CT-1", **contract: Any) -> dict[str, Any]:
    """Return a monthly contract of 45.00 from 31 January 2026, as one gives it."""
    return {
        "customer": {"code": customer},
        "contract": {
            "code": code,
            "schedule": {"every": 1, "unit": "month", "first": "2026-01-31"},
            "lines": [
                {
                    "key": "a",
                    "description": "CUOTA <MENSUAL>",
                    "unit_price": "45.00",
                    "taxes": ["IVA21"],
                }
            ],
            **contract,
        },
    }
