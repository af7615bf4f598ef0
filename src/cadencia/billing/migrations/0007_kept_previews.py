"""The tables of previews that are kept: what a list shows of contracts and documents."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import cadencia.parties.columns
import cadencia.parties.walls


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0006_files_stay_with_their_import"),
        ("parties", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="KeptPreview",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("scope", models.JSONField(default=dict)),
                ("scope_key", models.TextField()),
                ("as_of", models.DateField()),
                ("issue", models.BooleanField(default=True)),
                ("document_date", models.DateField(blank=True, null=True)),
                ("state", models.TextField(default="waiting")),
                ("asked_at", models.DateTimeField()),
                ("began_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("to_look_at", models.IntegerField(default=0)),
                ("looked_at", models.IntegerField(default=0)),
                ("contracts", models.IntegerField(default=0)),
                ("documents", models.IntegerField(default=0)),
                ("installments", models.IntegerField(default=0)),
                ("refusals", models.IntegerField(default=0)),
                ("groups", models.JSONField(default=list)),
                ("changes", models.JSONField(default=dict)),
                ("fingerprint", models.TextField(blank=True, default="")),
                ("failure", models.TextField(blank=True, default="")),
                ("run_id", models.BigIntegerField(blank=True, null=True)),
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
                    "user",
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
                        fields=("company", "id"), name="billing_keptpreview_company_id"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["waiting", "working", "ready", "failed", "cancelled"])
                        ),
                        name="billing_keptpreview_state",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["company", "asked_at"], name="billing_keptpreview_asked")
                ],
            },
        ),
        migrations.CreateModel(
            name="PreviewContract",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "preview_id",
                        "contract_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("contract_id", models.BigIntegerField()),
                ("place", models.IntegerField()),
                ("bill_to_id", models.BigIntegerField()),
                ("code", models.TextField()),
                ("customer_code", models.TextField()),
                ("customer_name", models.TextField()),
                ("installments", models.IntegerField(default=0)),
                ("digest", models.TextField(blank=True, default="")),
                (
                    "excluded",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.DateField(), blank=True, default=list, size=None
                    ),
                ),
                ("refusals", models.JSONField(blank=True, default=list)),
                ("change", models.TextField(blank=True, default="")),
                (
                    "net",
                    cadencia.parties.columns.ExactDecimal(
                        blank=True, decimal_places=6, max_digits=18, null=True
                    ),
                ),
                (
                    "net_before",
                    cadencia.parties.columns.ExactDecimal(
                        blank=True, decimal_places=6, max_digits=18, null=True
                    ),
                ),
                ("before_on", models.DateField(blank=True, null=True)),
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
                    "preview",
                    cadencia.parties.walls.CompanyForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contract_rows",
                        to="billing.keptpreview",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["preview", "place"], name="billing_previewcontract_place")
                ]
            },
        ),
        migrations.CreateModel(
            name="PreviewDocument",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("place", models.IntegerField()),
                ("contract_id", models.BigIntegerField()),
                (
                    "contract_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("is_selected", models.BooleanField(default=True)),
                ("document_type", models.TextField()),
                ("series", models.TextField(blank=True, default="")),
                ("currency", models.CharField(max_length=3)),
                ("operation_date", models.DateField()),
                (
                    "due_dates",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.DateField(), default=list, size=None
                    ),
                ),
                (
                    "numbers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), default=list, size=None
                    ),
                ),
                ("net", cadencia.parties.columns.ExactDecimal(decimal_places=6, max_digits=18)),
                ("total", cadencia.parties.columns.ExactDecimal(decimal_places=6, max_digits=18)),
                ("payable", cadencia.parties.columns.ExactDecimal(decimal_places=6, max_digits=18)),
                ("joint_digest", models.TextField(blank=True, default="")),
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
                    "preview",
                    cadencia.parties.walls.CompanyForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="document_rows",
                        to="billing.keptpreview",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["preview", "place", "id"], name="billing_previewdocument_place"
                    )
                ]
            },
        ),
    ]
