"""Which contract was made of a new form is kept, so that the form sent twice makes it once."""

from django.db import migrations, models

WHATS = ["figures", "forecast", "bulk_preview", "bulk_act", "new_contract"]


class Migration(migrations.Migration):
    dependencies = [("billing", "0014_ledger_keeps_what_it_says")]

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
