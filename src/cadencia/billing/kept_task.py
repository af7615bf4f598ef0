"""Jobs that work out what screens show and a request has no time for; the worker does them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from procrastinate.contrib.django import app

from cadencia.billing import figures, forecast, forecast_table, kept_answers
from cadencia.billing.kept_models import KeptAnswer
from cadencia.core.dates import civil_date
from cadencia.parties.access import Actor, administrator_of_machine
from cadencia.parties.models import Company

log = logging.getLogger(__name__)


def defer_figures(company_id: int) -> None:
    """Have a job work out the figures of a company."""
    work_out_figures.defer(company_id=company_id)


def defer_forecast(company_id: int, question: forecast.Question) -> None:
    """Have a job work out a forecast of a company."""
    work_out_forecast.defer(company_id=company_id, question=question.form())


def work_out_now(*, today: date, clock: Callable[[], datetime], by: Actor) -> None:
    """Work out the figures of a company at once, and keep them, or that they failed."""
    _kept((figures.WHAT, ""), lambda: figures.worked_out(today=today, clock=clock, by=by), by)


@app.task(name="billing.work_out_figures", queue="billing")
def work_out_figures(*, company_id: int) -> None:
    """Work out the figures of a company, and keep them."""
    clock, by = _clock(), _worker(company_id)
    today = civil_date(clock(), Company.objects.values_list("time_zone").get(pk=company_id)[0])
    _kept(
        (figures.WHAT, ""),
        lambda: figures.worked_out(today=today, clock=clock, by=by, processes=None),
        by,
    )


@app.task(name="billing.work_out_forecast", queue="billing")
def work_out_forecast(*, company_id: int, question: dict[str, Any]) -> None:
    """Work out a forecast, and keep its table."""
    by, asked = _worker(company_id), forecast.question_of(question)
    _kept(
        (forecast_table.WHAT, forecast_table.key(asked)),
        lambda: forecast_table.table(forecast.forecast(asked, by=by), asked),
        by,
    )


@app.periodic(cron="35 * * * *")
@app.task(name="billing.renew_figures", queue="billing", queueing_lock="billing.renew_figures")
def renew_figures(timestamp: int) -> None:
    """Have the figures of yesterday worked out anew, of companies where somebody looks at them."""
    now = _clock()()
    kept = KeptAnswer.objects.filter(what=figures.WHAT, asked_at__gte=now - kept_answers.KEPT)
    for company_id, time_zone, made_on in kept.values_list(
        "company_id", "company__time_zone", "answer__on"
    ):
        if made_on != civil_date(now, time_zone).isoformat():
            defer_figures(company_id)


@app.periodic(cron="29 4 * * *")
@app.task(name="billing.forget_answers", queue="billing", queueing_lock="billing.forget_answers")
def forget_answers(timestamp: int) -> None:
    """Delete the answers that nobody has asked for in a month."""
    kept_answers.forget_old(at=_clock()())


def _kept(question: tuple[str, str], work_out: Callable[[], Any], by: Actor) -> None:
    """Keep an answer; what goes wrong is told to whoever waits, and to the log."""
    what, key = question
    try:
        answer = work_out()
    except Exception as error:
        log.exception("%s of company %s could not be worked out", what, by.company_id)
        kept_answers.fail(what, key, type(error).__name__, by=by)
        return
    kept_answers.keep(what, key, answer, at=_clock()(), by=by)


def _worker(company_id: int) -> Actor:
    return administrator_of_machine(company_id, channel="job")


def _clock() -> Callable[[], datetime]:
    found: Callable[[], datetime] = import_string(settings.CLOCK)
    return found
