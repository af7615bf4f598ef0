"""The forecast: what contracts will bill in the coming months, and when it is paid (GE-12).

Contracts are gathered in chunks and summed as they come; with many of them a second process
takes half. Nothing is billed, and nothing written but from when on followers of a changed
template must be looked at.
"""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection

from cadencia.billing import forecast_sums, scopes, template_refresh
from cadencia.billing.forecast_sums import By, Labels, Sums
from cadencia.billing.gathering import Gathered, Masters, arrays, gather, masters_of
from cadencia.billing.querying import rows
from cadencia.billing.scopes import EVERYTHING, Filter
from cadencia.core.agreement import Agreement
from cadencia.core.dates import add_months
from cadencia.core.drafts import Refusal
from cadencia.core.forecast import Forecast, going_on
from cadencia.core.forecast import forecast as forecast_of
from cadencia.core.prolongation import Tacit
from cadencia.parties.access import Actor, Permission, require

log = logging.getLogger(__name__)

CHUNK = 500
MANY = 2000  # contracts from which on a second process is worth its start
MOST_MONTHS = 120

_LABELS = """
SELECT c.id, u.code, u.name, coalesce(k.name, ''), coalesce(r.code, ''), c.renew_automatically,
       c.renewal_periods, c.notice_days, c.notice_given_on
FROM contracts_contract c
JOIN parties_customer u ON u.id = c.customer_id
LEFT JOIN contracts_contractkind k ON k.id = c.kind_id
LEFT JOIN parties_salesrep r ON r.id = c.sales_rep_id
WHERE c.id = ANY(%s::bigint[]) AND c.company_id = %s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked: from which day on, how many months, kept apart by what, of which contracts.

    The month of `since` is the first of them. `drafts`: as if they were posted. `renewals`:
    contracts that renew themselves go on, unless notice was given in time.
    """

    since: date
    months: int = 12
    by: tuple[By, ...] = (By.MONTH,)
    only: Filter = EVERYTHING
    drafts: bool = False
    renewals: bool = True

    @property
    def until(self) -> date:
        """Return the last day of the last month."""
        return add_months(self.since.replace(day=1), self.months) - timedelta(days=1)

    def form(self) -> dict[str, Any]:
        """Return the question as it passes to another process."""
        return {**asdict(self), "since": self.since.isoformat(), "by": list(self.by)}


def question_of(form: Mapping[str, Any]) -> Question:
    """Return the question that another process asks."""
    only: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in form["only"].items()
    }
    said = {**form, "since": date.fromisoformat(form["since"]), "only": Filter(**only)}
    return Question(**{**said, "by": tuple(By(each) for each in form["by"])})


def forecast(question: Question, *, by: Actor, processes: int | None = None) -> Sums:
    """Return what the contracts of a company are expected to bill, summed as asked (GE-12).

    `processes`: one or two; None: two where there are many contracts.

    :raises NotAllowed: if the actor may not read.
    """
    require(by, Permission.READ)
    company_id = by.company_id
    ids = candidates(company_id, question)
    if (processes or _processes(ids)) == 1:
        return summed(company_id, ids, question)
    half = len(ids) // 2
    with _Helper(company_id, ids[half:], question) as helper:
        found = summed(company_id, ids[:half], question)
        found.merge(helper.answer())
    return found


@contextmanager
def meanwhile(
    question: Question, *, by: Actor, processes: int | None = None
) -> Iterator[Callable[[], Sums]]:
    """Have a second process work out a forecast while the caller does something else.

    Gives what waits for it. With one of `processes`, as in `forecast`, it is worked out then.

    :raises NotAllowed: if the actor may not read.
    """
    require(by, Permission.READ)
    ids = candidates(by.company_id, question)
    if (processes or _processes(ids)) == 1:
        yield lambda: summed(by.company_id, ids, question)
    else:
        with _Helper(by.company_id, ids, question) as helper:
            yield helper.answer


def _processes(ids: Sequence[int]) -> int:
    return 2 if len(ids) >= MANY else 1


