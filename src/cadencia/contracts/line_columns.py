"""The columns that the lines of a contract and those of a template share."""

from decimal import Decimal

from django.db import models
from django.db.models import Q

from cadencia.catalog.models import MONTH, Formula, Item
from cadencia.core import agreement
from cadencia.parties import columns
from cadencia.parties.walls import CompanyForeignKey, CompanyOwned

DOCUMENT_TYPES = ("invoice", "delivery_note", "non_billable_delivery_note", "work_order")
QUANTITY_SOURCES = ("fixed", "formula", "usage")
ALL_MONTHS = list(range(1, 13))


class LineColumns(CompanyOwned):
    """What is billed: an item or a description, its price, its months, its dates (LN-1)."""

    position = models.SmallIntegerField()
    key = models.TextField()
    item = CompanyForeignKey(Item, models.PROTECT, null=True, blank=True)
    description = models.TextField(blank=True, default="")
    extra_text = models.TextField(blank=True, default="")
    reference = models.TextField(blank=True, default="")
    quantity = columns.quantity(default=Decimal(1))
    # fixed: `quantity`; formula: evaluated anew at each installment; usage: what was recorded
    quantity_source = models.TextField(default="fixed", db_default="fixed")
    quantity_formula = CompanyForeignKey(Formula, models.PROTECT, null=True, blank=True)
    quantity_amount = columns.price(null=True, blank=True)
    quantity_parameters = models.JSONField(default=dict, db_default={}, blank=True)
    unit_price = columns.price(null=True, blank=True)
    price_source = models.TextField(default=agreement.PriceSource.FIXED.value)
    formula = CompanyForeignKey(Formula, models.PROTECT, null=True, blank=True)
    formula_amount = columns.price(null=True, blank=True)
    formula_parameters = models.JSONField(default=dict, blank=True)  # name -> amount as text
    price_split = models.TextField(default=agreement.PriceSplit.SAME.value)
    discounts = columns.percents(default=list, blank=True)
    taxes = columns.codes(null=True, blank=True)  # null: the item's; empty: untaxed
    withheld = models.BooleanField(default=True)
    months = columns.months()
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    one_off_on = models.DateField(null=True, blank=True)
    one_off_month = models.CharField(max_length=7, blank=True, default="")  # 2027-03
    one_off_with_next = models.BooleanField(default=False)
    installment_service = CompanyForeignKey(Item, models.PROTECT, null=True, blank=True)
    document_type = models.TextField(blank=True, default="")
    series = models.TextField(blank=True, default="")
    mandate = models.TextField(blank=True, default="")
    payment_method = models.TextField(blank=True, default="")
    delivery_address = models.TextField(blank=True, default="")
    account = models.TextField(blank=True, default="")
    agent = models.TextField(blank=True, default="")
    commission = columns.price(null=True, blank=True)  # percent
    location = models.TextField(blank=True, default="")
    lot = models.TextField(blank=True, default="")
    serial = models.TextField(blank=True, default="")

    class Meta(CompanyOwned.Meta):
        abstract = True
        constraints = [
            *CompanyOwned.Meta.constraints,
            columns.one_of("quantity_source", QUANTITY_SOURCES),
            columns.check(
                "quantity_by_formula",
                Q(quantity_source="formula", quantity_formula__isnull=False)
                | Q(quantity_formula=None, quantity_amount=None) & ~Q(quantity_source="formula"),
            ),
            columns.check(
                "metered_whole",
                ~Q(quantity_source="usage")
                | Q(
                    price_split=agreement.PriceSplit.SAME.value,
                    one_off_on=None,
                    one_off_month="",
                    one_off_with_next=False,
                ),
            ),
            columns.fits("quantity_amount"),
            columns.one_of("price_source", agreement.PriceSource),
            columns.one_of("price_split", agreement.PriceSplit),
            columns.one_of("document_type", DOCUMENT_TYPES, blank=True),
            columns.check("quantity", Q(quantity__gte=0)),
            columns.fits_quantity("quantity"),
            columns.fits("unit_price"),
            columns.fits("formula_amount"),
            columns.check("months", Q(months__contained_by=ALL_MONTHS)),
            columns.in_order("valid_from", "valid_until"),
            columns.check("one_off_month", Q(one_off_month="") | Q(one_off_month__regex=MONTH)),
            columns.check(
                "one_one_off",
                Q(one_off_on=None, one_off_month="")
                | Q(one_off_on=None, one_off_with_next=False)
                | Q(one_off_month="", one_off_with_next=False),
            ),
            columns.check("described", ~Q(description="") | Q(item__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.key
