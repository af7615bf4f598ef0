"""A series of numbers may be offered no more, and keep its documents."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0005_what_follows_stays"),
    ]

    operations = [
        migrations.AddField(
            model_name="series",
            name="is_active",
            field=models.BooleanField(db_default=True, default=True),
        ),
    ]
