"""Acts on many contracts at once: seen first, executed in one transaction, undone (LN-12).

Lines of posted contracts are never edited: an act writes dated modifications, price reviews or
everyday fields. What an act is to do is a `Wish`; here it is shown, done and taken back.

:raises NotAllowed, CredentialsWanted: of every act.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, NamedTuple, Protocol

from django.db import connection

from cadencia.billing import copying, due, telling, template_moves
from cadencia.billing.choosing import Choice, chosen, with_waiting_drafts
from cadencia.billing.gathering import Gathered, Masters, gather, masters_of
from cadencia.billing.kept_answers import Tell, nobody_looks
from cadencia.billing.proposals import LeftOut, Proposal, Proposed, Touched, left_out, text
from cadencia.billing.querying import rows
from cadencia.contracts.models import (
    BulkAct,
    BulkActMember,
    Contract,
    ContractLine,
    PastTemplate,
)
from cadencia.contracts.states import State
from cadencia.parties.access import Actor, Permission, permitted, require
from cadencia.parties.problems import Problem, refuse_if_any

CHUNK = 500  # contracts gathered at once
REVERTS = frozenset({"template"})  # kinds that revert the posting and post again
MOVES_DATES = frozenset({"day", "template"})  # kinds after which contracts are due on other days
MEMBERS = "company_id, act_id, contract_id, line_key, row_id, acts_from, before, after"

_LOCK = """
SELECT id FROM contracts_contract WHERE id = ANY(%s) AND company_id = %s ORDER BY id
FOR NO KEY UPDATE
"""
_COUNT_UP = "UPDATE contracts_contract SET version = version + 1 WHERE id = ANY(%s)"

# The reference date of an installment; where periods are cut, any day of it may be reached.
_BILLED_SINCE = """
SELECT DISTINCT c.code
FROM contracts_bulkactmember m
JOIN contracts_contract c ON c.id = m.contract_id
JOIN billing_installment i ON i.contract_id = m.contract_id
WHERE m.act_id = %s AND i.id > %s AND i.state = 'billed' AND NOT i.replaced
  AND (m.acts_from IS NULL OR i.kind <> 'one_off' AND m.acts_from <=
       CASE WHEN c.timing = 'arrears' OR c.split_on_change
            THEN coalesce(i.period_until, i.due_on) ELSE i.due_on END)
ORDER BY c.code
"""


# Nothing of the new dates stands in the ledger; in arrears what ends on the day is the old one's.
_BILLED_ON_NEW_DATES = """
SELECT DISTINCT c.code
FROM contracts_bulkactmember m
JOIN contracts_contract c ON c.id = m.contract_id
JOIN billing_installment i ON i.contract_id = m.contract_id
WHERE m.act_id = %s AND i.id > %s AND NOT i.replaced AND i.kind <> 'one_off'
  AND (m.acts_from IS NULL OR i.due_on > m.acts_from
       OR i.due_on = m.acts_from AND c.timing = 'advance')
ORDER BY c.code
"""

_MODIFICATIONS = """
DELETE FROM contracts_scheduledmodification x USING contracts_bulkactmember m
WHERE m.act_id = %s AND x.id = m.row_id AND x.contract_id = m.contract_id
"""
_TAKE_BACK = {
    "review": _MODIFICATIONS.replace("contracts_scheduledmodification", "contracts_pricereview"),
    "price": _MODIFICATIONS,
    "item": _MODIFICATIONS,
    "day": _MODIFICATIONS.replace("contracts_scheduledmodification", "contracts_schedulechange"),
    # A member that got yet another method meanwhile keeps it.
    "payment_method": """
        UPDATE contracts_contract c SET payment_method = m.before FROM contracts_bulkactmember m
        WHERE m.act_id = %s AND c.id = m.contract_id AND c.payment_method = m.after
    """,
}


class NoSuchAct(Exception):
    """The company has no bulk act of that number."""


class UndoneAlready(Exception):
    """The act was undone before."""


class NothingToDo(Exception):
    """The act would touch no contract; `proposal` says whom it leaves out and why."""

    def __init__(self, proposal: Proposal) -> None:
        super().__init__(len(proposal.left_out))
        self.proposal = proposal


class ProposalChanged(Exception):
    """What the act would do isn't what was shown any more; `proposal` is what it is now."""

    def __init__(self, proposal: Proposal) -> None:
        super().__init__(proposal.fingerprint)
        self.proposal = proposal


class BilledSince(Exception):
    """Something was billed from the act, drafts included: it can't be undone for `contracts`."""

    def __init__(self, contracts: Sequence[str]) -> None:
        super().__init__(*contracts)
        self.contracts = tuple(contracts)


class Followed(NamedTuple):
    """The template that a contract follows."""

    id: int
    code: str


