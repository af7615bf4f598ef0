"""Of contracts found by other words, a further word is looked for in two looks, not in five."""

from django.db import migrations

from cadencia.parties import search_sql

_OWN = "c.code || ' ' || c.reference"
_ITEM = "i.code || ' ' || i.name"


_CUSTOMER = "u.code || ' ' || u.name || ' ' || u.tax_id"


def _has(text: str) -> str:
    """Has the pattern, where no index is asked: accents, which cost most, are taken off last."""
    return f"""(lower({text}) LIKE pattern
        OR octet_length({text}) <> char_length({text}) AND lower({text}) LIKE loose
           AND parties_plain({text}) LIKE pattern)"""


# Word by word. Where nobody has a word isn't looked, as an index tells; of a word too short for
# one it doesn't. Customers are asked for one by one: joined, all of them would be read.
_AMONG = f"""
    IF patterns = '{{}}' THEN
        among := ARRAY(
            SELECT c.id FROM contracts_contract c
            WHERE c.company_id = company AND c.id = ANY(among));
    END IF;
    FOREACH pattern IN ARRAY patterns LOOP
        EXIT WHEN among = '{{}}';
        is_short := length(pattern) < 5;
        loose := translate(pattern, 'aeiounc', '_______');
        in_own := is_short OR EXISTS (SELECT FROM contracts_contract c
            WHERE c.company_id = company AND parties_plain({_OWN}) LIKE pattern);
        in_buyers := is_short OR EXISTS (SELECT FROM parties_customer u
            WHERE u.company_id = company AND parties_plain({_CUSTOMER}) LIKE pattern);
        kept := '{{}}';
        IF in_own OR in_buyers THEN
            kept := ARRAY(
                SELECT c.id FROM contracts_contract c
                WHERE c.company_id = company AND c.id = ANY(among)
                  AND (in_own AND {_has(_OWN)}
                       OR in_buyers AND (SELECT {_has(_CUSTOMER)} FROM parties_customer u
                                         WHERE u.id = c.customer_id)
                       OR in_buyers AND (SELECT {_has(_CUSTOMER)} FROM parties_customer u
                                         WHERE u.id = c.bill_to_id)));
        END IF;
        items := ARRAY(
            SELECT i.id FROM catalog_item i
            WHERE i.company_id = company AND parties_plain({_ITEM}) LIKE pattern);
        IF items <> '{{}}' THEN
            among := ARRAY(SELECT unnest(among) EXCEPT SELECT unnest(kept));
            kept := kept || ARRAY(
                SELECT DISTINCT l.contract_id FROM contracts_contractline l
                WHERE l.company_id = company AND l.contract_id = ANY(among)
                  AND l.item_id = ANY(items)
                UNION
                SELECT c.id FROM contracts_contract c
                JOIN contracts_templateline l ON l.template_id = c.template_id
                WHERE c.company_id = company AND c.follows_template AND c.id = ANY(among)
                  AND l.item_id = ANY(items));
        END IF;
        among := kept;
    END LOOP;
    RETURN QUERY SELECT unnest(among);"""  # noqa: S608 - ours alone
_OF_AMONG = (
    "pattern text; loose text; is_short boolean; in_own boolean; in_buyers boolean;"
    " items bigint[]; kept bigint[];"
)


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0016_unconfirmed_contracts_have_an_index"),
        ("parties", "0013_accents_are_taken_off_faster"),
    ]

    operations = [
        search_sql.better_in_steps("contracts_among", _AMONG, "among bigint[]", _OF_AMONG),
    ]
