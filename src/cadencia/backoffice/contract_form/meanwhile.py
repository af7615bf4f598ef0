"""What somebody else changed while the form was open, and both joined (two clerks)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from cadencia.backoffice.contract_form import cells, history, values
from cadencia.backoffice.contract_form.fields import HEADER, TAXES, fields_of
from cadencia.billing.contract_form import ContractForm, Details, Wanted
from cadencia.billing.contract_form.canonical import canonical
from cadencia.billing.contract_form.rekeying import rows_of_modifications
from cadencia.billing.contract_form.sorting import group_of
from cadencia.contracts.models import Contract
from cadencia.interchange.merging import merge
from cadencia.interchange.tables.contract_columns import title_of
from cadencia.parties.access import Actor
from cadencia.parties.history_reading import Part, changes_of

Json = Any
SHOWN = 30


@dataclass(frozen=True, slots=True)
class Joined:
    """Mine and theirs in one form, the fields that both changed, and those that they did."""

    wanted: Wanted
    form: dict[str, Json]
    conflicts: list[dict[str, str]]
    taken: list[dict[str, str]]

    @property
    def marks(self) -> list[dict[str, str]]:
        """Return what the page says at each of these fields once both are joined."""
        both = _("Before: %(before)s. The other one wrote: %(theirs)s.")
        only = _("Changed by the other one: %(before)s → %(theirs)s.")
        told = [("both", both, each) for each in self.conflicts]
        told += [("theirs", only, each) for each in self.taken]
        return [
            {"path": each["path"], "tone": tone, "text": text % each} for tone, text, each in told
        ]

    def groups(self, today: date) -> list[str]:
        """Return where each line stands."""
        return [group_of(line, today).value for line in self.wanted.contract.get("lines") or ()]


def joined(base: Wanted, mine: Wanted, now: ContractForm, language: str) -> Joined:
    """Return what both changed since `base`; where both changed the same, mine stands."""
    theirs = {name: each for name, each in now.contract.items() if name not in ("state", "active")}
    both = merge(canonical(base.contract), canonical(mine.contract), canonical(theirs))
    details, of_details = _details(base.details, mine.details, now.details)
    customer = mine.customer if mine.customer != base.customer else now.customer
    wanted = Wanted(
        customer=customer,
        contract=both.contract,
        details=details,
        modification_ids=rows_of_modifications(both.contract, now),
    )
    conflicts = [
        _told(each.path, language, mine=each.mine, theirs=each.theirs, before=each.before)
        for each in both.conflicts
    ]
    taken = [
        _told(each.path, language, theirs=each.theirs, before=each.before) for each in both.taken
    ]
    form = values.shown(wanted, language)
    return Joined(wanted, form, [*conflicts, *of_details], taken)


def changes(now: ContractForm, opened: str, *, by: Actor, view: Any) -> Sequence[Any]:
    """Return who changed what since the form was opened, in words."""
    try:
        since = datetime.fromisoformat(opened)
    except ValueError:
        return []
    contract = Contract.objects.get(pk=now.id, company_id=by.company_id)
    found = changes_of(contract, Part(most=SHOWN, since=since), by=by)
    return history.told(found, view.language)


def _details(base: Details, mine: Details, theirs: Details) -> tuple[Details, list[dict[str, str]]]:
    before, my, their = base.form(), mine.form(), theirs.form()
    found, conflicts = dict(their), []
    for name, value in my.items():
        if value == before[name]:
            continue
        found[name] = value
        if their[name] not in (before[name], value):
            conflicts.append(
                {
                    "path": f"details.{name}",
                    "name": name,
                    "mine": value,
                    "theirs": their[name] or "–",
                    "before": before[name] or "–",
                }
            )
    return replace(base, **found), conflicts


def _told(path: str, language: str, **said: Json) -> dict[str, str]:
    """Return a field as the page shows it: where it is, its name, what either wrote."""
    inside = path.split(".")
    part = inside[0] if len(inside) > 1 and inside[1].isdigit() else HEADER
    name = ".".join(inside[2:]) if part != HEADER else ".".join(inside)
    field = fields_of(part).get(name) if part == HEADER or name else None
    title = field.label(language) if field else title_of(inside[0], language)
    if part != HEADER and name:
        title = f"{title_of(part, language)} {int(inside[1]) + 1} · {title}"

    def words(value: Json) -> str:
        if value is None and field is not None:
            value = field.usual
        if field is None or not isinstance(value, str | int | bool | list):
            return "…" if value else "–"
        if name == TAXES:
            return cells.show_taxes(value if isinstance(value, list) else None) or "–"
        chosen = dict(field.choices(language))
        return chosen.get(str(value)) or str(cells.show(field.cell, value, language)) or "–"

    shown = {who: words(value) for who, value in said.items()}
    return {"path": f"contract.{path}", "name": title, **shown}
