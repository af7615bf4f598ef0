"""Wall the rows of one company off from the others, in the database itself."""

from django.db import migrations

from cadencia.parties.walls import AddWall


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0001_initial"),
        ("parties", "0002_walls"),
        ("catalog", "0002_walls"),
    ]

    operations = [
        AddWall("contract", "customer"),
        AddWall("contract", "bill_to"),
        AddWall("contract", "kind"),
        AddWall("contract", "sales_rep"),
        AddWall("contract", "price_list"),
        AddWall("contractline", "contract"),
        AddWall("contractline", "item"),
        AddWall("contractline", "formula"),
        AddWall("contractline", "installment_service"),
        AddWall("scheduledmodification", "contract"),
        AddWall("scheduledmodification", "line"),
        AddWall("scheduledmodification", "item"),
        AddWall("scheduledmodification", "installment_service"),
        AddWall("scheduledmodification", "formula"),
        AddWall("pricereview", "contract"),
        AddWall("pricereview", "index"),
        AddWall("pause", "contract"),
        AddWall("installmentmove", "contract"),
    ]
