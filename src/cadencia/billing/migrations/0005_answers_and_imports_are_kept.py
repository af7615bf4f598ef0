"""The tables of answers that are kept, and of imports with their files."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import cadencia.parties.tables
import cadencia.parties.walls


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0004_usage_is_given_back"),
        ("parties", "0001_tables"),
    ]

    operations = [
        cadencia.parties.tables.CreateTables(
            creations=[
                migrations.CreateModel(
                    name="FileImport",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("name", models.TextField(blank=True, default="")),
                        ("channel", models.TextField(blank=True, default="")),
                        ("created_at", models.DateTimeField()),
                        ("locale", models.TextField(default="es")),
                        ("language", models.TextField(default="es")),
                        ("kind", models.TextField(blank=True, default="")),
                        ("state", models.TextField(default="waiting")),
                        ("files", models.JSONField(blank=True, default=list)),
                        ("summary", models.JSONField(blank=True, default=dict)),
                        ("problems", models.JSONField(blank=True, default=list)),
                        ("problem_count", models.IntegerField(default=0)),
                        ("stage", models.TextField(blank=True, default="")),
                        ("done", models.IntegerField(default=0)),
                        ("total", models.IntegerField(default=0)),
                        ("checked_at", models.DateTimeField(blank=True, null=True)),
                        ("imported_at", models.DateTimeField(blank=True, null=True)),
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
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="billing_fileimport_company_id"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        [
                                            "waiting",
                                            "checking",
                                            "checked",
                                            "refused",
                                            "importing",
                                            "imported",
                                            "failed",
                                        ],
                                    )
                                ),
                                name="billing_fileimport_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("locale__in", ["es", "en"])),
                                name="billing_fileimport_locale",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("language__in", ["es", "en"])),
                                name="billing_fileimport_language",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ImportedFile",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("position", models.SmallIntegerField()),
                        ("name", models.TextField()),
                        ("content", models.BinaryField()),
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
                            "file_import",
                            cadencia.parties.walls.CompanyForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="contents",
                                to="billing.fileimport",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="billing_importedfile_company_id"
                            ),
                            models.UniqueConstraint(
                                fields=("file_import", "position"), name="billing_importedfile_once"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="KeptAnswer",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("what", models.TextField()),
                        ("key", models.TextField(blank=True, default="")),
                        ("asked_at", models.DateTimeField(blank=True, null=True)),
                        ("made_at", models.DateTimeField(blank=True, null=True)),
                        ("answer", models.JSONField(blank=True, null=True)),
                        ("failed", models.TextField(blank=True, default="")),
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
                                fields=("company", "id"), name="billing_keptanswer_company_id"
                            ),
                            models.UniqueConstraint(
                                fields=("company", "what", "key"), name="billing_keptanswer_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("what__in", ["figures", "forecast"])),
                                name="billing_keptanswer_what",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
