"""The agreement as registered: header, lines, scheduled modifications, reviews, pauses.

Columns follow the contract file name by name; what a file leaves null is null here, or empty
where it is a text. See `docs/interchange.md`.
"""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cadencia.catalog.models import MONTH, Formula, IndexSeries, Item, PriceList
from cadencia.contracts.line_columns import ALL_MONTHS, DOCUMENT_TYPES, LineColumns
from cadencia.contracts.states import State
from cadencia.contracts.template_models import Template as Template
from cadencia.contracts.termination_models import TerminationReason
from cadencia.core import agreement
from cadencia.core.commissions import Base
from cadencia.core.recipients import Sending
from cadencia.parties import columns
from cadencia.parties.models import Customer, ResponsibleParty, SalesRep
from cadencia.parties.walls import CompanyForeignKey, CompanyOwned

TAX_REGIMES = ("domestic", "intra_eu", "export", "exempt", "reverse_charge")
GENERATIONS = ("automatic", "manual")
BUSINESS_DAYS = ("as_is", "next", "previous")


class ContractKind(CompanyOwned):
    """A kind of contract, as the company names them (*tipo de contrato*)."""

    name = models.TextField()
    is_active = models.BooleanField(default=True, db_default=True)  # offered for new contracts

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(fields=["company", "name"], name="contracts_kind_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Contract(CompanyOwned):
    """The header of an agreement. `version` grows with every act of a service on it."""

    # who
    code = models.TextField()
    reference = models.TextField(blank=True, default="")
    customer = CompanyForeignKey(Customer, models.PROTECT, related_name="contracts")
    bill_to = CompanyForeignKey(Customer, models.PROTECT, null=True, blank=True)
    kind = CompanyForeignKey(ContractKind, models.PROTECT, null=True, blank=True)
    project = models.TextField(blank=True, default="")
    contact = models.TextField(blank=True, default="")
    sales_rep = CompanyForeignKey(SalesRep, models.PROTECT, null=True, blank=True)
    commission_rate = columns.price(null=True, blank=True)  # percent; null: the rep's own (AG-4)
    commission_base = models.TextField(blank=True, default="", db_default="")  # empty: net
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    responsible_party = CompanyForeignKey(  # who answers for the debt (AG-8)
        ResponsibleParty, models.PROTECT, null=True, blank=True, db_index=False
    )
    notes = models.TextField(blank=True, default="")
    # state
    state = models.TextField(default=State.DRAFT.value)
    is_active = models.BooleanField(default=True)
    version = models.IntegerField(default=1)
    created_on = models.DateField(null=True, blank=True)
    stopped_on = models.DateField(null=True, blank=True)  # reverted, inactive or finished since
    termination_reason = CompanyForeignKey(
        TerminationReason, models.PROTECT, null=True, blank=True, db_index=False
    )
    # documents
    generation = models.TextField(default="automatic")
    documents_are = models.TextField(blank=True, default="")  # draft, issued; empty: the company's
    sending = models.TextField(blank=True, default="", db_default="")  # empty: the customer's
    email_to = models.TextField(blank=True, default="", db_default="")  # empty: the customer's
    email_copy = models.TextField(blank=True, default="", db_default="")
    document_type = models.TextField(default="invoice")
    installments_are = models.TextField(default=agreement.InstallmentsAre.DOCUMENTS.value)
    currency = models.CharField(max_length=3, blank=True, default="")  # empty: the company's
    decimals = models.SmallIntegerField(null=True, blank=True)  # null: the customer's
    series = models.TextField(blank=True, default="")
    journal = models.TextField(blank=True, default="")
    payment_method = models.TextField(blank=True, default="")
    mandate = models.TextField(blank=True, default="")
    delivery_address = models.TextField(blank=True, default="")
    payment_terms = models.JSONField(null=True, blank=True)  # null: the customer's
    tax_regime = models.TextField(default="domestic")
    price_list = CompanyForeignKey(PriceList, models.PROTECT, null=True, blank=True)
    allow_price_updates = models.BooleanField(default=False)
    document_discount = columns.price(default=Decimal(0))  # percent
    expenses = columns.price(default=Decimal(0))
    withholding = models.TextField(blank=True, default="")  # code of a tax
    stock_release = models.TextField(blank=True, default="")
    # when
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    bill_withdrawal_day = models.BooleanField(default=False)
    installments = models.IntegerField(null=True, blank=True)
    schedule_every = models.SmallIntegerField(null=True, blank=True)
    schedule_unit = models.TextField(blank=True, default="")
    schedule_first = models.DateField(null=True, blank=True)
    schedule_anchor_day = models.SmallIntegerField(null=True, blank=True)
    schedule_months = columns.months()
    schedule_day = models.SmallIntegerField(null=True, blank=True)
    schedule_since = models.DateField(null=True, blank=True)
    timing = models.TextField(default=agreement.Timing.ADVANCE.value)
    opening = models.TextField(default=agreement.Opening.NONE.value)
    closing = models.TextField(default=agreement.Closing.FULL.value)
    proration = models.TextField(default=agreement.Proration.ACTUAL.value)
    split_on_change = models.BooleanField(default=False)
    business_day = models.TextField(default="as_is")
    lead_days = models.SmallIntegerField(default=0)
    billed_until = models.DateField(null=True, blank=True)
    # templates and renewal
    template = CompanyForeignKey(Template, models.PROTECT, null=True, blank=True, db_index=False)
    follows_template = models.BooleanField(default=False, db_default=False)
    renewed_from = CompanyForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="renewals", db_index=False
    )
    renew_automatically = models.BooleanField(default=False, db_default=False)
    renewal_periods = models.SmallIntegerField(null=True, blank=True)  # null: as long as before
    notice_days = models.SmallIntegerField(default=0, db_default=0)
    notice_given_on = models.DateField(null=True, blank=True)
    # what must be confirmed before it is billed, until when, and whether it is (LC-6)
    confirm_first = models.BooleanField(default=False, db_default=False)
    confirm_first_by = models.DateField(null=True, blank=True)
    first_confirmed = models.BooleanField(default=False, db_default=False)
    confirm_last = models.BooleanField(default=False, db_default=False)
    confirm_last_by = models.DateField(null=True, blank=True)
    last_confirmed = models.BooleanField(default=False, db_default=False)

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(fields=["company", "code"], name="contracts_contract_code"),
            columns.one_of("state", State),
            columns.one_of("generation", GENERATIONS),
            columns.one_of("documents_are", ("draft", "issued"), blank=True),
            columns.one_of("sending", Sending, blank=True),
            columns.one_of("commission_base", Base, blank=True),
            columns.check(
                "commission_rate", Q(commission_rate__gte=0) & Q(commission_rate__lte=100)
            ),
            columns.one_of("document_type", DOCUMENT_TYPES),
            columns.one_of("installments_are", agreement.InstallmentsAre),
            columns.one_of("tax_regime", TAX_REGIMES),
            columns.one_of("stock_release", agreement.StockRelease, blank=True),
            columns.one_of("timing", agreement.Timing),
            columns.one_of("opening", agreement.Opening),
            columns.one_of("closing", agreement.Closing),
            columns.one_of("proration", agreement.Proration),
            columns.one_of("business_day", BUSINESS_DAYS),
            columns.between("decimals", 0, 6),
            columns.between("lead_days", 0, 366),
            columns.check("installments", Q(installments__gte=1)),
            columns.check("document_discount", Q(document_discount__lte=100)),
            columns.fits("document_discount"),
            columns.fits("expenses"),
            columns.in_order("starts_on", "ends_on"),
            columns.in_order("starts_on", "withdrawn_on"),
            columns.between("schedule_every", 1, 1000),
            columns.between("schedule_anchor_day", 1, 31),
            columns.between("schedule_day", 1, 31),
            columns.one_of("schedule_unit", agreement.Unit, blank=True),
            columns.check("schedule_months", Q(schedule_months__contained_by=ALL_MONTHS)),
            columns.check(
                "one_schedule",
                Q(
                    schedule_every__isnull=False,
                    schedule_first__isnull=False,
                    schedule_months=[],
                    schedule_day=None,
                    schedule_since=None,
                )
                & ~Q(schedule_unit="")
                | Q(
                    schedule_every=None,
                    schedule_unit="",
                    schedule_first=None,
                    schedule_anchor_day=None,
                )
                & (~Q(schedule_months=[]) | Q(schedule_day=None, schedule_since=None)),
            ),
            columns.check(
                "first_confirmed",
                Q(confirm_first=True) | Q(first_confirmed=False, confirm_first_by=None),
            ),
            columns.check(
                "last_confirmed",
                Q(confirm_last=True) | Q(last_confirmed=False, confirm_last_by=None),
            ),
            columns.check("follows", Q(follows_template=False) | Q(template__isnull=False)),
            columns.between("renewal_periods", 1, 10_000),
            columns.between("notice_days", 0, 3650),
            columns.check("renews", Q(renew_automatically=False) | Q(ends_on__isnull=False)),
            columns.check("no_heir_of_itself", ~Q(renewed_from=F("id"))),
            models.UniqueConstraint(
                fields=["renewed_from"],
                condition=~Q(state=State.VOID.value),
                name="contracts_contract_heir",
            ),
        ]
        indexes = [
            models.Index(
                fields=["template"],
                condition=Q(template__isnull=False),
                name="contracts_contract_template",
            ),
            models.Index(
                fields=["company", "ends_on"],
                condition=Q(renew_automatically=True),
                name="contracts_contract_renews",
            ),
            # What waits for somebody: few of many, and asked for by each dashboard.
            models.Index(
                fields=["company", "code"],
                condition=Q(state=State.POSTED.value, is_active=True)
                & (
                    Q(confirm_first=True, first_confirmed=False)
                    | Q(confirm_last=True, last_confirmed=False)
                ),
                name="contracts_contract_unconfirmed",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class ContractLine(LineColumns):
    """Something a contract bills. `key` is the user's own name of the line in the file."""

    contract = CompanyForeignKey(Contract, models.CASCADE, related_name="lines", db_index=False)
    item = CompanyForeignKey(Item, models.PROTECT, null=True, blank=True, db_index=False)

    class Meta(LineColumns.Meta):
        constraints = [
            *LineColumns.Meta.constraints,
            models.UniqueConstraint(fields=["contract", "key"], name="contracts_line_key"),
            models.UniqueConstraint(
                fields=["company", "contract", "id"], name="contracts_line_whose"
            ),
        ]
        indexes = [
            # The contracts of an item in their order; with the company, which the second wall
            # asks of each row, the table isn't looked at.
            models.Index(
                fields=["item", "contract"], include=["company"], name="contracts_line_item"
            )
        ]


class ScheduledModification(CompanyOwned):
    """A change in force between two dates, both included. Null or empty: not changed (SM-1)."""

    contract = CompanyForeignKey(Contract, models.CASCADE, related_name="modifications")
    position = models.SmallIntegerField()
    line = CompanyForeignKey(
        ContractLine,
        models.CASCADE,
        null=True,
        blank=True,
        also=(("contract_id", "contract_id"),),
    )
    effect = models.TextField(default=agreement.Effect.MODIFY.value)
    document = models.TextField(default=agreement.Placement.SAME.value)
    times = models.TextField(default=agreement.Times.EACH.value)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    item = CompanyForeignKey(Item, models.PROTECT, null=True, blank=True)
    description = models.TextField(blank=True, default="")
    quantity = columns.quantity(null=True, blank=True)
    unit_price = columns.price(null=True, blank=True)
    price_split = models.TextField(blank=True, default="")
    discounts = columns.percents(null=True, blank=True)
    taxes = columns.codes(null=True, blank=True)
    installment_service = CompanyForeignKey(Item, models.PROTECT, null=True, blank=True)
    formula = CompanyForeignKey(Formula, models.PROTECT, null=True, blank=True)
    formula_amount = columns.price(null=True, blank=True)
    formula_parameters = models.JSONField(null=True, blank=True)
    lot = models.TextField(blank=True, default="")
    serial = models.TextField(blank=True, default="")

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            columns.one_of("effect", agreement.Effect),
            columns.one_of("document", agreement.Placement),
            columns.one_of("times", agreement.Times),
            columns.one_of("price_split", agreement.PriceSplit, blank=True),
            columns.check("quantity", Q(quantity__gte=0)),
            columns.fits_quantity("quantity"),
            columns.fits("unit_price"),
            columns.fits("formula_amount"),
            columns.in_order("valid_from", "valid_until"),
            columns.check(
                "whose",
                Q(effect=agreement.Effect.MODIFY.value, line__isnull=False)
                | Q(effect=agreement.Effect.ADD.value, line=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.effect} {self.valid_from}"


class PriceReview(CompanyOwned):
    """An indexation, by percent or by an index over the value of month `base` (LN-12)."""

    contract = CompanyForeignKey(Contract, models.CASCADE, related_name="reviews")
    position = models.SmallIntegerField()
    valid_from = models.DateField()
    every_months = models.SmallIntegerField(null=True, blank=True)  # null: once
    percent = columns.price(null=True, blank=True)
    index = CompanyForeignKey(IndexSeries, models.PROTECT, null=True, blank=True)
    base = models.CharField(max_length=7, blank=True, default="")  # 2026-01
    line_keys = columns.codes(default=list, blank=True)  # empty: all

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            columns.between("every_months", 1, 1200),
            columns.fits("percent"),
            columns.check(
                "percent_or_index",
                Q(percent__isnull=False, index=None, base="")
                | Q(percent=None, index__isnull=False, base__regex=MONTH),
            ),
        ]

    def __str__(self) -> str:
        return str(self.valid_from)


class Pause(CompanyOwned):
    """A stretch without billing, both ends included; without `until` it is still open (R4)."""

    contract = CompanyForeignKey(Contract, models.CASCADE, related_name="pauses")
    start = models.DateField()
    until = models.DateField(null=True, blank=True)
    mode = models.TextField(default=agreement.PauseMode.SKIP.value)

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            columns.one_of("mode", agreement.PauseMode),
            columns.in_order("start", "until"),
            models.UniqueConstraint(fields=["contract", "start"], name="contracts_pause_start"),
        ]

    def __str__(self) -> str:
        return str(self.start)


class InstallmentMove(CompanyOwned):
    """The installment due on `due_on` has its theoretical date on `to` (SC-4)."""

    contract = CompanyForeignKey(Contract, models.CASCADE, related_name="moves", db_index=False)
    due_on = models.DateField()
    to = models.DateField()

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(fields=["contract", "due_on"], name="contracts_move_once"),
        ]

    def __str__(self) -> str:
        return f"{self.due_on} -> {self.to}"


# Whatever else hangs on a contract has a file of its own; Django looks for models here.
from cadencia.contracts.bulk_models import BulkAct as BulkAct  # noqa: E402
from cadencia.contracts.bulk_models import BulkActMember as BulkActMember  # noqa: E402
from cadencia.contracts.followup_models import FollowUp as FollowUp  # noqa: E402
from cadencia.contracts.renewal_models import CodeCounter as CodeCounter  # noqa: E402
from cadencia.contracts.renewal_models import Prolongation as Prolongation  # noqa: E402
from cadencia.contracts.renewal_models import Succession as Succession  # noqa: E402
from cadencia.contracts.schedule_models import PastTemplate as PastTemplate  # noqa: E402
from cadencia.contracts.schedule_models import ScheduleChange as ScheduleChange  # noqa: E402
from cadencia.contracts.schedule_models import TemplateSchedule as TemplateSchedule  # noqa: E402
from cadencia.contracts.template_models import TemplateChange as TemplateChange  # noqa: E402
from cadencia.contracts.template_models import TemplateLine as TemplateLine  # noqa: E402
from cadencia.contracts.usage_models import Usage as Usage  # noqa: E402
