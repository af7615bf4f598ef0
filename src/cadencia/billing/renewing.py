"""Renewing a contract by hand, and cloning one: both give a draft to be looked over (R17, AG-7)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from cadencia.billing import telling
from cadencia.billing.gathering import Gathered, Masters, gather, masters_of
from cadencia.billing.models import Installment
from cadencia.catalog.models import IndexSeries
from cadencia.contracts import codes, copying, services
from cadencia.contracts.models import (
    Contract,
    ContractLine,
    PriceReview,
    ScheduleChange,
    ScheduledModification,
)
from cadencia.contracts.states import State
from cadencia.core import agreement, renewal
from cadencia.core.agreement import Key, Kind, LedgerState, Line
from cadencia.core.pricing import PriceMissing
from cadencia.core.renewal import NothingToRenew, Prices, RenewedTooEarly
from cadencia.core.reviews import IndexValueMissing
from cadencia.parties.access import Actor, Permission, permitted
from cadencia.parties.models import Customer
from cadencia.parties.problems import Problem, ValuesRefused, refuse_if_any

RENEWABLE = (State.POSTED, State.FINISHED)
ONE_DAY = timedelta(days=1)
SETTLED = (LedgerState.BILLED.value, LedgerState.LINKED.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """What a copy is to be called and whose it is; today is when it is made.

    No code: one is proposed. No customer: the same one.
    """

    today: date
    code: str = ""
    customer: str = ""


def renew(
    contract_id: int, on: date, how: Copy, *, by: Actor, prices: Prices = Prices.IN_FORCE
) -> Contract:
    """Make the draft that goes on with a contract from the day `on`, linked both ways (R17).

    Posting it ends the old one the day before, if that has no earlier end; what is pending
    stays with the old one. Nothing of the old one is written before.

    :raises NoSuchContract: if the company has no contract of that number.
    :raises ValuesRefused: with all that is in the way.
    """
    with permitted(by, Permission.CONTRACTS):
        old = services.locked(contract_id, by.company_id)
        masters = masters_of(by.company_id)
        gathered = gather([old.pk], masters)[0]
        refuse_if_any([*_state_problems(old), *_code_problems(how.code, by.company_id)])
        found = _renewed(gathered, on, prices)
        refuse_if_any(_billed_problems(old, on))
        coded = replace(how, code=_code(how, by))
        new = _written(old, gathered, found, coded, masters)
        telling.renewed(old, new)
        return new


def clone(contract_id: int, how: Copy, *, by: Actor) -> Contract:
    """Make a draft with all lines, modifications and reviews of a contract (AG-7).

    For another customer it leaves out what is the old one's: bill-to, contact, mandate,
    addresses, payment. Ledger, moves and pauses are never copied.

    :raises NoSuchContract: if the company has no contract of that number.
    :raises ValuesRefused: if there is no such customer, or the code is taken.
    """
    with permitted(by, Permission.CONTRACTS):
        old = services.locked(contract_id, by.company_id)
        customer = Customer.objects.filter(company_id=by.company_id, code=how.customer).first()
        problems = _code_problems(how.code, by.company_id)
        if how.customer and customer is None:
            problems.append(Problem("customer", _("There is no customer with this code.")))
        refuse_if_any(problems)
        is_other = customer is not None and customer.pk != old.customer_id
        values: dict[str, Any] = dict(copying.OF_THE_CUSTOMER) if is_other else {}
        if customer is not None:
            values["customer_id"] = customer.pk
        new = copying.new_draft(old, _code(how, by), created_on=how.today, **values)
        _copy_parts(old, new, {"mandate": "", "delivery_address": ""} if is_other else {})
        telling.cloned(old, new)
        return new


def heir_of(contract: Contract) -> Contract | None:
    """Return the renewal that goes on with the contract; one that was voided doesn't."""
    heirs = Contract.objects.filter(company_id=contract.company_id, renewed_from=contract)
    return heirs.exclude(state=State.VOID.value).first()


