"""Usage: what was metered of a line, recorded by hand, by CSV or by another program (LN-11).

Each record has a name of its own: recorded twice it counts once, so that whoever sends it may
send it again. All of a batch is recorded or nothing. What is billed stays; a record that isn't
may be deleted, and recorded anew.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cadencia.billing.models import ContractDue
from cadencia.billing.querying import rows
from cadencia.contracts.models import Contract, ContractLine, Usage
from cadencia.contracts.states import State
from cadencia.core.agreement import Key
from cadencia.parties.access import Actor, Permission, permitted, require
from cadencia.parties.problems import Problem, ValuesRefused

BATCH = 2_000
MOST_DECIMALS = 6
MOST = Decimal(10) ** 12
LONGEST_NAME = 200
ONE_AT_A_TIME = 1_970_495_847  # the lock of a company's batches: the same one sent twice waits

# The last day that an installment billed of each contract covers.
_COVERED = """
SELECT c.code, max(i.period_until) FROM billing_installment i
JOIN contracts_contract c ON c.id = i.contract_id
WHERE c.company_id = %s AND c.code = ANY(%s) AND i.state = 'billed' AND NOT i.replaced
GROUP BY c.code
"""


class UsageRow(NamedTuple):
    """A record that is given: a quantity used of a line between two days, both included.

    Without an `external_id` it is named after its line and its days: one for each period.
    """

    contract: str
    line: str  # the user's key; empty: the only metered line of the contract
    used_from: date
    used_until: date
    quantity: Decimal
    external_id: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class RowRefused:
    """What is wrong with a record; `row` is its place in what was given, from 0."""

    row: int
    problem: Problem


class UsageRefused(Exception):
    """Some of the records can't be used; nothing was recorded."""

    def __init__(self, refused: Sequence[RowRefused]) -> None:
        super().__init__(*refused)
        self.refused = tuple(refused)


@dataclass(slots=True)
class Recorded:
    """What recording did, or would do.

    `late` are records of days that an installment has billed already: the next one bills them.
    `stranded` are contracts with records and no installment left to bill them.
    """

    added: int = 0
    known: int = 0  # recorded before, with the same content
    late: int = 0
    quantity: Decimal = Decimal(0)  # of those added
    stranded: tuple[str, ...] = ()


class UsageListed(NamedTuple):
    """A record as it is listed, and the due date of the installment that bills it."""

    id: int
    contract: str
    line: str
    used_from: date
    used_until: date
    quantity: Decimal
    source: str
    external_id: str
    billed_on: date | None


class NotDeletable(Exception):
    """Some of the records are billed, or there are none of these numbers; none is deleted."""

    def __init__(self, billed: Sequence[int], unknown: Sequence[int]) -> None:
        super().__init__(*billed, *unknown)
        self.billed = tuple(billed)
        self.unknown = tuple(unknown)


def record(
    given: Sequence[UsageRow], *, at: datetime, by: Actor, dry_run: bool = False
) -> Recorded:
    """Record usage, all of it or none; with `dry_run` only say what it would do.

    :raises UsageRefused: with every problem of every record.
    """
    with permitted(by, Permission.EVERYDAY):
        rows("SELECT pg_advisory_xact_lock(%s, %s)", ONE_AT_A_TIME, by.company_id)
        checked = _Checked(by.company_id, given)
        new = list(checked.new())
        if checked.refused:
            raise UsageRefused(checked.refused)
        answer = _answer(by.company_id, given, new)
        if not dry_run:
            Usage.objects.bulk_create([_row(each, at, by) for each in new], batch_size=BATCH)
    return answer


def listed(
    *, by: Actor, contracts: Sequence[str] = (), billed: bool | None = None
) -> list[UsageListed]:
    """Return what was recorded, by contract and day; `billed` restricts to what is or isn't."""
    return _listed(by, _only(contracts, billed), "c.code, l.key, u.used_until, u.id")


def page(
    *,
    by: Actor,
    contract: str | None = None,
    billed: bool | None = None,
    after: int = 0,
    most: int,
) -> list[UsageListed]:
    """Return so much of what was recorded, in order of number, from the one after `after` on."""
    only = _only(() if contract is None else (contract,), billed)
    return _listed(by, {**only, " AND u.id > %s": [after]}, f"u.id LIMIT {int(most)}")


