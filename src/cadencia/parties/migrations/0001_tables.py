"""The tables of companies, customers and users, with their keys, constraints and indexes."""

from decimal import Decimal

import django.contrib.auth.models
import django.contrib.auth.validators
import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import cadencia.parties.columns
import cadencia.parties.models
import cadencia.parties.tables
import cadencia.parties.walls


class Migration(migrations.Migration):
    replaces = [
        ("parties", "0001_initial"),
        ("parties", "0004_company_page_style"),
        ("parties", "0005_company_unconfirmed"),
        ("parties", "0006_people_and_history"),
        ("parties", "0008_members_shut_out"),
        ("parties", "0009_company_voids_invoices"),
        ("parties", "0010_contracts_grouped_and_automatic"),
        ("parties", "0011_history_of_many_rows"),
    ]

    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        cadencia.parties.tables.CreateTables(
            creations=[
                migrations.CreateModel(
                    name="User",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        (
                            "last_login",
                            models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                        ),
                        (
                            "is_superuser",
                            models.BooleanField(
                                default=False,
                                help_text="Designates that this user has all permissions without explicitly assigning them.",
                                verbose_name="superuser status",
                            ),
                        ),
                        (
                            "username",
                            models.CharField(
                                error_messages={
                                    "unique": "A user with that username already exists."
                                },
                                help_text="Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.",
                                max_length=150,
                                unique=True,
                                validators=[
                                    django.contrib.auth.validators.UnicodeUsernameValidator()
                                ],
                                verbose_name="username",
                            ),
                        ),
                        (
                            "first_name",
                            models.CharField(blank=True, max_length=150, verbose_name="first name"),
                        ),
                        (
                            "last_name",
                            models.CharField(blank=True, max_length=150, verbose_name="last name"),
                        ),
                        (
                            "email",
                            models.EmailField(
                                blank=True, max_length=254, verbose_name="email address"
                            ),
                        ),
                        (
                            "is_staff",
                            models.BooleanField(
                                default=False,
                                help_text="Designates whether the user can log into this admin site.",
                                verbose_name="staff status",
                            ),
                        ),
                        (
                            "is_active",
                            models.BooleanField(
                                default=True,
                                help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                                verbose_name="active",
                            ),
                        ),
                        (
                            "date_joined",
                            models.DateTimeField(
                                default=django.utils.timezone.now,  # noqa: TID251 - as Django declares it
                                verbose_name="date joined",
                            ),
                        ),
                        (
                            "groups",
                            models.ManyToManyField(
                                blank=True,
                                help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                                related_name="user_set",
                                related_query_name="user",
                                to="auth.group",
                                verbose_name="groups",
                            ),
                        ),
                        (
                            "user_permissions",
                            models.ManyToManyField(
                                blank=True,
                                help_text="Specific permissions for this user.",
                                related_name="user_set",
                                related_query_name="user",
                                to="auth.permission",
                                verbose_name="user permissions",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "user",
                        "verbose_name_plural": "users",
                        "abstract": False,
                    },
                    managers=[
                        ("objects", django.contrib.auth.models.UserManager()),
                    ],
                ),
                migrations.CreateModel(
                    name="Company",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("code", models.TextField(unique=True)),
                        ("name", models.TextField()),
                        ("legal_name", models.TextField(blank=True, default="")),
                        ("tax_id", models.TextField(blank=True, default="")),
                        ("address", models.TextField(blank=True, default="")),
                        ("postal_code", models.TextField(blank=True, default="")),
                        ("city", models.TextField(blank=True, default="")),
                        ("province", models.TextField(blank=True, default="")),
                        ("country", models.CharField(default="ES", max_length=2)),
                        ("phone", models.TextField(blank=True, default="")),
                        ("email", models.TextField(blank=True, default="")),
                        ("website", models.TextField(blank=True, default="")),
                        ("registry_text", models.TextField(blank=True, default="")),
                        ("logo", models.BinaryField(blank=True, null=True)),
                        ("page_style", models.JSONField(blank=True, default=dict)),
                        ("language", models.TextField(default="es")),
                        ("currency", models.CharField(default="EUR", max_length=3)),
                        ("time_zone", models.TextField(default="Europe/Madrid")),
                        ("tax_rounding", models.TextField(default="document")),
                        ("prices_include_tax", models.BooleanField(default=False)),
                        ("holidays", models.TextField(blank=True, default="")),
                        ("max_backdating", models.SmallIntegerField(default=15)),
                        ("issue_date_policy", models.TextField(default="theoretical")),
                        ("zero_total", models.TextField(default="row")),
                        ("release_each_without_count", models.BooleanField(default=False)),
                        ("unconfirmed", models.TextField(db_default="hold", default="hold")),
                        ("documents_are", models.TextField(default="issued")),
                        ("closed_until", models.DateField(blank=True, null=True)),
                        ("voiding", models.TextField(blank=True, default="")),
                        ("lead_days", models.SmallIntegerField(default=0)),
                        ("default_series", models.TextField(blank=True, default="")),
                        (
                            "default_taxes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), blank=True, default=list, size=None
                            ),
                        ),
                        ("max_installments_per_contract", models.IntegerField(default=40)),
                        (
                            "max_growth",
                            cadencia.parties.columns.ExactDecimal(
                                decimal_places=8, default=Decimal("1.5"), max_digits=20
                            ),
                        ),
                        (
                            "max_price_change",
                            cadencia.parties.columns.ExactDecimal(
                                decimal_places=8, default=Decimal("30"), max_digits=20
                            ),
                        ),
                        (
                            "automatic_generation",
                            models.BooleanField(db_default=False, default=False),
                        ),
                        ("automatic_hour", models.SmallIntegerField(db_default=6, default=6)),
                        ("automatic_workers", models.SmallIntegerField(db_default=1, default=1)),
                        ("credentials_minutes", models.SmallIntegerField(default=10)),
                        (
                            "issuer_snapshot",
                            cadencia.parties.walls.CompanyForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.partysnapshot",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("tax_rounding__in", ["document", "line"])),
                                name="parties_company_tax_rounding",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("issue_date_policy__in", ["theoretical", "issue_day"])
                                ),
                                name="parties_company_issue_date_policy",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("zero_total__in", ["row", "document"])),
                                name="parties_company_zero_total",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("documents_are__in", ["draft", "issued"])),
                                name="parties_company_documents_are",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("voiding__in", ["never", "undelivered", "always", ""])
                                ),
                                name="parties_company_voiding",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("unconfirmed__in", ["hold", "remind"])),
                                name="parties_company_unconfirmed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("max_backdating__gte", 0), ("max_backdating__lte", 3660)
                                ),
                                name="parties_company_max_backdating",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("automatic_hour__gte", 0), ("automatic_hour__lte", 23)
                                ),
                                name="parties_company_automatic_hour",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("automatic_workers__gte", 1), ("automatic_workers__lte", 64)
                                ),
                                name="parties_company_automatic_workers",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("lead_days__gte", 0), ("lead_days__lte", 366)),
                                name="parties_company_lead_days",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("credentials_minutes__gte", 1),
                                    ("credentials_minutes__lte", 480),
                                ),
                                name="parties_company_credentials_minutes",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SalesRep",
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
                        ("name", models.TextField()),
                        ("email", models.TextField(blank=True, default="")),
                        (
                            "commission",
                            cadencia.parties.columns.ExactDecimal(
                                decimal_places=8, default=Decimal("0"), max_digits=20
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="parties_salesrep_company_id"
                            ),
                            models.UniqueConstraint(
                                fields=("company", "code"), name="parties_salesrep_code"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Customer",
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
                        ("name", models.TextField()),
                        ("legal_name", models.TextField(blank=True, default="")),
                        ("tax_id", models.TextField(blank=True, default="")),
                        ("address", models.TextField(blank=True, default="")),
                        ("postal_code", models.TextField(blank=True, default="")),
                        ("city", models.TextField(blank=True, default="")),
                        ("province", models.TextField(blank=True, default="")),
                        ("country", models.CharField(blank=True, default="", max_length=2)),
                        ("email", models.TextField(blank=True, default="")),
                        ("phone", models.TextField(blank=True, default="")),
                        ("language", models.TextField(default="es")),
                        ("is_business", models.BooleanField(default=True)),
                        ("surcharge", models.BooleanField(default=False)),
                        ("decimals", models.SmallIntegerField(default=2)),
                        (
                            "payment_terms",
                            models.JSONField(default=cadencia.parties.models.usual_payment_terms),
                        ),
                        ("payment_method", models.TextField(blank=True, default="")),
                        ("mandate", models.TextField(blank=True, default="")),
                        ("price_list", models.TextField(blank=True, default="")),
                        ("delivery_address", models.TextField(blank=True, default="")),
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
                            "bill_to",
                            cadencia.parties.walls.CompanyForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.customer",
                            ),
                        ),
                        ("group_contracts", models.BooleanField(db_default=False, default=False)),
                        (
                            "snapshot",
                            cadencia.parties.walls.CompanyForeignKey(
                                also=(("id", "customer_id"),),
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.partysnapshot",
                            ),
                        ),
                        ("notes", models.TextField(blank=True, default="")),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="parties_customer_company_id"
                            ),
                            models.UniqueConstraint(
                                fields=("company", "code"), name="parties_customer_code"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("decimals__gte", 0), ("decimals__lte", 6)),
                                name="parties_customer_decimals",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Address",
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
                                related_name="addresses",
                                to="parties.customer",
                            ),
                        ),
                        ("label", models.TextField()),
                        ("address", models.TextField(blank=True, default="")),
                        ("postal_code", models.TextField(blank=True, default="")),
                        ("city", models.TextField(blank=True, default="")),
                        ("province", models.TextField(blank=True, default="")),
                        ("country", models.CharField(blank=True, default="", max_length=2)),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="parties_address_company_id"
                            ),
                            models.UniqueConstraint(
                                fields=("customer", "label"), name="parties_address_label"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BankAccount",
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
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="bank_accounts",
                                to="parties.customer",
                            ),
                        ),
                        ("iban", models.TextField()),
                        ("bic", models.TextField(blank=True, default="")),
                        ("holder", models.TextField(blank=True, default="")),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="parties_bankaccount_company_id"
                            ),
                            models.UniqueConstraint(
                                fields=("company", "customer", "iban"),
                                name="parties_bankaccount_iban",
                                nulls_distinct=False,
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PartySnapshot",
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
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.customer",
                            ),
                        ),
                        ("digest", models.CharField(max_length=64)),
                        ("data", models.JSONField()),
                        ("created_at", models.DateTimeField()),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="parties_partysnapshot_company_id"
                            ),
                            models.UniqueConstraint(
                                fields=("company", "customer", "digest"),
                                name="parties_partysnapshot_digest",
                                nulls_distinct=False,
                            ),
                            models.UniqueConstraint(
                                fields=("company", "customer", "id"),
                                name="parties_partysnapshot_whose",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Membership",
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
                            "user",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="memberships",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("role", models.TextField()),
                        ("is_active", models.BooleanField(default=True)),
                        ("password_set_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="parties_membership_company_id"
                            ),
                            models.UniqueConstraint(
                                fields=("user", "company"), name="parties_membership_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "role__in",
                                        [
                                            "auditor",
                                            "clerk",
                                            "accountant",
                                            "manager",
                                            "administrator",
                                        ],
                                    )
                                ),
                                name="parties_membership_role",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CredentialsGiven",
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
                            "user",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("given_at", models.DateTimeField()),
                        ("valid_until", models.DateTimeField()),
                        ("channel", models.TextField()),
                        ("method", models.TextField()),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(
                                fields=["user", "company", "valid_until"],
                                name="parties_given_until",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="parties_credentialsgiven_company_id"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("channel__in", ["cli", "api", "web", "job"])),
                                name="parties_credentialsgiven_channel",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("method__in", ["password"])),
                                name="parties_credentialsgiven_method",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("valid_until__gt", models.F("given_at"))),
                                name="parties_credentialsgiven_holds",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CredentialsRefused",
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
                            "user",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("channel", models.TextField()),
                        ("method", models.TextField()),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [models.Index(fields=["user", "at"], name="parties_refused_at")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"),
                                name="parties_credentialsrefused_company_id",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("channel__in", ["cli", "api", "web", "job"])),
                                name="parties_credentialsrefused_channel",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("method__in", ["password"])),
                                name="parties_credentialsrefused_method",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="History",
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
                        ("at", models.DateTimeField()),
                        (
                            "user",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("channel", models.TextField()),
                        ("transaction_id", models.BigIntegerField()),
                        ("table_name", models.TextField()),
                        ("row_id", models.BigIntegerField()),
                        ("owner_table", models.TextField()),
                        ("owner_id", models.BigIntegerField()),
                        ("operation", models.TextField()),
                        ("changes", models.JSONField(default=dict)),
                    ],
                    options={
                        "abstract": False,
                        "indexes": [
                            models.Index(
                                fields=["company", "owner_table", "owner_id", "id"],
                                name="parties_history_owner",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("company", "id"), name="parties_history_company_id"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("operation__in", ["insert", "update", "delete"])
                                ),
                                name="parties_history_operation",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
