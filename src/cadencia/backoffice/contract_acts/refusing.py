"""What services refuse, as problems of a dialog: never a traceback, always how to go on."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from cadencia.backoffice.contract_acts.act import amount
from cadencia.billing.acts import DraftedMeanwhile, DraftsWait
from cadencia.billing.associating import DifferenceNotAccepted
from cadencia.billing.drafts import IssuedMeanwhile
from cadencia.billing.editing_drafts import BilledBefore, NotADraft
from cadencia.billing.generation_refusals import sentence_of
from cadencia.billing.issuing import ClockWentBack, IssuerUnknown
from cadencia.billing.one_contract import NotGenerating, PlanChanged
from cadencia.billing.rehearsing import AtWork
from cadencia.billing.runs import AnotherRunIsOpen
from cadencia.contracts.services import PostingRefused
from cadencia.contracts.states import ActNotAllowed
from cadencia.core.numbering import DayNotOpen
from cadencia.parties.problems import Problem, ValuesRefused

_SENTENCES: Mapping[type[Exception], Callable[[Any], str]] = {
    DraftsWait: lambda e: _("Drafts made from it wait: say what becomes of them."),
    DraftedMeanwhile: lambda e: _("A run drafted it meanwhile: look again."),
    IssuedMeanwhile: lambda e: _("Drafts of it were issued meanwhile: look again."),
    DifferenceNotAccepted: lambda e: _(
        "The installment would bill %(expected)s and the sale comes to %(total)s: accept the"
        " difference, or choose another sale."
    ) % {"expected": amount(e.expected), "total": amount(e.total)},
    NotADraft: lambda e: _("It isn't a draft any more: revert the posting first."),
    BilledBefore: lambda e: _("It has been billed: it is voided, not deleted."),
    NotGenerating: lambda e: _("It isn't posted and active: it bills nothing."),
    PlanChanged: lambda e: _("It bills something else than was shown: look at it again."),
    AtWork: lambda e: _("Somebody is at work on this contract: try again in a moment."),
    AnotherRunIsOpen: lambda e: _("Another run is at work: wait until it ends."),
    DayNotOpen: lambda e: sentence_of(e) or "",
    ClockWentBack: lambda e: _("The last document was issued later than now: look at the clock."),
    IssuerUnknown: lambda e: _("The company has no data to print: fill in its card first."),
    ActNotAllowed: lambda e: _("Its state doesn't admit it any more: reload the page."),
}  # fmt: skip

REFUSALS: tuple[type[Exception], ...] = (ValuesRefused, PostingRefused, *_SENTENCES)
"""What an act may be refused with."""


def problems_of(error: Exception) -> list[Problem]:
    """Return what was refused as problems; those of no field have an empty path."""
    if isinstance(error, ValuesRefused | PostingRefused):
        return list(error.problems)
    for kind, told in _SENTENCES.items():
        if isinstance(error, kind):
            return [Problem("", told(error))]
    raise error
