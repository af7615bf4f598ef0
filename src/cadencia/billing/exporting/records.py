"""A company's masters and contracts, in the form in which files hold them."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cadencia.billing.exporting.masters import MASTERS
from cadencia.billing.importing import beside, billed, contract_fields, details, kept_contracts
from cadencia.billing.importing.fields import Refs, told
from cadencia.billing.importing.followers import OWN_HEADER, TEMPLATE
from cadencia.billing.importing.kept_contracts import KeptContract
from cadencia.billing.importing.surroundings import codes_by_id, codes_of
from cadencia.contracts.services import NoSuchContract
from cadencia.interchange.tables.records import Json
from cadencia.parties.access import Actor, Permission, require_in
from cadencia.parties.models import Company

CONTRACTS = "contracts"
KINDS = (*MASTERS, CONTRACTS)

_AT_ONCE = 2_000  # contracts


@dataclass(frozen=True, slots=True)
class Export:
    """Records by kind; `owed` are contracts whose passed-over installments don't travel."""

    records: Mapping[str, list[dict[str, Json]]]
    owed: tuple[str, ...]


def exported(
    company: Company,
    kinds: Collection[str] = KINDS,
    *,
    by: Actor,
    contracts: Collection[str] = (),
    whole: bool = False,
) -> Export:
    """Return a company's records of some kinds; `contracts` are codes, none of them means all.

    A contract that follows a template says which, and what is its own; `whole` has it told with
    all that it reads, for who doesn't know the template.

    A contract that was billed here says until when, so that no other program bills it again;
    one-off lines that were billed stay behind.
    """
    require_in(by, company.pk, Permission.READ)
    records = {kind: list(tell(company)) for kind, tell in MASTERS.items() if kind in kinds}
    owed: list[str] = []
    if CONTRACTS in kinds:
        records[CONTRACTS] = list(_contracts(company, contracts, owed, whole=whole))
    return Export(records, tuple(owed))


def contract_form(kept: KeptContract, refs: Refs) -> dict[str, Json]:
    """Return a contract as a contract file: its customer's code, and itself."""
    contract = told(contract_fields.HEADER, kept.header, refs)
    if kept.template is not None:
        contract |= {TEMPLATE: refs["template"][kept.template], OWN_HEADER: True}
    for part in contract_fields.PARTS:
        rows = kept.parts.get(part.name, [])
        if rows:
            contract[part.name] = [contract_fields.part_told(part, row, refs) for row in rows]
    contract |= details.form(kept.details, refs)
    customer = refs["customer"][kept.header["customer_id"]]
    return {"customer": {"code": customer}, "contract": contract}


def tell_one(company: Company, contract_id: int, *, by: Actor) -> dict[str, Json]:
    """Return a contract as a contract file, with all that it reads of its template.

    :raises NoSuchContract: if the company has none of that number.
    """
    require_in(by, company.pk, Permission.READ)
    headers = kept_contracts.headers(company.pk).filter(pk=contract_id)
    kept = kept_contracts.read(headers).get(contract_id)
    if kept is None:
        raise NoSuchContract(contract_id)
    referred = contract_fields.referred(kept.header, kept.parts, kept.details)
    return contract_form(kept, codes_of(company, referred))


def _contracts(
    company: Company, codes: Collection[str], owed: list[str], *, whole: bool
) -> Iterator[dict[str, Json]]:
    refs = codes_by_id(company)
    headers = kept_contracts.headers(company.pk)
    if codes:
        headers = headers.filter(code__in=codes)
    for batch in _batches(headers.iterator(chunk_size=_AT_ONCE)):
        found = kept_contracts.read(batch, whole=whole)
        known, besides = billed.ledgers(list(found)), beside.read(list(found), whole=whole)
        for number, kept in found.items():
            if number in known.owed:
                owed.append(str(kept.header["code"]))
            form = contract_form(billed.as_billed(kept, known), refs)
            form["contract"] |= beside.forms(besides[number])
            yield form


def _batches(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch
