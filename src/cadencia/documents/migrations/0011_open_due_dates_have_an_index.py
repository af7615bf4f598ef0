"""Due dates know their document's number and if they are settled; open ones have an index.

A column of the header would be written again after the document is issued, and an index on the
day alone has no order that the list could follow.
"""

from django.db import migrations, models

# The place of a due date is its document's: rows of one document that differ add up to less.
CHECK = """
CREATE OR REPLACE FUNCTION documents_check_new_due_dates() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
    bad record;
BEGIN
    SELECT document.id, sums.amount INTO bad
    FROM (
        SELECT document_id, series_id, fiscal_year, number, sum(amount) AS amount,
               count(*) AS many
        FROM inserted GROUP BY document_id, series_id, fiscal_year, number
    ) AS sums
    JOIN documents_document AS document ON document.id = sums.document_id
    WHERE document.number IS NULL
       OR sums.amount <> document.payable
       OR sums.number <> document.number
       OR sums.fiscal_year <> document.fiscal_year
       OR sums.series_id <> document.series_id
       OR sums.many <> (
           SELECT count(*) FROM documents_documentduedate AS each
           WHERE each.document_id = document.id
       )
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'due dates refused: document % is a draft, has them, is of another number,'
            ' or they add up to %', bad.id, bad.amount
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$"""

FILL = """
ALTER TABLE documents_documentduedate DISABLE TRIGGER USER;
UPDATE documents_documentduedate AS due
SET series_id = document.series_id, fiscal_year = document.fiscal_year, number = document.number
FROM documents_document AS document WHERE document.id = due.document_id;
ALTER TABLE documents_documentduedate ENABLE TRIGGER USER"""

# Only whether it is settled may be said anew, and by an update that says nothing else.
NEVER_CHANGE = """
DROP TRIGGER documents_due_dates_never_change ON documents_documentduedate;
CREATE TRIGGER documents_due_dates_never_change BEFORE UPDATE ON documents_documentduedate
FOR EACH ROW WHEN (OLD.settled = NEW.settled
                   OR to_jsonb(OLD) - 'settled' IS DISTINCT FROM to_jsonb(NEW) - 'settled')
EXECUTE FUNCTION documents_refuse_change();
CREATE TRIGGER documents_due_dates_stay BEFORE DELETE ON documents_documentduedate
FOR EACH ROW EXECUTE FUNCTION documents_refuse_change()"""
CHANGE_NOTHING = """
DROP TRIGGER documents_due_dates_stay ON documents_documentduedate;
DROP TRIGGER documents_due_dates_never_change ON documents_documentduedate;
CREATE TRIGGER documents_due_dates_never_change
BEFORE UPDATE OR DELETE ON documents_documentduedate
FOR EACH ROW EXECUTE FUNCTION documents_refuse_change()"""


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0010_notes_have_an_index"),
    ]

    operations = [
        *(
            migrations.AddField("documentduedate", name, field(null=True))
            for name, field in (
                ("series_id", models.BigIntegerField),
                ("fiscal_year", models.SmallIntegerField),
                ("number", models.IntegerField),
            )
        ),
        migrations.AddField(
            "documentduedate", "settled", models.BooleanField(default=False, db_default=False)
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        *(
            migrations.AlterField("documentduedate", name, field())
            for name, field in (
                ("series_id", models.BigIntegerField),
                ("fiscal_year", models.SmallIntegerField),
                ("number", models.IntegerField),
            )
        ),
        migrations.AddIndex(
            "documentduedate",
            models.Index(
                fields=["series_id", "fiscal_year", "number"],
                condition=models.Q(settled=False, amount__gt=0),
                name="documents_due_date_open",
            ),
        ),
        migrations.RunSQL(CHECK, migrations.RunSQL.noop),
        migrations.RunSQL(NEVER_CHANGE, CHANGE_NOTHING),
    ]