def candidates(company_id: int, question: Question) -> list[int]:
    """Return the contracts that may bill something, in order of id."""
    template_refresh.settle(company_id)
    query, parameters = scopes.expected(
        question.only, company_id, question.until, drafts=question.drafts
    )
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return [row[0] for row in cursor.fetchall()]


def summed(company_id: int, ids: Sequence[int], question: Question) -> Sums:
    """Return the sums of some contracts."""
    found = Sums(by=question.by)
    masters = masters_of(company_id)
    for known, agreement in _agreements(ids, masters, question):
        expected = _expected(agreement, masters, question)
        found.add(agreement.contract.code, known.labels, expected)
    return found


def _expected(agreement: Agreement, masters: Masters, question: Question) -> Forecast:
    """What a contract bills; one with an unforeseen error never stops the others (GE-6)."""
    try:
        return forecast_of(
            agreement,
            since=question.since,
            until=question.until,
            is_business_day=masters.is_business_day,
        )
    except Exception as error:
        log.exception("contract %s could not be forecast", agreement.contract.code)
        kind = type(error).__name__
        message = f"Unexpected error ({kind}): report it."
        values = (("error", kind),)
        return Forecast(refusal=Refusal(code="unexpected_error", message=message, values=values))


class HelperFailed(Exception):
    """The second process of a forecast ended without an answer."""


class _Known(NamedTuple):
    """What the rows say of a contract beside its agreement."""

    labels: Labels
    renews: bool
    periods: int | None
    notice_days: int
    notice_given_on: date | None


def _agreements(
    ids: Sequence[int], masters: Masters, question: Question
) -> Iterator[tuple[_Known, Agreement]]:
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        known = {
            row[0]: _Known(Labels(*row[1:5]), *row[5:])
            for row in rows(_LABELS, arrays.written(part), masters.company_id)
        }
        for each in gather(part, masters):
            yield known[each.contract_id], _asked(each, known[each.contract_id], question)


def _asked(gathered: Gathered, known: _Known, question: Question) -> Agreement:
    """The agreement as the question sees it: a draft as if posted, renewals to come."""
    agreement, contract = gathered.agreement, gathered.agreement.contract
    if question.drafts and contract.state == "draft":
        contract = replace(contract, state="posted", active=True)
    if question.renewals and known.renews and contract.ends_on is not None:
        tacit = Tacit(
            ends_on=contract.ends_on,
            periods=known.periods or 0,
            notice_days=known.notice_days,
            notice_given_on=known.notice_given_on,
        )
        contract = going_on(contract, tacit, question.until)
    return agreement if contract is agreement.contract else replace(agreement, contract=contract)


class _Helper:
    """A second process that sums some of the contracts."""

    def __init__(self, company_id: int, ids: Sequence[int], question: Question) -> None:
        name = str(connection.settings_dict["NAME"])
        self.process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", settings.FORECAST_WORKER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "CADENCIA_WORKER_DATABASE": name},
        )
        asked = {"company": company_id, "contracts": list(ids), "question": question.form()}
        assert self.process.stdin is not None  # noqa: S101 - asked for above
        with suppress(BrokenPipeError):  # it failed at once: `answer` says so
            self.process.stdin.write(json.dumps(asked).encode())
            self.process.stdin.close()

    def __enter__(self) -> "_Helper":
        return self

    def answer(self) -> Sums:
        """Wait for its sums.

        :raises HelperFailed: if it failed; it has told why on its error output.
        """
        assert self.process.stdout is not None  # noqa: S101 - asked for above
        told = self.process.stdout.read()
        if self.process.wait():
            raise HelperFailed(self.process.returncode)
        return forecast_sums.of_form(json.loads(told))

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None  # noqa: S101 - asked for above
        self.process.stdout.close()


def answer(asked: Mapping[str, Any]) -> forecast_sums.Form:
    """Return what a helper was asked for, in the form that passes between processes."""
    question = question_of(asked["question"])
    return summed(asked["company"], asked["contracts"], question).form()
