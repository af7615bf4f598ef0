"""A form that was read, put in the place of the contract that is kept, with its history.

The ledger knows lines and modifications by their rows, a form by the user's keys; what the form
leaves as it was keeps its row, so that what is billed already isn't billed again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from cadencia.billing.contract_form.reading import ContractForm, Form
from cadencia.contracts.models import ContractLine, TemplateChange, TemplateLine
from cadencia.contracts.states import State
from cadencia.core.agreement import Agreement, Contract, Key, Line

Keys = Mapping[Key, Key]


def as_kept(read: Agreement, kept: Agreement, now: ContractForm, rows: Sequence[Form]) -> Agreement:
    """Return what was read as a change of what is kept; `rows` are the form's modifications.

    Of a posted contract only one-off lines and modifications are the form's.
    """
    keys = _row_of_line(now)
    mine = _rekeyed(read.contract, keys, _rows_of_modifications(read.contract, now, rows))
    if now.state is not State.DRAFT:
        mine = _posted(kept.contract, mine)
    else:
        mine = replace(
            mine,
            unconfirmed=kept.contract.unconfirmed,
            schedule_changes=kept.contract.schedule_changes,
        )
    return replace(read, contract=mine, history=kept.history)


def user_keys(now: ContractForm | None) -> Mapping[Key, str]:
    """Return the user's keys of lines by their rows."""
    if now is None:
        return {}
    return {row: str(key) for key, row in _row_of_line(now).items()}


def rows_of_modifications(contract: Form, now: ContractForm) -> tuple[int | None, ...]:
    """Return the row of each modification of a form that is as it is kept, None of the others."""
    left = list(zip(now.modification_ids, now.contract.get("modifications") or (), strict=True))
    found: list[int | None] = []
    for row in contract.get("modifications") or ():
        same = next((each for each in left if each[1] == row), None)
        if same is not None:
            left.remove(same)
        found.append(None if same is None else same[0])
    return tuple(found)


def _posted(kept: Contract, mine: Contract) -> Contract:
    once = tuple(line for line in mine.lines if line.one_off is not None)
    lines = tuple(line for line in kept.lines if line.one_off is None)
    changes = mine.modifications
    return replace(kept, lines=(*lines, *once), modifications=changes)


def _rekeyed(read: Contract, keys: Keys, modifications: Sequence[Key]) -> Contract:
    def line(each: Line) -> Line:
        return replace(each, key=keys.get(each.key, each.key))

    return replace(
        read,
        lines=tuple(line(each) for each in read.lines),
        modifications=tuple(
            replace(
                each, key=key, line=None if each.line is None else keys.get(each.line, each.line)
            )
            for each, key in zip(read.modifications, modifications, strict=True)
        ),
        reviews=tuple(
            replace(each, lines=tuple(keys.get(key, key) for key in each.lines))
            for each in read.reviews
        ),
    )


def _row_of_line(now: ContractForm) -> Keys:
    own = ContractLine.objects.filter(contract=now.id).values_list("key", "id")
    if now.follows is None:
        return dict(own)
    template = TemplateLine.objects.filter(template__contract=now.id)
    return {**dict(template.values_list("key", "id")), **dict(own)}


def _rows_of_modifications(read: Contract, now: ContractForm, rows: Sequence[Form]) -> list[Key]:
    """Return the row of each modification that is as it was; the template's come last."""
    kept: list[tuple[int, Any]] = list(
        zip(now.modification_ids, now.contract.get("modifications") or (), strict=True)
    )
    found: list[Key] = []
    for place, row in enumerate(rows):
        same = next((each for each in kept if each[1] == row), None)
        if same is not None:
            kept.remove(same)
        found.append(f"new-{place}" if same is None else same[0])
    if now.follows is not None:
        changes = TemplateChange.objects.filter(template__contract=now.id)
        found += changes.order_by("valid_from", "pk").values_list("id", flat=True)
    return found[: len(read.modifications)]
