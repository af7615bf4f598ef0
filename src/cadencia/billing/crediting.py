"""Correcting issued documents by credit notes: whole, by line, by amount (DO-3).

The corrective is a document of its own, in a series of its own, issued like any other. Whoever
credits a document wholly says whether what it billed is to be billed again: then its installments
are reopened, or the delivery notes on it are free to be invoiced.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet

from cadencia.billing import (
    corrected_documents,
    credit_checks,
    credit_rows,
    issuing,
    settled_installments,
    telling,
)
from cadencia.billing.corrected_documents import Corrected
from cadencia.billing.gathering import masters_of
from cadencia.contracts.models import Contract
from cadencia.core import crediting
from cadencia.core.corrective import Corrective, Method, corrective
from cadencia.core.credited import CreditRefused, Pick, Taken, What
from cadencia.core.dates import civil_date
from cadencia.core.tax_groups import GroupUnclear
from cadencia.documents.following_models import Correction, InvoicedNote
from cadencia.documents.models import Document, DocumentLine, DocumentTax
from cadencia.parties.access import Actor, Permission, acting, require
from cadencia.parties.problems import Problem, ValuesRefused, refuse_if_any

Clock = Callable[[], datetime]


class NoSuchDocument(Exception):
    """The company has no such document."""


class NotADraft(Exception):
    """Only a draft of a credit note, or of an invoice of notes, can be deleted so."""


class NotAsSeen(Exception):
    """Something else would be credited than was shown: the document or the wish has changed."""


class _AssociatedMeanwhile(Exception):
    """A contract that isn't locked yet was given the document as a sale of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be credited of a document, how and why.

    `picks` are of `lines`, `amount` of `amount`: of the total, its taxes included. Without `on`
    it is credited today. `gives_back` lets what the document billed be billed again.
    """

    reason: str
    what: What = "whole"
    picks: tuple[Pick, ...] = ()
    amount: Decimal | None = None
    method: Method = Method.DIFFERENCES
    reason_code: str = ""  # R1 to R5 in Spain; empty: the usual one
    series: str = ""  # its code; empty: the default one of credit notes
    on: date | None = None
    gives_back: bool = False
    issue: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a credit would be: what it takes back, what it prints, what it leaves."""

    corrected: Corrected
    taken: Taken
    corrective: Corrective
    left: Decimal  # of the total, afterwards

    @property
    def mark(self) -> str:
        """What tells it from any other: the credits before it, what it takes and leaves."""
        return f"{len(self.corrected.earlier)}/{self.taken.total}/{self.left}"


def preview(document_id: int, wish: Wish, *, by: Actor, clock: Clock) -> Proposal:
    """Return what crediting would do; nothing is written.

    :raises NoSuchDocument: if the company has none of that id.
    :raises ValuesRefused: if it can't be credited so; all reasons are named.
    """
    require(by, Permission.DOCUMENTS)
    found = _company_s(by.company_id).filter(pk=document_id).first()
    return _proposal(found, wish, clock=clock)


def credit(
    document_id: int, wish: Wish, *, by: Actor, clock: Clock, seen: str | None = None
) -> Document:
    """Credit an issued document, and return the corrective: issued, or a draft if so wished.

    Two at once wait for each other: together they never take more than there is. `seen` is the
    mark of the proposal that was looked at: sent twice, it is credited once.

    :raises NotAsSeen: if the proposal has another mark by now.

    :raises NoSuchDocument: if the company has none of that id.
    :raises ValuesRefused: if it can't be credited so; all reasons are named.
    :raises IssuerUnknown: if the company has no printed data yet.
    :raises DayNotOpen: if today lies in a closed period or before the series' last document.
    """
    require(by, Permission.DOCUMENTS)
    with acting(by):
        original = locked(document_id, by.company_id)
        proposal = _proposal(original, wish, clock=clock)
        if seen is not None and seen != proposal.mark:
            raise NotAsSeen
        corrective_id = credit_rows.write(proposal, wish, by=by, at=clock())
        if wish.gives_back:
            _give_back(proposal.corrected.document, at=clock(), by=by)
        if wish.issue:
            issuing.issue_together(by.company_id, [corrective_id], clock=clock)
        telling.credited(by.company_id, document_id, corrective_id)
    return Document.objects.select_related("series").get(pk=corrective_id)


