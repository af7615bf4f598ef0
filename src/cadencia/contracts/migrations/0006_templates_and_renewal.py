"""Templates and their lines, what contracts read of them, and what renewal leaves behind."""

from decimal import Decimal

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.math
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models

import cadencia.parties.columns
import cadencia.parties.walls


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0002_walls"),
        ("contracts", "0005_follow_up_and_confirmation"),
        ("parties", "0002_walls"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TemplateChange",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
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
            },
        ),
        migrations.CreateModel(
            name="TemplateLine",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("position", models.SmallIntegerField()),
                ("key", models.TextField()),
                ("description", models.TextField(blank=True, default="")),
                ("extra_text", models.TextField(blank=True, default="")),
                ("reference", models.TextField(blank=True, default="")),
                (
                    "quantity",
                    cadencia.parties.columns.ExactDecimal(
                        decimal_places=6, default=Decimal("1"), max_digits=18
                    ),
                ),
                (
                    "unit_price",
                    cadencia.parties.columns.ExactDecimal(
                        blank=True, decimal_places=8, max_digits=20, null=True
                    ),
                ),
                ("price_source", models.TextField(default="fixed")),
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
                        base_field=models.SmallIntegerField(), blank=True, default=list, size=None
                    ),
                ),
                ("valid_from", models.DateField(blank=True, null=True)),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("one_off_on", models.DateField(blank=True, null=True)),
                ("one_off_month", models.CharField(blank=True, default="", max_length=7)),
                ("one_off_with_next", models.BooleanField(default=False)),
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
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="contract",
            name="follows_template",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="contract",
            name="notice_days",
            field=models.SmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="contract",
            name="notice_given_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="contract",
            name="renew_automatically",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="contract",
            name="renewal_periods",
            field=models.SmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="contract",
            name="renewed_from",
            field=cadencia.parties.walls.CompanyOneToOne(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="renewal",
                to="contracts.contract",
            ),
        ),
        migrations.CreateModel(
            name="CodeCounter",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pattern", models.TextField(default="CT-#####")),
                ("last", models.BigIntegerField(default=0)),
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
            },
        ),
        migrations.CreateModel(
            name="Prolongation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("previous_end", models.DateField()),
                ("ends_on", models.DateField()),
                ("periods", models.IntegerField()),
                ("renewed_on", models.DateField()),
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
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Template",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
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
                        base_field=models.SmallIntegerField(), blank=True, default=list, size=None
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
            },
        ),
        migrations.AddField(
            model_name="contract",
            name="template",
            field=cadencia.parties.walls.CompanyForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="contracts.template",
            ),
        ),
        migrations.AddIndex(
            model_name="contract",
            index=models.Index(
                condition=models.Q(("template__isnull", False)),
                fields=["template"],
                name="contracts_contract_template",
            ),
        ),
        migrations.AddIndex(
            model_name="contract",
            index=models.Index(
                condition=models.Q(("renew_automatically", True)),
                fields=["company", "ends_on"],
                name="contracts_contract_renews",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("follows_template", False), ("template__isnull", False), _connector="OR"
                ),
                name="contracts_contract_follows",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(("renewal_periods__gte", 1), ("renewal_periods__lte", 10000)),
                name="contracts_contract_renewal_periods",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(("notice_days__gte", 0), ("notice_days__lte", 3650)),
                name="contracts_contract_notice_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("renew_automatically", False), ("ends_on__isnull", False), _connector="OR"
                ),
                name="contracts_contract_renews",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(("renewed_from", models.F("id")), _negated=True),
                name="contracts_contract_no_heir_of_itself",
            ),
        ),
        migrations.AddField(
            model_name="templatechange",
            name="company",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="parties.company",
            ),
        ),
        migrations.AddField(
            model_name="templatechange",
            name="template",
            field=cadencia.parties.walls.CompanyForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="changes",
                to="contracts.template",
            ),
        ),
        migrations.AddField(
            model_name="templateline",
            name="company",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="parties.company",
            ),
        ),
        migrations.AddField(
            model_name="templateline",
            name="formula",
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
            name="installment_service",
            field=cadencia.parties.walls.CompanyForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalog.item",
            ),
        ),
        migrations.AddField(
            model_name="templateline",
            name="item",
            field=cadencia.parties.walls.CompanyForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalog.item",
            ),
        ),
        migrations.AddField(
            model_name="templateline",
            name="template",
            field=cadencia.parties.walls.CompanyForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="lines",
                to="contracts.template",
            ),
        ),
        migrations.AddField(
            model_name="templatechange",
            name="line",
            field=cadencia.parties.walls.CompanyForeignKey(
                also=(("template_id", "template_id"),),
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="changes",
                to="contracts.templateline",
            ),
        ),
        migrations.AddConstraint(
            model_name="codecounter",
            constraint=models.UniqueConstraint(
                fields=("company", "id"), name="contracts_codecounter_company_id"
            ),
        ),
        migrations.AddConstraint(
            model_name="codecounter",
            constraint=models.UniqueConstraint(
                fields=("company",), name="contracts_codecounter_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="codecounter",
            constraint=models.CheckConstraint(
                condition=models.Q(("pattern__contains", "#")), name="contracts_codecounter_pattern"
            ),
        ),
        migrations.AddConstraint(
            model_name="prolongation",
            constraint=models.UniqueConstraint(
                fields=("company", "id"), name="contracts_prolongation_company_id"
            ),
        ),
        migrations.AddConstraint(
            model_name="prolongation",
            constraint=models.UniqueConstraint(
                fields=("contract", "previous_end"), name="contracts_prolongation_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="prolongation",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gt", models.F("previous_end"))),
                name="contracts_prolongation_goes_on",
            ),
        ),
        migrations.AddConstraint(
            model_name="prolongation",
            constraint=models.CheckConstraint(
                condition=models.Q(("periods__gte", 1)), name="contracts_prolongation_periods"
            ),
        ),
        migrations.AddConstraint(
            model_name="template",
            constraint=models.UniqueConstraint(
                fields=("company", "id"), name="contracts_template_company_id"
            ),
        ),
        migrations.AddConstraint(
            model_name="template",
            constraint=models.UniqueConstraint(
                fields=("company", "code"), name="contracts_template_code"
            ),
        ),
        migrations.AddConstraint(
            model_name="template",
            constraint=models.CheckConstraint(
                condition=models.Q(("code", ""), _negated=True),
                name="contracts_template_code_given",
            ),
        ),
        migrations.AddConstraint(
            model_name="template",
            constraint=models.CheckConstraint(
                condition=models.Q(("timing__in", ["advance", "arrears"])),
                name="contracts_template_timing",
            ),
        ),
        migrations.AddConstraint(
            model_name="template",
            constraint=models.CheckConstraint(
                condition=models.Q(("opening__in", ["none", "full", "prorated"])),
                name="contracts_template_opening",
            ),
        ),
        migrations.AddConstraint(
            model_name="template",
            constraint=models.CheckConstraint(
                condition=models.Q(("closing__in", ["full", "prorated"])),
                name="contracts_template_closing",
            ),
        ),
        migrations.AddConstraint(
            model_name="template",
            constraint=models.CheckConstraint(
                condition=models.Q(("proration__in", ["actual", "thirty"])),
                name="contracts_template_proration",
            ),
        ),
        migrations.AddConstraint(
            model_name="template",
            constraint=models.CheckConstraint(
                condition=models.Q(("business_day__in", ["as_is", "next", "previous"])),
                name="contracts_template_business_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="template",
            constraint=models.CheckConstraint(
                condition=models.Q(("generation__in", ["automatic", "manual"])),
                name="contracts_template_generation",
            ),
        ),
        migrations.AddConstraint(
            model_name="template",
            constraint=models.CheckConstraint(
                condition=models.Q(("documents_are__in", ["draft", "issued", ""])),
                name="contracts_template_documents_are",
            ),
        ),
        migrations.AddConstraint(
            model_name="template",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "document_type__in",
                        ["invoice", "delivery_note", "non_billable_delivery_note", "work_order"],
                    )
                ),
                name="contracts_template_document_type",
            ),
        ),
        migrations.AddConstraint(
            model_name="template",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "tax_regime__in",
                        ["domestic", "intra_eu", "export", "exempt", "reverse_charge"],
                    )
                ),
                name="contracts_template_tax_regime",
            ),
        ),
        migrations.AddConstraint(
            model_name="template",
            constraint=models.CheckConstraint(
                condition=models.Q(("lead_days__gte", 0), ("lead_days__lte", 366)),
                name="contracts_template_lead_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="template",
            constraint=models.CheckConstraint(
                condition=models.Q(("schedule_every__gte", 1), ("schedule_every__lte", 1000)),
                name="contracts_template_schedule_every",
            ),
        ),
        migrations.AddConstraint(
            model_name="template",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("schedule_anchor_day__gte", 1), ("schedule_anchor_day__lte", 31)
                ),
                name="contracts_template_schedule_anchor_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="template",
            constraint=models.CheckConstraint(
                condition=models.Q(("schedule_day__gte", 1), ("schedule_day__lte", 31)),
                name="contracts_template_schedule_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="template",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "schedule_unit__in",
                        ["day", "week", "month", "quarter", "semester", "year", ""],
                    )
                ),
                name="contracts_template_schedule_unit",
            ),
        ),
        migrations.AddConstraint(
            model_name="template",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("schedule_months__contained_by", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
                ),
                name="contracts_template_schedule_months",
            ),
        ),
        migrations.AddConstraint(
            model_name="template",
            constraint=models.CheckConstraint(
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
                            models.Q(("schedule_day", None), ("schedule_since", None)),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="contracts_template_one_schedule",
            ),
        ),
        migrations.AddConstraint(
            model_name="templateline",
            constraint=models.UniqueConstraint(
                fields=("company", "id"), name="contracts_templateline_company_id"
            ),
        ),
        migrations.AddConstraint(
            model_name="templateline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("price_source__in", ["fixed", "current", "catalog", "formula"])
                ),
                name="contracts_templateline_price_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="templateline",
            constraint=models.CheckConstraint(
                condition=models.Q(("price_split__in", ["same", "divided"])),
                name="contracts_templateline_price_split",
            ),
        ),
        migrations.AddConstraint(
            model_name="templateline",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="templateline",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gte", 0)), name="contracts_templateline_quantity"
            ),
        ),
        migrations.AddConstraint(
            model_name="templateline",
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
                name="contracts_templateline_quantity_fits",
            ),
        ),
        migrations.AddConstraint(
            model_name="templateline",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="templateline",
            constraint=models.CheckConstraint(
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
                        django.db.models.functions.math.Abs(models.F("formula_amount")),
                        models.Value(1000000000000),
                    ),
                ),
                name="contracts_templateline_formula_amount_fits",
            ),
        ),
        migrations.AddConstraint(
            model_name="templateline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("months__contained_by", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
                ),
                name="contracts_templateline_months",
            ),
        ),
        migrations.AddConstraint(
            model_name="templateline",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_until__gte", models.F("valid_from"))),
                name="contracts_templateline_valid_until_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="templateline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("one_off_month", ""),
                    ("one_off_month__regex", "^[0-9]{4}-(0[1-9]|1[0-2])$"),
                    _connector="OR",
                ),
                name="contracts_templateline_one_off_month",
            ),
        ),
        migrations.AddConstraint(
            model_name="templateline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("one_off_month", ""), ("one_off_on", None)),
                    models.Q(("one_off_on", None), ("one_off_with_next", False)),
                    models.Q(("one_off_month", ""), ("one_off_with_next", False)),
                    _connector="OR",
                ),
                name="contracts_templateline_one_one_off",
            ),
        ),
        migrations.AddConstraint(
            model_name="templateline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("description", ""), _negated=True),
                    ("item__isnull", False),
                    _connector="OR",
                ),
                name="contracts_templateline_described",
            ),
        ),
        migrations.AddConstraint(
            model_name="templateline",
            constraint=models.UniqueConstraint(
                fields=("template", "key"), name="contracts_templateline_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="templateline",
            constraint=models.UniqueConstraint(
                fields=("company", "template", "id"), name="contracts_templateline_whose"
            ),
        ),
        migrations.AddConstraint(
            model_name="templateline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("one_off_month", ""), ("one_off_on", None), ("one_off_with_next", False)
                ),
                name="contracts_templateline_recurs",
            ),
        ),
        migrations.AddConstraint(
            model_name="templateline",
            constraint=models.CheckConstraint(
                condition=models.Q(("price_split", "same")), name="contracts_templateline_undivided"
            ),
        ),
        migrations.AddConstraint(
            model_name="templatechange",
            constraint=models.UniqueConstraint(
                fields=("company", "id"), name="contracts_templatechange_company_id"
            ),
        ),
        migrations.AddConstraint(
            model_name="templatechange",
            constraint=models.UniqueConstraint(
                fields=("line", "valid_from"), name="contracts_templatechange_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="templatechange",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="templatechange",
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
                name="contracts_templatechange_quantity_fits",
            ),
        ),
        migrations.AddConstraint(
            model_name="templatechange",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gte", 0)), name="contracts_templatechange_quantity"
            ),
        ),
        migrations.AddConstraint(
            model_name="templatechange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("unit_price__isnull", False),
                    ("discounts__isnull", False),
                    ("quantity__isnull", False),
                    models.Q(("description", ""), _negated=True),
                    _connector="OR",
                ),
                name="contracts_templatechange_changes",
            ),
        ),
    ]
