"""Triggers: what becomes of a series of numbers is in the history."""

from django.db import migrations

from cadencia.parties.history import Watch


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0008_documents_of_a_run"),
        ("parties", "0007_changes_are_noted"),
    ]

    operations = [
        Watch("series"),
    ]
