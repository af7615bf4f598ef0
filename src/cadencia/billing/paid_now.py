"""Installments that a customer asks for in advance and pays at once: *paid now* (GE-4).

They are billed as any others, by a run of the one contract. Their documents are issued and paid
in one transaction: either both or neither. The day of the payment is the operation date of a
document whose own day is still to come, as the law has it of advance payments.
"""

from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from cadencia.billing import closing, generation, issuing, one_contract
from cadencia.billing.gathering import masters_of
from cadencia.billing.models import InstallmentDocument
from cadencia.billing.one_contract import Asked, Generated
from cadencia.billing.runs import Clock, Wish
from cadencia.core.dates import civil_date
from cadencia.documents.models import Document
from cadencia.parties.access import Actor, Permission, acting, require_in
from cadencia.parties.problems import Problem, refuse_if_any
from cadencia.payments import services as payments
from cadencia.payments.services import Received


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """What was billed, and the payments that were recorded."""

    generated: Generated
    payments: tuple[int, ...]


def generate_paid(  # noqa: PLR0913 - of whom, what, how it was paid, how, who, when
    company_id: int, asked: Asked, received: Received, wish: Wish, *, by: Actor, clock: Clock
) -> Paid:
    """Bill installments of a contract, and record that those in advance are paid.

    Documents of installments that are pending are issued, and not paid. A run that a safety bound
    stops stays drafted, with nothing paid.

    :raises ValuesRefused: if the count or the day of payment can't be.
    :raises PlanChanged: if the wish expects a preview that no longer holds; nothing is left.
    :raises NoSuchContract, NotGenerating, AnotherRunIsOpen: as `one_contract.generate_one`.
    """
    require_in(by, company_id, Permission.GENERATE)
    _check(company_id, received, clock)
    known = one_contract.pending_of(company_id, asked.contract, as_of=asked.as_of, by=by)
    owed = {each.due_on for each in known.installments}
    mine = replace(wish, issue=False)
    done = one_contract.generate_one(company_id, asked, mine, by=by, clock=clock)
    run = done.run
    if run.state != "drafted" or (run.stop_reason and not wish.approve):
        return Paid(generated=done, payments=())
    documents = _drafts_of(run.pk)
    ahead = [each for each in documents if _is_ahead(each, owed)]
    with acting(by):
        for each in ahead:
            _operate_on(each, received.on)
        issuing.issue_together(company_id, [each.pk for each in documents], clock=clock)
        numbers = payments.record([each.pk for each in ahead], received, at=clock(), by=by)
    closing.go_ahead(run.pk, by=by, clock=clock)
    return Paid(
        generated=replace(done, run=generation.carry_on(run.pk, by=by, clock=clock)),
        payments=tuple(numbers),
    )


def _check(company_id: int, received: Received, clock: Clock) -> None:
    today = civil_date(clock(), masters_of(company_id).time_zone)
    problems = []
    if received.on > today:
        sentence = _("It isn't paid yet on a day to come: write today, or the day it was paid.")
        problems.append(Problem("paid_on", sentence))
    refuse_if_any(problems)


def _drafts_of(run_id: int) -> list[Document]:
    drafts = Document.objects.filter(run_id=run_id, number=None)
    return list(drafts.order_by("operation_date", "pk"))


def _is_ahead(document: Document, owed: set[date]) -> bool:
    links = InstallmentDocument.objects.filter(document=document)
    billed = set(links.values_list("installment__due_on", flat=True))
    return not billed <= owed


def _operate_on(document: Document, day: date) -> None:
    if document.operation_date > day:
        Document.objects.filter(pk=document.pk, number=None).update(operation_date=day)
