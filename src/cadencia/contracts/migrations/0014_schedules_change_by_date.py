"""Schedules that change by date, and what contracts followed before (R4, AG-6)."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import cadencia.parties.walls
from cadencia.parties.history import Watch
from cadencia.parties.walls import AddWall


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0013_ends_given_by_renewals"),
        ("parties", "0010_contracts_grouped_and_automatic"),
    ]

    operations = [
        migrations.CreateModel(
            name="TemplateSchedule",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("valid_from", models.DateField()),
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
                        fields=("company", "id"), name="contracts_templateschedule_company_id"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("schedule_every__gte", 1), ("schedule_every__lte", 1000)
                        ),
                        name="contracts_templateschedule_schedule_every",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("schedule_anchor_day__gte", 1), ("schedule_anchor_day__lte", 31)
                        ),
                        name="contracts_templateschedule_schedule_anchor_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("schedule_day__gte", 1), ("schedule_day__lte", 31)),
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
                        fields=("template", "valid_from"), name="contracts_templateschedule_once"
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
                ("valid_from", models.DateField()),
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
                ("opening", models.TextField(blank=True, default="")),
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
                            ("schedule_anchor_day__gte", 1), ("schedule_anchor_day__lte", 31)
                        ),
                        name="contracts_schedulechange_schedule_anchor_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("schedule_day__gte", 1), ("schedule_day__lte", 31)),
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
                        condition=models.Q(("opening__in", ["none", "full", "prorated", ""])),
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
                ("until", models.DateField()),
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
        AddWall("templateschedule", "template"),
        AddWall("schedulechange", "contract"),
        AddWall("schedulechange", "template_schedule"),
        AddWall("pasttemplate", "contract"),
        AddWall("pasttemplate", "template"),
        Watch("templateschedule", "template"),
        Watch("schedulechange", "contract"),
        Watch("pasttemplate", "contract"),
    ]
