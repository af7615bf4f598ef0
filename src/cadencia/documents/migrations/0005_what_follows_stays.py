"""Triggers: no credit beyond the document, no note invoiced twice, nothing taken back."""

from django.db import migrations

FUNCTIONS = {
    # The lock makes credits of one document wait for each other; each then sees the one before.
    "documents_check_correction": """
CREATE FUNCTION documents_check_correction() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    original record;
    said record;
BEGIN
    SELECT number, kind, net, total INTO original
    FROM documents_document WHERE id = NEW.original_id FOR NO KEY UPDATE;
    IF original.number IS NULL OR original.kind NOT IN ('invoice', 'credit_note')
       OR original.total < 0
       OR EXISTS (SELECT 1 FROM documents_documentvoid WHERE document_id = NEW.original_id)
    THEN
        RAISE EXCEPTION 'document % can''t be corrected: it isn''t an invoice in force',
            NEW.original_id
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM documents_document
        WHERE id = NEW.document_id AND number IS NULL AND kind = 'credit_note'
    ) THEN
        RAISE EXCEPTION 'document % isn''t a draft of a credit note', NEW.document_id
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
    END IF;
    SELECT sum(net) AS net, sum(total) AS total, count(*) AS many,
           bool_or(method = 'substitution') AS replaced INTO said
    FROM documents_correction WHERE original_id = NEW.original_id AND stands;
    IF said.net > original.net OR said.total > original.total OR said.replaced AND said.many > 1
    THEN
        RAISE EXCEPTION 'the corrections of document % take back % of its %',
            NEW.original_id, said.total, original.total
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$""",
    "documents_check_corrected_line": """
CREATE FUNCTION documents_check_corrected_line() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed documents_correctedline := coalesce(NEW, OLD);
BEGIN
    IF EXISTS (
        SELECT 1 FROM documents_correction AS correction
        JOIN documents_document AS document ON document.id = correction.document_id
        WHERE correction.id = changed.correction_id AND document.number IS NOT NULL
    ) THEN
        RAISE EXCEPTION '% of % is refused: its credit note is issued', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$""",
    "documents_check_invoiced_note": """
CREATE FUNCTION documents_check_invoiced_note() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    note record;
    invoice record;
BEGIN
    SELECT number, kind, bill_to_id, currency INTO note
    FROM documents_document WHERE id = NEW.note_id FOR NO KEY UPDATE;
    SELECT number, kind, bill_to_id, currency INTO invoice
    FROM documents_document WHERE id = NEW.document_id;
    IF note.number IS NULL OR note.kind <> 'delivery_note'
       OR invoice.number IS NOT NULL OR invoice.kind <> 'invoice'
       OR note.bill_to_id <> invoice.bill_to_id OR note.currency <> invoice.currency
       OR EXISTS (SELECT 1 FROM documents_documentvoid WHERE document_id = NEW.note_id)
    THEN
        RAISE EXCEPTION 'note % can''t be on invoice %: it isn''t in force, or not of its customer',
            NEW.note_id, NEW.document_id
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$""",
    "documents_check_void": """
CREATE FUNCTION documents_check_void() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    voided integer;
BEGIN
    SELECT number INTO voided
    FROM documents_document WHERE id = NEW.document_id FOR NO KEY UPDATE;
    IF voided IS NULL
       OR EXISTS (
           SELECT 1 FROM documents_correction WHERE original_id = NEW.document_id AND stands)
       OR EXISTS (
           SELECT 1 FROM documents_invoicednote WHERE note_id = NEW.document_id AND stands)
    THEN
        RAISE EXCEPTION 'document % can''t be voided: it is a draft, corrected or invoiced',
            NEW.document_id
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$""",
}

ROW = "FOR EACH ROW"
ENDS_ONLY = (
    "BEFORE UPDATE {on} FOR EACH ROW WHEN (NOT OLD.stands OR NEW.stands"
    " OR to_jsonb(OLD) - 'stands' IS DISTINCT FROM to_jsonb(NEW) - 'stands')"
    " EXECUTE FUNCTION documents_refuse_change()"
)
DRAFT_ONLY = (
    "AFTER DELETE {on} REFERENCING OLD TABLE AS before"
    " FOR EACH STATEMENT EXECUTE FUNCTION documents_check_old_parts()"
)
TRIGGERS = {
    ("documents_correction", "documents_corrections_within"): (
        f"AFTER INSERT {{on}} {ROW} EXECUTE FUNCTION documents_check_correction()"
    ),
    ("documents_correction", "documents_corrections_only_end"): ENDS_ONLY,
    ("documents_correction", "documents_corrections_stay"): DRAFT_ONLY,
    ("documents_correctedline", "documents_corrected_lines_stay"): (
        "AFTER INSERT OR UPDATE OR DELETE {on} FOR EACH ROW"
        " EXECUTE FUNCTION documents_check_corrected_line()"
    ),
    ("documents_invoicednote", "documents_notes_in_force"): (
        f"AFTER INSERT {{on}} {ROW} EXECUTE FUNCTION documents_check_invoiced_note()"
    ),
    ("documents_invoicednote", "documents_invoiced_notes_only_end"): ENDS_ONLY,
    ("documents_invoicednote", "documents_invoiced_notes_stay"): DRAFT_ONLY,
    ("documents_documentvoid", "documents_voids_in_order"): (
        f"AFTER INSERT {{on}} {ROW} EXECUTE FUNCTION documents_check_void()"
    ),
}


class Migration(migrations.Migration):
    replaces = [
        ("documents", "0011_what_follows_stays"),
    ]

    dependencies = [
        ("documents", "0004_changes_are_noted"),
    ]

    operations = [
        *(migrations.RunSQL(sql, f"DROP FUNCTION {name}()") for name, sql in FUNCTIONS.items()),
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER {name} {sql.format(on=f'ON {table}')}",
                f"DROP TRIGGER {name} ON {table}",
            )
            for (table, name), sql in TRIGGERS.items()
        ),
    ]
