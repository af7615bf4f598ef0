"""What is sold may be offered no more, and stay where it is used."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0003_changes_are_noted"),
    ]

    operations = [
        migrations.AddField(
            model_name="formula",
            name="is_active",
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AddField(
            model_name="indexseries",
            name="is_active",
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AddField(
            model_name="item",
            name="is_active",
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AddField(
            model_name="pricelist",
            name="is_active",
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AddField(
            model_name="tax",
            name="is_active",
            field=models.BooleanField(db_default=True, default=True),
        ),
    ]
