"""Wall the rows of one company off from the others, and count requests without the log."""

from django.db import migrations

from cadencia.parties.walls import AddWall


class Migration(migrations.Migration):
    dependencies = [
        ("api", "0001_tables"),
    ]

    operations = [
        AddWall("requestcount", "token"),
        AddWall("keptanswer", "token"),
        migrations.RunSQL(
            "ALTER TABLE api_requestcount SET UNLOGGED; ALTER TABLE api_requestcount SET (fillfactor = 50)",
            "ALTER TABLE api_requestcount SET LOGGED; ALTER TABLE api_requestcount RESET (fillfactor)",
        ),
    ]
