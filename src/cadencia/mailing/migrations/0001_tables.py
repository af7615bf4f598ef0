"""The server of a company, its texts, its deliveries, and addresses that are no good (DO-6)."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import cadencia.parties.walls


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("documents", "0007_documents_are_found_by_customer"),
        ("parties", "0010_customers_say_how_they_are_sent_to"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("occasion", models.TextField()),
                ("addresses", models.TextField()),
                (
                    "to",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), blank=True, default=list, size=None
                    ),
                ),
                (
                    "copies",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), blank=True, default=list, size=None
                    ),
                ),
                (
                    "hidden",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), blank=True, default=list, size=None
                    ),
                ),
                ("subject", models.TextField(blank=True, default="")),
                ("body", models.TextField(blank=True, default="")),
                ("duplicate", models.BooleanField(default=False)),
                ("state", models.TextField(default="waiting")),
                ("reason", models.TextField(blank=True, default="")),
                ("answer", models.TextField(blank=True, default="")),
                (
                    "refused",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), blank=True, default=list, size=None
                    ),
                ),
                ("attempts", models.SmallIntegerField(default=0)),
                ("message", models.TextField()),
                ("next_at", models.DateTimeField(blank=True, null=True)),
                ("claimed_until", models.DateTimeField(blank=True, null=True)),
                ("handed_at", models.DateTimeField(blank=True, null=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField()),
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
                    "document",
                    cadencia.parties.walls.CompanyForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="documents.document",
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
                "verbose_name_plural": "deliveries",
                "abstract": False,
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["company", "next_at"],
                        name="mailing_delivery_due",
                    ),
                    models.Index(
                        condition=models.Q(("state", "sending")),
                        fields=["company", "claimed_until"],
                        name="mailing_delivery_sending",
                    ),
                    models.Index(fields=["company", "-handed_at"], name="mailing_delivery_handed"),
                    models.Index(fields=["company", "state", "-id"], name="mailing_delivery_state"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("company", "id"), name="mailing_delivery_company_id"
                    ),
                    models.UniqueConstraint(
                        fields=("document", "occasion", "addresses"), name="mailing_delivery_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["waiting", "sending", "sent", "failed", "bounced"])
                        ),
                        name="mailing_delivery_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("next_at__isnull", False), ("state", "waiting")),
                            models.Q(("state", "waiting"), _negated=True),
                            _connector="OR",
                        ),
                        name="mailing_delivery_waits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("sent_at__isnull", False), ("state__in", ("sent", "bounced"))
                            ),
                            models.Q(
                                ("sent_at", None), ("state__in", ("waiting", "sending", "failed"))
                            ),
                            _connector="OR",
                        ),
                        name="mailing_delivery_sent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), ("state", "failed"), _negated=True),
                        name="mailing_delivery_failed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BadAddress",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("address", models.TextField()),
                ("reason", models.TextField(blank=True, default="")),
                ("bounced_at", models.DateTimeField()),
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
                    "delivery",
                    cadencia.parties.walls.CompanyForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="mailing.delivery",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "bad addresses",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("company", "id"), name="mailing_badaddress_company_id"
                    ),
                    models.UniqueConstraint(
                        fields=("company", "address"), name="mailing_badaddress_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MailServer",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("host", models.TextField()),
                ("port", models.IntegerField(default=587)),
                ("security", models.TextField(default="starttls")),
                ("username", models.TextField(blank=True, default="")),
                ("password", models.BinaryField(blank=True, default=b"")),
                ("sender", models.TextField()),
                ("sender_name", models.TextField(blank=True, default="")),
                ("reply_to", models.TextField(blank=True, default="")),
                ("email_copy", models.TextField(blank=True, default="")),
                ("per_minute", models.IntegerField(default=60)),
                ("sending", models.TextField(default="create_only")),
                ("is_active", models.BooleanField(default=True)),
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
                        fields=("company", "id"), name="mailing_mailserver_company_id"
                    ),
                    models.UniqueConstraint(fields=("company",), name="mailing_mailserver_one"),
                    models.CheckConstraint(
                        condition=models.Q(("security__in", ["starttls", "tls", "none"])),
                        name="mailing_mailserver_security",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sending__in", ["create_only", "create_and_send"])),
                        name="mailing_mailserver_sending",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("port__gte", 1), ("port__lte", 65535)),
                        name="mailing_mailserver_port",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("per_minute__gte", 1), ("per_minute__lte", 10000)),
                        name="mailing_mailserver_per_minute",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MailText",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("language", models.TextField()),
                ("subject", models.TextField()),
                ("body", models.TextField()),
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
                        fields=("company", "id"), name="mailing_mailtext_company_id"
                    ),
                    models.UniqueConstraint(
                        fields=("company", "language"), name="mailing_mailtext_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["es", "en"])),
                        name="mailing_mailtext_language",
                    ),
                ],
            },
        ),
    ]
