"""What the services refuse, as problems of the API: one entry for each kind of exception."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import DataError, IntegrityError, OperationalError
from django.http import Http404
from django.utils.translation import gettext as _
from ninja.errors import HttpError, ValidationError

from cadencia.api import tokens, wrong_values
from cadencia.api.authentication import NotRecognised
from cadencia.api.limiting import TooManyRequests
from cadencia.api.problems import Fault, Refused, not_found
from cadencia.billing import (
    acts,
    associating,
    bulk,
    crediting,
    drafts,
    editing_drafts,
    following_up,
    issuing,
    modifying,
    pending_notes,
    runs,
    scopes,
    templates,
    undoing,
    usage_recording,
)
from cadencia.billing import one_contract as by_hand
from cadencia.billing.finding_documents import NoSuchDocument
from cadencia.billing.why import NoSuchContract as NoContractOfThatCode
from cadencia.contracts.services import NoSuchContract, PostingRefused
from cadencia.contracts.states import ActNotAllowed
from cadencia.core.numbering import DayNotOpen
from cadencia.documents import merged_files
from cadencia.documents.files import NotMade
from cadencia.documents.refused_pages import why_not_printed
from cadencia.mailing import by_hand as by_hand_mail
from cadencia.mailing import deliveries, servers
from cadencia.parties.access import CredentialsWanted, NotAllowed
from cadencia.parties.problems import ValuesRefused
from cadencia.payments import services as payments
from cadencia.webhooks import services as webhooks

UNIQUE = "23505"  # SQLSTATE of a key that is there already
CHECK, DATA = "23514", "22"  # of a check; the class of values that don't fit
log = logging.getLogger(__name__)


def problem_of(error: Exception) -> Refused | None:
    """Return the problem that an exception is told as; None for one that nobody foresaw."""
    if isinstance(error, Refused):
        return error
    for kind, told in _TOLD:
        if isinstance(error, kind):
            return told(error)
    return None


def _of_framework(error: HttpError) -> Refused:
    """The framework tells what the reader of bodies refused in words of its own."""
    cause = error.__cause__ or error.__context__
    return cause if isinstance(cause, Refused) else Refused("bad-request")


def _values(error: ValuesRefused | PostingRefused) -> Refused:
    return Refused("refused", faults=[Fault(each.path, each.message) for each in error.problems])


def _not_allowed(error: NotAllowed) -> Refused:
    detail = _("It lacks the scope %(scope)s.") % {"scope": error.permission}
    return Refused("not-allowed", detail, more={"permission": str(error.permission)})


def _credentials(error: CredentialsWanted) -> Refused:
    detail = _("Give the credentials of the user again, or ask for a token that is vouched for.")
    return Refused("credentials-wanted", detail, more={"permission": str(error.permission)})


def _state(error: ActNotAllowed) -> Refused:
    detail = _STATES[str(error.state)]()
    return Refused("conflict", detail, more={"state": str(error.state), "act": str(error.act)})


_STATES: dict[str, Callable[[], str]] = {
    "draft": lambda: _("The contract is a draft."),
    "posted": lambda: _("The contract is posted."),
    "inactive": lambda: _("The contract is inactive: activate it first."),
    "finished": lambda: _("The contract is finished."),
    "void": lambda: _("The contract is void."),
}


def _not_a_draft(error: editing_drafts.NotADraft) -> Refused:
    detail = _STATES[error.state]()
    if error.state == "posted":
        detail = _("The contract is posted: revert it first, or change it by an act of its own.")
    return Refused("conflict", detail, more={"state": error.state})


def _integrity(error: IntegrityError | DataError) -> Refused:
    """Two wrote the same code at one moment; anything else is ours to mend."""
    state = getattr(error.__cause__, "sqlstate", "") or ""
    if state == UNIQUE:
        return Refused("conflict", _("Something of the same code was written just now."))
    if state == CHECK or state.startswith(DATA):
        log.warning("The tables refused a value that no form did", exc_info=error)
        return Refused("refused", _("A value is beyond what can be kept."))
    log.error("The tables refused a request of the API", exc_info=error)
    return Refused("failed")


def _contract_state(error: Exception) -> Refused:
    state = str(getattr(error, "state", ""))
    told = _STATES.get(state, lambda: _("The contract isn't in a state for this."))
    return Refused("conflict", told(), more={"state": state})


def _followers_have_drafts(error: templates.FollowersHaveDrafts) -> Refused:
    detail = _("Drafts of contracts that follow wait: issue or undo their runs, or keep them.")
    return Refused("conflict", detail, more={"runs": list(error.runs)})


def _difference(error: associating.DifferenceNotAccepted) -> Refused:
    detail = _("The sale comes to another total than the installment: accept it, or choose.")
    amounts = {"expected": format(error.expected, "f"), "total": format(error.total, "f")}
    return Refused("conflict", detail, more=amounts)


def _drafts_wait(error: acts.DraftsWait) -> Refused:
    detail = _("Drafts made from it wait: issue or undo their runs, or say what becomes of them.")
    more = {"runs": list(error.runs), "documents": list(error.documents)}
    return Refused("conflict", detail, more=more)


def _another_run(error: runs.AnotherRunIsOpen) -> Refused:
    detail = _("Run %(run)s is open: let it end, cancel or undo it first.")
    return Refused("busy", detail % {"run": error.run_id}, more={"run": error.run_id})


def _run_not_open(error: runs.RunNotOpen) -> Refused:
    detail = _("Run %(run)s isn't in a state for this.") % {"run": error.run_id}
    return Refused("conflict", detail, more={"run": error.run_id, "state": error.state})


def _too_many(error: TooManyRequests) -> Refused:
    detail = _("Ask again in %(seconds)s seconds.") % {"seconds": error.wait}
    return Refused("too-many-requests", detail, headers={"Retry-After": str(error.wait)})


def _already_sent(error: by_hand_mail.AlreadySent) -> Refused:
    detail = _("It was sent already, or waits to be. Say again: true to send it once more.")
    return Refused("conflict", detail, more={"delivery": error.last.pk})


def _some_not_printed(error: merged_files.SomeNotMade) -> Refused:
    detail = _("These can't be printed: %(numbers)s. Ask for each alone to see why.")
    numbers = list(error.numbers)
    return Refused(
        "conflict", detail % {"numbers": ", ".join(numbers)}, more={"documents": numbers}
    )


def _usage_stays(error: usage_recording.NotDeletable) -> Refused:
    detail = _("Some are billed, or there are none of these numbers.")
    return Refused(
        "conflict", detail, more={"billed": list(error.billed), "unknown": list(error.unknown)}
    )


def _unrecognised(_error: Exception) -> Refused:
    detail = _("Send a token that holds: Authorization: Bearer cad_…")
    return Refused("not-recognised", detail, headers={"WWW-Authenticate": "Bearer"})


def _conflict(sentence: Callable[[], str]) -> Callable[[Any], Refused]:
    return lambda _error: Refused("conflict", sentence())


_TOLD: tuple[
    tuple[type[Exception] | tuple[type[Exception], ...], Callable[[Any], Refused]], ...
] = (
    (
        (
            NoSuchContract,
            NoContractOfThatCode,
            NoSuchDocument,
            runs.NoSuchRun,
            tokens.NoSuchToken,
            webhooks.NoSuchEndpoint,
            webhooks.NoSuchDelivery,
            deliveries.NoSuchDelivery,
            by_hand_mail.NoSuchDocument,
            crediting.NoSuchDocument,
            templates.NoSuchTemplate,
            bulk.NoSuchAct,
            modifying.NoSuchModification,
            associating.NoSuchAssociation,
            following_up.NoSuchFollowUp,
            payments.NoSuchPayment,
            merged_files.SomeNotThere,
        ),
        lambda _error: not_found(),
    ),
    (Http404, lambda _error: not_found()),
    (RequestDataTooBig, lambda _error: Refused("too-large")),
    (HttpError, _of_framework),
    (NotRecognised, _unrecognised),
    (NotAllowed, _not_allowed),
    (CredentialsWanted, _credentials),
    (TooManyRequests, _too_many),
    (ValidationError, lambda error: Refused("refused", faults=wrong_values.faults(error.errors))),
    ((ValuesRefused, PostingRefused), _values),
    (ActNotAllowed, _state),
    (editing_drafts.NotADraft, _not_a_draft),
    (
        editing_drafts.BilledBefore,
        _conflict(lambda: _("It has been billed before: void it instead of deleting it.")),
    ),
    ((modifying.NotModifiable, by_hand.NotGenerating), _contract_state),
    (templates.FollowersHaveDrafts, _followers_have_drafts),
    (drafts.IssuedMeanwhile, _conflict(lambda: _("A draft was issued just now. Try again."))),
    (associating.DifferenceNotAccepted, _difference),
    (
        modifying.HasBilled,
        _conflict(lambda: _("It has billed something: give it an end instead.")),
    ),
    (
        by_hand.PlanChanged,
        _conflict(lambda: _("It would bill something else than the preview showed.")),
    ),
    (usage_recording.NotDeletable, _usage_stays),
    (
        pending_notes.NoteUnclear,
        _conflict(lambda: _("A delivery note doesn't say which tax its lines bear.")),
    ),
    ((IntegrityError, DataError), _integrity),
    (acts.DraftsWait, _drafts_wait),
    (acts.DraftedMeanwhile, _conflict(lambda: _("A run drafted it just now. Try again."))),
    (runs.AnotherRunIsOpen, _another_run),
    (runs.RunNotOpen, _run_not_open),
    (
        undoing.SomethingIssued,
        _conflict(lambda: _("A document of the run is issued: correct it by a credit note.")),
    ),
    (
        scopes.WindowTooLong,
        lambda _error: Refused(
            "refused",
            faults=[Fault("until", _("A range reaches less than 11 months beyond its first day."))],
        ),
    ),
    (
        scopes.WindowBackwards,
        lambda _error: Refused("refused", faults=[Fault("until", _("It ends before it begins."))]),
    ),
    (
        issuing.ClockWentBack,
        _conflict(lambda: _("The clock shows less than when the last document was issued.")),
    ),
    (
        issuing.IssuerUnknown,
        _conflict(lambda: _("The company has no printed data of its own yet.")),
    ),
    (issuing.LostDocument, _conflict(lambda: _("The draft is gone, issued, or out of date."))),
    (DayNotOpen, _conflict(lambda: _("The day lies in a closed period or before the last one."))),
    (
        NotMade,
        lambda error: Refused("conflict", why_not_printed(error.reason, error.detail)),
    ),
    (merged_files.SomeNotMade, _some_not_printed),
    (by_hand_mail.AlreadySent, _already_sent),
    (
        deliveries.NotRetryable,
        _conflict(lambda: _("It went, is going, or can't go: send the document again instead.")),
    ),
    (servers.NoServer, _conflict(lambda: _("Say first by which server the company sends."))),
    (
        servers.NotTaken,
        lambda error: Refused(
            "conflict", error.answer, more={"reason": error.reason, "answer": error.answer}
        ),
    ),
    (deliveries.NotSent, _conflict(lambda: _("It wasn't sent, so that it can't have come back."))),
    (OperationalError, lambda _error: Refused("unavailable", headers={"Retry-After": "5"})),
)
