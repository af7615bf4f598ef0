"""Who answers for the debt of others (AG-8)."""

import django.db.models.deletion
from django.db import migrations, models

from cadencia.parties.history import Watch


class Migration(migrations.Migration):
    dependencies = [("parties", "0008_customers_are_found_by_text")]

    operations = [
        migrations.CreateModel(
            name="ResponsibleParty",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("tax_id", models.TextField(blank=True, default="")),
                ("address", models.TextField(blank=True, default="")),
                ("postal_code", models.TextField(blank=True, default="")),
                ("city", models.TextField(blank=True, default="")),
                ("email", models.TextField(blank=True, default="")),
                ("phone", models.TextField(blank=True, default="")),
                ("notes", models.TextField(blank=True, default="")),
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
                "verbose_name_plural": "responsible parties",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("company", "id"), name="parties_responsibleparty_company_id"
                    ),
                    models.UniqueConstraint(
                        fields=("company", "name"), name="parties_responsibleparty_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="parties_responsibleparty_named",
                    ),
                ],
            },
        ),
        Watch("responsibleparty"),
    ]
