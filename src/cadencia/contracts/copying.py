"""A new draft with what another contract says: copies clear all that generation left (AG-7, R17).

The ledger, its moves and pauses, notice, withdrawal and confirmations belong to the old one
alone; a copy that kept any of them would bill or leave out what isn't its own.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import models

from cadencia.contracts.models import Contract
from cadencia.contracts.states import State

# Columns that a copy doesn't take over, and what it begins with. A column that isn't named is
# taken over, so that no choice of the user is lost in silence.
AFRESH: Mapping[str, Any] = {
    "state": State.DRAFT.value,
    "is_active": True,
    "version": 1,
    "stopped_on": None,
    "withdrawn_on": None,
    "bill_withdrawal_day": False,
    "billed_until": None,
    "notice_given_on": None,
    "renewed_from_id": None,
    "termination_reason_id": None,
    "confirm_first_by": None,
    "first_confirmed": False,
    "confirm_last_by": None,
    "last_confirmed": False,
}

# What belongs to the old customer: another one has a contact, a mandate and addresses of its own.
OF_THE_CUSTOMER: Mapping[str, Any] = {
    "bill_to_id": None,
    "contact": "",
    "responsible_party_id": None,
    "mandate": "",
    "delivery_address": "",
    "email_to": "",
    "email_copy": "",
    "payment_method": "",
    "payment_terms": None,
    "decimals": None,
}


def new_draft(old: Contract, code: str, *, created_on: date, **values: Any) -> Contract:
    """Return a new draft with the header of `old`, changed by `values` (by column)."""
    said = {**columns_of(old), **AFRESH, "code": code, "created_on": created_on, **values}
    names = {each.attname for each in Contract._meta.concrete_fields}  # noqa: SLF001
    return Contract.objects.create(**{name: said[name] for name in names & said.keys()})


def copied(row: models.Model, **values: Any) -> Any:
    """Return an unsaved copy of a row, changed by `values` (by column)."""
    return type(row)(**{**columns_of(row), **values})


def save(rows: Iterable[models.Model]) -> None:
    """Write copies of rows of one table, keeping their order."""
    found = list(rows)
    if found:
        type(found[0])._default_manager.bulk_create(found)  # noqa: SLF001


def columns_of(row: models.Model) -> dict[str, Any]:
    """Return the columns of a row but its id."""
    fields = row._meta.concrete_fields  # noqa: SLF001
    return {each.attname: getattr(row, each.attname) for each in fields if not each.primary_key}
