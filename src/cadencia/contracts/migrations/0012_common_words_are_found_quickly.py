"""Words that thousands of contracts have are found at once, or looked for among those found."""

from django.db import migrations

from cadencia.parties import search_sql

# The numbers of buyers and items are asked for as arrays: an index is gone along once for all of
# them, not once for each.
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
    SELECT DISTINCT l.contract_id AS id FROM contracts_contractline l
    WHERE l.item_id = ANY(ARRAY(SELECT id FROM items)) LIMIT $3
)
(SELECT id FROM contracts_contract
 WHERE company_id = $1 AND parties_plain(code || ' ' || reference) LIKE ($2)[1] LIMIT $3)
UNION
(SELECT c.id FROM contracts_contract c
 WHERE c.customer_id = ANY(ARRAY(SELECT id FROM buyers)) LIMIT $3)
UNION
(SELECT c.id FROM contracts_contract c
 WHERE c.bill_to_id = ANY(ARRAY(SELECT id FROM buyers)) LIMIT $3)
UNION
SELECT id FROM of_items
UNION
(SELECT c.id FROM items i JOIN contracts_templateline l ON l.item_id = i.id
 JOIN contracts_contract c ON c.template_id = l.template_id AND c.follows_template LIMIT $3)
LIMIT $3"""

# The same of the contracts $3 alone: of a word that half of all have, among the few of another.
_AMONG = """
WITH items AS MATERIALIZED (
    SELECT id FROM catalog_item
    WHERE company_id = $1 AND parties_plain(code || ' ' || name) LIKE ($2)[1]
), templates AS MATERIALIZED (
    SELECT l.template_id FROM items i JOIN contracts_templateline l ON l.item_id = i.id
)
SELECT c.id FROM contracts_contract c
JOIN parties_customer u ON u.id = c.customer_id
LEFT JOIN parties_customer p ON p.id = c.bill_to_id
WHERE c.company_id = $1 AND c.id = ANY($3)
  AND (parties_plain(c.code || ' ' || c.reference) LIKE ($2)[1]
       OR parties_plain(u.code || ' ' || u.name || ' ' || u.tax_id) LIKE ($2)[1]
       OR parties_plain(p.code || ' ' || p.name || ' ' || p.tax_id) LIKE ($2)[1]
       OR EXISTS (SELECT FROM contracts_contractline l
                  WHERE l.contract_id = c.id AND l.item_id = ANY(ARRAY(SELECT id FROM items)))
       OR c.follows_template AND c.template_id = ANY(ARRAY(SELECT template_id FROM templates)))"""


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0011_contracts_say_how_they_are_sent"),
    ]

    operations = [
        search_sql.better_function("contracts_like", _CONTRACTS),
        search_sql.function_among("contracts_among", _AMONG),
    ]
