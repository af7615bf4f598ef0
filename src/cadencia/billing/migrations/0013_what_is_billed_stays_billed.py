"""An installment is free again only with its documents, and what has billed isn't written anew (R4)."""

from django.db import migrations

# Asked when the transaction ends: drafts are deleted, documents voided or credited in it.
GAVE_BACK = """
CREATE FUNCTION documents_gave_back(document bigint) RETURNS boolean STABLE LANGUAGE sql AS $$
WITH RECURSIVE following AS (
    SELECT k.document_id, k.gave_back FROM documents_correction k
    WHERE k.original_id = document AND k.stands
    UNION ALL
    SELECT k.document_id, k.gave_back FROM following f
    JOIN documents_correction k ON k.original_id = f.document_id WHERE k.stands
)
SELECT EXISTS (SELECT FROM following WHERE gave_back)
$$"""
CHECK_FREE = """
CREATE FUNCTION billing_check_free() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM billing_installment i
        JOIN billing_installmentdocument l ON l.installment_id = i.id
        JOIN documents_document d ON d.id = l.document_id AND d.number IS NOT NULL
        WHERE i.id = NEW.id AND i.state IN ('due', 'reopened') AND NOT i.replaced
          AND NOT EXISTS (SELECT FROM documents_documentvoid v WHERE v.document_id = d.id)
          AND NOT documents_gave_back(d.id)
    ) THEN
        RAISE EXCEPTION 'installment % is billed by a document in force', NEW.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$"""
FREE = """
CREATE CONSTRAINT TRIGGER billing_installments_free_with_documents
AFTER UPDATE OF state ON billing_installment DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
WHEN (OLD.state = 'billed' AND NEW.state IN ('due', 'reopened'))
EXECUTE FUNCTION billing_check_free()"""
CHECK_BILLED = """
CREATE FUNCTION billing_check_modification() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM documents_documentline l JOIN billing_installment i ON i.id = l.installment_id
        WHERE l.contract_id = OLD.contract_id AND l.modification_id = OLD.id
          AND i.state = 'billed' AND NOT i.replaced
    ) THEN
        RAISE EXCEPTION 'modification % has billed: only its end may change', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$"""
BILLED = """
CREATE TRIGGER billing_modifications_that_billed BEFORE UPDATE ON contracts_scheduledmodification
FOR EACH ROW WHEN (to_jsonb(OLD) - 'valid_until' - 'position'
                   IS DISTINCT FROM to_jsonb(NEW) - 'valid_until' - 'position')
EXECUTE FUNCTION billing_check_modification()"""


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0012_previews_tell_what_asks"),
        ("contracts", "0014_posted_contracts_keep_their_terms"),
        ("documents", "0009_what_corrections_take_back"),
    ]

    operations = [
        migrations.RunSQL(GAVE_BACK, "DROP FUNCTION documents_gave_back(bigint)"),
        migrations.RunSQL(CHECK_FREE, "DROP FUNCTION billing_check_free()"),
        migrations.RunSQL(
            FREE, "DROP TRIGGER billing_installments_free_with_documents ON billing_installment"
        ),
        migrations.RunSQL(CHECK_BILLED, "DROP FUNCTION billing_check_modification()"),
        migrations.RunSQL(
            BILLED,
            "DROP TRIGGER billing_modifications_that_billed ON contracts_scheduledmodification",
        ),
    ]
