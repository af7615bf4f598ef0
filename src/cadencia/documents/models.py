"""What was billed: documents, their lines, taxes and due dates, and how they are numbered.

The tables that a run fills by the hundred thousand carry few indexes and keys on purpose: a
line refers to its document only, and what repeats the header or the ledger of installments
(contract, line, installment, item) is a plain number. What happens to a document after it is
issued lives in tables of its own, since its header isn't written again.
"""

from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now, Round

from cadencia.parties import columns
from cadencia.parties.models import Company, Customer, PartySnapshot
from cadencia.parties.walls import CompanyForeignKey, CompanyOwned, company_column

KINDS = ("invoice", "delivery_note", "non_billable_delivery_note", "work_order", "credit_note")
MAY_BE_NEGATIVE = ("credit_note", "non_billable_delivery_note", "work_order")
"""Kinds that take money back, or carry none."""


def _rounded(field: str) -> Round:
    return Round(F(field), precision=F("decimals"))  # type: ignore[arg-type]  # a column will do


class Series(CompanyOwned):
    """A series of numbers. `pattern` may name {series}, {year} and {number}."""

    code = models.TextField()
    name = models.TextField(blank=True, default="")
    kind = models.TextField(default="invoice")
    pattern = models.TextField(default="{series}-{year}-{number:06d}")
    ledger = models.TextField(blank=True, default="")  # tipo contable
    is_default = models.BooleanField(default=False)  # of its kind
    is_active = models.BooleanField(default=True, db_default=True)  # offered for new contracts

    class Meta(CompanyOwned.Meta):
        verbose_name_plural = "series"
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(fields=["company", "code"], name="documents_series_code"),
            models.UniqueConstraint(
                fields=["company", "kind"],
                condition=Q(is_default=True),
                name="documents_series_one_default",
            ),
            columns.one_of("kind", KINDS),
        ]

    def __str__(self) -> str:
        return self.code


class SeriesCounter(CompanyOwned):
    """The last number of a series in a year. Nothing refers to it, so that locking it is free."""

    series = CompanyForeignKey(Series, models.PROTECT, db_index=False)
    fiscal_year = models.SmallIntegerField()
    # Above 1 where another program numbered the beginning of the year.
    first_number = models.IntegerField(default=1, db_default=1)
    last_number = models.IntegerField(default=0)
    last_date = models.DateField(null=True, blank=True)

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["series", "fiscal_year"], name="documents_seriescounter_year"
            ),
            columns.check(
                "last_number", Q(first_number__gte=1, last_number__gte=F("first_number") - 1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series_id}/{self.fiscal_year}: {self.last_number}"


class Issuer(models.Model):
    """The company as the one who issues: its lock, and the end of its fiscal chain."""

    company = models.OneToOneField(Company, models.PROTECT, primary_key=True, related_name="+")
    chain_seq = models.BigIntegerField(default=0)
    chain_hash = models.TextField(blank=True, default="")
    chain_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.company_id}: {self.chain_seq}"