class Around(NamedTuple):
    """What a wish looks at beside the contract: masters, the day, whom the lines belong to."""

    masters: Masters
    today: date
    keys: dict[int, str]  # own lines -> the user's keys
    payment_methods: dict[int, str]  # the contracts' own
    own_schedules: frozenset[int]  # contracts that don't read their template's
    renewing: frozenset[int]  # contracts that renew themselves
    followed: dict[int, Followed]  # what contracts follow
    moved: dict[int, frozenset[int]]  # templates that contracts followed before


class Wish(Protocol):
    """What is to be done to each contract."""

    @property
    def kind(self) -> str:
        """The kind of the act, as it is kept."""

    def form(self) -> dict[str, Any]:
        """Return the wish in JSON form, for the record."""

    def problems(self, masters: Masters) -> list[Problem]:
        """Return what is wrong with the wish itself."""

    def propose(self, gathered: Gathered, around: Around, choice: Choice) -> Proposed:
        """Return what it does to a contract, and what of it is left out."""

    def write(self, touched: Sequence[Touched], company_id: int) -> list[int | None]:
        """Write it; return the row that stands for each."""


@dataclass(frozen=True, slots=True)
class Executed:
    """A bulk act that was executed, and what it did."""

    act_id: int
    proposal: Proposal


def preview(
    choice: Choice, wish: Wish, *, today: date, by: Actor, tell: Tell = nobody_looks
) -> Proposal:
    """Return what the act would do, contract by contract; writes nothing.

    `tell` hears how many contracts were looked at, of how many.

    :raises ValuesRefused: if the wish itself can't be used.
    """
    require(by, Permission.READ)
    return _proposed(chosen(choice, by.company_id), choice, wish, (today, by), tell)


def execute(  # noqa: PLR0913 - to whom, what, when, who, and what was shown
    choice: Choice,
    wish: Wish,
    *,
    today: date,
    at: datetime,
    by: Actor,
    expect: str = "",
    tell: Tell = nobody_looks,
) -> Executed:
    """Do the act to all contracts that the preview names, or to none.

    `expect` is the fingerprint of the preview that was approved; `tell` hears how many contracts
    were looked at, of how many, before anything is written.

    :raises ValuesRefused: if the wish itself can't be used.
    :raises NothingToDo: if no contract is left.
    :raises ProposalChanged: if the act would do something else than what was expected.
    """
    if wish.kind in REVERTS:
        require(by, Permission.REVERT)
    with permitted(by, Permission.PRICES):
        ids = chosen(choice, by.company_id)
        rows(_LOCK, ids, by.company_id)
        proposal = _proposed(ids, choice, wish, (today, by), tell)
        if expect and proposal.fingerprint != expect:
            raise ProposalChanged(proposal)
        if not proposal.touched:
            raise NothingToDo(proposal)
        act = _recorded(choice, wish, proposal, at, by)
        written = wish.write(proposal.touched, by.company_id)
        _add_members(act, proposal.touched, written)
        touched = sorted({each.contract_id for each in proposal.touched})
        _count_up(touched)
        if wish.kind in MOVES_DATES:
            due.refresh(touched, by.company_id)
        telling.bulk_done(by.company_id, act.pk, act.kind, len(touched), undone=False)
    return Executed(act.pk, proposal)


def undo(act_id: int, *, at: datetime, by: Actor) -> int:
    """Take an act back as long as nothing has been billed from it; return how many contracts.

    :raises NoSuchAct: if the company has none of that number.
    :raises UndoneAlready: if it was undone before.
    :raises BilledSince: if anything was billed from it, drafts included.
    """
    with permitted(by, Permission.PRICES):
        act = (
            BulkAct.objects.select_for_update(no_key=True)
            .filter(pk=act_id, company_id=by.company_id)
            .first()
        )
        if act is None:
            raise NoSuchAct(act_id)
        if act.state != "executed":
            raise UndoneAlready(act_id)
        if act.kind in REVERTS:
            require(by, Permission.REVERT)
        members = BulkActMember.objects.filter(act=act).values_list("contract_id", flat=True)
        contracts = sorted(set(members))
        rows(_LOCK, contracts, by.company_id)
        asked = _BILLED_ON_NEW_DATES if act.kind in MOVES_DATES else _BILLED_SINCE
        billed = [row[0] for row in rows(asked, act.pk, act.ledger_mark)]
        if act.kind == "template":
            billed += template_moves.changed_since(act)
        if billed:
            raise BilledSince(billed)
        _take_back(act, contracts)
        _count_up(contracts)
        if act.kind in MOVES_DATES:
            due.refresh(contracts, by.company_id)
        act.state, act.undone_at, act.undone_by = "undone", at, by.name
        act.save(update_fields=["state", "undone_at", "undone_by"])
        telling.bulk_done(by.company_id, act.pk, act.kind, len(contracts), undone=True)
    return len(contracts)


