"""Customers are found by a part of their text, without capitals and accents."""

from django.db import migrations

from cadencia.parties import search_sql

_CUSTOMERS = """
SELECT id FROM parties_customer
WHERE company_id = $1 AND parties_plain(code || ' ' || name || ' ' || tax_id) LIKE ($2)[1]
  AND parties_plain(code || ' ' || name || ' ' || tax_id) LIKE ALL ($2)
LIMIT $3"""


class Migration(migrations.Migration):
    dependencies = [("parties", "0007_signing_in")]

    operations = [
        search_sql.trigrams(),
        search_sql.made(search_sql.PLAIN, "parties_plain(text)"),
        search_sql.made(search_sql.PATTERNS, "parties_patterns(text[])"),
        search_sql.index(
            "parties_customer_text", "parties_customer", "code || ' ' || name || ' ' || tax_id"
        ),
        migrations.RunSQL(
            "CREATE INDEX parties_customer_by_name ON parties_customer"
            " (company_id, parties_plain(name), id)",
            "DROP INDEX parties_customer_by_name",
        ),
        search_sql.function("parties_customers_like", _CUSTOMERS),
    ]
