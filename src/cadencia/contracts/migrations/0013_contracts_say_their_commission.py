"""A contract says what its sales representative earns, and of what (AG-4)."""

from django.db import migrations, models

import cadencia.parties.columns


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0012_common_words_are_found_quickly"),
    ]

    operations = [
        migrations.AddField(
            model_name="contract",
            name="commission_rate",
            field=cadencia.parties.columns.ExactDecimal(
                blank=True, decimal_places=8, max_digits=20, null=True
            ),
        ),
        migrations.AddField(
            model_name="contract",
            name="commission_base",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(("commission_base__in", ["net", "margin", "none", ""])),
                name="contracts_contract_commission_base",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(("commission_rate__gte", 0), ("commission_rate__lte", 100)),
                name="contracts_contract_commission_rate",
            ),
        ),
    ]
