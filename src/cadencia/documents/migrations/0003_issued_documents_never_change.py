"""Triggers: an issued document never changes, its sums hold, its due dates are written once.

Statement triggers look at all the rows of a statement at once (their cost hardly shows in a
COPY of thousands); row triggers have a WHEN that is false in everyday work. The functions that
join forbid sequential scans: their plan is kept for the session, and one made while the tables
were small would read them whole for ever.
"""

from django.db import migrations

INDEXES_ONLY = "SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off"

FUNCTIONS = {
    "documents_refuse_change": """
CREATE FUNCTION documents_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of % % is refused: what it says is settled', TG_OP, TG_TABLE_NAME, OLD.id
        USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
END $$""",
    "documents_refuse_numbered": """
CREATE FUNCTION documents_refuse_numbered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'document % must be drafted before it is issued', NEW.id
        USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
END $$""",
    "documents_check_issued": """
CREATE FUNCTION documents_check_issued() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    bad record;
BEGIN
    SELECT issued.id, lines.many, lines.net, taxes.amount, taxes.surcharge INTO bad
    FROM after AS issued
    CROSS JOIN LATERAL (
        SELECT count(*) AS many, coalesce(sum(each.net), 0) AS net
        FROM documents_documentline AS each WHERE each.document_id = issued.id
    ) AS lines
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(each.amount), 0) AS amount,
               coalesce(sum(each.surcharge), 0) AS surcharge
        FROM documents_documenttax AS each WHERE each.document_id = issued.id
    ) AS taxes
    WHERE issued.number IS NOT NULL
      AND (lines.many = 0
           OR taxes.amount <> issued.tax_total
           OR taxes.surcharge <> issued.surcharge_total
           OR NOT issued.prices_include_tax
              AND round(lines.net + issued.expenses, issued.decimals) <> issued.net)
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'document % can''t be issued: its % lines add up to %, its taxes to % + %',
            bad.id, bad.many, bad.net, bad.amount, bad.surcharge
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$""",
    "documents_check_new_lines": """
CREATE FUNCTION documents_check_new_lines() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    bad record;
BEGIN
    SELECT document.id, document.number, sums.net INTO bad
    FROM (SELECT document_id, sum(net) AS net FROM inserted GROUP BY document_id) AS sums
    JOIN documents_document AS document ON document.id = sums.document_id
    WHERE document.number IS NOT NULL
       OR NOT document.prices_include_tax
          AND round(sums.net + document.expenses, document.decimals) <> document.net
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'lines refused: document % is issued, or they add up to %, not its net',
            bad.id, bad.net
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$""",
    "documents_check_new_taxes": """
CREATE FUNCTION documents_check_new_taxes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    bad record;
BEGIN
    SELECT document.id, sums.amount, sums.surcharge INTO bad
    FROM (
        SELECT document_id, sum(amount) AS amount, sum(surcharge) AS surcharge
        FROM inserted GROUP BY document_id
    ) AS sums
    JOIN documents_document AS document ON document.id = sums.document_id
    WHERE document.number IS NOT NULL
       OR sums.amount <> document.tax_total
       OR sums.surcharge <> document.surcharge_total
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'taxes refused: document % is issued, or they add up to % + %, not its own',
            bad.id, bad.amount, bad.surcharge
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$""",
    "documents_check_new_due_dates": """
CREATE FUNCTION documents_check_new_due_dates() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    bad record;
BEGIN
    SELECT document.id, sums.amount INTO bad
    FROM (
        SELECT document_id, sum(amount) AS amount, count(*) AS many
        FROM inserted GROUP BY document_id
    ) AS sums
    JOIN documents_document AS document ON document.id = sums.document_id
    WHERE document.number IS NULL
       OR sums.amount <> document.payable
       OR sums.many <> (
           SELECT count(*) FROM documents_documentduedate AS each
           WHERE each.document_id = document.id
       )
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'due dates refused: document % is a draft, has them, or they add up to %',
            bad.id, bad.amount
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$""",
    # The lock makes this wait for whoever is giving the document its number, and be seen by
    # whoever comes after. The number is judged in FILTER, after the wait: a WHERE would be moved
    # inside by the planner, and skip the document before it is locked.
    "documents_check_old_parts": """
CREATE FUNCTION documents_check_old_parts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    bad bigint;
BEGIN
    SELECT max(locked.id) FILTER (WHERE locked.number IS NOT NULL) INTO bad
    FROM (
        SELECT document.id, document.number
        FROM documents_document AS document
        WHERE document.id IN (SELECT document_id FROM before)
        ORDER BY document.id
        FOR KEY SHARE OF document
    ) AS locked;
    IF bad IS NOT NULL THEN
        RAISE EXCEPTION '% of % is refused: document % is issued', TG_OP, TG_TABLE_NAME, bad
            USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$""",
}

