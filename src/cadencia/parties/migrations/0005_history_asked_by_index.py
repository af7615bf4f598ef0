"""Whether a row was just born is asked of the history by its index, whatever the statistics say."""

from django.db import migrations

from cadencia.parties import history


class Migration(migrations.Migration):
    dependencies = [("parties", "0004_changes_are_noted")]

    operations = history.functions_anew()
