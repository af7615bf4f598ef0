"""Two clerks at one card: the second is told who changed what since it was shown.

What a screen shows carries the number of the last change of its history; what is saved gives it
back. The history is written by the database, so that nothing escapes it.
"""

from django.db import models

from cadencia.parties.access import Actor
from cadencia.parties.history_reading import Change, Part, changes_of
from cadencia.parties.people import History
from cadencia.parties.walls import table_of

TOLD = 20  # changes that are told at most


class ChangedMeanwhile(Exception):
    """Somebody changed it since it was shown; `changes` says who and what, newest first."""

    def __init__(self, changes: tuple[Change, ...]) -> None:
        super().__init__(*changes)
        self.changes = changes


def last_change(owner: models.Model, company_id: int) -> int:
    """Return the number of the last change of a row and of what belongs to it; 0: none."""
    mine = History.objects.filter(
        company_id=company_id, owner_table=table_of(type(owner)), owner_id=owner.pk
    )
    found = mine.order_by("-pk").values_list("pk", flat=True).first()
    return found or 0


def refuse_if_changed(owner: models.Model, seen: int | None, *, by: Actor) -> None:
    """Refuse to write over what somebody else did since `seen`; None: it doesn't matter.

    Lock the row first.

    :raises ChangedMeanwhile: if there are changes since.
    """
    if seen is None or last_change(owner, by.company_id) <= seen:
        return
    changes = changes_of(owner, Part(most=TOLD), by=by)
    raise ChangedMeanwhile(tuple(each for each in changes if each.id > seen))
