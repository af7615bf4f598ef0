"""Why a run can't be started, issued, cancelled or undone, as sentences in the user's language."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cadencia.billing import issuing, runs, undoing
from cadencia.billing.previewing import selecting, starting
from cadencia.core.numbering import DayNotOpen
from cadencia.documents.rendering.figures import figures_in


def sentence_of(error: Exception) -> str | None:
    """Return what a service refused, in words; None if it is no refusal."""
    if isinstance(error, DayNotOpen):
        return _day_not_open(error)
    if isinstance(error, runs.AnotherRunIsOpen):
        sentence = _("Run %(run)s is still open: let it end, or cancel it, and try again.")
        return sentence % {"run": error.run_id}
    for kind, sentence in _sentences().items():
        if isinstance(error, kind):
            return sentence
    return None


def _sentences() -> dict[type[Exception], str]:
    return {
        selecting.NotReady: _("The preview isn't ready: wait until it is calculated."),
        starting.NotAsSeen: _(
            "Other documents are selected by now than those that were shown, so nothing was"
            " generated: look at the preview again."
        ),
        issuing.IssuerUnknown: _(
            "The company has no printed data yet: fill in its name, tax id and address."
        ),
        issuing.ClockWentBack: _(
            "The clock of the machine shows an earlier moment than the last issued document:"
            " set it right."
        ),
        issuing.LostDocument: _(
            "The draft is gone, issued, or its contract has changed since: delete it and generate"
            " again."
        ),
        runs.RunNotOpen: _("The run isn't in a state that admits this any more: look at it again."),
        undoing.SomethingIssued: _(
            "Documents of this run are issued: correct them by credit notes."
        ),
    }


def _day_not_open(error: DayNotOpen) -> str:
    day = error.args[1] if len(error.args) > 1 else None
    shown = figures_in(get_language() or "es").day(day) if day is not None else ""
    sentence = _(
        "%(day)s isn't open for issuing: it lies in a closed period, or before the last document"
        " of the series."
    )
    return sentence % {"day": shown}