def proposed_day(contract: Contract, today: date) -> date:
    """Return the day that a renewal is proposed from: after the end, else today (LC-5).

    Never a day that installments are billed beyond already.
    """
    ends = [day for day in (contract.ends_on, contract.withdrawn_on) if day is not None]
    day = min(ends) + ONE_DAY if ends else today
    last = _last_billed(contract)
    return day if last is None or day > last else last + ONE_DAY


# What is in the way


def _state_problems(old: Contract) -> list[Problem]:
    if old.state not in RENEWABLE:
        return [Problem("contract", _("Only a posted or finished contract is renewed."))]
    heir = heir_of(old)
    if heir is None:
        return []
    sentence = _("It is renewed already by %(code)s: void or delete that one first.")
    return [Problem("contract", sentence % {"code": heir.code})]


def _code_problems(code: str, company_id: int) -> list[Problem]:
    if code and Contract.objects.filter(company_id=company_id, code=code).exists():
        return [Problem("code", _("There is a contract with this code already."))]
    return []


def _billed_problems(old: Contract, on: date) -> list[Problem]:
    """An installment billed from the day on would be billed again by the new one."""
    last = _last_billed(old)
    if last is None or last < on:
        return []
    sentence = _("Installments up to %(last)s are billed already: renew it from a later day.")
    return [Problem("on", sentence % {"last": last.isoformat()})]


def _last_billed(old: Contract) -> date | None:
    rows = Installment.objects.filter(contract=old, state__in=SETTLED, replaced=False)
    found: date | None = rows.exclude(kind=Kind.ONE_OFF.value).aggregate(last=Max("due_on"))["last"]
    return found


def _renewed(gathered: Gathered, on: date, prices: Prices) -> agreement.Contract:
    of = gathered.agreement
    try:
        return renewal.renewed(of.contract, of.catalog, on, prices)
    except NothingToRenew:
        problem = Problem("lines", _("It has no recurring line and schedule to go on with."))
    except RenewedTooEarly as early:
        sentence = _("It began on %(began)s: renew it from a later day.")
        problem = Problem("on", sentence % {"began": early.began.isoformat()})
    except PriceMissing as missing:
        sentence = _("Item %(item)s has no price on that day: give it one, or keep the prices.")
        problem = Problem("prices", sentence % {"item": missing.item or "–"})
    except IndexValueMissing as missing:
        sentence = _("Index %(index)s has no value for %(month)s: enter it, or keep the prices.")
        problem = Problem("prices", sentence % {"index": missing.index, "month": missing.month})
    except (ValueError, OverflowError):
        problem = Problem("on", _("That day is too far away: write one of the coming years."))
    raise ValuesRefused([problem])


# Writing the draft


def _written(
    old: Contract, gathered: Gathered, found: agreement.Contract, how: Copy, masters: Masters
) -> Contract:
    schedule = {} if _reads_schedule(old) else _schedule_columns(found.schedule)
    new = copying.new_draft(
        old,
        how.code,
        created_on=how.today,
        renewed_from_id=old.pk,
        starts_on=found.starts_on,
        ends_on=found.ends_on,
        opening=found.opening.value,
        **schedule,
    )
    before = {line.key: line for line in gathered.agreement.contract.lines}
    after = {line.key: line for line in found.lines}
    keys: dict[Key, str] = {}
    rows = []
    for row in ContractLine.objects.filter(contract=old).order_by("position", "pk"):
        if row.pk in after:
            keys[row.pk] = row.key
            changes = _line_columns(before[row.pk], after[row.pk], masters)
            rows.append(copying.copied(row, contract_id=new.pk, **changes))
    copying.save(rows)
    copying.save(_review_rows(found.reviews, new, keys))
    return new


def _reads_schedule(contract: Contract) -> bool:
    """Say whether it has no schedule of its own: a follower reads its template's (AG-6)."""
    return contract.schedule_every is None and not contract.schedule_months


