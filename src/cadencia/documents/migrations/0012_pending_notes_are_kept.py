"""Delivery notes that wait for an invoice are kept by themselves, whatever was invoiced before."""

import django.db.models.deletion
from django.db import migrations, models

from cadencia.parties import walls

_PENDING = """
FROM documents_document AS note
WHERE {which} AND note.kind = 'delivery_note' AND note.number IS NOT NULL
  AND NOT EXISTS (SELECT FROM documents_invoicednote AS invoiced
                  WHERE invoiced.note_id = note.id AND invoiced.stands)
  AND NOT EXISTS (SELECT FROM documents_documentvoid AS void WHERE void.document_id = note.id)"""
_INSERT = (
    "INSERT INTO documents_pendingnote (document_id, company_id, bill_to_id)"
    " SELECT note.id, note.company_id, note.bill_to_id" + _PENDING
)

# Whatever happened to it, it is looked at anew, once it is locked.
PENDING = f"""
CREATE FUNCTION documents_pending_note(changed bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM documents_document WHERE id = changed FOR NO KEY UPDATE;
    DELETE FROM documents_pendingnote WHERE document_id = changed;
    {_INSERT.format(which="note.id = changed")};
END $$"""  # noqa: S608 - ours alone

FOLLOW = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {act};
    RETURN NULL;
END $$"""
FUNCTIONS = {
    "documents_note_issued": """INSERT INTO documents_pendingnote
        (document_id, company_id, bill_to_id) VALUES (NEW.id, NEW.company_id, NEW.bill_to_id)""",
    "documents_note_invoiced": "PERFORM documents_pending_note(coalesce(NEW.note_id, OLD.note_id))",
    "documents_note_void": """DELETE FROM documents_pendingnote
        WHERE document_id = NEW.document_id""",
}
ROW = "FOR EACH ROW"
TRIGGERS = {
    ("documents_document", "documents_note_issued"): (
        f"AFTER UPDATE OF number {{on}} {ROW}"
        " WHEN (NEW.kind = 'delivery_note' AND OLD.number IS NULL AND NEW.number IS NOT NULL)"
        " EXECUTE FUNCTION documents_note_issued()"
    ),
    ("documents_invoicednote", "documents_note_invoiced"): (
        f"AFTER INSERT OR UPDATE OR DELETE {{on}} {ROW} EXECUTE FUNCTION documents_note_invoiced()"
    ),
    ("documents_documentvoid", "documents_note_void"): (
        f"AFTER INSERT {{on}} {ROW} EXECUTE FUNCTION documents_note_void()"
    ),
}


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0011_open_due_dates_have_an_index"),
    ]

    operations = [
        migrations.CreateModel(
            name="PendingNote",
            fields=[
                (
                    "document",
                    walls.CompanyOneToOne(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        serialize=False,
                        to="documents.document",
                    ),
                ),
                ("bill_to_id", models.BigIntegerField()),
                (
                    "company",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.company",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["company", "bill_to_id", "document"],
                        name="documents_pendingnote_order",
                    )
                ],
            },
        ),
        walls.AddWall("pendingnote", "document"),
        migrations.RemoveIndex("document", "documents_document_notes"),
        migrations.RunSQL(PENDING, "DROP FUNCTION documents_pending_note(bigint)"),
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
        migrations.RunSQL(_INSERT.format(which="true"), migrations.RunSQL.noop),
    ]
