"""Several words that thousands of contracts have are found together, customers with all at once."""

from django.db import migrations

from cadencia.parties import search_sql

_OWN = "c.code || ' ' || c.reference"
_CUSTOMER = "u.code || ' ' || u.name || ' ' || u.tax_id"
_ITEM = "i.code || ' ' || i.name"


def _has(text: str) -> str:
    """Has the pattern, where no index is asked: accents, which cost most, are taken off last."""
    return f"""(lower({text}) LIKE pattern
        OR lower({text}) LIKE loose AND octet_length({text}) <> char_length({text})
           AND parties_plain({text}) LIKE pattern)"""


# A condition that an index answers for all patterns together.
_HAS_ALL = """
CREATE FUNCTION parties_has_all(said text, patterns text[]) RETURNS text
LANGUAGE sql IMMUTABLE STRICT
RETURN (
    SELECT string_agg(format('parties_plain(%s) LIKE %L', said, pattern), ' AND ')
    FROM unnest(patterns) AS pattern
)"""

# What has the words in one text, but the customer's: its own, an item's of the lines or of the
# template, that of who is billed.
_BY_TEXT = f"""
    EXECUTE 'SELECT array_agg(i.id) FROM catalog_item i WHERE i.company_id = $1 AND '
        || parties_has_all($t${_ITEM}$t$, patterns) INTO items USING company;
    RETURN QUERY EXECUTE '
        (SELECT c.id FROM contracts_contract c WHERE c.company_id = $1 AND '
        || parties_has_all($t${_OWN}$t$, patterns) || ' LIMIT $2)
        UNION
        (SELECT DISTINCT l.contract_id FROM contracts_contractline l
         WHERE l.item_id = ANY($3) LIMIT $2)
        UNION
        (SELECT c.id FROM contracts_templateline l
         JOIN contracts_contract c ON c.template_id = l.template_id AND c.follows_template
         WHERE l.item_id = ANY($3) LIMIT $2)
        UNION
        (SELECT c.id FROM contracts_contract c JOIN parties_customer u ON u.id = c.bill_to_id
         WHERE c.company_id = $1 AND c.bill_to_id IS NOT NULL AND '
        || parties_has_all($t${_CUSTOMER}$t$, patterns) || ' LIMIT $2)
        LIMIT $2' USING company, most, coalesce(items, '{{}}');"""  # noqa: S608 - ours alone

# The contracts of customers that have all the words.
_OF_CUSTOMERS = f"""
    RETURN QUERY EXECUTE '
        SELECT c.id FROM parties_customer u JOIN contracts_contract c ON c.customer_id = u.id
        WHERE u.company_id = $1 AND ' || parties_has_all($t${_CUSTOMER}$t$, patterns)
        || ' LIMIT $2' USING company, most;"""  # noqa: S608 - ours alone

# Those of some contracts that have all the words, wherever: word by word, each place in turn for
# those that no place before has found. Where nobody has a word isn't looked, as an index tells;
# of a word too short for one it doesn't.
_AMONG = f"""
    among := ARRAY(
        SELECT c.id FROM contracts_contract c WHERE c.company_id = company AND c.id = ANY(among));
    FOREACH pattern IN ARRAY patterns LOOP
        EXIT WHEN among = '{{}}';
        is_short := length(pattern) < 5;
        loose := translate(pattern, 'aeiounc', '_______');
        kept := '{{}}';
        IF is_short OR EXISTS (SELECT FROM contracts_contract c
            WHERE c.company_id = company AND parties_plain({_OWN}) LIKE pattern)
        THEN
            kept := ARRAY(
                SELECT c.id FROM contracts_contract c WHERE c.id = ANY(among) AND {_has(_OWN)});
            among := ARRAY(SELECT unnest(among) EXCEPT SELECT unnest(kept));
        END IF;
        found := ARRAY(
            SELECT i.id FROM catalog_item i
            WHERE i.company_id = company AND parties_plain({_ITEM}) LIKE pattern);
        IF found <> '{{}}' THEN
            found := ARRAY(
                SELECT DISTINCT l.contract_id FROM contracts_contractline l
                WHERE l.contract_id = ANY(among) AND l.item_id = ANY(found)
                UNION
                SELECT c.id FROM contracts_contract c
                JOIN contracts_templateline l ON l.template_id = c.template_id
                WHERE c.follows_template AND c.id = ANY(among) AND l.item_id = ANY(found));
            kept := kept || found;
            among := ARRAY(SELECT unnest(among) EXCEPT SELECT unnest(found));
        END IF;
        IF is_short OR EXISTS (SELECT FROM parties_customer u
            WHERE u.company_id = company AND parties_plain({_CUSTOMER}) LIKE pattern)
        THEN
            SELECT array_agg(c.customer_id) || array_remove(array_agg(c.bill_to_id), NULL)
            INTO found FROM contracts_contract c WHERE c.id = ANY(among);
            found := ARRAY(
                SELECT u.id FROM parties_customer u WHERE u.id = ANY(found) AND {_has(_CUSTOMER)});
            kept := kept || ARRAY(
                SELECT c.id FROM contracts_contract c WHERE c.id = ANY(among)
                AND (c.customer_id = ANY(found) OR c.bill_to_id = ANY(found)));
        END IF;
        among := kept;
    END LOOP;
    RETURN QUERY SELECT unnest(among);"""  # noqa: S608 - ours alone
_OF_AMONG = "pattern text; loose text; is_short boolean; found bigint[]; kept bigint[];"


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0014_posted_contracts_keep_their_terms"),
    ]

    operations = [
        search_sql.made(_HAS_ALL, "parties_has_all(text, text[])"),
        search_sql.in_steps("contracts_by_text", _BY_TEXT, "most integer", "items bigint[];"),
        search_sql.in_steps("contracts_of_customers", _OF_CUSTOMERS, "most integer"),
        search_sql.better_in_steps("contracts_among", _AMONG, "among bigint[]", _OF_AMONG),
    ]
