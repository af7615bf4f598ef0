"""Saving many masters at once, recognised by their key: new ones are added, others changed."""

from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import models

from cadencia.parties.models import Company
from cadencia.parties.problems import Values

Row = TypeVar("Row", bound=models.Model)
BATCH = 1000


def save_by_key(
    model: type[Row],
    company: Company,
    rows: Sequence[Values],
    *,
    key: tuple[str, ...] = ("code",),
    unique: tuple[str, ...] = (),
) -> list[Row]:
    """Create or change the rows of a company; return them in the order given.

    `key` names the fields that tell them apart; `unique` those of the unique constraint that
    holds it, if they aren't the company and the key.
    A field that a row leaves out keeps what it has, or its default. Call it in a transaction.
    """
    known = _known(model, company, rows, key)
    saved: dict[tuple[Any, ...], Row] = {}
    changed: list[Row] = []
    new: list[Row] = []
    for values in rows:
        name = tuple(values[each] for each in key)
        row = saved.get(name) or known.get(name)
        if row is None:
            row = model(company=company, **values)
            new.append(row)
        elif _assign(row, values) and row not in new and row not in changed:
            changed.append(row)
        saved[name] = row
    model._default_manager.bulk_create(new, batch_size=BATCH)  # noqa: SLF001
    names = sorted({name for each in rows for name in each} - set(key))
    _write(model, changed, names, unique or ("company", *key))
    return [saved[tuple(values[each] for each in key)] for values in rows]


def _known(
    model: type[Row], company: Company, rows: Sequence[Values], key: tuple[str, ...]
) -> dict[tuple[Any, ...], Row]:
    first = {values[key[0]] for values in rows}
    found = model._default_manager.select_for_update(no_key=True).filter(  # noqa: SLF001
        company=company, **{f"{key[0]}__in": first}
    )
    return {tuple(getattr(each, name) for name in key): each for each in found}


def _assign(row: models.Model, values: Values) -> bool:
    """Give the row the values; say whether any of them is new."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    return bool(changed)


def _write(
    model: type[Row], rows: Sequence[Row], names: Sequence[str], unique: tuple[str, ...]
) -> None:
    """Write the changed rows as insertions that meet their own keys: one statement a batch."""
    if not rows or not names:
        return
    numbers = [each.pk for each in rows]
    for each in rows:
        each.pk = None
    model._default_manager.bulk_create(  # noqa: SLF001
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=list(unique),
        update_fields=names,
    )
    for each, number in zip(rows, numbers, strict=True):
        each.pk = number
