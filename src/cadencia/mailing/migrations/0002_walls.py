"""Wall the rows of one company off from the others; note what is changed of the settings."""

from django.db import migrations

from cadencia.parties.history import Watch
from cadencia.parties.walls import AddWall


class Migration(migrations.Migration):
    dependencies = [
        ("mailing", "0001_tables"),
        ("parties", "0004_changes_are_noted"),
    ]

    operations = [
        AddWall("delivery", "document"),
        AddWall("badaddress", "delivery"),
        Watch("mailserver", hidden=("password",)),
        Watch("mailtext"),
    ]
