"""Contracts are found by a part of their text, of their customer's or of their items'."""

from django.db import migrations

from cadencia.parties import search_sql

# Of the first word alone: whoever looks for several asks for each, and for what all have found.
# Each part by itself ends as soon as it has found enough.
_CONTRACTS = """
WITH buyers AS MATERIALIZED (
    SELECT id FROM parties_customer
    WHERE company_id = $1
      AND parties_plain(code || ' ' || name || ' ' || tax_id) LIKE ($2)[1]
    LIMIT $3
), items AS MATERIALIZED (
    SELECT id FROM catalog_item
    WHERE company_id = $1 AND parties_plain(code || ' ' || name) LIKE ($2)[1]
), of_items AS (
    SELECT DISTINCT l.contract_id AS id
    FROM items i JOIN contracts_contractline l ON l.item_id = i.id LIMIT $3
)
(SELECT id FROM contracts_contract
 WHERE company_id = $1 AND parties_plain(code || ' ' || reference) LIKE ($2)[1] LIMIT $3)
UNION
(SELECT c.id FROM buyers u JOIN contracts_contract c ON c.customer_id = u.id LIMIT $3)
UNION
(SELECT c.id FROM buyers u JOIN contracts_contract c ON c.bill_to_id = u.id LIMIT $3)
UNION
SELECT id FROM of_items
UNION
(SELECT c.id FROM items i JOIN contracts_templateline l ON l.item_id = i.id
 JOIN contracts_contract c ON c.template_id = l.template_id AND c.follows_template LIMIT $3)
LIMIT $3"""


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0008_masters_may_rest"),
        ("catalog", "0005_items_are_found_by_text"),
        ("parties", "0008_customers_are_found_by_text"),
    ]

    operations = [
        search_sql.index(
            "contracts_contract_text", "contracts_contract", "code || ' ' || reference"
        ),
        search_sql.function("contracts_like", _CONTRACTS),
    ]
