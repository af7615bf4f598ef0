"""The commands that carry a run on, as they are typed."""

from __future__ import annotations

import shlex

from cadencia.billing import run_report, runs
from cadencia.billing.models import BillingRun
from cadencia.billing.scopes import month
from cadencia.parties.access import administrator_of_machine
from cadencia.parties.models import Company

OPTIONS = {
    "contracts": "--contract",
    "customers": "--customer",
    "kinds": "--kind",
    "projects": "--project",
    "sales_reps": "--sales-rep",
    "series": "--series",
    "document_types": "--type",
}


def option(company: Company) -> str:
    """Return the option that names a company, with a blank before it."""
    return f" --company {shlex.quote(company.code)}"


def issue(run: BillingRun, company: Company) -> str:
    """Return the command that issues a run's drafts."""
    return f"cadencia runs issue {run.pk}{option(company)}"


def undo(run: BillingRun, company: Company) -> str:
    """Return the command that deletes a run's drafts."""
    return f"cadencia runs undo {run.pk}{option(company)}"


def resume(run: BillingRun, company: Company) -> str:
    """Return the command that carries an open run on."""
    if run.state == "issuing":
        return issue(run, company)
    if run.state == "undoing":
        return undo(run, company)
    measure = runs.scope_of_run(run).measure
    if measure.ahead or measure.together:
        return f"cadencia contract generate{_one_contract(run)}{option(company)}"
    oldest = " --oldest" * (measure.count is not None)
    oldest += " --group" * runs.scope_of_run(run).group
    return f"cadencia generate{option(company)}{_scope(run)}{oldest}{_wish(run)}"


def _one_contract(run: BillingRun) -> str:
    """The contract and how many of its installments, as `cadencia contract generate` takes them."""
    scope = runs.scope_of_run(run)
    words = [f" {shlex.quote(each)}" for each in scope.only.contracts]
    if scope.measure.count is not None:
        words.append(f" --count {scope.measure.count} --advance")
    words += [" --together"] * scope.measure.together + [" --drafts"] * (not run.issue)
    return "".join(words)


def _scope(run: BillingRun) -> str:
    form = run.scope
    words = [_dates(run)]
    for name, typed in OPTIONS.items():
        words += [f" {typed} {shlex.quote(value)}" for value in form.get(name, ())]
    if form.get("generation"):
        words.append(f" --generation {form['generation']}")
    left_out = run_report.excluded(run, by=administrator_of_machine(run.company_id))
    words += [f" --exclude {shlex.quote(f'{code}@{on}')}" for code, on in left_out]
    return "".join(words)


def _dates(run: BillingRun) -> str:
    window = runs.scope_of_run(run).window
    if window is None:
        return f" --as-of {run.as_of}"
    if window == month(window.start.year, window.start.month):
        return f" --month {window.start:%Y-%m}"
    return f" --from {window.start} --until {window.until}"


def _wish(run: BillingRun) -> str:
    return " --issue" if run.issue else " --drafts"
