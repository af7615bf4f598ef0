"""Associating an existing sale with a contract (GE-8).

An issued document of the customer, or a sale registered from another program, takes the place
of an installment: that one is linked, bills nothing any more, and its goods count as moved.
Or the sale is only listed with the contract's documents. Undone, the installment is owed again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cadencia.billing import everyday, existing_sales, refusals
from cadencia.billing.acts import Drafts
from cadencia.billing.association_models import AssociatedLine, Association
from cadencia.billing.existing_sales import Sale
from cadencia.billing.gathering import masters_of
from cadencia.billing.ledger_rows import row
from cadencia.billing.models import Installment
from cadencia.billing.objection_sentences import problems as sentences
from cadencia.billing.skipping import single_on, write_before
from cadencia.contracts.everyday import Everyday
from cadencia.contracts.models import Contract
from cadencia.core import assembling, planning, singling
from cadencia.core.agreement import Key, LedgerState
from cadencia.core.dates import civil_date
from cadencia.core.desk import Desk
from cadencia.core.drafting import acted_too
from cadencia.core.drafts import DraftDocument, DraftLine
from cadencia.core.singling import Single
from cadencia.parties.access import Actor, Permission, require
from cadencia.parties.problems import Problem, refuse_if_any

REASON = "associated"
"""What the ledger's row gives as its reason."""


class DifferenceNotAccepted(Exception):
    """The sale comes to another total than the installment would: accept it, or choose another."""

    def __init__(self, expected: Decimal, total: Decimal) -> None:
        super().__init__(expected, total)
        self.expected = expected
        self.total = total

    @property
    def difference(self) -> Decimal:
        """How much more the sale comes to than the installment; less than zero if less."""
        return self.total - self.expected


class NoSuchAssociation(Exception):
    """The company has no association of that number that stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which sale, and in the place of what.

    Either `document` or `external_sale`, by its id. Without a date the oldest pending
    installment is meant; `line` is the key of a one-off line, when that is meant.
    """

    contract_id: int
    document: int | None = None
    external_sale: int | None = None
    due_on: date | None = None
    line: str | None = None
    only_listed: bool = False
    accept_difference: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """The installment that the sale takes the place of, and what it would have billed."""

    at: Desk
    single: Single
    documents: tuple[DraftDocument, ...]

    @property
    def expected(self) -> Decimal:
        return sum((each.totals.total for each in self.documents), Decimal(0))


def associate(
    asked: Asked, *, at: datetime, by: Actor, waiting: Drafts = Drafts.REFUSE
) -> Association:
    """Put an existing sale in the place of an installment, or only list it.

    :raises ValuesRefused: with all that is wrong with the sale or the installment.
    :raises DifferenceNotAccepted: if their totals differ, and that wasn't accepted.
    :raises DraftsWait: if drafts made from the contract wait, and `waiting` refuses.
    """
    try:
        with everyday.changing(
            asked.contract_id,
            Everyday.ASSOCIATE,
            by=by,
            waiting=waiting,
            permission=Permission.ASSOCIATIONS,
        ) as contract:
            sale, wrong = existing_sales.find(by.company_id, asked.document, asked.external_sale)
            if sale is not None:
                wrong += existing_sales.problems(contract, sale, only_listed=asked.only_listed)
            place = None
            if not asked.only_listed:
                place, unfit = _place(contract, asked, at)
                wrong += unfit
            refuse_if_any(wrong)
            assert sale is not None  # noqa: S101 - else there was a problem
            if place is not None:
                _agree(place, sale, accept=asked.accept_difference)
            return _written(contract, sale, place, at=at, by=by)
    except IntegrityError as error:  # another clerk was a moment before
        existing_sales.refuse_if_taken(error, existing_sales.field_of(asked.external_sale))
        raise


def undo(
    association_id: int, *, at: datetime, by: Actor, waiting: Drafts = Drafts.REFUSE
) -> Association:
    """Take an association back: its installment is owed again, with its number.

    :raises NoSuchAssociation: if the company has none of that number that stands.
    :raises DraftsWait: if drafts made from the contract wait, and `waiting` refuses.
    """
    require(by, Permission.ASSOCIATIONS)
    contract_id = _standing(association_id, by.company_id).contract_id
    with everyday.changing(
        contract_id,
        Everyday.ASSOCIATE,
        by=by,
        waiting=waiting,
        permission=Permission.ASSOCIATIONS,
    ):
        found = _standing(association_id, by.company_id)
        found.undone_at, found.undone_by_id = at, by.user_id
        found.save(update_fields=["undone_at", "undone_by"])
        if found.installment_id is not None:
            Installment.objects.filter(
                pk=found.installment_id, state=LedgerState.LINKED.value, replaced=False
            ).update(state=LedgerState.REOPENED.value, reason="")
    return found


