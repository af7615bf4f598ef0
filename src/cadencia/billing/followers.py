"""Which followers a change of a template would touch, and what they would pay: seen before (AG-6).

The calculation of the run answers for each follower as it is and as it would be.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import QuerySet

from cadencia.billing import templates
from cadencia.billing.gathering import Gathered, Masters, gather, masters_of
from cadencia.billing.templates import LineChange
from cadencia.contracts.models import Contract, Template, TemplateLine
from cadencia.contracts.states import State
from cadencia.core.agreement import Agreement, ScheduledModification
from cadencia.core.business_days import IsBusinessDay
from cadencia.core.outlook import acts_from, outlook, with_modification
from cadencia.parties.access import Actor, Permission, require
from cadencia.parties.problems import refuse_if_any

HORIZON = timedelta(days=3 * 366)  # how far the first installment reached is looked for
CHUNK = 500
SHOWN = 20
NEW = "new"  # key of a change that has no row yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """A follower: the first installment that the change reaches, and its totals."""

    contract: str
    customer: str
    customer_name: str
    currency: str
    due_on: date | None  # None: none within three years
    before: Decimal | None
    after: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far a change reaches: how many follow, how many of them bill, and the first ones."""

    followers: int
    billing: int  # posted and active
    shown: tuple[Touched, ...]


def followers(template: Template, *, by: Actor) -> Iterator[Contract]:
    """Yield the contracts that follow a template, by code."""
    require(by, Permission.READ)
    mine = Contract.objects.filter(
        company_id=by.company_id, template=template, follows_template=True
    )
    yield from mine.select_related("customer").order_by("code").iterator(chunk_size=CHUNK)


def touched(template_id: int, change: LineChange, *, by: Actor, most: int = SHOWN) -> Reach:
    """Return what a change would do to the followers; writes nothing.

    The first `most` by code are worked out; the numbers are of all.

    :raises NoSuchTemplate: if the company has no template of that number.
    :raises ValuesRefused: with all that is wrong with the change.
    """
    require(by, Permission.READ)
    template = Template.objects.filter(pk=template_id, company_id=by.company_id).first()
    if template is None:
        raise templates.NoSuchTemplate(template_id)
    line = TemplateLine.objects.filter(template=template, key=change.line).first()
    refuse_if_any(templates.change_problems(line, change))
    assert line is not None  # noqa: S101 - that it is there was just asked
    mine = Contract.objects.filter(template=template, follows_template=True)
    billing = mine.filter(state=State.POSTED.value, is_active=True)
    return Reach(
        followers=mine.count(),
        billing=billing.count(),
        shown=tuple(_touched(billing, most, _value(line, change))),
    )


def _touched(
    billing: QuerySet[Contract], most: int, change: ScheduledModification
) -> Iterator[Touched]:
    ids = list(billing.order_by("code").values_list("pk", "company_id")[:most])
    if not ids:
        return
    masters = masters_of(ids[0][1])
    for start in range(0, len(ids), CHUNK):
        chunk = [number for number, _company in ids[start : start + CHUNK]]
        found = {each.contract_id: each for each in gather(chunk, masters)}
        for number in chunk:
            yield _one(found[number], masters, change)


def _one(gathered: Gathered, masters: Masters, change: ScheduledModification) -> Touched:
    agreement, is_business_day = gathered.agreement, masters.is_business_day
    first = acts_from(
        agreement, change, until=change.valid_from + HORIZON, is_business_day=is_business_day
    )
    then = with_modification(agreement, change)
    contract = agreement.contract
    return Touched(
        contract=contract.code,
        customer=contract.customer.code,
        customer_name=contract.customer.name,
        currency=contract.currency,
        due_on=first,
        before=None if first is None else _total(agreement, first, is_business_day),
        after=None if first is None else _total(then, first, is_business_day),
    )


def _total(agreement: Agreement, on: date, is_business_day: IsBusinessDay) -> Decimal | None:
    """What the installments of that day come to; None if they can't be billed."""
    ahead = outlook(agreement, since=on, until=on, most=1, is_business_day=is_business_day)
    if not ahead or any(each.refusals for each in ahead):
        return None
    documents = [document for each in ahead for document in each.documents]
    return sum((each.totals.total for each in documents), Decimal(0))


def _value(line: TemplateLine, change: LineChange) -> ScheduledModification:
    return ScheduledModification(
        key=NEW,
        line=line.pk,
        valid_from=change.on,
        unit_price=change.unit_price,
        discounts=change.discounts,
        quantity=change.quantity,
        description=change.description or None,
    )
