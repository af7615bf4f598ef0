"""All acts on a contract by name, and which are possible now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext_lazy as _

from cadencia.backoffice.contract_acts.act import Act, Place, Sentence
from cadencia.backoffice.contract_acts.billing_acts import BILLING_ACTS
from cadencia.backoffice.contract_acts.confirming_acts import CONFIRMING_ACTS
from cadencia.backoffice.contract_acts.crediting_acts import CREDITING_ACTS
from cadencia.backoffice.contract_acts.dated_acts import DATED_ACTS
from cadencia.backoffice.contract_acts.renewal_acts import RENEWAL_ACTS
from cadencia.backoffice.contract_acts.state_acts import STATE_ACTS

ACTS: Mapping[str, Act] = MappingProxyType(
    {
        each.name: each
        for each in (
            *BILLING_ACTS,
            *CREDITING_ACTS,
            *CONFIRMING_ACTS,
            *DATED_ACTS,
            *RENEWAL_ACTS,
            *STATE_ACTS,
        )
    }
)

GROUPS: Mapping[str, Sentence] = MappingProxyType(
    {
        "bill": _("Bill"),
        "confirm": _("Confirmation"),
        "change": _("Dates"),
        "renewal": _("Renewal and copies"),
        "state": _("State"),
    }
)


@dataclass(frozen=True, slots=True)
class Offered:
    """An act in a menu; `why_not` says what keeps it from being done now."""

    act: Act
    why_not: Sentence = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Acts of one kind that are possible now."""

    title: Any
    acts: Sequence[Act]


@dataclass(frozen=True, slots=True)
class Menu:
    """What can be done to a contract, by group, and what can't be done now, with the reason."""

    groups: Sequence[Group]
    impossible: Sequence[Offered]


def offered(at: Place) -> Menu:
    """Return the acts that the role may do. What it may not do isn't shown at all."""
    mine = [
        Offered(each, each.why_not(at))
        for each in ACTS.values()
        if each.permission in at.actor.permissions
    ]
    possible = [each.act for each in mine if not each.why_not]
    groups = [
        Group(title, acts)
        for name, title in GROUPS.items()
        if (acts := [each for each in possible if each.group == name])
    ]
    return Menu(groups, [each for each in mine if each.why_not])


def quick(at: Place) -> list[Act]:
    """Return the acts that a contract's own page shows as buttons: what is done most now."""
    wanted = ("post", "generate", "activate", "reopen", "confirm")
    return [
        ACTS[name]
        for name in wanted
        if ACTS[name].permission in at.actor.permissions and not ACTS[name].why_not(at)
    ]
