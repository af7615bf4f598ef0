"""Sales that another program made."""

import django.db.models.deletion
import django.db.models.functions.math
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models

import cadencia.parties.columns
import cadencia.parties.walls
from cadencia.parties.walls import AddWall


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0012_series_of_credit_notes"),
        ("parties", "0010_contracts_grouped_and_automatic"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ExternalSale",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("kind", models.TextField(default="invoice")),
                ("number", models.TextField()),
                ("issue_date", models.DateField()),
                ("currency", models.CharField(max_length=3)),
                ("total", cadencia.parties.columns.ExactDecimal(decimal_places=6, max_digits=18)),
                ("description", models.TextField(blank=True, default="")),
                ("created_at", models.DateTimeField()),
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
                        fields=("company", "id"), name="documents_externalsale_company_id"
                    ),
                    models.UniqueConstraint(
                        fields=("company", "kind", "number"), name="documents_externalsale_number"
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
        AddWall("externalsale", "customer"),
    ]
