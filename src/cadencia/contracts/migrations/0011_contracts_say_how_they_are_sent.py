"""Whether what a contract bills goes by e-mail, and where to (AG-1, DO-6)."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0005_items_are_found_by_text"),
        ("contracts", "0010_who_answers_for_the_debt"),
        ("parties", "0010_customers_say_how_they_are_sent_to"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="contract",
            name="email_copy",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="contract",
            name="email_to",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="contract",
            name="sending",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(("sending__in", ["create_only", "create_and_send", ""])),
                name="contracts_contract_sending",
            ),
        ),
    ]