class Document(CompanyOwned):
    """The header of a document: a draft until it has a number, unchangeable from then on.

    Amounts are in `currency` with `decimals` places. `operation_date` is the theoretical date;
    what is settled when issuing (R5) is null before. `contracts_version` tells what state of
    its contracts it was drafted from; `rank_customer` and `rank_contract` are the codes by
    which R15 orders a pass.
    """

    company = company_column()
    run_id = models.BigIntegerField(null=True, blank=True)
    kind = models.TextField()
    series = CompanyForeignKey(Series, models.PROTECT, db_index=False)
    fiscal_year = models.SmallIntegerField(null=True, blank=True)
    number = models.IntegerField(null=True, blank=True)
    issue_date = models.DateField(null=True, blank=True)
    operation_date = models.DateField()
    issued_at = models.DateTimeField(null=True, blank=True)
    bill_to = CompanyForeignKey(Customer, models.PROTECT, db_index=False, walled_by="recipient")
    recipient = CompanyForeignKey(
        PartySnapshot, models.PROTECT, db_index=False, also=(("bill_to_id", "customer_id"),)
    )
    issuer = CompanyForeignKey(PartySnapshot, models.PROTECT, null=True, blank=True, db_index=False)
    language = models.TextField(default="es")
    currency = models.CharField(max_length=3)
    decimals = models.SmallIntegerField()
    tax_regime = models.TextField(default="domestic")
    prices_include_tax = models.BooleanField(default=False)
    contract_reference = models.TextField(blank=True, default="", db_default="")
    mandate = models.TextField(blank=True, default="", db_default="")
    delivery_address = models.TextField(blank=True, default="", db_default="")
    payment_method = models.TextField(blank=True, default="", db_default="")
    payment_terms = models.JSONField(null=True, blank=True)  # null: the customer's
    fixed_due_dates = models.JSONField(null=True, blank=True)  # see kept_due_dates
    net = columns.quantity()
    expenses = columns.quantity(default=Decimal(0), db_default=Decimal(0))
    tax_total = columns.quantity()
    surcharge_total = columns.quantity(default=Decimal(0), db_default=Decimal(0))
    total = columns.quantity()
    withholding_rate = columns.price(default=Decimal(0), db_default=Decimal(0))
    withholding = columns.quantity(default=Decimal(0), db_default=Decimal(0))
    payable = columns.quantity()
    mentions = columns.codes(default=list, blank=True)
    contracts_version = models.BigIntegerField(default=0, db_default=0)
    rank_customer = models.TextField(blank=True, default="", db_default="")
    rank_contract = models.TextField(blank=True, default="", db_default="")
    created_at = models.DateTimeField(db_default=Now())

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            # Full on purpose: only so does giving a number lock out, through the key that
            # the lines refer to, whoever is adding a line to the draft at that moment.
            models.UniqueConstraint(
                fields=["company", "series", "fiscal_year", "number"],
                name="documents_document_number",
            ),
            columns.one_of("kind", KINDS),
            columns.check(
                "issued_or_not",
                Q(number=None, fiscal_year=None, issue_date=None, issued_at=None)
                | Q(
                    number__isnull=False,  # said apart: unknown would pass
                    number__gte=1,
                    fiscal_year__isnull=False,
                    issue_date__isnull=False,
                    issued_at__isnull=False,
                    issuer__isnull=False,
                ),
            ),
            columns.check(
                "adds_up",
                Q(
                    total=F("net") + F("tax_total") + F("surcharge_total"),
                    payable=F("total") - F("withholding"),
                ),
            ),
            columns.check("not_negative", Q(kind__in=MAY_BE_NEGATIVE) | Q(total__gte=0)),
            columns.check(
                "rounded",
                Q(
                    decimals__gte=0,
                    decimals__lte=6,
                    net=_rounded("net"),
                    tax_total=_rounded("tax_total"),
                    surcharge_total=_rounded("surcharge_total"),
                    withholding=_rounded("withholding"),
                    net__lt=10**15,  # and so no NaN either
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["run_id"], condition=Q(number=None), name="documents_document_drafts"
            ),
            # Whose documents they are: asked of a customer, all would be read without it.
            models.Index(fields=["bill_to"], name="documents_document_bill_to"),
            # A run's documents lie together: a summary of each stretch of pages is enough, and
            # costs the run nothing that could be measured.
            BrinIndex(fields=["run_id"], name="documents_document_run", pages_per_range=32),
        ]

    def __str__(self) -> str:
        return f"{self.series_id}/{self.fiscal_year}/{self.number}" if self.number else "draft"


class DocumentLine(models.Model):
    """A printed line, and where each of its cents comes from (GE-16)."""

    id = models.BigAutoField(primary_key=True)
    company = company_column()
    document = CompanyForeignKey(Document, models.CASCADE, related_name="lines", db_index=False)
    position = models.SmallIntegerField()
    contract_id = models.BigIntegerField(null=True, blank=True)
    contract_line_id = models.BigIntegerField(null=True, blank=True)
    installment_id = models.BigIntegerField(null=True, blank=True)
    modification_id = models.BigIntegerField(null=True, blank=True)
    item_id = models.BigIntegerField(null=True, blank=True)
    description = models.TextField()
    extra_text = models.TextField(blank=True, default="", db_default="")
    reference = models.TextField(blank=True, default="", db_default="")
    quantity = columns.quantity()
    unit_price = columns.price()
    discounts = columns.percents(default=list, blank=True)
    net = columns.quantity()  # with tax-included prices, gross
    period_start = models.DateField(null=True, blank=True)
    period_until = models.DateField(null=True, blank=True)
    taxes = columns.codes(default=list, blank=True)
    tax_rates = columns.percents(default=list, db_default=[], blank=True)  # as printed
    withheld = models.BooleanField(default=True)
    part = models.SmallIntegerField(null=True, blank=True)  # k of "part k of n" (R9)
    account = models.TextField(blank=True, default="", db_default="")
    agent = models.TextField(blank=True, default="", db_default="")
    commission = columns.price(null=True, blank=True)
    explanation = columns.codes(default=list, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "position"], name="documents_line_position")
        ]
        indexes = [
            models.Index(
                fields=["contract_line_id"],
                condition=Q(part__isnull=False),
                name="documents_line_parts",
            ),
            models.Index(
                fields=["modification_id"],
                condition=Q(modification_id__isnull=False),
                name="documents_line_modification",
            ),
        ]

    def __str__(self) -> str:
        return self.description


