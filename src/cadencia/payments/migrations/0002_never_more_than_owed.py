"""Walls; nobody pays more of a due date than it asks for, and what was received never changes."""

from django.db import migrations

from cadencia.parties.walls import AddWall

CHECK_PART = """
CREATE FUNCTION payments_check_part() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    asked numeric;
    paid numeric;
BEGIN
    PERFORM FROM documents_document
    WHERE id = NEW.document_id AND company_id = NEW.company_id AND number IS NOT NULL
    FOR NO KEY UPDATE;
    IF NOT FOUND OR EXISTS (
        SELECT FROM documents_documentvoid WHERE document_id = NEW.document_id
    ) THEN
        RAISE EXCEPTION 'document % is a draft or void: it isn''t paid', NEW.document_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
    END IF;
    SELECT amount INTO asked FROM documents_documentduedate
    WHERE document_id = NEW.document_id AND position = NEW.position;
    SELECT sum(part.amount) INTO paid
    FROM payments_paymentpart AS part JOIN payments_payment AS payment
      ON payment.id = part.payment_id
    WHERE part.document_id = NEW.document_id AND part.position = NEW.position
      AND payment.undone_at IS NULL;
    IF asked IS NULL OR paid > asked THEN
        RAISE EXCEPTION 'due date % of document % asks for %, not for %',
            NEW.position, NEW.document_id, asked, paid
            USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
    END IF;
    IF (SELECT sum(amount) FROM payments_paymentpart WHERE payment_id = NEW.payment_id)
        > (SELECT amount FROM payments_payment WHERE id = NEW.payment_id) THEN
        RAISE EXCEPTION 'payment % is divided into more than it is', NEW.payment_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$"""
REFUSE = """
CREATE FUNCTION payments_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of % % is refused: undo the payment', TG_OP, TG_TABLE_NAME, OLD.id
        USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
END $$"""
TRIGGERS = {
    ("payments_paymentpart", "payments_parts_within"): (
        "AFTER INSERT ON payments_paymentpart FOR EACH ROW EXECUTE FUNCTION payments_check_part()"
    ),
    ("payments_paymentpart", "payments_parts_never_change"): (
        "BEFORE UPDATE OR DELETE ON payments_paymentpart FOR EACH ROW"
        " EXECUTE FUNCTION payments_refuse_change()"
    ),
    ("payments_payment", "payments_only_undone"): (
        "BEFORE UPDATE ON payments_payment FOR EACH ROW"
        " WHEN (OLD.undone_at IS NOT NULL OR NEW.undone_at IS NULL"
        " OR to_jsonb(OLD) - 'undone_at' - 'undone_by_id'"
        " IS DISTINCT FROM to_jsonb(NEW) - 'undone_at' - 'undone_by_id')"
        " EXECUTE FUNCTION payments_refuse_change()"
    ),
    ("payments_payment", "payments_stay"): (
        "BEFORE DELETE ON payments_payment FOR EACH ROW EXECUTE FUNCTION payments_refuse_change()"
    ),
}


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0001_tables"),
        ("documents", "0003_issued_documents_never_change"),
    ]

    operations = [
        AddWall("payment", "customer"),
        AddWall("paymentpart", "payment"),
        AddWall("paymentpart", "document"),
        migrations.RunSQL(CHECK_PART, "DROP FUNCTION payments_check_part()"),
        migrations.RunSQL(REFUSE, "DROP FUNCTION payments_refuse_change()"),
        *(
            migrations.RunSQL(f"CREATE TRIGGER {name} {when}", f"DROP TRIGGER {name} ON {table}")
            for (table, name), when in TRIGGERS.items()
        ),
    ]
