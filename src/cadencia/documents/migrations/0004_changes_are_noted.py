"""Triggers: what becomes of a series of numbers is in the history."""

from django.db import migrations

from cadencia.parties.history import Watch


class Migration(migrations.Migration):
    replaces = [
        ("documents", "0009_changes_are_noted"),
    ]

    dependencies = [
        ("documents", "0003_issued_documents_never_change"),
        ("parties", "0004_changes_are_noted"),
    ]

    operations = [
        Watch("series"),
    ]
