"""A customer's card, where contracts call its addresses by their names."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _

from cadencia.billing.masters.kinds import NoSuchMaster
from cadencia.catalog.models import PriceList
from cadencia.contracts.models import Contract, ContractLine
from cadencia.parties import customer_cards
from cadencia.parties.access import Actor, Permission, acting, require
from cadencia.parties.customer_cards import Card, Row
from cadencia.parties.models import Address, Company, Customer, SalesRep
from cadencia.parties.problems import Problem, Values, ValuesRefused, refuse_if_any


def create(card: Card, *, by: Actor, at: datetime) -> Customer:
    """Create a customer from its card.

    :raises ValuesRefused: with all that is wrong with it.
    """
    require(by, Permission.MASTERS)
    with acting(by):
        company = _company(by)
        problems = _unknown(company, card.values, None)
        try:
            customer = customer_cards.create_card(company, _without(card, problems), by=by, at=at)
        except ValuesRefused as refused:
            raise ValuesRefused(_joined(refused.problems, problems)) from None
        refuse_if_any(problems)
    return customer


def change(
    customer_id: int, card: Card, *, by: Actor, at: datetime, seen: int | None = None
) -> Customer:
    """Change a customer's card; an address that contracts name keeps its name.

    :raises NoSuchMaster: if the company has none of that number.
    :raises ChangedMeanwhile: if somebody changed it since it was shown.
    :raises ValuesRefused: with all that is wrong with it.
    """
    require(by, Permission.MASTERS)
    with acting(by):
        company = _company(by)
        customer = Customer.objects.filter(pk=customer_id, company=company).first()
        if customer is None:
            raise NoSuchMaster(customer_id)
        problems = _unknown(company, card.values, customer)
        if card.addresses is not None:
            problems += _addresses_named(customer, card.addresses, card.values)
        try:
            customer = customer_cards.change_card(
                customer_id, company, _without(card, problems), by=by, at=at, seen=seen
            )
        except ValuesRefused as refused:
            raise ValuesRefused(_joined(refused.problems, problems)) from None
        refuse_if_any(problems)
    return customer


def _company(by: Actor) -> Company:
    return Company.objects.defer("logo").get(pk=by.company_id)


def _without(card: Card, problems: Sequence[Problem]) -> Card:
    """Return the card without what can't be referred to, so that the rest is judged too."""
    bad = {f"{each.path}_id" for each in problems}
    return replace(card, values={n: each for n, each in card.values.items() if n not in bad})


def _joined(first: Sequence[Problem], then: Sequence[Problem]) -> list[Problem]:
    said = {each.path for each in first}
    return [*first, *(each for each in then if each.path not in said)]


def _unknown(company: Company, values: Values, customer: Customer | None) -> list[Problem]:
    """What is named must be there: price list, salesperson."""
    found = []
    price_list = values.get("price_list")
    lists = PriceList.objects.filter(company=company, code=price_list)
    if price_list and not lists.exists():
        found.append(Problem("price_list", _("There is no price list of this code.")))
    rep = values.get("sales_rep_id")
    if rep and not SalesRep.objects.filter(company=company, pk=rep).exists():
        found.append(Problem("sales_rep", _("Choose one from the list.")))
    bill_to = values.get("bill_to_id")
    if bill_to and not Customer.objects.filter(company=company, pk=bill_to).exists():
        found.append(Problem("bill_to", _("Choose one from the list.")))
    if bill_to and customer is not None and bill_to == customer.pk:
        sentence = _("Leave it empty to bill the customer itself.")
        found.append(Problem("bill_to", sentence))
    return found


def _addresses_named(customer: Customer, addresses: Sequence[Row], values: Values) -> list[Problem]:
    """An address that contracts name by its label can't be taken away, nor called otherwise."""
    before = dict(Address.objects.filter(customer=customer).values_list("pk", "label"))
    after = {row["id"]: str(row.get("label") or "").strip() for row in addresses if row.get("id")}
    gone = {label for pk, label in before.items() if after.get(pk) != label}
    labels = {str(row.get("label") or "").strip() for row in addresses}
    problems = []
    usual = values.get("delivery_address", customer.delivery_address)
    if usual and usual not in labels:
        sentence = _("None of the addresses has this name.")
        problems.append(Problem("delivery_address", sentence))
    named = _named(customer, gone - labels)
    if named:
        sentence = _("Contracts name the address %(label)s: leave it as it is.")
        problems += [Problem("addresses", sentence % {"label": each}) for each in sorted(named)]
    return problems


def _named(customer: Customer, labels: set[str]) -> set[str]:
    if not labels:
        return set()
    mine = Contract.objects.filter(company_id=customer.company_id, customer=customer)
    lines = ContractLine.objects.filter(company_id=customer.company_id, contract__in=mine)
    found = mine.filter(delivery_address__in=labels).values_list("delivery_address", flat=True)
    of_lines = lines.filter(delivery_address__in=labels).values_list("delivery_address", flat=True)
    return {*found, *of_lines}
