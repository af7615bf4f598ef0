"""Triggers: what becomes of items, taxes and prices is in the history."""

from django.db import migrations

from cadencia.parties.history import Watch


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0002_walls"),
        ("parties", "0004_changes_are_noted"),
    ]

    operations = [
        Watch("tax"),
        Watch("item"),
        Watch("pricelist"),
        Watch("pricelistentry", "price_list"),
        Watch("specialprice", "customer"),
        Watch("formula"),
        Watch("indexseries"),
        Watch("indexvalue", "series"),
    ]
