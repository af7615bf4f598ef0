"""Wall the rows of one company off from the others, in the database itself."""

from django.db import migrations

from cadencia.parties.walls import AddWall


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0001_tables"),
    ]

    operations = [
        AddWall("seriescounter", "series"),
        AddWall("document", "series"),
        AddWall("document", "recipient"),
        AddWall("document", "issuer"),
        AddWall("documentline", "document"),
        AddWall("documenttax", "document"),
        AddWall("documentduedate", "document"),
        AddWall("documentfile", "document"),
        AddWall("documentvoid", "document"),
        AddWall("documentfilefailure", "document"),
        AddWall("correction", "document"),
        AddWall("correction", "original"),
        AddWall("correctedline", "correction"),
        AddWall("invoicednote", "document"),
        AddWall("invoicednote", "note"),
        AddWall("externalsale", "customer"),
        migrations.RunSQL(
            "ALTER TABLE documents_document SET (fillfactor = 70)",
            "ALTER TABLE documents_document RESET (fillfactor)",
        ),
    ]
