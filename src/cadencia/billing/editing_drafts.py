"""Drafts edited and deleted: header, lines and all that is scheduled (LC-2).

A draft may have been posted and billed before: its lines keep their rows, known by their keys,
so that what was billed from them is still theirs.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import F, ProtectedError
from django.utils import translation
from django.utils.translation import gettext as _

from cadencia.billing import due
from cadencia.billing.exporting.records import contract_form
from cadencia.billing.importing import contracts as importing
from cadencia.billing.importing import kept_contracts
from cadencia.billing.importing.contract_fields import LINE_OF, PARTS, Part, referred
from cadencia.billing.importing.fields import Columns
from cadencia.billing.importing.findings import Findings
from cadencia.billing.importing.followers import TEMPLATE
from cadencia.billing.importing.kept_contracts import KeptContract
from cadencia.billing.importing.surroundings import codes_of
from cadencia.billing.importing.work import Work
from cadencia.billing.models import Installment
from cadencia.billing.registering import FormOrigin, as_values
from cadencia.contracts import services
from cadencia.contracts.models import Contract, ContractLine, ScheduledModification
from cadencia.contracts.states import State
from cadencia.interchange import details
from cadencia.interchange.tables.records import Bundle, Record
from cadencia.parties import access
from cadencia.parties.access import Actor, Permission
from cadencia.parties.models import Company
from cadencia.parties.problems import Problem, ValuesRefused, refuse_if_any

_OF_ACTS = ("state", "active")
"""What an act changes, never an edit."""


class NotADraft(Exception):
    """Only a draft is edited or deleted: its posting is reverted first."""

    def __init__(self, contract: str, state: str) -> None:
        super().__init__(contract, state)
        self.contract = contract
        self.state = state


class BilledBefore(Exception):
    """The draft has been billed: it is voided, not deleted."""


def edit(
    contract_id: int, changes: Mapping[str, Any], *, by: Actor, at: datetime, language: str
) -> Contract:
    """Change the given fields of a draft; null gives a field its usual value.

    `changes` may have `customer` (with its code) and `contract`; lists and objects inside are
    replaced whole. The draft may stay unfinished: posting checks it. Of a follower only what is
    its own is edited: its template's lines, and its schedule if it has none, stay the template's.

    :raises NotADraft: if it is posted, finished or void.
    :raises ValuesRefused: with all that is to be mended.
    """
    with access.permitted(by, Permission.CONTRACTS), translation.override(language):
        contract = _locked_draft(contract_id, by.company_id)
        company = Company.objects.defer("logo").get(pk=by.company_id)
        (before,) = kept_contracts.read(
            kept_contracts.headers(company.pk).filter(pk=contract_id), whole=False
        ).values()
        work = Work(company=company, bundle=Bundle({}), findings=Findings(language), at=at)
        work.follows = before.template is not None
        after = _read(_changed(before, changes, company), work)
        refuse_if_any(_billed_lines_missing(contract, before, after))
        rewrite(contract, before, after)
        due.refresh([contract_id], company.pk)
        contract.refresh_from_db()
    return contract


def delete(contract_id: int, *, by: Actor) -> None:
    """Delete a draft that has never been billed.

    :raises NotADraft: if it is posted, finished or void.
    :raises BilledBefore: if anything of it was billed, skipped or owed.
    """
    with access.permitted(by, Permission.CONTRACTS):
        contract = _locked_draft(contract_id, by.company_id)
        if Installment.objects.filter(contract=contract).exists():
            raise BilledBefore(contract.code)
        ScheduledModification.objects.filter(contract=contract).delete()
        try:
            contract.delete()
        except ProtectedError:
            raise BilledBefore(contract.code) from None


def rewrite(contract: Contract, before: KeptContract, after: KeptContract) -> None:
    """Write what differs; lines keep their rows by key, other rows if they are the same."""
    columns = {**after.header, **after.details, "state": State.DRAFT.value}
    columns["version"] = F("version") + 1
    Contract.objects.filter(pk=contract.pk).update(**columns)
    lines = _rewrite_lines(contract, after)
    for part in PARTS[1:]:
        _rewrite_part(contract, part, (before, after), lines)
    ContractLine.objects.filter(contract=contract).exclude(pk__in=lines.values()).delete()


def _locked_draft(contract_id: int, company_id: int) -> Contract:
    contract = services.locked(contract_id, company_id)
    if contract.state != State.DRAFT:
        raise NotADraft(contract.code, contract.state)
    return contract


def _changed(before: KeptContract, changes: Mapping[str, Any], company: Company) -> dict[str, Any]:
    """Return the form as it will be.

    :raises ValuesRefused: if the changes name what only an act changes, or a code that is taken.
    """
    form = contract_form(before, codes_of(company, _referred(before)))
    given = changes.get("contract") or {}
    sentence = _("An edit doesn't change this: post it, or do another act.")
    problems = [Problem(f"contract.{each}", sentence) for each in _OF_ACTS if each in given]
    followed = form["contract"].get(TEMPLATE)
    if given.get(TEMPLATE, followed) != followed:
        problems.append(Problem(f"contract.{TEMPLATE}", sentence))
    code = given.get("code", before.header["code"])
    taken = Contract.objects.filter(company=company, code=str(code)).exclude(pk=before.id or 0)
    if taken.exists():
        message = _("There is a contract with this code already.")
        problems.append(Problem("contract.code", message))
    refuse_if_any(problems)
    contract = {**form["contract"], **given, "state": State.DRAFT.value}
    kept = {name: each for name, each in contract.items() if each is not None}
    kept = {**dict.fromkeys(details.KEYS), **kept}  # said all, so that null takes one away
    return {"customer": changes.get("customer") or form["customer"], "contract": kept}


def _referred(kept: KeptContract) -> dict[str, set[int]]:
    found = referred(kept.header, kept.parts, kept.details)
    return found if kept.template is None else {**found, "template": {kept.template}}


def _read(form: Mapping[str, Any], work: Work) -> KeptContract:
    record = Record(kind="contracts", data=dict(form), origin=FormOrigin(0, form))
    kept = importing.read_one(record, work)
    if kept is None:
        raise ValuesRefused([as_values(each) for each in work.findings.found])
    return kept


def _billed_lines_missing(
    contract: Contract, before: KeptContract, after: KeptContract
) -> Sequence[Problem]:
    left = {row["key"] for row in after.parts.get("lines", [])}
    gone = [row["key"] for row in before.parts.get("lines", []) if row["key"] not in left]
    billed = Installment.objects.filter(contract=contract, contract_line__key__in=gone).values_list(
        "contract_line__key", flat=True
    )
    sentence = _("The one-off line %(key)s was billed or is owed: keep it.")
    return [Problem("contract.lines", sentence % {"key": key}) for key in sorted(set(billed))]


def _rewrite_lines(contract: Contract, after: KeptContract) -> dict[str, int]:
    """Write the lines; return their ids by key."""
    known = dict(ContractLine.objects.filter(contract=contract).values_list("key", "id"))
    ids: dict[str, int] = {}
    for position, row in enumerate(after.parts.get("lines", [])):
        key = row["key"]
        if key in known:
            ContractLine.objects.filter(pk=known[key]).update(**row, position=position)
            ids[key] = known[key]
        else:
            made = ContractLine.objects.create(
                company_id=contract.company_id, contract=contract, position=position, **row
            )
            ids[key] = made.pk
    return ids


def _rewrite_part(
    contract: Contract,
    part: Part,
    versions: tuple[KeptContract, KeptContract],
    lines: Mapping[str, int],
) -> None:
    model: Any = part.model
    before, after = versions
    mine = model.objects.filter(contract=contract).order_by(part.order, "id")
    left = list(
        zip(mine.values_list("id", flat=True), before.parts.get(part.name, []), strict=True)
    )
    new: list[tuple[int, Columns]] = []
    for position, row in enumerate(after.parts.get(part.name, [])):
        same = next((each for each in left if each[1] == row), None)
        if same is None:
            new.append((position, row))
            continue
        left.remove(same)
        if part.has_position:
            model.objects.filter(pk=same[0]).update(position=position)
    model.objects.filter(pk__in=[number for number, _ in left]).delete()
    for position, row in new:
        place = {"position": position} if part.has_position else {}
        columns = {**_columns(row, lines), **place}
        model.objects.create(company_id=contract.company_id, contract=contract, **columns)


def _columns(row: Columns, lines: Mapping[str, int]) -> Columns:
    """Return the columns of a row; a modification's line is known by its key until here."""
    columns = {name: each for name, each in row.items() if name != LINE_OF}
    key = row.get(LINE_OF)
    return columns if key is None else {**columns, "line_id": lines[key]}
