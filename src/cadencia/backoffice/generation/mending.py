"""Links to where what can't be billed is mended."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from cadencia.billing.mending import Place, Reason, places
from cadencia.billing.models import Refusal
from cadencia.parties.access import Actor


def addresses(reasons: Sequence[Reason], *, by: Actor) -> list[str]:
    """Return the address of the screen that mends each of these, in their order."""
    return [address_of(each) for each in places(reasons, by=by)]


def reason_of(row: Refusal) -> Reason:
    """Return why a run left a contract aside, as it was kept."""
    return Reason(row.contract_id, row.code, row.details)


def first_of(contract_id: int, refusals: Sequence[Mapping[str, Any]]) -> Reason:
    """Return the first of the reasons that a preview keeps of a contract."""
    return Reason(contract_id, refusals[0]["code"], refusals[0]["values"])


def address_of(place: Place) -> str:
    """Return the address of the screen that shows a place."""
    if place.kind in ("contract", "lines"):
        address = reverse("office:contract", args=[place.id])
        return f"{address}?tab=current" if place.kind == "lines" else address
    if not place.id:
        return reverse(f"office:{place.kind}")
    return reverse(f"office:{place.kind}-one", args=[place.id])