def _schedule_columns(schedule: agreement.Schedule | None) -> dict[str, Any]:
    if isinstance(schedule, agreement.Every):
        return {"schedule_first": schedule.first, "schedule_anchor_day": schedule.anchor_day}
    return {} if schedule is None else {"schedule_since": schedule.since}


def _line_columns(before: Line, after: Line, masters: Masters) -> dict[str, Any]:
    """The columns of a line that renewal changed: dates, price, what was changed for good."""
    found = {
        name: getattr(after, name)
        for name in _RENEWED
        if getattr(after, name) != getattr(before, name)
    }
    columns = {_column(name): _KEPT_AS.get(name, _same)(found[name], masters) for name in found}
    if "unit_price" in columns:  # what a formula gave is another price now
        columns |= {"formula_id": None, "formula_amount": None, "formula_parameters": {}}
    return columns


def _column(name: str) -> str:
    return f"{name}_id" if name in ("item", "installment_service") else name


def _same(value: Any, _: Masters) -> Any:
    return value


def _item(code: str | None, masters: Masters) -> int | None:
    return None if code is None else masters.item_ids[code]


def _word(value: str | None, _: Masters) -> str:
    return str(value or "")


_RENEWED = (
    *("valid_from", "valid_until", "quantity", "unit_price", "price_source", "price_split"),
    *("description", "discounts", "taxes", "item", "installment_service", "lot", "serial"),
)
_KEPT_AS: Mapping[str, Callable[[Any, Masters], Any]] = {
    "price_source": _word,
    "price_split": _word,
    "description": _word,
    "lot": _word,
    "serial": _word,
    "item": _item,
    "installment_service": _item,
    "discounts": lambda percents, _: list(percents),
    "taxes": lambda taxes, _: None if taxes is None else [each.code for each in taxes],
}


def _review_rows(
    reviews: Iterable[agreement.PriceReview], new: Contract, keys: Mapping[Key, str]
) -> list[PriceReview]:
    indexes = IndexSeries.objects.filter(company_id=new.company_id)
    numbers = dict(indexes.values_list("name", "pk"))
    return [
        PriceReview(
            company_id=new.company_id,
            contract=new,
            position=position,
            valid_from=each.valid_from,
            every_months=each.every_months,
            percent=each.percent,
            index_id=None if each.index is None else numbers[each.index],
            base=each.base or "",
            line_keys=_line_keys(each.lines, keys),
        )
        for position, each in enumerate(reviews)
    ]


def _line_keys(lines: tuple[Key, ...], keys: Mapping[Key, str]) -> list[str]:
    """The user's names of the lines; none where the review is one of all of them."""
    named = [keys[line] for line in lines if line in keys]
    return [] if len(named) == len(keys) else named


def _copy_parts(old: Contract, new: Contract, changes: Mapping[str, Any]) -> None:
    lines = list(ContractLine.objects.filter(contract=old).order_by("position", "pk"))
    copying.save(copying.copied(row, contract_id=new.pk, **changes) for row in lines)
    keys = dict(ContractLine.objects.filter(contract=new).values_list("key", "pk"))
    ids = {row.pk: keys[row.key] for row in lines}
    modifications = ScheduledModification.objects.filter(contract=old).order_by("position", "pk")
    copying.save(
        copying.copied(
            row, contract_id=new.pk, line_id=None if row.line_id is None else ids[row.line_id]
        )
        for row in modifications
    )
    reviews = PriceReview.objects.filter(contract=old).order_by("position", "pk")
    copying.save(copying.copied(row, contract_id=new.pk) for row in reviews)
    # When it takes a schedule of its template is the old one's business.
    changes_of_schedule = ScheduleChange.objects.filter(contract=old, template_schedule=None)
    copying.save(copying.copied(row, contract_id=new.pk) for row in changes_of_schedule)


def _code(how: Copy, by: Actor) -> str:
    return how.code or codes.propose(by=by)
