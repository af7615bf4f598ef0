"""Import of contracts: every check of posting first, then all of them in bulk."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import psycopg
from django.db import DataError, IntegrityError, transaction

from cadencia.billing import due
from cadencia.billing.gathering import Masters, masters_of
from cadencia.billing.importing import (
    beside,
    billed,
    contract_fields,
    details,
    followers,
    kept_contracts,
    references,
)
from cadencia.billing.importing.followers import Followed, Templates
from cadencia.billing.importing.kept_contracts import KeptContract
from cadencia.billing.importing.progress import Stage
from cadencia.billing.importing.references import text
from cadencia.billing.importing.surroundings import (
    KnownCustomer,
    Surroundings,
    surroundings_of,
)
from cadencia.billing.importing.told_rows import CHANGED, NEW
from cadencia.billing.importing.work import Work
from cadencia.contracts import codes
from cadencia.contracts.states import State
from cadencia.core.agreement import Agreement, Customer, PriceSource, ScheduleChange
from cadencia.interchange import beside as told_beside
from cadencia.interchange import reader
from cadencia.interchange.problems import Problem
from cadencia.interchange.tables.contract_columns import title_of
from cadencia.interchange.tables.records import Json, Record

KIND = "contracts"
# COPY goes past Django, which wraps what the rest raises.
_REFUSALS = (IntegrityError, DataError, psycopg.IntegrityError, psycopg.DataError)
_FEW = 2000  # contracts: beyond, all customers are read
_EVERY = 100  # contracts between two looks at the progress
_MASTER_OF = {
    "item_unknown": "items",
    "tax_unknown": "taxes",
    "formula_unknown": "formulas",
    "index_unknown": "indexes",
}
"""What the reader doesn't know, and the kind of record that may have been refused for it."""


SOMEBODY = KnownCustomer(id=0, value=Customer(code="-", name="-"), price_list="")
"""In the place of a customer that isn't known: nothing is written then."""
OF_CUSTOMER = frozenset({"price_missing"})
"""What the customer's own prices might mend."""


class NotWritten(Exception):
    """The tables refuse the contracts together and admit each of them alone."""


_Pair = tuple[Record, KeptContract]


@dataclass(frozen=True, slots=True)
class Written:
    """The contracts that were written, and the masters that they refer to by id."""

    contracts: Sequence[KeptContract] = ()
    around: Surroundings | None = None
    look_from: Mapping[int, date | None] = field(default_factory=dict)  # by contract: see `due`


NOTHING = Written()


@dataclass(slots=True)
class _Sorted:
    """Contracts that were read, by what is to be done with them."""

    new: list[_Pair] = field(default_factory=list)
    changed: list[_Pair] = field(default_factory=list)
    noted: list[KeptContract] = field(default_factory=list)  # only comments are new
    unchanged: int = 0


def import_contracts(work: Work) -> Written:
    """Create contracts and change drafts; return what was written.

    Nothing is written if anything in the whole import is to be mended.
    """
    records = work.records(KIND)
    if not records:
        return NOTHING
    records = _with_codes(records, work)
    masters = masters_of(work.company.pk)
    templates = followers.read(records, masters, work) if work.follows else None
    around = _surroundings(records, work, masters, templates)
    read = list(_read_all(records, _Ground(around, templates), work))
    found = _sorted(read, work)
    work.created[KIND] += len(found.new)
    work.updated[KIND] += len(found.changed) + len(found.noted)
    work.unchanged[KIND] += found.unchanged
    if work.findings.found or work.bundle.problems:
        return NOTHING
    written = [kept for _, kept in (*found.new, *found.changed)]
    is_alone = len(records) == len(written) == 1
    work.progress(Stage.WRITE, 0, len(written))
    try:
        with transaction.atomic(savepoint=not is_alone):
            new = [kept for _, kept in found.new]
            kept_contracts.insert(new, work.company.pk, created_on=work.today)
            kept_contracts.replace([kept for _, kept in found.changed], work.company.pk)
            said = [(each.id, each.beside) for each in (*written, *found.noted)]
            beside.write(said, work.company.pk, at=work.at, user_id=work.by.user_id)
    except _REFUSALS as error:
        if is_alone:  # which one it is needs no trying, and all is taken back
            _refuse(records[0], error, work)
        else:
            _name_refused(found, work)
        return NOTHING
    work.progress(Stage.WRITE, len(written), len(written))
    return Written(written, around)


def _with_codes(records: list[Record], work: Work) -> list[Record]:
    """Return the records, with the company's next codes where none is given (AG-1)."""
    given = {code for each in records if (code := text(each.data["contract"], "code"))}
    without = [each for each in records if each.data["contract"].get("code") in (None, "")]
    if not without:
        return records
    proposed = iter(codes.propose_many(len(without), by=work.by, besides=given))
    return [
        each
        if each.data["contract"].get("code") not in (None, "")
        else _coded(each, next(proposed))
        for each in records
    ]


