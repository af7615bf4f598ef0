"""Masters that are offered no more; contacts; ways and terms of payment."""

import django.db.models.deletion
from django.db import migrations, models

import cadencia.parties.models
import cadencia.parties.walls
from cadencia.parties.history import Watch
from cadencia.parties.walls import AddWall

# What prints a snapshot refers to it, and holds it. One that nothing refers to any more may go
# together with its customer; none is ever changed.
_TRIGGER = (
    "CREATE TRIGGER parties_snapshots_never_change BEFORE {events} ON parties_partysnapshot"
    " FOR EACH ROW EXECUTE FUNCTION parties_refuse_change()"
)
_DROP = "DROP TRIGGER parties_snapshots_never_change ON parties_partysnapshot"


class Migration(migrations.Migration):
    dependencies = [
        ("parties", "0005_history_asked_by_index"),
    ]

    operations = [
        migrations.AddField(
            model_name="customer",
            name="is_active",
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AddField(
            model_name="salesrep",
            name="is_active",
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("position", models.TextField(blank=True, default="")),
                ("email", models.TextField(blank=True, default="")),
                ("phone", models.TextField(blank=True, default="")),
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
                        related_name="contacts",
                        to="parties.customer",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("company", "id"), name="parties_contact_company_id"
                    ),
                    models.UniqueConstraint(
                        fields=("customer", "name"), name="parties_contact_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="parties_contact_named",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PaymentMethod",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.TextField()),
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
                        fields=("company", "id"), name="parties_paymentmethod_company_id"
                    ),
                    models.UniqueConstraint(
                        fields=("company", "name"), name="parties_paymentmethod_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="parties_paymentmethod_named",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TermsInUse",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("terms", models.JSONField(default=cadencia.parties.models.usual_payment_terms)),
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
                "verbose_name_plural": "terms in use",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("company", "id"), name="parties_termsinuse_company_id"
                    ),
                    models.UniqueConstraint(
                        fields=("company", "name"), name="parties_termsinuse_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="parties_termsinuse_named",
                    ),
                ],
            },
        ),
        AddWall("contact", "customer"),
        Watch("contact", "customer"),
        Watch("paymentmethod"),
        Watch("termsinuse"),
        migrations.RunSQL(_DROP, _TRIGGER.format(events="UPDATE OR DELETE")),
        migrations.RunSQL(_TRIGGER.format(events="UPDATE"), _DROP),
    ]
