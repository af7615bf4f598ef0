"""The ledger of what was billed, and the runs that bill.

`Installment` is the ledger (R4): a row says what happened to an installment, a unique key says
that it happens once. The rest belongs to the run: its chunks, its ranks, what it must look at.
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from cadencia.contracts.models import Contract, ContractLine
from cadencia.core.agreement import Kind, LedgerState
from cadencia.documents.models import Document
from cadencia.parties import columns
from cadencia.parties.models import Customer
from cadencia.parties.walls import CompanyForeignKey, CompanyOneToOne, CompanyOwned, company_column

RUN_STATES = ("drafting", "drafted", "approved", "issuing", "issued", "undoing", "undone")
OPEN_RUN_STATES = ("drafting", "issuing", "undoing")
CHUNK_STATES = ("open", "done", "failed", "undone")
OPEN_STATES = (LedgerState.DUE.value, LedgerState.REOPENED.value)
NUMBERED = (Kind.REGULAR.value, Kind.CLOSING.value)


class Installment(CompanyOwned):
    """A row of the ledger. `replaced` marks a reopened row that was billed again by another."""

    company = company_column()
    contract = CompanyForeignKey(Contract, models.PROTECT, related_name="ledger", db_index=False)
    contract_line = CompanyForeignKey(  # of a one-off
        ContractLine, models.PROTECT, null=True, blank=True, db_index=False
    )
    number = models.IntegerField(null=True, blank=True)
    due_on = models.DateField()
    theoretical_on = models.DateField()
    kind = models.TextField()
    period_start = models.DateField(null=True, blank=True)
    period_until = models.DateField(null=True, blank=True)
    state = models.TextField()
    replaced = models.BooleanField(default=False, db_default=False)
    run_id = models.BigIntegerField(null=True, blank=True)
    reason = models.TextField(blank=True, default="", db_default="")  # why it was skipped
    created_at = models.DateTimeField(db_default=Now())

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            # No predicate names a state that issuing or reopening changes.
            models.UniqueConstraint(
                fields=["contract", "due_on", "kind"],
                condition=~Q(kind=Kind.ONE_OFF.value) & Q(replaced=False),
                name="billing_installment_once",
            ),
            models.UniqueConstraint(
                fields=["contract", "number"],
                condition=Q(kind__in=NUMBERED, replaced=False, number__isnull=False),
                name="billing_installment_number",
            ),
            models.UniqueConstraint(
                fields=["contract_line"],
                condition=Q(kind=Kind.ONE_OFF.value, replaced=False),
                name="billing_installment_one_off",
            ),
            columns.one_of("kind", Kind),
            columns.one_of("state", LedgerState),
            columns.check(
                "numbered",
                Q(kind__in=NUMBERED, number__isnull=False, number__gte=1)
                | Q(kind=Kind.OPENING.value, number=0)
                | Q(kind__in=(Kind.LINE_ONLY.value, Kind.ONE_OFF.value), number=None),
            ),
            columns.check(
                "one_off_line",
                Q(kind=Kind.ONE_OFF.value, contract_line__isnull=False)
                | ~Q(kind=Kind.ONE_OFF.value) & Q(contract_line=None),
            ),
            columns.in_order("period_start", "period_until"),
        ]
        indexes = [
            models.Index(
                fields=["contract"],
                condition=Q(state__in=OPEN_STATES, replaced=False),
                name="billing_installment_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.kind} {self.due_on}: {self.state}"


class InstallmentDocument(models.Model):
    """An installment and a document that bills it: often one to one, not always (R6)."""

    pk = models.CompositePrimaryKey("installment_id", "document_id")
    company = company_column()
    installment = CompanyForeignKey(
        Installment, models.CASCADE, related_name="links", db_index=False
    )
    document = CompanyForeignKey(Document, models.CASCADE, related_name="links", db_index=False)

    class Meta:
        indexes = [models.Index(fields=["document"], name="billing_link_document")]

    def __str__(self) -> str:
        return f"{self.installment_id} in {self.document_id}"


class ContractDue(models.Model):
    """From when on a contract must be looked at; null: never again, as far as we know.

    A row per posted contract, apart from the contract: it is written in each run, and must
    neither be slow nor clash with a clerk who edits the contract.
    """

    contract = CompanyOneToOne(Contract, models.CASCADE, primary_key=True)
    company = company_column()
    bill_to = CompanyForeignKey(Customer, models.PROTECT, db_index=False)
    look_from = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "contracts due"
        indexes = [
            models.Index(
                fields=["company", "look_from", "bill_to", "contract"], name="billing_due_look"
            )
        ]

    def __str__(self) -> str:
        return f"{self.contract_id}: {self.look_from}"


class DueRefresh(CompanyOwned):
    """A template whose followers must be looked at anew; `asked` counts how often that was said."""

    template_id = models.BigIntegerField()
    asked = models.IntegerField(default=1, db_default=1)

    class Meta(CompanyOwned.Meta):
        verbose_name_plural = "due refreshes"
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["company", "template_id"], name="billing_duerefresh_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.template_id)


class BillingRun(CompanyOwned):
    """A run: what was asked, how far it is, what came out (GE-10)."""

    scope = models.JSONField(default=dict, blank=True)
    scope_key = models.TextField()  # canonical: a second run of it joins the first
    as_of = models.DateField()
    range_from = models.DateField(null=True, blank=True)
    range_until = models.DateField(null=True, blank=True)
    state = models.TextField(default="drafting")
    expect = models.TextField(blank=True, default="")
    fingerprint = models.TextField(blank=True, default="")
    issued_rank = models.IntegerField(default=0)
    issue = models.BooleanField(default=True)
    options = models.JSONField(default=dict, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    contracts = models.IntegerField(default=0)
    documents = models.IntegerField(default=0)
    installments = models.IntegerField(default=0)
    refusals = models.IntegerField(default=0)
    totals = models.JSONField(default=dict, blank=True)  # currency -> amount as text
    stop_reason = models.JSONField(null=True, blank=True)

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["company"],
                condition=Q(state__in=OPEN_RUN_STATES),
                name="billing_run_one_open",
            ),
            columns.one_of("state", RUN_STATES),
            columns.in_order("range_from", "range_until"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.state}"


class RunCancel(models.Model):
    """Someone asks a run to stop. Apart from the run's row, which its workers hold."""

    run = CompanyOneToOne(BillingRun, models.CASCADE, primary_key=True)
    company = company_column()
    asked_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.run_id)


