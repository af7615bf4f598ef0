"""Items are found by a part of their text, without capitals and accents."""

from django.db import migrations

from cadencia.parties import search_sql

_ITEMS = """
SELECT id FROM catalog_item
WHERE company_id = $1 AND parties_plain(code || ' ' || name) LIKE ($2)[1]
  AND parties_plain(code || ' ' || name) LIKE ALL ($2) LIMIT $3"""


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0004_masters_may_rest"),
        ("parties", "0008_customers_are_found_by_text"),
    ]

    operations = [
        search_sql.index("catalog_item_text", "catalog_item", "code || ' ' || name"),
        search_sql.function("catalog_items_like", _ITEMS),
    ]
