"""What is sold and at what price: items, taxes, price lists, formulas, index series."""

from decimal import Decimal

from django.db import models

from cadencia.core.agreement import Unit
from cadencia.parties import columns
from cadencia.parties.models import Customer
from cadencia.parties.walls import CompanyForeignKey, CompanyOwned

MONTH = r"^[0-9]{4}-(0[1-9]|1[0-2])$"


class Tax(CompanyOwned):
    """A tax or a withholding, in percent. `tax` is the name shown and the group of R10."""

    code = models.TextField()
    tax = models.TextField()
    rate = columns.price()
    surcharge = columns.price(default=Decimal(0))  # recargo de equivalencia
    exemption = models.TextField(blank=True, default="")  # code of the reason: E1…
    mention = models.TextField(blank=True, default="")  # what the document must say
    is_active = models.BooleanField(default=True, db_default=True)  # offered for new contracts

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(fields=["company", "code"], name="catalog_tax_code"),
            columns.fits("rate"),
            columns.fits("surcharge"),
        ]

    def __str__(self) -> str:
        return self.code


class Item(CompanyOwned):
    """A product or a service. Taxes are codes of `Tax`, in the order in which they print."""

    code = models.TextField()
    name = models.TextField(blank=True, default="")
    price = columns.price(null=True, blank=True)
    is_recurrent = models.BooleanField(default=False)  # AG-5
    is_stocked = models.BooleanField(default=False)
    cost = columns.price(default=Decimal(0))
    taxes = columns.codes(default=list, blank=True)
    default_every = models.SmallIntegerField(null=True, blank=True)
    default_unit = models.TextField(blank=True, default="")
    account = models.TextField(blank=True, default="")
    is_active = models.BooleanField(default=True, db_default=True)  # offered for new contracts

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(fields=["company", "code"], name="catalog_item_code"),
            columns.fits("price"),
            columns.fits("cost"),
            columns.between("default_every", 1, 1000),
            columns.one_of("default_unit", Unit, blank=True),
        ]

    def __str__(self) -> str:
        return self.code


class PriceList(CompanyOwned):
    """A price list (*tarifa*)."""

    code = models.TextField()
    name = models.TextField(blank=True, default="")
    is_active = models.BooleanField(default=True, db_default=True)  # offered for new contracts

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(fields=["company", "code"], name="catalog_pricelist_code"),
        ]

    def __str__(self) -> str:
        return self.code


class PriceListEntry(CompanyOwned):
    """A price of an item from a quantity on, within its dates (both included)."""

    price_list = CompanyForeignKey(PriceList, models.CASCADE, related_name="entries")
    item = CompanyForeignKey(Item, models.PROTECT)
    min_quantity = columns.quantity(default=Decimal(1))
    price = columns.price()
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["price_list", "item", "min_quantity", "valid_from"],
                nulls_distinct=False,
                name="catalog_pricelistentry_once",
            ),
            columns.fits("price"),
            columns.fits_quantity("min_quantity"),
            columns.in_order("valid_from", "valid_until"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.price}"


class SpecialPrice(CompanyOwned):
    """A customer's own price of an item, within its dates (both included)."""

    customer = CompanyForeignKey(Customer, models.CASCADE, related_name="special_prices")
    item = CompanyForeignKey(Item, models.PROTECT)
    price = columns.price()
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["customer", "item", "valid_from"],
                nulls_distinct=False,
                name="catalog_specialprice_once",
            ),
            columns.fits("price"),
            columns.in_order("valid_from", "valid_until"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.price}"


class Formula(CompanyOwned):
    """A named formula over `amount` and its parameters (LN-9)."""

    name = models.TextField()
    expression = models.TextField()
    parameters = columns.codes(default=list, blank=True)
    is_active = models.BooleanField(default=True, db_default=True)  # offered for new contracts

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(fields=["company", "name"], name="catalog_formula_name"),
        ]

    def __str__(self) -> str:
        return self.name


class IndexSeries(CompanyOwned):
    """A published index, such as the IPC, that reviews refer to (LN-12)."""

    name = models.TextField()
    is_active = models.BooleanField(default=True, db_default=True)  # offered for new contracts

    class Meta(CompanyOwned.Meta):
        verbose_name_plural = "index series"
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(fields=["company", "name"], name="catalog_indexseries_name"),
        ]

    def __str__(self) -> str:
        return self.name


class IndexValue(CompanyOwned):
    """The value of an index in a month, written 2026-01."""

    series = CompanyForeignKey(IndexSeries, models.CASCADE, related_name="values")
    month = models.CharField(max_length=7)
    value = columns.price()

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(fields=["series", "month"], name="catalog_indexvalue_month"),
            columns.check("month_form", models.Q(month__regex=MONTH)),
            columns.check("positive", models.Q(value__gt=0)),
            columns.fits("value"),
        ]

    def __str__(self) -> str:
        return f"{self.month}: {self.value}"
