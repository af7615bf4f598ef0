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
CREATE FUNCTION billing_free_usage() RETURNS trigger LANGUAGE plpgsql AS $$
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


class Migration(migrations.Migration):
    replaces = [
        ("billing", "0007_usage_is_billed_once"),
        ("billing", "0009_usage_is_given_back"),
    ]

    dependencies = [
        ("billing", "0003_links_of_issued_documents_stay"),
        ("documents", "0005_what_follows_stays"),
    ]

    operations = [
        migrations.RunSQL(FREE_OF_INSTALLMENT, "DROP FUNCTION billing_free_usage()"),
        migrations.RunSQL(
            "CREATE TRIGGER billing_installment_gives_usage_back"
            " AFTER UPDATE OF state, replaced ON billing_installment FOR EACH ROW"
            " WHEN (OLD.state = 'billed' AND NOT OLD.replaced"
            " AND (NEW.state <> 'billed' OR NEW.replaced))"
            " EXECUTE FUNCTION billing_free_usage()",
            "DROP TRIGGER billing_installment_gives_usage_back ON billing_installment",
        ),
        migrations.RunSQL(FREE_OF_LINES, "DROP FUNCTION billing_free_usage_of_lines()"),
        migrations.RunSQL(
            "CREATE TRIGGER billing_lines_give_usage_back AFTER DELETE ON documents_documentline"
            " REFERENCING OLD TABLE AS gone FOR EACH STATEMENT"
            " EXECUTE FUNCTION billing_free_usage_of_lines()",
            "DROP TRIGGER billing_lines_give_usage_back ON documents_documentline",
        ),
    ]
