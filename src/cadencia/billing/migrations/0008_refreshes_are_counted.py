"""A refresh that was asked for again while it was being done isn't taken for done."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0007_usage_is_billed_once"),
    ]

    operations = [
        migrations.AddField(
            model_name="duerefresh",
            name="asked",
            field=models.IntegerField(db_default=1, default=1),
        ),
    ]
