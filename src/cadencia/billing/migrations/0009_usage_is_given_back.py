"""Usage is free again when no document stands that bills it."""

from django.db import migrations

# A usage is free again when no document stands that bills it: one that is deleted, or voided
# or credited whole and its installment given back.
STANDING = """
    EXISTS (SELECT FROM documents_documentline l
            WHERE l.installment_id = b.installment_id AND l.contract_line_id = u.line_id
              AND NOT EXISTS (SELECT FROM documents_documentvoid v
                              WHERE v.document_id = l.document_id)
              AND NOT EXISTS (SELECT FROM documents_correction c
                              WHERE c.original_id = l.document_id AND c.gave_back AND c.stands))
"""
FREE_OF_INSTALLMENT = f"""
CREATE OR REPLACE FUNCTION billing_free_usage() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM billing_billedusage b USING contracts_usage u
    WHERE u.id = b.usage_id AND b.installment_id = OLD.id AND NOT {STANDING};
    RETURN NULL;
END $$"""  # noqa: S608
FREE_OF_LINES = f"""
CREATE FUNCTION billing_free_usage_of_lines() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM billing_billedusage b USING contracts_usage u
    WHERE u.id = b.usage_id AND NOT {STANDING}
      AND (b.installment_id, u.line_id) IN (
          SELECT installment_id, contract_line_id FROM gone);
    RETURN NULL;
END $$"""  # noqa: S608
BEFORE = """
CREATE OR REPLACE FUNCTION billing_free_usage() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM billing_billedusage
    WHERE installment_id = OLD.id AND company_id = OLD.company_id;
    RETURN NULL;
END $$"""


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0008_refreshes_are_counted"),
        ("contracts", "0011_quantities_by_formula_and_usage"),
        ("documents", "0012_series_of_credit_notes"),
    ]

    operations = [
        migrations.RunSQL(FREE_OF_INSTALLMENT, BEFORE),
        migrations.RunSQL(FREE_OF_LINES, "DROP FUNCTION billing_free_usage_of_lines()"),
        migrations.RunSQL(
            "CREATE TRIGGER billing_lines_give_usage_back AFTER DELETE ON documents_documentline"
            " REFERENCING OLD TABLE AS gone FOR EACH STATEMENT"
            " EXECUTE FUNCTION billing_free_usage_of_lines()",
            "DROP TRIGGER billing_lines_give_usage_back ON documents_documentline",
        ),
    ]
