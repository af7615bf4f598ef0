"""How an address is declared: its method, what it needs, what it answers, whether it acts.

Every act goes through `idempotency.once`, every read and act through `require`; nobody can
forget either, since there is no other way to declare one.
"""

import json
from collections.abc import Callable, Mapping
from functools import wraps
from types import MappingProxyType
from typing import Any, TypeVar

from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import BaseModel

from cadencia.api import idempotency
from cadencia.api.authentication import ApiRequest
from cadencia.api.problems import Fault, Refused
from cadencia.parties import access
from cadencia.parties.access import Permission

View = TypeVar("View", bound=Callable[..., Any])
Answers = Mapping[int, Any]

NEEDS = "x-permission"
"""Where the OpenAPI document says which scope a token needs."""

KEPT = "x-idempotent"
"""Where it says whether an act takes an `Idempotency-Key`."""


class Endpoints:
    """The addresses of one part of the API."""

    def __init__(self, tag: str) -> None:
        self.router = Router(tags=[tag])

    def get(
        self,
        path: str,
        answer: Any,
        *,
        needs: Permission | None = Permission.READ,
        openapi_extra: Mapping[str, Any] = MappingProxyType({}),
        **more: Any,
    ) -> Callable[[View], View]:
        """Declare something to read; who only asks about the token needs no permission."""

        def declare(view: View) -> View:
            known = _parameters(view)

            @wraps(view)
            def read(request: ApiRequest, **values: Any) -> Any:
                _refuse_unknown_query(request, known)
                if needs is not None:
                    access.require(request.auth.actor, needs)
                with transaction.atomic():  # one taking of the role for all that it reads
                    return view(request, **values)

            extra = {NEEDS: needs.value if needs else None, **openapi_extra}
            self.router.get(
                path,
                response=answer if isinstance(answer, Mapping) else {200: answer},
                operation_id=view.__name__,
                summary=_summary(view),
                description=_description(view),
                openapi_extra=extra,
                **more,
            )(read)
            return view

        return declare

    def post(self, path: str, answers: Answers, **said: Any) -> Callable[[View], View]:
        """Declare an act or something to create; see `_act`."""
        return self._act("POST", path, answers, **said)

    def patch(self, path: str, answers: Answers, **said: Any) -> Callable[[View], View]:
        """Declare a change; see `_act`."""
        return self._act("PATCH", path, answers, **said)

    def put(self, path: str, answers: Answers, **said: Any) -> Callable[[View], View]:
        """Declare that something is kept as it is given; see `_act`."""
        return self._act("PUT", path, answers, **said)

    def delete(self, path: str, answers: Answers, **said: Any) -> Callable[[View], View]:
        """Declare a deletion; see `_act`."""
        return self._act("DELETE", path, answers, **said)

    def _act(  # noqa: PLR0913 - an act is declared by that much
        self,
        method: str,
        path: str,
        answers: Answers,
        *,
        needs: Permission | None,
        resumable: bool = False,
        is_kept: bool = True,
        openapi_extra: Mapping[str, Any] = MappingProxyType({}),
    ) -> Callable[[View], View]:
        """Declare an act: it is done once for each key, in a transaction that says who.

        What isn't kept, since it holds a secret, takes no key.
        """

        def declare(view: View) -> View:
            known = _parameters(view)

            @wraps(view)
            def act(request: ApiRequest, **values: Any) -> HttpResponse:
                _refuse_unknown_query(request, known)
                if needs is not None:
                    access.require(request.auth.actor, needs)
                if not is_kept:
                    idempotency.refuse_key(request)
                    return _answered(view(request, **values))
                return idempotency.once(
                    request, lambda: _answered(view(request, **values)), resumable=resumable
                )

            self.router.api_operation(
                [method],
                path,
                response=dict(answers),
                operation_id=view.__name__,
                summary=_summary(view),
                description=_description(view),
                openapi_extra={
                    NEEDS: needs.value if needs else None,
                    KEPT: is_kept,
                    **openapi_extra,
                },
                by_alias=True,  # as `answer` writes them
            )(act)
            return view

        return declare


def answer(
    status: int,
    form: Schema | Mapping[str, Any] | list[Any] | None = None,
    *,
    location: str = "",
) -> HttpResponse:
    """Return the answer of an act, written once: it is what the same key is answered again."""
    if form is None:
        told = HttpResponse(status=status)
        del told["Content-Type"]
    else:
        data = form.model_dump(mode="json", by_alias=True) if isinstance(form, BaseModel) else form
        body = json.dumps(data, ensure_ascii=False)
        told = HttpResponse(body, status=status, content_type="application/json")
    if location:
        told["Location"] = location
    return told


def _answered(told: Any) -> HttpResponse:
    """An act writes its answer itself: it is what the same key is answered again."""
    if not isinstance(told, HttpResponse):
        raise TypeError(told)
    return told


def _parameters(view: Callable[..., Any]) -> frozenset[str]:
    """Return what the parameters of a view are called in an address."""
    names = set()
    for name, kind in view.__annotations__.items():
        said = getattr(kind, "__metadata__", ())
        names.add(next((each.alias for each in said if getattr(each, "alias", None)), name))
    return frozenset(names)


def _refuse_unknown_query(request: ApiRequest, known: frozenset[str]) -> None:
    """Refuse what no one reads: a filter that is mistyped would list, or bill, everything."""
    unknown = [each for each in request.GET if each not in known]
    if unknown:
        message = _("There is no such parameter.")
        raise Refused("refused", faults=[Fault(each, message, "query") for each in unknown])


def _summary(view: Callable[..., Any]) -> str:
    return (view.__doc__ or view.__name__).strip().splitlines()[0]


def _description(view: Callable[..., Any]) -> str:
    return "\n".join(each.strip() for each in (view.__doc__ or "").splitlines()[1:]).strip()
