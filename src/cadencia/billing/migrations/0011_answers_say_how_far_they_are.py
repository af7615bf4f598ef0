from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0010_imports_say_why_they_failed"),
    ]

    operations = [
        migrations.AddField(
            model_name="keptanswer",
            name="done_so_far",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="keptanswer",
            name="to_do",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
    ]