_IS_BILLED = {None: "", True: " AND b.id IS NOT NULL", False: " AND b.id IS NULL"}


def _only(codes: Sequence[str], billed: bool | None) -> dict[str, list[object]]:  # noqa: FBT001
    """Return what restricts a list, each with its parameters."""
    only: dict[str, list[object]] = {_IS_BILLED[billed]: []}
    return {**only, " AND c.code = ANY(%s)": [list(codes)]} if codes else only


def _listed(by: Actor, only: Mapping[str, list[object]], order: str) -> list[UsageListed]:
    require(by, Permission.READ)
    where = "".join(only)
    found = rows(
        "SELECT u.id, c.code, l.key, u.used_from, u.used_until, u.quantity, u.source,"  # noqa: S608
        " u.external_id, i.due_on FROM contracts_usage u"
        " JOIN contracts_contract c ON c.id = u.contract_id"
        " JOIN contracts_contractline l ON l.id = u.line_id"
        " LEFT JOIN billing_billedusage b ON b.usage_id = u.id"
        " LEFT JOIN billing_installment i ON i.id = b.installment_id"
        f" WHERE u.company_id = %s{where} ORDER BY {order}",
        by.company_id,
        *(each for parameters in only.values() for each in parameters),
    )
    return [UsageListed(*each) for each in found]


def delete(ids: Sequence[int], *, by: Actor) -> int:
    """Delete records that aren't billed, all of them or none; return how many.

    :raises NotDeletable: if some are billed, or there are none of these numbers.
    """
    wanted = set(ids)
    with permitted(by, Permission.EVERYDAY):
        mine = Usage.objects.filter(company_id=by.company_id, pk__in=wanted, billed=None)
        locked = mine.select_for_update(of=("self",)).values_list("pk", flat=True)
        if set(locked) != wanted:
            raise _not_deletable(wanted, by.company_id)
        try:
            with transaction.atomic():
                mine.delete()
        except IntegrityError:  # a run has billed some of them since they were looked at
            raise _not_deletable(wanted, by.company_id) from None
    return len(wanted)


def _not_deletable(wanted: set[int], company_id: int) -> NotDeletable:
    mine = Usage.objects.filter(company_id=company_id, pk__in=wanted)
    billed = mine.exclude(billed=None).order_by("pk").values_list("pk", flat=True)
    known = set(mine.values_list("pk", flat=True))
    return NotDeletable(list(billed), sorted(wanted - known))


class _New(NamedTuple):
    row: UsageRow
    name: str
    contract_id: int
    line_id: int