def locked(document_id: int, company_id: int) -> Document | None:
    """Lock the contracts that a document settles, in order of id, then the documents.

    One that stands in place of another settles what the first of them did: that one is locked
    too. Whoever associates one of them with a further contract meanwhile is waited for: the
    locks are let go and taken anew, so that they are always taken in the same order.
    """
    found = _company_s(company_id).filter(pk=document_id).first()
    if found is None:
        return None
    first = corrected_documents.first_of(found)
    while True:
        contracts = corrected_documents.contracts_of(first)
        with contextlib.suppress(_AssociatedMeanwhile), transaction.atomic():
            in_order = Contract.objects.filter(pk__in=contracts, company_id=company_id)
            list(in_order.order_by("pk").select_for_update(no_key=True))
            rows = _company_s(company_id).select_for_update(no_key=True, of=("self",))
            both = {each.pk: each for each in rows.filter(pk__in={first.pk, document_id})}
            if not set(corrected_documents.contracts_of(first)) <= set(contracts):
                raise _AssociatedMeanwhile
            return both.get(document_id)


def delete_draft(document_id: int, *, by: Actor) -> None:
    """Delete a draft of a credit note, or of an invoice of delivery notes: they are free again.

    :raises NoSuchDocument: if the company has none of that id.
    :raises NotADraft: if it is issued, or a run made it: that is undone.
    """
    require(by, Permission.DOCUMENTS)
    with acting(by):
        mine = Document.objects.select_for_update().filter(company_id=by.company_id)
        draft = mine.filter(pk=document_id).first()
        if draft is None:
            raise NoSuchDocument(document_id)
        correction = Correction.objects.filter(document=draft).first()
        notes = InvoicedNote.objects.filter(document=draft)
        is_following = correction is not None or notes.exists()
        if draft.number is not None or not is_following:
            raise NotADraft(document_id)
        if correction is not None:
            correction.lines.all().delete()
            correction.delete()
        notes.delete()
        DocumentLine.objects.filter(document=draft).delete()
        DocumentTax.objects.filter(document=draft).delete()
        draft.delete()


def free_notes(invoice: Document) -> int:
    """Let the delivery notes on an invoice be invoiced again; return how many they were."""
    return InvoicedNote.objects.filter(document=invoice, stands=True).update(stands=False)


def _give_back(original: Document, *, at: datetime, by: Actor) -> None:
    """What stands in place of another billed nothing itself: the first of them did."""
    first = corrected_documents.first_of(original)
    settled_installments.give_back(first, at=at, by=by)
    free_notes(first)


def _company_s(company_id: int) -> QuerySet[Document]:
    mine = Document.objects.filter(company_id=company_id)
    return mine.select_related("company", "series", "bill_to__snapshot")


def _proposal(original: Document | None, wish: Wish, *, clock: Clock) -> Proposal:
    if original is None:
        raise NoSuchDocument
    masters = masters_of(original.company_id)
    today = civil_date(clock(), masters.time_zone)
    problems = credit_checks.of_document(original)
    refuse_if_any(problems)
    try:
        corrected = corrected_documents.read(original, masters.taxes)
    except GroupUnclear as unclear:
        raise ValuesRefused([credit_checks.unclear(unclear.code)]) from None
    problems = credit_checks.of_wish(corrected, wish, today=today)
    taken = _taken(corrected, wish, problems)
    if taken is not None:
        problems += credit_checks.of_amounts(corrected, taken, gives_back=wish.gives_back)
    refuse_if_any(problems)
    assert taken is not None  # noqa: S101 - else there was a problem
    return Proposal(
        corrected=corrected,
        taken=taken,
        corrective=corrective(corrected.billed, taken, wish.method),
        left=corrected.left.total - taken.total,
    )


def _taken(corrected: Corrected, wish: Wish, problems: list[Problem]) -> Taken | None:
    """Return what the wish takes back; what is wrong with it joins the problems."""
    billed, earlier = corrected.billed, corrected.earlier
    try:
        if wish.what == "whole":
            return crediting.whole(billed, earlier)
        if wish.what == "lines":
            return crediting.by_lines(billed, earlier, wish.picks)
        if wish.what == "amount":
            return crediting.by_amount(billed, earlier, wish.amount or Decimal(0))
        return crediting.nothing(billed)
    except CreditRefused as refused:
        problems += credit_checks.in_words(refused.objections, billed.decimals)
        return None
