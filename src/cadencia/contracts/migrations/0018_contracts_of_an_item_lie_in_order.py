"""The contracts that have an item are found in their order, by the index alone."""

import django.db.models.deletion
from django.db import migrations, models

import cadencia.parties.walls


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0017_words_beside_others_are_found_at_once"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="contractline",
            index=models.Index(
                fields=["item", "contract"], include=["company"], name="contracts_line_item"
            ),
        ),
        migrations.AlterField(
            model_name="contractline",
            name="item",
            field=cadencia.parties.walls.CompanyForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="catalog.item",
            ),
        ),
    ]
