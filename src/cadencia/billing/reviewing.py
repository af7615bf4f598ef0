"""Price reviews over many contracts: by a percent or an index, on a date or the anniversary.

The list of new prices comes before the review acts: old price, new price, how it comes about,
and the first installment that has it (LN-12). A review is a row of the contract from then on;
the line is never touched. Contracts whose prices are not to be updated are listed and left out
(R8), and so are those with a repeating review already, which would count a rise twice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from cadencia.billing import bulk, copying
from cadencia.billing.bulk import Around, Executed
from cadencia.billing.choosing import Choice
from cadencia.billing.gathering import Gathered, Masters
from cadencia.billing.proposals import LeftOut, Proposal, Proposed, Touched, left_out
from cadencia.billing.querying import rows
from cadencia.core.agreement import Agreement, Line, PriceReview
from cadencia.core.anniversary import anniversary, beginning
from cadencia.core.dates import add_months
from cadencia.core.outlook import with_review
from cadencia.core.repricing import LinePrice, price_on, prices_from
from cadencia.parties.access import Actor
from cadencia.parties.problems import Problem

KIND = "review"
WINDOWS = (45, 400, 4000)  # days in which the first installment is looked for, one after another
MONTHS_IN_YEAR = 12
LONGEST_STEP = 1200  # months
LOWEST_PERCENT = Decimal(-100)  # not included: prices don't change their sign
HIGHEST_PERCENT = Decimal(1000)
COLUMNS = (
    "id, company_id, contract_id, position, valid_from, every_months, percent, index_id, base,"
    " line_keys"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewWish:
    """A review that is to be added: from `since`, or from each anniversary on `since` or later.

    By `percent`, or by the series `index` over the value of month `base`; without a `base` over
    that of one step (a year if it acts once) before. `every_months`: None for once.
    """

    since: date
    on_anniversary: bool = False
    percent: Decimal | None = None
    index: str | None = None
    base: str | None = None  # 2026-01
    every_months: int | None = None

    @property
    def kind(self) -> str:
        """The kind of the act, as it is kept."""
        return KIND

    def form(self) -> dict[str, Any]:
        """Return the wish in JSON form."""
        said = {
            "since": self.since.isoformat(),
            "on_anniversary": self.on_anniversary or None,
            "percent": None if self.percent is None else f"{self.percent:f}",
            "index": self.index,
            "base": self.base,
            "every_months": self.every_months,
        }
        return {name: value for name, value in said.items() if value is not None}

    def problems(self, masters: Masters) -> list[Problem]:
        """Return what is wrong with the wish itself."""
        return list(_problems(self, masters))

    def propose(self, gathered: Gathered, around: Around, choice: Choice) -> Proposed:
        """Return the lines' prices before and after, and which lines have none to change."""
        agreement = gathered.agreement
        refused = _refused(self, agreement)
        if refused is not None:
            return (), (refused,)
        on = _acts_from(self, agreement)
        keys = [each.key for each in _asked(agreement, choice)]
        review = _review(self, on, () if _takes_all(agreement, choice) else tuple(keys))
        return _priced(gathered, around, review, frozenset(keys))

    def write(self, touched: Sequence[Touched], company_id: int) -> list[int | None]:
        """Write one review for each contract; return its row for each of its lines."""
        return _written(self, touched, company_id)


def preview(choice: Choice, wish: ReviewWish, *, today: date, by: Actor) -> Proposal:
    """Return the new prices before they act; writes nothing.

    :raises ValuesRefused: if the review itself can't be used.
    """
    return bulk.preview(choice, wish, today=today, by=by)


def apply(  # noqa: PLR0913 - to whom, what, when, who, and what was shown
    choice: Choice, wish: ReviewWish, *, today: date, at: datetime, by: Actor, expect: str = ""
) -> Executed:
    """Add the review to all contracts that the preview names, or to none.

    :raises ValuesRefused, NothingToDo, ProposalChanged: as any bulk act.
    """
    return bulk.execute(choice, wish, today=today, at=at, by=by, expect=expect)


def _problems(wish: ReviewWish, masters: Masters) -> Iterator[Problem]:
    if (wish.percent is None) == (wish.index is None):
        yield Problem("percent", _("Give a percent or an index, one of the two."))
    if wish.percent is not None and not LOWEST_PERCENT < wish.percent <= HIGHEST_PERCENT:
        yield Problem("percent", _("Give a percent above -100, and 1000 at most."))
    if wish.index is not None and wish.index not in masters.indexes:
        known = ", ".join(sorted(masters.indexes)) or "–"
        sentence = _("There is no index %(index)s; import it, or choose one of: %(known)s.")
        yield Problem("index", sentence % {"index": wish.index, "known": known})
    elif wish.index is not None and wish.base not in (None, *masters.indexes[wish.index]):
        sentence = _("The index %(index)s has no value for %(month)s: import it.")
        yield Problem("base", sentence % {"index": wish.index, "month": wish.base})
    if wish.every_months is not None and not 1 <= wish.every_months <= LONGEST_STEP:
        yield Problem("every_months", _("Give from 1 to 1200 months."))


def _refused(wish: ReviewWish, agreement: Agreement) -> LeftOut | None:
    contract = agreement.contract
    if not contract.allow_price_updates:
        return left_out(contract.code, "", "prices_agreed")
    if wish.on_anniversary and beginning(contract) is None:
        return left_out(contract.code, "", "no_beginning")
    on = _acts_from(wish, agreement)
    for each in contract.reviews:
        if each.every_months is not None or each.valid_from == on:
            return left_out(contract.code, "", "already_reviewed", date=each.valid_from)
    return None


