"""Existing sales in the place of installments, and the days of the scheduler."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import cadencia.parties.columns
import cadencia.parties.walls
from cadencia.parties.walls import AddWall


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0009_usage_is_given_back"),
        ("parties", "0010_contracts_grouped_and_automatic"),
        ("documents", "0013_external_sales"),
        ("contracts", "0011_quantities_by_formula_and_usage"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Association",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "expected",
                    cadencia.parties.columns.ExactDecimal(
                        blank=True, decimal_places=6, max_digits=18, null=True
                    ),
                ),
                ("total", cadencia.parties.columns.ExactDecimal(decimal_places=6, max_digits=18)),
                ("created_at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
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
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
            },
        ),
        migrations.CreateModel(
            name="AssociatedLine",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("contract_line_id", models.BigIntegerField(blank=True, db_index=True, null=True)),
                ("modification_id", models.BigIntegerField(blank=True, db_index=True, null=True)),
                ("is_part", models.BooleanField(default=False)),
                ("net", cadencia.parties.columns.ExactDecimal(decimal_places=6, max_digits=18)),
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
            ],
        ),
        migrations.CreateModel(
            name="AutomaticDay",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("on", models.DateField()),
                ("state", models.TextField(default="going")),
                ("run_id", models.BigIntegerField(blank=True, null=True)),
                ("reason", models.JSONField(blank=True, null=True)),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
                (
                    "company",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.company",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="association",
            constraint=models.UniqueConstraint(
                fields=("company", "id"), name="billing_association_company_id"
            ),
        ),
        migrations.AddConstraint(
            model_name="association",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at", None)),
                fields=("installment",),
                name="billing_association_installment",
            ),
        ),
        migrations.AddConstraint(
            model_name="association",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at", None), ("installment__isnull", False)),
                fields=("document",),
                name="billing_association_document_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="association",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at", None), ("installment__isnull", False)),
                fields=("external_sale",),
                name="billing_association_external_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="association",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at", None)),
                fields=("contract", "document"),
                name="billing_association_listed_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="association",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at", None)),
                fields=("contract", "external_sale"),
                name="billing_association_external_listed",
            ),
        ),
        migrations.AddConstraint(
            model_name="association",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("document__isnull", False), ("external_sale", None)),
                    models.Q(("document", None), ("external_sale__isnull", False)),
                    _connector="OR",
                ),
                name="billing_association_one_sale",
            ),
        ),
        migrations.AddConstraint(
            model_name="association",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("expected", None), ("installment", None)),
                    ("installment__isnull", False),
                    _connector="OR",
                ),
                name="billing_association_expected",
            ),
        ),
        migrations.AddConstraint(
            model_name="automaticday",
            constraint=models.UniqueConstraint(
                fields=("company", "id"), name="billing_automaticday_company_id"
            ),
        ),
        migrations.AddConstraint(
            model_name="automaticday",
            constraint=models.UniqueConstraint(
                fields=("company", "on"), name="billing_automaticday_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="automaticday",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["going", "done", "stopped", "failed"])),
                name="billing_automaticday_state",
            ),
        ),
        AddWall("association", "contract"),
        AddWall("association", "installment"),
        AddWall("association", "document"),
        AddWall("association", "external_sale"),
        AddWall("associatedline", "association"),
    ]
