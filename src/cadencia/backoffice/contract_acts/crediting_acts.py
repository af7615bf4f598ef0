"""Crediting what was billed beyond the day of a withdrawal (AG-9)."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cadencia.backoffice.clock import clock
from cadencia.backoffice.contract_acts.act import POSTED, Act, Place, Sentence, amount, picked
from cadencia.backoffice.forms.typed import show_day
from cadencia.billing import crediting_beyond
from cadencia.billing.contract_filters import Standing
from cadencia.billing.crediting_beyond import CreditedBeyond
from cadencia.core.agreement import Closing
from cadencia.documents.models import Document
from cadencia.documents.numbering import number_of
from cadencia.parties.access import Actor, Permission

CLOSINGS: tuple[tuple[str, Sentence], ...] = (
    ("", _("As the contract closes its last period")),
    (Closing.PRORATED.value, _("By days: those after the last day")),
    (Closing.FULL.value, _("Not at all: whole periods only")),
)


class CreditBeyond(Act):
    """Credit notes for what the invoices bill after the last day."""

    name, icon, group = "credit-beyond", "currency_exchange", "bill"
    title, button = _("Credit what was billed beyond the withdrawal"), _("Credit")
    says = _(
        "A credit note for each invoice that bills days after the last one. Its installments"
        " stay billed; what was credited before isn't credited again."
    )
    permission = Permission.DOCUMENTS
    stands = POSTED | {Standing.FINISHED}
    asks_drafts = False

    def why_not(self, at: Place) -> Sentence:
        if at.standing not in self.stands:
            return super().why_not(at)
        if at.contract.withdrawn_on is None:
            return _("It isn't withdrawn.")
        if not crediting_beyond.is_anything_left(at.contract.pk, by=at.actor):
            return _("No invoice bills days beyond the withdrawal, or all is credited.")
        return ""

    def fields(self, at: Place) -> Mapping[str, forms.Field]:
        on = at.contract.withdrawn_on
        reason = _("Withdrawal on %(day)s") % {"day": show_day(on)} if on else ""
        return {
            "reason": forms.CharField(label=_("Reason"), max_length=500, initial=reason),
            "closing": picked(CLOSINGS, _("A period that the last day cuts"), required=False),
        }

    def perform(self, at: Place, said: Mapping[str, Any], *, by: Actor, **manner: Any) -> Any:
        closing = Closing(said["closing"]) if said.get("closing") else None
        return crediting_beyond.credit_beyond(
            at.contract.pk, said["reason"], closing=closing, by=by, clock=clock()
        )

    def effects(self, at: Place, answer: Any, said: Mapping[str, Any]) -> list[Sentence]:
        told = [
            _("%(invoice)s: a credit note of %(total)s (net %(net)s).") % {
                "invoice": number_of(invoice), "total": amount(note.total),
                "net": amount(note.net),
            }
            for invoice, note in zip(answer.credited, answer.notes, strict=True)
        ]  # fmt: skip
        return [*told, *_summed(answer), *_left_alone(answer)]

    def done(self, at: Place, answer: Any) -> Sentence:
        if not answer.notes:
            return _("There was nothing to credit.")
        numbers = ", ".join(_called(each) for each in answer.notes)
        return _("Credit notes made: %(numbers)s.") % {"numbers": numbers}

    def goes_to(self, at: Place, answer: Any) -> str:
        return f"document:{answer.notes[0].pk}" if len(answer.notes) == 1 else ""


def _summed(answer: CreditedBeyond) -> list[Sentence]:
    if not answer.notes:
        return [_("So nothing would be credited: choose another way for the period that is cut.")]
    if len(answer.notes) == 1:
        return []
    total = sum(each.total for each in answer.notes)
    told = {"count": len(answer.notes), "total": amount(total)}
    return [_("Altogether %(count)s credit notes of %(total)s.") % told]


def _left_alone(answer: CreditedBeyond) -> list[Sentence]:
    """Delivery notes and work orders aren't credited: whoever invoices them looks at them."""
    if not answer.others:
        return []
    numbers = ", ".join(_called(each) for each in answer.others)
    return [_("Not invoices, and so left as they are: %(numbers)s.") % {"numbers": numbers}]


def _called(document: Document) -> str:
    return number_of(document) or f"#{document.pk}"


CREDITING_ACTS = (CreditBeyond(),)
