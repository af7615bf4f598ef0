"""Asking for a preview that is kept, finding it again, stopping it (GE-2)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection

from cadencia.billing.kept_preview_models import KeptPreview
from cadencia.billing.scopes import Scope, as_of, candidates, scope_of
from cadencia.parties.access import Actor, Permission, permitted, require

Clock = Callable[[], datetime]
KEPT_FOR = timedelta(days=7)

_COUNT = "SELECT count(*) FROM (SELECT FROM ({candidates}) AS due LIMIT %(most)s) AS looked"


class NoSuchPreview(Exception):
    """The company has no kept preview of that number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a run of the preview would do: issue or leave drafts, with which date (R5)."""

    issue: bool = True
    document_date: date | None = None


def ask(scope: Scope, wish: Wish, *, by: Actor, at: datetime) -> KeptPreview:
    """Write down that a preview is wanted; `working.work` calculates it.

    Those that nobody has asked for in a week are forgotten on the way.

    :raises NotAllowed: if the actor may not generate.
    """
    with permitted(by, Permission.GENERATE):
        mine = KeptPreview.objects.filter(company_id=by.company_id)
        mine.filter(asked_at__lt=at - KEPT_FOR).delete()
        return KeptPreview.objects.create(
            company_id=by.company_id,
            scope=scope.form(),
            scope_key=scope.key(),
            as_of=as_of(scope),
            issue=wish.issue,
            document_date=wish.document_date,
            user_id=by.user_id,
            asked_at=at,
        )


def find(preview_id: int, *, by: Actor) -> KeptPreview:
    """Return a kept preview of the company.

    :raises NoSuchPreview: if it has none of that number.
    """
    require(by, Permission.READ)
    mine = KeptPreview.objects.select_related("user").filter(company_id=by.company_id)
    found = mine.filter(pk=preview_id).first()
    if found is None:
        raise NoSuchPreview(preview_id)
    return found


def cancel(preview_id: int, *, by: Actor, at: datetime) -> None:
    """Stop a calculation that nobody waits for any more; one that is ready stays so.

    :raises NoSuchPreview: if the company has none of that number.
    """
    find(preview_id, by=by)
    with permitted(by, Permission.GENERATE):
        KeptPreview.objects.filter(
            pk=preview_id, company_id=by.company_id, state__in=("waiting", "working")
        ).update(state="cancelled", finished_at=at)


def scope_of_preview(kept: KeptPreview) -> Scope:
    """Return what was asked for."""
    return scope_of(kept.scope, as_of=kept.as_of)


def how_many(scope: Scope, *, by: Actor, most: int) -> int:
    """Return how many contracts would be looked at, counting no further than `most`."""
    require(by, Permission.READ)
    query, parameters = candidates(scope, by.company_id)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(candidates=query), {**parameters, "most": most})
        found: int = cursor.fetchone()[0]
    return found
