"""Due dates that ask for nothing more are marked: paid, void, or taken back by corrections.

Whoever pays, voids or corrects is followed by triggers. What corrections of corrections take back
counts for the first document, so that all those before it are looked at.
"""

from django.db import migrations

# The lock makes those wait who pay or correct the same document; each then sees the one before.
# One whose amount isn't above zero never asks for anything, and is left unmarked.
SETTLE = """
CREATE FUNCTION payments_settle(documents bigint[]) RETURNS void LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    PERFORM FROM documents_document WHERE id = ANY(documents) ORDER BY id FOR NO KEY UPDATE;
    WITH asked AS (
        SELECT due.id, due.document_id, due.amount - coalesce((
                   SELECT sum(part.amount)
                   FROM payments_paymentpart AS part
                   JOIN payments_payment AS payment ON payment.id = part.payment_id
                   WHERE part.document_id = due.document_id AND part.position = due.position
                     AND payment.undone_at IS NULL
               ), 0) AS owed
        FROM documents_documentduedate AS due
        WHERE due.document_id = ANY(documents) AND due.amount > 0
    ), whole AS (
        SELECT document_id, CASE
            WHEN EXISTS (SELECT FROM documents_documentvoid AS void
                         WHERE void.document_id = asked.document_id) THEN true
            WHEN EXISTS (SELECT FROM documents_correction AS correction
                         WHERE correction.original_id = asked.document_id AND correction.stands)
            THEN documents_taken_back(document_id) >= sum(greatest(owed, 0))
            ELSE false END AS is_settled
        FROM asked GROUP BY document_id
    )
    UPDATE documents_documentduedate AS due SET settled = NOT due.settled
    FROM asked JOIN whole ON whole.document_id = asked.document_id
    WHERE due.id = asked.id AND due.settled <> (whole.is_settled OR asked.owed <= 0);
END $$"""

# A corrective, and whatever it corrects, up to the first.
SETTLE_CORRECTED = """
CREATE FUNCTION payments_settle_corrected(corrective bigint) RETURNS void LANGUAGE sql AS $$
WITH RECURSIVE before (id) AS (
    SELECT original_id FROM documents_correction WHERE document_id = corrective
    UNION
    SELECT correction.original_id FROM before
    JOIN documents_correction AS correction ON correction.document_id = before.id
)
SELECT payments_settle(ARRAY(SELECT id FROM before))
$$"""

FOLLOW = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM {act};
    RETURN NULL;
END $$"""
FUNCTIONS = {
    "payments_after_parts": "payments_settle(ARRAY(SELECT DISTINCT document_id FROM inserted))",
    "payments_after_undoing": """payments_settle(ARRAY(
        SELECT DISTINCT document_id FROM payments_paymentpart WHERE payment_id = NEW.id))""",
    "payments_after_void": "payments_settle(ARRAY[NEW.document_id])",
    "payments_after_end": "payments_settle_corrected(NEW.document_id)",
    "payments_after_credit": "payments_settle_corrected(NEW.id)",
}
ROW = "FOR EACH ROW"
TRIGGERS = {
    ("payments_paymentpart", "payments_settle_parts"): (
        "AFTER INSERT {on} REFERENCING NEW TABLE AS inserted"
        " FOR EACH STATEMENT EXECUTE FUNCTION payments_after_parts()"
    ),
    ("payments_payment", "payments_settle_undone"): (
        f"AFTER UPDATE OF undone_at {{on}} {ROW} EXECUTE FUNCTION payments_after_undoing()"
    ),
    ("documents_documentvoid", "payments_settle_void"): (
        f"AFTER INSERT {{on}} {ROW} EXECUTE FUNCTION payments_after_void()"
    ),
    ("documents_correction", "payments_settle_ended"): (
        f"AFTER UPDATE OF stands {{on}} {ROW} EXECUTE FUNCTION payments_after_end()"
    ),
    ("documents_document", "payments_settle_credited"): (
        f"AFTER UPDATE OF number {{on}} {ROW}"
        " WHEN (NEW.kind = 'credit_note' AND OLD.number IS NULL AND NEW.number IS NOT NULL)"
        " EXECUTE FUNCTION payments_after_credit()"
    ),
}

ALREADY = """
SELECT payments_settle(ARRAY(
    SELECT document_id FROM payments_paymentpart
    UNION SELECT document_id FROM documents_documentvoid
    UNION SELECT original_id FROM documents_correction))"""


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0002_never_more_than_owed"),
        ("documents", "0011_open_due_dates_have_an_index"),
    ]

    operations = [
        migrations.RunSQL(SETTLE, "DROP FUNCTION payments_settle(bigint[])"),
        migrations.RunSQL(SETTLE_CORRECTED, "DROP FUNCTION payments_settle_corrected(bigint)"),
        *(
            migrations.RunSQL(FOLLOW.format(name=name, act=act), f"DROP FUNCTION {name}()")
            for name, act in FUNCTIONS.items()
        ),
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER {name} {sql.format(on=f'ON {table}')}",
                f"DROP TRIGGER {name} ON {table}",
            )
            for (table, name), sql in TRIGGERS.items()
        ),
        migrations.RunSQL(ALREADY, migrations.RunSQL.noop),
    ]
