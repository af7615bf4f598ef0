"""Wall the rows of one company off from the others, in the database itself."""

from django.db import migrations

from cadencia.parties.walls import AddWall


class Migration(migrations.Migration):
    dependencies = [
        ("parties", "0001_tables"),
    ]

    operations = [
        AddWall("company", "issuer_snapshot"),
        AddWall("customer", "sales_rep"),
        AddWall("customer", "bill_to"),
        AddWall("customer", "snapshot"),
        AddWall("address", "customer"),
        AddWall("bankaccount", "customer"),
        AddWall("partysnapshot", "customer"),
    ]
