"""Leaving one installment out, with a reason, and taking that back (R4, SC-8)."""

from datetime import date

from django.utils.translation import gettext as _

from cadencia.billing import everyday
from cadencia.billing.acts import Drafts
from cadencia.billing.ledger_rows import live, row, values
from cadencia.billing.models import Installment
from cadencia.billing.objection_sentences import problems
from cadencia.contracts.everyday import Everyday
from cadencia.contracts.models import Contract, ContractLine
from cadencia.core import assembling, singling
from cadencia.core.absence import pause_of
from cadencia.core.agreement import Kind, LedgerState, PauseMode
from cadencia.core.desk import Desk
from cadencia.core.objecting import objection
from cadencia.core.singling import Single
from cadencia.parties.access import Actor
from cadencia.parties.problems import Problem, refuse_if_any


def skip(  # noqa: PLR0913 - the installment meant, why, who, and what of the drafts
    contract_id: int,
    due_on: date,
    *,
    reason: str,
    line: str | None = None,
    by: Actor,
    waiting: Drafts = Drafts.REFUSE,
) -> Installment:
    """Skip the installment due on a date; it keeps its number and counts.

    `line` is the key of a one-off line, when that is meant. Installments before it that have
    no row of the ledger yet are written down as owed: the sequence goes on after the last row.

    :raises ValuesRefused: if there is no reason, or no such installment to be billed.
    """
    with everyday.changing(contract_id, Everyday.SKIP, by=by, waiting=waiting) as contract:
        said = reason.strip()
        wrong = [] if said else [Problem("reason", _("Say why it is skipped."))]
        at, found, unfit = single_on(contract, due_on, line)
        if found is not None:
            unfit += problems(singling.objections_to_skip(at, found))
        refuse_if_any(wrong + unfit)
        assert found is not None  # noqa: S101 - refused above
        write_before(contract, at, found)
        return _skipped(contract, at, found, said)


def unskip(
    contract_id: int,
    due_on: date,
    *,
    line: str | None = None,
    by: Actor,
    waiting: Drafts = Drafts.REFUSE,
) -> Installment:
    """Owe a skipped installment again.

    :raises ValuesRefused: if it isn't skipped, or a pause would skip it again.
    """
    with everyday.changing(contract_id, Everyday.UNSKIP, by=by, waiting=waiting) as contract:
        rows = Installment.objects.filter(contract=contract, due_on=due_on, replaced=False)
        rows = rows.filter(state=LedgerState.SKIPPED.value)
        if line is None:
            found = rows.exclude(kind=Kind.ONE_OFF.value).first()
        else:
            found = rows.filter(contract_line__key=line).first()
        refuse_if_any(_not_unskipped(contract, found, due_on))
        assert found is not None  # noqa: S101 - refused above
        if line is None:
            found.state, found.reason = LedgerState.DUE.value, ""
        else:
            found.replaced = True  # a one-off line without a row that counts waits by itself
        found.save(update_fields=["state", "reason", "replaced"])
        return found


def single_on(
    contract: Contract, due_on: date, line: str | None = None
) -> tuple[Desk, Single | None, list[Problem]]:
    """Return the installment to be billed that is due on a date, or what is wrong with asking."""
    everyday.check_days(due_on=due_on)
    at, rows = everyday.desk_of(contract), values(live(contract.pk))
    key = None
    if line is not None:
        key = (
            ContractLine.objects.filter(contract=contract, key=line)
            .values_list("pk", flat=True)
            .first()
        )
        if key is None:
            return at, None, problems([objection("line", "line_unknown", line=line)])
    found = singling.single(at, rows, due_on, key)
    if found is None:
        return at, None, problems([singling.missing(at, rows, due_on, key)])
    return at, found, []


def write_before(contract: Contract, at: Desk, found: Single) -> None:
    """Write down as owed what lies before the installment and has no row of the ledger yet."""
    if found.slot.kind is Kind.ONE_OFF:
        return
    owed = [assembling.installment(at, slot) for slot in found.before]
    Installment.objects.bulk_create([row(contract, each, LedgerState.DUE) for each in owed])


def _skipped(contract: Contract, at: Desk, found: Single, reason: str) -> Installment:
    each = assembling.installment(at, found.slot)
    line = each.one_off_line
    known = Installment.objects.filter(
        contract=contract,
        due_on=each.due_on,
        kind=str(each.kind),
        contract_line_id=line if isinstance(line, int) else None,
        replaced=False,
    ).first()
    skipped = known or row(contract, each, LedgerState.SKIPPED, reason)
    skipped.state, skipped.reason = LedgerState.SKIPPED.value, reason
    skipped.save()
    return skipped


def _not_unskipped(contract: Contract, found: Installment | None, due_on: date) -> list[Problem]:
    if found is None:
        return problems([objection("due_on", "not_skipped", date=due_on)])
    gathered, _masters = everyday.gathered(contract)
    any_mode = found.kind in (Kind.OPENING.value, Kind.CLOSING.value)
    mode = None if any_mode else PauseMode.SKIP
    if found.kind != Kind.ONE_OFF.value and pause_of(
        gathered.agreement.contract.pauses, due_on, mode
    ):
        return problems([objection("due_on", "skipped_by_pause", date=due_on)])
    return []
