"""Quantities by formula, evaluated at each installment, and by recorded usage."""

import django.db.models.deletion
from django.db import migrations, models

import cadencia.parties.columns
import cadencia.parties.walls
from cadencia.parties.walls import AddWall


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0010_voided_renewals_free_their_contract"),
        ("catalog", "0002_walls"),
    ]

    operations = [
        migrations.AddField(
            model_name="contractline",
            name="quantity_amount",
            field=cadencia.parties.columns.ExactDecimal(
                blank=True, decimal_places=8, max_digits=20, null=True
            ),
        ),
        migrations.AddField(
            model_name="contractline",
            name="quantity_formula",
            field=cadencia.parties.walls.CompanyForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalog.formula",
            ),
        ),
        migrations.AddField(
            model_name="contractline",
            name="quantity_parameters",
            field=models.JSONField(blank=True, db_default={}, default=dict),
        ),
        migrations.AddField(
            model_name="contractline",
            name="quantity_source",
            field=models.TextField(db_default="fixed", default="fixed"),
        ),
        migrations.AddField(
            model_name="templateline",
            name="quantity_amount",
            field=cadencia.parties.columns.ExactDecimal(
                blank=True, decimal_places=8, max_digits=20, null=True
            ),
        ),
        migrations.AddField(
            model_name="templateline",
            name="quantity_formula",
            field=cadencia.parties.walls.CompanyForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalog.formula",
            ),
        ),
        migrations.AddField(
            model_name="templateline",
            name="quantity_parameters",
            field=models.JSONField(blank=True, db_default={}, default=dict),
        ),
        migrations.AddField(
            model_name="templateline",
            name="quantity_source",
            field=models.TextField(db_default="fixed", default="fixed"),
        ),
        migrations.AddConstraint(
            model_name="contractline",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity_source__in", ["fixed", "formula", "usage"])),
                name="contracts_contractline_quantity_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="contractline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("quantity_formula__isnull", False), ("quantity_source", "formula")),
                    models.Q(
                        ("quantity_amount", None),
                        ("quantity_formula", None),
                        models.Q(("quantity_source", "formula"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="contracts_contractline_quantity_by_formula",
            ),
        ),
        migrations.AddConstraint(
            model_name="contractline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("quantity_source", "usage"), _negated=True),
                    models.Q(
                        ("one_off_month", ""),
                        ("one_off_on", None),
                        ("one_off_with_next", False),
                        ("price_split", "same"),
                    ),
                    _connector="OR",
                ),
                name="contracts_contractline_metered_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="contractline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    django.db.models.lookups.LessThanOrEqual(
                        models.Func(
                            models.F("quantity_amount"),
                            function="scale",
                            output_field=models.IntegerField(),
                        ),
                        8,
                    ),
                    django.db.models.lookups.LessThan(
                        django.db.models.functions.math.Abs(models.F("quantity_amount")),
                        models.Value(1000000000000),
                    ),
                ),
                name="contracts_contractline_quantity_amount_fits",
            ),
        ),
        migrations.AddConstraint(
            model_name="templateline",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity_source__in", ["fixed", "formula", "usage"])),
                name="contracts_templateline_quantity_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="templateline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("quantity_formula__isnull", False), ("quantity_source", "formula")),
                    models.Q(
                        ("quantity_amount", None),
                        ("quantity_formula", None),
                        models.Q(("quantity_source", "formula"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="contracts_templateline_quantity_by_formula",
            ),
        ),
        migrations.AddConstraint(
            model_name="templateline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("quantity_source", "usage"), _negated=True),
                    models.Q(
                        ("one_off_month", ""),
                        ("one_off_on", None),
                        ("one_off_with_next", False),
                        ("price_split", "same"),
                    ),
                    _connector="OR",
                ),
                name="contracts_templateline_metered_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="templateline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    django.db.models.lookups.LessThanOrEqual(
                        models.Func(
                            models.F("quantity_amount"),
                            function="scale",
                            output_field=models.IntegerField(),
                        ),
                        8,
                    ),
                    django.db.models.lookups.LessThan(
                        django.db.models.functions.math.Abs(models.F("quantity_amount")),
                        models.Value(1000000000000),
                    ),
                ),
                name="contracts_templateline_quantity_amount_fits",
            ),
        ),
        migrations.AddConstraint(
            model_name="templateline",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity_source", "usage"), _negated=True),
                name="contracts_templateline_unmetered",
            ),
        ),
        AddWall("contractline", "quantity_formula"),
        AddWall("templateline", "quantity_formula"),
    ]
