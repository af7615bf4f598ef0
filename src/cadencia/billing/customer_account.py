"""What a customer has with the company: what it owes as far as the books know, and what comes."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from cadencia.billing import contract_listing
from cadencia.billing.contract_filters import ContractFilter
from cadencia.billing.document_list import listing
from cadencia.billing.document_list.asked import DocumentFilter
from cadencia.billing.masters.kinds import NoSuchMaster
from cadencia.billing.querying import rows, rows_named
from cadencia.parties.access import Actor, Permission, require
from cadencia.parties.models import Customer

CONTRACTS, DOCUMENTS = 20, 10  # shown at most

# What is left of an invoice is as the list of documents tells it: its due dates, less what was
# paid of them, less what standing corrections took back. Below zero it is the customer's.
_BALANCES = """
WITH mine AS (
    SELECT d.id, d.currency FROM documents_document d
    WHERE d.company_id = %(company)s AND d.bill_to_id = %(customer)s
      AND d.kind = 'invoice' AND d.number IS NOT NULL
      AND NOT EXISTS (SELECT FROM documents_documentvoid v WHERE v.document_id = d.id)
), paid AS (
    SELECT p.document_id, p.position, sum(p.amount) AS amount
    FROM payments_paymentpart p JOIN payments_payment whole ON whole.id = p.payment_id
    WHERE p.document_id IN (SELECT id FROM mine) AND whole.undone_at IS NULL
    GROUP BY p.document_id, p.position
), due AS (
    SELECT x.document_id, sum(x.amount - coalesce(paid.amount, 0)) AS amount,
           sum(x.amount - coalesce(paid.amount, 0)) FILTER (WHERE x.due_on < %(today)s) AS late
    FROM documents_documentduedate x
    LEFT JOIN paid ON paid.document_id = x.document_id AND paid.position = x.position
    WHERE x.document_id IN (SELECT id FROM mine)
    GROUP BY x.document_id
), credited AS (
    SELECT k.original_id, documents_taken_back(k.original_id) AS amount
    FROM documents_correction k WHERE k.original_id IN (SELECT id FROM mine) AND k.stands
    GROUP BY k.original_id
), left_over AS (
    SELECT mine.currency, coalesce(due.late, 0) AS late,
           coalesce(due.amount, 0) - coalesce(credited.amount, 0) AS amount
    FROM mine LEFT JOIN due ON due.document_id = mine.id
    LEFT JOIN credited ON credited.original_id = mine.id
)
SELECT currency, count(*) FILTER (WHERE amount > 0),
       coalesce(sum(amount) FILTER (WHERE amount > 0), 0),
       coalesce(sum(least(late, amount)) FILTER (WHERE amount > 0), 0),
       coalesce(sum(-amount) FILTER (WHERE amount < 0), 0)
FROM left_over GROUP BY currency ORDER BY currency
"""
_PRICES = "SELECT count(*) FROM catalog_specialprice WHERE company_id = %s AND customer_id = %s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What a customer's invoices come to in a currency.

    `outstanding` is issued and neither paid nor credited, `overdue` of it what was to be paid
    before today; `in_favor` is what was credited after it was paid. `invoices` are those that ask
    for something yet. Payments are those that are recorded: another program may know of more.
    """

    currency: str
    invoices: int
    outstanding: Decimal
    overdue: Decimal
    in_favor: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What a customer has with the company.

    Contracts stand with what each bills next, the soonest first; documents with the latest first.
    """

    balances: tuple[Balance, ...]
    contracts: tuple[contract_listing.Listed, ...]
    contract_count: int
    documents: tuple[listing.Listed, ...]
    special_prices: int

    @property
    def coming(self) -> contract_listing.Listed | None:
        """The contract that bills next; none if nothing is to come."""
        return next((each for each in self.contracts if each.next.installment), None)


def account_of(customer_id: int, *, today: date, by: Actor) -> Account:
    """Return what a customer has with the company as of today.

    :raises NoSuchMaster: if the company has none of that number.
    """
    require(by, Permission.READ)
    customer = _found(customer_id, by)
    with transaction.atomic():  # one taking of the role for all that is read
        contracts = contract_listing.page_of(
            ContractFilter(customers=(customer.code,)),
            order=contract_listing.Order.NEXT,
            today=today,
            by=by,
        )
        asked = DocumentFilter(today=today, customers=(customer.code,))
        documents, _end = listing.page(asked, many=DOCUMENTS, by=by)
        return Account(
            balances=balances(customer_id, today=today, by=by),
            contracts=contracts.contracts[:CONTRACTS],
            contract_count=contracts.count,
            documents=tuple(documents),
            special_prices=rows(_PRICES, by.company_id, customer_id)[0][0],
        )


def balances(customer_id: int, *, today: date, by: Actor) -> tuple[Balance, ...]:
    """Return what a customer's invoices come to, currency by currency.

    :raises NoSuchMaster: if the company has none of that number.
    """
    require(by, Permission.READ)
    _found(customer_id, by)
    asked = {"company": by.company_id, "customer": customer_id, "today": today}
    names = ("currency", "invoices", "outstanding", "overdue", "in_favor")
    return tuple(
        Balance(**dict(zip(names, row, strict=True))) for row in rows_named(_BALANCES, asked)
    )


def _found(customer_id: int, by: Actor) -> Customer:
    found = Customer.objects.filter(pk=customer_id, company_id=by.company_id).first()
    if found is None:
        raise NoSuchMaster(customer_id)
    return found
