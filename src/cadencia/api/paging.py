"""Pages of a list: by cursor, so that a row added meanwhile neither repeats nor hides another."""

import base64
import binascii
import json
from collections.abc import Callable, Iterable
from typing import Annotated, Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from ninja import Query, Schema

from cadencia.api.problems import Refused, refused_field

USUAL = 50
MOST = 200
LARGEST_ID = 2**63 - 1
LONGEST = len(str(LARGEST_ID))  # Python refuses to read a number of thousands of digits

Row = TypeVar("Row", bound=Model)
Form = TypeVar("Form")
Value = TypeVar("Value")

Limit = Annotated[int, Query(ge=1, le=MOST, description="How many at most.")]
Cursor = Annotated[
    str | None,
    Query(max_length=1000, description="`next` of the page before; without it, the first page."),
]


class Page(Schema, Generic[Form]):
    """A page of a list. `next` asks for the following one; there is none if it is null."""

    data: list[Form]
    next: str | None


def page(
    rows: QuerySet[Row], *, cursor: str | None, limit: int, latest_first: bool = False
) -> tuple[list[Row], str | None]:
    """Return the rows of a page in order of id, and the cursor of the following one.

    :raises Refused: if the cursor is none of ours.
    """
    if cursor is not None:
        last = _read(cursor)
        rows = rows.filter(pk__lt=last) if latest_first else rows.filter(pk__gt=last)
    found = list(rows.order_by("-pk" if latest_first else "pk")[: limit + 1])
    more = len(found) > limit
    return found[:limit], written(found[limit - 1].pk) if more else None


def written(after: int) -> str:
    """Return the cursor of what comes after a row."""
    return base64.urlsafe_b64encode(str(after).encode()).decode().rstrip("=")


def after(cursor: str | None) -> int:
    """Return the id after which a page begins: 0 for the first.

    :raises Refused: if the cursor is none of ours.
    """
    return 0 if cursor is None else _read(cursor)


def _read(cursor: str) -> int:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except (binascii.Error, UnicodeError, ValueError):
        text = ""
    if not text.isdigit() or len(text) > LONGEST or int(text) > LARGEST_ID:
        raise _not_ours()
    if written(int(text)) != cursor:
        raise _not_ours()
    return int(text)


def listed(
    rows: Iterable[Value],
    key: Callable[[Value], tuple[str, ...]],
    *,
    cursor: str | None,
    limit: int,
) -> tuple[list[Value], str | None]:
    """Return the values of a page of what is computed whole, and the cursor of the following one.

    `key` tells the values apart and gives their order.

    :raises Refused: if the cursor is none of ours.
    """
    last = () if cursor is None else _read_key(cursor)
    left = [each for each in sorted(rows, key=key) if key(each) > last]
    more = len(left) > limit
    return left[:limit], _written_key(key(left[limit - 1])) if more else None


def _written_key(key: tuple[str, ...]) -> str:
    text = json.dumps(key, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read_key(cursor: str) -> tuple[str, ...]:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        key = json.loads(text)
    except (binascii.Error, UnicodeError, ValueError, RecursionError):
        key = None
    if not isinstance(key, list) or not all(isinstance(each, str) for each in key):
        raise _not_ours()
    return tuple(key)


def _not_ours() -> Refused:
    sentence = _("Give the cursor as the page before told it.")
    return refused_field("cursor", sentence, place="query")


def told(rows: tuple[list[Any], str | None], form: Any) -> dict[str, Any]:
    """Return a page as it is answered."""
    return {"data": [form(each) for each in rows[0]], "next": rows[1]}