class RunChunk(CompanyOwned):
    """A stretch of contracts, by (bill-to customer, contract), that one worker drafts whole."""

    run = CompanyForeignKey(BillingRun, models.CASCADE, related_name="chunks", db_index=False)
    n = models.IntegerField()
    from_bill_to = models.BigIntegerField()
    from_contract = models.BigIntegerField()
    to_bill_to = models.BigIntegerField()
    to_contract = models.BigIntegerField()
    state = models.TextField(default="open")
    contracts = models.IntegerField(default=0)
    documents = models.IntegerField(default=0)
    installments = models.IntegerField(default=0)
    refusals = models.IntegerField(default=0)
    totals = models.JSONField(default=dict, blank=True)
    contract_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    digest = models.TextField(blank=True, default="")
    digests = models.BinaryField(null=True, blank=True)  # per contract, for what changed
    alerts = models.JSONField(default=dict, blank=True)  # what the safety bounds ask about
    error = models.TextField(blank=True, default="")
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(fields=["run", "n"], name="billing_runchunk_n"),
            columns.one_of("state", CHUNK_STATES),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.n}: {self.state}"


class RunIssue(models.Model):
    """In which order a run's documents are numbered (R15): those of one batch.

    `rank` is that of the first of them. No key refers to the documents: a draft may be deleted
    before its turn.
    """

    pk = models.CompositePrimaryKey("run_id", "rank")
    company = company_column()
    run_id = models.BigIntegerField()
    rank = models.IntegerField()
    documents = ArrayField(models.BigIntegerField())

    def __str__(self) -> str:
        return f"{self.run_id}/{self.rank}: {len(self.documents)}"


class Preview(CompanyOwned):
    """A preview that was shown: what each contract would have billed, to name what changed."""

    fingerprint = models.CharField(max_length=64)
    scope_key = models.TextField()
    digests = models.BinaryField()  # 8 bytes of contract, 8 of its digest, and so on
    created_at = models.DateTimeField()

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["company", "fingerprint", "scope_key"], name="billing_preview_once"
            ),
        ]

    def __str__(self) -> str:
        return self.fingerprint


class RunExclusion(CompanyOwned):
    """Something deselected in the preview of a run (GE-2)."""

    run = CompanyForeignKey(BillingRun, models.CASCADE, related_name="exclusions", db_index=False)
    contract_id = models.BigIntegerField()
    due_on = models.DateField()

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["run", "contract_id", "due_on"], name="billing_runexclusion_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.due_on}"


class Refusal(models.Model):
    """Why a contract can't be billed, until a good run clears it (R16)."""

    contract = CompanyOneToOne(Contract, models.CASCADE, primary_key=True)
    company = company_column()
    code = models.TextField()
    message = models.TextField()
    fields = columns.codes(default=list, blank=True)
    details = models.JSONField(default=dict, db_default={}, blank=True)  # what its sentence names
    due_on = models.DateField(null=True, blank=True)
    run_id = models.BigIntegerField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["company"], name="billing_refusal_company")]

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


# What else hangs on the ledger has a file of its own; Django looks for models here.
from cadencia.billing.association_models import AssociatedLine as AssociatedLine  # noqa: E402
from cadencia.billing.association_models import Association as Association  # noqa: E402
from cadencia.billing.automatic_models import AutomaticDay as AutomaticDay  # noqa: E402
from cadencia.billing.forecast_models import KeptForecast as KeptForecast  # noqa: E402
from cadencia.billing.import_models import FileImport as FileImport  # noqa: E402
from cadencia.billing.import_models import ImportedFile as ImportedFile  # noqa: E402
from cadencia.billing.kept_models import KeptAnswer as KeptAnswer  # noqa: E402
from cadencia.billing.kept_preview_models import KeptPreview as KeptPreview  # noqa: E402
from cadencia.billing.kept_preview_models import PreviewContract as PreviewContract  # noqa: E402
from cadencia.billing.kept_preview_models import PreviewDocument as PreviewDocument  # noqa: E402
from cadencia.billing.usage_models import BilledUsage as BilledUsage  # noqa: E402
