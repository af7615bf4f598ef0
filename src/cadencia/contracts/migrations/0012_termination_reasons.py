"""Why contracts end (LC-7)."""

import django.db.models.deletion
from django.db import migrations, models

import cadencia.parties.walls
from cadencia.parties.history import Watch
from cadencia.parties.walls import AddWall


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0011_quantities_by_formula_and_usage"),
        ("parties", "0008_members_shut_out"),
    ]

    operations = [
        migrations.CreateModel(
            name="TerminationReason",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("code", models.TextField()),
                ("name", models.TextField(blank=True, default="")),
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
                        fields=("company", "id"), name="contracts_terminationreason_company_id"
                    ),
                    models.UniqueConstraint(
                        fields=("company", "code"), name="contracts_terminationreason_code"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        name="contracts_terminationreason_coded",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="contract",
            name="termination_reason",
            field=cadencia.parties.walls.CompanyForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="contracts.terminationreason",
            ),
        ),
        AddWall("contract", "termination_reason"),
        Watch("terminationreason"),
    ]