@dataclass(slots=True)
class _Checked:
    """Records being checked against the contracts and what was recorded before."""

    company_id: int
    given: Sequence[UsageRow]
    refused: list[RowRefused] = field(default_factory=list)

    def new(self) -> Iterator[_New]:
        """Yield the records that aren't there yet, noting what is wrong with any."""
        contracts = self._contracts()
        lines = self._metered(contracts)
        before = {each.external_id: each for each in self._before(lines)}
        seen: dict[str, UsageRow] = {}
        for place, row in enumerate(self.given):
            contract = contracts.get(row.contract)
            line = self._line(place, row, contract, lines)
            problems = list(_problems(row))
            self.refused += [RowRefused(place, each) for each in problems]
            if contract is None or line is None or problems:
                continue
            name = row.external_id or f"{row.contract}/{line.key}/{row.used_from}/{row.used_until}"
            if name in seen and seen[name] != row:
                self._note(place, "external_id", _("Another record has this name: give its own."))
            elif name in before and not _same(before[name], row, line.pk):
                sentence = _("It was recorded with %(quantity)s: delete that, or name this anew.")
                self._note(
                    place, "external_id", sentence % {"quantity": f"{before[name].quantity:f}"}
                )
            elif name not in before and name not in seen:
                yield _New(row, name, contract.pk, line.pk)
            seen[name] = row

    def _contracts(self) -> dict[str, Contract]:
        codes = {each.contract for each in self.given}
        mine = Contract.objects.filter(company_id=self.company_id, code__in=codes)
        return {each.code: each for each in mine}

    def _metered(self, contracts: dict[str, Contract]) -> dict[Key, list[ContractLine]]:
        found: dict[Key, list[ContractLine]] = {}
        ids = [each.pk for each in contracts.values()]
        for line in ContractLine.objects.filter(contract_id__in=ids, quantity_source="usage"):
            found.setdefault(line.contract_id, []).append(line)
        return found

    def _before(self, lines: dict[Key, list[ContractLine]]) -> Iterable[Usage]:
        names = [each.external_id for each in self.given if each.external_id]
        mine = Usage.objects.filter(company_id=self.company_id)
        ids = [line.pk for each in lines.values() for line in each]
        yield from mine.filter(external_id__in=names)
        if any(not each.external_id for each in self.given):
            yield from mine.filter(line_id__in=ids)

    def _line(
        self,
        place: int,
        row: UsageRow,
        contract: Contract | None,
        lines: dict[Key, list[ContractLine]],
    ) -> ContractLine | None:
        if contract is None:
            sentence = _("There is no contract %(code)s in this company.")
            self._note(place, "contract", sentence % {"code": row.contract})
            return None
        if contract.state in (State.VOID, State.FINISHED):
            self._note(place, "contract", _("The contract is closed: nothing is billed of it."))
            return None
        mine = [each for each in lines.get(contract.pk, ()) if row.line in ("", each.key)]
        if len(mine) == 1:
            return mine[0]
        if row.line:
            sentence = _("The contract has no metered line %(key)s.")
            self._note(place, "line", sentence % {"key": row.line})
        elif mine:
            self._note(place, "line", _("Several lines are metered: say which."))
        else:
            self._note(place, "line", _("No line of the contract is metered."))
        return None

    def _note(self, place: int, path: str, message: str) -> None:
        self.refused.append(RowRefused(place, Problem(path, message)))


def _problems(row: UsageRow) -> Iterator[Problem]:
    if row.used_until < row.used_from:
        yield Problem("until", _("It ends before it begins."))
    if not row.quantity.is_finite() or not 0 <= row.quantity < MOST:
        yield Problem("quantity", _("Give a quantity from 0 on, of 12 digits at most."))
    elif -int(row.quantity.as_tuple().exponent) > MOST_DECIMALS:
        yield Problem("quantity", _("Give at most 6 decimals."))
    if len(row.external_id) > LONGEST_NAME:
        yield Problem("external_id", _("Give at most 200 characters."))


def _same(before: Usage, row: UsageRow, line_id: int) -> bool:
    return (before.line_id, before.used_from, before.used_until, before.quantity) == (
        *(line_id, row.used_from, row.used_until, row.quantity),
    )


def _row(new: _New, at: datetime, by: Actor) -> Usage:
    return Usage(
        company_id=by.company_id,
        contract_id=new.contract_id,
        line_id=new.line_id,
        used_from=new.row.used_from,
        used_until=new.row.used_until,
        quantity=new.row.quantity,
        source=new.row.source,
        external_id=new.name,
        recorded_at=at,
        recorded_by=by.name or by.channel,
    )


def _answer(company_id: int, given: Sequence[UsageRow], new: Sequence[_New]) -> Recorded:
    codes = sorted({each.row.contract for each in new})
    covered: dict[str, date] = dict(rows(_COVERED, company_id, codes)) if codes else {}
    ended = ContractDue.objects.filter(
        contract_id__in={each.contract_id for each in new}, look_from=None, contract__state="posted"
    )
    never = date.min
    return Recorded(
        added=len(new),
        known=len(given) - len(new),
        late=sum(each.row.used_until <= (covered.get(each.row.contract) or never) for each in new),
        quantity=sum((each.row.quantity for each in new), Decimal(0)),
        stranded=tuple(sorted(ended.values_list("contract__code", flat=True))),
    )


def refused_as_values(refused: UsageRefused) -> ValuesRefused:
    """Return the problems of records with their places in the paths: 3.quantity."""
    return ValuesRefused(
        [
            Problem(f"{each.row}.{each.problem.path}", each.problem.message)
            for each in refused.refused
        ]
    )
