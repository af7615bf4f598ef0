"""The words in which the stories are told.

Each word calls the service that a click or a command calls, and prints what a bookkeeper can
check: numbers, dates, lines, amounts. No word chooses anything: what comes out is the product's.
The time is an argument of every word, and stands still at ten in the morning of that day.
"""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import translation

from cadencia.billing import (
    acts,
    bulk,
    closing,
    companies,
    doctor,
    generation,
    importing,
    line_explanation,
    preview,
    refusals,
    run_report,
    runs,
    undoing,
    usage_recording,
)
from cadencia.billing.choosing import Choice
from cadencia.billing.missing import Missed
from cadencia.billing.models import BillingRun, Installment
from cadencia.billing.runs import Wish
from cadencia.billing.scopes import Filter, Scope, month
from cadencia.billing.usage_recording import UsageRow
from cadencia.billing.why import why as ask_why
from cadencia.contracts.models import Contract
from cadencia.documents import services as documents
from cadencia.documents.finding import find_document
from cadencia.documents.models import Document
from cadencia.parties.access import administrator_of_machine
from cadencia.parties.models import Company
from tests.factories import chief
from tests.scenarios import rows

__all__ = [
    "Missed",
    "a_company",
    "a_contract",
    "a_customer",
    "a_drafted_run",
    "a_preview",
    "a_series",
    "act_undone",
    "activate",
    "applied",
    "approve",
    "billed",
    "changed",
    "deactivate",
    "doctor_says",
    "due_dates",
    "explain",
    "finish",
    "generate",
    "generate_month",
    "goods_and_cost",
    "imports",
    "item",
    "ledger",
    "line",
    "mentions",
    "new_prices",
    "next_date",
    "parked",
    "post",
    "problems_of",
    "revert",
    "run_of",
    "seen_from",
    "taxes",
    "undo",
    "used",
    "void",
    "why",
    "why_stopped",
    "written_by_sql",
]

ENGLISH = partial(translation.override, "en")
COMPANY_CODE: Callable[[], int] = count(1).__next__
BEGINNING = date(2020, 1, 1)

Day = str
"""A date as the stories write it: 2026-01-31."""


# What there is


def a_company(name: str, **fields: Any) -> Company:
    """Open a company; it has the usual taxes, and a series for each type of document."""
    values = {"code": f"company-{COMPANY_CODE()}", "name": name, **fields}
    return companies.open_company(values, at=_moment(BEGINNING))


def a_series(company: Company, code: str, **fields: Any) -> None:
    """Give a company a further series."""
    by = administrator_of_machine(company.pk)
    documents.save_series(company, {"code": code, **fields}, by=by)


def imports(company: Company, **lists: Sequence[dict[str, Any]]) -> None:
    """Import records as from a file, all or none, and print every problem."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "records.json"
        file.write_text(json.dumps(lists), encoding="utf-8")
        manner = importing.Manner(at=_moment(BEGINNING), language="en")
        outcome = importing.import_files([file], company, manner)
    rows.show(f"{each.place.column}: {each.problem}" for each in outcome.problems)


def a_customer(company: Company, name: str, **fields: Any) -> str:
    """Import a customer called by the name, and return its code."""
    imports(company, customers=[{"code": name, "name": name, **fields}])
    return name


def item(code: str, **fields: Any) -> dict[str, Any]:
    """Return an item of the catalog, recurrent and taxed with IVA at 21 % unless said."""
    return {"code": code, "name": code, "recurrent": True, "taxes": ["IVA21"], **fields}


def line(description: str, unit_price: str, **fields: Any) -> dict[str, Any]:
    """Return a line of a contract, taxed with IVA at 21 % unless said."""
    return {"description": description, "unit_price": unit_price, "taxes": ["IVA21"], **fields}


def a_contract(
    company: Company, customer: str, code: str, *lines: dict[str, Any], **fields: Any
) -> Contract:
    """Import a contract, a draft unless said; its lines have the keys a, b, c…"""
    keyed = [{"key": key, **each} for key, each in zip("abcdefgh", lines, strict=False)]
    form = {"code": code, "state": "draft", "lines": keyed, **fields}
    imports(company, contracts=[{"customer": {"code": customer}, "contract": form}])
    return Contract.objects.get(company=company, code=code)


changed = a_contract
"""A draft imported again is changed: its lines and schedule are those of the new form."""


def seen_from(company: Company, contract: Contract) -> Contract:
    """Return a contract as one of another company would name it: by its number alone."""
    return Contract(pk=contract.pk, company=company, code=contract.code)


def written_by_sql(contract: Contract, *, customer_of: Contract) -> None:
    """Write the customer of another contract into one, past every service."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE contracts_contract SET customer_id = %s WHERE id = %s",
            (customer_of.customer_id, contract.pk),
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


