"""What running, issuing and undoing may refuse, as sentences."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from cadencia.billing import issuing, runs, undoing
from cadencia.billing.models import BillingRun
from cadencia.cli.refusal import BadInput, Refused
from cadencia.cli.run_commands import option, resume
from cadencia.cli.scope_names import in_words
from cadencia.cli.wording import Speaker
from cadencia.core.numbering import DayNotOpen
from cadencia.documents.models import Series
from cadencia.documents.rendering.figures import figures_in
from cadencia.parties.models import Company


@contextmanager
def in_sentences(company: Company, say: Speaker, *, act: str = "issue") -> Iterator[None]:
    """Turn what the services of a run raise into sentences; `act` is what was asked for.

    :raises Refused: in place of what a service raised.
    """
    try:
        yield
    except runs.AnotherRunIsOpen as error:
        raise Refused(_another_run(company, error.run_id, say)) from None
    except runs.NoSuchRun as error:
        raise BadInput(say("no_such_run", run=error.args[0], company=company.name)) from None
    except runs.RunNotOpen as error:
        sentence = say(f"cannot_{act}", run=error.run_id, state=say(error.state))
        raise Refused(sentence) from None
    except undoing.SomethingIssued as error:
        raise Refused(say("something_issued", run=error.args[0])) from None
    except _OF_ISSUING as error:
        raise Refused(_not_issued(company, error, say)) from None


_OF_ISSUING = (
    issuing.ClockWentBack,
    issuing.IssuerUnknown,
    issuing.LostDocument,
    DayNotOpen,
)


def _not_issued(company: Company, error: Exception, say: Speaker) -> str:
    if isinstance(error, issuing.ClockWentBack):
        now, last = (f"{each:%Y-%m-%d %H:%M:%S} UTC" for each in error.args)
        return say("clock_went_back", now=now, last=last)
    if isinstance(error, DayNotOpen):
        day = figures_in(say.language).day(error.day)
        series = Series.objects.filter(company=company, pk=error.series).first()
        if series is None:
            return say("day_closed", day=day)
        return say("day_not_open", day=day, series=series.code)
    if isinstance(error, issuing.IssuerUnknown):
        return say("issuer_unknown", company=company.name)
    return say("lost_document")


def _another_run(company: Company, run_id: int, say: Speaker) -> str:
    run = BillingRun.objects.get(pk=run_id)
    sentence = "another_run" if run.state == "drafting" else f"another_run_{run.state}"
    return say(
        sentence,
        run=run_id,
        scope=in_words(runs.scope_of_run(run), say.language),
        state=say(run.state),
        resume=resume(run, company),
        company=option(company),
    )
