"""The tables of documents, series and what follows documents, with their keys, constraints and indexes."""

from decimal import Decimal

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
import django.db.models.functions.math
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models

import cadencia.parties.columns
import cadencia.parties.tables
import cadencia.parties.walls


class Migration(migrations.Migration):
    replaces = [
        ("documents", "0001_initial"),
        ("documents", "0004_line_tax_rates"),
        ("documents", "0005_number_known"),
        ("documents", "0006_files_not_made_yet"),
        ("documents", "0007_counter_first_number"),
        ("documents", "0008_documents_of_a_run"),
        ("documents", "0010_what_follows_documents"),
        ("documents", "0012_series_of_credit_notes"),
        ("documents", "0013_external_sales"),
    ]

    initial = True

    dependencies = [
        ("parties", "0001_tables"),
    ]

    operations = [
        cadencia.parties.tables.CreateTables(
            creations=[
                migrations.CreateModel(
                    name="Series",
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
                        ("code", models.TextField()),
                        ("name", models.TextField(blank=True, default="")),
                        ("kind", models.TextField(default="invoice")),
                        ("pattern", models.TextField(default="{series}-{year}-{number:06d}")),
                        ("ledger", models.TextField(blank=True, default="")),
                        ("is_default", models.BooleanField(default=False)),
                    ],
                    options={
                        "verbose_name_plural": "series",
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="documents_series_company_id"
                            ),
                            models.UniqueConstraint(
                                fields=("company", "code"), name="documents_series_code"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("is_default", True)),
                                fields=("company", "kind"),
                                name="documents_series_one_default",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kind__in",
                                        [
                                            "invoice",
                                            "delivery_note",
                                            "non_billable_delivery_note",
                                            "work_order",
                                            "credit_note",
                                        ],
                                    )
                                ),
                                name="documents_series_kind",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SeriesCounter",
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
                            "series",
                            cadencia.parties.walls.CompanyForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.series",
                            ),
                        ),
                        ("fiscal_year", models.SmallIntegerField()),
                        ("first_number", models.IntegerField(db_default=1, default=1)),
                        ("last_number", models.IntegerField(default=0)),
                        ("last_date", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="documents_seriescounter_company_id"
                            ),
                            models.UniqueConstraint(
                                fields=("series", "fiscal_year"),
                                name="documents_seriescounter_year",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("first_number__gte", 1),
                                    (
                                        "last_number__gte",
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("first_number"), "-", models.Value(1)
                                        ),
                                    ),
                                ),
                                name="documents_seriescounter_last_number",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Issuer",
                    fields=[
                        (
                            "company",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="+",
                                serialize=False,
                                to="parties.company",
                            ),
                        ),
                        ("chain_seq", models.BigIntegerField(default=0)),
                        ("chain_hash", models.TextField(blank=True, default="")),
                        ("chain_at", models.DateTimeField(blank=True, null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Document",
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
                        ("run_id", models.BigIntegerField(blank=True, null=True)),
                        ("kind", models.TextField()),
                        (
                            "series",
                            cadencia.parties.walls.CompanyForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.series",
                            ),
                        ),
                        ("fiscal_year", models.SmallIntegerField(blank=True, null=True)),
                        ("number", models.IntegerField(blank=True, null=True)),
                        ("issue_date", models.DateField(blank=True, null=True)),
                        ("operation_date", models.DateField()),
                        ("issued_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "bill_to",
                            cadencia.parties.walls.CompanyForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.customer",
                                walled_by="recipient",
                            ),
                        ),
                        (
                            "recipient",
                            cadencia.parties.walls.CompanyForeignKey(
                                also=(("bill_to_id", "customer_id"),),
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.partysnapshot",
                            ),
                        ),
                        (
                            "issuer",
                            cadencia.parties.walls.CompanyForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.partysnapshot",
                            ),
                        ),
                        ("language", models.TextField(default="es")),
                        ("currency", models.CharField(max_length=3)),
                        ("decimals", models.SmallIntegerField()),
                        ("tax_regime", models.TextField(default="domestic")),
                        ("prices_include_tax", models.BooleanField(default=False)),
                        (
                            "contract_reference",
                            models.TextField(blank=True, db_default="", default=""),
                        ),
                        ("mandate", models.TextField(blank=True, db_default="", default="")),
                        (
                            "delivery_address",
                            models.TextField(blank=True, db_default="", default=""),
                        ),
                        ("payment_method", models.TextField(blank=True, db_default="", default="")),
                        ("payment_terms", models.JSONField(blank=True, null=True)),
                        ("fixed_due_dates", models.JSONField(blank=True, null=True)),
                        (
                            "net",
                            cadencia.parties.columns.ExactDecimal(decimal_places=6, max_digits=18),
                        ),
                        (
                            "expenses",
                            cadencia.parties.columns.ExactDecimal(
                                db_default=Decimal("0"),
                                decimal_places=6,
                                default=Decimal("0"),
                                max_digits=18,
                            ),
                        ),
                        (
                            "tax_total",
                            cadencia.parties.columns.ExactDecimal(decimal_places=6, max_digits=18),
                        ),
                        (
                            "surcharge_total",
                            cadencia.parties.columns.ExactDecimal(
                                db_default=Decimal("0"),
                                decimal_places=6,
                                default=Decimal("0"),
                                max_digits=18,
                            ),
                        ),
                        (
                            "total",
                            cadencia.parties.columns.ExactDecimal(decimal_places=6, max_digits=18),
                        ),
                        (
                            "withholding_rate",
                            cadencia.parties.columns.ExactDecimal(
                                db_default=Decimal("0"),
                                decimal_places=8,
                                default=Decimal("0"),
                                max_digits=20,
                            ),
                        ),
                        (
                            "withholding",
                            cadencia.parties.columns.ExactDecimal(
                                db_default=Decimal("0"),
                                decimal_places=6,
                                default=Decimal("0"),
                                max_digits=18,
                            ),
                        ),
                        (
                            "payable",
                            cadencia.parties.columns.ExactDecimal(decimal_places=6, max_digits=18),
                        ),
                        (
                            "mentions",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), blank=True, default=list, size=None
                            ),
                        ),
                        ("contracts_version", models.BigIntegerField(db_default=0, default=0)),
                        ("rank_customer", models.TextField(blank=True, db_default="", default="")),
                        ("rank_contract", models.TextField(blank=True, db_default="", default="")),
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
                                condition=models.Q(("number", None)),
                                fields=["run_id"],
                                name="documents_document_drafts",
                            ),
                            django.contrib.postgres.indexes.BrinIndex(
                                fields=["run_id"], name="documents_document_run", pages_per_range=32
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="documents_document_company_id"
                            ),
                            models.UniqueConstraint(
                                fields=("company", "series", "fiscal_year", "number"),
                                name="documents_document_number",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kind__in",
                                        [
                                            "invoice",
                                            "delivery_note",
                                            "non_billable_delivery_note",
                                            "work_order",
                                            "credit_note",
                                        ],
                                    )
                                ),
                                name="documents_document_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("fiscal_year", None),
                                        ("issue_date", None),
                                        ("issued_at", None),
                                        ("issuer", None),
                                        ("number", None),
                                    ),
                                    models.Q(
                                        ("fiscal_year__isnull", False),
                                        ("issue_date__isnull", False),
                                        ("issued_at__isnull", False),
                                        ("issuer__isnull", False),
                                        ("number__gte", 1),
                                        ("number__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="documents_document_issued_or_not",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "payable",
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("total"), "-", models.F("withholding")
                                        ),
                                    ),
                                    (
                                        "total",
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("net"), "+", models.F("tax_total")
                                            ),
                                            "+",
                                            models.F("surcharge_total"),
                                        ),
                                    ),
                                ),
                                name="documents_document_adds_up",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kind__in",
                                        ("credit_note", "non_billable_delivery_note", "work_order"),
                                    ),
                                    ("total__gte", 0),
                                    _connector="OR",
                                ),
                                name="documents_document_not_negative",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decimals__gte", 0),
                                    ("decimals__lte", 6),
                                    (
                                        "net",
                                        django.db.models.functions.math.Round(
                                            models.F("net"), precision=models.F("decimals")
                                        ),
                                    ),
                                    ("net__lt", 1000000000000000),
                                    (
                                        "surcharge_total",
                                        django.db.models.functions.math.Round(
                                            models.F("surcharge_total"),
                                            precision=models.F("decimals"),
                                        ),
                                    ),
                                    (
                                        "tax_total",
                                        django.db.models.functions.math.Round(
                                            models.F("tax_total"), precision=models.F("decimals")
                                        ),
                                    ),
                                    (
                                        "withholding",
                                        django.db.models.functions.math.Round(
                                            models.F("withholding"), precision=models.F("decimals")
                                        ),
                                    ),
                                ),
                                name="documents_document_rounded",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DocumentLine",
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
                            "document",
                            cadencia.parties.walls.CompanyForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="documents.document",
                            ),
                        ),
                        ("position", models.SmallIntegerField()),
                        ("contract_id", models.BigIntegerField(blank=True, null=True)),
                        ("contract_line_id", models.BigIntegerField(blank=True, null=True)),
                        ("installment_id", models.BigIntegerField(blank=True, null=True)),
                        ("modification_id", models.BigIntegerField(blank=True, null=True)),
                        ("item_id", models.BigIntegerField(blank=True, null=True)),
                        ("description", models.TextField()),
                        ("extra_text", models.TextField(blank=True, db_default="", default="")),
                        ("reference", models.TextField(blank=True, db_default="", default="")),
                        (
                            "quantity",
                            cadencia.parties.columns.ExactDecimal(decimal_places=6, max_digits=18),
                        ),
                        (
                            "unit_price",
                            cadencia.parties.columns.ExactDecimal(decimal_places=8, max_digits=20),
                        ),
                        (
                            "discounts",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=cadencia.parties.columns.ExactDecimal(
                                    decimal_places=8, max_digits=20
                                ),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        (
                            "net",
                            cadencia.parties.columns.ExactDecimal(decimal_places=6, max_digits=18),
                        ),
                        ("period_start", models.DateField(blank=True, null=True)),
                        ("period_until", models.DateField(blank=True, null=True)),
                        (
                            "taxes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), blank=True, default=list, size=None
                            ),
                        ),
                        (
                            "tax_rates",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=cadencia.parties.columns.ExactDecimal(
                                    decimal_places=8, max_digits=20
                                ),
                                blank=True,
                                db_default=[],
                                default=list,
                                size=None,
                            ),
                        ),
                        ("withheld", models.BooleanField(default=True)),
                        ("part", models.SmallIntegerField(blank=True, null=True)),
                        ("account", models.TextField(blank=True, db_default="", default="")),
                        ("agent", models.TextField(blank=True, db_default="", default="")),
                        (
                            "commission",
                            cadencia.parties.columns.ExactDecimal(
                                blank=True, decimal_places=8, max_digits=20, null=True
                            ),
                        ),
                        (
                            "explanation",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), blank=True, default=list, size=None
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("part__isnull", False)),
                                fields=["contract_line_id"],
                                name="documents_line_parts",
                            ),
                            models.Index(
                                condition=models.Q(("modification_id__isnull", False)),
                                fields=["modification_id"],
                                name="documents_line_modification",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("document", "position"), name="documents_line_position"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DocumentTax",
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
                            "document",
                            cadencia.parties.walls.CompanyForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="taxes",
                                to="documents.document",
                            ),
                        ),
                        ("position", models.SmallIntegerField()),
                        ("tax", models.TextField()),
                        (
                            "rate",
                            cadencia.parties.columns.ExactDecimal(decimal_places=8, max_digits=20),
                        ),
                        (
                            "base",
                            cadencia.parties.columns.ExactDecimal(decimal_places=6, max_digits=18),
                        ),
                        (
                            "amount",
                            cadencia.parties.columns.ExactDecimal(decimal_places=6, max_digits=18),
                        ),
                        (
                            "surcharge_rate",
                            cadencia.parties.columns.ExactDecimal(
                                db_default=Decimal("0"),
                                decimal_places=8,
                                default=Decimal("0"),
                                max_digits=20,
                            ),
                        ),
                        (
                            "surcharge",
                            cadencia.parties.columns.ExactDecimal(
                                db_default=Decimal("0"),
                                decimal_places=6,
                                default=Decimal("0"),
                                max_digits=18,
                            ),
                        ),
                        ("regime", models.TextField(blank=True, db_default="", default="")),
                        ("exemption", models.TextField(blank=True, db_default="", default="")),
                        ("mention", models.TextField(blank=True, db_default="", default="")),
                    ],
                    options={
                        "verbose_name_plural": "document taxes",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("document", "position"), name="documents_tax_position"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DocumentDueDate",
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
                            "document",
                            cadencia.parties.walls.CompanyForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="due_dates",
                                to="documents.document",
                            ),
                        ),
                        ("position", models.SmallIntegerField()),
                        ("due_on", models.DateField()),
                        (
                            "amount",
                            cadencia.parties.columns.ExactDecimal(decimal_places=6, max_digits=18),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("document", "position"), name="documents_due_date_position"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DocumentFile",
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
                            "document",
                            cadencia.parties.walls.CompanyForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="files",
                                to="documents.document",
                            ),
                        ),
                        ("language", models.TextField()),
                        ("pdf", models.BinaryField()),
                        ("sha256", models.CharField(max_length=64)),
                        ("created_at", models.DateTimeField()),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="documents_documentfile_company_id"
                            ),
                            models.UniqueConstraint(
                                fields=("document", "language"), name="documents_file_once"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DocumentFileFailure",
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
                            "document",
                            cadencia.parties.walls.CompanyForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="file_failures",
                                to="documents.document",
                            ),
                        ),
                        ("language", models.TextField()),
                        ("reason", models.TextField()),
                        ("detail", models.TextField(blank=True, default="")),
                        ("failed_at", models.DateTimeField()),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"),
                                name="documents_documentfilefailure_company_id",
                            ),
                            models.UniqueConstraint(
                                fields=("document", "language"), name="documents_file_failure_once"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DocumentVoid",
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
                            "document",
                            cadencia.parties.walls.CompanyForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="voids",
                                to="documents.document",
                            ),
                        ),
                        ("voided_on", models.DateField()),
                        ("reason", models.TextField()),
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
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="documents_documentvoid_company_id"
                            ),
                            models.UniqueConstraint(
                                fields=("document",), name="documents_void_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True),
                                name="documents_documentvoid_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Correction",
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
                            "document",
                            cadencia.parties.walls.CompanyOneToOne(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="correction",
                                to="documents.document",
                            ),
                        ),
                        (
                            "original",
                            cadencia.parties.walls.CompanyForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="corrections",
                                to="documents.document",
                            ),
                        ),
                        ("what", models.TextField()),
                        ("method", models.TextField(default="differences")),
                        ("reason_code", models.TextField(blank=True, default="")),
                        ("reason", models.TextField()),
                        (
                            "net",
                            cadencia.parties.columns.ExactDecimal(decimal_places=6, max_digits=18),
                        ),
                        (
                            "tax_total",
                            cadencia.parties.columns.ExactDecimal(decimal_places=6, max_digits=18),
                        ),
                        (
                            "surcharge_total",
                            cadencia.parties.columns.ExactDecimal(decimal_places=6, max_digits=18),
                        ),
                        (
                            "total",
                            cadencia.parties.columns.ExactDecimal(decimal_places=6, max_digits=18),
                        ),
                        (
                            "withholding",
                            cadencia.parties.columns.ExactDecimal(decimal_places=6, max_digits=18),
                        ),
                        (
                            "expenses",
                            cadencia.parties.columns.ExactDecimal(decimal_places=6, max_digits=18),
                        ),
                        ("gave_back", models.BooleanField(default=False)),
                        ("stands", models.BooleanField(db_default=True, default=True)),
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
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(fields=["original"], name="documents_correction_original")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="documents_correction_company_id"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("stands", True), ("what", "whole")),
                                fields=("original",),
                                name="documents_correction_whole_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("method", "substitution"), ("stands", True)),
                                fields=("original",),
                                name="documents_correction_replaced_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("what__in", ["whole", "lines", "amount", "data"])
                                ),
                                name="documents_correction_what",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("method__in", ["differences", "substitution"])),
                                name="documents_correction_method",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("reason_code__in", ["", "R1", "R2", "R3", "R4", "R5"])
                                ),
                                name="documents_correction_reason_code",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True),
                                name="documents_correction_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("document", models.F("original")), _negated=True
                                ),
                                name="documents_correction_other",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("what", "data"), _negated=True),
                                    models.Q(("method", "substitution"), ("net", 0), ("total", 0)),
                                    _connector="OR",
                                ),
                                name="documents_correction_data_by_substitution",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "total",
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("net"), "+", models.F("tax_total")
                                            ),
                                            "+",
                                            models.F("surcharge_total"),
                                        ),
                                    ),
                                    ("total__gte", 0),
                                    ("total__lt", 1000000000000000),
                                ),
                                name="documents_correction_adds_up",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CorrectedLine",
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
                            "correction",
                            cadencia.parties.walls.CompanyForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="documents.correction",
                            ),
                        ),
                        ("position", models.SmallIntegerField()),
                        (
                            "net",
                            cadencia.parties.columns.ExactDecimal(decimal_places=6, max_digits=18),
                        ),
                        (
                            "quantity",
                            cadencia.parties.columns.ExactDecimal(
                                blank=True, decimal_places=6, max_digits=18, null=True
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("correction", "position"),
                                name="documents_correctedline_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="InvoicedNote",
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
                            "document",
                            cadencia.parties.walls.CompanyForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="notes",
                                to="documents.document",
                            ),
                        ),
                        (
                            "note",
                            cadencia.parties.walls.CompanyForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="invoiced_on",
                                to="documents.document",
                            ),
                        ),
                        ("stands", models.BooleanField(db_default=True, default=True)),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="documents_invoicednote_company_id"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("stands", True)),
                                fields=("note",),
                                name="documents_invoicednote_once",
                            ),
                            models.UniqueConstraint(
                                fields=("document", "note"),
                                name="documents_invoicednote_listed_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("document", models.F("note")), _negated=True),
                                name="documents_invoicednote_other",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ExternalSale",
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
                            "customer",
                            cadencia.parties.walls.CompanyForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.customer",
                            ),
                        ),
                        ("kind", models.TextField(default="invoice")),
                        ("number", models.TextField()),
                        ("issue_date", models.DateField()),
                        ("currency", models.CharField(max_length=3)),
                        (
                            "total",
                            cadencia.parties.columns.ExactDecimal(decimal_places=6, max_digits=18),
                        ),
                        ("description", models.TextField(blank=True, default="")),
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
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="documents_externalsale_company_id"
                            ),
                            models.UniqueConstraint(
                                fields=("company", "kind", "number"),
                                name="documents_externalsale_number",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["invoice", "delivery_note"])),
                                name="documents_externalsale_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("number", ""), _negated=True),
                                name="documents_externalsale_numbered",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    django.db.models.lookups.LessThanOrEqual(
                                        models.Func(
                                            models.F("total"),
                                            function="scale",
                                            output_field=models.IntegerField(),
                                        ),
                                        6,
                                    ),
                                    django.db.models.lookups.LessThan(
                                        django.db.models.functions.math.Abs(models.F("total")),
                                        models.Value(1000000000000),
                                    ),
                                ),
                                name="documents_externalsale_total_fits",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