# What a person does to a contract


def post(contract: Contract, *, on: Day, missed: Missed = Missed.SKIP) -> None:
    """Post a draft."""
    acts.post(contract.pk, by=chief(contract.company_id), on=_day(on), missed=missed)


def revert(contract: Contract, *, on: Day, waiting: acts.Drafts = acts.Drafts.REFUSE) -> None:
    """Make a posted contract a draft again."""
    acts.revert(contract.pk, by=chief(contract.company_id), on=_day(on), waiting=waiting)


def deactivate(contract: Contract, *, on: Day) -> None:
    """Keep a posted contract from generating."""
    acts.deactivate(contract.pk, by=chief(contract.company_id), on=_day(on))


def activate(contract: Contract, *, on: Day, missed: Missed = Missed.SKIP) -> None:
    """Let a posted contract generate again."""
    acts.activate(contract.pk, by=chief(contract.company_id), on=_day(on), missed=missed)


def finish(contract: Contract, *, on: Day) -> None:
    """Close a contract that has come to its end."""
    acts.finish(contract.pk, by=chief(contract.company_id), on=_day(on))


def void(contract: Contract) -> None:
    """Annul a contract."""
    acts.void(contract.pk, by=chief(contract.company_id))


def problems_of(contract: Contract) -> None:
    """Print all that keeps a contract from being posted."""
    with ENGLISH():
        rows.show(f"{each.path}: {each.message}" for each in acts.posting_problems(contract))


# Generating


def generate(company: Company, *, on: Day, **only: Any) -> None:
    """Generate and issue all that is pending, and print it."""
    run = run_of(company, on=on, **only)
    rows.show(rows.of_documents(_of_run(run)) or ["nothing to generate"])
    rows.show(_refused(company, run))


def generate_month(company: Company, year: int, number: int, *, on: Day) -> None:
    """Generate what falls in a month, and print it."""
    scope = Scope(as_of=_day(on), window=month(year, number))
    run = generation.generate(scope, Wish(), by=chief(company.pk), clock=_clock(on))
    rows.show(rows.of_documents(_of_run(run)) or ["nothing to generate"])


def run_of(company: Company, *, on: Day, expect: str = "", **only: Any) -> BillingRun:
    """Generate and issue all that is pending, and return the run."""
    wish = Wish(expect=expect)
    return generation.generate(_scope(on, only), wish, by=chief(company.pk), clock=_clock(on))


def a_drafted_run(company: Company, *, on: Day, **only: Any) -> BillingRun:
    """Generate all that is pending as drafts, without issuing them."""
    return generation.generate(
        _scope(on, only), Wish(issue=False), by=chief(company.pk), clock=_clock(on)
    )


def approve(run: BillingRun, *, on: Day) -> None:
    """Issue the drafts of a run that waits, and print them."""
    closing.approve(run.pk, by=chief(run.company_id), clock=_clock(on))
    generation.carry_on(run.pk, by=chief(run.company_id), clock=_clock(on))
    rows.show(rows.of_documents(_of_run(run)))


def undo(company: Company, run: BillingRun, *, on: Day) -> None:
    """Delete the drafts of a run, and print how many documents they were."""
    deleted = undoing.undo(run.pk, by=chief(company.pk), clock=_clock(on))
    print(f"{deleted} drafts deleted")


def a_preview(company: Company, *, on: Day, **only: Any) -> str:
    """Print what generating would bill, and return its fingerprint."""
    scope, clock = _scope(on, only), _clock(on)
    shown = preview.summarize(
        scope,
        by=administrator_of_machine(company.pk),
        clock=clock,
        watch=lambda _, plan: rows.show(map(rows.of_draft, plan.documents)),
    )
    return shown.fingerprint


def goods_and_cost(company: Company, *, on: Day) -> None:
    """Print of each document that would be generated which goods leave and whose cost waits."""
    for _, plan in preview.plans(
        _scope(on, {}), by=administrator_of_machine(company.pk), clock=_clock(on)
    ):
        rows.show(map(rows.of_goods, plan.documents))


# Prices over time


def new_prices(company: Company, wish: Any, *, on: Day, **only: Any) -> None:
    """Print what a review or another act on many contracts would do, and whom it leaves out."""
    with ENGLISH():
        shown = bulk.preview(
            Choice(only=Filter(**only)), wish, today=_day(on), by=chief(company.pk)
        )
        rows.show(
            f"{each.contract} {each.line}  {each.due_on}  {each.before} -> {each.after}"
            f"  {each.told_missing or '; '.join(each.calculation)}"
            for each in shown.touched
        )
        rows.show(f"{each.contract}: {each.sentence}" for each in shown.left_out)