def difference(asked: Asked, *, at: datetime, by: Actor) -> tuple[Decimal, Decimal]:
    """Return what the installment would bill and what the sale comes to; nothing is written.

    :raises ValuesRefused: with all that is wrong with the sale or the installment.
    """
    require(by, Permission.READ)
    contract = Contract.objects.get(pk=asked.contract_id, company_id=by.company_id)
    sale, wrong = existing_sales.find(by.company_id, asked.document, asked.external_sale)
    if sale is not None:
        wrong += existing_sales.problems(contract, sale, only_listed=False)
    place, unfit = _place(contract, asked, at)
    refuse_if_any(wrong + unfit)
    assert sale is not None  # noqa: S101 - else there was a problem
    assert place is not None  # noqa: S101 - else there was a problem
    return place.expected, sale.total


def _standing(association_id: int, company_id: int) -> Association:
    found = Association.objects.filter(
        pk=association_id, company_id=company_id, undone_at=None
    ).first()
    if found is None:
        raise NoSuchAssociation(association_id)
    return found


# The installment


def _place(contract: Contract, asked: Asked, at: datetime) -> tuple[_Place | None, list[Problem]]:
    due_on = asked.due_on
    if due_on is None:
        due_on = _oldest(contract, at)
        if due_on is None:
            sentence = _("Nothing is pending: name the date of an installment to come.")
            return None, [Problem("due_on", sentence)]
    desk, found, wrong = single_on(contract, due_on, asked.line)
    if found is not None:
        wrong += sentences(singling.objections_to_skip(desk, found))
    if found is None or wrong:
        return None, wrong
    # On a desk of its own: what is drafted for the comparison bills nothing.
    _installments, documents, refused = planning.draft(desk, [found.slot])
    if refused:
        return None, [Problem("due_on", refusals.told(each)) for each in refused]
    return _Place(at=desk, single=found, documents=tuple(documents)), []


def _oldest(contract: Contract, at: datetime) -> date | None:
    masters = masters_of(contract.company_id)
    today = civil_date(at, masters.time_zone)
    pending = planning.pending(everyday.desk_of(contract), as_of=today)
    return next((slot.due_on for slot in pending if not slot.skipped), None)


def _agree(place: _Place, sale: Sale, *, accept: bool) -> None:
    if not accept and place.expected != sale.total:
        raise DifferenceNotAccepted(place.expected, sale.total)


# Writing


@transaction.atomic
def _written(
    contract: Contract, sale: Sale, place: _Place | None, *, at: datetime, by: Actor
) -> Association:
    linked = None if place is None else _linked(contract, place)
    made = Association.objects.create(
        company_id=contract.company_id,
        contract=contract,
        installment=linked,
        document_id=sale.document_id,
        external_sale_id=sale.external_sale_id,
        expected=None if place is None else place.expected,
        total=sale.total,
        user_id=by.user_id,
        created_at=at,
    )
    if place is not None:
        AssociatedLine.objects.bulk_create(_lines(made, place))
    return made


def _linked(contract: Contract, place: _Place) -> Installment:
    """Link the installment's row; those before it that have none are written down as owed."""
    write_before(contract, place.at, place.single)
    each = assembling.installment(place.at, place.single.slot)
    line = each.one_off_line
    known = Installment.objects.filter(
        contract=contract,
        due_on=each.due_on,
        kind=str(each.kind),
        contract_line_id=line if isinstance(line, int) else None,
        replaced=False,
    ).first()
    found = known or row(contract, each, LedgerState.LINKED, REASON)
    found.state, found.reason = LedgerState.LINKED.value, REASON
    found.save()
    return found


def _lines(made: Association, place: _Place) -> Iterator[AssociatedLine]:
    for document in place.documents:
        for line in document.lines:
            yield _line(made, line, line.modification, is_part=line.part is not None, net=line.net)
            for key in acted_too(line):
                yield _line(made, line, key, is_part=False, net=Decimal(0))


def _line(
    made: Association, line: DraftLine, modification: Key | None, *, is_part: bool, net: Decimal
) -> AssociatedLine:
    return AssociatedLine(
        company_id=made.company_id,
        association=made,
        contract_line_id=line.key if isinstance(line.key, int) else None,
        modification_id=modification if isinstance(modification, int) else None,
        is_part=is_part,
        net=net,
    )
