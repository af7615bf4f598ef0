"""The history names the program that asked by a token, as the transaction says it."""

import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("parties", "0011_passwords_are_set_by_links")]

    operations = [
        migrations.AddField(
            model_name="history",
            name="program",
            field=models.TextField(
                db_default=django.db.models.functions.comparison.Coalesce(
                    models.Func(
                        models.Value("cadencia.program"),
                        models.Value(True),  # noqa: FBT003
                        function="current_setting",
                        output_field=models.TextField(),
                    ),
                    models.Value(""),
                )
            ),
        ),
    ]
