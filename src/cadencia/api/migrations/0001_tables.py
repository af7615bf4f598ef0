"""The tables of tokens and kept answers, with their keys, constraints and indexes."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import cadencia.parties.tables
import cadencia.parties.walls


class Migration(migrations.Migration):
    replaces = [
        ("api", "0001_initial"),
    ]

    initial = True

    dependencies = [
        ("parties", "0001_tables"),
    ]

    operations = [
        cadencia.parties.tables.CreateTables(
            creations=[
                migrations.CreateModel(
                    name="Token",
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
                            "scopes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), size=None
                            ),
                        ),
                        ("vouched", models.BooleanField(default=False)),
                        ("digest", models.CharField(max_length=64, unique=True)),
                        ("hint", models.CharField(max_length=12)),
                        ("requests_per_minute", models.IntegerField(blank=True, null=True)),
                        ("created_at", models.DateTimeField()),
                        ("expires_at", models.DateTimeField()),
                        ("revoked_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="api_token_company_id"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("name", ""), _negated=True),
                                name="api_token_name",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")),
                                name="api_token_digest",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "scopes__contained_by",
                                        [
                                            "read",
                                            "masters",
                                            "contracts",
                                            "everyday",
                                            "prices",
                                            "generate",
                                            "documents",
                                            "revert",
                                            "activity",
                                            "modifications",
                                            "associations",
                                            "void",
                                            "settings",
                                        ],
                                    ),
                                    models.Q(("scopes", []), _negated=True),
                                ),
                                name="api_token_scopes",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("expires_at__gt", models.F("created_at"))),
                                name="api_token_expires_at",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("requests_per_minute__gte", 1),
                                    ("requests_per_minute__lte", 1000000),
                                ),
                                name="api_token_requests_per_minute",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RequestCount",
                    fields=[
                        (
                            "token",
                            cadencia.parties.walls.CompanyOneToOne(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="+",
                                serialize=False,
                                to="api.token",
                            ),
                        ),
                        (
                            "company",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.company",
                            ),
                        ),
                        ("minute", models.BigIntegerField()),
                        ("requests", models.IntegerField()),
                    ],
                ),
                migrations.CreateModel(
                    name="KeptAnswer",
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
                            "token",
                            cadencia.parties.walls.CompanyForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="api.token",
                            ),
                        ),
                        ("key", models.TextField()),
                        ("method", models.CharField(max_length=6)),
                        ("path", models.TextField()),
                        ("body_sha256", models.CharField(max_length=64)),
                        ("status", models.SmallIntegerField(blank=True, null=True)),
                        ("headers", models.JSONField(blank=True, default=dict)),
                        ("body", models.TextField(blank=True, default="")),
                        ("created_at", models.DateTimeField()),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            django.contrib.postgres.indexes.BrinIndex(
                                fields=["created_at"], name="api_keptanswer_created"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="api_keptanswer_company_id"
                            ),
                            models.UniqueConstraint(
                                fields=("company", "token", "key"), name="api_keptanswer_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("method__in", ["POST", "PATCH", "DELETE"])),
                                name="api_keptanswer_method",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("body_sha256__regex", "^[0-9a-f]{64}$")),
                                name="api_keptanswer_body_sha256",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("key__regex", "^.{1,255}$")),
                                name="api_keptanswer_key",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("status__gte", 200), ("status__lte", 299)),
                                name="api_keptanswer_status",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
