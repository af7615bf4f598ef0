"""The tables of installments and runs, with their keys, constraints and indexes."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import cadencia.parties.columns
import cadencia.parties.tables
import cadencia.parties.walls


class Migration(migrations.Migration):
    replaces = [
        ("billing", "0001_initial"),
        ("billing", "0004_chunks_name_their_contracts"),
        ("billing", "0005_installment_number_known"),
        ("billing", "0006_refusals_keep_their_details"),
        ("billing", "0008_refreshes_are_counted"),
        ("billing", "0010_associations_and_automatic_days"),
        ("billing", "0011_forecasts_are_kept"),
    ]

    initial = True

    dependencies = [
        ("contracts", "0001_tables"),
        ("documents", "0001_tables"),
        ("parties", "0001_tables"),
    ]

    operations = [
        cadencia.parties.tables.CreateTables(
            creations=[
                migrations.CreateModel(
                    name="Installment",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "company",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.company",
                            ),
                        ),
                        (
                            "contract",
                            cadencia.parties.walls.CompanyForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="ledger",
                                to="contracts.contract",
                            ),
                        ),
                        (
                            "contract_line",
                            cadencia.parties.walls.CompanyForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="contracts.contractline",
                            ),
                        ),
                        ("number", models.IntegerField(blank=True, null=True)),
                        ("due_on", models.DateField()),
                        ("theoretical_on", models.DateField()),
                        ("kind", models.TextField()),
                        ("period_start", models.DateField(blank=True, null=True)),
                        ("period_until", models.DateField(blank=True, null=True)),
                        ("state", models.TextField()),
                        ("replaced", models.BooleanField(db_default=False, default=False)),
                        ("run_id", models.BigIntegerField(blank=True, null=True)),
                        ("reason", models.TextField(blank=True, db_default="", default="")),
                        (
                            "created_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(
                                condition=models.Q(
                                    ("replaced", False), ("state__in", ("due", "reopened"))
                                ),
                                fields=["contract"],
                                name="billing_installment_open",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="billing_installment_company_id"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "one_off"), _negated=True),
                                    ("replaced", False),
                                ),
                                fields=("contract", "due_on", "kind"),
                                name="billing_installment_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("kind__in", ("regular", "closing")),
                                    ("number__isnull", False),
                                    ("replaced", False),
                                ),
                                fields=("contract", "number"),
                                name="billing_installment_number",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("kind", "one_off"), ("replaced", False)),
                                fields=("contract_line",),
                                name="billing_installment_one_off",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kind__in",
                                        ["opening", "regular", "closing", "line_only", "one_off"],
                                    )
                                ),
                                name="billing_installment_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        ["due", "billed", "skipped", "linked", "reopened"],
                                    )
                                ),
                                name="billing_installment_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("kind__in", ("regular", "closing")),
                                        ("number__gte", 1),
                                        ("number__isnull", False),
                                    ),
                                    models.Q(("kind", "opening"), ("number", 0)),
                                    models.Q(
                                        ("kind__in", ("line_only", "one_off")), ("number", None)
                                    ),
                                    _connector="OR",
                                ),
                                name="billing_installment_numbered",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("contract_line__isnull", False), ("kind", "one_off")),
                                    models.Q(
                                        models.Q(("kind", "one_off"), _negated=True),
                                        ("contract_line", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="billing_installment_one_off_line",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("period_until__gte", models.F("period_start"))),
                                name="billing_installment_period_until_order",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="InstallmentDocument",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "installment_id",
                                "document_id",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "company",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.company",
                            ),
                        ),
                        (
                            "installment",
                            cadencia.parties.walls.CompanyForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="links",
                                to="billing.installment",
                            ),
                        ),
                        (
                            "document",
                            cadencia.parties.walls.CompanyForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="links",
                                to="documents.document",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["document"], name="billing_link_document")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ContractDue",
                    fields=[
                        (
                            "contract",
                            cadencia.parties.walls.CompanyOneToOne(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="+",
                                serialize=False,
                                to="contracts.contract",
                            ),
                        ),
                        (
                            "company",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.company",
                            ),
                        ),
                        (
                            "bill_to",
                            cadencia.parties.walls.CompanyForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.customer",
                            ),
                        ),
                        ("look_from", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "verbose_name_plural": "contracts due",
                        "indexes": [
                            models.Index(
                                fields=["company", "look_from", "bill_to", "contract"],
                                name="billing_due_look",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DueRefresh",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "company",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.company",
                            ),
                        ),
                        ("template_id", models.BigIntegerField()),
                        ("asked", models.IntegerField(db_default=1, default=1)),
                    ],
                    options={
                        "verbose_name_plural": "due refreshes",
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="billing_duerefresh_company_id"
                            ),
                            models.UniqueConstraint(
                                fields=("company", "template_id"), name="billing_duerefresh_once"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BillingRun",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "company",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.company",
                            ),
                        ),
                        ("scope", models.JSONField(blank=True, default=dict)),
                        ("scope_key", models.TextField()),
                        ("as_of", models.DateField()),
                        ("range_from", models.DateField(blank=True, null=True)),
                        ("range_until", models.DateField(blank=True, null=True)),
                        ("state", models.TextField(default="drafting")),
                        ("expect", models.TextField(blank=True, default="")),
                        ("fingerprint", models.TextField(blank=True, default="")),
                        ("issued_rank", models.IntegerField(default=0)),
                        ("issue", models.BooleanField(default=True)),
                        ("options", models.JSONField(blank=True, default=dict)),
                        (
                            "user",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("started_at", models.DateTimeField()),
                        ("finished_at", models.DateTimeField(blank=True, null=True)),
                        ("contracts", models.IntegerField(default=0)),
                        ("documents", models.IntegerField(default=0)),
                        ("installments", models.IntegerField(default=0)),
                        ("refusals", models.IntegerField(default=0)),
                        ("totals", models.JSONField(blank=True, default=dict)),
                        ("stop_reason", models.JSONField(blank=True, null=True)),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="billing_billingrun_company_id"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("state__in", ("drafting", "issuing", "undoing"))
                                ),
                                fields=("company",),
                                name="billing_run_one_open",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        [
                                            "drafting",
                                            "drafted",
                                            "approved",
                                            "issuing",
                                            "issued",
                                            "undoing",
                                            "undone",
                                        ],
                                    )
                                ),
                                name="billing_billingrun_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("range_until__gte", models.F("range_from"))),
                                name="billing_billingrun_range_until_order",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RunCancel",
                    fields=[
                        (
                            "run",
                            cadencia.parties.walls.CompanyOneToOne(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="+",
                                serialize=False,
                                to="billing.billingrun",
                            ),
                        ),
                        (
                            "company",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.company",
                            ),
                        ),
                        ("asked_at", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="RunChunk",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "company",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.company",
                            ),
                        ),
                        (
                            "run",
                            cadencia.parties.walls.CompanyForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="chunks",
                                to="billing.billingrun",
                            ),
                        ),
                        ("n", models.IntegerField()),
                        ("from_bill_to", models.BigIntegerField()),
                        ("from_contract", models.BigIntegerField()),
                        ("to_bill_to", models.BigIntegerField()),
                        ("to_contract", models.BigIntegerField()),
                        ("state", models.TextField(default="open")),
                        ("contracts", models.IntegerField(default=0)),
                        ("documents", models.IntegerField(default=0)),
                        ("installments", models.IntegerField(default=0)),
                        ("refusals", models.IntegerField(default=0)),
                        ("totals", models.JSONField(blank=True, default=dict)),
                        (
                            "contract_ids",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("digest", models.TextField(blank=True, default="")),
                        ("digests", models.BinaryField(blank=True, null=True)),
                        ("alerts", models.JSONField(blank=True, default=dict)),
                        ("error", models.TextField(blank=True, default="")),
                        ("finished_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="billing_runchunk_company_id"
                            ),
                            models.UniqueConstraint(fields=("run", "n"), name="billing_runchunk_n"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["open", "done", "failed", "undone"])
                                ),
                                name="billing_runchunk_state",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RunIssue",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "run_id",
                                "rank",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "company",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.company",
                            ),
                        ),
                        ("run_id", models.BigIntegerField()),
                        ("rank", models.IntegerField()),
                        ("document_id", models.BigIntegerField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Preview",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "company",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.company",
                            ),
                        ),
                        ("fingerprint", models.CharField(max_length=64)),
                        ("scope_key", models.TextField()),
                        ("digests", models.BinaryField()),
                        ("created_at", models.DateTimeField()),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="billing_preview_company_id"
                            ),
                            models.UniqueConstraint(
                                fields=("company", "fingerprint", "scope_key"),
                                name="billing_preview_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RunExclusion",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "company",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.company",
                            ),
                        ),
                        (
                            "run",
                            cadencia.parties.walls.CompanyForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="exclusions",
                                to="billing.billingrun",
                            ),
                        ),
                        ("contract_id", models.BigIntegerField()),
                        ("due_on", models.DateField()),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="billing_runexclusion_company_id"
                            ),
                            models.UniqueConstraint(
                                fields=("run", "contract_id", "due_on"),
                                name="billing_runexclusion_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Refusal",
                    fields=[
                        (
                            "contract",
                            cadencia.parties.walls.CompanyOneToOne(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="+",
                                serialize=False,
                                to="contracts.contract",
                            ),
                        ),
                        (
                            "company",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.company",
                            ),
                        ),
                        ("code", models.TextField()),
                        ("message", models.TextField()),
                        (
                            "fields",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), blank=True, default=list, size=None
                            ),
                        ),
                        ("details", models.JSONField(blank=True, db_default={}, default=dict)),
                        ("due_on", models.DateField(blank=True, null=True)),
                        ("run_id", models.BigIntegerField(blank=True, null=True)),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["company"], name="billing_refusal_company")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Association",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "company",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.company",
                            ),
                        ),
                        (
                            "contract",
                            cadencia.parties.walls.CompanyForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="associations",
                                to="contracts.contract",
                            ),
                        ),
                        (
                            "installment",
                            cadencia.parties.walls.CompanyForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="associations",
                                to="billing.installment",
                            ),
                        ),
                        (
                            "document",
                            cadencia.parties.walls.CompanyForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="associations",
                                to="documents.document",
                            ),
                        ),
                        (
                            "external_sale",
                            cadencia.parties.walls.CompanyForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="associations",
                                to="documents.externalsale",
                            ),
                        ),
                        (
                            "expected",
                            cadencia.parties.columns.ExactDecimal(
                                blank=True, decimal_places=6, max_digits=18, null=True
                            ),
                        ),
                        (
                            "total",
                            cadencia.parties.columns.ExactDecimal(decimal_places=6, max_digits=18),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("created_at", models.DateTimeField()),
                        ("undone_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "undone_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="billing_association_company_id"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("undone_at", None)),
                                fields=("installment",),
                                name="billing_association_installment",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("undone_at", None), ("installment__isnull", False)
                                ),
                                fields=("document",),
                                name="billing_association_document_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("undone_at", None), ("installment__isnull", False)
                                ),
                                fields=("external_sale",),
                                name="billing_association_external_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("undone_at", None)),
                                fields=("contract", "document"),
                                name="billing_association_listed_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("undone_at", None)),
                                fields=("contract", "external_sale"),
                                name="billing_association_external_listed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("document__isnull", False), ("external_sale", None)),
                                    models.Q(("document", None), ("external_sale__isnull", False)),
                                    _connector="OR",
                                ),
                                name="billing_association_one_sale",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("expected", None), ("installment", None)),
                                    ("installment__isnull", False),
                                    _connector="OR",
                                ),
                                name="billing_association_expected",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AssociatedLine",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "company",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.company",
                            ),
                        ),
                        (
                            "association",
                            cadencia.parties.walls.CompanyForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="billing.association",
                            ),
                        ),
                        (
                            "contract_line_id",
                            models.BigIntegerField(blank=True, db_index=True, null=True),
                        ),
                        (
                            "modification_id",
                            models.BigIntegerField(blank=True, db_index=True, null=True),
                        ),
                        ("is_part", models.BooleanField(default=False)),
                        (
                            "net",
                            cadencia.parties.columns.ExactDecimal(decimal_places=6, max_digits=18),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="AutomaticDay",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "company",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.company",
                            ),
                        ),
                        ("on", models.DateField()),
                        ("state", models.TextField(default="going")),
                        ("run_id", models.BigIntegerField(blank=True, null=True)),
                        ("reason", models.JSONField(blank=True, null=True)),
                        ("started_at", models.DateTimeField()),
                        ("finished_at", models.DateTimeField(blank=True, null=True)),
                        ("seen_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="billing_automaticday_company_id"
                            ),
                            models.UniqueConstraint(
                                fields=("company", "on"), name="billing_automaticday_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["going", "done", "stopped", "failed"])
                                ),
                                name="billing_automaticday_state",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="KeptForecast",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "company",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.company",
                            ),
                        ),
                        ("made_on", models.DateField()),
                        ("months", models.JSONField(default=dict)),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="billing_keptforecast_company_id"
                            ),
                            models.UniqueConstraint(
                                fields=("company", "made_on"), name="billing_keptforecast_once"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BilledUsage",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "company",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.company",
                            ),
                        ),
                        (
                            "usage",
                            cadencia.parties.walls.CompanyOneToOne(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="billed",
                                to="contracts.usage",
                            ),
                        ),
                        (
                            "installment",
                            cadencia.parties.walls.CompanyForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="usage",
                                to="billing.installment",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="billing_billedusage_company_id"
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