STATEMENT = "FOR EACH STATEMENT EXECUTE FUNCTION"
TRIGGERS = {
    ("documents_document", "documents_issued_never_changes"): (
        "BEFORE UPDATE OR DELETE {on} FOR EACH ROW WHEN (OLD.number IS NOT NULL)"
        " EXECUTE FUNCTION documents_refuse_change()"
    ),
    ("documents_document", "documents_drafted_first"): (
        "BEFORE INSERT {on} FOR EACH ROW WHEN (NEW.number IS NOT NULL)"
        " EXECUTE FUNCTION documents_refuse_numbered()"
    ),
    ("documents_document", "documents_issued_adds_up"): (
        f"AFTER UPDATE {{on}} REFERENCING NEW TABLE AS after {STATEMENT} documents_check_issued()"
    ),
    ("documents_documentline", "documents_lines_add_up"): (
        "AFTER INSERT {on} REFERENCING NEW TABLE AS inserted "
        f"{STATEMENT} documents_check_new_lines()"
    ),
    ("documents_documenttax", "documents_taxes_add_up"): (
        "AFTER INSERT {on} REFERENCING NEW TABLE AS inserted "
        f"{STATEMENT} documents_check_new_taxes()"
    ),
    ("documents_documentduedate", "documents_due_dates_add_up"): (
        "AFTER INSERT {on} REFERENCING NEW TABLE AS inserted "
        f"{STATEMENT} documents_check_new_due_dates()"
    ),
    ("documents_documentduedate", "documents_due_dates_never_change"): (
        "BEFORE UPDATE OR DELETE {on} FOR EACH ROW EXECUTE FUNCTION documents_refuse_change()"
    ),
    ("documents_documentvoid", "documents_voids_never_change"): (
        "BEFORE UPDATE OR DELETE {on} FOR EACH ROW EXECUTE FUNCTION documents_refuse_change()"
    ),
    ("documents_documentfile", "documents_files_never_change"): (
        "BEFORE UPDATE {on} FOR EACH ROW EXECUTE FUNCTION documents_refuse_change()"
    ),
    ("documents_seriescounter", "documents_counters_only_grow"): (
        "BEFORE UPDATE {on} FOR EACH ROW"
        " WHEN (NEW.last_number < OLD.last_number OR NEW.last_date < OLD.last_date"
        " OR NEW.series_id <> OLD.series_id OR NEW.fiscal_year <> OLD.fiscal_year)"
        " EXECUTE FUNCTION documents_refuse_change()"
    ),
    ("documents_seriescounter", "documents_counters_stay"): (
        "BEFORE DELETE {on} FOR EACH ROW WHEN (OLD.last_number > 0)"
        " EXECUTE FUNCTION documents_refuse_change()"
    ),
    **{
        (table, f"{table}_unchanged_on_{act.lower()}"): (
            f"AFTER {act} {{on}} REFERENCING OLD TABLE AS before "
            f"{STATEMENT} documents_check_old_parts()"
        )
        for table in ("documents_documentline", "documents_documenttax")
        for act in ("UPDATE", "DELETE")
    },
    **{
        (table, f"{table}_stays"): (
            "BEFORE UPDATE {on} FOR EACH ROW WHEN (NEW.document_id <> OLD.document_id)"
            " EXECUTE FUNCTION documents_refuse_change()"
        )
        for table in ("documents_documentline", "documents_documenttax")
    },
}


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0002_walls"),
    ]

    operations = [
        *(migrations.RunSQL(sql, f"DROP FUNCTION {name}()") for name, sql in FUNCTIONS.items()),
        *(
            migrations.RunSQL(f"ALTER FUNCTION {name}() {INDEXES_ONLY}", migrations.RunSQL.noop)
            for name in FUNCTIONS
            if name.startswith("documents_check")
        ),
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER {name} {sql.format(on=f'ON {table}')}",
                f"DROP TRIGGER {name} ON {table}",
            )
            for (table, name), sql in TRIGGERS.items()
        ),
    ]
