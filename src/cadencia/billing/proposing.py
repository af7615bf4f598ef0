"""What customers and items know, proposed to whoever chooses them in a contract (AG-3, SM-2).

What a contract leaves to its customer (payment, mandate, price list, terms, delivery) is shown
and not copied: it follows the customer's card until the contract says otherwise.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from cadencia.catalog.models import Item, PriceListEntry, SpecialPrice
from cadencia.core.agreement import Catalog, Line, PriceSource, PriceStep
from cadencia.core.agreement import Item as ItemValue
from cadencia.core.agreement import SpecialPrice as SpecialPriceValue
from cadencia.core.pricing import PriceMissing, sourced
from cadencia.parties.access import Actor, Permission, require
from cadencia.parties.models import Address, BankAccount, Company, Contact, Customer

_CONTACTS = (
    "SELECT name FROM parties_contact WHERE company_id = %s AND customer_id = %s ORDER BY id"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfCustomer:
    """What a customer's card says. `left_to_customer` is by the fields of the contract file."""

    code: str
    name: str
    tax_id: str
    language: str
    sales_rep: str
    contacts: tuple[str, ...]
    addresses: tuple[str, ...]
    accounts: tuple[str, ...]  # IBAN
    left_to_customer: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfItem:
    """What an item knows. `price` is the one in force for the customer, None if there is none.

    `every` and `unit` are the usual interval of its contracts.
    """

    code: str
    description: str
    price: Decimal | None
    taxes: tuple[str, ...]
    is_recurrent: bool
    is_stocked: bool
    every: int | None
    unit: str
    account: str


def for_customer(code: str, *, by: Actor) -> OfCustomer | None:
    """Return what a contract takes over from a customer, None if the company has none such."""
    require(by, Permission.READ)
    mine = Customer.objects.filter(company_id=by.company_id, code=code)
    found = mine.select_related("sales_rep", "bill_to").first()
    if found is None:
        return None
    company = Company.objects.only("currency").get(pk=by.company_id)
    addresses = Address.objects.filter(customer=found).order_by("label")
    contacts = Contact.objects.filter(customer=found).order_by("pk")
    accounts = BankAccount.objects.filter(customer=found).order_by("pk")
    left = {
        "payment_method": found.payment_method,
        "mandate": found.mandate,
        "price_list": found.price_list,
        "delivery_address": found.delivery_address,
        "bill_to": found.bill_to.code if found.bill_to else "",
        "decimals": str(found.decimals),
        "currency": company.currency,
        "payment_terms.days": str(found.payment_terms.get("days", 0)),
    }
    return OfCustomer(
        code=found.code,
        name=found.name,
        tax_id=found.tax_id,
        language=found.language,
        sales_rep=found.sales_rep.code if found.sales_rep else "",
        contacts=tuple(contacts.values_list("name", flat=True)),
        addresses=tuple(addresses.values_list("label", flat=True)),
        accounts=tuple(accounts.values_list("iban", flat=True)),
        left_to_customer={name: value for name, value in left.items() if value},
    )


def for_item(  # noqa: PLR0913 - what a price depends on, each by name
    code: str, *, customer: str, price_list: str, quantity: Decimal, on: date, by: Actor
) -> OfItem | None:
    """Return what a line takes over from an item, None if the company has none such.

    The price is what a contract with prices of today would bill on the day: the customer's
    special price, else that of the list named or the customer's, else the catalog's (R8).
    """
    require(by, Permission.READ)
    found = Item.objects.filter(company_id=by.company_id, code=code).first()
    if found is None:
        return None
    return OfItem(
        code=found.code,
        description=found.name or found.code,
        price=_price(found, customer, price_list, quantity, on),
        taxes=tuple(found.taxes),
        is_recurrent=found.is_recurrent,
        is_stocked=found.is_stocked,
        every=found.default_every,
        unit=found.default_unit,
        account=found.account,
    )


def _price(
    item: Item, customer: str, price_list: str, quantity: Decimal, on: date
) -> Decimal | None:
    mine = Customer.objects.filter(company_id=item.company_id, code=customer).first()
    listed = price_list or (mine.price_list if mine else "")
    catalog = Catalog(
        items={item.code: ItemValue(code=item.code, price=item.price)},
        price_list={item.code: _steps(item, listed)} if listed else {},
        special_prices={item.code: _special(item, mine)} if mine else {},
    )
    line = Line(
        key="", description="", item=item.code, quantity=quantity, price_source=PriceSource.CURRENT
    )
    try:
        return sourced(catalog, line, on)[0]
    except PriceMissing:
        return None


def _steps(item: Item, price_list: str) -> tuple[PriceStep, ...]:
    entries = PriceListEntry.objects.filter(
        company_id=item.company_id, item=item, price_list__code=price_list
    )
    return tuple(
        PriceStep(
            item=item.code,
            price=each.price,
            min_quantity=each.min_quantity,
            valid_from=each.valid_from,
            valid_until=each.valid_until,
        )
        for each in entries.order_by("pk")
    )


def _special(item: Item, customer: Customer) -> tuple[SpecialPriceValue, ...]:
    prices = SpecialPrice.objects.filter(customer=customer, item=item).order_by("pk")
    return tuple(
        SpecialPriceValue(
            item=item.code,
            price=each.price,
            valid_from=each.valid_from,
            valid_until=each.valid_until,
        )
        for each in prices
    )
