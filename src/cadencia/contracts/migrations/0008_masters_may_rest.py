"""Kinds of contracts and reasons may be offered no more, and stay where they are used."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0007_triggers_use_indexes"),
    ]

    operations = [
        migrations.AddField(
            model_name="contractkind",
            name="is_active",
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AddField(
            model_name="terminationreason",
            name="is_active",
            field=models.BooleanField(db_default=True, default=True),
        ),
    ]
