"""Wall the rows of one company off from the others, in the database itself."""

from django.db import migrations

from cadencia.parties.walls import AddWall


class Migration(migrations.Migration):
    dependencies = [
        ("webhooks", "0001_tables"),
    ]

    operations = [AddWall("delivery", "endpoint")]
