"""Wall the rows of one company off from the others, in the database itself."""

from django.db import migrations

from cadencia.parties.walls import AddWall


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0001_tables"),
    ]

    operations = [
        AddWall("pricelistentry", "price_list"),
        AddWall("pricelistentry", "item"),
        AddWall("specialprice", "customer"),
        AddWall("specialprice", "item"),
        AddWall("indexvalue", "series"),
    ]
