"""The tables of payments, with their keys, constraints and indexes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import cadencia.parties.columns
import cadencia.parties.tables
import cadencia.parties.walls


class Migration(migrations.Migration):
    replaces = [
        ("payments", "0001_initial"),
    ]

    initial = True

    dependencies = [
        ("documents", "0001_tables"),
        ("parties", "0001_tables"),
    ]

    operations = [
        cadencia.parties.tables.CreateTables(
            creations=[
                migrations.CreateModel(
                    name="Payment",
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
                                related_name="payments",
                                to="parties.customer",
                            ),
                        ),
                        ("paid_on", models.DateField()),
                        (
                            "amount",
                            cadencia.parties.columns.ExactDecimal(decimal_places=6, max_digits=18),
                        ),
                        ("currency", models.CharField(max_length=3)),
                        ("method", models.TextField(blank=True, default="")),
                        ("reference", models.TextField(blank=True, default="")),
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
                                fields=("company", "id"), name="payments_payment_company_id"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("amount__gt", 0)),
                                name="payments_payment_amount",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PaymentPart",
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
                            "payment",
                            cadencia.parties.walls.CompanyForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="parts",
                                to="payments.payment",
                            ),
                        ),
                        (
                            "document",
                            cadencia.parties.walls.CompanyForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="payments",
                                to="documents.document",
                            ),
                        ),
                        ("position", models.SmallIntegerField()),
                        (
                            "amount",
                            cadencia.parties.columns.ExactDecimal(decimal_places=6, max_digits=18),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("payment", "document", "position"),
                                name="payments_part_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("amount__gt", 0)), name="payments_part_amount"
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
