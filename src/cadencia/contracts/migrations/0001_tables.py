"""The tables of contracts, templates and what belongs to them, with their keys, constraints and indexes."""

from decimal import Decimal

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.math
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models

import cadencia.parties.columns
import cadencia.parties.tables
import cadencia.parties.walls


class Migration(migrations.Migration):
    replaces = [
        ("contracts", "0001_initial"),
        ("contracts", "0004_contract_stopped_on"),
        ("contracts", "0006_templates_and_renewal"),
        ("contracts", "0010_voided_renewals_free_their_contract"),
        ("contracts", "0011_quantities_by_formula_and_usage"),
        ("contracts", "0012_termination_reasons"),
        ("contracts", "0013_ends_given_by_renewals"),
        ("contracts", "0014_schedules_change_by_date"),
    ]

    initial = True

    dependencies = [
        ("catalog", "0001_tables"),
        ("parties", "0001_tables"),
    ]

    operations = [
        cadencia.parties.tables.CreateTables(
            creations=[
                migrations.CreateModel(
                    name="Template",
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
                        ("notes", models.TextField(blank=True, default="")),
                        ("is_active", models.BooleanField(default=True)),
                        ("version", models.IntegerField(default=1)),
                        ("schedule_every", models.SmallIntegerField(blank=True, null=True)),
                        ("schedule_unit", models.TextField(blank=True, default="")),
                        ("schedule_first", models.DateField(blank=True, null=True)),
                        ("schedule_anchor_day", models.SmallIntegerField(blank=True, null=True)),
                        (
                            "schedule_months",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.SmallIntegerField(),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("schedule_day", models.SmallIntegerField(blank=True, null=True)),
                        ("schedule_since", models.DateField(blank=True, null=True)),
                        ("timing", models.TextField(default="advance")),
                        ("opening", models.TextField(default="none")),
                        ("closing", models.TextField(default="full")),
                        ("proration", models.TextField(default="actual")),
                        ("split_on_change", models.BooleanField(default=False)),
                        ("business_day", models.TextField(default="as_is")),
                        ("lead_days", models.SmallIntegerField(default=0)),
                        ("generation", models.TextField(default="automatic")),
                        ("documents_are", models.TextField(blank=True, default="")),
                        ("document_type", models.TextField(default="invoice")),
                        ("currency", models.CharField(blank=True, default="", max_length=3)),
                        ("series", models.TextField(blank=True, default="")),
                        ("journal", models.TextField(blank=True, default="")),
                        ("payment_method", models.TextField(blank=True, default="")),
                        ("tax_regime", models.TextField(default="domestic")),
                        (
                            "price_list",
                            cadencia.parties.walls.CompanyForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalog.pricelist",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="contracts_template_company_id"
                            ),
                            models.UniqueConstraint(
                                fields=("company", "code"), name="contracts_template_code"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("code", ""), _negated=True),
                                name="contracts_template_code_given",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("timing__in", ["advance", "arrears"])),
                                name="contracts_template_timing",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("opening__in", ["none", "full", "prorated"])),
                                name="contracts_template_opening",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("closing__in", ["full", "prorated"])),
                                name="contracts_template_closing",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("proration__in", ["actual", "thirty"])),
                                name="contracts_template_proration",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("business_day__in", ["as_is", "next", "previous"])
                                ),
                                name="contracts_template_business_day",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("generation__in", ["automatic", "manual"])),
                                name="contracts_template_generation",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("documents_are__in", ["draft", "issued", ""])),
                                name="contracts_template_documents_are",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "document_type__in",
                                        [
                                            "invoice",
                                            "delivery_note",
                                            "non_billable_delivery_note",
                                            "work_order",
                                        ],
                                    )
                                ),
                                name="contracts_template_document_type",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "tax_regime__in",
                                        [
                                            "domestic",
                                            "intra_eu",
                                            "export",
                                            "exempt",
                                            "reverse_charge",
                                        ],
                                    )
                                ),
                                name="contracts_template_tax_regime",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("lead_days__gte", 0), ("lead_days__lte", 366)),
                                name="contracts_template_lead_days",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("schedule_every__gte", 1), ("schedule_every__lte", 1000)
                                ),
                                name="contracts_template_schedule_every",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("schedule_anchor_day__gte", 1),
                                    ("schedule_anchor_day__lte", 31),
                                ),
                                name="contracts_template_schedule_anchor_day",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("schedule_day__gte", 1), ("schedule_day__lte", 31)
                                ),
                                name="contracts_template_schedule_day",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "schedule_unit__in",
                                        ["day", "week", "month", "quarter", "semester", "year", ""],
                                    )
                                ),
                                name="contracts_template_schedule_unit",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "schedule_months__contained_by",
                                        [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
                                    )
                                ),
                                name="contracts_template_schedule_months",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("schedule_day", None),
                                        ("schedule_every__isnull", False),
                                        ("schedule_first__isnull", False),
                                        ("schedule_months", []),
                                        ("schedule_since", None),
                                        models.Q(("schedule_unit", ""), _negated=True),
                                    ),
                                    models.Q(
                                        ("schedule_anchor_day", None),
                                        ("schedule_every", None),
                                        ("schedule_first", None),
                                        ("schedule_unit", ""),
                                        models.Q(
                                            models.Q(("schedule_months", []), _negated=True),
                                            models.Q(
                                                ("schedule_day", None), ("schedule_since", None)
                                            ),
                                            _connector="OR",
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="contracts_template_one_schedule",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TemplateLine",
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
                        ("position", models.SmallIntegerField()),
                        ("key", models.TextField()),
                        (
                            "item",
                            cadencia.parties.walls.CompanyForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalog.item",
                            ),
                        ),
                        ("description", models.TextField(blank=True, default="")),
                        ("extra_text", models.TextField(blank=True, default="")),
                        ("reference", models.TextField(blank=True, default="")),
                        (
                            "quantity",
                            cadencia.parties.columns.ExactDecimal(
                                decimal_places=6, default=Decimal("1"), max_digits=18
                            ),
                        ),
                        ("quantity_source", models.TextField(db_default="fixed", default="fixed")),
                        (
                            "quantity_formula",
                            cadencia.parties.walls.CompanyForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalog.formula",
                            ),
                        ),
                        (
                            "quantity_amount",
                            cadencia.parties.columns.ExactDecimal(
                                blank=True, decimal_places=8, max_digits=20, null=True
                            ),
                        ),
                        (
                            "quantity_parameters",
                            models.JSONField(blank=True, db_default={}, default=dict),
                        ),
                        (
                            "unit_price",
                            cadencia.parties.columns.ExactDecimal(
                                blank=True, decimal_places=8, max_digits=20, null=True
                            ),
                        ),
                        ("price_source", models.TextField(default="fixed")),
                        (
                            "formula",
                            cadencia.parties.walls.CompanyForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalog.formula",
                            ),
                        ),
                        (
                            "formula_amount",
                            cadencia.parties.columns.ExactDecimal(
                                blank=True, decimal_places=8, max_digits=20, null=True
                            ),
                        ),
                        ("formula_parameters", models.JSONField(blank=True, default=dict)),
                        ("price_split", models.TextField(default="same")),
                        (
                            "discounts",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=cadencia.parties.columns.ExactDecimal(
                                    decimal_places=8, max_digits=20
                                ),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        (
                            "taxes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), blank=True, null=True, size=None
                            ),
                        ),
                        ("withheld", models.BooleanField(default=True)),
                        (
                            "months",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.SmallIntegerField(),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("valid_from", models.DateField(blank=True, null=True)),
                        ("valid_until", models.DateField(blank=True, null=True)),
                        ("one_off_on", models.DateField(blank=True, null=True)),
                        ("one_off_month", models.CharField(blank=True, default="", max_length=7)),
                        ("one_off_with_next", models.BooleanField(default=False)),
                        (
                            "installment_service",
                            cadencia.parties.walls.CompanyForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalog.item",
                            ),
                        ),
                        ("document_type", models.TextField(blank=True, default="")),
                        ("series", models.TextField(blank=True, default="")),
                        ("mandate", models.TextField(blank=True, default="")),
                        ("payment_method", models.TextField(blank=True, default="")),
                        ("delivery_address", models.TextField(blank=True, default="")),
                        ("account", models.TextField(blank=True, default="")),
                        ("agent", models.TextField(blank=True, default="")),
                        (
                            "commission",
                            cadencia.parties.columns.ExactDecimal(
                                blank=True, decimal_places=8, max_digits=20, null=True
                            ),
                        ),
                        ("location", models.TextField(blank=True, default="")),
                        ("lot", models.TextField(blank=True, default="")),
                        ("serial", models.TextField(blank=True, default="")),
                        (
                            "template",
                            cadencia.parties.walls.CompanyForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="contracts.template",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="contracts_templateline_company_id"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("quantity_source__in", ["fixed", "formula", "usage"])
                                ),
                                name="contracts_templateline_quantity_source",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("quantity_formula__isnull", False),
                                        ("quantity_source", "formula"),
                                    ),
                                    models.Q(
                                        ("quantity_amount", None),
                                        ("quantity_formula", None),
                                        models.Q(("quantity_source", "formula"), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="contracts_templateline_quantity_by_formula",
                            ),
                            models.CheckConstraint(
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
                            models.CheckConstraint(
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
                                        django.db.models.functions.math.Abs(
                                            models.F("quantity_amount")
                                        ),
                                        models.Value(1000000000000),
                                    ),
                                ),
                                name="contracts_templateline_quantity_amount_fits",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("price_source__in", ["fixed", "current", "catalog", "formula"])
                                ),
                                name="contracts_templateline_price_source",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("price_split__in", ["same", "divided"])),
                                name="contracts_templateline_price_split",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "document_type__in",
                                        [
                                            "invoice",
                                            "delivery_note",
                                            "non_billable_delivery_note",
                                            "work_order",
                                            "",
                                        ],
                                    )
                                ),
                                name="contracts_templateline_document_type",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("quantity__gte", 0)),
                                name="contracts_templateline_quantity",
                            ),
                            models.CheckConstraint(
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
                                name="contracts_templateline_quantity_fits",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    django.db.models.lookups.LessThanOrEqual(
                                        models.Func(
                                            models.F("unit_price"),
                                            function="scale",
                                            output_field=models.IntegerField(),
                                        ),
                                        8,
                                    ),
                                    django.db.models.lookups.LessThan(
                                        django.db.models.functions.math.Abs(models.F("unit_price")),
                                        models.Value(1000000000000),
                                    ),
                                ),
                                name="contracts_templateline_unit_price_fits",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    django.db.models.lookups.LessThanOrEqual(
                                        models.Func(
                                            models.F("formula_amount"),
                                            function="scale",
                                            output_field=models.IntegerField(),
                                        ),
                                        8,
                                    ),
                                    django.db.models.lookups.LessThan(
                                        django.db.models.functions.math.Abs(
                                            models.F("formula_amount")
                                        ),
                                        models.Value(1000000000000),
                                    ),
                                ),
                                name="contracts_templateline_formula_amount_fits",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "months__contained_by",
                                        [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
                                    )
                                ),
                                name="contracts_templateline_months",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("valid_until__gte", models.F("valid_from"))),
                                name="contracts_templateline_valid_until_order",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("one_off_month", ""),
                                    ("one_off_month__regex", "^[0-9]{4}-(0[1-9]|1[0-2])$"),
                                    _connector="OR",
                                ),
                                name="contracts_templateline_one_off_month",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("one_off_month", ""), ("one_off_on", None)),
                                    models.Q(("one_off_on", None), ("one_off_with_next", False)),
                                    models.Q(("one_off_month", ""), ("one_off_with_next", False)),
                                    _connector="OR",
                                ),
                                name="contracts_templateline_one_one_off",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("description", ""), _negated=True),
                                    ("item__isnull", False),
                                    _connector="OR",
                                ),
                                name="contracts_templateline_described",
                            ),
                            models.UniqueConstraint(
                                fields=("template", "key"), name="contracts_templateline_key"
                            ),
                            models.UniqueConstraint(
                                fields=("company", "template", "id"),
                                name="contracts_templateline_whose",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("one_off_month", ""),
                                    ("one_off_on", None),
                                    ("one_off_with_next", False),
                                ),
                                name="contracts_templateline_recurs",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("price_split", "same")),
                                name="contracts_templateline_undivided",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("quantity_source", "usage"), _negated=True),
                                name="contracts_templateline_unmetered",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TemplateChange",
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
                            "template",
                            cadencia.parties.walls.CompanyForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="changes",
                                to="contracts.template",
                            ),
                        ),
                        (
                            "line",
                            cadencia.parties.walls.CompanyForeignKey(
                                also=(("template_id", "template_id"),),
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="changes",
                                to="contracts.templateline",
                            ),
                        ),
                        ("valid_from", models.DateField()),
                        (
                            "unit_price",
                            cadencia.parties.columns.ExactDecimal(
                                blank=True, decimal_places=8, max_digits=20, null=True
                            ),
                        ),
                        (
                            "discounts",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=cadencia.parties.columns.ExactDecimal(
                                    decimal_places=8, max_digits=20
                                ),
                                blank=True,
                                null=True,
                                size=None,
                            ),
                        ),
                        (
                            "quantity",
                            cadencia.parties.columns.ExactDecimal(
                                blank=True, decimal_places=6, max_digits=18, null=True
                            ),
                        ),
                        ("description", models.TextField(blank=True, default="")),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="contracts_templatechange_company_id"
                            ),
                            models.UniqueConstraint(
                                fields=("line", "valid_from"), name="contracts_templatechange_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    django.db.models.lookups.LessThanOrEqual(
                                        models.Func(
                                            models.F("unit_price"),
                                            function="scale",
                                            output_field=models.IntegerField(),
                                        ),
                                        8,
                                    ),
                                    django.db.models.lookups.LessThan(
                                        django.db.models.functions.math.Abs(models.F("unit_price")),
                                        models.Value(1000000000000),
                                    ),
                                ),
                                name="contracts_templatechange_unit_price_fits",
                            ),
                            models.CheckConstraint(
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
                                name="contracts_templatechange_quantity_fits",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("quantity__gte", 0)),
                                name="contracts_templatechange_quantity",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("unit_price__isnull", False),
                                    ("discounts__isnull", False),
                                    ("quantity__isnull", False),
                                    models.Q(("description", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="contracts_templatechange_changes",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TerminationReason",
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
                                fields=("company", "id"),
                                name="contracts_terminationreason_company_id",
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
                migrations.CreateModel(
                    name="ContractKind",
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
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="contracts_contractkind_company_id"
                            ),
                            models.UniqueConstraint(
                                fields=("company", "name"), name="contracts_kind_name"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Contract",
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
                        ("reference", models.TextField(blank=True, default="")),
                        (
                            "customer",
                            cadencia.parties.walls.CompanyForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="contracts",
                                to="parties.customer",
                            ),
                        ),
                        (
                            "bill_to",
                            cadencia.parties.walls.CompanyForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.customer",
                            ),
                        ),
                        (
                            "kind",
                            cadencia.parties.walls.CompanyForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="contracts.contractkind",
                            ),
                        ),
                        ("project", models.TextField(blank=True, default="")),
                        ("contact", models.TextField(blank=True, default="")),
                        (
                            "sales_rep",
                            cadencia.parties.walls.CompanyForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.salesrep",
                            ),
                        ),
                        (
                            "responsible",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("notes", models.TextField(blank=True, default="")),
                        ("state", models.TextField(default="draft")),
                        ("is_active", models.BooleanField(default=True)),
                        ("version", models.IntegerField(default=1)),
                        ("created_on", models.DateField(blank=True, null=True)),
                        ("stopped_on", models.DateField(blank=True, null=True)),
                        (
                            "termination_reason",
                            cadencia.parties.walls.CompanyForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="contracts.terminationreason",
                            ),
                        ),
                        ("generation", models.TextField(default="automatic")),
                        ("documents_are", models.TextField(blank=True, default="")),
                        ("document_type", models.TextField(default="invoice")),
                        ("installments_are", models.TextField(default="documents")),
                        ("currency", models.CharField(blank=True, default="", max_length=3)),
                        ("decimals", models.SmallIntegerField(blank=True, null=True)),
                        ("series", models.TextField(blank=True, default="")),
                        ("journal", models.TextField(blank=True, default="")),
                        ("payment_method", models.TextField(blank=True, default="")),
                        ("mandate", models.TextField(blank=True, default="")),
                        ("delivery_address", models.TextField(blank=True, default="")),
                        ("payment_terms", models.JSONField(blank=True, null=True)),
                        ("tax_regime", models.TextField(default="domestic")),
                        (
                            "price_list",
                            cadencia.parties.walls.CompanyForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalog.pricelist",
                            ),
                        ),
                        ("allow_price_updates", models.BooleanField(default=False)),
                        (
                            "document_discount",
                            cadencia.parties.columns.ExactDecimal(
                                decimal_places=8, default=Decimal("0"), max_digits=20
                            ),
                        ),
                        (
                            "expenses",
                            cadencia.parties.columns.ExactDecimal(
                                decimal_places=8, default=Decimal("0"), max_digits=20
                            ),
                        ),
                        ("withholding", models.TextField(blank=True, default="")),
                        ("stock_release", models.TextField(blank=True, default="")),
                        ("starts_on", models.DateField(blank=True, null=True)),
                        ("ends_on", models.DateField(blank=True, null=True)),
                        ("withdrawn_on", models.DateField(blank=True, null=True)),
                        ("bill_withdrawal_day", models.BooleanField(default=False)),
                        ("installments", models.IntegerField(blank=True, null=True)),
                        ("schedule_every", models.SmallIntegerField(blank=True, null=True)),
                        ("schedule_unit", models.TextField(blank=True, default="")),
                        ("schedule_first", models.DateField(blank=True, null=True)),
                        ("schedule_anchor_day", models.SmallIntegerField(blank=True, null=True)),
                        (
                            "schedule_months",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.SmallIntegerField(),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("schedule_day", models.SmallIntegerField(blank=True, null=True)),
                        ("schedule_since", models.DateField(blank=True, null=True)),
                        ("timing", models.TextField(default="advance")),
                        ("opening", models.TextField(default="none")),
                        ("closing", models.TextField(default="full")),
                        ("proration", models.TextField(default="actual")),
                        ("split_on_change", models.BooleanField(default=False)),
                        ("business_day", models.TextField(default="as_is")),
                        ("lead_days", models.SmallIntegerField(default=0)),
                        ("billed_until", models.DateField(blank=True, null=True)),
                        (
                            "template",
                            cadencia.parties.walls.CompanyForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="contracts.template",
                            ),
                        ),
                        ("follows_template", models.BooleanField(db_default=False, default=False)),
                        (
                            "renewed_from",
                            cadencia.parties.walls.CompanyForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="renewals",
                                to="contracts.contract",
                            ),
                        ),
                        (
                            "renew_automatically",
                            models.BooleanField(db_default=False, default=False),
                        ),
                        ("renewal_periods", models.SmallIntegerField(blank=True, null=True)),
                        ("notice_days", models.SmallIntegerField(db_default=0, default=0)),
                        ("notice_given_on", models.DateField(blank=True, null=True)),
                        ("confirm_first", models.BooleanField(db_default=False, default=False)),
                        ("confirm_first_by", models.DateField(blank=True, null=True)),
                        ("first_confirmed", models.BooleanField(db_default=False, default=False)),
                        ("confirm_last", models.BooleanField(db_default=False, default=False)),
                        ("confirm_last_by", models.DateField(blank=True, null=True)),
                        ("last_confirmed", models.BooleanField(db_default=False, default=False)),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(
                                condition=models.Q(("template__isnull", False)),
                                fields=["template"],
                                name="contracts_contract_template",
                            ),
                            models.Index(
                                condition=models.Q(("renew_automatically", True)),
                                fields=["company", "ends_on"],
                                name="contracts_contract_renews",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="contracts_contract_company_id"
                            ),
                            models.UniqueConstraint(
                                fields=("company", "code"), name="contracts_contract_code"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["draft", "posted", "finished", "void"])
                                ),
                                name="contracts_contract_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("generation__in", ["automatic", "manual"])),
                                name="contracts_contract_generation",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("documents_are__in", ["draft", "issued", ""])),
                                name="contracts_contract_documents_are",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "document_type__in",
                                        [
                                            "invoice",
                                            "delivery_note",
                                            "non_billable_delivery_note",
                                            "work_order",
                                        ],
                                    )
                                ),
                                name="contracts_contract_document_type",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("installments_are__in", ["documents", "due_dates"])
                                ),
                                name="contracts_contract_installments_are",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "tax_regime__in",
                                        [
                                            "domestic",
                                            "intra_eu",
                                            "export",
                                            "exempt",
                                            "reverse_charge",
                                        ],
                                    )
                                ),
                                name="contracts_contract_tax_regime",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "stock_release__in",
                                        ["each", "first", "first_deferring_cost", "last", ""],
                                    )
                                ),
                                name="contracts_contract_stock_release",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("timing__in", ["advance", "arrears"])),
                                name="contracts_contract_timing",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("opening__in", ["none", "full", "prorated"])),
                                name="contracts_contract_opening",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("closing__in", ["full", "prorated"])),
                                name="contracts_contract_closing",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("proration__in", ["actual", "thirty"])),
                                name="contracts_contract_proration",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("business_day__in", ["as_is", "next", "previous"])
                                ),
                                name="contracts_contract_business_day",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("decimals__gte", 0), ("decimals__lte", 6)),
                                name="contracts_contract_decimals",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("lead_days__gte", 0), ("lead_days__lte", 366)),
                                name="contracts_contract_lead_days",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("installments__gte", 1)),
                                name="contracts_contract_installments",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("document_discount__lte", 100)),
                                name="contracts_contract_document_discount",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    django.db.models.lookups.LessThanOrEqual(
                                        models.Func(
                                            models.F("document_discount"),
                                            function="scale",
                                            output_field=models.IntegerField(),
                                        ),
                                        8,
                                    ),
                                    django.db.models.lookups.LessThan(
                                        django.db.models.functions.math.Abs(
                                            models.F("document_discount")
                                        ),
                                        models.Value(1000000000000),
                                    ),
                                ),
                                name="contracts_contract_document_discount_fits",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    django.db.models.lookups.LessThanOrEqual(
                                        models.Func(
                                            models.F("expenses"),
                                            function="scale",
                                            output_field=models.IntegerField(),
                                        ),
                                        8,
                                    ),
                                    django.db.models.lookups.LessThan(
                                        django.db.models.functions.math.Abs(models.F("expenses")),
                                        models.Value(1000000000000),
                                    ),
                                ),
                                name="contracts_contract_expenses_fits",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                                name="contracts_contract_ends_on_order",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("withdrawn_on__gte", models.F("starts_on"))),
                                name="contracts_contract_withdrawn_on_order",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("schedule_every__gte", 1), ("schedule_every__lte", 1000)
                                ),
                                name="contracts_contract_schedule_every",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("schedule_anchor_day__gte", 1),
                                    ("schedule_anchor_day__lte", 31),
                                ),
                                name="contracts_contract_schedule_anchor_day",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("schedule_day__gte", 1), ("schedule_day__lte", 31)
                                ),
                                name="contracts_contract_schedule_day",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "schedule_unit__in",
                                        ["day", "week", "month", "quarter", "semester", "year", ""],
                                    )
                                ),
                                name="contracts_contract_schedule_unit",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "schedule_months__contained_by",
                                        [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
                                    )
                                ),
                                name="contracts_contract_schedule_months",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("schedule_day", None),
                                        ("schedule_every__isnull", False),
                                        ("schedule_first__isnull", False),
                                        ("schedule_months", []),
                                        ("schedule_since", None),
                                        models.Q(("schedule_unit", ""), _negated=True),
                                    ),
                                    models.Q(
                                        ("schedule_anchor_day", None),
                                        ("schedule_every", None),
                                        ("schedule_first", None),
                                        ("schedule_unit", ""),
                                        models.Q(
                                            models.Q(("schedule_months", []), _negated=True),
                                            models.Q(
                                                ("schedule_day", None), ("schedule_since", None)
                                            ),
                                            _connector="OR",
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="contracts_contract_one_schedule",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("confirm_first", True),
                                    models.Q(
                                        ("confirm_first_by", None), ("first_confirmed", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="contracts_contract_first_confirmed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("confirm_last", True),
                                    models.Q(("confirm_last_by", None), ("last_confirmed", False)),
                                    _connector="OR",
                                ),
                                name="contracts_contract_last_confirmed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("follows_template", False),
                                    ("template__isnull", False),
                                    _connector="OR",
                                ),
                                name="contracts_contract_follows",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("renewal_periods__gte", 1), ("renewal_periods__lte", 10000)
                                ),
                                name="contracts_contract_renewal_periods",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("notice_days__gte", 0), ("notice_days__lte", 3650)
                                ),
                                name="contracts_contract_notice_days",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("renew_automatically", False),
                                    ("ends_on__isnull", False),
                                    _connector="OR",
                                ),
                                name="contracts_contract_renews",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("renewed_from", models.F("id")), _negated=True),
                                name="contracts_contract_no_heir_of_itself",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "void"), _negated=True),
                                fields=("renewed_from",),
                                name="contracts_contract_heir",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ContractLine",
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
                        ("position", models.SmallIntegerField()),
                        ("key", models.TextField()),
                        (
                            "item",
                            cadencia.parties.walls.CompanyForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalog.item",
                            ),
                        ),
                        ("description", models.TextField(blank=True, default="")),
                        ("extra_text", models.TextField(blank=True, default="")),
                        ("reference", models.TextField(blank=True, default="")),
                        (
                            "quantity",
                            cadencia.parties.columns.ExactDecimal(
                                decimal_places=6, default=Decimal("1"), max_digits=18
                            ),
                        ),
                        ("quantity_source", models.TextField(db_default="fixed", default="fixed")),
                        (
                            "quantity_formula",
                            cadencia.parties.walls.CompanyForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalog.formula",
                            ),
                        ),
                        (
                            "quantity_amount",
                            cadencia.parties.columns.ExactDecimal(
                                blank=True, decimal_places=8, max_digits=20, null=True
                            ),
                        ),
                        (
                            "quantity_parameters",
                            models.JSONField(blank=True, db_default={}, default=dict),
                        ),
                        (
                            "unit_price",
                            cadencia.parties.columns.ExactDecimal(
                                blank=True, decimal_places=8, max_digits=20, null=True
                            ),
                        ),
                        ("price_source", models.TextField(default="fixed")),
                        (
                            "formula",
                            cadencia.parties.walls.CompanyForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalog.formula",
                            ),
                        ),
                        (
                            "formula_amount",
                            cadencia.parties.columns.ExactDecimal(
                                blank=True, decimal_places=8, max_digits=20, null=True
                            ),
                        ),
                        ("formula_parameters", models.JSONField(blank=True, default=dict)),
                        ("price_split", models.TextField(default="same")),
                        (
                            "discounts",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=cadencia.parties.columns.ExactDecimal(
                                    decimal_places=8, max_digits=20
                                ),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        (
                            "taxes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), blank=True, null=True, size=None
                            ),
                        ),
                        ("withheld", models.BooleanField(default=True)),
                        (
                            "months",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.SmallIntegerField(),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("valid_from", models.DateField(blank=True, null=True)),
                        ("valid_until", models.DateField(blank=True, null=True)),
                        ("one_off_on", models.DateField(blank=True, null=True)),
                        ("one_off_month", models.CharField(blank=True, default="", max_length=7)),
                        ("one_off_with_next", models.BooleanField(default=False)),
                        (
                            "installment_service",
                            cadencia.parties.walls.CompanyForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalog.item",
                            ),
                        ),
                        ("document_type", models.TextField(blank=True, default="")),
                        ("series", models.TextField(blank=True, default="")),
                        ("mandate", models.TextField(blank=True, default="")),
                        ("payment_method", models.TextField(blank=True, default="")),
                        ("delivery_address", models.TextField(blank=True, default="")),
                        ("account", models.TextField(blank=True, default="")),
                        ("agent", models.TextField(blank=True, default="")),
                        (
                            "commission",
                            cadencia.parties.columns.ExactDecimal(
                                blank=True, decimal_places=8, max_digits=20, null=True
                            ),
                        ),
                        ("location", models.TextField(blank=True, default="")),
                        ("lot", models.TextField(blank=True, default="")),
                        ("serial", models.TextField(blank=True, default="")),
                        (
                            "contract",
                            cadencia.parties.walls.CompanyForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="contracts.contract",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="contracts_contractline_company_id"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("quantity_source__in", ["fixed", "formula", "usage"])
                                ),
                                name="contracts_contractline_quantity_source",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("quantity_formula__isnull", False),
                                        ("quantity_source", "formula"),
                                    ),
                                    models.Q(
                                        ("quantity_amount", None),
                                        ("quantity_formula", None),
                                        models.Q(("quantity_source", "formula"), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="contracts_contractline_quantity_by_formula",
                            ),
                            models.CheckConstraint(
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
                            models.CheckConstraint(
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
                                        django.db.models.functions.math.Abs(
                                            models.F("quantity_amount")
                                        ),
                                        models.Value(1000000000000),
                                    ),
                                ),
                                name="contracts_contractline_quantity_amount_fits",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("price_source__in", ["fixed", "current", "catalog", "formula"])
                                ),
                                name="contracts_contractline_price_source",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("price_split__in", ["same", "divided"])),
                                name="contracts_contractline_price_split",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "document_type__in",
                                        [
                                            "invoice",
                                            "delivery_note",
                                            "non_billable_delivery_note",
                                            "work_order",
                                            "",
                                        ],
                                    )
                                ),
                                name="contracts_contractline_document_type",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("quantity__gte", 0)),
                                name="contracts_contractline_quantity",
                            ),
                            models.CheckConstraint(
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
                                name="contracts_contractline_quantity_fits",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    django.db.models.lookups.LessThanOrEqual(
                                        models.Func(
                                            models.F("unit_price"),
                                            function="scale",
                                            output_field=models.IntegerField(),
                                        ),
                                        8,
                                    ),
                                    django.db.models.lookups.LessThan(
                                        django.db.models.functions.math.Abs(models.F("unit_price")),
                                        models.Value(1000000000000),
                                    ),
                                ),
                                name="contracts_contractline_unit_price_fits",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    django.db.models.lookups.LessThanOrEqual(
                                        models.Func(
                                            models.F("formula_amount"),
                                            function="scale",
                                            output_field=models.IntegerField(),
                                        ),
                                        8,
                                    ),
                                    django.db.models.lookups.LessThan(
                                        django.db.models.functions.math.Abs(
                                            models.F("formula_amount")
                                        ),
                                        models.Value(1000000000000),
                                    ),
                                ),
                                name="contracts_contractline_formula_amount_fits",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "months__contained_by",
                                        [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
                                    )
                                ),
                                name="contracts_contractline_months",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("valid_until__gte", models.F("valid_from"))),
                                name="contracts_contractline_valid_until_order",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("one_off_month", ""),
                                    ("one_off_month__regex", "^[0-9]{4}-(0[1-9]|1[0-2])$"),
                                    _connector="OR",
                                ),
                                name="contracts_contractline_one_off_month",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("one_off_month", ""), ("one_off_on", None)),
                                    models.Q(("one_off_on", None), ("one_off_with_next", False)),
                                    models.Q(("one_off_month", ""), ("one_off_with_next", False)),
                                    _connector="OR",
                                ),
                                name="contracts_contractline_one_one_off",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("description", ""), _negated=True),
                                    ("item__isnull", False),
                                    _connector="OR",
                                ),
                                name="contracts_contractline_described",
                            ),
                            models.UniqueConstraint(
                                fields=("contract", "key"), name="contracts_line_key"
                            ),
                            models.UniqueConstraint(
                                fields=("company", "contract", "id"), name="contracts_line_whose"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ScheduledModification",
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
                            "contract",
                            cadencia.parties.walls.CompanyForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="modifications",
                                to="contracts.contract",
                            ),
                        ),
                        ("position", models.SmallIntegerField()),
                        (
                            "line",
                            cadencia.parties.walls.CompanyForeignKey(
                                also=(("contract_id", "contract_id"),),
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="contracts.contractline",
                            ),
                        ),
                        ("effect", models.TextField(default="modify")),
                        ("document", models.TextField(default="same")),
                        ("times", models.TextField(default="each")),
                        ("valid_from", models.DateField()),
                        ("valid_until", models.DateField(blank=True, null=True)),
                        (
                            "item",
                            cadencia.parties.walls.CompanyForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalog.item",
                            ),
                        ),
                        ("description", models.TextField(blank=True, default="")),
                        (
                            "quantity",
                            cadencia.parties.columns.ExactDecimal(
                                blank=True, decimal_places=6, max_digits=18, null=True
                            ),
                        ),
                        (
                            "unit_price",
                            cadencia.parties.columns.ExactDecimal(
                                blank=True, decimal_places=8, max_digits=20, null=True
                            ),
                        ),
                        ("price_split", models.TextField(blank=True, default="")),
                        (
                            "discounts",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=cadencia.parties.columns.ExactDecimal(
                                    decimal_places=8, max_digits=20
                                ),
                                blank=True,
                                null=True,
                                size=None,
                            ),
                        ),
                        (
                            "taxes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), blank=True, null=True, size=None
                            ),
                        ),
                        (
                            "installment_service",
                            cadencia.parties.walls.CompanyForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalog.item",
                            ),
                        ),
                        (
                            "formula",
                            cadencia.parties.walls.CompanyForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalog.formula",
                            ),
                        ),
                        (
                            "formula_amount",
                            cadencia.parties.columns.ExactDecimal(
                                blank=True, decimal_places=8, max_digits=20, null=True
                            ),
                        ),
                        ("formula_parameters", models.JSONField(blank=True, null=True)),
                        ("lot", models.TextField(blank=True, default="")),
                        ("serial", models.TextField(blank=True, default="")),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"),
                                name="contracts_scheduledmodification_company_id",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("effect__in", ["modify", "add"])),
                                name="contracts_scheduledmodification_effect",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("document__in", ["same", "separate"])),
                                name="contracts_scheduledmodification_document",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("times__in", ["each", "first"])),
                                name="contracts_scheduledmodification_times",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("price_split__in", ["same", "divided", ""])),
                                name="contracts_scheduledmodification_price_split",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("quantity__gte", 0)),
                                name="contracts_scheduledmodification_quantity",
                            ),
                            models.CheckConstraint(
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
                                name="contracts_scheduledmodification_quantity_fits",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    django.db.models.lookups.LessThanOrEqual(
                                        models.Func(
                                            models.F("unit_price"),
                                            function="scale",
                                            output_field=models.IntegerField(),
                                        ),
                                        8,
                                    ),
                                    django.db.models.lookups.LessThan(
                                        django.db.models.functions.math.Abs(models.F("unit_price")),
                                        models.Value(1000000000000),
                                    ),
                                ),
                                name="contracts_scheduledmodification_unit_price_fits",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    django.db.models.lookups.LessThanOrEqual(
                                        models.Func(
                                            models.F("formula_amount"),
                                            function="scale",
                                            output_field=models.IntegerField(),
                                        ),
                                        8,
                                    ),
                                    django.db.models.lookups.LessThan(
                                        django.db.models.functions.math.Abs(
                                            models.F("formula_amount")
                                        ),
                                        models.Value(1000000000000),
                                    ),
                                ),
                                name="contracts_scheduledmodification_formula_amount_fits",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("valid_until__gte", models.F("valid_from"))),
                                name="contracts_scheduledmodification_valid_until_order",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("effect", "modify"), ("line__isnull", False)),
                                    models.Q(("effect", "add"), ("line", None)),
                                    _connector="OR",
                                ),
                                name="contracts_scheduledmodification_whose",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PriceReview",
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
                            "contract",
                            cadencia.parties.walls.CompanyForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="reviews",
                                to="contracts.contract",
                            ),
                        ),
                        ("position", models.SmallIntegerField()),
                        ("valid_from", models.DateField()),
                        ("every_months", models.SmallIntegerField(blank=True, null=True)),
                        (
                            "percent",
                            cadencia.parties.columns.ExactDecimal(
                                blank=True, decimal_places=8, max_digits=20, null=True
                            ),
                        ),
                        (
                            "index",
                            cadencia.parties.walls.CompanyForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalog.indexseries",
                            ),
                        ),
                        ("base", models.CharField(blank=True, default="", max_length=7)),
                        (
                            "line_keys",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), blank=True, default=list, size=None
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="contracts_pricereview_company_id"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("every_months__gte", 1), ("every_months__lte", 1200)
                                ),
                                name="contracts_pricereview_every_months",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    django.db.models.lookups.LessThanOrEqual(
                                        models.Func(
                                            models.F("percent"),
                                            function="scale",
                                            output_field=models.IntegerField(),
                                        ),
                                        8,
                                    ),
                                    django.db.models.lookups.LessThan(
                                        django.db.models.functions.math.Abs(models.F("percent")),
                                        models.Value(1000000000000),
                                    ),
                                ),
                                name="contracts_pricereview_percent_fits",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("base", ""), ("index", None), ("percent__isnull", False)
                                    ),
                                    models.Q(
                                        ("base__regex", "^[0-9]{4}-(0[1-9]|1[0-2])$"),
                                        ("index__isnull", False),
                                        ("percent", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="contracts_pricereview_percent_or_index",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Pause",
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
                            "contract",
                            cadencia.parties.walls.CompanyForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="pauses",
                                to="contracts.contract",
                            ),
                        ),
                        ("start", models.DateField()),
                        ("until", models.DateField(blank=True, null=True)),
                        ("mode", models.TextField(default="skip")),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="contracts_pause_company_id"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("mode__in", ["skip", "shift"])),
                                name="contracts_pause_mode",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("until__gte", models.F("start"))),
                                name="contracts_pause_until_order",
                            ),
                            models.UniqueConstraint(
                                fields=("contract", "start"), name="contracts_pause_start"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="InstallmentMove",
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
                            "contract",
                            cadencia.parties.walls.CompanyForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="moves",
                                to="contracts.contract",
                            ),
                        ),
                        ("due_on", models.DateField()),
                        ("to", models.DateField()),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"),
                                name="contracts_installmentmove_company_id",
                            ),
                            models.UniqueConstraint(
                                fields=("contract", "due_on"), name="contracts_move_once"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BulkAct",
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
                        ("kind", models.TextField()),
                        ("only", models.JSONField(blank=True, default=dict)),
                        ("wish", models.JSONField(blank=True, default=dict)),
                        ("acts_from", models.DateField(blank=True, null=True)),
                        ("state", models.TextField(default="executed")),
                        ("at", models.DateTimeField()),
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
                        ("name", models.TextField(blank=True, default="")),
                        ("channel", models.TextField(blank=True, default="")),
                        ("contracts", models.IntegerField(default=0)),
                        ("lines", models.IntegerField(default=0)),
                        ("left_out", models.JSONField(blank=True, default=dict)),
                        ("ledger_mark", models.BigIntegerField(default=0)),
                        ("undone_at", models.DateTimeField(blank=True, null=True)),
                        ("undone_by", models.TextField(blank=True, default="")),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="contracts_bulkact_company_id"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kind__in",
                                        [
                                            "review",
                                            "price",
                                            "item",
                                            "payment_method",
                                            "day",
                                            "template",
                                        ],
                                    )
                                ),
                                name="contracts_bulkact_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["executed", "undone"])),
                                name="contracts_bulkact_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "executed"), ("undone_at", None)),
                                    models.Q(("state", "undone"), ("undone_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="contracts_bulkact_undone_when",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BulkActMember",
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
                            "act",
                            cadencia.parties.walls.CompanyForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="members",
                                to="contracts.bulkact",
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
                        ("line_key", models.TextField(blank=True, default="")),
                        ("row_id", models.BigIntegerField(blank=True, null=True)),
                        ("acts_from", models.DateField(blank=True, null=True)),
                        ("before", models.TextField(blank=True, default="")),
                        ("after", models.TextField(blank=True, default="")),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="contracts_bulkactmember_company_id"
                            ),
                            models.UniqueConstraint(
                                fields=("act", "contract", "line_key"),
                                name="contracts_bulkactmember_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FollowUp",
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
                            "contract",
                            cadencia.parties.walls.CompanyForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="follow_ups",
                                to="contracts.contract",
                            ),
                        ),
                        ("written_on", models.DateField()),
                        ("kind", models.TextField(default="comment")),
                        ("text", models.TextField(blank=True, default="")),
                        (
                            "about",
                            cadencia.parties.walls.CompanyForeignKey(
                                also=(("contract_id", "contract_id"),),
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="contracts.followup",
                            ),
                        ),
                        ("document_id", models.BigIntegerField(blank=True, null=True)),
                        ("promised_on", models.DateField(blank=True, null=True)),
                        ("outcome", models.TextField(blank=True, default="")),
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
                        (
                            "created_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        ("posted_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="contracts_followup_company_id"
                            ),
                            models.UniqueConstraint(
                                fields=("company", "contract", "id"),
                                name="contracts_followup_whose",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kind__in",
                                        ["comment", "call", "visit", "letter", "promise", "claim"],
                                    )
                                ),
                                name="contracts_followup_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("outcome", ""), ("text", ""), _negated=True),
                                name="contracts_followup_says",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "promise"), _negated=True),
                                    ("promised_on__isnull", False),
                                    _connector="OR",
                                ),
                                name="contracts_followup_promise",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("promised_on__gte", models.F("written_on"))),
                                name="contracts_followup_promised_on_order",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("about", None),
                                    models.Q(("about", models.F("id")), _negated=True),
                                    _connector="OR",
                                ),
                                name="contracts_followup_about_another",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Prolongation",
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
                            "contract",
                            cadencia.parties.walls.CompanyForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="prolongations",
                                to="contracts.contract",
                            ),
                        ),
                        ("previous_end", models.DateField()),
                        ("ends_on", models.DateField()),
                        ("periods", models.IntegerField()),
                        ("renewed_on", models.DateField()),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="contracts_prolongation_company_id"
                            ),
                            models.UniqueConstraint(
                                fields=("contract", "previous_end"),
                                name="contracts_prolongation_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gt", models.F("previous_end"))),
                                name="contracts_prolongation_goes_on",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("periods__gte", 1)),
                                name="contracts_prolongation_periods",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CodeCounter",
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
                        ("pattern", models.TextField(default="CT-#####")),
                        ("last", models.BigIntegerField(default=0)),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="contracts_codecounter_company_id"
                            ),
                            models.UniqueConstraint(
                                fields=("company",), name="contracts_codecounter_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("pattern__contains", "#")),
                                name="contracts_codecounter_pattern",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Succession",
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
                        ("ends_on", models.DateField()),
                        ("previous_end", models.DateField(blank=True, null=True)),
                        (
                            "renewed_automatically",
                            models.BooleanField(db_default=False, default=False),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="contracts_succession_company_id"
                            ),
                            models.UniqueConstraint(
                                fields=("renewal",), name="contracts_succession_once"
                            ),
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
                migrations.CreateModel(
                    name="TemplateSchedule",
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
                        ("valid_from", models.DateField()),
                        ("schedule_every", models.SmallIntegerField(blank=True, null=True)),
                        ("schedule_unit", models.TextField(blank=True, default="")),
                        ("schedule_first", models.DateField(blank=True, null=True)),
                        ("schedule_anchor_day", models.SmallIntegerField(blank=True, null=True)),
                        (
                            "schedule_months",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.SmallIntegerField(),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("schedule_day", models.SmallIntegerField(blank=True, null=True)),
                        ("schedule_since", models.DateField(blank=True, null=True)),
                        (
                            "template",
                            cadencia.parties.walls.CompanyForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="schedules",
                                to="contracts.template",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"),
                                name="contracts_templateschedule_company_id",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("schedule_every__gte", 1), ("schedule_every__lte", 1000)
                                ),
                                name="contracts_templateschedule_schedule_every",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("schedule_anchor_day__gte", 1),
                                    ("schedule_anchor_day__lte", 31),
                                ),
                                name="contracts_templateschedule_schedule_anchor_day",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("schedule_day__gte", 1), ("schedule_day__lte", 31)
                                ),
                                name="contracts_templateschedule_schedule_day",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "schedule_unit__in",
                                        ["day", "week", "month", "quarter", "semester", "year", ""],
                                    )
                                ),
                                name="contracts_templateschedule_schedule_unit",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "schedule_months__contained_by",
                                        [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
                                    )
                                ),
                                name="contracts_templateschedule_schedule_months",
                            ),
                            models.UniqueConstraint(
                                fields=("template", "valid_from"),
                                name="contracts_templateschedule_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("schedule_every__isnull", False),
                                        ("schedule_first__isnull", False),
                                        models.Q(("schedule_unit", ""), _negated=True),
                                        ("schedule_day", None),
                                        ("schedule_months", []),
                                        ("schedule_since", None),
                                    ),
                                    models.Q(
                                        ("schedule_every", None),
                                        ("schedule_first", None),
                                        ("schedule_unit", ""),
                                        ("schedule_anchor_day", None),
                                        models.Q(("schedule_months", []), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="contracts_templateschedule_one_schedule",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ScheduleChange",
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
                        ("valid_from", models.DateField()),
                        ("schedule_every", models.SmallIntegerField(blank=True, null=True)),
                        ("schedule_unit", models.TextField(blank=True, default="")),
                        ("schedule_first", models.DateField(blank=True, null=True)),
                        ("schedule_anchor_day", models.SmallIntegerField(blank=True, null=True)),
                        (
                            "schedule_months",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.SmallIntegerField(),
                                blank=True,
                                default=list,
                                size=None,
                            ),
                        ),
                        ("schedule_day", models.SmallIntegerField(blank=True, null=True)),
                        ("schedule_since", models.DateField(blank=True, null=True)),
                        (
                            "contract",
                            cadencia.parties.walls.CompanyForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="schedule_changes",
                                to="contracts.contract",
                            ),
                        ),
                        (
                            "template_schedule",
                            cadencia.parties.walls.CompanyForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="taken",
                                to="contracts.templateschedule",
                            ),
                        ),
                        ("opening", models.TextField(blank=True, default="")),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="contracts_schedulechange_company_id"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("schedule_every__gte", 1), ("schedule_every__lte", 1000)
                                ),
                                name="contracts_schedulechange_schedule_every",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("schedule_anchor_day__gte", 1),
                                    ("schedule_anchor_day__lte", 31),
                                ),
                                name="contracts_schedulechange_schedule_anchor_day",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("schedule_day__gte", 1), ("schedule_day__lte", 31)
                                ),
                                name="contracts_schedulechange_schedule_day",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "schedule_unit__in",
                                        ["day", "week", "month", "quarter", "semester", "year", ""],
                                    )
                                ),
                                name="contracts_schedulechange_schedule_unit",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "schedule_months__contained_by",
                                        [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
                                    )
                                ),
                                name="contracts_schedulechange_schedule_months",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("template_schedule", None)),
                                fields=("contract", "valid_from"),
                                name="contracts_schedulechange_once",
                            ),
                            models.UniqueConstraint(
                                fields=("contract", "template_schedule"),
                                name="contracts_schedulechange_taken",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("opening__in", ["none", "full", "prorated", ""])
                                ),
                                name="contracts_schedulechange_opening",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        models.Q(
                                            models.Q(
                                                ("schedule_every__isnull", False),
                                                ("schedule_first__isnull", False),
                                                models.Q(("schedule_unit", ""), _negated=True),
                                                ("schedule_day", None),
                                                ("schedule_months", []),
                                                ("schedule_since", None),
                                            ),
                                            models.Q(
                                                ("schedule_every", None),
                                                ("schedule_first", None),
                                                ("schedule_unit", ""),
                                                ("schedule_anchor_day", None),
                                                models.Q(("schedule_months", []), _negated=True),
                                            ),
                                            _connector="OR",
                                        ),
                                        ("template_schedule", None),
                                    ),
                                    models.Q(
                                        ("schedule_every", None),
                                        ("schedule_first", None),
                                        ("schedule_unit", ""),
                                        ("schedule_anchor_day", None),
                                        ("schedule_day", None),
                                        ("schedule_months", []),
                                        ("schedule_since", None),
                                        ("template_schedule__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="contracts_schedulechange_one_schedule",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PastTemplate",
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
                            "contract",
                            cadencia.parties.walls.CompanyForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="past_templates",
                                to="contracts.contract",
                            ),
                        ),
                        (
                            "template",
                            cadencia.parties.walls.CompanyForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="past_followers",
                                to="contracts.template",
                            ),
                        ),
                        ("until", models.DateField()),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="contracts_pasttemplate_company_id"
                            ),
                            models.UniqueConstraint(
                                fields=("contract", "until"), name="contracts_pasttemplate_once"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Usage",
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
                    ],
                    options={
                        "verbose_name_plural": "usage",
                        "abstract": False,
                        "indexes": [
                            models.Index(
                                fields=["line", "used_until"], name="contracts_usage_of_line"
                            ),
                            models.Index(
                                fields=["contract", "line"], name="contracts_usage_of_contract"
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="contracts_usage_company_id"
                            ),
                            models.UniqueConstraint(
                                fields=("company", "external_id"),
                                name="contracts_usage_external_id",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("quantity__gte", 0)),
                                name="contracts_usage_quantity",
                            ),
                            models.CheckConstraint(
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
                            models.CheckConstraint(
                                condition=models.Q(("external_id", ""), _negated=True),
                                name="contracts_usage_external_id_given",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("used_until__gte", models.F("used_from"))),
                                name="contracts_usage_used_until_order",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
