"""Payments, and the due dates that they settle."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import cadencia.parties.columns
import cadencia.parties.walls


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("documents", "0013_external_sales"),
        ("parties", "0010_contracts_grouped_and_automatic"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Payment",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("paid_on", models.DateField()),
                ("amount", cadencia.parties.columns.ExactDecimal(decimal_places=6, max_digits=18)),
                ("currency", models.CharField(max_length=3)),
                ("method", models.TextField(blank=True, default="")),
                ("reference", models.TextField(blank=True, default="")),
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
                    "customer",
                    cadencia.parties.walls.CompanyForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="parties.customer",
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
            name="PaymentPart",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("position", models.SmallIntegerField()),
                ("amount", cadencia.parties.columns.ExactDecimal(decimal_places=6, max_digits=18)),
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="documents.document",
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
            ],
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(
                fields=("company", "id"), name="payments_payment_company_id"
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="payments_payment_amount"
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentpart",
            constraint=models.UniqueConstraint(
                fields=("payment", "document", "position"), name="payments_part_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentpart",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="payments_part_amount"
            ),
        ),
    ]
