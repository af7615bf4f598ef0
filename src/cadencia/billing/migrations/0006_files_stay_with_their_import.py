"""Wall the files of an import off with it, in the database itself."""

from django.db import migrations

from cadencia.parties.walls import AddWall


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0005_answers_and_imports_are_kept"),
    ]

    operations = [
        AddWall("importedfile", "file_import"),
    ]
