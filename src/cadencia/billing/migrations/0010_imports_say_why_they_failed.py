"""An import that ended by an error says which."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0009_kept_answers_of_bulk_acts"),
    ]

    operations = [
        migrations.AddField(
            model_name="fileimport",
            name="failure",
            field=models.TextField(blank=True, default=""),
        ),
    ]