def _coded(record: Record, code: str) -> Record:
    contract = {**record.data["contract"], "code": code}
    return replace(record, data={**record.data, "contract": contract})


def read_one(record: Record, work: Work) -> KeptContract | None:
    """Return a contract as it will be kept, or `None` if anything in it is to be mended."""
    masters = masters_of(work.company.pk)
    templates = followers.read([record], masters, work) if work.follows else None
    around = _surroundings([record], work, masters, templates)
    return _read(record, _Ground(around, templates), work)


def _surroundings(
    records: list[Record], work: Work, masters: Masters, templates: Templates | None
) -> Surroundings:
    named = _customers(records) if len(records) <= _FEW else None
    kinds = _kinds(records) | (templates.kinds() if templates else set())
    around = surroundings_of(work.company, kinds, customers=named, masters=masters)
    return replace(around, refs={**around.refs, **details.refs_of(records, work.company.pk)})


def _name_refused(found: _Sorted, work: Work) -> None:
    """Write contracts one by one, so that those which the tables refuse are named."""
    before = len(work.findings.found)
    for pairs, is_new in ((found.new, True), (found.changed, False)):
        for record, kept in pairs:
            try:
                with transaction.atomic():
                    if is_new:
                        kept_contracts.insert([kept], work.company.pk, created_on=work.today)
                    else:
                        kept_contracts.replace([kept], work.company.pk)
            except _REFUSALS as error:
                _refuse(record, error, work)
    if len(work.findings.found) == before:
        raise NotWritten


def _refuse(record: Record, error: Exception, work: Work) -> None:
    reason = str(error).strip().splitlines()[0]
    work.findings.refuse("refused_by_tables", record, "contract.code", reason=reason)


@dataclass(frozen=True, slots=True)
class _Ground:
    """What contracts are read with; without templates, none may name one."""

    around: Surroundings
    templates: Templates | None = None


def _read_all(
    records: list[Record], ground: _Ground, work: Work
) -> Iterator[tuple[Record, KeptContract]]:
    for done, record in enumerate(records):
        if done % _EVERY == 0:
            work.progress(Stage.CHECK, done, len(records))
        kept = _read(record, ground, work)
        if kept is not None:
            yield record, kept
    work.progress(Stage.CHECK, len(records), len(records))


def _read(record: Record, ground: _Ground, work: Work) -> KeptContract | None:
    """Return the contract as it will be kept, or `None` if anything in it is to be mended."""
    before, around = len(work.findings.found), ground.around
    code = record.data["customer"].get("code")
    customer = around.customers.get(code) if isinstance(code, str) else None
    followed = ground.templates.of(record, work) if ground.templates else None
    if len(work.findings.found) > before:
        return None
    if customer is None:
        if code in work.broken("customers"):
            return None
        work.findings.refuse("customer_unknown", record, "customer.code", name=code)
        customer = SOMEBODY  # so that what else is wrong is named at once
    contract = _own(record, followed, ground)
    references.refuse_unknown(contract, record, around, work)
    reading = reader.read_contract(
        followed.whole(contract) if followed else contract,
        around.parties(customer),
        around.masters_for(customer, text(contract, "price_list")),
        check_posting=(contract.get("state") or State.POSTED) == State.POSTED,
        check_variables=True,
        schedule_changes=_read_beside(record, contract, followed, work),
    )
    aside = OF_CUSTOMER if customer is SOMEBODY else ()
    problems = [
        each
        for each in reading.problems
        if each.code not in aside and not _is_of_broken(each, work)
    ]
    work.findings.refuse_reading(
        followed.placed(problems, contract) if followed else problems, record
    )
    if reading.file is None or len(work.findings.found) > before:
        return None
    kept = _kept(contract, customer, around, followed)
    if ground.templates:
        kept.beside = beside.of_form(record.data["contract"])
    _keep_formula_prices(kept, reading.file.agreement)
    if work.all_new and followed is None:
        kept.look_from = due.of_agreement(reading.file.agreement, around.masters)
        kept.is_looked_at = True
    return kept


def _own(record: Record, followed: Followed | None, ground: _Ground) -> Mapping[str, Json]:
    """Return what is a contract's own, without the keys that only an import knows."""
    contract: Mapping[str, Json] = record.data["contract"]
    if ground.templates:
        contract = {name: each for name, each in contract.items() if name not in told_beside.KEYS}
    if followed is not None:
        return followed.given(contract)
    if ground.templates is None:
        return contract
    return {name: each for name, each in contract.items() if name not in followers.KEYS}


def _read_beside(
    record: Record, own: Mapping[str, Json], followed: Followed | None, work: Work
) -> tuple[ScheduleChange, ...]:
    """Note what is wrong with what stands beside the contract; return its dated schedules."""
    if not work.follows:
        return ()
    has_schedule = own.get("schedule") is not None or bool(followed and followed.schedule)
    found = told_beside.read(record.data["contract"], has_schedule=has_schedule)
    work.findings.refuse_reading(found.problems, record)
    return found.schedule_changes


