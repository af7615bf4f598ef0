"""A kept preview says which safety bounds its run would ask about."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0011_answers_say_how_far_they_are"),
    ]

    operations = [
        migrations.AddField(
            model_name="keptpreview",
            name="alerts",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="previewcontract",
            name="alerts",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.TextField(), blank=True, default=list, size=None
            ),
        ),
    ]
