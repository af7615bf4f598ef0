"""Forecasts of a whole company, kept to compare runs with."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0010_associations_and_automatic_days"),
    ]

    operations = [
        migrations.CreateModel(
            name="KeptForecast",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("made_on", models.DateField()),
                ("months", models.JSONField(default=dict)),
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
    ]
