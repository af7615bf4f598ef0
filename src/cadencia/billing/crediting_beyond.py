"""Crediting what was billed beyond the end of a contract that was withdrawn (AG-9)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from cadencia.billing import crediting, withdrawing
from cadencia.billing.crediting import Wish
from cadencia.billing.withdrawing import Beyond
from cadencia.core.agreement import Closing
from cadencia.core.credited import Pick
from cadencia.documents.following_models import CorrectedLine, Correction
from cadencia.documents.models import Document, DocumentLine
from cadencia.parties.access import Actor, Permission, acting, require

Clock = Callable[[], datetime]
INVOICE = "invoice"


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditedBeyond:
    """The credit notes that were made, and documents beyond the end that are no invoices.

    `credited` are the invoices of the notes, one each.
    """

    notes: tuple[Document, ...]
    credited: tuple[Document, ...]
    others: tuple[Document, ...]


def credit_beyond(
    contract_id: int, reason: str, *, closing: Closing | None = None, by: Actor, clock: Clock
) -> CreditedBeyond:
    """Credit what the invoices of a withdrawn contract bill beyond its end: all of them or none.

    `closing` says how a period that the end cuts is credited: not at all (`full`) or by days
    (`prorated`); by default as the contract closes. What was credited of a line before counts:
    asked for twice, it is credited once. The installments stay billed, and credited.

    :raises ValuesRefused: if an invoice can't be credited so; all reasons are named.
    """
    require(by, Permission.DOCUMENTS)
    notes, credited, others = [], [], []
    with acting(by):
        for found in withdrawing.billed_beyond(contract_id, closing=closing, by=by):
            if found.document.kind != INVOICE:
                others.append(found.document)
                continue
            wish = _wish(found, reason)
            if wish is not None:
                notes.append(crediting.credit(found.document.pk, wish, by=by, clock=clock))
                credited.append(found.document)
    return CreditedBeyond(notes=tuple(notes), credited=tuple(credited), others=tuple(others))


def is_anything_left(contract_id: int, *, by: Actor) -> bool:
    """Say whether something billed beyond the end isn't credited yet, a part of a period too.

    :raises NoSuchContract: if the company has none of that number.
    """
    require(by, Permission.READ)
    beyond = withdrawing.billed_beyond(contract_id, closing=Closing.PRORATED, by=by)
    return any(each.document.kind == INVOICE and _wish(each, "") is not None for each in beyond)


def _wish(found: Beyond, reason: str) -> Wish | None:
    """Return what is still to be credited of a document; None if nothing is."""
    before = _credited(found.document)
    if found.is_whole and not before:
        return Wish(reason=reason)
    ids = [each.line_id for each in found.lines]
    positions = dict(DocumentLine.objects.filter(pk__in=ids).values_list("pk", "position"))
    picks = []
    for each in found.lines:
        position = positions[each.line_id]
        rest = each.credit - before.get(position, Decimal(0))
        # A line below zero is credited below zero: what is left has its sign.
        if rest and (rest > 0) == (each.credit > 0):
            picks.append(Pick(position, net=rest))
    if not picks:
        return None
    return Wish(reason=reason, what="lines", picks=tuple(picks))


def _credited(document: Document) -> Mapping[int, Decimal]:
    """Return what stands credited of each line, by its position."""
    standing = Correction.objects.filter(original=document, stands=True)
    found: dict[int, Decimal] = {}
    for each in CorrectedLine.objects.filter(correction__in=standing):
        found[each.position] = found.get(each.position, Decimal(0)) + each.net
    return found
