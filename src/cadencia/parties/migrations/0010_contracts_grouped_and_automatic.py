"""Contracts on one document, and billing by the scheduler, as the company chooses."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("parties", "0009_company_voids_invoices"),
    ]

    operations = [
        migrations.AddField(
            model_name="company",
            name="automatic_generation",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="company",
            name="automatic_hour",
            field=models.SmallIntegerField(db_default=6, default=6),
        ),
        migrations.AddField(
            model_name="company",
            name="automatic_workers",
            field=models.SmallIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name="customer",
            name="group_contracts",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddConstraint(
            model_name="company",
            constraint=models.CheckConstraint(
                condition=models.Q(("automatic_hour__gte", 0), ("automatic_hour__lte", 23)),
                name="parties_company_automatic_hour",
            ),
        ),
        migrations.AddConstraint(
            model_name="company",
            constraint=models.CheckConstraint(
                condition=models.Q(("automatic_workers__gte", 1), ("automatic_workers__lte", 64)),
                name="parties_company_automatic_workers",
            ),
        ),
    ]
