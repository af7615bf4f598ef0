"""Which installment bills a usage: one, as long as it stands."""

import django.db.models.deletion
from django.db import migrations, models

import cadencia.parties.columns
import cadencia.parties.walls
from cadencia.parties.walls import AddWall

FREE_USAGE = """
CREATE FUNCTION billing_free_usage() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM billing_billedusage
    WHERE installment_id = OLD.id AND company_id = OLD.company_id;
    RETURN NULL;
END $$"""


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0006_refusals_keep_their_details"),
        ("contracts", "0009_bulk_acts_and_usage"),
    ]

    operations = [
        migrations.CreateModel(
            name="BilledUsage",
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
                    "installment",
                    cadencia.parties.walls.CompanyForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="usage",
                        to="billing.installment",
                    ),
                ),
                (
                    "usage",
                    cadencia.parties.walls.CompanyOneToOne(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="billed",
                        to="contracts.usage",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("company", "id"), name="billing_billedusage_company_id"
                    )
                ],
            },
        ),
        AddWall("billedusage", "usage"),
        AddWall("billedusage", "installment"),
        migrations.RunSQL(FREE_USAGE, "DROP FUNCTION billing_free_usage()"),
        migrations.RunSQL(
            "CREATE TRIGGER billing_installment_gives_usage_back"
            " AFTER UPDATE OF state, replaced ON billing_installment FOR EACH ROW"
            " WHEN (OLD.state = 'billed' AND NOT OLD.replaced"
            " AND (NEW.state <> 'billed' OR NEW.replaced))"
            " EXECUTE FUNCTION billing_free_usage()",
            "DROP TRIGGER billing_installment_gives_usage_back ON billing_installment",
        ),
    ]
