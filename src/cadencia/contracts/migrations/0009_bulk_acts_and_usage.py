"""Bulk acts with their members, and recorded usage, which is never changed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import cadencia.parties.columns
import cadencia.parties.walls
from cadencia.parties.walls import AddWall

USAGE_NEVER_CHANGES = """
CREATE FUNCTION contracts_refuse_usage_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'usage % is refused a change: delete it, and record it anew', OLD.id
        USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
END $$"""


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0008_changes_are_noted"),
        ("catalog", "0002_walls"),
        ("parties", "0002_walls"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BulkAct",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("only", models.JSONField(blank=True, default=dict)),
                ("wish", models.JSONField(blank=True, default=dict)),
                ("acts_from", models.DateField(blank=True, null=True)),
                ("state", models.TextField(default="executed")),
                ("at", models.DateTimeField()),
                ("name", models.TextField(blank=True, default="")),
                ("channel", models.TextField(blank=True, default="")),
                ("contracts", models.IntegerField(default=0)),
                ("lines", models.IntegerField(default=0)),
                ("left_out", models.JSONField(blank=True, default=dict)),
                ("ledger_mark", models.BigIntegerField(default=0)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                ("undone_by", models.TextField(blank=True, default="")),
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
            name="BulkActMember",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("line_key", models.TextField(blank=True, default="")),
                ("row_id", models.BigIntegerField(blank=True, null=True)),
                ("acts_from", models.DateField(blank=True, null=True)),
                ("before", models.TextField(blank=True, default="")),
                ("after", models.TextField(blank=True, default="")),
                (
                    "act",
                    cadencia.parties.walls.CompanyForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="contracts.bulkact",
                    ),
                ),
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
                    "contract",
                    cadencia.parties.walls.CompanyForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="contracts.contract",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Usage",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("used_from", models.DateField()),
                ("used_until", models.DateField()),
                (
                    "quantity",
                    cadencia.parties.columns.ExactDecimal(decimal_places=6, max_digits=18),
                ),
                ("source", models.TextField(blank=True, default="")),
                ("external_id", models.TextField()),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.TextField(blank=True, default="")),
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
                    "contract",
                    cadencia.parties.walls.CompanyForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="usage",
                        to="contracts.contract",
                    ),
                ),
                (
                    "line",
                    cadencia.parties.walls.CompanyForeignKey(
                        also=(("contract_id", "contract_id"),),
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="usage",
                        to="contracts.contractline",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "usage",
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="bulkact",
            constraint=models.UniqueConstraint(
                fields=("company", "id"), name="contracts_bulkact_company_id"
            ),
        ),
        migrations.AddConstraint(
            model_name="bulkact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["review", "price", "item", "payment_method", "day", "template"])
                ),
                name="contracts_bulkact_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="bulkact",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["executed", "undone"])),
                name="contracts_bulkact_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="bulkact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "executed"), ("undone_at", None)),
                    models.Q(("state", "undone"), ("undone_at__isnull", False)),
                    _connector="OR",
                ),
                name="contracts_bulkact_undone_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="bulkactmember",
            constraint=models.UniqueConstraint(
                fields=("company", "id"), name="contracts_bulkactmember_company_id"
            ),
        ),
        migrations.AddConstraint(
            model_name="bulkactmember",
            constraint=models.UniqueConstraint(
                fields=("act", "contract", "line_key"), name="contracts_bulkactmember_once"
            ),
        ),
        migrations.AddIndex(
            model_name="usage",
            index=models.Index(fields=["line", "used_until"], name="contracts_usage_of_line"),
        ),
        migrations.AddIndex(
            model_name="usage",
            index=models.Index(fields=["contract", "line"], name="contracts_usage_of_contract"),
        ),
        migrations.AddConstraint(
            model_name="usage",
            constraint=models.UniqueConstraint(
                fields=("company", "id"), name="contracts_usage_company_id"
            ),
        ),
        migrations.AddConstraint(
            model_name="usage",
            constraint=models.UniqueConstraint(
                fields=("company", "external_id"), name="contracts_usage_external_id"
            ),
        ),
        migrations.AddConstraint(
            model_name="usage",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gte", 0)), name="contracts_usage_quantity"
            ),
        ),
        migrations.AddConstraint(
            model_name="usage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    django.db.models.lookups.LessThanOrEqual(
                        models.Func(
                            models.F("quantity"),
                            function="scale",
                            output_field=models.IntegerField(),
                        ),
                        6,
                    ),
                    django.db.models.lookups.LessThan(
                        django.db.models.functions.math.Abs(models.F("quantity")),
                        models.Value(1000000000000),
                    ),
                ),
                name="contracts_usage_quantity_fits",
            ),
        ),
        migrations.AddConstraint(
            model_name="usage",
            constraint=models.CheckConstraint(
                condition=models.Q(("external_id", ""), _negated=True),
                name="contracts_usage_external_id_given",
            ),
        ),
        migrations.AddConstraint(
            model_name="usage",
            constraint=models.CheckConstraint(
                condition=models.Q(("used_until__gte", models.F("used_from"))),
                name="contracts_usage_used_until_order",
            ),
        ),
        AddWall("bulkactmember", "act"),
        AddWall("bulkactmember", "contract"),
        AddWall("usage", "contract"),
        AddWall("usage", "line"),
        migrations.RunSQL(USAGE_NEVER_CHANGES, "DROP FUNCTION contracts_refuse_usage_change()"),
        migrations.RunSQL(
            "CREATE TRIGGER contracts_usage_never_changes BEFORE UPDATE ON contracts_usage"
            " FOR EACH ROW EXECUTE FUNCTION contracts_refuse_usage_change()",
            "DROP TRIGGER contracts_usage_never_changes ON contracts_usage",
        ),
    ]
