"""Wall the rows of a kept preview off with it, in the database itself."""

from django.db import migrations

from cadencia.parties.walls import AddWall


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0007_kept_previews"),
    ]

    operations = [
        AddWall("previewcontract", "preview"),
        AddWall("previewdocument", "preview"),
    ]