def applied(company: Company, wish: Any, *, on: Day, **only: Any) -> int:
    """Do an act on many contracts, and return its number."""
    choice, by = Choice(only=Filter(**only)), chief(company.pk)
    done = bulk.execute(choice, wish, today=_day(on), at=_moment(_day(on)), by=by)
    return done.act_id


def act_undone(company: Company, act: int, *, on: Day) -> None:
    """Take an act on many contracts back, and print of how many."""
    try:
        contracts = bulk.undo(act, at=_moment(_day(on)), by=chief(company.pk))
    except bulk.BilledSince as refused:
        print(f"billed since: {', '.join(refused.contracts)}")
    else:
        print(f"{contracts} contracts")


def used(contract: Contract, start: Day, until: Day, quantity: str, *, on: Day) -> None:
    """Record what was used of a contract's metered line, and print what came of it."""
    row = UsageRow(contract.code, "", _day(start), _day(until), Decimal(quantity))
    by = chief(contract.company_id)
    done = usage_recording.record([row], at=_moment(_day(on)), by=by)
    print(f"{done.added} new, {done.known} known, {done.late} late")


# Looking


def billed(company: Company) -> None:
    """Print all documents of a company, by series, year and number."""
    rows.show(rows.of_documents(Document.objects.filter(company=company)))


def due_dates(company: Company, number: str) -> None:
    """Print when which amounts of a document are to be paid."""
    found = _found(company, number).due_dates.order_by("position")
    rows.show(f"{each.due_on}  {rows.amount(each.amount)}" for each in found)


def taxes(company: Company, number: str) -> None:
    """Print the foot of a document: each tax with its base, then the totals."""
    document = _found(company, number)
    rows.show(map(rows.of_tax, document.taxes.order_by("position")))
    print(f"net {rows.amount(document.net)}, total {rows.amount(document.total)}")
    print(f"withheld {rows.amount(document.withholding)}, payable {rows.amount(document.payable)}")


def mentions(company: Company, number: str) -> None:
    """Print what the law wants said on a document."""
    rows.show(_found(company, number).mentions)


def explain(company: Company, number: str) -> None:
    """Print how each line of a document came about."""
    with ENGLISH():
        told = line_explanation.explain_document(_found(company, number), by=chief(company.pk))
    for each in told.lines:
        print(each.calculation)
        rows.show(f"    {step.sentence}" for step in each.steps)


def ledger(contract: Contract) -> None:
    """Print the ledger of installments of a contract."""
    found = Installment.objects.filter(contract=contract, replaced=False).order_by("due_on", "pk")
    rows.show(
        f"{each.number}  {each.kind}  {each.due_on}  {each.period_start} to {each.period_until}"
        f"  {each.state}"
        for each in found
    )


def next_date(company: Company, *, after: Day, **only: Any) -> None:
    """Print when something is asked for next."""
    print(run_report.next_date(_scope(after, only), by=chief(company.pk)))


def why(contract: Contract, *, on: Day, as_of: Day) -> None:
    """Print why a contract bills or doesn't bill something on a day, the first cause decides."""
    with ENGLISH():
        told = ask_why(
            contract.code,
            _day(on),
            as_of=_day(as_of),
            by=administrator_of_machine(contract.company_id),
        )
    rows.show(each.sentence for each in told.causes)


def parked(company: Company) -> None:
    """Print which contracts can't be billed, and why."""
    with ENGLISH():
        rows.show(
            f"{each.contract}: {each.sentence}" for each in refusals.stored(by=chief(company.pk))
        )


def why_stopped(run: BillingRun) -> None:
    """Print the state of a run, and what it asks about."""
    print(run.state)
    print(json.dumps(run.stop_reason, sort_keys=True))


def doctor_says(*, on: Day) -> None:
    """Print what is wrong with the database, of all companies."""
    with ENGLISH():
        found = doctor.examine(at=_moment(_day(on)))
    rows.show([f"{each.name}: {each.offenders}" for each in found] or ["everything holds"])


# What a run and a number stand for


def _refused(company: Company, run: BillingRun) -> list[str]:
    with ENGLISH():
        found = refusals.stored(by=chief(company.pk), run_id=run.pk)
        return [f"{each.contract}: {each.sentence}" for each in found]


def _of_run(run: BillingRun) -> QuerySet[Document]:
    return Document.objects.filter(company_id=run.company_id, run_id=run.pk)


def _found(company: Company, number: str) -> Document:
    document = find_document(number, by=chief(company.pk))
    assert document is not None, f"no document {number}"
    return document


# Time


def _day(day: Day) -> date:
    return date.fromisoformat(day)


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(10), tzinfo=UTC)


def _clock(day: Day) -> runs.Clock:
    return lambda: _moment(_day(day))


def _scope(on: Day, only: dict[str, Any]) -> Scope:
    return Scope(as_of=_day(on), only=Filter(**only))
