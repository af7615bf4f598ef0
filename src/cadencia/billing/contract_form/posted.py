"""What the form of a posted contract may change, each by the act that does it (R14, LC-2, SM-3).

The whole form comes back; what differs from the contract as it stands is done act by act, in one
transaction. What only a draft admits is named, field by field, and then nothing is done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from cadencia.billing import changing_details, modifying, one_offs
from cadencia.billing.contract_form.reading import ContractForm, Form
from cadencia.billing.importing.fields import Json
from cadencia.billing.importing.followers import TEMPLATE
from cadencia.billing.modifying import HasBilled, NotModifiable
from cadencia.contracts.states import State
from cadencia.core.dates import civil_date
from cadencia.interchange.contract import CONTRACT_FIELDS
from cadencia.parties.models import Company
from cadencia.parties.problems import Problem, ValuesRefused, refuse_if_any

if TYPE_CHECKING:
    from cadencia.billing.contract_form.saving import Manner, Wanted

BY_DETAILS = ("payment_method", "mandate", "delivery_address", "contact")
"""Fields of the header that a posted contract admits."""

_APART = ("state", "active", "ledger", "lines", "modifications", *BY_DETAILS)
_BY_ACTS = ("reviews", "pauses", "moves", "withdrawn_on", "bill_withdrawal_day")
MODIFICATIONS = "modifications"
PATH = f"contract.{MODIFICATIONS}"

Act = Callable[[], object]


def change(wanted: Wanted, manner: Manner, now: ContractForm) -> None:
    """Do what differs from the contract as it stands, or nothing.

    :raises ValuesRefused: with all that is to be mended, or that only a draft admits.
    :raises NotAllowed, CredentialsWanted: as the acts ask for; scheduled modifications do.
    :raises DraftsWait: if drafts made from it wait, and nothing else was chosen.
    """
    problems = list(_of_drafts(wanted, now))
    acts = list(_acts(wanted, manner, now))
    if acts and now.state is not State.POSTED:
        problems.append(Problem("contract", _("It is finished or void: it stays as it is.")))
    refuse_if_any(problems)
    for prefix, act in acts:
        try:
            with transaction.atomic():
                act()
        except ValuesRefused as refused:
            problems += [
                Problem(f"{prefix}.{each.path}", each.message) for each in refused.problems
            ]
        except HasBilled as refused:
            sentence = _("It has billed, the last time on %(date)s: only its end may change.")
            problems.append(Problem(prefix, sentence % {"date": refused.last.isoformat()}))
        except NotModifiable:
            problems.append(Problem(prefix, _("It is finished or void: it stays as it is.")))
    refuse_if_any(problems)


def _of_drafts(wanted: Wanted, now: ContractForm) -> Iterator[Problem]:
    """Name what differs and only a draft admits, or an act of its own does."""
    revert = _("Revert the posting to change this.")
    if wanted.customer != now.customer:
        yield Problem("customer", revert)
    for name in (*CONTRACT_FIELDS, TEMPLATE):
        if name in _APART or wanted.contract.get(name) == now.contract.get(name):
            continue
        sentence = _("There is an act of its own for this.") if name in _BY_ACTS else revert
        yield Problem(f"contract.{name}", sentence)
    if wanted.details.documents_are != now.details.documents_are:
        yield Problem("documents_are", revert)
    yield from _of_lines(wanted, now, revert)


def _of_lines(wanted: Wanted, now: ContractForm, revert: str) -> Iterator[Problem]:
    before, after = _by_key(now.contract), _by_key(wanted.contract)
    for place, (key, line) in enumerate(after.items()):
        old = before.get(key, {})
        if _is_once(line) and (not old or _is_once(old)):
            continue
        if not old:
            yield Problem(f"contract.lines.{place}", revert)
        for name in sorted(_differing(old, line) if old else ()):
            yield Problem(f"contract.lines.{place}.{name}", revert)
    if any(key not in after and not _is_once(line) for key, line in before.items()):
        yield Problem("contract.lines", revert)


def _acts(wanted: Wanted, manner: Manner, now: ContractForm) -> Iterator[tuple[str, Act]]:
    """Yield the acts that make the contract what it is to be, each with its place in the form."""
    doing = _Doing(now.id, manner)
    header = {
        name: wanted.contract.get(name)
        for name in BY_DETAILS
        if wanted.contract.get(name) != now.contract.get(name)
    }
    if header:
        yield "contract", doing(changing_details.change_details, header)
    yield from _one_off_acts(wanted, now, doing)
    yield from _modification_acts(wanted, now, doing)


@dataclass(frozen=True, slots=True)
class _Doing:
    """Acts on one contract, done by whoever saves it."""

    contract_id: int
    manner: Manner

    def __call__(self, act: Callable[..., object], *what: object, **how: object) -> Act:
        by, waiting = self.manner.by, self.manner.waiting
        return partial(act, self.contract_id, *what, by=by, waiting=waiting, **how)

    @property
    def today(self) -> date:
        company = Company.objects.only("time_zone").get(pk=self.manner.by.company_id)
        return civil_date(self.manner.at, company.time_zone)


def _one_off_acts(wanted: Wanted, now: ContractForm, doing: _Doing) -> Iterator[tuple[str, Act]]:
    before = {key: line for key, line in _by_key(now.contract).items() if _is_once(line)}
    after = _by_key(wanted.contract)
    for key, line in before.items():
        if after.get(key) != line:
            yield "contract.lines", doing(one_offs.remove_one_off, key)
    for place, (key, line) in enumerate(after.items()):
        if _is_once(line) and before.get(key) != line:
            yield f"contract.lines.{place}", doing(one_offs.add_one_off, line)


def _modification_acts(
    wanted: Wanted, now: ContractForm, doing: _Doing
) -> Iterator[tuple[str, Act]]:
    rows = list(wanted.contract.get(MODIFICATIONS) or ())
    ids = [*wanted.modification_ids, *[None] * len(rows)][: len(rows)]
    before = dict(zip(now.modification_ids, now.contract.get(MODIFICATIONS) or (), strict=True))
    if list(zip(ids, rows, strict=True)) == list(before.items()):
        return
    today = doing.today
    for gone in before:
        if gone not in ids:
            yield PATH, doing(modifying.remove, gone)
    for place, (number, row) in enumerate(zip(ids, rows, strict=True)):
        if number is None or number not in before:
            yield f"{PATH}.{place}", doing(modifying.add, row, today=today)
        elif before[number] != row:
            changed = _differing(before[number], row)
            yield f"{PATH}.{place}", doing(modifying.change, number, changed, today=today)


def _differing(before: Form, after: Form) -> dict[str, Json]:
    """Return the fields that are to change; null takes one away."""
    names = {*before, *after}
    return {name: after.get(name) for name in names if before.get(name) != after.get(name)}


def _by_key(contract: Mapping[str, Json]) -> dict[str, Form]:
    return {str(line.get("key")): line for line in contract.get("lines") or ()}


def _is_once(line: Form) -> bool:
    return bool(line.get("one_off_on"))
