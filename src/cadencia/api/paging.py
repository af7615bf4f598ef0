"""Pages of a list: by cursor, so that a row added meanwhile neither repeats nor hides another."""

import base64
import binascii
from typing import Annotated, Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from ninja import Query, Schema

from cadencia.api.problems import refused_field

USUAL = 50
MOST = 200
LARGEST_ID = 2**63 - 1

Row = TypeVar("Row", bound=Model)
Form = TypeVar("Form")

Limit = Annotated[int, Query(ge=1, le=MOST, description="How many at most.")]
Cursor = Annotated[
    str | None,
    Query(max_length=64, description="`next` of the page before; without it, the first page."),
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
    after = None if cursor is None else _read(cursor)
    if after is not None:
        rows = rows.filter(pk__lt=after) if latest_first else rows.filter(pk__gt=after)
    found = list(rows.order_by("-pk" if latest_first else "pk")[: limit + 1])
    more = len(found) > limit
    return found[:limit], written(found[limit - 1].pk) if more else None


def written(after: int) -> str:
    """Return the cursor of what comes after a row."""
    return base64.urlsafe_b64encode(str(after).encode()).decode().rstrip("=")


def _read(cursor: str) -> int:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except (binascii.Error, UnicodeError, ValueError):
        text = ""
    if not text.isdigit() or int(text) > LARGEST_ID or written(int(text)) != cursor:
        raise refused_field(
            "cursor", _("Give the cursor as the page before told it."), place="query"
        )
    return int(text)


def told(rows: tuple[list[Any], str | None], form: Any) -> dict[str, Any]:
    """Return a page as it is answered."""
    return {"data": [form(each) for each in rows[0]], "next": rows[1]}
