"""Templates: schedule, lines and delivery options that many contracts share (AG-6).

A contract that follows a template has none of its lines: it reads them from the template. What
changes later is a row of `TemplateChange`, dated, however many follow. Ids of template lines and
changes come from the sequences of contract lines and scheduled modifications, so that a document
line names either without doubt.
"""

from django.db import models
from django.db.models import Q

from cadencia.catalog.models import PriceList
from cadencia.contracts.line_columns import ALL_MONTHS, DOCUMENT_TYPES, LineColumns
from cadencia.core import agreement
from cadencia.parties import columns
from cadencia.parties.walls import CompanyForeignKey, CompanyOwned

_INTERVAL = Q(
    schedule_every__isnull=False,
    schedule_first__isnull=False,
    schedule_months=[],
    schedule_day=None,
    schedule_since=None,
) & ~Q(schedule_unit="")
_NO_INTERVAL = Q(
    schedule_every=None, schedule_unit="", schedule_first=None, schedule_anchor_day=None
)
_MASK = ~Q(schedule_months=[]) | Q(schedule_day=None, schedule_since=None)


class Template(CompanyOwned):
    """What contracts are made from. Its schedule is read by followers that have none (AG-6).

    `version` grows with every change: what was drafted from a follower before is stale.
    """

    code = models.TextField()
    name = models.TextField(blank=True, default="")
    notes = models.TextField(blank=True, default="")
    is_active = models.BooleanField(default=True)  # offered for new contracts
    version = models.IntegerField(default=1)
    # when
    schedule_every = models.SmallIntegerField(null=True, blank=True)
    schedule_unit = models.TextField(blank=True, default="")
    schedule_first = models.DateField(null=True, blank=True)
    schedule_anchor_day = models.SmallIntegerField(null=True, blank=True)
    schedule_months = columns.months()
    schedule_day = models.SmallIntegerField(null=True, blank=True)
    schedule_since = models.DateField(null=True, blank=True)
    # what a contract made from it begins with
    timing = models.TextField(default=agreement.Timing.ADVANCE.value)
    opening = models.TextField(default=agreement.Opening.NONE.value)
    closing = models.TextField(default=agreement.Closing.FULL.value)
    proration = models.TextField(default=agreement.Proration.ACTUAL.value)
    split_on_change = models.BooleanField(default=False)
    business_day = models.TextField(default="as_is")
    lead_days = models.SmallIntegerField(default=0)
    generation = models.TextField(default="automatic")
    documents_are = models.TextField(blank=True, default="")  # draft, issued; empty: the company's
    document_type = models.TextField(default="invoice")
    currency = models.CharField(max_length=3, blank=True, default="")
    series = models.TextField(blank=True, default="")
    journal = models.TextField(blank=True, default="")
    payment_method = models.TextField(blank=True, default="")
    tax_regime = models.TextField(default="domestic")
    price_list = CompanyForeignKey(PriceList, models.PROTECT, null=True, blank=True)

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(fields=["company", "code"], name="contracts_template_code"),
            columns.check("code_given", ~Q(code="")),
            columns.one_of("timing", agreement.Timing),
            columns.one_of("opening", agreement.Opening),
            columns.one_of("closing", agreement.Closing),
            columns.one_of("proration", agreement.Proration),
            columns.one_of("business_day", ("as_is", "next", "previous")),
            columns.one_of("generation", ("automatic", "manual")),
            columns.one_of("documents_are", ("draft", "issued"), blank=True),
            columns.one_of("document_type", DOCUMENT_TYPES),
            columns.one_of(
                "tax_regime", ("domestic", "intra_eu", "export", "exempt", "reverse_charge")
            ),
            columns.between("lead_days", 0, 366),
            columns.between("schedule_every", 1, 1000),
            columns.between("schedule_anchor_day", 1, 31),
            columns.between("schedule_day", 1, 31),
            columns.one_of("schedule_unit", agreement.Unit, blank=True),
            columns.check("schedule_months", Q(schedule_months__contained_by=ALL_MONTHS)),
            columns.check("one_schedule", _INTERVAL | _NO_INTERVAL & _MASK),
        ]

    def __str__(self) -> str:
        return self.code


class TemplateLine(LineColumns):
    """A line that all followers bill. It is neither billed once nor divided."""

    template = CompanyForeignKey(Template, models.CASCADE, related_name="lines", db_index=False)

    class Meta(LineColumns.Meta):
        constraints = [
            *LineColumns.Meta.constraints,
            models.UniqueConstraint(fields=["template", "key"], name="contracts_templateline_key"),
            models.UniqueConstraint(
                fields=["company", "template", "id"], name="contracts_templateline_whose"
            ),
            columns.check("recurs", Q(one_off_on=None, one_off_month="", one_off_with_next=False)),
            columns.check("undivided", Q(price_split=agreement.PriceSplit.SAME.value)),
            columns.check("unmetered", ~Q(quantity_source="usage")),  # whose usage would it be?
        ]


class TemplateChange(CompanyOwned):
    """What a template's line says from a date on, for all followers. Null or empty: as before."""

    template = CompanyForeignKey(Template, models.CASCADE, related_name="changes")
    line = CompanyForeignKey(
        TemplateLine,
        models.CASCADE,
        related_name="changes",
        also=(("template_id", "template_id"),),
        db_index=False,
    )
    valid_from = models.DateField()
    unit_price = columns.price(null=True, blank=True)
    discounts = columns.percents(null=True, blank=True)
    quantity = columns.quantity(null=True, blank=True)
    description = models.TextField(blank=True, default="")

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["line", "valid_from"], name="contracts_templatechange_once"
            ),
            columns.fits("unit_price"),
            columns.fits_quantity("quantity"),
            columns.check("quantity", Q(quantity__gte=0)),
            columns.check(
                "changes",
                Q(unit_price__isnull=False)
                | Q(discounts__isnull=False)
                | Q(quantity__isnull=False)
                | ~Q(description=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} from {self.valid_from}"