class DocumentTax(models.Model):
    """A group of the foot: a tax at a rate, with its base (R10)."""

    id = models.BigAutoField(primary_key=True)
    company = company_column()
    document = CompanyForeignKey(Document, models.CASCADE, related_name="taxes", db_index=False)
    position = models.SmallIntegerField()
    tax = models.TextField()
    rate = columns.price()
    base = columns.quantity()
    amount = columns.quantity()
    surcharge_rate = columns.price(default=Decimal(0), db_default=Decimal(0))
    surcharge = columns.quantity(default=Decimal(0), db_default=Decimal(0))
    regime = models.TextField(blank=True, default="", db_default="")
    exemption = models.TextField(blank=True, default="", db_default="")
    mention = models.TextField(blank=True, default="", db_default="")

    class Meta:
        verbose_name_plural = "document taxes"
        constraints = [
            models.UniqueConstraint(fields=["document", "position"], name="documents_tax_position")
        ]

    def __str__(self) -> str:
        return f"{self.tax} {self.rate}"


class DocumentDueDate(models.Model):
    """An amount of an issued document to be paid on a date.

    Beside it stands its document's place in the order of numbers, which a trigger compares, and
    whether nothing is asked for any more (`settled`: paid, void or taken back by corrections),
    which triggers keep: what is open is read in order, whatever was paid long ago.
    """

    id = models.BigAutoField(primary_key=True)
    company = company_column()
    document = CompanyForeignKey(Document, models.PROTECT, related_name="due_dates", db_index=False)
    position = models.SmallIntegerField()
    due_on = models.DateField()
    amount = columns.quantity()
    series_id = models.BigIntegerField()
    fiscal_year = models.SmallIntegerField()
    number = models.IntegerField()
    settled = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document", "position"], name="documents_due_date_position"
            )
        ]
        indexes = [
            # Numbers only grow, so that a run adds at its end.
            models.Index(
                fields=["series_id", "fiscal_year", "number"],
                condition=Q(settled=False, amount__gt=0),
                name="documents_due_date_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.due_on}: {self.amount}"


class DocumentFile(CompanyOwned):
    """The PDF of an issued document, as it was first made."""

    document = CompanyForeignKey(Document, models.PROTECT, related_name="files", db_index=False)
    language = models.TextField()
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(fields=["document", "language"], name="documents_file_once"),
        ]

    def __str__(self) -> str:
        return self.sha256


class DocumentFileFailure(CompanyOwned):
    """The PDF of an issued document that could not be made yet, and why; gone once it is made."""

    document = CompanyForeignKey(
        Document, models.PROTECT, related_name="file_failures", db_index=False
    )
    language = models.TextField()
    reason = models.TextField()  # the class of the refusal
    detail = models.TextField(blank=True, default="")
    failed_at = models.DateTimeField()

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["document", "language"], name="documents_file_failure_once"
            ),
        ]

    def __str__(self) -> str:
        return self.reason


class DocumentVoid(CompanyOwned):
    """An issued document was voided: when, why and by whom (DO-3)."""

    document = CompanyForeignKey(Document, models.PROTECT, related_name="voids", db_index=False)
    voided_on = models.DateField()
    reason = models.TextField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(fields=["document"], name="documents_void_once"),
            columns.check("reason", ~Q(reason="")),
        ]

    def __str__(self) -> str:
        return self.reason


from cadencia.documents import following_models  # noqa: E402, F401 - the app's tables are found from here
from cadencia.documents.external_models import ExternalSale as ExternalSale  # noqa: E402
