"""What standing corrections take off what is to be paid of a document, told by one function."""

from django.db import migrations

# What replaces a document by substitution stands in its place: what is taken back of that one is
# taken back of the first too. Tax withheld is never paid to us, nor given back by us.
TAKEN_BACK = """
CREATE FUNCTION documents_taken_back(original bigint) RETURNS numeric STABLE LANGUAGE sql AS $$
WITH RECURSIVE standing AS (
    SELECT k.document_id, k.method, k.total - k.withholding AS payable
    FROM documents_correction k JOIN documents_document d ON d.id = k.document_id
    WHERE k.original_id = original AND k.stands AND d.number IS NOT NULL
    UNION ALL
    SELECT k.document_id, k.method, k.total - k.withholding
    FROM standing s JOIN documents_correction k ON k.original_id = s.document_id
    JOIN documents_document d ON d.id = k.document_id
    WHERE s.method = 'substitution' AND k.stands AND d.number IS NOT NULL
)
SELECT coalesce(sum(payable), 0) FROM standing
$$"""


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0008_drafts_name_their_issuer"),
    ]

    operations = [
        migrations.RunSQL(TAKEN_BACK, "DROP FUNCTION documents_taken_back(bigint)"),
    ]
