"""The whole import: masters, then contracts, in one transaction that a problem undoes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import translation

from cadencia.billing import due
from cadencia.billing.importing import catalog_masters, contracts, customers, kept_contracts
from cadencia.billing.importing.company_file import company_in
from cadencia.billing.importing.contracts import NOTHING, Written
from cadencia.billing.importing.findings import Findings
from cadencia.billing.importing.progress import Progress, Stage, nobody_looks
from cadencia.billing.importing.told_rows import ToldRows
from cadencia.billing.importing.work import Work
from cadencia.interchange.tables import reading
from cadencia.interchange.tables.contract_columns import CONTRACTS
from cadencia.interchange.tables.records import Bundle, Problem
from cadencia.parties.access import (
    Actor,
    Permission,
    acting,
    administrator_of_machine,
    require_in,
)
from cadencia.parties.models import Company


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What an import did, or would have done; with problems, nothing was written."""

    created: Mapping[str, int]
    updated: Mapping[str, int]
    unchanged: Mapping[str, int]
    problems: tuple[Problem, ...]
    written: bool
    contracts: Written = NOTHING
    rows: Sequence[Mapping[str, Any]] = ()  # the first that are new or change: see `told_rows`


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How to import: the moment, the files' locale, the language of the sentences, who asks."""

    at: datetime
    locale: str = "es"
    language: str = "es"
    dry_run: bool = False
    kind: str | None = None  # of the sheets whose name doesn't tell
    follows: bool = True  # contracts may name the template that they follow
    progress: Progress = nobody_looks
    all_new: bool = False  # who asks knows that no contract has the code of one of these
    by: Actor | None = None  # None: who runs commands on the machine itself


def import_files(paths: Iterable[Path], company: Company, manner: Manner) -> Outcome:
    """Read files and import what they hold: all of it, or nothing if anything is wrong."""
    bundle = reading.read_files(
        paths, locale=manner.locale, language=manner.language, kind=manner.kind
    )
    return import_records(bundle, company, manner)


def import_folder(
    company_file: Path, paths: Iterable[Path], manner: Manner
) -> tuple[Company, Outcome]:
    """Import files into the company that a file describes, opening it if it isn't there.

    A company opened for an import that writes nothing isn't kept either.

    :raises CompanyFileRefused: if the company's file can't be used.
    """
    with transaction.atomic():
        company = company_in(company_file, at=manner.at)
        outcome = import_files(paths, company, manner)
        if not outcome.written:
            transaction.set_rollback(True)
    return company, outcome


def import_records(bundle: Bundle, company: Company, manner: Manner) -> Outcome:
    """Import records: all of them, or nothing if anything is wrong.

    A dry run does everything and takes it back, so that it can't differ from the import.

    :raises NotAllowed: if who asks may not change what the records are of.
    """
    by = manner.by or administrator_of_machine(company.pk)
    _require(bundle, company, by)
    work = Work(
        company=company,
        bundle=bundle,
        findings=Findings(manner.language),
        told=ToldRows(manner.language),
        at=manner.at,
        progress=manner.progress,
        follows=manner.follows,
        all_new=manner.all_new,
        asked_by=by,
    )
    with translation.override(manner.language), acting(by):
        written = _import(work) if bundle.is_whole else NOTHING
        problems = (*bundle.problems, *work.findings.found)
        keeps = not problems and not manner.dry_run
        if not keeps:
            transaction.set_rollback(True)
    return Outcome(
        created=dict(+work.created),
        updated=dict(+work.updated),
        unchanged=dict(+work.unchanged),
        problems=_in_order(problems),
        written=keeps,
        contracts=written if keeps else NOTHING,
        rows=work.told.rows,
    )


def _require(bundle: Bundle, company: Company, by: Actor) -> None:
    """Let the import go on: masters and contracts each want their permission."""
    brought = [kind for kind, records in bundle.records.items() if records]
    for kind in brought:
        is_contracts = kind == CONTRACTS.name
        require_in(by, company.pk, Permission.CONTRACTS if is_contracts else Permission.MASTERS)
    if not brought:
        require_in(by, company.pk, Permission.READ)


def _import(work: Work) -> Written:
    """Take each kind after those that it refers to; return the contracts that were written."""
    steps = (
        ("taxes", catalog_masters.import_taxes),
        ("items", catalog_masters.import_items),
        ("formulas", catalog_masters.import_formulas),
        ("indexes", catalog_masters.import_indexes),
        ("price_lists", catalog_masters.import_price_lists),
        ("customers", customers.import_customers),
        ("addresses", customers.import_addresses),
        ("special_prices", catalog_masters.import_special_prices),
    )
    for done, (kind, step) in enumerate(steps, start=1):
        if work.records(kind) or work.lacking(kind):
            step(work)
        work.progress(Stage.MASTERS, done, len(steps))
    written = contracts.import_contracts(work)
    days = _looked_at(written, work.company.pk)
    numbers = [each for each in kept_contracts.ids(written.contracts) if each not in days]
    masters = written.around.masters if written.around else None
    for done in range(0, len(numbers), due.CHUNK):
        work.progress(Stage.DUE, done, len(numbers))
        chunk = numbers[done : done + due.CHUNK]
        days |= due.refresh(chunk, work.company.pk, masters=masters)
    work.progress(Stage.DUE, len(numbers), len(numbers))
    return replace(written, look_from=days)


def _looked_at(written: Written, company_id: int) -> dict[int, date | None]:
    """Keep from when on contracts must be looked at that were just read, and return it."""
    customers = written.around.customers.values() if written.around else ()
    payers = {each.id: each.bill_to_id or each.id for each in customers}
    found = [
        (each.id, each.header["bill_to_id"] or payers[each.header["customer_id"]], each.look_from)
        for each in written.contracts
        if each.id is not None and each.is_looked_at
    ]
    if found:
        due.store(company_id, found)
    return {contract: look for contract, _payer, look in found}


def _in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return problems by file, sheet and row, each once."""

    def place(problem: Problem) -> tuple[str, str, int]:
        return problem.place.file, problem.place.sheet or "", problem.place.row or 0

    return tuple(sorted(dict.fromkeys(problems), key=place))