def _acts_from(wish: ReviewWish, agreement: Agreement) -> date:
    start = beginning(agreement.contract)
    if not wish.on_anniversary or start is None:
        return wish.since
    return anniversary(start, since=wish.since)


def _asked(agreement: Agreement, choice: Choice) -> list[Line]:
    """The recurring lines, of the items that were chosen."""
    return [
        each
        for each in agreement.contract.lines
        if each.one_off is None and (not choice.items or each.item in choice.items)
    ]


def _takes_all(agreement: Agreement, choice: Choice) -> bool:
    """A review that names no lines is one of all, later ones included."""
    return not choice.items and all(each.one_off is None for each in agreement.contract.lines)


def _review(wish: ReviewWish, on: date, keys: tuple[Any, ...]) -> PriceReview:
    base = wish.base
    if wish.index is not None and base is None:
        before = add_months(on, -(wish.every_months or MONTHS_IN_YEAR))
        base = f"{before:%Y-%m}"
    return PriceReview(
        valid_from=on,
        every_months=wish.every_months,
        percent=wish.percent,
        index=wish.index,
        base=base,
        lines=keys,
    )


def _priced(
    gathered: Gathered, around: Around, review: PriceReview, keys: frozenset[Any]
) -> Proposed:
    agreement = gathered.agreement
    contract = agreement.contract
    then = with_review(agreement, review)
    found, missed = [], []
    for each in first_prices(agreement, review.valid_from, keys, around):
        key = around.keys.get(int(each.line.key))
        if key is None:
            missed.append(left_out(contract.code, "", "of_template"))
            continue
        after = price_on(then, each.line.key, each.due_on, each.reference_on)
        given = each.terms.price_given_on
        if given is not None:
            missed.append(left_out(contract.code, key, "price_given", date=given))
        elif after.price is not None and after.price == each.price:
            missed.append(left_out(contract.code, key, "nothing_to_change"))
        else:
            found.append(_touched(gathered, key, each, after, review))
    if not found and not missed:
        missed.append(left_out(contract.code, "", "not_billed", date=review.valid_from))
    return found, missed


def _touched(
    gathered: Gathered, key: str, before: LinePrice, after: LinePrice, review: PriceReview
) -> Touched:
    contract = gathered.agreement.contract
    return Touched(
        contract_id=gathered.contract_id,
        contract=contract.code,
        customer=contract.customer.name,
        line=key,
        line_id=int(before.line.key),
        description=before.line.description,
        acts_from=review.valid_from,
        due_on=before.due_on,
        before=before.price,
        after=after.price,
        calculation=after.explanation,
        missing=after.missing,
    )


def first_prices(
    agreement: Agreement, since: date, keys: frozenset[Any], around: Around
) -> list[LinePrice]:
    """Return the prices of the lines in their first installments from `since` on."""
    found: list[LinePrice] = []
    over = {each.key for each in agreement.contract.lines if _is_over(each, since)}
    keys -= over
    for days in WINDOWS:
        found = [
            each
            for each in prices_from(
                agreement,
                since,
                until=max(since, around.today) + timedelta(days=days),
                is_business_day=around.masters.is_business_day,
            )
            if each.line.key in keys
        ]
        if len(found) == len(keys):
            break
    return found


def _is_over(line: Line, since: date) -> bool:
    return line.valid_until is not None and line.valid_until < since


def _written(wish: ReviewWish, touched: Sequence[Touched], company_id: int) -> list[int | None]:
    """One row for each contract. Its lines are named unless it takes all of them."""
    by_contract: dict[int, list[Touched]] = {}
    for each in touched:
        by_contract.setdefault(each.contract_id, []).append(each)
    ids = dict(
        zip(
            by_contract,
            copying.next_ids("contracts_pricereview_id_seq", len(by_contract)),
            strict=True,
        )
    )
    positions = _next_positions(list(by_contract))
    index_id = _index_id(wish, company_id)
    recurring = _recurring(list(by_contract))
    copied = []
    for contract, lines in by_contract.items():
        on = lines[0].acts_from or wish.since
        review = _review(wish, on, ())
        keys = [each.line for each in lines]
        named = [] if set(keys) == recurring.get(contract) else keys
        percent = None if review.percent is None else f"{review.percent:f}"
        copied.append(
            f"{ids[contract]}\t{company_id}\t{contract}\t{positions.get(contract, 0)}\t{on}\t"
            f"{copying.optional(wish.every_months)}\t{copying.optional(percent)}\t"
            f"{copying.optional(index_id)}\t{copying.text(review.base or '')}\t"
            f"{copying.texts(named) if named else '{}'}"
        )
    copying.copy("contracts_pricereview", COLUMNS, copied)
    return [ids[each.contract_id] for each in touched]


def _next_positions(contracts: list[int]) -> dict[int, int]:
    return dict(
        rows(
            "SELECT contract_id, max(position) + 1 FROM contracts_pricereview"
            " WHERE contract_id = ANY(%s) GROUP BY contract_id",
            contracts,
        )
    )


def _index_id(wish: ReviewWish, company_id: int) -> int | None:
    if wish.index is None:
        return None
    found = rows(
        "SELECT id FROM catalog_indexseries WHERE company_id = %s AND name = %s",
        company_id,
        wish.index,
    )
    return int(found[0][0])


def _recurring(contracts: list[int]) -> dict[int, set[str]]:
    """The keys of all lines of the contracts; a one-off among them keeps a review from all."""
    found: dict[int, set[str]] = {}
    for contract, key in rows(
        "SELECT contract_id, key FROM contracts_contractline WHERE contract_id = ANY(%s)",
        contracts,
    ):
        found.setdefault(contract, set()).add(key)
    return found
