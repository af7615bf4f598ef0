"""The tables of items, taxes, prices and formulas, with their keys, constraints and indexes."""

from decimal import Decimal

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.math
import django.db.models.lookups
from django.db import migrations, models

import cadencia.parties.columns
import cadencia.parties.tables
import cadencia.parties.walls


class Migration(migrations.Migration):
    replaces = [
        ("catalog", "0001_initial"),
    ]

    initial = True

    dependencies = [
        ("parties", "0001_tables"),
    ]

    operations = [
        cadencia.parties.tables.CreateTables(
            creations=[
                migrations.CreateModel(
                    name="Tax",
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
                        ("code", models.TextField()),
                        ("tax", models.TextField()),
                        (
                            "rate",
                            cadencia.parties.columns.ExactDecimal(decimal_places=8, max_digits=20),
                        ),
                        (
                            "surcharge",
                            cadencia.parties.columns.ExactDecimal(
                                decimal_places=8, default=Decimal("0"), max_digits=20
                            ),
                        ),
                        ("exemption", models.TextField(blank=True, default="")),
                        ("mention", models.TextField(blank=True, default="")),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="catalog_tax_company_id"
                            ),
                            models.UniqueConstraint(
                                fields=("company", "code"), name="catalog_tax_code"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    django.db.models.lookups.LessThanOrEqual(
                                        models.Func(
                                            models.F("rate"),
                                            function="scale",
                                            output_field=models.IntegerField(),
                                        ),
                                        8,
                                    ),
                                    django.db.models.lookups.LessThan(
                                        django.db.models.functions.math.Abs(models.F("rate")),
                                        models.Value(1000000000000),
                                    ),
                                ),
                                name="catalog_tax_rate_fits",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    django.db.models.lookups.LessThanOrEqual(
                                        models.Func(
                                            models.F("surcharge"),
                                            function="scale",
                                            output_field=models.IntegerField(),
                                        ),
                                        8,
                                    ),
                                    django.db.models.lookups.LessThan(
                                        django.db.models.functions.math.Abs(models.F("surcharge")),
                                        models.Value(1000000000000),
                                    ),
                                ),
                                name="catalog_tax_surcharge_fits",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Item",
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
                        ("code", models.TextField()),
                        ("name", models.TextField(blank=True, default="")),
                        (
                            "price",
                            cadencia.parties.columns.ExactDecimal(
                                blank=True, decimal_places=8, max_digits=20, null=True
                            ),
                        ),
                        ("is_recurrent", models.BooleanField(default=False)),
                        ("is_stocked", models.BooleanField(default=False)),
                        (
                            "cost",
                            cadencia.parties.columns.ExactDecimal(
                                decimal_places=8, default=Decimal("0"), max_digits=20
                            ),
                        ),
                        (
                            "taxes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), blank=True, default=list, size=None
                            ),
                        ),
                        ("default_every", models.SmallIntegerField(blank=True, null=True)),
                        ("default_unit", models.TextField(blank=True, default="")),
                        ("account", models.TextField(blank=True, default="")),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="catalog_item_company_id"
                            ),
                            models.UniqueConstraint(
                                fields=("company", "code"), name="catalog_item_code"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    django.db.models.lookups.LessThanOrEqual(
                                        models.Func(
                                            models.F("price"),
                                            function="scale",
                                            output_field=models.IntegerField(),
                                        ),
                                        8,
                                    ),
                                    django.db.models.lookups.LessThan(
                                        django.db.models.functions.math.Abs(models.F("price")),
                                        models.Value(1000000000000),
                                    ),
                                ),
                                name="catalog_item_price_fits",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    django.db.models.lookups.LessThanOrEqual(
                                        models.Func(
                                            models.F("cost"),
                                            function="scale",
                                            output_field=models.IntegerField(),
                                        ),
                                        8,
                                    ),
                                    django.db.models.lookups.LessThan(
                                        django.db.models.functions.math.Abs(models.F("cost")),
                                        models.Value(1000000000000),
                                    ),
                                ),
                                name="catalog_item_cost_fits",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("default_every__gte", 1), ("default_every__lte", 1000)
                                ),
                                name="catalog_item_default_every",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "default_unit__in",
                                        ["day", "week", "month", "quarter", "semester", "year", ""],
                                    )
                                ),
                                name="catalog_item_default_unit",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PriceList",
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
                        ("code", models.TextField()),
                        ("name", models.TextField(blank=True, default="")),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="catalog_pricelist_company_id"
                            ),
                            models.UniqueConstraint(
                                fields=("company", "code"), name="catalog_pricelist_code"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PriceListEntry",
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
                            "price_list",
                            cadencia.parties.walls.CompanyForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="entries",
                                to="catalog.pricelist",
                            ),
                        ),
                        (
                            "item",
                            cadencia.parties.walls.CompanyForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalog.item",
                            ),
                        ),
                        (
                            "min_quantity",
                            cadencia.parties.columns.ExactDecimal(
                                decimal_places=6, default=Decimal("1"), max_digits=18
                            ),
                        ),
                        (
                            "price",
                            cadencia.parties.columns.ExactDecimal(decimal_places=8, max_digits=20),
                        ),
                        ("valid_from", models.DateField(blank=True, null=True)),
                        ("valid_until", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="catalog_pricelistentry_company_id"
                            ),
                            models.UniqueConstraint(
                                fields=("price_list", "item", "min_quantity", "valid_from"),
                                name="catalog_pricelistentry_once",
                                nulls_distinct=False,
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    django.db.models.lookups.LessThanOrEqual(
                                        models.Func(
                                            models.F("price"),
                                            function="scale",
                                            output_field=models.IntegerField(),
                                        ),
                                        8,
                                    ),
                                    django.db.models.lookups.LessThan(
                                        django.db.models.functions.math.Abs(models.F("price")),
                                        models.Value(1000000000000),
                                    ),
                                ),
                                name="catalog_pricelistentry_price_fits",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    django.db.models.lookups.LessThanOrEqual(
                                        models.Func(
                                            models.F("min_quantity"),
                                            function="scale",
                                            output_field=models.IntegerField(),
                                        ),
                                        6,
                                    ),
                                    django.db.models.lookups.LessThan(
                                        django.db.models.functions.math.Abs(
                                            models.F("min_quantity")
                                        ),
                                        models.Value(1000000000000),
                                    ),
                                ),
                                name="catalog_pricelistentry_min_quantity_fits",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("valid_until__gte", models.F("valid_from"))),
                                name="catalog_pricelistentry_valid_until_order",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SpecialPrice",
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
                            "customer",
                            cadencia.parties.walls.CompanyForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="special_prices",
                                to="parties.customer",
                            ),
                        ),
                        (
                            "item",
                            cadencia.parties.walls.CompanyForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalog.item",
                            ),
                        ),
                        (
                            "price",
                            cadencia.parties.columns.ExactDecimal(decimal_places=8, max_digits=20),
                        ),
                        ("valid_from", models.DateField(blank=True, null=True)),
                        ("valid_until", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="catalog_specialprice_company_id"
                            ),
                            models.UniqueConstraint(
                                fields=("customer", "item", "valid_from"),
                                name="catalog_specialprice_once",
                                nulls_distinct=False,
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    django.db.models.lookups.LessThanOrEqual(
                                        models.Func(
                                            models.F("price"),
                                            function="scale",
                                            output_field=models.IntegerField(),
                                        ),
                                        8,
                                    ),
                                    django.db.models.lookups.LessThan(
                                        django.db.models.functions.math.Abs(models.F("price")),
                                        models.Value(1000000000000),
                                    ),
                                ),
                                name="catalog_specialprice_price_fits",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("valid_until__gte", models.F("valid_from"))),
                                name="catalog_specialprice_valid_until_order",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Formula",
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
                        ("name", models.TextField()),
                        ("expression", models.TextField()),
                        (
                            "parameters",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), blank=True, default=list, size=None
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="catalog_formula_company_id"
                            ),
                            models.UniqueConstraint(
                                fields=("company", "name"), name="catalog_formula_name"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="IndexSeries",
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
                        ("name", models.TextField()),
                    ],
                    options={
                        "verbose_name_plural": "index series",
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="catalog_indexseries_company_id"
                            ),
                            models.UniqueConstraint(
                                fields=("company", "name"), name="catalog_indexseries_name"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="IndexValue",
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
                            "series",
                            cadencia.parties.walls.CompanyForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="values",
                                to="catalog.indexseries",
                            ),
                        ),
                        ("month", models.CharField(max_length=7)),
                        (
                            "value",
                            cadencia.parties.columns.ExactDecimal(decimal_places=8, max_digits=20),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="catalog_indexvalue_company_id"
                            ),
                            models.UniqueConstraint(
                                fields=("series", "month"), name="catalog_indexvalue_month"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("month__regex", "^[0-9]{4}-(0[1-9]|1[0-2])$")),
                                name="catalog_indexvalue_month_form",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("value__gt", 0)),
                                name="catalog_indexvalue_positive",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    django.db.models.lookups.LessThanOrEqual(
                                        models.Func(
                                            models.F("value"),
                                            function="scale",
                                            output_field=models.IntegerField(),
                                        ),
                                        8,
                                    ),
                                    django.db.models.lookups.LessThan(
                                        django.db.models.functions.math.Abs(models.F("value")),
                                        models.Value(1000000000000),
                                    ),
                                ),
                                name="catalog_indexvalue_value_fits",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
