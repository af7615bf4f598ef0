"""One-off lines of a posted contract: added, and taken away while they aren't billed (LN-4)."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.db.models import Max
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cadencia.billing import everyday
from cadencia.billing.acts import Drafts
from cadencia.billing.gathering import Gathered, Masters
from cadencia.billing.importing import contract_fields
from cadencia.billing.importing.fields import Json
from cadencia.billing.models import Installment
from cadencia.billing.objection_sentences import problems
from cadencia.contracts.everyday import Everyday
from cadencia.contracts.models import Contract, ContractLine
from cadencia.core.agreement import Agreement, LedgerState, Line
from cadencia.core.course import effective_end
from cadencia.core.objecting import Objection, objection
from cadencia.core.settlement import own_day
from cadencia.interchange import contract_file, lines, posting
from cadencia.interchange import problems as interchange
from cadencia.interchange.fields import Fields
from cadencia.parties.access import Actor
from cadencia.parties.identification import holds_card_number
from cadencia.parties.problems import Problem, refuse_if_any

Form = Mapping[str, Json]
"""The fields of a line by the names of the contract file; without `key` one is given."""

_PART = next(each for each in contract_fields.PARTS if each.model is ContractLine)
NO_CARD_IN = ("payment_method", "mandate", "description", "extra_text", "reference")
REMOVED = "removed"


def add_one_off(
    contract_id: int, form: Form, *, by: Actor, waiting: Drafts = Drafts.REFUSE
) -> ContractLine:
    """Add a line that is billed once: on a day, in a month, or with the next document.

    Typed late it is still billed. A formula is evaluated now, and its price kept (R8).

    :raises ValuesRefused: with all that is wrong with it, each naming its field.
    """
    with everyday.changing(contract_id, Everyday.ONE_OFF, by=by, waiting=waiting) as contract:
        complete = {"key": _new_key(contract), **form}
        gathered, masters = everyday.gathered(contract)
        found = interchange.Problems()
        fields = Fields(complete, "", found, lines.LINE_FIELDS)
        line, _use = lines.line(fields, 0, _masters_for(gathered, masters), lines.Defaults())
        told = [_told(each) for each in found.found]
        if not told:
            told = list(_wrong(contract, gathered.agreement, masters, line))
        refuse_if_any(told)
        return _written(contract, complete, line, masters)


def remove_one_off(
    contract_id: int, key: str, *, by: Actor, waiting: Drafts = Drafts.REFUSE
) -> None:
    """Take a one-off line away that isn't billed, by its key.

    One that a deleted draft billed once stays in the ledger's memory: it is skipped for good.

    :raises ValuesRefused: if there is no such line, or it is billed.
    """
    with everyday.changing(contract_id, Everyday.ONE_OFF, by=by, waiting=waiting) as contract:
        line = ContractLine.objects.filter(contract=contract, key=key).first()
        rows = Installment.objects.filter(contract_line=line) if line is not None else None
        refuse_if_any(problems(_objections_to_removal(line, key)))
        assert line is not None and rows is not None  # noqa: S101, PT018 - refused above
        if not rows.exists():
            line.delete()
            return
        live = rows.filter(replaced=False)
        live.update(state=LedgerState.SKIPPED.value, reason=REMOVED)


def _objections_to_removal(line: ContractLine | None, key: str) -> Iterator[Objection]:
    if line is None or not _is_one_off(line):
        yield objection("line", "line_unknown", line=key)
        return
    settled = (LedgerState.BILLED.value, LedgerState.LINKED.value)
    rows = Installment.objects.filter(contract_line=line, replaced=False, state__in=settled)
    if rows.exists():
        yield objection("line", "one_off_billed", line=key)


def _is_one_off(line: ContractLine) -> bool:
    return bool(line.one_off_on or line.one_off_month or line.one_off_with_next)


def _wrong(
    contract: Contract, agreement: Agreement, masters: Masters, line: Line
) -> Iterator[Problem]:
    """What the posted contract doesn't admit of a line that could be read."""
    if line.one_off is None:
        yield Problem("one_off_on", _("Say when it is billed: a day, a month, or next."))
        return
    if ContractLine.objects.filter(contract=contract, key=line.key).exists():
        yield Problem("key", _("The contract has a line with this key already."))
    if line.series is not None and line.series not in masters.series:
        yield Problem("series", _("There is no such series. Write one of the company's."))
    for name in NO_CARD_IN:
        if holds_card_number(str(getattr(line, name) or "")):
            yield Problem(name, _("Never keep the number of a card here."))
    yield from _never_asked(agreement, line)
    yield from _posting_problems(agreement, line)


def _never_asked(agreement: Agreement, line: Line) -> Iterator[Problem]:
    day, contract = own_day(agreement.contract, line), agreement.contract
    end = effective_end(contract)
    if day is None:
        return
    if end is not None and day > end:
        yield Problem("one_off_on", _("The contract has ended by then: it would not be billed."))
    if contract.billed_until is not None and day <= contract.billed_until:
        yield Problem("one_off_on", _("Another program billed up to then: it would not be billed."))


def _posting_problems(agreement: Agreement, line: Line) -> Iterator[Problem]:
    """What posting would refuse of the contract with the line, and doesn't without it."""
    known = {(each.path, each.code) for each in posting.problems(agreement)}
    contract = agreement.contract
    then = replace(agreement, contract=replace(contract, lines=(*contract.lines, line)))
    prefix = f"contract.lines.{len(contract.lines)}."
    for each in posting.problems(then):
        if (each.path, each.code) not in known:
            yield _told(each._replace(path=each.path.removeprefix(prefix)))


def _written(contract: Contract, form: Form, line: Line, masters: Masters) -> ContractLine:
    refs: Any = {
        "item": masters.item_ids,
        "formula": {each.name: number for number, each in masters.formulas.items()},
    }
    columns = contract_fields.part_kept(_PART, form, refs)
    if columns["formula_id"] is not None:
        columns["unit_price"] = line.unit_price
    last = ContractLine.objects.filter(contract=contract).aggregate(last=Max("position"))["last"]
    return ContractLine.objects.create(
        company_id=contract.company_id,
        contract=contract,
        position=0 if last is None else last + 1,
        **columns,
    )


def _new_key(contract: Contract) -> str:
    taken = set(ContractLine.objects.filter(contract=contract).values_list("key", flat=True))
    return next(key for n in range(1, len(taken) + 2) if (key := f"once-{n}") not in taken)


def _masters_for(gathered: Gathered, masters: Masters) -> contract_file.Masters:
    return contract_file.Masters(
        catalog=gathered.agreement.catalog,
        taxes=masters.taxes,
        formulas={each.name: each for each in masters.formulas.values()},
    )


def _told(problem: interchange.Problem) -> Problem:
    language = (get_language() or "es")[:2]
    return Problem(problem.path, interchange.sentence(problem, language))
