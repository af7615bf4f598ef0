"""What customers and items know, proposed to a contract (AG-3, SM-2)."""

from datetime import date
from decimal import Decimal

import pytest

from cadencia.billing import proposing
from cadencia.catalog.models import PriceList, PriceListEntry, SpecialPrice
from cadencia.parties.models import Address, SalesRep
from tests import factories
from tests.factories import chief

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 15)


@pytest.fixture
def ana():
    company = factories.a_company()
    rep = SalesRep.objects.create(company=company, code="V1", name="Vera")
    return factories.a_customer(
        company, "Ana", payment_method="Recibo", price_list="T1", sales_rep=rep, decimals=3
    )


def test_a_customer_tells_what_its_contracts_leave_to_it(ana):
    Address.objects.create(company=ana.company, customer=ana, label="Almacén")
    found = proposing.for_customer(ana.code, by=chief(ana.company_id))
    assert (found.sales_rep, found.addresses) == ("V1", ("Almacén",))
    assert found.left_to_customer == {
        "payment_method": "Recibo", "price_list": "T1", "decimals": "3", "currency": "EUR",
        "payment_terms.days": "0",
    }  # fmt: skip


def test_of_another_company_nothing_is_told(ana):
    by = chief(factories.a_company().pk)
    assert proposing.for_customer(ana.code, by=by) is None


def asked(ana, **given):
    values = {"customer": ana.code, "price_list": "", "quantity": Decimal(1), "on": TODAY}
    return proposing.for_item("CUOTA", **{**values, **given}, by=chief(ana.company_id))


def test_an_item_tells_its_description_taxes_and_the_price_in_force(ana):
    item = factories.an_item(ana.company, name="Cuota", default_every=3, default_unit="month")
    found = asked(ana)
    assert (found.description, found.price, found.taxes) == ("Cuota", Decimal(45), ("IVA21",))
    assert (found.every, found.unit) == (3, "month")
    listed = PriceList.objects.create(company=ana.company, code="T1")
    entry = {"company": ana.company, "price_list": listed, "item": item}
    PriceListEntry.objects.create(**entry, price=Decimal(40))
    PriceListEntry.objects.create(**entry, price=Decimal(35), min_quantity=Decimal(10))
    assert asked(ana).price == Decimal(40)
    assert asked(ana, quantity=Decimal(10)).price == Decimal(35)
    SpecialPrice.objects.create(
        company=ana.company, customer=ana, item=item, price=Decimal(30), valid_until=TODAY
    )
    assert asked(ana).price == Decimal(30)
    assert asked(ana, on=date(2026, 3, 16)).price == Decimal(40)
    assert asked(ana, customer="").price == Decimal(45)


def test_an_item_without_a_price_tells_none(ana):
    factories.an_item(ana.company, price=None)
    assert asked(ana).price is None