def _is_of_broken(problem: Problem, work: Work) -> bool:
    kind = _MASTER_OF.get(problem.code)
    return kind is not None and problem.params.get("value") in work.broken(kind)


def _kept(
    contract: Mapping[str, Json],
    customer: KnownCustomer,
    around: Surroundings,
    followed: Followed | None,
) -> KeptContract:
    parts = {}
    for part in contract_fields.PARTS:
        given = contract.get(part.name) or []
        if given:
            rows = [contract_fields.part_kept(part, each, around.refs) for each in given]
            parts[part.name] = sorted(
                rows, key=lambda row: (row[part.order],) if part.order in row else ()
            )
    header = contract_fields.header_kept(contract, customer.id, around.refs)
    said = details.of_form(contract, around.refs)
    template = None if followed is None else followed.id
    return KeptContract(header, parts, template=template, details=said)


def _keep_formula_prices(kept: KeptContract, agreement: Agreement) -> None:
    """Keep what a formula gave when it was chosen: it isn't evaluated again (R8)."""
    found = agreement.contract
    rows, changes = kept.parts.get("lines", []), kept.parts.get("modifications", [])
    # A template's lines stand before the contract's own, its changes after them.
    for row, line in zip(rows, found.lines[len(found.lines) - len(rows) :], strict=True):
        if row["formula_id"] is not None and line.price_source is PriceSource.FIXED:
            row["unit_price"] = line.unit_price
        if row["quantity_formula_id"] is not None:
            row["quantity"] = line.quantity  # shown until the next one is evaluated
    for row, change in zip(changes, found.modifications[: len(changes)], strict=True):
        if row["formula_id"] is not None:
            row["unit_price"] = change.unit_price


def _sorted(read: list[tuple[Record, KeptContract]], work: Work) -> _Sorted:
    before = {} if work.all_new else _existing([kept for _, kept in read], work)
    ledgers = billed.ledgers(kept_contracts.ids(before.values()))
    found = _Sorted()
    for record, kept in read:
        old = before.get(str(kept.header["code"]))
        if old is None:
            found.new.append((record, kept))
            work.told.tell(record, NEW)
        elif not _is_same(old, kept, ledgers):
            _sort_changed(record, kept, old, _Judged(found, work, ledgers))
        elif beside.has_more(old.beside, kept.beside):  # added whatever its state: everyday work
            kept.id = old.id
            found.noted.append(kept)
            work.told.tell(record, CHANGED, ["follow_up"])
        else:
            found.unchanged += 1
    return found


def _existing(read: list[KeptContract], work: Work) -> dict[str, KeptContract]:
    """Return those that are there, as what came in is: whole, or what is a follower's own."""
    found: dict[str, KeptContract] = {}
    for whole in (True, False):
        codes = [str(each.header["code"]) for each in read if (each.template is None) == whole]
        there = kept_contracts.existing(work.company.pk, codes, whole=whole)
        if any(each.beside for each in read):
            known = beside.read(kept_contracts.ids(there.values()), whole=whole)
            for each in there.values():
                each.beside = known.get(each.id or 0, {})
        found.update(there)
    return found


@dataclass(frozen=True, slots=True)
class _Judged:
    """What a changed contract is judged by, and where it goes."""

    found: _Sorted
    work: Work
    ledgers: billed.Ledgers


def _is_same(old: KeptContract, kept: KeptContract, ledgers: billed.Ledgers) -> bool:
    if not old.differences(kept):
        return True
    # What was exported from here after it was billed comes back as the export told it.
    return ledgers.has(old) and not billed.as_billed(old, ledgers).differences(kept)


def _sort_changed(record: Record, kept: KeptContract, old: KeptContract, judged: _Judged) -> None:
    differences = old.differences(kept)
    is_draft = old.header["state"] == State.DRAFT
    if is_draft and not judged.ledgers.has(old):
        kept.id = old.id
        judged.found.changed.append((record, kept))
        judged.work.told.tell(record, CHANGED, differences)
        return
    first = differences[0]
    path = first if first == "customer" else f"contract.{first}"
    code = "contract_billed_differs" if is_draft else "contract_posted_differs"
    findings = judged.work.findings
    fields = ", ".join(title_of(each, findings.language) for each in differences)
    findings.refuse(code, record, path, name=kept.header["code"], fields=fields)


def _kinds(records: list[Record]) -> set[str]:
    return {name for record in records if (name := text(record.data["contract"], "kind"))}


def _customers(records: list[Record]) -> set[str]:
    """Return the codes of whoever the contracts name: customers, and who pays for them."""
    codes = (text(record.data["customer"], "code") for record in records)
    payers = (text(record.data["contract"], "bill_to") for record in records)
    return {each for each in (*codes, *payers) if each}
