"""Triggers: a contract's state moves as R14 says, and a posted contract isn't edited.

There is no way round: bulk acts, reviews and renewals write dated modifications, never lines.
The one thing admitted on a posted contract is a one-off line, new or taken away (R14).
"""

from django.db import migrations

FROZEN = (
    "customer_id", "installments", "installments_are", "schedule_every", "schedule_unit",
    "schedule_first", "schedule_anchor_day", "schedule_months", "schedule_day", "schedule_since",
    "timing", "opening", "closing", "proration", "starts_on", "currency", "decimals",
)  # fmt: skip

FUNCTIONS = {
    "contracts_refuse_change": """
CREATE FUNCTION contracts_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of contract % is refused: it is %', TG_OP, OLD.id, OLD.state
        USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
END $$""",
    # FOR SHARE waits for whoever is posting the contract, and makes them wait. The state is
    # judged in FILTER, after the wait: a WHERE would be moved inside by the planner.
    "contracts_check_new_lines": """
CREATE FUNCTION contracts_check_new_lines() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    bad bigint;
BEGIN
    SELECT max(locked.id) FILTER (
        WHERE locked.state <> 'draft'
          AND NOT (locked.state = 'posted' AND NOT EXISTS (
              SELECT FROM inserted AS line
              WHERE line.contract_id = locked.id AND line.one_off_on IS NULL
                AND line.one_off_month = '' AND NOT line.one_off_with_next
          ))
    ) INTO bad
    FROM (
        SELECT contract.id, contract.state FROM contracts_contract AS contract
        WHERE contract.id IN (SELECT contract_id FROM inserted)
        ORDER BY contract.id FOR SHARE OF contract
    ) AS locked;
    IF bad IS NOT NULL THEN
        RAISE EXCEPTION 'lines refused: contract % isn''t a draft, and they are not one-offs', bad
            USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$""",
    "contracts_check_old_lines": """
CREATE FUNCTION contracts_check_old_lines() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    bad bigint;
BEGIN
    SELECT max(locked.id) FILTER (WHERE locked.state <> 'draft') INTO bad
    FROM (
        SELECT contract.id, contract.state FROM contracts_contract AS contract
        WHERE contract.id IN (SELECT contract_id FROM before)
        ORDER BY contract.id FOR SHARE OF contract
    ) AS locked;
    IF bad IS NOT NULL THEN
        RAISE EXCEPTION '% of lines is refused: contract % isn''t a draft', TG_OP, bad
            USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$""",
    # A one-off leaves as it came, unless the ledger of installments refers to it.
    "contracts_check_deleted_lines": """
CREATE FUNCTION contracts_check_deleted_lines() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    bad bigint;
BEGIN
    SELECT max(locked.id) FILTER (
        WHERE locked.state <> 'draft'
          AND NOT (locked.state = 'posted' AND NOT EXISTS (
              SELECT FROM before AS line
              WHERE line.contract_id = locked.id AND line.one_off_on IS NULL
                AND line.one_off_month = '' AND NOT line.one_off_with_next
          ))
    ) INTO bad
    FROM (
        SELECT contract.id, contract.state FROM contracts_contract AS contract
        WHERE contract.id IN (SELECT contract_id FROM before)
        ORDER BY contract.id FOR SHARE OF contract
    ) AS locked;
    IF bad IS NOT NULL THEN
        RAISE EXCEPTION 'DELETE of lines is refused: contract % isn''t a draft', bad
            USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$""",
}


def _row(prefix: str) -> str:
    return ", ".join(f"{prefix}.{each}" for each in FROZEN)


TRIGGERS = {
    ("contracts_contract", "contracts_posted_not_edited"): (
        "BEFORE UPDATE {on} FOR EACH ROW WHEN (OLD.state <> 'draft'"
        f" AND ({_row('OLD')}) IS DISTINCT FROM ({_row('NEW')}))"
        " EXECUTE FUNCTION contracts_refuse_change()"
    ),
    ("contracts_contract", "contracts_states_in_order"): (
        "BEFORE UPDATE {on} FOR EACH ROW WHEN (OLD.state <> NEW.state"
        " AND (OLD.state, NEW.state) NOT IN (('draft', 'posted'), ('posted', 'draft'),"
        " ('posted', 'finished'), ('finished', 'posted'), ('draft', 'void'), ('posted', 'void')))"
        " EXECUTE FUNCTION contracts_refuse_change()"
    ),
    ("contracts_contract", "contracts_only_drafts_deleted"): (
        "BEFORE DELETE {on} FOR EACH ROW WHEN (OLD.state <> 'draft')"
        " EXECUTE FUNCTION contracts_refuse_change()"
    ),
    ("contracts_contractline", "contracts_lines_into_drafts"): (
        "AFTER INSERT {on} REFERENCING NEW TABLE AS inserted"
        " FOR EACH STATEMENT EXECUTE FUNCTION contracts_check_new_lines()"
    ),
    ("contracts_contractline", "contracts_lines_of_drafts_updated"): (
        "AFTER UPDATE {on} REFERENCING OLD TABLE AS before"
        " FOR EACH STATEMENT EXECUTE FUNCTION contracts_check_old_lines()"
    ),
    ("contracts_contractline", "contracts_lines_of_drafts_moved"): (
        "AFTER UPDATE {on} REFERENCING NEW TABLE AS before"
        " FOR EACH STATEMENT EXECUTE FUNCTION contracts_check_old_lines()"
    ),
    ("contracts_contractline", "contracts_lines_of_drafts_deleted"): (
        "AFTER DELETE {on} REFERENCING OLD TABLE AS before"
        " FOR EACH STATEMENT EXECUTE FUNCTION contracts_check_deleted_lines()"
    ),
}


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0002_walls"),
    ]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE contracts_contractline ADD CONSTRAINT contracts_contractline_discounts"
            " CHECK (100 >= ALL (discounts))",
            "ALTER TABLE contracts_contractline DROP CONSTRAINT contracts_contractline_discounts",
        ),
        migrations.RunSQL(
            "ALTER TABLE contracts_scheduledmodification"
            " ADD CONSTRAINT contracts_modification_discounts CHECK (100 >= ALL (discounts))",
            "ALTER TABLE contracts_scheduledmodification"
            " DROP CONSTRAINT contracts_modification_discounts",
        ),
        *(migrations.RunSQL(sql, f"DROP FUNCTION {name}()") for name, sql in FUNCTIONS.items()),
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER {name} {sql.format(on=f'ON {table}')}",
                f"DROP TRIGGER {name} ON {table}",
            )
            for (table, name), sql in TRIGGERS.items()
        ),
    ]
