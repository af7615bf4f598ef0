"""What a contract has to do with others: what it renews, what renews it, the template it follows.

And how it renews itself, which isn't in the contract's form (R17, AG-6, AG-7).
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from cadencia.contracts.models import Contract
from cadencia.contracts.services import NoSuchContract
from cadencia.contracts.states import State
from cadencia.parties.access import Actor, Permission, require


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Another contract, or a template."""

    id: int
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """What a contract has to do with others.

    `template` is the one that it follows. `renewed_by` are the contracts that go on with it,
    drafts too, void ones not. Of one that renews itself: `periods` dates at a time (None: as
    many as before), unless notice is given `notice_days` before its end.
    """

    renews: Link | None
    renewed_by: tuple[Link, ...]
    template: Link | None
    automatic: bool
    periods: int | None
    notice_days: int
    notice_given_on: date | None


NONE = Links(
    renews=None,
    renewed_by=(),
    template=None,
    automatic=False,
    periods=None,
    notice_days=0,
    notice_given_on=None,
)
"""Those of a contract that was registered just now by itself."""


def form(links: Links) -> dict[str, Any]:
    """Return them in JSON form."""
    given = links.notice_given_on
    return {
        "template": _told(links.template),
        "renews": _told(links.renews),
        "renewed_by": [_told(each) for each in links.renewed_by],
        "renewal": {
            "automatic": links.automatic,
            "periods": links.periods,
            "notice_days": links.notice_days,
            "notice_given_on": None if given is None else given.isoformat(),
        },
    }


def links_of(contract_id: int, *, by: Actor) -> Links:
    """Return what a contract has to do with others.

    :raises NoSuchContract: if the company has none of that number.
    """
    require(by, Permission.READ)
    mine = Contract.objects.filter(company_id=by.company_id)
    row = mine.select_related("renewed_from", "template").filter(pk=contract_id).first()
    if row is None:
        raise NoSuchContract(contract_id)
    heirs = mine.filter(renewed_from=row).exclude(state=State.VOID.value).order_by("pk")
    follows = row.template if row.follows_template else None
    return Links(
        renews=None if row.renewed_from is None else _link(row.renewed_from),
        renewed_by=tuple(_link(each) for each in heirs.only("pk", "code")),
        template=None if follows is None else Link(id=follows.pk, code=follows.code),
        automatic=row.renew_automatically,
        periods=row.renewal_periods,
        notice_days=row.notice_days,
        notice_given_on=row.notice_given_on,
    )


def _link(row: Contract) -> Link:
    return Link(id=row.pk, code=row.code)


def _told(link: Link | None) -> dict[str, Any] | None:
    return None if link is None else {"id": link.id, "code": link.code}
