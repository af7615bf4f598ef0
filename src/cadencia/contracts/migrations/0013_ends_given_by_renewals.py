"""The ends that renewals gave to the contracts that they go on with."""

import django.db.models.deletion
from django.db import migrations, models

import cadencia.parties.walls
from cadencia.parties.walls import AddWall


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0012_termination_reasons"),
        ("parties", "0010_contracts_grouped_and_automatic"),
    ]

    operations = [
        migrations.CreateModel(
            name="Succession",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("ends_on", models.DateField()),
                ("previous_end", models.DateField(blank=True, null=True)),
                ("renewed_automatically", models.BooleanField(db_default=False, default=False)),
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
                    "renewal",
                    cadencia.parties.walls.CompanyForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successions",
                        to="contracts.contract",
                    ),
                ),
                (
                    "renewed",
                    cadencia.parties.walls.CompanyForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ends_given",
                        to="contracts.contract",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("company", "id"), name="contracts_succession_company_id"
                    ),
                    models.UniqueConstraint(fields=("renewal",), name="contracts_succession_once"),
                    models.CheckConstraint(
                        condition=models.Q(("renewal", models.F("renewed")), _negated=True),
                        name="contracts_succession_not_itself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("previous_end__isnull", True),
                            ("previous_end__gte", models.F("ends_on")),
                            _connector="OR",
                        ),
                        name="contracts_succession_earlier",
                    ),
                ],
            },
        ),
        AddWall("succession", "renewal"),
        AddWall("succession", "renewed"),
    ]
