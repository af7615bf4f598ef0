"""A contract may say who answers for the debt (AG-8)."""

import django.db.models.deletion
from django.db import migrations

import cadencia.parties.walls
from cadencia.parties.walls import AddWall


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0009_contracts_are_found_by_text"),
        ("parties", "0009_who_answers_for_debts"),
    ]

    operations = [
        migrations.AddField(
            model_name="contract",
            name="responsible_party",
            field=cadencia.parties.walls.CompanyForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="parties.responsibleparty",
            ),
        ),
        AddWall("contract", "responsible_party"),
    ]
