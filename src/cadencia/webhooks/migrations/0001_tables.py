"""The tables of webhooks, with their keys, constraints and indexes."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

import cadencia.parties.tables
import cadencia.parties.walls


class Migration(migrations.Migration):
    replaces = [
        ("webhooks", "0001_initial"),
        ("webhooks", "0003_more_events"),
    ]

    initial = True

    dependencies = [
        ("parties", "0001_tables"),
    ]

    operations = [
        cadencia.parties.tables.CreateTables(
            creations=[
                migrations.CreateModel(
                    name="Endpoint",
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
                        ("url", models.TextField()),
                        ("description", models.TextField(blank=True, default="")),
                        (
                            "events",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), blank=True, default=list, size=None
                            ),
                        ),
                        ("salt", models.CharField(max_length=64)),
                        ("is_active", models.BooleanField(default=True)),
                        ("created_at", models.DateTimeField()),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="webhooks_endpoint_company_id"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("url__regex", "^https?://[^ ]+$")),
                                name="webhooks_endpoint_url",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("salt__regex", "^[0-9a-f]{64}$")),
                                name="webhooks_endpoint_salt",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "events__contained_by",
                                        [
                                            "contract.posted",
                                            "contract.reverted",
                                            "contract.activated",
                                            "contract.deactivated",
                                            "contract.finished",
                                            "contract.reopened",
                                            "contract.voided",
                                            "contract.refused",
                                            "contract.renewed",
                                            "contract.prolonged",
                                            "contract.cloned",
                                            "contract.paused",
                                            "contract.resumed",
                                            "contract.withdrawn",
                                            "contract.withdrawal_undone",
                                            "contract.changed",
                                            "contract.modified",
                                            "contract.commented",
                                            "contract.confirmed",
                                            "contract.associated",
                                            "installment.skipped",
                                            "installment.unskipped",
                                            "installment.moved",
                                            "installment.reopened",
                                            "bulk.executed",
                                            "bulk.undone",
                                            "review.applied",
                                            "review.undone",
                                            "document.issued",
                                            "document.credited",
                                            "document.voided",
                                            "run.stopped",
                                            "run.finished",
                                            "run.undone",
                                        ],
                                    )
                                ),
                                name="webhooks_endpoint_events",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Event",
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
                        ("data", models.JSONField()),
                        ("happened_at", models.DateTimeField()),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="webhooks_event_company_id"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kind__in",
                                        [
                                            "contract.posted",
                                            "contract.reverted",
                                            "contract.activated",
                                            "contract.deactivated",
                                            "contract.finished",
                                            "contract.reopened",
                                            "contract.voided",
                                            "contract.refused",
                                            "contract.renewed",
                                            "contract.prolonged",
                                            "contract.cloned",
                                            "contract.paused",
                                            "contract.resumed",
                                            "contract.withdrawn",
                                            "contract.withdrawal_undone",
                                            "contract.changed",
                                            "contract.modified",
                                            "contract.commented",
                                            "contract.confirmed",
                                            "contract.associated",
                                            "installment.skipped",
                                            "installment.unskipped",
                                            "installment.moved",
                                            "installment.reopened",
                                            "bulk.executed",
                                            "bulk.undone",
                                            "review.applied",
                                            "review.undone",
                                            "document.issued",
                                            "document.credited",
                                            "document.voided",
                                            "run.stopped",
                                            "run.finished",
                                            "run.undone",
                                        ],
                                    )
                                ),
                                name="webhooks_event_kind",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Delivery",
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
                            "endpoint",
                            cadencia.parties.walls.CompanyForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="deliveries",
                                to="webhooks.endpoint",
                            ),
                        ),
                        ("message", models.TextField()),
                        ("kind", models.TextField()),
                        ("body", models.TextField()),
                        ("state", models.TextField(db_default="pending", default="pending")),
                        ("attempts", models.SmallIntegerField(db_default=0, default=0)),
                        ("next_at", models.DateTimeField()),
                        ("claimed_until", models.DateTimeField(blank=True, null=True)),
                        ("answer", models.SmallIntegerField(blank=True, null=True)),
                        ("error", models.TextField(blank=True, db_default="", default="")),
                        ("created_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "verbose_name_plural": "deliveries",
                        "abstract": False,
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "pending")),
                                fields=["endpoint", "next_at"],
                                name="webhooks_delivery_due",
                            ),
                            django.contrib.postgres.indexes.BrinIndex(
                                fields=["created_at"], name="webhooks_delivery_created"
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="webhooks_delivery_company_id"
                            ),
                            models.UniqueConstraint(
                                fields=("endpoint", "message"), name="webhooks_delivery_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["pending", "delivered", "failed"])
                                ),
                                name="webhooks_delivery_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kind__in",
                                        [
                                            "contract.posted",
                                            "contract.reverted",
                                            "contract.activated",
                                            "contract.deactivated",
                                            "contract.finished",
                                            "contract.reopened",
                                            "contract.voided",
                                            "contract.refused",
                                            "contract.renewed",
                                            "contract.prolonged",
                                            "contract.cloned",
                                            "contract.paused",
                                            "contract.resumed",
                                            "contract.withdrawn",
                                            "contract.withdrawal_undone",
                                            "contract.changed",
                                            "contract.modified",
                                            "contract.commented",
                                            "contract.confirmed",
                                            "contract.associated",
                                            "installment.skipped",
                                            "installment.unskipped",
                                            "installment.moved",
                                            "installment.reopened",
                                            "bulk.executed",
                                            "bulk.undone",
                                            "review.applied",
                                            "review.undone",
                                            "document.issued",
                                            "document.credited",
                                            "document.voided",
                                            "run.stopped",
                                            "run.finished",
                                            "run.undone",
                                        ],
                                    )
                                ),
                                name="webhooks_delivery_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ended_at", None), ("state", "pending")),
                                    models.Q(
                                        models.Q(("state", "pending"), _negated=True),
                                        ("ended_at__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="webhooks_delivery_ended",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
