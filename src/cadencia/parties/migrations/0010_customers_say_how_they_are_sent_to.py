"""Whether a customer's documents go by e-mail, and where to (DO-6)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("parties", "0009_who_answers_for_debts"),
    ]

    operations = [
        migrations.AddField(
            model_name="customer",
            name="billing_email",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="customer",
            name="email_copy",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="customer",
            name="sending",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.CheckConstraint(
                condition=models.Q(("sending__in", ["create_only", "create_and_send", ""])),
                name="parties_customer_sending",
            ),
        ),
    ]
