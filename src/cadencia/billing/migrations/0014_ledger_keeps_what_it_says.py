"""What is billed keeps its number and dates, and counts as nothing else while its document stands."""

from django.db import migrations

# As before, for any state: passed over or due, it would be billed a second time some day.
CHECK_FREE = """
CREATE OR REPLACE FUNCTION billing_check_free() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM billing_installment i
        JOIN billing_installmentdocument l ON l.installment_id = i.id
        JOIN documents_document d ON d.id = l.document_id AND d.number IS NOT NULL
        WHERE i.id = NEW.id AND i.state NOT IN ('billed', 'linked') AND NOT i.replaced
          AND NOT EXISTS (SELECT FROM documents_documentvoid v WHERE v.document_id = d.id)
          AND NOT documents_gave_back(d.id)
    ) THEN
        RAISE EXCEPTION 'installment % is billed by a document in force', NEW.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$"""
CHECK_FREE_BEFORE = CHECK_FREE.replace("NOT IN ('billed', 'linked')", "IN ('due', 'reopened')")
FREE = """
CREATE CONSTRAINT TRIGGER billing_installments_free_with_documents
AFTER UPDATE OF state ON billing_installment DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
WHEN (OLD.state = 'billed' AND {states})
EXECUTE FUNCTION billing_check_free()"""
DROP = "DROP TRIGGER billing_installments_free_with_documents ON billing_installment"
CHECK_SAYS = """
CREATE FUNCTION billing_keep_installment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'installment % is billed: what it says is settled', OLD.id
        USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
END $$"""
KEPT = (
    "company_id, contract_id, contract_line_id, number, due_on, theoretical_on, kind,"
    " period_start, period_until"
)
SAYS = f"""
CREATE TRIGGER billing_installments_keep_what_they_say BEFORE UPDATE ON billing_installment
FOR EACH ROW WHEN (OLD.state = 'billed'
    AND ({", ".join(f"OLD.{each}" for each in KEPT.split(", "))})
    IS DISTINCT FROM ({", ".join(f"NEW.{each}" for each in KEPT.split(", "))}))
EXECUTE FUNCTION billing_keep_installment()"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0013_what_is_billed_stays_billed")]

    operations = [
        migrations.RunSQL(CHECK_FREE, CHECK_FREE_BEFORE),
        migrations.RunSQL(DROP, FREE.format(states="NEW.state IN ('due', 'reopened')")),
        migrations.RunSQL(FREE.format(states="NEW.state NOT IN ('billed', 'linked')"), DROP),
        migrations.RunSQL(CHECK_SAYS, "DROP FUNCTION billing_keep_installment()"),
        migrations.RunSQL(
            SAYS, "DROP TRIGGER billing_installments_keep_what_they_say ON billing_installment"
        ),
    ]
