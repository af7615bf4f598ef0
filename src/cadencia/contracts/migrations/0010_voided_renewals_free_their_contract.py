"""A contract whose renewal was voided can be renewed again."""

import django.db.models.deletion
from django.db import migrations, models

from cadencia.parties.walls import CompanyForeignKey


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0009_bulk_acts_and_usage"),
    ]

    operations = [
        migrations.AlterField(
            model_name="contract",
            name="renewed_from",
            field=CompanyForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="renewals",
                to="contracts.contract",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "void"), _negated=True),
                fields=("renewed_from",),
                name="contracts_contract_heir",
            ),
        ),
    ]
