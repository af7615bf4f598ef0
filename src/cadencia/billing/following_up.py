"""The follow-up of a contract: comments that stay as they were posted (LC-6)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from cadencia.billing import everyday
from cadencia.billing.models import InstallmentDocument
from cadencia.contracts.everyday import Everyday
from cadencia.contracts.followup_models import FollowUp, FollowUpKind
from cadencia.contracts.models import Contract
from cadencia.documents.models import Document
from cadencia.parties.access import Actor, Permission, permitted, require
from cadencia.parties.problems import Problem, refuse_if_any

LONGEST = 10_000


class NoSuchFollowUp(Exception):
    """The company has no comment of that number."""


class AlreadyPosted(Exception):
    """A posted comment stays as it is; write another one about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """What somebody writes about a contract.

    `about` is the number of an earlier comment of the same contract, `document_id` that of a
    document of its customer; `promised_on` is the day by which the customer promised to pay.
    """

    text: str = ""
    kind: FollowUpKind = FollowUpKind.COMMENT
    document_id: int | None = None
    promised_on: date | None = None
    outcome: str = ""
    about: int | None = None


def write(  # noqa: PLR0913 - what is written, when, by whom, and whether it stays
    contract_id: int,
    comment: Comment,
    *,
    on: date,
    at: datetime,
    post: bool = True,
    by: Actor,
) -> FollowUp:
    """Write a comment dated `on`, which is posted at once unless it is to be a draft.

    :raises ValuesRefused: with all that is wrong, each naming its field.
    """
    with everyday.noting(contract_id, Everyday.FOLLOW_UP, by=by) as contract:
        refuse_if_any(list(_problems(contract, comment, on)))
        return FollowUp.objects.create(
            company_id=contract.company_id,
            contract=contract,
            written_on=on,
            user_id=by.user_id,
            posted_at=at if post else None,
            **_columns(comment),
        )


def rewrite(follow_up_id: int, comment: Comment, *, by: Actor) -> FollowUp:
    """Write a comment anew that isn't posted yet; only who wrote it may.

    :raises AlreadyPosted: if it is posted.
    :raises ValuesRefused: with all that is wrong, each naming its field.
    """
    with permitted(by, Permission.EVERYDAY):
        found = _own_draft(follow_up_id, by)
        refuse_if_any(list(_problems(found.contract, comment, found.written_on)))
        for name, value in _columns(comment).items():
            setattr(found, name, value)
        found.save()
        return found


def post(follow_up_id: int, *, at: datetime, by: Actor) -> FollowUp:
    """Post a comment: from now on nobody can change it.

    :raises AlreadyPosted: if it is posted.
    """
    with permitted(by, Permission.EVERYDAY):
        found = _own_draft(follow_up_id, by)
        found.posted_at = at
        found.save(update_fields=["posted_at"])
        return found


def listed(contract_id: int, *, by: Actor) -> list[FollowUp]:
    """Return the comments on a contract, newest first; others' drafts aren't shown."""
    require(by, Permission.READ)
    found = FollowUp.objects.filter(company_id=by.company_id, contract_id=contract_id)
    mine = found.filter(Q(posted_at__isnull=False) | Q(user_id=by.user_id))
    return list(mine.select_related("user").order_by("-written_on", "-pk"))


def open_promises(*, until: date, by: Actor) -> list[FollowUp]:
    """Return the promises to pay by a day that no later comment answers, oldest first."""
    require(by, Permission.READ)
    answered = FollowUp.objects.filter(company_id=by.company_id, about__isnull=False)
    found = FollowUp.objects.filter(
        company_id=by.company_id,
        kind=FollowUpKind.PROMISE.value,
        promised_on__lte=until,
        posted_at__isnull=False,
    ).exclude(pk__in=answered.values("about"))
    return list(found.select_related("contract__customer").order_by("promised_on", "pk"))


def _own_draft(follow_up_id: int, by: Actor) -> FollowUp:
    found = (
        FollowUp.objects.select_for_update(of=("self",))
        .filter(pk=follow_up_id, company_id=by.company_id)
        .first()
    )
    if found is None or (found.posted_at is None and found.user_id != by.user_id):
        raise NoSuchFollowUp(follow_up_id)
    if found.posted_at is not None:
        raise AlreadyPosted(follow_up_id)
    return found


def _columns(comment: Comment) -> dict[str, object]:
    return {
        "kind": comment.kind.value,
        "text": comment.text.strip(),
        "document_id": comment.document_id,
        "promised_on": comment.promised_on,
        "outcome": comment.outcome.strip(),
        "about_id": comment.about,
    }


def _problems(contract: Contract, comment: Comment, on: date) -> Iterator[Problem]:
    if not (comment.text.strip() or comment.outcome.strip()):
        yield Problem("text", _("Write what happened."))
    for name in ("text", "outcome"):
        if len(getattr(comment, name)) > LONGEST:
            yield Problem(name, _("Write at most 10,000 characters."))
    yield from _promise(comment, on)
    if comment.document_id is not None and not _is_of(contract, comment.document_id):
        yield Problem("document", _("The customer has no such document."))
    if comment.about is not None and not _is_about(contract, comment.about):
        yield Problem("about", _("The contract has no such posted comment."))


def _promise(comment: Comment, on: date) -> Iterator[Problem]:
    if comment.promised_on is None:
        if comment.kind is FollowUpKind.PROMISE:
            yield Problem("promised_on", _("Say by which day the customer promised to pay."))
    elif comment.promised_on < on:
        yield Problem("promised_on", _("The promise lies before the comment. Write a later day."))


def _is_about(contract: Contract, number: int) -> bool:
    known = FollowUp.objects.filter(pk=number, contract=contract, posted_at__isnull=False)
    return known.exists()


def _is_of(contract: Contract, document_id: int) -> bool:
    """A document that bills the contract, or one of the customer who is billed for it."""
    links = InstallmentDocument.objects.filter(document=document_id, installment__contract=contract)
    payers = {contract.customer_id, contract.bill_to_id} - {None}
    theirs = Document.objects.filter(
        pk=document_id, company_id=contract.company_id, bill_to__in=payers
    )
    return links.exists() or theirs.exists()