def _take_back(act: BulkAct, contracts: Sequence[int]) -> None:
    if act.kind == "template":
        template_moves.take_back(act, contracts)
        return
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_BACK[act.kind], (act.pk,))


def listed(*, by: Actor, kinds: Sequence[str] = ()) -> list[BulkAct]:
    """Return the bulk acts of a company, the latest first."""
    require(by, Permission.READ)
    found = BulkAct.objects.filter(company_id=by.company_id)
    if kinds:
        found = found.filter(kind__in=kinds)
    return list(found.order_by("-at", "-pk"))


def _proposed(
    ids: list[int], choice: Choice, wish: Wish, asked: tuple[date, Actor], tell: Tell
) -> Proposal:
    today, by = asked
    masters = masters_of(by.company_id)
    refuse_if_any(wish.problems(masters))
    waiting = with_waiting_drafts(ids, by.company_id)
    proposal = Proposal()
    looked_at = 0
    for part in _chunks(ids):
        tell(looked_at, len(ids))
        looked_at += len(part)
        around = _around(part, masters, today)
        for gathered in gather(part, masters):
            refused = _untouchable(gathered, waiting)
            if refused is None:
                proposal.add(*wish.propose(gathered, around, choice))
            else:
                proposal.add((), (refused,))
    tell(looked_at, len(ids))
    return proposal


def _untouchable(gathered: Gathered, waiting: frozenset[int]) -> LeftOut | None:
    contract = gathered.agreement.contract
    if contract.state == State.DRAFT:
        return left_out(contract.code, "", "draft")
    if gathered.contract_id in waiting:
        return left_out(contract.code, "", "drafts_wait")
    return None


def _keys(contract_ids: list[int]) -> dict[int, str]:
    found = ContractLine.objects.filter(contract_id__in=contract_ids)
    return dict(found.values_list("pk", "key"))


def _around(part: list[int], masters: Masters, today: date) -> Around:
    found = Contract.objects.filter(pk__in=part).values_list(
        *("pk", "payment_method", "schedule_every", "schedule_months", "renew_automatically"),
        *("follows_template", "template_id", "template__code"),
    )
    methods: dict[int, str] = {}
    own, renewing = set(), set()
    followed: dict[int, Followed] = {}
    for pk, method, every, months, renews, follows, template, code in found:
        methods[pk] = method
        if every is not None or months:
            own.add(pk)
        if renews:
            renewing.add(pk)
        if follows:
            followed[pk] = Followed(template, code)
    return Around(
        masters=masters,
        today=today,
        keys=_keys(part),
        payment_methods=methods,
        own_schedules=frozenset(own),
        renewing=frozenset(renewing),
        followed=followed,
        moved=_moved(part),
    )


def _moved(part: list[int]) -> dict[int, frozenset[int]]:
    """The templates that contracts followed before; of none if their own lines ended."""
    found: dict[int, frozenset[int]] = {}
    past = PastTemplate.objects.filter(contract_id__in=part)
    for contract, template in past.values_list("contract_id", "template_id"):
        found[contract] = found.get(contract, frozenset()) | ({template} if template else set())
    return found


def _chunks(ids: Sequence[int]) -> Iterable[list[int]]:
    rest = iter(ids)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def _recorded(choice: Choice, wish: Wish, proposal: Proposal, at: datetime, by: Actor) -> BulkAct:
    dates = [each.acts_from for each in proposal.touched if each.acts_from is not None]
    return BulkAct.objects.create(
        company_id=by.company_id,
        kind=wish.kind,
        only=choice.form(),
        wish=wish.form(),
        acts_from=min(dates, default=None),
        at=at,
        user_id=by.user_id,
        name=by.name,
        channel=by.channel,
        contracts=proposal.contracts,
        lines=len(proposal.touched),
        left_out=proposal.reasons(),
        # With the contracts locked, whatever is drafted of them later gets a greater number.
        ledger_mark=rows("SELECT last_value FROM billing_installment_id_seq")[0][0],
    )


def _add_members(act: BulkAct, touched: Sequence[Touched], written: Sequence[int | None]) -> None:
    copying.copy(
        "contracts_bulkactmember",
        MEMBERS,
        [
            f"{act.company_id}\t{act.pk}\t{each.contract_id}\t{copying.text(each.line)}\t"
            f"{copying.optional(row)}\t{copying.optional(each.acts_from)}\t"
            f"{copying.text(text(each.before))}\t{copying.text(text(each.after))}"
            for each, row in zip(touched, written, strict=True)
        ],
    )


def _count_up(contract_ids: Iterable[int]) -> None:
    """What was drafted from them before is stale."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_UP, (sorted(contract_ids),))
