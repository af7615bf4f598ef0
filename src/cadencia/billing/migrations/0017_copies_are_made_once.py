"""Which copy of a contract a form made is kept, so that the form sent twice makes it once."""

from django.db import migrations, models

WHATS = ["figures", "forecast", "bulk_preview", "bulk_act", "new_contract", "clone"]


class Migration(migrations.Migration):
    dependencies = [("billing", "0016_a_row_for_each_batch_to_issue")]

    operations = [
        migrations.RemoveConstraint(
            model_name="keptanswer",
            name="billing_keptanswer_what",
        ),
        migrations.AddConstraint(
            model_name="keptanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(("what__in", WHATS)),
                name="billing_keptanswer_what",
            ),
        ),
    ]
