"""How other contracts and templates are told, and how a contract renews itself."""

from cadencia.api.forms import Day, Told
from cadencia.billing.contract_links import Link


class ToldLink(Told):
    """Another contract, or a template."""

    id: int
    code: str


class ToldRenewing(Told):
    """Whether it renews itself: by how many dates, null as many as before, unless notice is given.

    Addresses of its own change it: `automatic-renewal` and `notice`.
    """

    automatic: bool
    periods: int | None
    notice_days: int
    notice_given_on: Day | None


def told_link(link: Link) -> ToldLink:
    """Return another contract, or a template, as it is told."""
    return ToldLink(id=link.id, code=link.code)
